"""Reads: what is owed, what waits for whom, what an organisation's standing is, what the public may know."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from technopole.core import clock
from technopole.core.order import ordered
from technopole.registration.models import Registration
from technopole.registry.models import Organisation
from technopole.supervision import rules
from technopole.supervision.eligibility import PASSED, Standing
from technopole.supervision.flow import HANDED_IN, ON_LIST, OPEN_CASE
from technopole.supervision.models import AnnualReport, CreditRecord, Event, ListCase, Paper, ProgressReport, Rating

PUBLIC_CASES = (*ON_LIST, "repaired")
"""Listings the public sees: decided ones, also those that were repaired."""
PUBLIC_RATINGS = ("granted", "expired", "revoked")
YEARS_OF_MONEY = 5


def with_names(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with `organisation_name`, `_name_en`, `_name_zh` of the organisation they are about, in the same query."""
    found = Organisation.objects.filter(uid=OuterRef("organisation_uid"))
    names = {f"organisation_{column}": Subquery(found.values(column)[:1]) for column in ("name", "name_en", "name_zh")}
    named: QuerySet[Any] = rows.annotate(**names)
    return named


def name_of(row: Any) -> dict[str, str]:
    """What `with_names` fetched: the name in each language, or the only one there is."""
    names = {"en": row.organisation_name_en or "", "zh": row.organisation_name_zh or ""}
    found = {language: name for language, name in names.items() if name}
    return found or {"": row.organisation_name or row.organisation_uid}


# --- reports ---------------------------------------------------------------------------------------------------


def reports() -> QuerySet[AnnualReport]:
    return with_names(AnnualReport.objects.all())


def reports_of(organisation_uid: str) -> QuerySet[AnnualReport]:
    """The reports and plans of an organisation, the latest year first."""
    return AnnualReport.objects.filter(organisation_uid=organisation_uid).order_by("-year", "kind")


def overdue(today: dt.date | None = None) -> Q:
    """Not handed in though the day has passed: computed, so that it holds from midnight on."""
    return Q(sent_on=None, due__lt=today or clock.today())


def is_overdue(row: AnnualReport) -> bool:
    return row.sent_on is None and row.due < clock.today()


def to_receive(actor: Any) -> QuerySet[AnnualReport]:
    """Reports that wait for this person: of the unit's organisations, and for registrars what the unit passed on."""
    waiting = Q(state="submitted")
    rows = rules.receives_for_unit.filter(actor, AnnualReport.objects.filter(waiting))
    if rules.registrar.allows(actor):
        rows = rows | AnnualReport.objects.filter(state="unit_received")
    return ordered(with_names(rows), "due", "id")


def owed(actor: Any) -> QuerySet[AnnualReport]:
    """What this person's organisations still have to write or hand in, soonest due first."""
    rows = AnnualReport.objects.filter(state__in=("due", "draft", "returned"))
    return ordered(with_names(rules.its_own.filter(actor, rows)), "due", "id")


def money(organisation_uid: str) -> list[AnnualReport]:
    """The received reports of the last five years that have any, earliest first."""
    rows = AnnualReport.objects.filter(organisation_uid=organisation_uid, kind="report", state="received")
    return sorted(rows.exclude(income=None).order_by("-year")[:YEARS_OF_MONEY], key=lambda row: row.year)


# --- lists, ratings, records -----------------------------------------------------------------------------------


def listings() -> QuerySet[ListCase]:
    """What the public sees of the lists."""
    return with_names(ListCase.objects.filter(state__in=PUBLIC_CASES))


def listed_now(organisation_uid: str) -> list[ListCase]:
    rows = ListCase.objects.filter(organisation_uid=organisation_uid, state__in=ON_LIST)
    return list(rows.order_by("listed_on", "id"))


def listed_among(uids: Sequence[str]) -> QuerySet[ListCase]:
    """The cases by which any of these organisations is on a list."""
    return ListCase.objects.filter(organisation_uid__in=uids, state__in=ON_LIST).order_by("listed_on", "id")


def overdue_among(uids: Sequence[str]) -> QuerySet[AnnualReport]:
    """What any of these organisations owes past its day."""
    return AnnualReport.objects.filter(overdue(), organisation_uid__in=uids).order_by("due", "id")


def open_cases(organisation_uid: str) -> QuerySet[ListCase]:
    return ListCase.objects.filter(organisation_uid=organisation_uid, state__in=OPEN_CASE)


def ratings() -> QuerySet[Rating]:
    """Ratings that were given, in force or not any more."""
    return with_names(Rating.objects.filter(state__in=PUBLIC_RATINGS))


def rating_now(organisation_uid: str) -> Rating | None:
    """The rating in force; one whose time is over does not count, whether or not that was noted yet."""
    rows = Rating.objects.filter(organisation_uid=organisation_uid, state="granted", valid_to__gte=clock.today())
    return rows.order_by("-decided_on", "-id").first()


def credit_records() -> QuerySet[CreditRecord]:
    return with_names(CreditRecord.objects.all())


def records_of(organisation_uid: str) -> QuerySet[CreditRecord]:
    return CreditRecord.objects.filter(organisation_uid=organisation_uid).order_by("-decided_on", "-id")


def progress_of(organisation_uid: str, actor: Any) -> QuerySet[ProgressReport]:
    """Progress reports of an organisation that this person may read: accepted ones are public."""
    rows = ProgressReport.objects.filter(organisation_uid=organisation_uid)
    inside = rules.sees_inside.where(actor)
    if inside is not True:
        public = Q(state="accepted")
        rows = rows.filter(public if inside is False else public | inside)
    return rows.order_by("-year")


def standing(registration: Registration) -> Standing:
    """What a rating's conditions ask of an organisation. Cost: six queries."""
    uid = registration.organisation_uid
    records = CreditRecord.objects.filter(organisation_uid=uid, state="in_force")
    inspections = dict(records.filter(kind="inspection").values_list("year", "conclusion"))
    reported = AnnualReport.objects.filter(
        organisation_uid=uid, kind="report", state="received", inspection=False
    ).values_list("year", flat=True)
    for year in reported:
        inspections.setdefault(year, PASSED)
    last = Rating.objects.filter(organisation_uid=uid, decided_on__isnull=False, grade__gt="")
    return Standing(
        form=registration.legal_form,
        registered_on=registration.registered_on,
        inspections={year: conclusion for year, conclusion in inspections.items() if year is not None},
        penalties=list(records.filter(kind="penalty").values_list("decided_on", flat=True)),
        lists=[row.list for row in listed_now(uid)],
        under_investigation=open_cases(uid).exists(),
        last_rated_on=last.order_by("-decided_on").values_list("decided_on", flat=True).first(),
    )


# --- work ------------------------------------------------------------------------------------------------------


def cases_to_decide(actor: Any) -> QuerySet[ListCase]:
    """Proposals, answers and repairs that wait for a registrar, oldest first."""
    today = clock.today()
    waiting = Q(state__in=("proposed", "answered", "repair_asked")) | Q(state="noticed", answer_until__lt=today)
    return with_names(rules.decides.filter(actor, ListCase.objects.filter(waiting))).order_by("proposed_on", "id")


def ratings_to_decide(actor: Any) -> QuerySet[Rating]:
    rows = Rating.objects.filter(state__in=("applied", "assessing"))
    return with_names(rules.decides.filter(actor, rows)).order_by("applied_on", "id")


def progress_to_read(actor: Any) -> QuerySet[ProgressReport]:
    rows = ProgressReport.objects.filter(state="sent")
    return with_names(rules.decides.filter(actor, rows)).order_by("sent_on", "id")


def without_inspection(year: int) -> QuerySet[AnnualReport]:
    """Reports received for which no conclusion of an inspection has been entered."""
    entered = CreditRecord.objects.filter(
        organisation_uid=OuterRef("organisation_uid"), kind="inspection", state="in_force", year=OuterRef("year")
    )
    rows = AnnualReport.objects.filter(kind="report", state="received", inspection=True, year=year)
    return with_names(rows.filter(~Exists(entered))).order_by("received_on", "id")


def timeline(organisation_uid: str, limit: int = 100) -> list[Event]:
    """Everything that happened to an organisation under supervision, newest first."""
    rows = Event.objects.filter(organisation_uid=organisation_uid).exclude(action="save")
    return list(rows.select_related("actor").order_by("-id")[:limit])


def events_of(kind: str, uid: str) -> QuerySet[Event]:
    return Event.objects.filter(subject_kind=kind, subject_uid=uid).select_related("actor").order_by("id")


def papers_of(kind: str, uid: str) -> QuerySet[Paper]:
    """The papers handed in with a row, in the order in which they came."""
    return Paper.objects.filter(subject_kind=kind, subject_uid=uid).order_by("id")


def registrations_of(uids: Iterable[str]) -> dict[str, Registration]:
    """{organisation: its latest registration}."""
    rows = Registration.objects.filter(organisation_uid__in=list(uids)).order_by("registered_on", "id")
    return {row.organisation_uid: row for row in rows}


def on_time(organisation_uid: str) -> int:
    """How many reports an organisation handed in by the day they were due."""
    handed = AnnualReport.objects.filter(organisation_uid=organisation_uid, kind="report", state__in=HANDED_IN)
    return handed.filter(sent_on__lte=F("due")).count()


def accepted_progress(organisation_uid: str) -> int:
    return ProgressReport.objects.filter(organisation_uid=organisation_uid, state="accepted").count()
