"""Several scores made one: means, medians and outranking, one set of weights or many."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from technopole.methods.composite import Element, Refused, Structure, aggregate
from technopole.methods.composite.aggregation import (
    RULES,
    arithmetic,
    copeland,
    copeland_wins,
    geometric,
    harmonic,
    median,
    outranking,
)
from technopole.methods.composite.normalisation import borda

NAN = math.nan
FEW = settings(max_examples=25, deadline=None)
SCORES = arrays.arrays(np.float64, (5, 3), elements=st.one_of(st.just(NAN), st.integers(1, 9).map(float)))
WEIGHTS = arrays.arrays(np.float64, (4, 3), elements=st.integers(0, 4).map(float))


def test_means_are_weighted() -> None:
    x, w = np.array([[1.0, 4.0, 16.0]]), np.array([2.0, 1.0, 1.0])
    assert arithmetic(x, w)[0] == 5.5
    assert geometric(x, w)[0] == pytest.approx(64**0.25)
    assert harmonic(x, w)[0] == pytest.approx(4 / (2 + 1 / 4 + 1 / 16))
    assert median(x, w)[0] == 2.5
    assert median(x, np.array([0.1, 0.1, 0.1]))[0] == 4


def test_a_missing_score_takes_its_weight_with_it() -> None:
    x = np.array([[1.0, NAN, 3.0], [NAN, NAN, NAN], [NAN, 5.0, NAN]])
    for rule in (arithmetic, geometric, harmonic, median):
        found = rule(x, np.array([1.0, 7.0, 1.0]))
        assert found[0] == pytest.approx(rule(x[:1, [0, 2]], np.ones(2))[0])
        assert math.isnan(found[1]) and found[2] == pytest.approx(5)
        assert math.isnan(rule(x, np.array([1.0, 0.0, 1.0]))[2])


def test_scores_of_zero_have_no_geometric_or_harmonic_mean() -> None:
    for rule in (geometric, harmonic):
        for score in (0.0, -1.0):
            with pytest.raises(Refused, match="min-max to 1-100") as error:
                rule(np.array([[1.0, 2.0], [1.0, score]]), np.ones(2))
            assert (error.value.row, error.value.column) == (1, 1)


def test_outranking_asks_who_is_better_not_by_how_much() -> None:
    x, w = np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 300.0]]), np.array([2.0, 1.0])
    assert np.allclose(outranking(x, w), np.array([[0, 2, 2], [1, 0, 2], [1, 1, 0]]) / 3)
    assert np.allclose(copeland(x, w), [4 / 3, 1, 2 / 3])
    assert copeland_wins(x, w).tolist() == [2, 0, -2]
    assert copeland_wins(x, np.ones(2)).tolist() == [0, 0, 0]


def test_a_pair_is_compared_on_what_both_have() -> None:
    x = np.array([[1.0, NAN], [2.0, 5.0], [NAN, 9.0], [NAN, NAN]])
    found = outranking(x, np.array([1.0, 3.0]))
    assert found[1, 0] == 1 and found[2, 1] == 1 and math.isnan(found[0, 2])
    assert np.array_equal(copeland(x, np.array([1.0, 3.0])), [0, 1, 1, NAN], equal_nan=True)


@FEW
@given(arrays.arrays(np.float64, (6, 3), elements=st.integers(0, 10**6).map(float), unique=True), WEIGHTS)
def test_without_gaps_and_ties_copeland_is_the_mean_of_borda_counts(x: np.ndarray, w: np.ndarray) -> None:
    for one in w + 1:
        assert np.allclose(copeland(x, one), arithmetic(borda(x), one))


@FEW
@given(SCORES, WEIGHTS, st.sampled_from(sorted(RULES)))
def test_many_sets_of_weights_give_what_each_gives_alone(x: np.ndarray, w: np.ndarray, rule: str) -> None:
    together = RULES[rule](x, w)
    assert together.shape == (4, 5)
    for at, one in enumerate(w):
        assert np.array_equal(together[at], RULES[rule](x, one), equal_nan=True)


@FEW
@given(SCORES, WEIGHTS, st.sampled_from(["arithmetic", "geometric", "harmonic", "median"]))
def test_a_mean_lies_between_the_scores_and_ignores_the_scale_of_weights(x: np.ndarray, w: np.ndarray, rule: str) -> None:
    for one in w:
        found = RULES[rule](x, one)
        assert np.allclose(found, RULES[rule](x, one * 7), equal_nan=True)
        for scores, mean in zip(x, found, strict=True):
            counted = scores[~np.isnan(scores) & (one > 0)]
            assert math.isnan(mean) if not len(counted) else counted.min() - 1e-9 <= mean <= counted.max() + 1e-9


@FEW
@given(SCORES, WEIGHTS)
def test_means_fall_from_the_arithmetic_to_the_harmonic(x: np.ndarray, w: np.ndarray) -> None:
    high, middle, low = arithmetic(x, w), geometric(x, w), harmonic(x, w)
    known = ~np.isnan(high)
    assert (high[known] >= middle[known] - 1e-9).all() and (middle[known] >= low[known] - 1e-9).all()


def tree() -> Structure:
    return Structure((
        Element("a", 1, "P"), Element("c", 1, "Q", 3.0), Element("b", 1, "P", 2.0), Element("P", 2, "I"),
        Element("Q", 2, "I", 3.0), Element("I", 3),
    ))  # fmt: skip


def test_scores_rise_level_by_level() -> None:
    found = aggregate(np.array([[1.0, 10.0, 4.0], [NAN, 10.0, NAN]]), tree())
    assert np.allclose(found, [[3, 10, 8.25], [NAN, 10, 10]], equal_nan=True)


def test_each_level_has_its_own_rule() -> None:
    x = np.array([[1.0, 4.0, 1.0]])
    assert aggregate(x, tree(), rules=["arithmetic", "geometric"])[0, 2] == pytest.approx(4**0.75)
    with pytest.raises(ValueError, match="3 ways to aggregate are named for 2 levels"):
        aggregate(x, tree(), rules=["arithmetic"] * 3)
    with pytest.raises(ValueError, match="'mode' is no way"):
        aggregate(x, tree(), rules="mode")


def test_an_aggregate_of_too_little_is_missing() -> None:
    x = np.array([[1.0, 10.0, NAN]])
    assert np.allclose(aggregate(x, tree(), least_available=0.5), [[1, 10, 7.75]])
    assert np.allclose(aggregate(x, tree(), least_available=0.6), [[NAN, 10, NAN]], equal_nan=True)


def test_a_score_that_a_rule_cannot_take_is_told_by_its_code() -> None:
    with pytest.raises(Refused, match="harmonic mean is undefined") as error:
        aggregate(np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0]]), tree(), rules="harmonic")
    assert (error.value.code, error.value.row) == ("b", 1)


def test_weights_that_are_none_are_refused() -> None:
    for wrong in (np.ones(5), np.array([1, 1, 1, 1, 1, -1.0]), np.array([1, 1, 1, 1, 1, NAN])):
        with pytest.raises(ValueError, match="6 numbers of 0 or more"):
            aggregate(np.ones((1, 3)), tree(), wrong)
