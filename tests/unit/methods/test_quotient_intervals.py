"""Intervals of location quotients: around the quotient, within what is possible, and as often right as they say."""

from math import comb

import numpy as np
import pytest

from technopole.methods.quotient_intervals import quotient_interval, wilson
from technopole.methods.specialisation import location_quotient

COUNTS = np.array([[3.0, 7.0, 0.0], [20.0, 40.0, 30.0], [0.0, 5.0, 400.0]])


def test_wilsons_own_numbers_come_out() -> None:
    low, high = wilson(np.array([15.0, 0.0, 10.0]), np.array([148.0, 20.0, 10.0]))
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3; and 0 of 20
    assert low[0] == pytest.approx(0.0624, abs=5e-5)
    assert high[0] == pytest.approx(0.1605, abs=5e-5)
    assert (low[1], high[1]) == (0.0, pytest.approx(0.1611, abs=5e-5))
    assert high[2] == 1.0


def test_the_quotient_lies_inside_and_nothing_lies_beyond_what_is_possible() -> None:
    low, high = quotient_interval(COUNTS)
    quotient = location_quotient(COUNTS)
    assert (low <= quotient).all() and (quotient <= high).all()
    assert (low >= 0).all() and (high <= COUNTS.sum() / COUNTS.sum(axis=1, keepdims=True) + 1e-12).all()
    assert high[0, 2] > 0  # that nothing was counted does not prove that there is nothing


def test_ten_times_the_counts_are_about_three_times_as_sure() -> None:
    narrow, wide = (np.subtract(*quotient_interval(each)[::-1]) for each in (10 * COUNTS, COUNTS))
    assert (wide / narrow)[1] == pytest.approx(np.sqrt(10), rel=0.1)


def test_it_is_right_as_often_as_it_says() -> None:
    """Over all that may be counted, weighted with its probability, for parts of one in ten to one in two."""
    covered = []
    for part in np.linspace(0.1, 0.5, 9):
        of = 40
        found = np.arange(of + 1)
        low, high = wilson(found, np.full(of + 1, of))
        chance = np.array([comb(of, k) * part**k * (1 - part) ** (of - k) for k in found])
        covered.append(chance[(low <= part) & (part <= high)].sum())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)
    assert min(covered) > 0.92


def test_what_is_not_there_has_no_interval_and_nonsense_is_refused() -> None:
    low, _high = quotient_interval(np.array([[1.0, 0.0], [0.0, 0.0]]))
    assert np.isnan(low[0, 1]) and np.isnan(low[1, 0])
    with pytest.raises(ValueError, match="none to all"):
        wilson(np.array([3.0]), np.array([2.0]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(np.array([1.0]), np.array([2.0]), 95)
