"""Intervals of proportions and location quotients: around them, within what is possible, as often right as they say."""

from math import comb

import numpy as np
import pytest

from technopole.methods.proportions import LARGE, exact, wilson
from technopole.methods.quotient_intervals import quotient_interval
from technopole.methods.specialisation import location_quotient

COUNTS = np.array([[3.0, 7.0, 0.0], [20.0, 40.0, 30.0], [0.0, 5.0, 400.0]])


def _tail(found: int, of: int, part: float) -> float:
    """The chance of `found` or more."""
    return sum(comb(of, k) * part**k * (1 - part) ** (of - k) for k in range(found, of + 1))


def test_wilsons_own_numbers_come_out() -> None:
    low, high = wilson(np.array([15.0, 0.0, 10.0]), np.array([148.0, 20.0, 10.0]))
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3; and 0 of 20
    assert low[0] == pytest.approx(0.0624, abs=5e-5)
    assert high[0] == pytest.approx(0.1605, abs=5e-5)
    assert (low[1], high[1]) == (0.0, pytest.approx(0.1611, abs=5e-5))
    assert high[2] == 1.0


@pytest.mark.parametrize(("found", "of"), [(1, 10), (3, 200), (15, 148), (29, 30), (400, 900)])
def test_beyond_the_exact_bounds_so_many_have_half_the_remaining_chance(found: int, of: int) -> None:
    low, high = (float(bound[0]) for bound in exact(np.array([float(found)]), np.array([float(of)])))
    assert _tail(found, of, low) == pytest.approx(0.025, rel=1e-6)
    assert 1 - _tail(found + 1, of, high) == pytest.approx(0.025, rel=1e-6)


def test_none_and_all_have_one_sided_bounds_and_large_counts_are_wilsons() -> None:
    low, high = exact(np.array([0.0, 20.0, 0.4, 3e6]), np.array([20.0, 20.0, 20.0, 9e6]))
    assert low[0] == 0.0 and high[0] == pytest.approx(1 - 0.025 ** (1 / 20))
    assert high[1] == 1.0 and low[1] == pytest.approx(0.025 ** (1 / 20))
    assert 0.0 < low[2] < 0.02 < high[2]  # a part of one
    assert (low[3], high[3]) == tuple(float(each[0]) for each in wilson(np.array([3e6]), np.array([9e6])))
    almost, share = np.array([LARGE - 1e-6]), LARGE / 1e6
    for apart, same in zip(exact(almost, np.array([1e6])), wilson(almost, np.array([1e6])), strict=True):
        assert apart[0] == pytest.approx(same[0], abs=1e-3 * share)


def test_the_exact_one_is_right_at_least_as_often_as_it_says() -> None:
    """Over all that may be counted, weighted with its probability, for parts of one in fifty to one in two."""
    for part in np.linspace(0.02, 0.5, 7):
        found = np.arange(41.0)
        low, high = exact(found, np.full(41, 40.0))
        chance = np.array([comb(40, int(k)) * part**k * (1 - part) ** (40 - k) for k in found])
        assert chance[(low <= part) & (part <= high)].sum() >= 0.95


def test_the_quotient_lies_inside_and_nothing_lies_beyond_what_is_possible() -> None:
    low, high = quotient_interval(COUNTS)
    quotient = location_quotient(COUNTS)
    assert (low <= quotient).all() and (quotient <= high).all()
    assert (low >= 0).all() and (high <= COUNTS.sum() / COUNTS.sum(axis=1, keepdims=True) + 1e-12).all()
    assert high[0, 2] > 0  # that nothing was counted does not prove that there is nothing
    one = quotient_interval(COUNTS, regions=[1])
    assert np.array_equal(one[0][0], low[1])


def test_ten_times_the_counts_are_about_three_times_as_sure() -> None:
    narrow, wide = (np.subtract(*quotient_interval(each)[::-1]) for each in (10 * COUNTS, COUNTS))
    assert (wide / narrow)[1] == pytest.approx(np.sqrt(10), rel=0.1)


def test_what_is_not_there_has_no_interval_and_nonsense_is_refused() -> None:
    low, _high = quotient_interval(np.array([[1.0, 0.0], [0.0, 0.0]]))
    assert np.isnan(low[0, 1]) and np.isnan(low[1, 0])
    with pytest.raises(ValueError, match="none to all"):
        exact(np.array([3.0]), np.array([2.0]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(np.array([1.0]), np.array([2.0]), 95)
