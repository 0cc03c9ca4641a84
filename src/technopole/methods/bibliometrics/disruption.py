"""The disruption index: do those who cite a work still cite what it stood on?

    D = (n_i - n_j) / (n_i + n_j + n_k)

n_i works cite the focal work and none of its references, n_j cite both, n_k cite references of it and not it. The focal
work itself cites its references, and is not counted in n_k (pySciSci 0.92 counts it).

Sources: Funk and Owen-Smith, A dynamic network measure of technological change, Management Science 63 (2017); Wu, Wang
and Evans, Large teams develop and small teams disrupt science and technology, Nature 566 (2019). That a work without
references in the data would have 1, so that gaps of the data look like disruption: Holst et al., Dataset artefacts are
the hidden drivers of the declining disruptiveness in science (2024).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from technopole.methods.bibliometrics.citations import Citations, Values, blocks, stretches

BLOCK = 1 << 18
"""Citers of references that are looked at together: few enough to stay in the processor's cache while sorted."""
MARKED = 4096
"""From so many citers of references on they are marked in a table of all works, which then is quicker than sorting."""


@dataclass(frozen=True, eq=False)
class Disruption:
    """One row for each focal work."""

    works: np.ndarray
    only_focal: np.ndarray
    """n_i"""
    both: np.ndarray
    """n_j"""
    only_references: np.ndarray
    """n_k"""
    references: np.ndarray
    """How many works of the data it cites; of few references little can be said."""

    @property
    def index(self) -> np.ndarray:
        """D, from -1 to 1; nan for a work that nothing cites, or that cites nothing in the data."""
        return self._share(self.only_focal + self.both + self.only_references)

    @property
    def index_of_citers(self) -> np.ndarray:
        """D without n_k, so only among those who cite the work (Bornmann et al., 2020: DI_noK)."""
        return self._share(self.only_focal + self.both)

    def _share(self, whole: np.ndarray) -> np.ndarray:
        known = (self.only_focal + self.both > 0) & (self.references > 0)
        found = np.full(len(self.works), np.nan)
        np.divide(self.only_focal - self.both, whole, out=found, where=known)
        return found


def disruption(graph: Citations, focal: Values | None = None) -> Disruption:
    """The index and its counts for these works, or for all, in their order.

    Raises `ValueError` for a focal work that is not in the graph. Cost: the citers of all references of all focal
    works are looked at once, for all works together the sum of squares of how often each is cited; some 10 million a
    second, and memory for the graph and one block.
    """
    at = np.arange(len(graph)) if focal is None else graph.places(focal)
    citers, references = graph.reverse, graph.references
    cited = citers.references
    reach = _sum_of(cited[graph.cited], graph.start)
    union, both = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    heavy = reach[at] >= MARKED + len(graph) // 128
    light = np.flatnonzero(~heavy & (reach[at] > 0))
    # a block is sorted by focal work and citer in one number each, which is shorter if there are few focal works
    for begin, end in blocks(reach[at[light]], BLOCK):
        rows = light[begin:end]
        union[rows], both[rows] = _sorted(graph, citers, at[rows])
    _marked(graph, citers, at, np.flatnonzero(heavy), union, both)
    has_references = references[at] > 0
    return Disruption(
        graph.works[at], cited[at] - both, both, union - both - has_references, references[at]
    )  # fmt: skip


def _sorted(graph: Citations, citers: Citations, focal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For some focal works: how many cite a reference of it (it does so itself), and how many of them cite it."""
    lengths = graph.references[focal]
    owner = np.repeat(np.arange(len(focal)), lengths)
    reference = graph.cited[stretches(graph.start[focal], lengths)]
    lengths = citers.references[reference]
    keys = citers.cited[stretches(citers.start[reference], lengths)] + np.repeat(owner * len(graph), lengths)
    if len(focal) * len(graph) < 1 << 32:
        keys = keys.astype(np.uint32)
    keys.sort()
    keys = keys[np.append(True, keys[1:] != keys[:-1])].astype(np.int64, copy=False)
    lengths = citers.references[focal]
    owner = np.repeat(np.arange(len(focal)), lengths)
    direct = citers.cited[stretches(citers.start[focal], lengths)] + owner * len(graph)
    found = np.searchsorted(keys, direct)
    found[found == len(keys)] = 0
    hits = keys[found] == direct
    return (
        np.bincount(keys // len(graph), minlength=len(focal)),
        np.bincount(owner[hits], minlength=len(focal)),
    )


def _marked(
    graph: Citations, citers: Citations, at: np.ndarray, rows: np.ndarray, union: np.ndarray, both: np.ndarray
) -> None:
    """The same for works whose references are cited very often, one by one, into `union` and `both`."""
    mark = np.zeros(len(graph), bool)
    start, cited_by = citers.start, citers.cited
    for row in rows.tolist():
        work = int(at[row])
        mark[:] = False
        for reference in graph.cited[graph.start[work] : graph.start[work + 1]].tolist():
            mark[cited_by[start[reference] : start[reference + 1]]] = True
        union[row] = np.count_nonzero(mark)
        both[row] = np.count_nonzero(mark[cited_by[start[work] : start[work + 1]]])


def _sum_of(values: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The sum of each stretch of an array."""
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    found: np.ndarray = sums[start[1:]] - sums[start[:-1]]
    return found
