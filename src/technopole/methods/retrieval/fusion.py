"""One order out of two: of words and of meaning.

Reciprocal rank fusion: Cormack, Clarke, Büttcher (2009), SIGIR, k = 60. Convex combination of scores scaled to [0, 1]:
Bruch, Gai, Ingber (2023): An Analysis of Fusion Functions for Hybrid Retrieval. TOIS 42(1).

Fusing with a weak side ruins a good order. Neither is used unless somebody gives an encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

K = 60
Encoder = Callable[[list[str]], np.ndarray]
"""Texts to an (n, d) array of vectors, one row each; they need not be of length one."""


def ranks(scores: np.ndarray) -> np.ndarray:
    """(m,) rank of each from 1 for the greatest; equal scores share the mean of their ranks."""
    _, numbers, sizes = np.unique(-np.asarray(scores, float), return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    return np.asarray((last - (sizes - 1) / 2.0)[numbers])


def reciprocal(*many: np.ndarray, k: int = K) -> np.ndarray:
    """(m,) sum of 1 / (k + rank) over the orders. m · log m."""
    return np.asarray(sum(1.0 / (k + ranks(scores)) for scores in many))


def convex(first: np.ndarray, second: np.ndarray, share: float = 0.5) -> np.ndarray:
    """(m,) the scaled first, and `share` of the scaled second."""
    return np.asarray((1.0 - share) * scaled(first) + share * scaled(second))


def scaled(scores: np.ndarray) -> np.ndarray:
    """(m,) from 0 for the least to 1 for the greatest; all 0 where all are the same."""
    scores = np.asarray(scores, float)
    if not len(scores):
        return scores
    least, span = scores.min(), np.ptp(scores)
    return np.asarray((scores - least) / span if span > 0 else np.zeros(len(scores)))


def meaning(encoder: Encoder, query: str, texts: Sequence[str]) -> np.ndarray:
    """(m,) cosine of the query's vector with each text's, in one call of the encoder.

    Raises `ValueError` where the encoder gives another number of rows.
    """
    if not texts:
        return np.zeros(0)
    vectors = np.nan_to_num(np.asarray(encoder([query, *texts]), float))
    if vectors.ndim != 2 or len(vectors) != len(texts) + 1:
        raise ValueError(f"The encoder gave {vectors.shape} for {len(texts) + 1} texts; wanted one row for each.")
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return np.asarray(vectors[1:] @ vectors[0])
