"""The check of a name: who has it, what is wrong with it, and for how long it is kept."""

import datetime as dt

import pytest
import registration_factory as factory
from django.utils import translation

from technopole.core import clock
from technopole.core.errors import Invalid
from technopole.registration import authorities, names, services
from technopole.registration.models import TakenName

pytestmark = pytest.mark.django_db


def check(zh: str, en: str = "", form: str = "association") -> names.Check:
    return names.check(zh, en, form, authorities.get("civil"))


def drafted(who, number: int, **more):
    return services.begin("association", who.applicant, factory.answers("association", number, **more), synthetic=True)


def test_a_free_name_is_kept_for_the_days_of_the_rules(who):
    case = factory.take(drafted(who, 1), "check_name", who.applicant)
    kept = TakenName.objects.get(case=case)
    assert kept.valid_until == clock.today() + dt.timedelta(days=180)


def test_a_refused_name_check_says_which_organisation_has_the_name(who):
    made = factory.registered(who, number=1)
    with pytest.raises(Invalid) as refused:
        factory.take(drafted(who, 1), "check_name", who.applicant)
    (why,) = refused.value.fields["name_zh"]
    assert made.code in why and made.name_zh in why


def test_the_refusal_is_told_in_the_reader_s_language(who):
    factory.registered(who, number=1)
    case = drafted(who, 1)
    said = {}
    for language in ("en", "zh-hans"):
        with translation.override(language), pytest.raises(Invalid) as refused:
            factory.take(case, "check_name", who.applicant)
        said[language] = refused.value.fields["name_zh"][0]
    assert "has this name" in said["en"] and "该名称已由" in said["zh-hans"]


def test_a_name_kept_for_somebody_else_is_taken_until_its_time_runs_out(who, monkeypatch):
    factory.take(drafted(who, 1), "check_name", who.applicant)
    other = drafted(who, 1)
    with pytest.raises(Invalid, match="another applicant"):
        factory.take(other, "check_name", who.applicant)
    later = clock.today() + dt.timedelta(days=181)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert factory.take(other, "check_name", who.applicant).state == "name_checked"


def test_a_traditional_spelling_is_the_same_name(who):
    factory.registered(who, number=2)
    zh, _en = factory.names("association", 2)
    import opencc

    assert check(opencc.OpenCC("s2t").convert(zh)).verdict == names.TAKEN


def test_a_similar_name_is_shown_with_its_evidence_and_does_not_block(who):
    factory.registered(who, number=3)
    zh, _en = factory.names("social_service_institution", 3)
    found = check(zh, form="social_service_institution")
    assert found.verdict == names.SIMILAR and found.bearers[0].how == "same_core" and found.bearers[0].code


@pytest.mark.parametrize(
    ("zh", "en", "why"),
    [
        ("上海市星河氢能", "", "ends in one of"),
        ("星河氢能协会", "", "begins with the area"),
        ("上海市协会", "", "tells the organisation from others"),
        ("上海市武警氢能协会", "", "armed forces"),
        ("上海市中国氢能协会", "", "without approval"),
        ("", "Hydrogen Association", "Chinese name"),
        ("上海市星河氢能协会", "Government Hydrogen", "State bodies"),
    ],
)
def test_a_name_that_is_not_formed_as_it_must_be_is_told_why(who, zh, en, why):
    found = check(zh, en)
    assert found.verdict == names.UNFIT
    assert why in " ".join(reason for reasons in found.problems.values() for reason in reasons)


def test_an_organisation_of_the_directory_with_a_code_has_its_name(who):
    import things

    things.add_terms()
    things.add("organisation", 4, names=[{"value": "上海市长河氢能协会", "language": "zh-Hans", "kind": "display"}],
               identifiers=[{"scheme": "uscc", "value": "52310000MJ499999XD"}])  # fmt: skip
    things.add("organisation", 5, names=[{"value": "上海市高山光学协会", "language": "zh-Hans", "kind": "display"}])
    assert check("上海市长河氢能协会").verdict == names.TAKEN
    found = check("上海市高山光学协会")
    assert found.verdict == names.SIMILAR and found.bearers[0].kind == "organisation"


def test_a_name_that_was_checked_is_changed_only_by_giving_it_up(who):
    case = factory.take(drafted(who, 1), "check_name", who.applicant)
    changed = {"answers": {**case.request.payload["answers"], "name_zh": "上海市别名氢能协会"}}
    with pytest.raises(Invalid):
        factory.take(case, "edit", who.applicant, **changed)
    case = factory.take(case, "release_name", who.applicant)
    assert factory.take(case, "edit", who.applicant, **changed).name_zh == "上海市别名氢能协会"
    assert not TakenName.objects.filter(released_at=None).exists()
