"""Indices of a body of works by how often each is cited: h, g, i10, m.

h: so many works are cited at least so many times (Hirsch, 2005). g: the g most cited have together at least g²
citations (Egghe, 2006), at most as many as there are works. i10: works cited at least ten times. m: h over the years of
the career, the first and the last counted (Hirsch, 2005).

A work with two affiliations often stands in two rows. Works that are named count once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from technopole.methods.bibliometrics.citations import Values, as_keys, coded, starts

WELL_CITED = 10


@dataclass(frozen=True, eq=False)
class Indices:
    """One row for each author (or journal, institution …), ascending."""

    names: np.ndarray
    works: np.ndarray
    citations: np.ndarray
    h: np.ndarray
    g: np.ndarray
    i10: np.ndarray


def indices(owners: Values, works: Values, citations: Values) -> Indices:
    """The indices of each owner from one row a work (repeated rows count once).

    Raises `ValueError` where the columns differ in length, a count is negative or no whole number, or one work of one
    owner has two counts. Cost: two sorts of the rows.
    """
    names, owner = coded(owners)
    _keys, work = coded(works)
    count = _counts(citations)
    if not len(owner) == len(work) == len(count):
        raise ValueError(f"{len(owner)} owners, {len(work)} works, {len(count)} counts of citations")
    order = np.lexsort((work, owner))
    owner, work, count = owner[order], work[order], count[order]
    again = np.append(False, (owner[1:] == owner[:-1]) & (work[1:] == work[:-1]))[: len(owner)]
    differs = again & (count != np.roll(count, 1))
    if differs.any():
        at = int(np.flatnonzero(differs)[0])
        raise ValueError(f"work {_keys[work[at]]} of {names[owner[at]]} has two counts of citations")
    owner, count = owner[~again], count[~again]
    order = np.lexsort((-count, owner))
    owner, count = owner[order], count[order]
    start = starts(owner, len(names))
    rank = np.arange(len(owner)) - start[owner] + 1
    before = np.append(0, np.cumsum(count))
    together = before[1:] - before[start[owner]]

    def number(which: np.ndarray) -> np.ndarray:
        return np.bincount(owner[which], minlength=len(names))

    return Indices(
        names, np.diff(start), before[start[1:]] - before[start[:-1]],
        number(count >= rank), number(together >= rank * rank), number(count >= WELL_CITED),
    )  # fmt: skip


def h_index(citations: Values) -> int:
    """h of works given once each. Cost: n log n."""
    ordered = np.sort(_counts(citations))[::-1]
    return int((ordered >= np.arange(1, len(ordered) + 1)).sum())


def g_index(citations: Values) -> int:
    """g of works given once each, at most their number. Cost: n log n."""
    together = np.cumsum(np.sort(_counts(citations))[::-1])
    return int((together >= np.arange(1, len(together) + 1) ** 2).sum())


def i_index(citations: Values, least: int = WELL_CITED) -> int:
    """How many works are cited at least so often: i10."""
    return int((_counts(citations) >= least).sum())


def m_quotient(h: int, first_year: int, last_year: int) -> float:
    """h a year of the career. Raises `ValueError` where it ends before it begins."""
    if last_year < first_year:
        raise ValueError(f"a career from {first_year} to {last_year} has no years")
    return h / (last_year - first_year + 1)


def _counts(citations: Values) -> np.ndarray:
    found = as_keys(citations)
    if found.dtype.kind != "i" or (len(found) and found.min() < 0):
        raise ValueError("counts of citations must be whole numbers, 0 or more")
    return found
