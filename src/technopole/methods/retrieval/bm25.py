"""Okapi BM25 with exact lengths over the head.

Robertson, Zaragoza (2009): The Probabilistic Relevance Framework: BM25 and Beyond. Foundations and Trends in IR 3(4).
An engine keeps a document's length in one byte; here it is exact.
"""

from __future__ import annotations

import numpy as np

from technopole.methods.retrieval.head import Head

K1 = 1.2
B = 0.75


def saturation(counts: np.ndarray, lengths: np.ndarray, average: float) -> np.ndarray:
    """(m, c) how much each count (m, c) says, from 0 to K1 + 1, given the (m,) lengths of documents."""
    norm = K1 * (1.0 - B + B * lengths / average)
    return np.asarray(counts * (K1 + 1.0) / (counts + norm[:, None]))


def shares(head: Head, terms: tuple[str, ...], weights: np.ndarray, average: float) -> np.ndarray:
    """(m, q) what each term adds to each candidate's score, with (q,) weights that hold its idf. m · q steps."""
    return np.asarray(saturation(head.counts_of(terms), head.lengths, average) * weights)
