"""Outliers of a composite index: what is one, how it is drawn in, and what is left alone."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from technopole.methods.composite.model import Refused
from technopole.methods.composite.treatment import kurtosis, passes, skewness, transform, treat, winsorise

NAN = math.nan
FEW = settings(max_examples=25, deadline=None)


def column(*values: float) -> np.ndarray:
    return np.array(values, np.float64)[:, None]


def test_skewness_and_kurtosis_are_those_of_a_spreadsheet() -> None:
    x = np.array([1.0, 2, 3, 4, 10])
    n, z = 5, (x - x.mean()) / x.std(ddof=1)
    skew = n / ((n - 1) * (n - 2)) * (z**3).sum()
    kurt = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * (z**4).sum() - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
    with_a_gap = column(*x[:2], NAN, *x[2:])
    assert skewness(with_a_gap)[0] == pytest.approx(skew) == pytest.approx(1.69706, abs=1e-5)
    assert kurtosis(with_a_gap)[0] == pytest.approx(kurt) == pytest.approx(3.152)


def test_what_cannot_be_measured_passes() -> None:
    for values in (column(), column(1), column(1, 2), column(1, 2, 900), column(0.1, 0.1, 0.1, 0.1, 0.1), column(NAN)):
        assert passes(values).tolist() == [True]
    assert math.isnan(skewness(column(0.1, 0.1, 0.1))[0])
    assert math.isnan(kurtosis(column(1, 2, 900))[0])


def test_one_far_value_is_drawn_in_to_its_neighbour() -> None:
    found = winsorise(np.array([*range(1, 11), 100.0]))
    assert found.values.tolist() == [*range(1, 11), 10]
    assert (found.points, found.high.tolist()) == (1, [False] * 10 + [True])


def test_far_values_below_are_drawn_up() -> None:
    found = winsorise(-np.array([*range(1, 11), NAN, 100.0]))
    assert found.values[-1] == -10 and found.low[-1] and not found.high.any()


def test_ties_are_drawn_in_together_and_counted() -> None:
    x = np.array([*range(1, 41), 500.0, 500.0, 900.0])
    found = winsorise(x, most_points=1)
    assert found.values[-3:].tolist() == [500, 500, 500]
    found = winsorise(x, most_points=2)
    assert (found.values[-3:].tolist(), found.points) == ([40, 40, 40], 3)


def test_winsorising_stops_at_the_most_points() -> None:
    x = np.array([*range(1, 41), 1e3, 1e4, 1e5])
    assert winsorise(x, most_points=0).points == 0
    assert winsorise(x, most_points=1).values[-2:].tolist() == [1e4, 1e4]
    assert winsorise(x, most_points=None).points >= 2


def test_a_column_that_would_lose_its_spread_is_left_alone() -> None:
    x = np.array([1.0] * 40 + [0.0, 0.0])
    found = winsorise(x)
    assert np.array_equal(found.values, x) and found.points == 0
    assert treat(x[:, None]).how == ("log_ct",)
    assert treat(x[:, None], then="none").how == ("none",)


def test_what_winsorising_does_not_mend_is_transformed_from_its_beginning() -> None:
    x = np.array([*range(1, 21), 100.0, 200.0])
    found = treat(x[:, None], most_points=1, then="log")
    assert np.allclose(found.values[:, 0], np.log(x))
    assert (found.how, found.points.tolist(), found.drawn.any()) == (("log",), [0], np.False_)
    both = treat(x[:, None], most_points=1, then="log", combine=True)
    assert np.allclose(both.values[:, 0], np.log([*range(1, 21), 100.0, 100.0]))
    assert (both.how, both.points.tolist()) == (("winsorise+log",), [1])
    alone = treat(x[:, None], most_points=1, then="none")
    assert (alone.how, alone.passed.tolist()) == (("winsorise",), [False])


def test_columns_that_pass_or_are_skipped_stay_to_the_last_bit() -> None:
    x = np.stack([np.arange(12) / 3, [*range(11), 500]], axis=1)
    found = treat(x, skip=[1])
    assert np.array_equal(found.values, x) and found.how == ("none", "none") and found.passed.tolist() == [True, False]
    assert np.array_equal(treat(x, method="none").values, x)
    assert treat(x).how == ("none", "winsorise")


def test_transformations_are_those_named() -> None:
    x = column(1, 3, NAN, 11)
    assert np.allclose(transform(x, "log_ct")[:, 0], np.log([0.1, 2.1, NAN, 10.1]), equal_nan=True)
    assert np.allclose(transform(x, "log_ct_one")[:, 0], np.log([1, 3, NAN, 11]), equal_nan=True)
    assert np.allclose(transform(x, "box_cox", 2)[:, 0], [0, 4, NAN, 60], equal_nan=True)
    assert np.allclose(transform(x, "box_cox")[:, 0], np.log([1, 3, NAN, 11]), equal_nan=True)
    assert transform(column(5, 5), "log_ct").tolist() == [[5], [5]]


def test_a_value_without_a_logarithm_is_told_with_its_place() -> None:
    with pytest.raises(Refused, match="0 has no logarithm") as error:
        treat(np.stack([np.arange(14.0), [0, *range(1, 13), 999]], axis=1), most_points=0, then="log")
    assert (error.value.row, error.value.column) == (0, 1)


def test_unknown_treatments_and_limits_are_refused() -> None:
    for wrong in ({"method": "trim"}, {"then": "sqrt"}, {"most_skewness": 0.0}, {"most_kurtosis": NAN}):
        with pytest.raises(ValueError):
            treat(column(1, 2), **wrong)


@FEW
@given(st.lists(st.integers(-1000, 1000), min_size=4, max_size=30), st.integers(0, 6))
def test_winsorising_keeps_the_order_of_units(numbers: list[int], most: int) -> None:
    x = np.array(numbers, np.float64)
    found = winsorise(x, most)
    order = np.argsort(x, kind="stable")
    assert (np.diff(found.values[order]) >= 0).all()
    assert np.array_equal(found.values != x, (found.high | found.low) & (found.values != x))


@FEW
@given(st.lists(st.integers(-1000, 1000), min_size=4, max_size=30), st.sampled_from([1e-200, 1e-3, 1e12, 1e150]))
def test_the_measures_do_not_hang_on_the_unit(numbers: list[int], unit: float) -> None:
    x = np.array(numbers, np.float64)[:, None]
    for measure in (skewness, kurtosis):
        assert np.allclose(measure(x * unit), measure(x), rtol=1e-6, atol=1e-9, equal_nan=True)
