"""Measures of working together, against tables worked out by hand and what the sources say of them."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from technopole.methods.collaboration import affinity, association_strength, balanced, jaccard, salton, square

JOINT = np.array([[0, 30, 10], [30, 0, 5], [10, 5, 0]], float)
TOTAL = np.array([100.0, 90.0, 40.0])


def test_a_table_by_hand() -> None:
    """A and B: 30 of 100 and 90; A and C: 10 of 100 and 40; B and C: 5 of 90 and 40."""
    assert salton(JOINT, TOTAL)[0, 1] == pytest.approx(30 / math.sqrt(9000))
    assert jaccard(JOINT, TOTAL)[0, 1] == pytest.approx(30 / 160)
    assert jaccard(JOINT, TOTAL)[0, 2] == pytest.approx(10 / 130)
    # of 200 works in all, chance gives A and B 100 · 90 / 200 = 45
    assert association_strength(JOINT, TOTAL, 200)[0, 1] == pytest.approx(30 / 45)
    assert association_strength(JOINT, TOTAL, 200)[1, 2] == pytest.approx(5 / 18)


def test_affinity_by_hand() -> None:
    """Joint works of each: 40, 35, 15, of together 90."""
    found = affinity(JOINT)
    assert found[0, 1] == pytest.approx(30 * 90 / (40 * 35))
    assert found[0, 2] == pytest.approx(10 * 90 / (40 * 15))
    assert found[1, 2] == pytest.approx(5 * 90 / (35 * 15))


def test_affinity_without_a_diagonal_by_hand() -> None:
    """Three units are fitted exactly by their own table: a·b = 30, a·c = 10, b·c = 5."""
    assert affinity(JOINT, diagonal=False)[np.triu_indices(3, 1)] == pytest.approx(np.ones(3))


def test_equal_partners_are_at_one_without_a_diagonal_and_above_with_it() -> None:
    """Four that work with all others alike: expected 3·3/12 = 0.75 of 1 as published, 1 among pairs alone."""
    joint = np.ones((4, 4))
    assert affinity(joint)[0, 1] == pytest.approx(4 / 3)
    assert affinity(joint, diagonal=False)[0, 1] == pytest.approx(1.0)


def test_what_chance_gives_is_one_for_association_strength() -> None:
    total = np.array([100.0, 50.0, 20.0])
    found = association_strength(np.outer(total, total) / 1000, total, 1000)
    assert found[np.triu_indices(3, 1)] == pytest.approx(np.ones(3))


def test_a_small_partner_is_lost_to_salton_and_found_by_association_strength() -> None:
    """All 10 works of the small one are with the large one, and as much of another of the large one's size is not."""
    joint, total = square(3, [0, 0], [1, 2], [10, 100]), np.array([1000.0, 10.0, 1000.0])
    assert salton(joint, total)[0, 1] == pytest.approx(salton(joint, total)[0, 2])
    strong = association_strength(joint, total, 5000)
    assert strong[0, 1] == pytest.approx(5.0)
    assert strong[0, 2] == pytest.approx(0.5)


def test_who_has_no_works_or_no_partners_has_no_measure() -> None:
    joint, total = square(3, [0], [1], [2]), np.array([4.0, 4.0, 0.0])
    for found in (salton(joint, total), association_strength(joint, total, 8), affinity(joint)):
        assert np.isnan(found[2]).all()
    assert np.isnan(jaccard(joint, total).diagonal()).all()
    assert jaccard(joint, total)[0, 2] == 0.0  # works of either there are
    assert affinity(np.zeros((0, 0))).shape == (0, 0)
    assert np.isnan(affinity(np.zeros((2, 2)), diagonal=False)).all()


def test_balanced_is_between_minus_one_and_one_and_turns_round_with_the_ratio() -> None:
    ratio = np.array([0.0, 0.5, 1.0, 2.0, 1e300, math.nan])
    found = balanced(ratio)
    assert found[:5] == pytest.approx([-1.0, -0.6, 0.0, 0.6, 1.0])
    assert np.isnan(found[5])


@pytest.mark.parametrize(
    ("joint", "total", "reason"),
    [
        ([[0, 1]], [1], "square"),
        ([[0, 1], [2, 0]], [5, 5], "both sides"),
        ([[0, -1], [-1, 0]], [5, 5], "not below 0"),
        ([[0, 1], [1, 0]], [5], "one total for each"),
        ([[0, 9], [9, 0]], [5, 20], "more works in common"),
    ],
)
def test_what_cannot_be_is_refused(joint: Any, total: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        jaccard(joint, total)


def test_a_whole_below_its_parts_and_a_unit_in_every_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be fewer"):
        association_strength(JOINT, TOTAL, 99)
    with pytest.raises(ValueError, match="half of all joint works"):
        affinity(square(3, [0, 0], [1, 2], [3, 4]), diagonal=False)


@hypothesis(max_examples=30)
@given(st.integers(4, 12), st.integers(0, 2**32 - 1))
def test_expectations_of_pairs_alone_add_up_to_each_ones_joint_works(number: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    first, second = np.triu_indices(number, 1)
    joint = square(number, first, second, random.integers(5, 15, len(first)))
    expected = joint / affinity(joint, diagonal=False)
    assert np.nansum(expected, axis=1) == pytest.approx(joint.sum(axis=1), rel=1e-6)


@hypothesis(max_examples=30)
@given(st.integers(2, 10), st.integers(0, 2**32 - 1))
def test_measures_are_the_same_from_both_sides_and_within_their_bounds(number: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    works = random.random((number, 40)) < 0.3
    joint, total = (works[:, None] & works[None]).sum(axis=2), works.sum(axis=1)
    for found in (salton(joint, total), jaccard(joint, total), association_strength(joint, total, 40), affinity(joint)):
        assert np.array_equal(found, found.T, equal_nan=True)
        assert not (found < 0).any()
    assert not (jaccard(joint, total) > salton(joint, total) + 1e-12).any()
    assert not (salton(joint, total) > 1 + 1e-12).any()


def test_the_worlds_economies_fit() -> None:
    joint = np.random.default_rng(1).poisson(np.outer(np.arange(1, 151), np.arange(1, 151)) / 50)
    joint = np.triu(joint, 1) + np.triu(joint, 1).T
    found = affinity(joint, diagonal=False)
    assert found.shape == (150, 150)
    assert np.nanmedian(found[50:, 50:]) == pytest.approx(1.0, abs=0.1)
