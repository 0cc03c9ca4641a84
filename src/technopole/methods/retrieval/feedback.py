"""What the best candidates say beside the query's own words: terms to ask for in a second look.

RM3: Lavrenko, Croft (2001): Relevance-Based Language Models. SIGIR; Abdul-Jaleel et al. (2004): UMass at TREC 2004.
Ten candidates, twenty terms, half of the weight to the query, as most have it.
"""

from __future__ import annotations

import numpy as np

from technopole.methods.retrieval.head import Head
from technopole.methods.retrieval.needs import Prepared

CANDIDATES = 10
TERMS = 20
ORIGINAL = 0.5
"""The share of the weight that the query's own terms keep."""


def relevance_model(head: Head, scores: np.ndarray, candidates: int = CANDIDATES) -> np.ndarray:
    """(v,) how likely each term is in what is relevant: the best candidates' terms, by their scores. m · v steps."""
    if not len(head):
        return np.zeros(0)
    least = np.partition(scores, -min(candidates, len(scores)))[-min(candidates, len(scores))]
    weights = np.where(scores >= least, np.maximum(scores, 0.0), 0.0)
    total = weights.sum()
    if total <= 0.0:
        return np.zeros(len(head.vocabulary))
    weights /= total * np.maximum(head.lengths, 1.0)
    rows, columns, counts = head.entries
    return np.bincount(columns, weights[rows] * counts, len(head.vocabulary))


def expanded(head: Head, scores: np.ndarray, prepared: Prepared, terms: int = TERMS) -> list[tuple[str, float]]:
    """The query's terms and the likeliest others, each with its weight for the engine; the weights add up to 1."""
    model = relevance_model(head, scores)
    names = head.names
    best = sorted(np.flatnonzero(model > 0).tolist(), key=lambda at: (-model[at], names[at]))[:terms]
    chosen = {names[at]: float(model[at]) for at in best}
    total, asked = sum(chosen.values()), float(prepared.counts.sum())
    keep = ORIGINAL if total > 0 else 1.0
    weights = {term: keep * count / asked for term, count in prepared.weighted()} if asked else {}
    for term, value in chosen.items():
        weights[term] = weights.get(term, 0.0) + (1.0 - keep) * value / total
    return list(weights.items())
