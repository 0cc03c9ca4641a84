"""The facade: ranks the head anew, and tells why."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from technopole.methods.retrieval import bm25, dependence, feedback, smoothing
from technopole.methods.retrieval.head import Head
from technopole.methods.retrieval.needs import Prepared


class Settings(NamedTuple):
    """What is done at all; for measuring. The defaults are what is meant to be used everywhere."""

    dependence: bool = True
    share: float = smoothing.SHARE
    """How much of a score is its neighbours'; 0 for no smoothing."""
    neighbours: int = smoothing.NEIGHBOURS
    second: bool = False
    """Whether the engine is asked a second time, with words of the best; measured, it helps no more than smoothing."""


DEFAULT = Settings()


def rank(prepared: Prepared, head: Head, settings: Settings = DEFAULT) -> np.ndarray:
    """(m,) a score for each candidate, greatest first to be shown; comparable within this head only.

    BM25 with exact lengths, terms near each other, then smoothed over like texts. The order of the candidates does not
    matter; without terms or candidates the engine's scores come back.
    """
    if not len(head) or not prepared.terms:
        return head.scores
    scores = np.asarray(term_shares(prepared, head, settings).sum(axis=1))
    share = settings.share * smoothing.certainty(len(prepared.terms))
    if share > 0.0:
        scores = smoothing.smoothed(scores, smoothing.likeness(head), share, settings.neighbours)
    return scores


def term_shares(prepared: Prepared, head: Head, settings: Settings = DEFAULT) -> np.ndarray:
    """(m, q) what each term of the query adds to each candidate's score before smoothing; pairs count half for each."""
    single = bm25.shares(head, prepared.terms, prepared.counts * prepared.idf, prepared.average)
    if not settings.dependence:
        return single
    wanted = dependence.pairs(prepared)
    if not len(wanted.weights):
        return single
    ordered, windowed = dependence.shares(head, prepared, wanted)
    near = (dependence.ORDERED * ordered + dependence.WINDOWED * windowed) / 2.0
    joined = np.zeros((len(wanted.weights), len(prepared.terms)))
    at = np.arange(len(joined))
    joined[at, wanted.first] += 1.0
    joined[at, wanted.second] += 1.0
    return np.asarray(dependence.SINGLE * single + near @ joined)


def explain(prepared: Prepared, head: Head, settings: Settings = DEFAULT) -> list[list[tuple[str, float]]]:
    """For each candidate the query's terms that it has, the weightiest first, with their shares of its score.

    The shares add up to 1. What smoothing added has no words, and is not in them.
    """
    if not len(head):
        return []
    if not prepared.terms:
        return [[] for _ in range(len(head))]
    shares = term_shares(prepared, head, settings)
    totals = shares.sum(axis=1)
    told = []
    for row, total in zip(shares, totals, strict=True):
        there = sorted(np.flatnonzero(row > 0.0).tolist(), key=lambda at: (-row[at], prepared.terms[at]))
        told.append([(prepared.terms[at], float(row[at] / total)) for at in there])
    return told


def expand(prepared: Prepared, head: Head, settings: Settings = DEFAULT) -> list[tuple[str, float]] | None:
    """Terms and weights for a second look of the engine; None where the first is enough, as it is by default.

    Smoothing already brings up what speaks of the same in other words, from within the head. A second look costs the
    engine as much again with twenty more terms, and known items lose by it.
    """
    if not settings.second or not len(head) or not prepared.terms:
        return None
    return feedback.expanded(head, rank(prepared, head, settings), prepared)
