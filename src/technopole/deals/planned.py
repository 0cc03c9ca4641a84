"""What comes by itself: enquiries expire, offers lapse, and who is waited for is reminded."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from technopole.core import clock
from technopole.core.jobs import task
from technopole.deals import notices, performing, showing, taking
from technopole.deals.limits import limit
from technopole.deals.models import Enquiry, Milestone, Outcome, Proposal
from technopole.deals.transitions import CONTRACTED, WAITING

HOUR = dt.timedelta(hours=1)


@task("deals.expire", every=HOUR)
def expire() -> None:
    """End enquiries that nobody answered in time, and offers that are valid no longer."""
    today = clock.today()
    for uid in list(Enquiry.objects.filter(state__in=WAITING, expires_on__lt=today).values_list("uid", flat=True)):
        taking.in_time("enquiry", uid, "expire")
    late = Proposal.objects.filter(state="open", valid_until__lt=today, deal__state="offered")
    for uid in list(late.values_list("deal__uid", flat=True)):
        taking.in_time("deal", uid, "lapse")


def come(days: Iterable[int], until: dt.date, today: dt.date) -> int | None:
    """How many days before the end the latest reminder is whose day has come; None before the first."""
    left = (until - today).days
    return min((each for each in days if left <= each), default=None)


@task("deals.remind", every=HOUR)
def remind() -> None:
    """Remind whoever is waited for. A day that passed while nobody worked is made up for, not repeated."""
    today = clock.today()
    for row in Enquiry.objects.filter(state__in=WAITING, expires_on__gte=today).iterator(chunk_size=500):
        days = come(limit("answer_reminders"), row.expires_on, today)
        if days is None or (row.reminded is not None and row.reminded <= days):
            continue
        still = Enquiry.objects.filter(pk=row.pk, state=row.state, reminded=row.reminded)
        with transaction.atomic():  # noted and planned together, or neither
            if still.update(reminded=days):
                notices.tell(row, showing.waits_for(row), "reminded")
    _remind_of_plan(today)
    _ask_for_outcomes(today)


def _remind_of_plan(today: dt.date) -> None:
    """Once, on the first day that something in a plan is late."""
    late = Milestone.objects.filter(due_on__lt=today, said_on=None, reminded=False, deal__state__in=CONTRACTED)
    for each in late.select_related("deal").iterator(chunk_size=500):
        with transaction.atomic():
            if Milestone.objects.filter(pk=each.pk, reminded=False).update(reminded=True):
                notices.tell(each.deal, performing.TURN[each.kind], "milestone_late")


def _ask_for_outcomes(today: dt.date) -> None:
    """One year and three years after the end, both sides are asked again."""
    horizon = today + dt.timedelta(days=limit("outcome_days"))
    due = Outcome.objects.filter(asked=False, said_on=None, due_on__lte=horizon)
    for each in due.select_related("deal").iterator(chunk_size=500):
        with transaction.atomic():
            if Outcome.objects.filter(pk=each.pk, asked=False).update(asked=True):
                notices.tell(each.deal, each.side, "outcome_asked")
