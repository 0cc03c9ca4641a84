"""Words that stand side by side in the query should stand near each other in the text: the sequential dependence model.

Metzler, Croft (2005): A Markov Random Field Model for Term Dependencies. SIGIR. Its three cliques, with BM25 in the
place of its language model as Lucene's and Anserini's versions have it: single terms, pairs in order side by side, and
pairs in any order within a window of eight places.

An engine whose index has no places cannot know how rare a pair is, so a pair weighs what its two terms weigh on
average. Pairs of Chinese terms are not asked for: overlapping pairs of characters hold their neighbours already.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from technopole.methods.retrieval import bm25
from technopole.methods.retrieval.head import Head
from technopole.methods.retrieval.needs import Prepared

SINGLE = 0.7
ORDERED = 0.2
WINDOWED = 0.1
WINDOW = 8


class Pairs(NamedTuple):
    """The query's pairs that are asked for."""

    first: np.ndarray
    """(p,) number of the first term, and…"""
    second: np.ndarray
    """…of the second."""
    weights: np.ndarray
    """(p,) mean idf of the two, times how often the query has the pair."""


def pairs(prepared: Prepared) -> Pairs:
    """Pairs of terms side by side in the query, of scripts with spaces between words."""
    spaced = [term.isascii() or not _overlaps(term) for term in prepared.terms]
    kept = [(a, b, count) for (a, b), count in prepared.pairs.items() if spaced[a] and spaced[b]]
    table = np.array(kept, np.int64).reshape(len(kept), 3)
    first, second = table[:, 0], table[:, 1]
    return Pairs(first, second, (prepared.idf[first] + prepared.idf[second]) / 2.0 * table[:, 2])


def shares(head: Head, prepared: Prepared, wanted: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """(m, p) twice: what each pair in order, and each within a window, adds to each candidate's score.

    Looks only at the h places that hold a term of the query: 7 · h steps, and m · p.
    """
    size = len(prepared.terms)
    owners, places, terms = _hits(head, prepared)
    codes = wanted.first * size + wanted.second
    ordered = np.zeros((len(head), len(codes)))
    windowed = np.zeros_like(ordered)
    if len(codes):
        sorter = np.argsort(codes)
        known = codes[sorter]

        def count(into: np.ndarray, owner: np.ndarray, a: np.ndarray, b: np.ndarray) -> None:
            wanted_codes = a * size + b
            at = np.minimum(np.searchsorted(known, wanted_codes), len(known) - 1)
            found = known[at] == wanted_codes
            flat = owner[found] * len(known) + sorter[at[found]]
            into += np.bincount(flat, minlength=into.size).reshape(into.shape)

        for step in range(1, min(WINDOW, len(terms))):
            distance = places[step:] - places[:-step]
            near = (owners[step:] == owners[:-step]) & (distance < WINDOW)
            owner, a, b = owners[step:][near], terms[:-step][near], terms[step:][near]
            if not len(owner):
                break
            count(windowed, owner, a, b)
            count(windowed, owner, b, a)
            if step == 1:
                beside = distance[near] == 1
                count(ordered, owner[beside], a[beside], b[beside])
    lengths, average = head.lengths, prepared.average
    return (
        bm25.saturation(ordered, lengths, average) * wanted.weights,
        bm25.saturation(windowed, lengths, average) * wanted.weights,
    )


def _hits(head: Head, prepared: Prepared) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Candidate, place and number of the query's term, for each place that holds one."""
    numbers = np.full(len(head.vocabulary) + 1, -1)
    columns = head.columns(prepared.terms)
    there = np.flatnonzero(columns >= 0)
    numbers[columns[there]] = there
    terms = numbers[head.terms]
    hit = terms >= 0
    return head.owners[hit], head.places[hit], terms[hit]


def _overlaps(term: str) -> bool:
    """Whether a term is a piece of a run without spaces: Han, kana, Hangul."""
    return any(character >= "\u1100" for character in term)
