"""Citations as sorted arrays: who cites whom, both ways, each pair once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

Values = Sequence[Any] | np.ndarray
DENSE = 8
"""Whole numbers up to so many times as many as there are get their places from a table, not by sorting."""


@dataclass(frozen=True, eq=False)
class Citations:
    """A citation graph of n works and m citations. Made by `citations`."""

    works: np.ndarray
    """(n) the works' keys, ascending; all else speaks of places in it."""
    citing: np.ndarray
    """(m) who cites, ascending."""
    cited: np.ndarray
    """(m) who is cited, ascending for each who cites."""

    def __len__(self) -> int:
        return len(self.works)

    @cached_property
    def start(self) -> np.ndarray:
        """(n + 1) where the references of each work begin in `cited`."""
        return starts(self.citing, len(self.works))

    @cached_property
    def reverse(self) -> Citations:
        """The same graph with its arrows turned: `cited` of it are who cites a work. Cost: one sort of m."""
        keys = np.sort(self.cited * np.int64(max(1, len(self.works))) + self.citing)
        return Citations(self.works, *np.divmod(keys, max(1, len(self.works))))

    @property
    def references(self) -> np.ndarray:
        """(n) how many works each cites."""
        return np.diff(self.start)

    @property
    def citations(self) -> np.ndarray:
        """(n) how many works cite each."""
        return np.bincount(self.cited, minlength=len(self.works))

    def places(self, keys: Values) -> np.ndarray:
        """Where these works stand in `works`. Raises `ValueError` for one that neither cites nor is cited."""
        wanted = as_keys(keys)
        at = np.searchsorted(self.works, wanted)
        at[at == len(self.works)] = 0
        if len(wanted) and (not len(self.works) or (self.works[at] != wanted).any()):
            wrong = wanted[0] if not len(self.works) else wanted[self.works[at] != wanted][0]
            raise ValueError(f"work {wrong} neither cites nor is cited")
        return at


def citations(citing: Values, cited: Values) -> Citations:
    """The graph of these citations: repeated ones count once, a work's citation of itself does not count.

    Keys are whole numbers or texts. Raises `ValueError` where the two differ in length or kind, or a key is missing.
    Cost: one sort of m, and one of the keys unless they are small numbers; some 50 bytes for each citation.
    """
    first, second = as_keys(citing), as_keys(cited)
    if len(first) != len(second):
        raise ValueError(f"{len(first)} citing works, {len(second)} cited ones")
    if len(first) and first.dtype.kind != second.dtype.kind:
        raise ValueError("keys of citing works and of cited ones must both be numbers or both be texts")
    if not len(first):
        none = np.zeros(0, np.int64)
        return Citations(first, none, none)
    works, codes = coded(np.concatenate([first, second]))
    first, second = codes[: len(first)], codes[len(first) :]
    other = first != second
    keys = np.sort(first[other] * np.int64(len(works)) + second[other])
    keys = keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
    return Citations(works, *np.divmod(keys, len(works)))


def as_keys(values: Values) -> np.ndarray:
    """Keys as an array of whole numbers or of texts. Raises `ValueError` for anything else, and for missing ones."""
    found = np.asarray(values)
    if not found.size:
        return np.zeros(0, np.int64)
    if found.ndim != 1:
        raise ValueError("keys must be one row of values")
    if found.dtype.kind == "O":
        if not all(isinstance(each, str) for each in found.tolist()):
            raise ValueError("keys must all be whole numbers or all be texts; none may be missing")
        return found.astype(str)
    if found.dtype.kind in "iu":
        return found.astype(np.int64, copy=False)
    if found.dtype.kind == "f" and np.isfinite(found).all() and (found == np.floor(found)).all():
        return found.astype(np.int64)
    if found.dtype.kind != "U":
        raise ValueError("keys must all be whole numbers or all be texts; none may be missing")
    return found


def coded(values: Values) -> tuple[np.ndarray, np.ndarray]:
    """Distinct keys, ascending, and for each value the place of its key."""
    keys = as_keys(values)
    if keys.dtype.kind == "i" and len(keys) and keys.min() >= 0 and keys.max() < DENSE * len(keys):
        there = np.zeros(int(keys.max()) + 1, bool)
        there[keys] = True
        place = np.cumsum(there, dtype=np.int64) - 1
        return np.flatnonzero(there), place[keys]
    names, places = np.unique(keys, return_inverse=True)
    return names, places.astype(np.int64, copy=False).reshape(-1)


def starts(groups: np.ndarray, number: int) -> np.ndarray:
    """Where each of `number` groups begins in an ascending array of their places; one more for the end."""
    found = np.zeros(number + 1, np.int64)
    np.cumsum(np.bincount(groups, minlength=number), out=found[1:])
    return found


def stretches(first: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The numbers first, first + 1, … of each stretch, one stretch after the other. Cost: linear in the result."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    found: np.ndarray = np.repeat(first - (ends - lengths), lengths) + np.arange(total)
    return found


def blocks(costs: np.ndarray, most: int) -> Iterator[tuple[int, int]]:
    """Cut what costs so much each into pieces of at most `most` together; what costs more stands alone."""
    ends = np.cumsum(costs)
    at = 0
    while at < len(costs):
        before = int(ends[at - 1]) if at else 0
        end = max(at + 1, int(np.searchsorted(ends, before + most, side="right")))
        yield at, end
        at = end
