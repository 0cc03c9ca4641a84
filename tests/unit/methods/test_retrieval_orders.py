"""Two orders fused into one, and places shared among owners."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.methods.retrieval import convex, diversify, meaning, reciprocal
from technopole.methods.retrieval.fusion import ranks, scaled

SCORES = st.lists(st.floats(-1e6, 1e6), max_size=30)


def test_equal_scores_share_a_rank():
    assert ranks(np.array([5.0, 7.0, 5.0, 1.0])).tolist() == [2.5, 1.0, 2.5, 4.0]


def test_reciprocal_rank_fusion_is_as_its_formula_says():
    fused = reciprocal(np.array([3.0, 2.0]), np.array([0.1, 0.9]), k=60)
    assert fused == pytest.approx([1 / 61 + 1 / 62] * 2)


@given(SCORES)
def test_scaled_scores_lie_between_nought_and_one_in_the_same_order(scores):
    given_scores = np.array(scores)
    found = scaled(given_scores)
    assert np.isfinite(found).all() and ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found[np.argsort(given_scores, kind="stable")]) >= 0).all()


def test_a_convex_combination_leans_to_the_side_that_counts_more():
    words, sense = np.array([2.0, 1.0]), np.array([0.0, 1.0])
    assert convex(words, sense, 0.2).argmax() == 0
    assert convex(words, sense, 0.8).argmax() == 1


def test_meaning_is_the_cosine_of_the_vectors_whatever_their_length():
    vectors = {"q": [2.0, 0.0], "same": [9.0, 0.0], "other": [0.0, 5.0], "none": [0.0, 0.0]}
    found = meaning(lambda texts: np.array([vectors[text] for text in texts]), "q", ["same", "other", "none"])
    assert found == pytest.approx([1.0, 0.0, 0.0])


def test_an_encoder_that_gives_too_few_rows_is_told_so():
    with pytest.raises(ValueError, match="one row for each"):
        meaning(lambda texts: np.zeros((1, 3)), "q", ["a", "b"])


def test_no_encoder_is_asked_for_no_texts():
    assert meaning(lambda texts: pytest.fail("asked"), "q", []).tolist() == []


def test_the_fourth_of_one_owner_waits_until_all_others_have_come():
    scores = np.array([9.0, 8.0, 7.0, 6.0, 5.0])
    assert diversify(scores, ["a", "a", "a", "a", "b"], per_owner=3) == [0, 1, 2, 4, 3]


def test_unknown_owners_are_each_for_himself():
    assert diversify(np.array([3.0, 2.0, 1.0]), ["", "", None], per_owner=1) == [0, 1, 2]


@given(st.lists(st.tuples(st.floats(-9, 9), st.sampled_from(["a", "b", "c", ""])), max_size=30), st.integers(1, 4))
def test_nobody_is_lost_and_nobody_takes_too_many_of_the_first_places(candidates, per_owner):
    scores = np.array([score for score, _ in candidates])
    owners = [owner for _, owner in candidates]
    placed = diversify(scores, owners, per_owner)
    assert sorted(placed) == list(range(len(candidates)))
    first = sum(min(owners.count(owner), per_owner if owner else 99) for owner in set(owners))
    for owner in {"a", "b", "c"}:
        assert [owners[at] for at in placed[:first]].count(owner) <= per_owner


def test_an_owner_has_at_least_one_place():
    with pytest.raises(ValueError, match="At least one"):
        diversify(np.array([1.0]), ["a"], 0)
