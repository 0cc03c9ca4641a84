"""Whatever people do, in whatever order: a case is always in a state of the table, and what it promises holds."""

import random
from typing import Any

import pytest
import registration_factory as factory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from technopole.core import clock
from technopole.core.errors import TechnopoleError
from technopole.core.requests.models import State
from technopole.registration import moves, services, transitions
from technopole.registration.models import Case, Registration, Status, TakenName

pytestmark = pytest.mark.django_db

REQUEST_STATES = {
    **dict.fromkeys(transitions.UNSENT, State.DRAFT), "submitted": State.SUBMITTED,
    "supplement_requested": State.SUPPLEMENT, "accepted": State.IN_REVIEW, "in_review": State.IN_REVIEW,
    "decision_prepared": State.IN_REVIEW, "registered": State.ACCEPTED, "certified": State.ACCEPTED,
    "granted": State.ACCEPTED, "refused": State.REFUSED, "withdrawn": State.WITHDRAWN, "lapsed": State.EXPIRED,
}  # fmt: skip


def said_at(step: str, case: Case, chance: random.Random) -> dict[str, Any]:
    """What somebody may say at a step: mostly what it asks for, sometimes nothing."""
    version = moves.version_on(case, clock.today())
    papers = list(version.papers) if version else []
    full: dict[str, dict[str, Any]] = {
        "edit": {"answers": {"phone": str(chance.randint(0, 9))}}, "consent": {"number": "1"}, "decline": {"text": "No"},
        "record_consent": {"number": "1", "on": "2026-01-01"}, "ask_supplement": {"text": "More"},
        "accept": {"on_paper": papers}, "record_visit": {"on": "2026-01-01", "place": "A", "found": "B", "conclusion": "C"},
        "prepare": {"decision": chance.choice(("register", "refuse")), "reason": "R", "remedy": "M"},
        "return_decision": {"text": "Again"}, "publish_notice": {"text_zh": "公示"},
    }  # fmt: skip
    return full.get(step, {}) if chance.random() < 0.9 else {}


def hold(case: Case) -> None:
    """What is true of a case in any state."""
    assert case.state in transitions.STATES
    assert case.request.state == REQUEST_STATES[case.state]
    kept = TakenName.objects.filter(case=case, released_at=None).count()
    if case.state in ("submitted", "accepted", "in_review", "decision_prepared", "registered", "certified"):
        assert kept == 1
    if case.state in ("refused", "withdrawn", "lapsed", "draft"):
        assert kept == 0
    assert bool(case.rules) == bool(case.accepted_on)
    if case.state in ("accepted", "in_review", "decision_prepared"):
        assert case.request.due_at is not None
    if case.state in ("registered", "certified"):
        made = Registration.objects.get(cases=case)
        assert case.request.decided_by_id not in (None, case.prepared_by_id)
        assert made.status == (Status.ACTIVE if case.state == "certified" else Status.REGISTERED)
    else:
        assert not Registration.objects.filter(cases=case).exists()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(st.integers(0, 10**9))
def test_random_steps_by_random_people_never_reach_an_illegal_state(who, seed):
    chance = random.Random(seed)
    number = seed % 5000
    said = factory.answers("association", number, supervisory_unit=chance.choice(("", "sast")))
    case = services.begin("association", who.applicant, said, synthetic=True)
    people = (who.applicant, who.officer, who.first, who.second, who.stranger)
    seen = {case.state}
    for _turn in range(40):
        possible = [each.step for each in transitions.possible(case.kind, case.state) if each.step != "withdraw"]
        step = chance.choice(possible) if possible and chance.random() < 0.8 else chance.choice(transitions.STEPS)
        try:
            case = factory.take(case, step, chance.choice(people), **said_at(step, case, chance))
        except TechnopoleError:
            case = Case.objects.select_related("request").get(pk=case.pk)
        seen.add(case.state)
        hold(case)
    assert seen <= set(transitions.STATES)
    if case.state not in transitions.ENDED:  # the next walk may want the same name
        case = factory.Case.objects.get(pk=case.pk)
        TakenName.objects.filter(case=case).delete()
