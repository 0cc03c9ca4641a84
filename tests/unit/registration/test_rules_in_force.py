"""The dated tables: whole in time, and exact at every limit."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.registration import rules_in_force as rules
from technopole.registration import transitions, words

TODAY = dt.date(2026, 11, 22)


def verdict(form: str, condition: str, day: dt.date = TODAY, **answers: str) -> str:
    version = rules.in_force(rules.forms()[form], day)
    assert version is not None
    return next(each.verdict for each in rules.judge(version, answers, day) if each.id == condition)


def test_versions_of_a_table_neither_overlap_nor_leave_gaps():
    assert rules.contradictions([*rules.forms().values(), *rules.procedures().values()]) == []


def test_the_check_of_dates_finds_an_overlap_and_a_gap():
    one = rules.in_force(rules.forms()["association"], dt.date(2000, 1, 1))
    later = rules.in_force(rules.forms()["association"], TODAY)
    assert one is not None and later is not None
    from dataclasses import replace

    overlap = replace(rules.forms()["association"], versions=(replace(one, valid_to=TODAY), later))
    gap = replace(rules.forms()["association"], versions=(replace(one, valid_to=dt.date(2010, 1, 1)), later))
    assert ["overlap" in said for said in rules.contradictions([overlap])] == [True]
    assert ["gap" in said for said in rules.contradictions([gap])] == [True]


def test_every_paper_and_text_of_the_rules_is_named_in_both_languages():
    for table in [*rules.forms().values(), *rules.procedures().values()]:
        assert set(table.name) == {"en", "zh"}
        for version in table.versions:
            assert set(version.papers) <= set(rules.paper_names()) and version.source.startswith("http")
            for condition in version.conditions:
                assert set(condition["text"]) == set(condition["ref"]) == {"en", "zh"}


@pytest.mark.parametrize(
    ("persons", "units", "met"),
    [("50", "0", "yes"), ("49", "0", "no"), ("0", "30", "yes"), ("20", "29", "no"), ("30", "20", "yes"), ("49", "", "unknown")],
)
def test_members_of_an_association_count_as_persons_units_or_both(persons, units, met):
    assert verdict("association", "members", person_members=persons, unit_members=units) == met


@pytest.mark.parametrize(
    ("level", "money", "met"),
    [("local", "30000", "yes"), ("local", "29999", "no"), ("national", "99999", "no"), ("national", "100000", "yes")],
)
def test_money_of_an_association_depends_on_its_level(level, money, met):
    assert verdict("association", "money", registered_money=money, level=level) == met


@pytest.mark.parametrize(
    ("kind", "money", "met"),
    [
        ("non_public", "2000000", "yes"), ("non_public", "1999999", "no"), ("public_local", "4000000", "yes"),
        ("public_local", "3999999", "no"), ("public_national", "7999999", "no"), ("public_national", "8000000", "yes"),
        ("", "9000000", "unknown"),
    ],
)  # fmt: skip
def test_money_of_a_foundation_depends_on_its_kind(kind, money, met):
    assert verdict("foundation", "money", registered_money=money, foundation_kind=kind) == met


def test_before_the_reform_of_2013_every_association_needs_a_supervisory_unit():
    form = rules.forms()["association"]
    before, after = (rules.in_force(form, dt.date(2013, 3, day)) for day in (13, 14))
    assert before is not None and after is not None
    assert before.needs_consent("science") and not after.needs_consent("science")
    assert after.needs_consent("") and after.id != before.id


def test_before_the_law_of_2017_there_are_no_rules_for_overseas_offices():
    assert rules.in_force(rules.forms()["overseas_office"], dt.date(2016, 12, 31)) is None


@pytest.mark.parametrize(("days", "met"), [(15, "yes"), (14, "no")])
def test_a_temporary_activity_is_filed_fifteen_days_before(days, met):
    first = TODAY + dt.timedelta(days=days)
    assert verdict("overseas_activity", "filed_before", activity_from=str(first)) == met


@pytest.mark.parametrize(
    ("first", "last", "met"),
    [("2027-01-01", "2027-12-31", "yes"), ("2027-01-01", "2028-01-01", "no"), ("2027-05-01", "2027-04-30", "no"),
     ("2028-02-29", "2029-02-27", "yes"), ("2028-02-29", "", "unknown")],
)  # fmt: skip
def test_a_temporary_activity_lasts_a_year_at_most(first, last, met):
    assert verdict("overseas_activity", "length", activity_from=first, activity_to=last) == met


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_verdict_on_members_is_the_rule_itself(persons, units):
    met = persons >= 50 or units >= 30 or persons + units >= 50
    assert verdict("association", "members", person_members=str(persons), unit_members=str(units)) == ("yes" if met else "no")


def test_every_state_and_step_of_the_table_has_its_words():
    assert set(words.STATES) == set(transitions.STATES)
    assert set(words.STEPS) == set(transitions.STEPS)


def test_every_state_is_reached_and_every_state_but_the_last_is_left():
    reached = {state for each in transitions.TABLE for state in each.to} | {"draft"}
    left = {state for each in transitions.TABLE for state in each.sources}
    assert reached == set(transitions.STATES)
    assert set(transitions.STATES) - left == set(transitions.ENDED)
