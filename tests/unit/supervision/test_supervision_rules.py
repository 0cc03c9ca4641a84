"""The dated rules of supervision, by tables of cases: deadlines, exemptions, working days, ratings, points."""

import datetime as dt
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.supervision import calendar, duties, eligibility, lawbook
from technopole.supervision.eligibility import Standing
from technopole.supervision.flow import MACHINES, Machine

D = dt.date.fromisoformat


# --- deadlines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("registered", "year", "due"),
    [
        ("2023-06-30", 2023, "2024-05-31"), ("2023-07-01", 2023, None), ("2023-07-01", 2024, "2025-05-31"), ("2023-12-31", 2023, None),
        ("2024-01-01", 2023, None), ("2020-02-29", 2020, "2021-05-31"), ("2023-06-29", 2023, "2024-05-31"), ("2023-08-31", 2023, None),
    ],
)  # fmt: skip
def test_who_was_registered_less_than_six_months_on_31_december_is_exempt(registered: str, year: int, due: str | None) -> None:
    found = duties.report("association", D(registered), year)
    assert (found and found.due.isoformat()) == due


def test_a_report_goes_to_the_unit_by_31_march_and_to_the_registrar_by_31_may() -> None:
    found = duties.report("foundation", D("2020-01-01"), 2024)
    assert found is not None
    assert (found.unit_due, found.due, found.opens) == (D("2025-03-31"), D("2025-05-31"), D("2025-01-01"))


def test_without_a_supervisory_unit_only_the_registrar_is_owed_a_report() -> None:
    found = duties.report("association", D("2020-01-01"), 2024, has_unit=False)
    assert found is not None and found.unit_due is None


@pytest.mark.parametrize(
    ("form", "year", "rule"),
    [
        ("association", 2024, "annual-report-1998"), ("association", 2025, "annual-report-2026"), ("foundation", 2025, "annual-report-others-2026"),
        ("social_service_institution", 2024, "annual-report-1998"), ("overseas_office", 2024, "overseas-office-2017"),
    ],
)  # fmt: skip
def test_the_rule_in_force_when_the_report_became_due_to_be_written_is_the_one_that_holds(form: str, year: int, rule: str) -> None:
    found = duties.report(form, D("2018-01-01"), year)
    assert found is not None and found.rule == rule


def test_no_form_has_two_rules_on_one_day() -> None:
    for rule, other in product(lawbook.report_rules(), repeat=2):
        if rule is not other and rule.forms & other.forms:
            assert (rule.valid_to and rule.valid_to < other.valid_from) or (other.valid_to and other.valid_to < rule.valid_from)


def test_a_charity_reports_instead_of_being_inspected() -> None:
    plain, charity = (duties.report("foundation", D("2020-01-01"), 2024, charity=each) for each in (False, True))
    assert plain is not None and charity is not None
    assert (plain.inspection, charity.inspection, charity.due) == (True, False, plain.due)


def test_an_overseas_office_plans_by_31_december_and_reports_by_31_january() -> None:
    report, plan = duties.report("overseas_office", D("2023-11-20"), 2023), duties.plan("overseas_office", D("2023-11-20"), 2024)
    assert report is not None and plan is not None
    assert (report.due, report.unit_due, plan.due) == (D("2024-01-31"), None, D("2023-12-31"))


def test_an_association_owes_no_plan_and_a_temporary_activity_no_report() -> None:
    assert duties.plan("association", D("2020-01-01"), 2025) is None
    assert duties.report("overseas_activity", D("2020-01-01"), 2024) is None


def test_who_ended_before_the_day_a_report_is_due_owes_none() -> None:
    assert duties.report("association", D("2020-01-01"), 2024, ended_on=D("2025-05-31")) is None
    assert duties.report("association", D("2020-01-01"), 2024, ended_on=D("2025-06-01")) is not None


@given(st.dates(D("2005-01-01"), D("2030-12-31")), st.integers(2005, 2031))
def test_exempt_is_whoever_had_no_half_year(registered: dt.date, year: int) -> None:
    exempt = duties.is_exempt(registered, year, 6)
    assert exempt == ((registered.year, registered.month) >= (year, 7))


# --- days ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "number", "after"),
    [
        ("2025-01-24", 1, "2025-01-26"), ("2025-01-27", 1, "2025-02-05"), ("2025-09-30", 5, "2025-10-14"), ("2024-04-30", 1, "2024-05-06"),
        ("2026-02-13", 1, "2026-02-14"), ("2027-01-01", 5, "2027-01-08"), ("2025-03-07", 5, "2025-03-14"),
    ],
)  # fmt: skip
def test_working_days_know_holidays_and_worked_weekends(day: str, number: int, after: str) -> None:
    assert calendar.working_days_after(D(day), number) == D(after)


def test_a_year_that_the_calendar_does_not_hold_is_said_to_be_unknown() -> None:
    assert [calendar.known(D(f"{year}-06-01")) for year in (2024, 2025, 2026, 2027)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [("2024-02-29", 12, "2025-02-28"), ("2020-02-29", 48, "2024-02-29"), ("2023-08-31", 6, "2024-02-29"), ("2023-12-31", 2, "2024-02-29"), ("2024-01-31", 1, "2024-02-29"), ("2025-03-31", -1, "2025-02-28")],
)  # fmt: skip
def test_months_are_added_to_the_last_day_there_is(day: str, months: int, after: str) -> None:
    assert calendar.months_after(D(day), months) == D(after)


@given(st.dates(D("2024-01-01"), D("2026-11-30")), st.integers(1, 20))
def test_so_many_working_days_later_there_were_so_many_working_days(day: dt.date, number: int) -> None:
    after = calendar.working_days_after(day, number)
    between = [day + dt.timedelta(days=each + 1) for each in range((after - day).days)]
    assert sum(calendar.is_working_day(each) for each in between) == number and calendar.is_working_day(after)


# --- ratings ---------------------------------------------------------------------------------------------------

GOOD = Standing("association", D("2020-03-10"), {2023: "passed", 2024: "passed"})


def refused(standing: Standing, day: str = "2025-06-01") -> list[str]:
    return [finding.id for finding in eligibility.refused(eligibility.check(standing, D(day)))]


def test_an_organisation_in_good_standing_may_apply() -> None:
    assert refused(GOOD) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"form": "overseas_office"}, ["form"]),
        ({"registered_on": D("2023-06-02")}, ["two_years"]),
        ({"registered_on": D("2023-06-01")}, []),
        ({"inspections": {2023: "passed"}}, ["inspected"]),
        ({"inspections": {2023: "passed", 2024: "failed"}}, ["not_failed"]),
        ({"inspections": {2023: "fair", 2024: "fair"}}, ["not_fair_twice"]),
        ({"inspections": {2023: "passed", 2024: "fair"}}, []),
        ({"inspections": {2022: "fair", 2023: "passed", 2024: "fair"}}, []),
        ({"penalties": [D("2024-12-31")]}, ["no_penalty"]),
        ({"penalties": [D("2024-01-01")]}, ["no_penalty"]),
        ({"penalties": [D("2023-12-31")]}, []),
        ({"lists": ["abnormal"]}, ["on_no_list"]),
        ({"under_investigation": True}, ["not_investigated"]),
        ({"last_rated_on": D("2023-06-02")}, ["again"]),
        ({"last_rated_on": D("2023-06-01")}, []),
        ({"registered_on": D("2024-01-01"), "inspections": {}, "lists": ["serious"]}, ["two_years", "inspected", "on_no_list"]),
    ],
)
def test_each_condition_of_a_rating_refuses_by_itself(change: dict[str, object], why: list[str]) -> None:
    assert refused(Standing(**{**GOOD.__dict__, **change})) == why  # type: ignore[arg-type]


def test_two_years_from_a_leap_day_are_over_on_28_february() -> None:
    leap = Standing("association", D("2020-02-29"), {2021: "passed"})
    assert refused(leap, "2022-02-27") == ["two_years"] and refused(leap, "2022-02-28") == []


def test_a_penalty_of_this_year_is_for_a_person_to_look_at() -> None:
    found = eligibility.check(Standing(**{**GOOD.__dict__, "penalties": [D("2025-02-01")]}), D("2025-06-01"))
    assert [each.id for each in found if each.verdict == eligibility.UNKNOWN] == ["no_penalty"]


@pytest.mark.parametrize(
    ("scale", "points", "grade"),
    [
        ("chanhe-2025", "912", "AAAAA"), ("chanhe-2025", "900", "AAAAA"), ("chanhe-2025", "899.99", "AAAA"), ("chanhe-2025", "800", "AAAA"),
        ("chanhe-2025", "700", "AAA"), ("chanhe-2025", "600", "AA"), ("chanhe-2025", "599.99", ""), ("anqing-2021", "950", "AAAAA"),
        ("anqing-2021", "949.99", "AAAA"), ("anqing-2021", "901", "AAAA"), ("anqing-2021", "900", ""), ("shenzhen-2023", "91", "AAAAA"),
        ("shenzhen-2023", "90.99", "AAAA"), ("shenzhen-2023", "81", "AAAA"), ("shenzhen-2023", "71", "AAA"), ("shenzhen-2023", "61", "AA"),
        ("shenzhen-2023", "51", "A"), ("shenzhen-2023", "50.99", "none"),
    ],
)  # fmt: skip
def test_points_give_the_grade_that_the_authoritys_scale_says(scale: str, points: str, grade: str) -> None:
    assert lawbook.scales()[scale].grade(Decimal(points)) == grade


def test_three_a_and_four_a_bring_their_benefits() -> None:
    rule = lawbook.rating_rule(D("2025-01-01"))
    assert rule is not None
    assert [len(rule.benefits_of(grade)) for grade in ("AAAAA", "AAAA", "AAA", "AA", "A", "none")] == [2, 2, 1, 0, 0, 0]


# --- steps -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.kind)
def test_every_step_that_the_table_does_not_name_is_refused_with_the_reason(machine: Machine) -> None:
    from technopole.core.errors import Conflict

    for state, action in product(machine.states, machine.actions):
        if machine.allows(state, action):
            assert machine.after(state, action) in machine.states
            continue
        with pytest.raises(Conflict) as refusal:
            machine.after(state, action)
        assert "cannot be done now" in str(refusal.value) and "this can be done in" in str(refusal.value)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.kind)
def test_every_state_can_be_reached_and_has_a_word_in_both_languages(machine: Machine) -> None:
    from django.utils import translation

    from technopole.supervision import words

    reached, before = {machine.states[0]}, set()
    while reached != before:
        before = set(reached)
        reached |= {after for state in before for after in machine.table[state].values()}
    assert reached == set(machine.states) == set(words.STATES[machine.kind])
    with translation.override("zh-hans"):
        for state in machine.states:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in str(words.badge(machine.kind, state)["label"]))
    assert machine.actions <= words.ACTIONS.keys() and machine.actions <= words.DONE.keys()
