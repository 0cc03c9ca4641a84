"""Networks from lists of members: who signs papers, holds patents or is cited together.

Full counting gives each pair of an item's members a link of 1. Fractional counting gives 1/(n - 1), so that each member
of an item of n has links of together 1 from it, and an item of a hundred does not outweigh fifty of two. Source:
Perianes-Rodriguez, Waltman and van Eck, Constructing bibliometric networks: a comparison between full and fractional
counting (2016).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

COUNTING = ("full", "fractional")


@dataclass(frozen=True, eq=False)
class Network:
    """An undirected network of n nodes and m links, each link once."""

    names: tuple[Any, ...]
    first: np.ndarray
    """(m) places in `names`, ascending; links by first, then second."""
    second: np.ndarray
    """(m) greater than `first`."""
    weight: np.ndarray
    """(m) above 0."""
    items: np.ndarray
    """(n) in how many items each node is, or what part of them: 1/n of an item of n by fractional counting."""

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def start(self) -> np.ndarray:
        """(n + 1) where each node's neighbours begin in `neighbours` and `weights`."""
        found = np.zeros(len(self) + 1, np.int64)
        np.cumsum(np.bincount(np.concatenate([self.first, self.second]), minlength=len(self)), out=found[1:])
        return found

    @cached_property
    def _both_ways(self) -> tuple[np.ndarray, np.ndarray]:
        here, there = np.concatenate([self.first, self.second]), np.concatenate([self.second, self.first])
        order = np.lexsort((there, here))
        return there[order], np.concatenate([self.weight, self.weight])[order]

    @property
    def neighbours(self) -> np.ndarray:
        """(2m) each node's neighbours, ascending, one node after the other."""
        return self._both_ways[0]

    @property
    def weights(self) -> np.ndarray:
        """(2m) the weights of the links to `neighbours`."""
        return self._both_ways[1]


def from_members(items: Iterable[Iterable[Hashable]], counting: str = "full") -> Network:
    """The network of those who are members of items together; a member named twice in an item counts once.

    Nodes stand in the order in which they first appear; one that is always alone has no links. Raises `ValueError` for
    an unknown way of counting. Cost: the sum of squares of the items' sizes.
    """
    if counting not in COUNTING:
        raise ValueError(f"{counting!r} is not a way of counting: give {' or '.join(COUNTING)}")
    places: dict[Hashable, int] = {}
    by_size: dict[int, list[list[int]]] = {}
    for item in items:
        group = [places.setdefault(each, len(places)) for each in dict.fromkeys(item)]
        by_size.setdefault(len(group), []).append(group)
    credit = np.zeros(len(places))
    keys, parts = [np.zeros(0, np.int64)], [np.zeros(0)]
    for size, groups in sorted(by_size.items()):
        alike = np.sort(np.asarray(groups, np.int64), axis=1)
        fractional = counting == "fractional"
        np.add.at(credit, alike.ravel(), 1.0 / max(1, size) if fractional else 1.0)
        one, other = np.triu_indices(size, 1)
        pairs = (alike[:, one] * len(places) + alike[:, other]).ravel()
        distinct, number = np.unique(pairs, return_counts=True)
        keys.append(distinct)
        parts.append(number / (size - 1) if fractional and size > 1 else number.astype(float))
    distinct, of = np.unique(np.concatenate(keys), return_inverse=True)
    weight = np.bincount(of.reshape(-1), weights=np.concatenate(parts), minlength=len(distinct))
    return Network(tuple(places), *np.divmod(distinct, max(1, len(places))), weight, credit)


def from_links(names: Sequence[Any], first: Any, second: Any, weight: Any = None) -> Network:
    """A network from links between places in `names`; links given twice or both ways are added up.

    Raises `ValueError` for a link of a node to itself, to no node, or of a weight that is not above 0. Cost: one sort.
    """
    one, other = np.asarray(first, np.int64), np.asarray(second, np.int64)
    size = np.ones(len(one)) if weight is None else np.asarray(weight, float)
    if not len(one) == len(other) == len(size):
        raise ValueError("columns of links differ in length")
    if len(one) and (min(one.min(), other.min()) < 0 or max(one.max(), other.max()) >= len(names)):
        raise ValueError(f"a link leads to none of the {len(names)} nodes")
    if (one == other).any():
        raise ValueError(f"node {names[int(one[one == other][0])]} is linked to itself")
    if not (np.isfinite(size) & (size > 0)).all():
        raise ValueError("weights of links must be above 0")
    keys = np.minimum(one, other) * max(1, len(names)) + np.maximum(one, other)
    distinct, of = np.unique(keys, return_inverse=True)
    added = np.bincount(of.reshape(-1), weights=size, minlength=len(distinct))
    return Network(tuple(names), *np.divmod(distinct, max(1, len(names))), added, np.ones(len(names)))
