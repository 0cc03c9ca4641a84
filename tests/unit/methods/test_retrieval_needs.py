"""Which words of a query are asked for, and which others the best candidates bring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.methods.retrieval import Head, prepare
from technopole.methods.retrieval.feedback import expanded, relevance_model


def asked(terms, frequencies=None, **more):
    known = frequencies or {}
    return prepare(terms, lambda term: known.get(term, 3), 100, 8.0, **more)


def test_a_word_counts_as_often_as_it_is_said():
    assert asked(["heat", "flow", "heat"]).weighted() == [("heat", 2.0), ("flow", 1.0)]


def test_characters_that_only_ask_are_not_asked_for():
    # 石墨烯的用途是什么
    terms = ["石墨", "墨烯", "烯的", "的用", "用途", "途是", "是什", "什么"]
    assert asked(terms).terms == ("石墨", "墨烯", "用途")


def test_a_question_of_nothing_else_is_asked_as_it_is():
    assert asked(["是什", "什么"]).terms == ("是什", "什么")


def test_words_of_no_document_are_left_out():
    assert asked(["heat", "flow"], {"flow": 0}).terms == ("heat",)


def test_a_long_need_keeps_its_rarest_words_in_their_order():
    frequencies = {f"w{at}": at + 1 for at in range(20)}
    prepared = asked([f"w{at}" for at in reversed(range(20))], frequencies, most=5)
    assert prepared.terms == ("w4", "w3", "w2", "w1", "w0")
    assert prepared.order.count(-1) == 15


def test_what_is_said_often_outweighs_what_is_a_little_rarer():
    assert asked(["heat"] * 9 + ["flow"], {"heat": 12, "flow": 10}, most=1).terms == ("heat",)


def test_pairs_are_of_words_that_stand_side_by_side_when_nothing_was_left_out():
    prepared = asked(["heat", "gone", "flow", "wing", "wing"], {"gone": 0})
    assert prepared.pairs == {(1, 2): 1}


@given(st.lists(st.sampled_from(["heat", "flow", "热的", "热流"])), st.integers(0, 200), st.integers(0, 100))
def test_weights_are_never_negative_even_where_the_engine_counts_deleted_documents(terms, frequency, documents):
    prepared = prepare(terms, lambda term: frequency, documents, 0.0)
    assert (prepared.idf >= 0).all() and np.isfinite(prepared.idf).all()
    assert len(prepared.terms) == len(prepared.counts) == len(prepared.idf)


def test_terms_of_the_best_candidates_join_the_query_with_half_of_the_weight():
    head = Head([(2.0, [], ["heat", "shock"]), (1.0, [], ["heat", "layer", "layer"])])
    weights = dict(expanded(head, head.scores, asked(["heat"])))
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["heat"] > 0.5 > weights["shock"] > weights["layer"] > 0


def test_only_the_best_candidates_speak():
    head = Head([(2.0, [], ["heat"]), (1.0, [], ["flow"])])
    assert relevance_model(head, head.scores, candidates=1).tolist() == [1.0, 0.0]


def test_candidates_without_a_score_bring_no_words():
    head = Head([(0.0, [], ["flow"]), (0.0, [], ["wing"])])
    assert expanded(head, head.scores, asked(["heat"])) == [("heat", 1.0)]
