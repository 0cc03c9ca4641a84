"""Works that are cited together, and works that cite the same.

Co-citation of two works: how many works cite both (Small, 1973). Bibliographic coupling: how many references two works
share (Kessler, 1963). One is the other with the citations' arrows turned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from technopole.methods.bibliometrics.citations import Citations, blocks, starts, stretches

BLOCK = 1 << 20


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of works with something in common, each once, by the first and then the second."""

    works: np.ndarray
    """(n) keys; `first` and `second` are places in it."""
    first: np.ndarray
    second: np.ndarray
    """Greater than `first`."""
    shared: np.ndarray
    """How many works cite both, or are cited by both."""
    total: np.ndarray
    """(n) how many works cite each, or how many it cites."""

    def __len__(self) -> int:
        return len(self.first)

    def cosine(self) -> np.ndarray:
        """`shared` over the root of both totals' product: 0 to 1 (Salton's measure)."""
        return np.asarray(self.shared / np.sqrt(self.total[self.first] * self.total[self.second].astype(float)))

    def association_strength(self) -> np.ndarray:
        """`shared` over both totals' product; proportional to how much more often they meet than by chance.

        Van Eck and Waltman, How to normalize cooccurrence data? (2009).
        """
        return np.asarray(self.shared / (self.total[self.first] * self.total[self.second].astype(float)))


def cocitation(graph: Citations, least: int = 1) -> Pairs:
    """How many works cite both of two, for all pairs with at least `least`.

    Cost: half the sum of squares of the lengths of lists of references; memory for the result and one block. Raises
    `ValueError` unless `least` is 1 or more.
    """
    if least < 1:
        raise ValueError(f"pairs with at least {least} in common: give 1 or more")
    size = np.int64(max(1, len(graph)))
    # every citation with all that stand after it in the same list of references
    follow = graph.start[graph.citing + 1] - np.arange(len(graph.citing)) - 1
    order = np.argsort(graph.cited * size + graph.citing)
    begins = starts(graph.cited, len(graph))
    cost = np.zeros(len(order) + 1, np.int64)
    np.cumsum(follow[order], out=cost[1:])
    found: list[tuple[np.ndarray, np.ndarray]] = []
    # all pairs of one first work are in one block, so each block's counts are final
    for begin, end in blocks(cost[begins[1:]] - cost[begins[:-1]], BLOCK):
        at = order[begins[begin] : begins[end]]
        second = graph.cited[stretches(at + 1, follow[at])]
        keys = np.sort(np.repeat(graph.cited[at] * size, follow[at]) + second)
        if not len(keys):
            continue
        edge = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
        counts = np.diff(np.append(edge, len(keys)))
        enough = counts >= least
        found.append((keys[edge][enough], counts[enough]))
    keys = np.concatenate([keys for keys, _counts in found]) if found else np.zeros(0, np.int64)
    counts = np.concatenate([counts for _keys, counts in found]) if found else np.zeros(0, np.int64)
    return Pairs(graph.works, *np.divmod(keys, size), counts, graph.citations)


def coupling(graph: Citations, least: int = 1) -> Pairs:
    """How many references two works share, for all pairs with at least `least`.

    Cost: half the sum of squares of how often works are cited; a work that very many cite couples all of them.
    """
    return cocitation(graph.reverse, least)
