"""Trees scored by bit masks, and the model they are shipped in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from technopole.methods.forest import ALL_LEAVES, MOST_LEAVES, Forest, sigmoid
from technopole.methods.resolution import features
from technopole.methods.resolution.competition import stacked
from technopole.methods.resolution.model import Model, shipped

import pytest  # isort: skip


def _grown(random, columns, questions):
    """A random tree: (feature, threshold, left, right) or the value of a leaf."""
    if questions == 0:
        return float(np.float32(random.normal()))
    left = int(random.integers(0, questions))
    return (
        int(random.integers(0, columns)),
        float(np.float32(random.integers(-3, 4) / 2)),
        _grown(random, columns, left),
        _grown(random, columns, questions - 1 - left),
    )


def _walked(tree, row):
    while isinstance(tree, tuple):
        feature, threshold, left, right = tree
        tree = left if row[feature] <= threshold else right
    return tree


def _as_arrays(tree):
    feature, threshold = np.zeros(MOST_LEAVES - 1, np.int16), np.full(MOST_LEAVES - 1, np.inf, np.float32)
    mask, leaf = np.full(MOST_LEAVES - 1, ALL_LEAVES, np.uint16), np.zeros(MOST_LEAVES, np.float32)
    leaves = iter(range(MOST_LEAVES))
    questions = iter(range(MOST_LEAVES - 1))

    def walk(node):
        if not isinstance(node, tuple):
            at = next(leaves)
            leaf[at] = node
            return 1 << at
        at = next(questions)
        left = walk(node[2])
        feature[at], threshold[at], mask[at] = node[0], node[1], ALL_LEAVES ^ left
        return left | walk(node[3])

    walk(tree)
    return feature, threshold, mask, leaf


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 5))
def test_bit_masks_give_what_a_walk_of_the_trees_gives(seed, trees, columns):
    random = np.random.default_rng(seed)
    grown = [_grown(random, columns, int(random.integers(0, MOST_LEAVES))) for _ in range(trees)]
    forest = Forest(*(np.stack(part) for part in zip(*map(_as_arrays, grown), strict=True)))
    rows = (random.integers(-8, 9, (40, columns)) / 4).astype(np.float32)  # many lie on a threshold
    walked = [sum(_walked(tree, row.tolist()) for tree in grown) for row in rows]
    np.testing.assert_allclose(forest.margin(rows), walked, atol=1e-4)


def test_more_rows_than_a_block_are_scored_like_single_ones():
    forest = shipped().first
    rows = np.random.default_rng(1).normal(0, 3, (1100, len(features.NAMES))).astype(np.float32)
    alone = np.concatenate([forest.margin(rows[at : at + 1]) for at in range(0, 1100, 50)])
    np.testing.assert_allclose(forest.margin(rows)[::50], alone, rtol=1e-6)


def test_no_rows_have_no_margins():
    assert shipped().first.margin(np.zeros((0, len(features.NAMES)), np.float32)).tolist() == []


def test_log_odds_of_nothing_are_even():
    assert sigmoid(np.array([0.0])).tolist() == [0.5]


def test_a_saved_model_scores_as_before(tmp_path):
    shipped().save(tmp_path / "model.npz")
    again = Model.load(tmp_path / "model.npz")
    rows = np.random.default_rng(1).normal(0, 3, (50, len(features.NAMES))).astype(np.float32)
    assert np.array_equal(again.first.margin(rows), shipped().first.margin(rows))
    assert np.array_equal(again.learnt.alias, shipped().learnt.alias)


def test_the_shipped_model_asks_for_columns_that_there_are():
    used = {
        name: int(forest.feature[np.isfinite(forest.threshold)].max())
        for name, forest in (("first", shipped().first), ("second", shipped().second))
    }
    assert used["first"] < len(features.NAMES)
    assert used["second"] < len(features.NAMES) + len(features.SECOND)


def test_the_curve_to_probabilities_rises():
    assert (np.diff(shipped().margin) > 0).all()
    assert (np.diff(shipped().probability) >= 0).all()


def test_the_columns_made_are_those_the_model_knows(resolver):
    _, _, rows, _ = resolver.probabilities(["Fudan University, Shanghai"])
    assert rows.shape[1] == len(features.NAMES) + len(features.SECOND)


@pytest.mark.parametrize("names", [("a",), ("b", "a"), ("a", "b", "c")])
def test_columns_in_another_order_or_number_are_refused(names):
    column = np.zeros(3)
    with pytest.raises(AssertionError, match="columns that the model knows"):
        stacked({"a": column, "b": column}, names)
