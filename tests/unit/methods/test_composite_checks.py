"""Correlations, Cronbach's alpha, principal components, and weights made of them."""

import math

import numpy as np
import pytest

from technopole.methods.composite import Element, Refused, Structure
from technopole.methods.composite.checks import correlations, cronbach_alpha, principal_components, with_ancestors
from technopole.methods.composite.weighting import budget, changed, effective, equal, first_component, perturbed

NAN = math.nan
MADE = np.random.default_rng(3).normal(size=(30, 4)) @ np.array(
    [[1, 0.8, 0.3, 0], [0, 1, 0.5, -0.4], [0, 0, 1, 0], [0, 0, 0, 1.0]]
)


def tree() -> Structure:
    return Structure((
        Element("a", 1, "P"), Element("b", 1, "P", 3.0), Element("c", 1, "Q"), Element("d", 1, "Q"),
        Element("P", 2, "I", 1.0), Element("Q", 2, "I", 4.0), Element("I", 3),
    ))  # fmt: skip


def test_correlations_are_pearson_s() -> None:
    assert np.allclose(correlations(MADE), np.corrcoef(MADE.T))
    assert np.allclose(correlations(MADE[:, :1], MADE[:, 2:]), np.corrcoef(MADE.T)[:1, 2:])
    assert np.allclose(correlations(MADE + 1e9), np.corrcoef(MADE.T), atol=1e-6)


def test_correlations_take_the_units_that_have_both_values() -> None:
    gaps = MADE.copy()
    gaps[:5, 0] = gaps[3:9, 1] = NAN
    found = correlations(gaps)
    assert found[0, 1] == pytest.approx(np.corrcoef(MADE[9:, 0], MADE[9:, 1])[0, 1])
    assert found[2, 3] == pytest.approx(np.corrcoef(MADE[:, 2], MADE[:, 3])[0, 1])
    by_rank = correlations(gaps, kind="spearman")
    assert by_rank[0, 1] == pytest.approx(correlations(MADE[9:, :2], kind="spearman")[0, 1])


def test_spearman_s_correlation_is_that_of_ranks() -> None:
    x = np.array([[1.0, 1], [2, 8], [3, 27], [4, 64]])
    assert np.allclose(correlations(x, kind="spearman"), 1)
    tied = np.array([[1.0, 3], [2, 1], [2, 2], [4, 1]])
    ranks = np.array([[1.0, 4], [2.5, 1.5], [2.5, 3], [4, 1.5]])
    assert np.allclose(correlations(tied, kind="spearman"), np.corrcoef(ranks.T))
    with pytest.raises(ValueError, match="pearson, spearman"):
        correlations(tied, kind="tau-c")


def test_what_has_no_spread_correlates_with_nothing() -> None:
    x = np.array([[0.1, 1.0, NAN], [0.1, 2.0, NAN], [0.1, 4.0, 1.0]])
    found = correlations(x)
    assert np.isnan(found[0]).all() and found[1, 1] == 1 and math.isnan(found[1, 2])
    assert np.isnan(correlations(np.empty((0, 2)))).all()


def test_an_element_is_compared_with_every_aggregate_above_it() -> None:
    scores = np.arange(12.0).reshape(3, 4)
    above = np.array([[1.0, 3, 1], [2, 2, 2], [3, 1, 4]])
    found = with_ancestors(tree(), scores, above)
    assert np.allclose(found[0], [1, np.corrcoef([0, 4, 8], [1, 2, 4])[0, 1]])
    assert np.allclose(found[2, 0], -1)
    assert math.isnan(found[4, 0]) and not math.isnan(found[4, 1]) and np.isnan(found[6]).all()


def test_alpha_is_one_for_copies_and_the_textbook_s_otherwise() -> None:
    assert cronbach_alpha(np.repeat(MADE[:, :1], 3, axis=1)) == pytest.approx(1)
    k, cov = 4, np.cov(MADE.T)
    assert cronbach_alpha(MADE) == pytest.approx(k / (k - 1) * (1 - np.trace(cov) / cov.sum()))
    assert math.isnan(cronbach_alpha(MADE[:, :1])) and math.isnan(cronbach_alpha(np.ones((4, 3))))


def test_components_take_the_correlation_matrix_apart() -> None:
    found = principal_components(MADE)
    assert np.allclose(found.loadings @ np.diag(found.eigenvalues) @ found.loadings.T, np.corrcoef(MADE.T))
    assert found.eigenvalues.sum() == pytest.approx(4) and found.explained.sum() == pytest.approx(1)
    assert (np.diff(found.eigenvalues) <= 0).all()
    assert (found.loadings[np.abs(found.loadings).argmax(axis=0), range(4)] > 0).all()


def test_components_need_complete_units_and_spread() -> None:
    gaps = MADE.copy()
    gaps[0, 0] = NAN
    assert principal_components(gaps).units == 29
    with pytest.raises(ValueError, match="only 0 units"):
        principal_components(np.full((5, 2), NAN))
    with pytest.raises(ValueError, match="same value"):
        principal_components(np.ones((5, 2)))


def test_weights_of_the_first_component_say_how_its_children_go_together() -> None:
    pair = np.array([[1.0, 2], [2, 3], [4, 4]])
    assert np.allclose(first_component(pair), math.sqrt(0.5))
    assert np.allclose(first_component(pair, squared=True), 0.5)
    assert np.allclose(first_component(pair[:, :1]), 1)
    against = np.stack([MADE[:, 0], MADE[:, 0] + MADE[:, 3] / 9, -MADE[:, 0]], axis=1)
    assert (first_component(against) < 0).sum() == 1


def test_effective_weights_add_up_on_every_level() -> None:
    found = effective(tree())
    assert np.allclose(found, [0.05, 0.15, 0.4, 0.4, 0.2, 0.8, 1])
    assert np.allclose(effective(tree(), equal(tree())), [0.25, 0.25, 0.25, 0.25, 0.5, 0.5, 1])


def test_a_budget_is_the_mean_of_what_people_allot() -> None:
    found = budget(tree(), [{"a": 100}, {"a": 1, "b": 3}, {"P": 3, "Q": 1}])
    assert np.allclose(found, [0.625, 0.375, 1, 1, 0.75, 0.25, 1])
    for wrong, told in (({"x": 1}, "no element"), ({"a": -1}, "no weight"), ({"a": 0}, "allotted no points")):
        with pytest.raises(Refused, match=told):
            budget(tree(), [wrong])


def test_single_weights_can_be_changed() -> None:
    assert changed(tree(), tree().weights, {"Q": 0.5})[5] == 0.5
    with pytest.raises(Refused, match="no element has this code"):
        changed(tree(), tree().weights, {"X": 1})


def test_perturbed_weights_stay_within_their_share() -> None:
    uniform = np.random.default_rng(1).random((100, 7))
    found = perturbed(tree().weights, np.array([0.25] * 4 + [0.0] * 3), uniform)
    assert (np.abs(found / tree().weights - 1) <= 0.25).all() and (found[:, 4:] == tree().weights[4:]).all()
    with pytest.raises(ValueError, match="from 0 to 1"):
        perturbed(tree().weights, np.full(7, 1.5), uniform)
