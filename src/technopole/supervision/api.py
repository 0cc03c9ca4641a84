"""Supervision over HTTP: what is public of reports, lists, ratings and records; and the steps that programs take."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from technopole.core import clock
from technopole.core.errors import Invalid
from technopole.core.rules import everyone, signed_in
from technopole.core.sourced import By
from technopole.pages.api import In, Keyset, Out, Page, Router, must_match, page_of, version_is
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.shapes import Bilingual, Day, Line, Named, Prose, Uid
from technopole.registry import contributions
from technopole.registry.models import Organisation
from technopole.supervision import api_papers, lists, queries, questions, rules
from technopole.supervision.models import AnnualReport, CreditRecord, ListCase, Rating
from technopole.supervision.services import records, reports

router = Router("Supervision")

_reports = Keyset("annual-reports", ("-year", "-id"))
_listings = Keyset("listings", ("-listed_on", "-id"))
_ratings = Keyset("ratings", ("-valid_from", "-id"))
_records = Keyset("credit-records", ("-decided_on", "-id"))

Years = Annotated[list[Annotated[int, Field(ge=1990, le=2100)]], Field(max_length=30)]


class ReportOut(Out):
    """An annual report, or a plan of activities. Figures are given once the registrar received it."""

    uid: str
    version: int
    url: str
    organisation: Named
    kind: str = Field(description="`report` or `plan`.")
    year: int
    state: str = Field(description="`due`, `draft`, `submitted`, `returned`, `unit_received` or `received`.")
    unit_due: dt.date | None = Field(description="The day it is owed to the supervisory unit.")
    due: dt.date = Field(description="The day it is owed to the registrar.")
    overdue: bool
    sent_on: dt.date | None
    handed_in_late: bool
    received_on: dt.date | None
    income: Decimal | None
    expenditure: Decimal | None
    assets: Decimal | None
    currency: str
    synthetic: bool


class ListingOut(Out):
    uid: str
    url: str
    organisation: Named
    list: str = Field(description="`abnormal` or `serious`.")
    ground: str
    ground_text: Bilingual
    state: str = Field(description="`listed`, `repair_asked` or `repaired`.")
    listed_on: dt.date | None
    repaired_on: dt.date | None
    synthetic: bool


class RatingOut(Out):
    uid: str
    url: str
    organisation: Named
    grade: str
    state: str = Field(description="`granted`, `expired` or `revoked`.")
    valid_from: dt.date | None
    valid_to: dt.date | None
    scale: str | None
    points: Decimal | None
    synthetic: bool


class RecordOut(Out):
    uid: str
    url: str
    organisation: Named
    kind: str = Field(description="`inspection`, `penalty` or `other`.")
    state: str = Field(description="`in_force` or `annulled`.")
    year: int | None = Field(description="Of an inspection: the year inspected.")
    conclusion: str | None = Field(description="Of an inspection: `passed`, `fair` or `failed`.")
    title: Bilingual
    authority: str
    document_number: str | None
    decided_on: dt.date
    entered_on: dt.date
    entered_late: bool
    source: str | None
    synthetic: bool


class CountedOut(Out):
    label: str
    number: str
    url: str


class Standing(Out):
    """What is public of one organisation under supervision."""

    organisation: Named
    lists: list[ListingOut]
    rating: RatingOut | None
    overdue: list[ReportOut]
    reports: list[ReportOut]
    contribution: list[CountedOut] = Field(description="Counted from records; each address shows the records counted.")


class RecordIn(In):
    """A decision of an authority; a registrar enters it."""

    organisation: Uid
    kind: Literal["inspection", "penalty", "other"]
    year: int | None = Field(None, ge=1990, le=2100)
    conclusion: Literal["passed", "fair", "failed"] | None = None
    title_en: Line | None = None
    title_zh: Line | None = None
    authority: Line
    document_number: Line | None = None
    decided_on: Day
    source: Line | None = None


class Answers(In):
    """Answers to what a report asks, all of them, as text; money in yuan."""

    answers: dict[str, Prose] = Field(max_length=60)


# --- shown -----------------------------------------------------------------------------------------------------


def _organisation(row: Any) -> dict[str, Any]:
    name = queries.name_of(row)
    return {
        "uid": row.organisation_uid, "name": {"en": name.get("en"), "zh": name.get("zh")}, "label": name.get(""),
    }  # fmt: skip


def _report(row: AnnualReport) -> dict[str, Any]:
    received = row.state == "received"
    return {
        **{name: getattr(row, name) for name in (
            "uid", "version", "kind", "year", "state", "unit_due", "due", "sent_on", "received_on", "synthetic"
        )},
        "url": lists.report_link(row), "organisation": _organisation(row), "overdue": queries.is_overdue(row),
        "handed_in_late": row.was_late, "currency": "CNY",
        **{name: getattr(row, name) if received else None for name in ("income", "expenditure", "assets")},
    }  # fmt: skip


def _listing(row: ListCase) -> dict[str, Any]:
    text = lists.ground(row)
    return {
        **{name: getattr(row, name) for name in (
            "uid", "list", "ground", "state", "listed_on", "repaired_on", "synthetic"
        )},
        "url": lists.listing_link(row), "organisation": _organisation(row),
        "ground_text": text if isinstance(text, dict) else {"en": str(text)},
    }  # fmt: skip


def _rating(row: Rating) -> dict[str, Any]:
    over = row.state == "granted" and row.valid_to is not None and row.valid_to < clock.today()
    return {
        **{name: getattr(row, name) for name in ("uid", "grade", "valid_from", "valid_to", "points", "synthetic")},
        "state": "expired" if over else row.state, "scale": row.scale or None, "url": lists.rating_link(row),
        "organisation": _organisation(row),
    }  # fmt: skip


def _record(row: CreditRecord) -> dict[str, Any]:
    title = lists.record_title(row)
    return {
        **{name: getattr(row, name) for name in (
            "uid", "kind", "state", "year", "authority", "decided_on", "entered_on", "entered_late", "synthetic"
        )},
        "conclusion": row.conclusion or None, "document_number": row.document_number or None,
        "source": row.source or None, "title": title, "url": lists.record_link(row), "organisation": _organisation(row),
    }  # fmt: skip


# --- reads -----------------------------------------------------------------------------------------------------


class ReportFilters(Schema):
    organisation: Uid | None = None
    year: Years = Field([])
    kind: Literal["report", "plan"] | None = None
    state: list[Literal["due", "draft", "submitted", "returned", "unit_received", "received"]] = Field([], max_length=6)
    overdue: bool = Field(False, description="Only those not handed in though the day has passed.")


class ListingFilters(Schema):
    organisation: Uid | None = None
    list: Literal["abnormal", "serious"] | None = None
    ground: Line | None = None
    current: bool = Field(False, description="Only those not repaired.")


class RatingFilters(Schema):
    organisation: Uid | None = None
    grade: list[Literal["AAAAA", "AAAA", "AAA", "AA", "A"]] = Field([], max_length=5)
    current: bool = Field(False, description="Only those in force today.")


class RecordFilters(Schema):
    organisation: Uid | None = None
    kind: list[Literal["inspection", "penalty", "other"]] = Field([], max_length=3)
    year: Years = Field([])


def _of(rows: QuerySet[Any], organisation: str | None) -> QuerySet[Any]:
    return rows.filter(organisation_uid=organisation) if organisation else rows


@router.get("annual-reports", may=everyone, response=Page[ReportOut], summary="Annual reports, the latest year first")
def annual_reports(
    request: HttpRequest, filters: Query[ReportFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """Which are owed, by when, which were received, which are overdue."""
    rows = _of(queries.reports(), filters.organisation)
    if filters.year:
        rows = rows.filter(year__in=filters.year)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.state:
        rows = rows.filter(state__in=filters.state)
    if filters.overdue:
        rows = rows.filter(queries.overdue())
    return page_of(request, rows, _reports, _report, cursor=cursor, limit=limit, count=count)


@router.get("annual-reports/{uid}", may=everyone, response=ReportOut, summary="One annual report")
def annual_report(request: HttpRequest, uid: Uid) -> Any:
    return _one_report(request, uid)


def _one_report(request: HttpRequest, uid: str) -> dict[str, Any]:
    row = queries.reports().filter(uid=uid).first()
    if row is None:
        raise Http404
    version_is(request, row.version)
    return _report(row)


@router.get("listings", may=everyone, response=Page[ListingOut], summary="Listings, the latest first")
def listings(
    request: HttpRequest, filters: Query[ListingFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """Who is or was on the list of abnormal activity or of serious violations, and why."""
    rows = _of(queries.listings().exclude(listed_on=None), filters.organisation)
    if filters.list:
        rows = rows.filter(list=filters.list)
    if filters.ground:
        rows = rows.filter(ground=filters.ground)
    if filters.current:
        rows = rows.exclude(state="repaired")
    return page_of(request, rows, _listings, _listing, cursor=cursor, limit=limit, count=count)


@router.get("ratings", may=everyone, response=Page[RatingOut], summary="Ratings, the latest first")
def ratings(
    request: HttpRequest, filters: Query[RatingFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """Ratings given, in force or not any more."""
    rows = _of(queries.ratings().exclude(valid_from=None), filters.organisation)
    if filters.grade:
        rows = rows.filter(grade__in=filters.grade)
    if filters.current:
        rows = rows.filter(state="granted", valid_to__gte=clock.today())
    return page_of(request, rows, _ratings, _rating, cursor=cursor, limit=limit, count=count)


@router.get("credit-records", may=everyone, response=Page[RecordOut], summary="Credit records, the latest first")
def credit_records(
    request: HttpRequest, filters: Query[RecordFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """Inspections, penalties and other decisions of authorities."""
    rows = _of(queries.credit_records(), filters.organisation)
    if filters.kind:
        rows = rows.filter(kind__in=filters.kind)
    if filters.year:
        rows = rows.filter(year__in=filters.year)
    return page_of(request, rows, _records, _record, cursor=cursor, limit=limit, count=count)


@router.get(
    "organisations/{uid}/supervision", may=everyone, response=Standing, summary="The standing of one organisation"
)
def organisation_supervision(request: HttpRequest, uid: Uid) -> Any:
    """The lists it is on, its rating, what is overdue, its reports, and what it contributes."""
    row = Organisation.objects.filter(uid=uid).first()
    if row is None:
        raise Http404
    own = list(queries.reports().filter(organisation_uid=uid).order_by("-year", "kind")[:20])
    rating = queries.ratings().filter(organisation_uid=uid, state="granted", valid_to__gte=clock.today())
    best = rating.order_by("-valid_from", "-id").first()
    on = queries.listings().filter(organisation_uid=uid).exclude(state="repaired").order_by("listed_on", "id")
    return {
        "organisation": {"uid": uid, "name": {"en": row.name_en or None, "zh": row.name_zh or None}, "label": row.name},
        "lists": [_listing(each) for each in on],
        "rating": _rating(best) if best else None,
        "overdue": [_report(each) for each in own if queries.is_overdue(each)],
        "reports": [_report(each) for each in own],
        "contribution": [
            {"label": str(each.label), "number": str(each.number), "url": each.url} for each in contributions.of(row)
        ],
    }


# --- writes ----------------------------------------------------------------------------------------------------


@router.post("credit-records", may=rules.registrar, response=RecordOut, summary="Enter a credit record")
def new_credit_record(request: HttpRequest, response: HttpResponse, body: RecordIn) -> Any:
    """An inspection's conclusion, a penalty or another decision, entered by a registrar."""
    said = {name: value for name, value in body.model_dump().items() if name != "organisation"}
    row = records.enter(body.organisation, By(user=request.user), said)
    response["Location"] = reverse("supervision:record", args=[row.uid])
    return _record(queries.credit_records().get(uid=row.uid))


@router.patch("annual-reports/{uid}", may=signed_in, response=ReportOut, summary="Write an annual report")
def write_annual_report(request: HttpRequest, uid: Uid, body: Answers) -> Any:
    """Keep the answers, however incomplete; by a representative of the organisation."""
    row = _own_report(request, uid)
    known = {question.name for question in questions.of(row.kind)}
    if unknown := sorted(set(body.answers) - known):
        why = _("There is no such question.")
        raise Invalid(why, fields={f"answers.{name}": [why] for name in unknown})
    reports.save(uid, By(user=request.user), row.version, body.answers)
    return _one_report(request, uid)


@router.post(
    "annual-reports/{uid}/submit", may=signed_in, response=ReportOut, summary="Hand an annual report in", status=200,
    if_match=True,
)  # fmt: skip
def submit_annual_report(request: HttpRequest, uid: Uid) -> Any:
    """Refused with every question that is unanswered or does not add up."""
    row = _own_report(request, uid)
    reports.submit(uid, By(user=request.user), row.version)
    return _one_report(request, uid)


def _own_report(request: HttpRequest, uid: str) -> AnnualReport:
    row: AnnualReport | None = rules.writes_own.filter(request.user, AnnualReport.objects.filter(uid=uid)).first()
    if row is None:
        raise Http404
    must_match(request, row.version)
    return row


routers = (router, api_papers.router)
