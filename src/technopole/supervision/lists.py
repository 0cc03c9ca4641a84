"""The public lists of supervision: annual reports, listings, ratings, credit records; filters, columns, twins."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.core import clock
from technopole.pages import display
from technopole.pages.export_columns import plain
from technopole.pages.exports import ExportColumn
from technopole.pages.listing import Column, Facet, Listing
from technopole.registration import rules_in_force
from technopole.registry.models import Organisation
from technopole.supervision import lawbook, queries, words
from technopole.supervision.models import AnnualReport, CreditRecord, ListCase, Rating


def _labels(known: Any) -> Any:
    """How a facet names values of a fixed vocabulary."""
    return lambda values: {value: known.get(value, value) for value in values}


def _states(kind: str) -> Any:
    return _labels({state: label for state, (label, _tone) in words.STATES[kind].items()})


def _years(values: Any) -> Any:
    return {value: value for value in values}


def forms() -> dict[str, Any]:
    return {key: table.name for key, table in rules_in_force.forms().items()}


def organisation(row: Any) -> dict[str, Any]:
    """The organisation a row is about, as the first cell of its line."""
    cell: dict[str, Any] = {"text": queries.name_of(row)}
    if row.synthetic:
        cell["mark"] = "synthetic"
    return cell


def day(value: Any) -> str:
    return display.partial_date(value, get_language(), brief=True)


def find(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows about organisations whose names hold every word. Cost: reads the names of the centre's organisations."""
    named = Organisation.objects.filter(reference__in=[False])
    for word in text.split()[:8]:
        named = named.filter(Q(name__icontains=word) | Q(name_en__icontains=word) | Q(name_zh__icontains=word))
    return rows.filter(organisation_uid__in=named.values("uid"))


_ORGANISATION_COLUMNS = [
    ExportColumn("organisation", lambda row: row.organisation_uid),
    ExportColumn("organisation_name", lambda row: row.organisation_name),
]

# --- annual reports --------------------------------------------------------------------------------------------


def report_link(row: AnnualReport) -> str:
    return reverse("supervision:report", args=[row.uid])


def report_state(row: AnnualReport) -> dict[str, Any]:
    """The state of a report; overdue comes before any other word."""
    if queries.is_overdue(row):
        return {"label": _("Overdue"), "tone": "bad"}
    return dict(words.badge("report", row.state))


def _received(name: str) -> Any:
    """A figure of a report, public once the registrar received it."""
    return lambda row: getattr(row, name) if row.state == "received" else None


def _reports(request: HttpRequest) -> QuerySet[AnnualReport]:
    rows = queries.reports()
    if request.GET.get("overdue") == "yes":
        rows = rows.filter(queries.overdue())
    return rows


annual_reports = Listing(
    name="annual-reports",
    title=_("Annual reports"),
    intro=_("Which reports are owed, by when, which were received, and which are overdue."),
    rows=_reports,
    columns=[
        Column("organisation", _("Organisation"), organisation),
        Column("year", _("Year"), lambda row: str(row.year), ("year",), whole=True),
        Column("kind", _("Kind"), lambda row: words.REPORT_KINDS.get(row.kind, row.kind), ("kind",)),
        Column("due", _("Due"), lambda row: day(row.due), ("due",), whole=True),
        Column("received", _("Received"), lambda row: day(row.received_on), ("received_on",), whole=True),
        Column("state", _("State"), lambda row: {"text": "", "badge": report_state(row)}, ("state",)),
    ],
    export=[
        *plain("uid"), *_ORGANISATION_COLUMNS, *plain("kind"), *plain("year", type="integer"),
        *plain("legal_form", "state", "unit_due", "due", "sent_on", "unit_received_on", "received_on"),
        ExportColumn("overdue", queries.is_overdue, "truth"),
        ExportColumn("handed_in_late", lambda row: row.was_late, "truth"),
        *(ExportColumn(name, _received(name), "number") for name in ("income", "expenditure", "assets")),
        *plain("synthetic", type="truth"),
    ],
    link=report_link,
    facets=[
        Facet("year", _("Year"), "year", _years, order=lambda value, count: -int(value)),
        Facet("state", _("State"), "state", _states("report")),
        Facet("form", _("Legal form"), "legal_form", lambda values: forms()),
        Facet("kind", _("Kind"), "kind", _labels(words.REPORT_KINDS)),
    ],
    search=find,
    order=("-year", "due", "pk"),
    template="supervision/annual_reports.html",
    extra=lambda request, rows: {"overdue_only": request.GET.get("overdue") == "yes"},
)

# --- lists -----------------------------------------------------------------------------------------------------


def listing_link(row: ListCase) -> str:
    return reverse("supervision:listing", args=[row.uid])


def ground(row: ListCase) -> Any:
    """The ground of a listing in words."""
    found = lawbook.list_rule(row.proposed_on).grounds.get(row.ground)
    return found.text if found else row.ground


def _grounds(values: Any) -> Any:
    known = lawbook.list_rule(clock.today()).grounds
    return {value: known[value].text if value in known else value for value in values}


listings = Listing(
    name="listings",
    title=_("Lists of abnormal activity and serious violations"),
    intro=_("Organisations put on a list, why and since when. One that was repaired stays here, marked as repaired."),
    rows=lambda request: queries.listings(),
    columns=[
        Column("organisation", _("Organisation"), organisation),
        Column("list", _("List"), lambda row: words.LISTS[row.list], ("list",)),
        Column("ground", _("Ground"), ground, ("ground",)),
        Column("since", _("Listed on"), lambda row: day(row.listed_on), ("listed_on",), whole=True),
        Column("repaired", _("Repaired on"), lambda row: day(row.repaired_on), ("repaired_on",), whole=True),
        Column("state", _("State"), lambda row: {"text": "", "badge": words.badge("listing", row.state)}, ("state",)),
    ],
    export=[
        *plain("uid"), *_ORGANISATION_COLUMNS, *plain("list", "ground", "state", "listed_on", "repaired_on"),
        ExportColumn("year", lambda row: row.report.year if row.report else None, "integer"),
        *plain("synthetic", type="truth"),
    ],
    link=listing_link,
    facets=[
        Facet("list", _("List"), "list", _labels(words.LISTS)),
        Facet("ground", _("Ground"), "ground", _grounds),
        Facet("state", _("State"), "state", _states("listing")),
    ],
    search=find,
    order=("-listed_on", "pk"),
    related=("report",),
)

# --- ratings ---------------------------------------------------------------------------------------------------


def rating_link(row: Rating) -> str:
    return reverse("supervision:rating", args=[row.uid])


def rating_state(row: Rating) -> dict[str, Any]:
    """The state of a rating; one whose time is over is expired from midnight on."""
    over = row.state == "granted" and row.valid_to is not None and row.valid_to < clock.today()
    return dict(words.badge("rating", "expired" if over else row.state))


def _grades(values: Any) -> Any:
    return {value: {"en": value, "zh": f"{value}级"} for value in values}


ratings = Listing(
    name="ratings",
    title=_("Ratings"),
    intro=_("Ratings given to social organisations, from AAAAA to A, and until when they are valid."),
    rows=lambda request: queries.ratings(),
    columns=[
        Column("organisation", _("Organisation"), organisation),
        Column("grade", _("Grade"), lambda row: _grades([row.grade])[row.grade], ("grade",)),
        Column("from", _("Given on"), lambda row: day(row.valid_from), ("valid_from",), whole=True),
        Column("to", _("Valid until"), lambda row: day(row.valid_to), ("valid_to",), whole=True),
        Column("state", _("State"), lambda row: {"text": "", "badge": rating_state(row)}, ("state",)),
    ],
    export=[
        *plain("uid"), *_ORGANISATION_COLUMNS, *plain("grade", "state", "valid_from", "valid_to", "scale"),
        *plain("points", type="number"), *plain("synthetic", type="truth"),
    ],
    link=rating_link,
    facets=[
        Facet("grade", _("Grade"), "grade", _grades, order=lambda value, count: -len(value)),
        Facet("state", _("State"), "state", _states("rating")),
    ],
    search=find,
    order=("-valid_from", "pk"),
)

# --- credit records --------------------------------------------------------------------------------------------


def record_link(row: CreditRecord) -> str:
    return reverse("supervision:record", args=[row.uid])


def record_title(row: CreditRecord) -> Any:
    """What was decided, in one line."""
    if row.kind == "inspection":
        names = lawbook.credit_kinds()["inspection"]
        return {"en": f"{names['en']} {row.year}", "zh": f"{row.year}年度{names['zh'].removeprefix('年度')}"}
    return {language: text for language, text in (("en", row.title_en), ("zh", row.title_zh)) if text}


def record_badge(row: CreditRecord) -> Any:
    """The conclusion of an inspection; that a record is annulled comes before it."""
    return words.badge("record", row.state) if row.state == "annulled" else words.conclusion(row.conclusion)


credit_records = Listing(
    name="credit-records",
    title=_("Credit records"),
    intro=_("Inspections, penalties and other decisions about social organisations, entered by the authorities."),
    rows=lambda request: queries.credit_records(),
    columns=[
        Column("organisation", _("Organisation"), organisation),
        Column("what", _("What was decided"), lambda row: {"text": record_title(row), "badge": record_badge(row)}),
        Column("kind", _("Kind"), lambda row: lawbook.credit_kinds()[row.kind], ("kind",)),
        Column("authority", _("Decided by"), lambda row: row.authority, ("authority",)),
        Column("decided", _("Decided on"), lambda row: day(row.decided_on), ("decided_on",), whole=True),
    ],
    export=[
        *plain("uid"), *_ORGANISATION_COLUMNS, *plain("kind", "state"), *plain("year", type="integer"),
        *plain("conclusion", "title_en", "title_zh", "authority", "document_number", "decided_on", "entered_on"),
        *plain("entered_late", type="truth"), *plain("source"), *plain("synthetic", type="truth"),
    ],
    link=record_link,
    facets=[
        Facet("kind", _("Kind"), "kind", lambda values: dict(lawbook.credit_kinds())),
        Facet("conclusion", _("Conclusion"), "conclusion", _labels({k: v[0] for k, v in words.CONCLUSIONS.items()})),
        Facet("year", _("Year"), "year", _years, order=lambda value, count: -int(value)),
        Facet("state", _("State"), "state", _states("record")),
    ],
    search=find,
    order=("-decided_on", "pk"),
)
