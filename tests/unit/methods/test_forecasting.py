"""Forecasts: intervals that hold as often as they say, honest where little is known, inside what can be."""

import csv
import gzip
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from technopole.methods.forecasting import student
from technopole.methods.forecasting.outlook import LEVELS, pace
from technopole.methods.forecasting.panel import Series, panel_of
from technopole.methods.forecasting.predictors import PREDICTORS, damped_trend, local_trend
from technopole.methods.forecasting.rolling import YARDSTICK, coverage, errors_of, forecast


def one(*values: float | None, name: str = "a", first: int = 2010) -> Series:
    return Series(name, tuple(range(first, first + len(values))), values)


def walks(number: int, years: int, seed: int = 1) -> list[Series]:
    random = np.random.default_rng(seed)
    steps = random.normal(0.05, 0.05, (number, years)) * random.uniform(0.5, 2.0, (number, 1))
    return [one(*np.exp(3 + row.cumsum()).tolist(), name=str(at)) for at, row in enumerate(steps)]


def provinces(shared: Path, indicator: str) -> list[Series]:
    rows: dict[str, dict[int, float]] = defaultdict(dict)
    path = shared / "data" / "observatory" / "china_provinces" / "panel.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["indicator"] == indicator and row["province"] != "China":
                rows[row["province"]][int(row["year"])] = float(row["value"])
    return [Series(name, tuple(sorted(row)), tuple(row[y] for y in sorted(row))) for name, row in rows.items()]


@pytest.mark.parametrize(
    ("indicator", "kind", "upper"),
    [("rd_gdp_ratio", "share", 100.0), ("rd_personnel_fte", "positive", 1.0)],
)
def test_intervals_of_eighty_percent_hold_for_seventy_to_ninety_of_a_hundred_values_of_provinces(
    shared: Path, indicator: str, kind: str, upper: float
) -> None:
    found = coverage(provinces(shared, indicator), kind=kind, upper=upper, first_origin=2014)
    assert 0.7 <= found.share <= 0.9
    assert found.number[0] > 100


def test_what_shanghai_spent_on_research_in_2023_lies_in_the_interval_of_2018(shared: Path) -> None:
    past = [
        Series(each.name, tuple(y for y in each.years if y <= 2018), tuple(each.values[: sum(y <= 2018 for y in each.years)]))
        for each in provinces(shared, "rd_gdp_ratio")
    ]
    found = {each.name: each for each in forecast(past, kind="share", upper=100).outlooks}["Shanghai"]
    last = found.forecasts()[-1]
    assert last.year == 2023
    assert last.low <= 4.34 <= last.high


def test_intervals_hold_for_series_that_walk_by_chance() -> None:
    found = coverage(walks(40, 12), kind="positive", first_origin=2014)
    assert 0.74 <= found.share <= 0.88
    assert 0.74 <= found.inside[0] / found.number[0] <= 0.88


def test_a_single_series_of_twelve_years_has_intervals_of_its_own() -> None:
    inside = number = 0
    for each in walks(30, 12, seed=3):
        past = Series(each.name, each.years[:-1], each.values[:-1])
        to_come = forecast([past], kind="positive", horizons=1).outlooks[0].forecasts()[0]
        inside += to_come.low <= each.values[-1] <= to_come.high  # type: ignore[operator]
        number += 1
    assert inside / number >= 0.72


@pytest.mark.parametrize("years", [3, 4, 5])
def test_three_to_five_years_give_intervals_wide_enough(years: int) -> None:
    inside = number = 0
    for each in walks(50, years + 2, seed=years):
        past = Series(each.name, each.years[:years], each.values[:years])
        found = forecast([past], kind="positive", horizons=2).outlooks[0]
        assert found.method == YARDSTICK
        for to_come, value in zip(found.forecasts(), each.values[years:], strict=True):
            inside += to_come.low <= value <= to_come.high  # type: ignore[operator]
            number += 1
    assert 0.7 <= inside / number <= 0.9


@pytest.mark.parametrize("values", [(), (1.0,), (1.0, 2.0), (1.0, 2.0, 3.0, None, 4.0, 5.0)])
def test_fewer_than_three_years_without_a_gap_give_no_forecast_and_say_why(values: tuple[float | None, ...]) -> None:
    found = forecast([one(*values)]).outlooks[0]
    assert found.forecasts() == ()
    assert found.reason
    assert found.probability(2020, 3.0) is None


def test_a_short_series_among_others_says_why_and_the_others_are_forecast() -> None:
    found = forecast([*walks(5, 10), one(1.0, 2.0, name="short", first=2018)], kind="positive").outlooks
    assert [bool(each.forecasts()) for each in found] == [True] * 5 + [False]
    assert "only 2" in found[-1].reason


def test_no_series_at_all_is_no_error() -> None:
    assert forecast([]).outlooks == ()
    assert math.isnan(coverage([]).share)


def test_intervals_hold_the_value_grow_with_time_and_with_their_level() -> None:
    for each in forecast(walks(8, 10), kind="positive").outlooks:
        narrow, wide = each.forecasts(0.5), each.forecasts(0.9)
        assert all(a.low <= a.value <= a.high for a in narrow)
        assert all(b.low <= a.low and a.high <= b.high for a, b in zip(narrow, wide, strict=True))
        # on the scale of logarithms, as the counts themselves grow
        widths = [math.log(a.high / a.low) for a in narrow]
        assert widths == sorted(widths)


@given(st.lists(st.lists(st.floats(0, 1), min_size=0, max_size=7), min_size=0, max_size=3))
@hypothesis(max_examples=12)
def test_shares_stay_shares(rows: list[list[float]]) -> None:
    for each in forecast([one(*row, name=str(at)) for at, row in enumerate(rows)], kind="share").outlooks:
        for to_come in each.forecasts(0.9):
            assert 0.0 <= to_come.low <= to_come.value <= to_come.high <= 1.0


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=9))
@hypothesis(max_examples=12)
def test_counts_stay_counts(values: list[int]) -> None:
    for to_come in forecast([one(*values)], kind="positive").outlooks[0].forecasts():
        assert 0.0 <= to_come.low <= to_come.value <= to_come.high


def test_the_chance_of_a_target_falls_with_the_target_and_is_never_certain() -> None:
    found = forecast(walks(10, 12), kind="positive").outlooks[0]
    year = 2024
    chances = [found.probability(year, value) for value in (1.0, 20.0, 40.0, 1e6)]
    assert chances == sorted(chances, reverse=True)  # type: ignore[type-var]
    assert chances[0] == pytest.approx(0.995)
    assert chances[-1] == pytest.approx(0.005)


def test_the_chance_at_the_value_forecast_is_a_half_and_both_ways_add_up() -> None:
    found = forecast(walks(10, 12), kind="positive").outlooks[0]
    to_come = found.forecasts()[1]
    assert found.probability(to_come.year, to_come.value * 1.01) < 0.5  # type: ignore[operator]
    both = found.probability(to_come.year, 30.0, ">="), found.probability(to_come.year, 30.0, "<=")
    assert sum(both) == pytest.approx(1.0)  # type: ignore[arg-type]


def test_about_may_fall_two_percent_short() -> None:
    found = forecast(walks(10, 12), kind="positive").outlooks[0]
    year, value = 2023, found.forecasts()[1].value
    assert found.probability(year, value, "about", True) == found.probability(year, value * 0.98)
    near = found.probability(year, value, "about")
    assert near is not None
    assert 0.0 < near < 0.7


def test_what_a_kind_of_series_cannot_be_has_no_chance() -> None:
    share = forecast([one(0.5, 0.6, 0.55, 0.58)], kind="share").outlooks[0]
    assert (share.probability(2015, 1.2), share.probability(2015, 1.2, "<=")) == (0.0, 1.0)
    count = forecast([one(5.0, 6.0, 7.0)], kind="positive").outlooks[0]
    assert (count.probability(2014, -1.0, "<="), count.probability(2014, 0.0)) == (0.0, 1.0)


def test_an_unknown_operator_kind_method_or_level_is_refused() -> None:
    found = forecast([one(5.0, 6.0, 7.0)]).outlooks[0]
    for wrong in (
        lambda: found.probability(2014, 1.0, "=="),
        lambda: found.forecasts(1.0),
        lambda: forecast([one(5.0, 6.0, 7.0)], kind="count"),
        lambda: forecast([one(5.0, 6.0, 7.0)], method="oracle"),
        lambda: forecast([one(5.0, 6.0, 7.0)], horizons=0),
    ):
        with pytest.raises(ValueError, match="give|level"):
            wrong()


@pytest.mark.parametrize(
    ("series", "kind", "said"),
    [
        (one(1.0, -2.0, 3.0), "positive", "a: -2.0 is below 0"),
        (one(0.5, 1.5, 0.5), "share", "a: a share must lie between 0 and 1"),
        (one(0.5, math.inf, 0.5), "real", "a: values must be numbers"),
        (Series("a", (2010, 2010), (1.0, 2.0)), "real", "a: a year is given twice"),
        (Series("a", (2010,), (1.0, 2.0)), "real", "a: 1 years, 2 values"),
    ],
)
def test_wrong_series_are_refused_by_name(series: Series, kind: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        forecast([series], kind=kind)


def test_a_method_that_is_better_is_taken_and_the_simpler_of_equals() -> None:
    rising = [one(*(float(at * 3 + year * at) for year in range(12)), name=str(at)) for at in range(1, 6)]
    assert forecast(rising).method == "drift"
    random = np.random.default_rng(5)
    level = [one(*(10 + random.normal(0, 1, 30)).tolist(), name=str(at)) for at in range(12)]
    assert forecast(level).method == "damped_trend"
    errors = forecast(level).errors
    assert errors.mean("damped_trend")[0] < errors.mean("naive")[0] < errors.mean("drift")[0]


def test_one_wild_year_does_not_move_the_local_trend() -> None:
    panel = panel_of([one(10.0, 11.0, 50.0, 13.0, 14.0)])
    assert local_trend(panel, 4, np.asarray([0]), 2).tolist() == [[15.0, 16.0]]


def test_a_damped_trend_fades() -> None:
    panel = panel_of([one(*(float(year) for year in range(8)))])
    steps = np.diff(damped_trend(panel, 7, np.asarray([0]), 6)[0])
    assert all(0 < later < earlier for earlier, later in zip(steps, steps[1:], strict=False))


def test_no_method_sees_what_came_later() -> None:
    known, other = panel_of(walks(4, 10)), panel_of(walks(4, 10))
    other.values[:, 7:] += 5.0
    for predict in PREDICTORS.values():
        rows = np.arange(4)
        assert predict(known, 6, rows, 3).tolist() == predict(other, 6, rows, 3).tolist()
        assert known.restlessness(6, rows).tolist() == other.restlessness(6, rows).tolist()


def test_series_that_begin_at_different_years_are_forecast_as_if_alone_by_the_yardsticks() -> None:
    long, late = one(*(float(year**1.5) for year in range(10))), one(4.0, 7.0, 5.0, 8.0, name="b", first=2016)
    panel, alone = panel_of([long, late]), panel_of([late])
    for name in ("naive", "drift", "local_trend"):
        together = PREDICTORS[name](panel, 9, np.asarray([0, 1]), 3)[1]
        assert together.tolist() == pytest.approx(PREDICTORS[name](alone, 3, np.asarray([0]), 3)[0].tolist())


def test_errors_that_overlap_count_as_fewer() -> None:
    found = errors_of(panel_of([one(*(float(at % 3) for at in range(13)))]), 5)
    assert found.independent(YARDSTICK).tolist() == [10, 5, 3, 2, 2]


@pytest.mark.parametrize(
    ("freedom", "level", "value"),
    [(1, 0.9, 3.077683537), (2, 0.9, 1.885618083), (3, 0.975, 3.182446305), (10, 0.95, 1.812461123), (29, 0.1, -1.311433639)],
)
def test_quantiles_of_students_t_are_those_of_the_tables(freedom: int, level: float, value: float) -> None:
    assert student.quantiles((level,), freedom)[0] == pytest.approx(value, abs=1e-7)
    assert student.quantiles(LEVELS, freedom)[99] == pytest.approx(0.0, abs=1e-12)


def test_the_pace_that_a_target_needs_stands_beside_that_of_the_past() -> None:
    found = pace((2020, 2023), (4.17, 4.34), 4.5, 2025)
    assert found is not None
    assert found.step == pytest.approx(0.08)
    assert found.growth == pytest.approx((4.5 / 4.34) ** 0.5 - 1)
    assert found.past_growth == pytest.approx(0.013408536283361805)
    assert pace((2020, 2026), (4.17, 4.34), 4.5, 2025) is None
    assert pace((), (), 4.5, 2025) is None
    with pytest.raises(ValueError, match="rising order"):
        pace((2021, 2020), (1.0, 2.0), 3.0, 2030)


def test_the_same_series_give_the_same_forecast() -> None:
    first, second = (forecast(walks(6, 9), kind="positive").outlooks for _ in range(2))
    assert [each.forecasts() for each in first] == [each.forecasts() for each in second]
