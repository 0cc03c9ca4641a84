"""Made-up organisations, registered through the real services, driven through years of supervision: what may not be is
refused with its reason at every step, and what is kept of them holds together."""

import datetime as dt
import random
from collections.abc import Callable
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
import registration_factory
import supervision_world
from supervision_world import MODELS, STEPS

from technopole.accounts.models import Representation
from technopole.core import clock
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.sourced import By, put
from technopole.registration.models import Registration
from technopole.supervision import queries
from technopole.supervision.flow import LISTING, MACHINES, RATING, REPORT
from technopole.supervision.models import AnnualReport, CreditRecord, Event, ListCase, Rating
from technopole.supervision.services import listings, planned, ratings, records, reports

pytestmark = pytest.mark.django_db


def refused_everywhere(kind: str, uid: str, own: By, keeps: By) -> int:
    """Try every step that the row's state does not allow; gives how many were refused, each with a reason."""
    state = MODELS[kind].objects.get(uid=uid).state
    count = 0
    for name, take in STEPS[kind].items():
        allowed = MACHINES[kind].allows(state, name) or (kind == "report" and name == "start" and state in ("draft", "returned"))
        if allowed:
            continue
        with pytest.raises(Conflict) as refusal:
            take(uid, own, keeps)
        assert "cannot be done now" in str(refusal.value), (kind, state, name)
        count += 1
    assert MODELS[kind].objects.get(uid=uid).state == state
    return count


def take(kind: str, name: str, uid: str, own: By, keeps: By) -> Any:
    refused_everywhere(kind, uid, own, keeps)
    return STEPS[kind][name](uid, own, keeps)


def live(registration: Registration, own: By, keeps: By, chance: random.Random, at: Callable[..., None]) -> str:
    """Some years of one organisation, by chance; gives the kind of life it had."""
    uid = registration.organisation_uid
    year = registration.registered_year + 1  # type: ignore[operator]
    first_due = dt.date(year + 1, 1, 2)
    at(first_due.isoformat())
    planned.open_duties()
    report = AnnualReport.objects.get(organisation_uid=uid, year=year, kind="report")
    life = chance.choice(("punctual", "returned", "late", "silent"))
    if life in ("punctual", "returned"):
        take("report", "start", report.uid, own, keeps)
        take("report", "submit", report.uid, own, keeps)
        if life == "returned":
            take("report", "return", report.uid, own, keeps)
            take("report", "submit", report.uid, own, keeps)
        if report.unit_due:
            take("report", "unit_receive", report.uid, own, keeps)
        take("report", "receive", report.uid, own, keeps)
        at(f"{year + 1}-07-01")
        said = {"kind": "inspection", "year": year, "conclusion": "passed", "authority": "Test", "decided_on": dt.date(year + 1, 7, 1)}
        records.enter(uid, keeps, said)
        at(f"{year + 1}-12-30")
        if chance.random() < 0.8:
            try:
                rating = ratings.apply(uid, own, "Synthetic.")
            except Invalid as refused:
                assert refused.fields["conditions"]
                return "unrated"
            take("rating", "assess", rating.uid, own, keeps)
            if chance.random() < 0.7:
                take("rating", "grant", rating.uid, own, keeps)
                refused_everywhere("rating", rating.uid, own, keeps)
                return "rated"
            take("rating", "refuse", rating.uid, own, keeps)
        return life
    at(f"{year + 1}-06-02")
    reports.mark_overdue(report, planned.BY)
    case = listings.propose_for_report(AnnualReport.objects.get(pk=report.pk), planned.BY)
    assert case is not None
    take("listing", "notify", case.uid, own, keeps)
    if life == "late":
        take("report", "start", report.uid, own, keeps)
        take("report", "submit", report.uid, own, keeps)
        take("listing", "drop", case.uid, own, keeps)
        return life
    if chance.random() < 0.5:
        take("listing", "answer", case.uid, own, keeps)
    else:
        with pytest.raises(Conflict, match="may answer until"):
            STEPS["listing"]["list"](case.uid, own, keeps)
        at(f"{year + 1}-07-15")
    take("listing", "list", case.uid, own, keeps)
    take("listing", "ask_repair", case.uid, own, keeps)
    with pytest.raises(Conflict, match="has not been received"):
        STEPS["listing"]["repair"](case.uid, own, keeps)
    take("report", "start", report.uid, own, keeps)
    take("report", "submit", report.uid, own, keeps)
    if report.unit_due:
        take("report", "unit_receive", report.uid, own, keeps)
    take("report", "receive", report.uid, own, keeps)
    take("listing", "repair", case.uid, own, keeps)
    return "repaired"


def holds_together() -> None:
    """What is kept of all of them: every state reached by the steps of its table, every timeline whole, all synthetic."""
    for machine, model in ((REPORT, AnnualReport), (LISTING, ListCase), (RATING, Rating)):
        for row in model.objects.all():
            assert row.synthetic
            events = list(Event.objects.filter(subject_kind=machine.kind, subject_uid=row.uid).order_by("id"))
            state = machine.states[0]
            for event in events[1:]:
                if event.action in ("overdue", "save"):
                    continue
                assert event.from_state == state and event.to_state == machine.table[state][event.action]
                state = event.to_state
            assert row.state == state and row.version >= 1
    assert not AnnualReport.objects.exclude(sent_on=None).exclude(overdue_since=None).exists()
    assert not ListCase.objects.filter(state="repaired", repaired_on=None).exists()
    for record in CreditRecord.objects.all():
        assert record.entered_late == (record.entered_on > record.enter_by)


def lives(count: int, people: SimpleNamespace, at: Callable[..., None], *, registered: int) -> set[str]:
    """The lives of so many organisations, the first `registered` of them registered through the real services.

    The others are rows as registration writes them: how they came about is the registration's own test.
    """
    made = registration_factory.register(registration_factory.world(), registered)
    for number in range(registered, count):
        names = [{"value": f"Made-up Society {number}", "language": "en", "kind": "display"}]
        uid = next(iter(put("organisation", "centre", f"test:life{number}", {"key": f"life{number}", "names": names}, By(label="test")).uids.values()))
        made.append(supervision_world.register(uid, "2021-01-01", number=number))
    chance, seen = random.Random(20231106), set()
    start = {row.pk: dt.date(chance.choice((2021, 2022, 2023)), chance.randint(1, 12), chance.randint(1, 28)) for row in made}
    for row in made:
        day = start[row.pk]
        row.registered_on, row.registered_year, row.status = day, day.year, "active"
        row.supervisory_unit = chance.choice(("", "sast"))
        row.save()
    Representation.objects.all().update(ended_at=clock.now())
    for row in made:
        person = Representation.objects.create(user=people.alice, organisation_uid=row.organisation_uid, since=clock.now())
        people.alice.forget_rights()
        Registration.objects.filter(status="active").exclude(pk=row.pk).update(status="registered")
        Registration.objects.filter(pk=row.pk).update(status="active")
        seen.add(live(row, By(user=people.alice), By(user=people.registrar), chance, at))
        person.delete()
    holds_together()
    return seen


def test_made_up_organisations_live_through_years_of_supervision(people: SimpleNamespace, at: Callable[..., None]) -> None:
    assert {"rated", "repaired", "late"} <= lives(24, people, at, registered=6)
    assert queries.listings().filter(state="repaired").exists()


@pytest.mark.slow
def test_twelve_hundred_made_up_organisations_live_through_years_of_supervision(people: SimpleNamespace, at: Callable[..., None]) -> None:
    assert {"rated", "repaired", "late", "punctual", "returned"} <= lives(1200, people, at, registered=60)


def test_nobody_else_takes_any_step_of_another_organisation(people: SimpleNamespace, at: Callable[..., None]) -> None:
    supervision_world.register(people.acme, "2020-03-10")
    at("2025-01-15")
    planned.open_duties()
    report = AnnualReport.objects.get(organisation_uid=people.acme)
    case = listings.propose(people.acme, "unreachable", By(user=people.registrar), "Letters came back.")
    for who, (kind, uid) in product((people.bob, people.visitor, people.broker, people.analyst), (("report", report.uid), ("listing", case.uid))):
        for name, step in STEPS[kind].items():
            with pytest.raises((NotAllowed, Conflict)) as refusal:
                step(uid, By(user=who), By(user=who))
            if MACHINES[kind].allows(MODELS[kind].objects.get(uid=uid).state, name):
                assert isinstance(refusal.value, NotAllowed), (who, kind, name)
