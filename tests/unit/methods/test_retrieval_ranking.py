"""The head of a result is ranked anew: from its texts alone, whatever order they come in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from technopole.methods import retrieval
from technopole.methods.retrieval import DEFAULT, Head, Settings, expand, explain, prepare, rank
from technopole.methods.retrieval.smoothing import certainty

WORDS = st.sampled_from(["heat", "flow", "wing", "shock", "layer", "plate", "热流", "流体", "体力"])
TEXTS = st.lists(WORDS, max_size=12)
HEADS = st.lists(st.tuples(st.floats(0, 50), TEXTS, TEXTS), max_size=14)
LINES_ONLY = Settings(share=0.0)


def asked(terms, frequency=3, documents=100, average=8.0, **more):
    return prepare(terms, lambda term: frequency, documents, average, **more)


def order(scores):
    return np.argsort(-scores, kind="stable").tolist()


@settings(max_examples=60, deadline=None)
@given(TEXTS, HEADS, st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_come_does_not_matter(query, candidates, chance):
    mixed = list(range(len(candidates)))
    chance.shuffle(mixed)
    prepared = asked(query)
    scores = rank(prepared, Head(candidates))
    again = rank(prepared, Head([candidates[at] for at in mixed]))
    assert np.allclose(again, scores[mixed], rtol=1e-4, atol=1e-4)


@settings(max_examples=60, deadline=None)
@given(TEXTS, HEADS)
def test_every_candidate_has_a_finite_score_and_twice_the_same(query, candidates):
    prepared = asked(query)
    scores = rank(prepared, Head(candidates))
    assert scores.shape == (len(candidates),)
    assert np.isfinite(scores).all()
    assert np.array_equal(scores, rank(prepared, Head(candidates)))


@settings(max_examples=60, deadline=None)
@given(TEXTS, HEADS)
def test_the_shares_of_an_explanation_add_up_to_the_whole(query, candidates):
    head = Head(candidates)
    told = explain(asked(query), head)
    assert len(told) == len(candidates)
    for (_, title, text), shares in zip(candidates, told, strict=True):
        assert {term for term, _ in shares} == set(query) & (set(title) | set(text))
        assert not shares or sum(share for _, share in shares) == pytest.approx(1)
        assert [share for _, share in shares] == sorted((share for _, share in shares), reverse=True)


@pytest.mark.parametrize("query", [[], ["heat"], ["heat", "flow"]])
def test_a_head_without_candidates_has_no_scores(query):
    prepared = asked(query)
    assert rank(prepared, Head([])).tolist() == []
    assert explain(prepared, Head([])) == []
    assert expand(prepared, Head([])) is None


def test_a_second_look_is_only_taken_by_those_who_ask_for_it():
    head = Head([(1.0, ["heat"], ["flow"]), (0.5, [], ["heat", "shock"])])
    prepared = asked(["heat"])
    assert expand(prepared, head) is None
    wanted = dict(expand(prepared, head, Settings(second=True)) or [])
    assert wanted["heat"] > 0.5 and set(wanted) == {"heat", "flow", "shock"}


def test_a_query_without_words_leaves_the_engine_s_order():
    head = Head([(2.0, ["heat"], []), (3.0, [], ["flow"])])
    assert rank(asked([]), head).tolist() == [2.0, 3.0]
    assert explain(asked([]), head) == [[], []]


def test_one_candidate_is_ranked():
    assert rank(asked(["heat"]), Head([(1.0, ["heat"], ["flow"])]))[0] > 0


def test_candidates_of_the_same_text_score_the_same():
    scores = rank(asked(["heat", "flow"]), Head([(9.0, ["heat"], ["flow", "wing"])] * 5))
    assert np.ptp(scores) < 1e-9


@pytest.mark.parametrize("score", [float("nan"), float("inf"), -float("inf")])
def test_a_score_of_the_engine_that_is_no_number_does_no_harm(score):
    head = Head([(score, ["heat"], []), (1.0, [], ["heat"])])
    assert np.isfinite(rank(asked(["heat"]), head)).all()
    assert np.isfinite(rank(asked([]), head)).all()


def test_bm25_is_as_its_formula_says():
    # idf = ln(1 + 97.5/3.5); the title counts twice, so the length is 4 and tf is 2
    expected = np.log(1 + 97.5 / 3.5) * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 8))
    head = Head([(0.0, ["heat"], ["flow", "wing"])])
    only = Settings(dependence=False, share=0.0)
    assert rank(asked(["heat"]), head, only)[0] == pytest.approx(expected)


def test_words_side_by_side_count_more_than_words_apart():
    near = ["plate", "wing", "heat", "flow", "layer", *["shock"] * 12]
    apart = ["heat", "plate", "wing", "layer", *["shock"] * 12, "flow"]
    turned = ["plate", "wing", "flow", "heat", "layer", *["shock"] * 12]
    scores = rank(asked(["heat", "flow"]), Head([(1.0, [], text) for text in (apart, near, turned)]), LINES_ONLY)
    assert order(scores) == [1, 2, 0]


def test_no_pair_reaches_from_the_title_into_the_text():
    across = Head([(1.0, ["heat"], ["flow"])])
    apart = Head([(1.0, ["heat"], ["flow"])])
    with_pairs = rank(asked(["heat", "flow"]), across, LINES_ONLY)
    without = rank(asked(["heat", "flow"]), apart, Settings(dependence=False, share=0.0))
    assert with_pairs[0] == pytest.approx(0.7 * without[0])


def test_pairs_of_characters_are_not_paired_again():
    head = Head([(1.0, [], ["热流", "流体", "体力"]), (1.0, [], ["体力", "流体", "热流"])])
    scores = rank(asked(["热流", "流体", "体力"]), head, LINES_ONLY)
    assert scores[0] == pytest.approx(scores[1])


def test_a_text_like_the_best_rises_above_one_that_has_the_word_by_accident():
    about = ["shock", "layer", "plate", "wing"]
    head = Head(
        [(5.0, [], ["heat", "heat", *about]), (5.0, [], ["heat", "heat", "heat", *about])]
        + [(2.0, [], ["heat", *about, *about]), (2.0, [], ["heat", "a", "b", "c", "d", "e", "f", "g", "h"])]
        + [(1.0, [], ["heat", *"abcdefghijklmnopqrstuvw"[at : at + 12]]) for at in range(5, 10)]
    )
    prepared = asked(["heat"])
    before, after = rank(prepared, head, LINES_ONLY), rank(prepared, head)
    assert abs(before[2] - before[3]) < 1e-6 < after[2] - after[3]


def test_the_longer_the_query_the_more_its_neighbours_tell():
    assert [certainty(terms) for terms in (0, 5, 10, 60)] == [0.0, 0.5, 1.0, 1.0]


def test_settings_can_leave_each_part_out():
    head = Head([(1.0, ["heat"], ["heat", "flow", "wing"]), (1.0, [], ["flow", "wing", "heat"]), (1.0, [], ["flow"])])
    prepared = asked(["heat", "flow"])
    variants = [DEFAULT, LINES_ONLY, Settings(dependence=False), Settings(dependence=False, share=0.0)]
    assert len({tuple(np.round(rank(prepared, head, each), 9)) for each in variants}) == 4


def test_the_facade_gives_all_that_its_description_names():
    assert all(hasattr(retrieval, name) for name in retrieval.__all__)
