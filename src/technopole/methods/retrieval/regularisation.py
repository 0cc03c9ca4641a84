"""Texts that say the same should rank alike: scores are smoothed over the likeness of the head's texts.

Diaz (2005): Regularizing ad hoc retrieval scores. CIKM; (2007): Regularizing query-based retrieval scores. Information
Retrieval 10. The closed form over a graph of nearest neighbours (Zhou et al. 2004): f = (1 - a)(I - aW)⁻¹ y, with
W the likeness of neighbours divided by the square roots of both degrees.

What is likely right draws its neighbours up although they use other words; what shares the query's words by accident
has neighbours that do not, and sinks. A candidate far above all others keeps its place: its distance is more than its
neighbours can add to another.
"""

from __future__ import annotations

import numpy as np

from technopole.methods.retrieval.head import Head

SHARE = 0.5
"""a: how much of a score is the neighbours'."""
NEIGHBOURS = 5


def likeness(head: Head) -> np.ndarray:
    """(m, m) cosine of the candidates' vectors of (1 + ln count) · ln(1 + m / number of candidates with the term).

    Terms that one candidate alone has count in its length only. m² · v / 2 multiplications in single precision:
    5 ms for 200 candidates of 150 terms.
    """
    counts = head.counts
    spread = np.count_nonzero(counts, axis=0)
    vectors = np.log1p(counts)
    vectors *= np.log1p(len(head) / np.maximum(spread, 1)).astype(np.float32)
    norms = np.maximum(np.sqrt(np.einsum("ij,ij->i", vectors, vectors)), 1e-9)
    shared = vectors[:, spread > 1] / norms[:, None]
    return np.asarray(shared @ shared.T, dtype=np.float64)


def regularised(
    scores: np.ndarray, alike: np.ndarray, share: float = SHARE, neighbours: int = NEIGHBOURS
) -> np.ndarray:
    """(m,) the scores, smoothed, in the units they came in. m³ / 3 steps: 2 ms for 200 candidates."""
    size = len(scores)
    mean, spread = scores.mean() if size else 0.0, scores.std() if size else 0.0
    if size < 3 or spread <= 1e-12 * max(1.0, abs(mean)) or share <= 0.0:
        return scores
    graph = alike.copy()
    np.fill_diagonal(graph, 0.0)
    near = min(neighbours, size - 1)
    # All that are as like as the last neighbour: nothing hangs on the order of the candidates.
    least = np.partition(graph, size - near, axis=1)[:, size - near]
    graph = np.where(graph >= least[:, None], graph, 0.0)
    graph = np.maximum(graph, graph.T)
    degrees = np.sqrt(np.maximum(graph.sum(axis=1), 1e-9))
    graph /= degrees[:, None] * degrees[None, :]
    centred = (scores - mean) / spread
    smoothed = np.linalg.solve(np.eye(size) - share * graph, (1.0 - share) * centred)
    return np.asarray(mean + spread * smoothed)
