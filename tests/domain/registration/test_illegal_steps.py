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


SAID = {"en": ("What can be done now", "It has ended"), "zh-hans": ("目前可以办理", "已经结束")}


@pytest.fixture
def cases(who) -> dict[str, Any]:
    """One draft of each kind, about one organisation each."""
    drafts = {"establish": services.begin("association", who.applicant, factory.answers("association", 99), synthetic=True)}
    for number, (kind, said) in enumerate({
        "change": {"reason": "Synthetic", "name_en": "Another"}, "charter": {"charter_changes": "All"},
        "branch": {"branch_kind": "branch", "branch_name_zh": "分会"}, "deregister": {"reason": "Synthetic"},
    }.items()):  # fmt: skip
        drafts[kind] = services.begin_about(factory.registered(who, number=number), kind, who.applicant, said)
    return drafts


def test_every_step_of_every_kind_of_case_in_every_state_says_what_where_and_what_to_do(who, cases):
    tried = {(kind, language): 0 for kind in cases for language in SAID}
    for kind, case in cases.items():
        before = Change.objects.count(), case.request.version
        for turn, state in enumerate(transitions.STATES):
            factory.Case.objects.filter(pk=case.pk).update(state=state, supervisory_unit="sast", authority="civil")
            possible = {each.step for each in transitions.possible(kind, state)} - {"lapse"}
            for place, step in enumerate(services.EFFECTS):
                if step in possible:
                    continue
                transition = transitions.get(step)
                assert transition is not None
                language = ("en", "zh-hans")[(turn + place) % 2]
                with translation.override(language), pytest.raises(Conflict) as refused:
                    factory.take(case, step, part(who, transition.who))
                with translation.override(language):
                    where = words.STATES[state][0] if kind in transition.kinds else words.KINDS[kind]
                    assert f"“{words.STEPS[step]}”" in refused.value.message and str(where) in refused.value.message
                assert SAID[language][0 if possible else 1] in refused.value.message, (kind, state, step)
                tried[kind, language] += 1
        fresh = factory.Case.objects.select_related("request").get(pk=case.pk)
        assert (Change.objects.count(), fresh.request.version) == before
    assert min(tried.values()) > 120, tried


def test_who_may_not_is_told_who_may(who, cases):
    for language, parts in (
        ("en", ("signed in with the account that made the application", "Test Association for Science", "Test Civil Affairs Bureau")),
        ("zh-hans", ("申请人", "测试市科学技术协会", "测试市民政局")),
    ):
        case = services.begin("association", who.applicant, factory.answers("association", 50, supervisory_unit="sast"), synthetic=True)
        for step, said in zip(("submit", "consent", "accept"), parts, strict=True):
            with translation.override(language), pytest.raises(NotAllowed) as refused:
                factory.take(case, step, who.stranger)
            with translation.override(language):
                assert f"“{words.STEPS[step]}”" in refused.value.message
            assert said in refused.value.message


def test_an_application_about_an_organisation_names_what_stands_in_its_way(who, cases):
    made = cases["change"].registration
    with pytest.raises(Conflict, match=f"“Change of what is registered .{cases['change'].uid}.”. End or withdraw it first"):
        services.begin_about(made, "change", who.applicant, {})
    with pytest.raises(Conflict, match="“merge” cannot be asked for.*“Deregistration”"):
        services.begin_about(made, "merge", who.applicant, {})
    with pytest.raises(NotAllowed, match=f"Only those who represent “{made.name_en}” can apply about it. You can ask"):
        services.begin_about(made, "charter", who.stranger, {})
    with pytest.raises(Conflict, match="There is no legal form “club”. Choose one of: “Association”"):
        services.begin("club", who.applicant, {})
