"""Boosted regression trees, scored for whole batches without walking them.

Every question of a tree that a row answers with "greater" rules out the leaves on the question's left; the first leaf
that is left is the row's. Kept as one bit mask a row, this costs one comparison and one AND for each question. Source:
Lucchese et al., QuickScorer: a fast algorithm to rank documents with additive ensembles of regression trees (2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST_LEAVES = 16


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees of at most 16 leaves, left to right. Unused questions have an infinite threshold."""

    feature: np.ndarray
    """(trees × 15) int16: which column a question looks at."""
    threshold: np.ndarray
    """(trees × 15) float32."""
    mask: np.ndarray
    """(trees × 15) uint16: the leaves that stay possible when the value is greater."""
    leaf: np.ndarray
    """(trees × 16) float32: what a leaf adds to the log-odds."""

    def margin(self, rows: np.ndarray) -> np.ndarray:
        """Log-odds of each row of features (float32). Cost: rows × trees × 15 comparisons."""
        total = np.zeros(len(rows), np.float64)
        if not len(rows):
            return total
        columns = np.ascontiguousarray(rows.T)
        all_leaves = np.uint16(0xFFFF)
        for tree in range(len(self.feature)):
            possible = np.full(len(rows), all_leaves)
            for feature, threshold, mask in zip(
                self.feature[tree].tolist(), self.threshold[tree].tolist(), self.mask[tree].tolist(), strict=True
            ):
                if threshold == np.inf:
                    break
                possible &= np.where(columns[feature] > threshold, np.uint16(mask), all_leaves)
            total += self.leaf[tree].take(_FIRST_BIT[possible])
        return total


_NUMBERS = np.arange(1 << MOST_LEAVES, dtype=np.int64)
_FIRST_BIT = np.log2(np.maximum(_NUMBERS & -_NUMBERS, 1)).astype(np.int8)
"""The place of the lowest bit of each number."""


def sigmoid(margin: np.ndarray) -> np.ndarray:
    """Log-odds to probabilities."""
    result: np.ndarray = 1.0 / (1.0 + np.exp(-margin))
    return result
