"""How a figure stands against its target: golden ratios of the published measure, and what each word asks."""

import datetime as dt
from decimal import Decimal

import pytest

from technopole.methods.progress import Point, Target, assess, rate


def at(value: str, year: int) -> Point:
    return Point(Decimal(value), dt.date(year, 12, 31))


def by(value: str, year: int, operator: str = ">=") -> Target:
    return Target(Decimal(value), dt.date(year, 12, 31), operator)


@pytest.mark.parametrize(
    ("base", "current", "target", "direction", "ratio"),
    [
        (("4.17", 2020), ("4.34", 2023), ("4.5", 2025), "up", 0.873584330222235),
        (("7.94", 2020), ("10.56", 2023), ("12", 2025), "up", 1.1580806458451778),
        (("17012", 2020), ("25000", 2024), ("26000", 2025), "up", 1.1410062273711585),
        (("100", 2015), ("100", 2022), ("200", 2030), "up", 0.0),
        (("80", 2015), ("60", 2022), ("40", 2030), "down", 0.8916257816469477),
        (("80", 2015), ("88", 2022), ("40", 2030), "down", -0.30357270148109416),
    ],
)
def test_the_ratio_is_that_of_growth_a_year_as_published_worked_examples_have_it(
    base: tuple[str, int], current: tuple[str, int], target: tuple[str, int], direction: str, ratio: float
) -> None:
    operator = ">=" if direction == "up" else "<="
    found = assess(at(*current), by(*target, operator), at(*base), direction)
    assert found.ratio == pytest.approx(ratio, abs=1e-12)


@pytest.mark.parametrize(
    ("ratio", "word"),
    [(0.95, "on_course"), (0.9499, "behind"), (0.6, "behind"), (0.5999, "far_behind"), (0.0, "far_behind"),
     (-0.0001, "moving_away")],
)  # fmt: skip
def test_the_edges_of_the_thresholds_belong_to_the_better_word(ratio: float, word: str) -> None:
    assert rate(ratio) == word


def test_a_figure_at_the_target_meets_at_least_but_not_more_than() -> None:
    assert assess(at("26000", 2024), by("26000", 2025, ">=")).status == "met"
    assert assess(at("26000", 2024), by("26000", 2025, ">")).status == "not_reached"


def test_a_figure_stated_as_more_than_the_target_meets_more_than() -> None:
    assert assess(at("26000", 2024), by("26000", 2025, ">"), more_than=True).status == "met"


def test_about_is_met_from_two_percent_short_and_may_be_exceeded_the_better_way() -> None:
    assert assess(at("4.41", 2023), by("4.5", 2025, "about")).status == "met"
    assert assess(at("4.40", 2023), by("4.5", 2025, "about")).status == "not_reached"
    assert assess(at("65", 2025), by("30", 2025, "about")).status == "met"


def test_about_without_a_better_way_asks_to_be_near_on_both_sides() -> None:
    assert assess(at("65", 2025), by("30", 2025, "about"), direction="none").status == "missed"
    assert assess(at("30.5", 2025), by("30", 2025, "about"), direction="none").status == "met"


def test_without_a_figure_or_a_target_nothing_can_be_said() -> None:
    assert assess(None, by("5", 2025)).status == "not_assessable"
    assert assess(at("5", 2025), None).status == "not_assessable"


def test_without_a_baseline_only_the_distance_is_told() -> None:
    found = assess(at("550", 2023), by("560", 2025))
    assert (found.status, found.short_by, found.ratio) == ("not_reached", Decimal(10), None)


def test_a_figure_for_the_targets_year_that_falls_short_is_missed() -> None:
    found = assess(at("4.2", 2025), by("4.5", 2025), at("4.17", 2020))
    assert found.status == "missed"


def test_a_target_of_zero_is_judged_on_a_straight_line() -> None:
    found = assess(at("20", 2022), by("0", 2030, "<="), at("50", 2015), "down")
    assert found.linear
    assert found.ratio == pytest.approx((30 / 7) / (50 / 15))
    assert found.status == "on_course"


def test_a_baseline_already_beyond_the_target_gives_no_pace() -> None:
    found = assess(at("90", 2022), by("100", 2030), at("120", 2020))
    assert (found.status, found.ratio) == ("not_reached", None)


def test_a_baseline_of_the_same_day_as_the_figure_gives_no_pace() -> None:
    assert assess(at("90", 2020), by("100", 2030), at("90", 2020)).ratio is None
