"""Boosted regression trees, scored for whole batches without walking them.

Every question of a tree that a row answers with "greater" rules out the leaves on the question's left; the first leaf
that is left is the row's. With the thresholds of a feature sorted, a value's place among them gives for all trees at
once what its questions leave, as bit masks that are ANDed. Source: Lucchese et al., QuickScorer: a fast algorithm to
rank documents with additive ensembles of regression trees (2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

MOST_LEAVES = 16
ALL_LEAVES = 0xFFFF


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

    @cached_property
    def _questions(self) -> list[tuple[int, np.ndarray, np.ndarray]]:
        """For each feature its thresholds, ascending, and for each bin between them and each tree the leaves left."""
        asked = []
        real = np.isfinite(self.threshold)
        for feature in np.unique(self.feature[real]).tolist():
            tree, question = np.nonzero(real & (self.feature == feature))
            limits = self.threshold[tree, question]
            thresholds = np.unique(limits)
            left = np.full((len(thresholds) + 1, len(self.feature)), ALL_LEAVES, np.uint16)
            for at, one, mask in zip(tree.tolist(), limits.tolist(), self.mask[tree, question].tolist(), strict=True):
                left[int(np.searchsorted(thresholds, np.float32(one))) + 1 :, at] &= np.uint16(mask)
            asked.append((feature, thresholds, left))
        return asked

    def margin(self, rows: np.ndarray) -> np.ndarray:
        """Log-odds of each row of features (float32). Cost: rows × trees × features."""
        total = np.zeros(len(rows), np.float64)
        trees = np.arange(len(self.feature))
        columns = np.ascontiguousarray(rows.T)
        asked = [(np.searchsorted(thresholds, columns[at]), left) for at, thresholds, left in self._questions]
        for start in range(0, len(rows), _BLOCK):
            possible = np.full((len(rows[start : start + _BLOCK]), len(trees)), ALL_LEAVES, np.uint16)
            for place, left in asked:
                possible &= left.take(place[start : start + _BLOCK], axis=0)
            total[start : start + _BLOCK] = self.leaf[trees, _first_bit(possible)].sum(axis=1)
        return total


_BLOCK = 512
"""Rows scored together: few enough for their masks to stay in the processor's cache."""


def _first_bit(numbers: np.ndarray) -> np.ndarray:
    """The place of the lowest bit of each number: the exponent of that bit alone, as a float."""
    lowest = numbers & (~numbers + np.uint16(1))
    return (lowest.astype(np.float32).view(np.uint32) >> np.uint32(23)) - np.uint32(127)


def sigmoid(margin: np.ndarray) -> np.ndarray:
    """Log-odds to probabilities."""
    result: np.ndarray = 1.0 / (1.0 + np.exp(-margin))
    return result
