"""Single steps of a composite index on columns that can be worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from technopole.methods.composite import normalisation
from technopole.methods.composite.denomination import denominate
from technopole.methods.composite.imputation import impute
from technopole.methods.composite.model import Refused
from technopole.methods.composite.ordering import average_ranks, from_the_best, lowest_ranks
from technopole.methods.composite.screening import screen

NAN = math.nan
FEW = settings(max_examples=25, deadline=None)
TABLES = arrays.arrays(
    np.float64, st.tuples(st.integers(0, 7), st.integers(1, 3)),
    elements=st.one_of(st.just(NAN), st.integers(-50, 50).map(float)),
)  # fmt: skip


def column(*values: float) -> np.ndarray:
    return np.array(values, np.float64)[:, None]


def same(found: np.ndarray, *wanted: float) -> bool:
    return np.allclose(found[:, 0], wanted, rtol=0, atol=1e-12, equal_nan=True)


def test_only_columns_with_a_denominator_are_divided() -> None:
    values = np.array([[10.0, 6.0], [NAN, 8.0]])
    found = denominate(values, {1: np.array([3.0, NAN])}, {1: 100.0})
    assert np.allclose(found, [[10, 200], [NAN, NAN]], equal_nan=True)
    assert values[0, 1] == 6


def test_a_known_value_is_not_divided_by_nothing() -> None:
    with pytest.raises(Refused, match="cannot be divided by 0") as error:
        denominate(column(NAN, 2), {0: np.array([0.0, 0.0])})
    assert (error.value.row, error.value.column) == (1, 0)
    assert math.isnan(denominate(column(NAN), {0: np.array([0.0])})[0, 0])


def test_missing_values_are_filled_from_the_unit_s_own_group() -> None:
    values, groups = column(1, 3, NAN, 10, NAN, NAN, NAN), ["a", "a", "a", "b", "b", "c", ""]
    assert same(impute(values, "group_mean", groups), 1, 3, 2, 10, 10, NAN, NAN)
    assert same(impute(column(1, 3, 8, NAN), "group_median", "aaaa"), 1, 3, 8, 3)
    assert same(impute(column(1, 3, 8, NAN)[:, [0]], "mean"), 1, 3, 8, 4)
    assert same(impute(column(1, 3, NAN, NAN), "median"), 1, 3, 2, 2)
    assert same(impute(values, "none"), *values[:, 0])


@FEW
@given(TABLES, st.sampled_from(["mean", "median", "group_mean", "group_median", "none"]))
def test_what_is_known_is_never_changed_by_imputing(values: np.ndarray, method: str) -> None:
    found = impute(values, method, ["a" if at % 2 else "b" for at in range(len(values))])
    known = ~np.isnan(values)
    assert np.array_equal(found[known], values[known])
    if method in ("mean", "median"):
        assert np.array_equal(np.isnan(found), np.isnan(values).all(axis=0) & np.ones(values.shape, bool))


def test_a_way_to_impute_that_there_is_not_is_told() -> None:
    with pytest.raises(ValueError, match="group_mean, group_median, mean, median, unit_mean, unit_median, none"):
        impute(column(1), "knn")
    with pytest.raises(ValueError, match="a label for each of 1"):
        impute(column(1), "group_mean")


def test_a_unit_that_just_has_enough_data_is_kept() -> None:
    values = np.full((3, 10), 1.0)
    values[0, 0] = values[1, :2] = NAN
    found = screen(values, 0.9)
    assert found.kept.tolist() == [True, False, True]
    assert found.available.tolist() == [0.9, 0.8, 1]
    assert screen(values, 0.9, always=[1], never=[2]).kept.tolist() == [True, True, False]


def test_zeros_are_counted_among_what_is_known() -> None:
    found = screen(np.array([[0, 0, NAN, 4], [NAN] * 4]), 0.0, 0.5)
    assert found.nonzero[0] == pytest.approx(1 / 3)
    assert found.kept.tolist() == [False, True]
    with pytest.raises(ValueError, match="not between 0 and 1"):
        screen(np.ones((1, 1)), 1.5)


def test_normalisations_are_those_of_the_handbook() -> None:
    x = column(2, 4, NAN, 10, 4)
    assert same(normalisation.minmax(x), 0, 25, NAN, 100, 25)
    assert same(normalisation.minmax(x, 1, 100), 1, 25.75, NAN, 100, 25.75)
    assert same(normalisation.zscore(column(1, 2, 3)), -1, 0, 1)
    assert same(normalisation.zscore(column(1, 2, 3), 10, 5), 5, 10, 15)
    assert same(normalisation.rank(x), 1, 2, NAN, 4, 2)
    assert same(normalisation.borda(x), 0, 1, NAN, 3, 1)
    assert same(normalisation.percentile_rank(x), 0, 1 / 3, NAN, 1, 1 / 3)
    assert same(normalisation.distance_to_maximum(x), 0, 0.25, NAN, 1, 0.25)
    assert same(normalisation.distance_to_reference(x, 1), 0, 1, NAN, 4, 1)
    assert same(normalisation.distance_to_reference(x, 1, cap=True), 0, 1, NAN, 1, 1)
    assert same(normalisation.distance_to_reference(x, 0), NAN, NAN, NAN, NAN, NAN)
    assert same(normalisation.distance_to_target(x, np.array([6.0])), 0, 0.5, NAN, 2, 0.5)
    assert same(normalisation.fraction_of_maximum(x), 0.2, 0.4, NAN, 1, 0.4)
    assert same(normalisation.goalposts(x, np.array([3.0]), np.array([8.0]), 10), 0, 2, NAN, 10, 2)
    assert same(normalisation.goalposts(x, np.array([3.0]), np.array([8.0]), cap=False), -0.2, 0.2, NAN, 1.4, 0.2)


def test_a_maximum_of_zero_or_less_makes_fractions_of_it_meaningless() -> None:
    for worst, best in ((-3.0, 0.0), (-5.0, -1.0)):
        with pytest.raises(Refused, match="ranks nobody") as error:
            normalisation.fraction_of_maximum(column(worst, best))
        assert error.value.column == 0
    assert same(normalisation.fraction_of_maximum(column(-5, -1), refuse=False), 5, 1)
    assert same(normalisation.fraction_of_maximum(column(-3, 0), refuse=False), NAN, NAN)


def test_a_target_worse_than_the_worst_value_is_refused() -> None:
    with pytest.raises(Refused, match="worse than the worst"):
        normalisation.distance_to_target(column(2, 3), np.array([1.0]))
    with pytest.raises(Refused, match="no target"):
        normalisation.distance_to_target(column(2, 3), np.array([NAN]))


def test_scales_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="not above its beginning"):
        normalisation.minmax(column(1), 5, 5)
    with pytest.raises(ValueError, match="not above 0"):
        normalisation.zscore(column(1), 0, 0)
    with pytest.raises(Refused, match="no scale"):
        normalisation.goalposts(column(1), np.array([2.0]), np.array([2.0]))
    with pytest.raises(ValueError, match="no unit 3"):
        normalisation.distance_to_reference(column(1), 3)
    with pytest.raises(ValueError, match="1 and -1"):
        normalisation.directed(column(1), np.array([0.0]))


@pytest.mark.parametrize("values", [column(5, 5, 5), column(0.1, 0.1, 0.1), column(NAN, NAN), column(7)])
def test_a_column_without_spread_has_no_place_on_a_scale(values: np.ndarray) -> None:
    for method in (normalisation.minmax, normalisation.zscore, normalisation.distance_to_maximum):
        assert np.isnan(method(values)).all()


@FEW
@given(TABLES)
def test_min_max_keeps_the_order_and_reaches_both_ends(values: np.ndarray) -> None:
    found = normalisation.minmax(values)
    for x, y in zip(values.T, found.T, strict=True):
        known = ~np.isnan(x)
        if len(set(x[known])) < 2:
            assert np.isnan(y).all()
            continue
        assert (y[known].min(), y[known].max()) == (0, 100)
        assert np.array_equal(lowest_ranks(x), lowest_ranks(y), equal_nan=True)


@FEW
@given(TABLES)
def test_the_other_direction_turns_every_order_round(values: np.ndarray) -> None:
    up, down = normalisation.minmax(values), normalisation.minmax(-values)
    assert np.allclose(up + down, 100 + 0 * up, equal_nan=True)


@FEW
@given(st.lists(st.one_of(st.just(NAN), st.integers(0, 5).map(float)), max_size=8))
def test_ranks_are_those_of_a_count(scores: list[float]) -> None:
    values = np.array(scores)
    found, shared = from_the_best(values), average_ranks(values)
    for at, score in enumerate(scores):
        if math.isnan(score):
            assert math.isnan(found[at]) and math.isnan(shared[at])
            continue
        assert found[at] == 1 + sum(other > score for other in scores)
        equal = sum(other == score for other in scores)
        assert shared[at] == 1 + sum(other < score for other in scores) + (equal - 1) / 2
