"""The work of every day: duties opened, reminders sent, overdue noted, listings proposed, ratings ended.

Each part may run again without doing anything twice, and looks only at the day in the centre's time zone: it does not
matter at which hour, or how often, the worker runs it.
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from technopole.core import clock
from technopole.core.errors import Conflict
from technopole.core.jobs import task
from technopole.core.sourced import By
from technopole.registration.models import Registration
from technopole.registration.queries import OPEN
from technopole.supervision import calendar, duties, lawbook, notices
from technopole.supervision.flow import ON_LIST
from technopole.supervision.lawbook import ABNORMAL
from technopole.supervision.models import AnnualReport, ListCase, Rating, Reminder
from technopole.supervision.services import listings, ratings, reports

BY = By(label="supervision", why="Planned work")
YEARS_BACK = 1
"""Of an organisation that is new to the portal, only the last year's report is owed here; older ones were on paper."""


@task("supervision.daily", every=dt.timedelta(hours=1))
def daily() -> None:
    """All of it, in the order in which one part prepares the next."""
    open_duties()
    note_overdue()
    remind()
    propose_listings()
    end_ratings()


def open_duties() -> int:
    """Make the reports that are owed from today on; gives how many."""
    today, made = clock.today(), 0
    for kind, year in _candidates(today):
        there = AnnualReport.objects.filter(organisation_uid=OuterRef("organisation_uid"), kind=kind, year=year)
        missing = Registration.objects.filter(status__in=OPEN).exclude(organisation_uid="").filter(~Exists(there))
        missing = missing.filter(legal_form__in=_forms(kind, today), registered_on__lte=dt.date(year, 12, 31))
        for registration in missing.iterator(chunk_size=2000):
            duty = duty_of(registration, kind, year)
            if duty is not None and duty.opens <= today:
                reports.open_duty(registration, duty, BY)
                made += 1
    return made


def _candidates(today: dt.date) -> list[tuple[str, int]]:
    years = range(today.year - YEARS_BACK, today.year)
    return [*((duties.REPORT, year) for year in years), (duties.PLAN, today.year), (duties.PLAN, today.year + 1)]


def _forms(kind: str, today: dt.date) -> list[str]:
    """Legal forms that some rule asks this kind of report of."""
    return sorted(
        {form for rule in lawbook.report_rules() if kind == duties.REPORT or rule.plan_due for form in rule.forms}
    )


def duty_of(registration: Registration, kind: str, year: int) -> duties.Duty | None:
    """What a registered organisation owes for a year."""
    if kind == duties.PLAN:
        return duties.plan(registration.legal_form, registration.registered_on, year)
    return duties.report(
        registration.legal_form, registration.registered_on, year, charity=is_charity(registration),
        has_unit=bool(registration.supervisory_unit), ended_on=registration.deregistered_on,
    )


def is_charity(registration: Registration) -> bool:
    """Whether it is recognised as a charity."""
    return registration.details.get("charity") in (True, "yes", "true", "是")


def note_overdue() -> int:
    today = clock.today()
    late = AnnualReport.objects.filter(sent_on=None, due__lt=today, overdue_since=None)
    return sum(reports.mark_overdue(row, BY) for row in late.iterator(chunk_size=2000))


def remind() -> int:
    """Send the reminder whose day has come, once; one whose day passed while nobody worked is sent late, not twice."""
    today, sent = clock.today(), 0
    every = sorted(lawbook.reminder_days())
    before = [days for days in every if days <= 0]  # after the unit's day the registrar's is the one to keep
    widest = dt.timedelta(days=max(abs(days) for days in lawbook.reminder_days()) + 30)
    near = Q(due__gte=today - widest, due__lte=today + widest)
    near |= Q(unit_due__gte=today - widest, unit_due__lte=today + widest)
    waiting = AnnualReport.objects.filter(near, sent_on=None)
    for row in waiting.prefetch_related("reminders").iterator(chunk_size=1000):
        known = {reminder.days for reminder in row.reminders.all()}
        for aim, shift, offsets in ((row.unit_due, FOR_THE_UNIT, before), (row.due, 0, every)):
            days = _come(aim, today, offsets)
            if aim is None or days is None or days + shift in known:
                continue
            _made, is_new = Reminder.objects.get_or_create(report=row, days=days + shift, defaults={"sent_on": today})
            if is_new:
                _remind(row, aim, days)
                sent += 1
    return sent


FOR_THE_UNIT = -1000
"""Added to the days of a reminder of the unit's day, which tells it from one of the registrar's."""


def _come(aim: dt.date | None, today: dt.date, offsets: list[int]) -> int | None:
    """Which reminder of this day was the last whose own day has come; none before the first and long after the last."""
    if aim is None or today > aim + dt.timedelta(days=offsets[-1] + 30):
        return None
    come = [days for days in offsets if aim + dt.timedelta(days=days) <= today]
    return come[-1] if come else None


def _remind(row: AnnualReport, aim: dt.date, days: int) -> None:
    """What is said: that it is due; that it is overdue once the registrar's day, which is the public one, is over."""
    late = days > 0 and aim == row.due
    due = row.due if days > 0 else aim
    notices.tell(
        row.organisation_uid, "overdue" if late else "due_soon", ("supervision:report", [row.uid]), year=row.year,
        due=notices.day(due),
    )


def propose_listings() -> int:
    """Propose those without annual report for the abnormal list, and those two full years on it for the serious one."""
    today, made = clock.today(), 0
    known = ListCase.objects.filter(report=OuterRef("pk"))
    late = AnnualReport.objects.filter(kind=duties.REPORT, sent_on=None, due__lt=today).filter(~Exists(known))
    for report in late.iterator(chunk_size=1000):
        try:
            made += listings.propose_for_report(report, BY) is not None
        except Conflict:
            continue  # the organisation left the register
    years = lawbook.list_rule(today).serious_after_years
    since = calendar.years_after(today, -years)
    followed = ListCase.objects.filter(before=OuterRef("pk"))
    old = ListCase.objects.filter(list=ABNORMAL, state__in=ON_LIST, listed_on__lte=since + dt.timedelta(days=1))
    for row in old.filter(~Exists(followed)).iterator(chunk_size=1000):
        try:
            made += listings.propose_serious(row, BY) is not None
        except Conflict:
            continue
    return made


def end_ratings() -> int:
    over = Rating.objects.filter(state="granted", valid_to__lt=clock.today())
    uids = list(over.values_list("uid", flat=True))
    for uid in uids:
        ratings.expire(uid, BY)
    return len(uids)
