"""Every step in every state by everybody: what the table does not allow is refused, with its reason, and writes nothing."""

from typing import Any

import pytest
import registration_factory as factory
from django.utils import translation

from technopole.core.errors import Conflict, NotAllowed, TechnopoleError
from technopole.core.models import Change
from technopole.registration import services, transitions, words

pytestmark = pytest.mark.django_db


def part(who: Any, name: str) -> Any:
    return {
        "applicant": who.applicant, "supervisor": who.officer, "registrar": who.first, "second": who.second,
        "time": who.first,
    }[name]  # fmt: skip


def test_every_step_that_the_table_does_not_allow_is_refused_in_both_languages(who):
    tried = 0
    for case in factory.stages(who, 1):
        allowed = {each.step for each in transitions.possible(case.kind, case.state)}
        for step in (step for step in transitions.STEPS if step not in allowed):
            transition = transitions.get(step)
            assert transition is not None
            for language in ("en", "zh-hans"):
                before = Change.objects.count(), case.request.version
                with translation.override(language), pytest.raises((Conflict, NotAllowed)) as refused:
                    factory.take(case, step, part(who, transition.who))
                if isinstance(refused.value, Conflict) and step in services.EFFECTS:
                    with translation.override(language):
                        assert str(words.STEPS[step]) in refused.value.message
                fresh = factory.Case.objects.select_related("request").get(pk=case.pk)
                assert (Change.objects.count(), fresh.request.version) == before and fresh.state == case.state
                tried += 1
    assert tried > 250


def test_every_step_by_the_wrong_person_is_refused(who):
    tried = 0
    for case in factory.stages(who, 2):
        for transition in transitions.possible(case.kind, case.state):
            if transition.step not in services.EFFECTS:
                continue
            right = {part(who, transition.who)}
            if transition.who in ("registrar", "second"):
                right = {who.first, who.second}
            for person in {who.applicant, who.officer, who.first, who.second, who.stranger} - right:
                with pytest.raises(NotAllowed):
                    factory.take(case, transition.step, person)
                tried += 1
    assert tried > 60


def test_a_step_upon_an_old_version_is_refused(who):
    case = services.begin("association", who.applicant, factory.answers("association"), synthetic=True)
    version = case.request.version
    services.take(case.request.uid, "check_name", who.applicant, version)
    with pytest.raises(Conflict, match="Somebody else"):
        services.take(case.request.uid, "submit", who.applicant, version)


def test_steps_of_other_kinds_are_told_to_be_so(who):
    made = factory.registered(who)
    case = services.begin_about(made, "branch", who.applicant, {"branch_kind": "branch", "branch_name_zh": "分会"})
    with pytest.raises(Conflict, match="Filing of a branch"):
        factory.take(case, "begin_liquidation", who.applicant)


def test_an_unknown_step_is_refused(who):
    case = services.begin("association", who.applicant, factory.answers("association"), synthetic=True)
    with pytest.raises(TechnopoleError):
        factory.take(case, "bless", who.applicant)


def test_an_authority_with_officers_of_its_own_is_closed_to_other_registrars(who):
    from technopole.core.sourced import put

    record = {
        "key": "civil", "kind": "civil_affairs", "name": {"en": "Bureau"}, "own_officers": True, "organisation": "unit-org"
    }  # fmt: skip
    put("authority", "centre", "test:civil", record, factory.BY)
    case = factory.send(services.begin("association", who.applicant, factory.answers("association"), synthetic=True), who)
    with pytest.raises(NotAllowed, match="registration authority"):
        factory.take(case, "accept", who.first, on_paper=[])
