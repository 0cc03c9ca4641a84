"""Which core places hang together: the connected components of those within the radius of each other.

Places that follow each other on the curve are tried first, which joins most of a dense region; then pairs of groups
are met top down, and whatever is known to hang together already is not looked into again. So dense regions cost
next to nothing, and a search for the closest pair of two groups ends where they are joined.

Sources: DBSCAN, M. Ester, H.-P. Kriegel, J. Sander and X. Xu (KDD 1996); that its core places need no list of
neighbours, A. Gunawan, A faster algorithm for DBSCAN (2013), and J. Gan and Y. Tao, DBSCAN revisited (SIGMOD 2015);
joining many at once, Y. Shiloach and U. Vishkin, An O(log n) parallel connectivity algorithm (1982).
"""

from __future__ import annotations

import numpy as np

from technopole.methods.clusters import tree as trees
from technopole.methods.clusters.sphere import Reach
from technopole.methods.clusters.tree import FAN, LEAF, Pairs, Tree

_ROUND = 16_384
"""Pairs of leaves after which what is known to hang together is looked up anew."""


class Components:
    """Sets of the numbers 0 to n - 1 that are joined, many at a time."""

    def __init__(self, count: int) -> None:
        self._above = np.arange(count)

    def find(self, numbers: np.ndarray) -> np.ndarray:
        """The least number of the set of each."""
        found = self._above[numbers]
        while True:
            above = self._above[found]
            if np.array_equal(above, found):
                break
            found = above
        self._above[numbers] = found
        return np.asarray(found)

    def join(self, one: np.ndarray, other: np.ndarray) -> None:
        """Join the sets of each pair. Cost: linear in the pairs, times their logarithm at worst."""
        one, other = self.find(one), self.find(other)
        while True:
            apart = one != other
            if not apart.any():
                return
            one, other = one[apart], other[apart]
            high, low = np.maximum(one, other), np.minimum(one, other)
            np.minimum.at(self._above, high, low)
            self._shorten(high)
            one, other = self.find(high), self.find(low)

    def _shorten(self, hooked: np.ndarray) -> None:
        # a path of joins may be as long as there are pairs; twice as far each time reaches its end soon
        while True:
            above = self._above[hooked]
            top = self._above[above]
            if np.array_equal(above, top):
                return
            self._above[hooked] = top


def linked(tree: Tree, reach: Reach) -> np.ndarray:
    """(places,) for each place of the tree a number of its component, 0 and up in no special order.

    Cost: n log n for places that gather; the pairs of leaves between different components on the rim of each other's
    reach, at worst.
    """
    run = tree.spread(_runs(tree, reach))
    components = Components(int(run[-1]) + 1)
    height = tree.height
    pairs = trees.crossed(tree, tree, height, 0, tree.nodes(height), reach)
    pairs = pairs.where(pairs.a <= pairs.b)
    while True:
        pairs = _joined_firsts(tree, reach, height, pairs, run, components)
        if not height:
            break
        pairs = trees.children(tree, tree, height, pairs, reach)
        pairs = pairs.where(pairs.a <= pairs.b)
        height -= 1
    _join_places(tree, reach, pairs, run, components)
    return np.unique(components.find(run[: tree.count]), return_inverse=True)[1]


def _runs(tree: Tree, reach: Reach) -> np.ndarray:
    """Numbers of the runs of places of which each is within reach of the next."""
    points = np.moveaxis(tree.points.reshape(-1, 3, LEAF), 0, 1).reshape(3, -1)[:, : tree.count]
    squared = (np.diff(points, axis=1) ** 2).sum(axis=0)
    near = squared <= reach.surely
    doubtful = np.flatnonzero(~near & (squared <= reach.perhaps))
    near[doubtful] = reach.holds(tree.lat[doubtful], tree.lon[doubtful], tree.lat[doubtful + 1], tree.lon[doubtful + 1])
    run = np.zeros(tree.count, np.int64)
    np.cumsum(~near, out=run[1:])
    return run


def _joined_firsts(
    tree: Tree, reach: Reach, height: int, pairs: Pairs, run: np.ndarray, components: Components
) -> Pairs:
    """Join the first places of pairs of nodes where they are within reach; what is left are pairs not yet known to
    hang together. Of two nodes in a dense region that is nearly always enough, however many places they hold."""
    first = tree.points[:: FAN**height, ::LEAF].T
    for last in (False, True):
        groups = components.find(run).reshape(-1, LEAF * FAN**height)
        low, high = groups.min(axis=1), groups.max(axis=1)
        least, most = np.minimum(low[pairs.a], low[pairs.b]), np.maximum(high[pairs.a], high[pairs.b])
        pairs = pairs.where(least != most)
        if last:
            break
        near = trees.squared_between(first[:, pairs.a], first[:, pairs.b]) <= reach.surely
        components.join(groups[pairs.a[near], 0], groups[pairs.b[near], 0])
    return pairs


def _join_places(tree: Tree, reach: Reach, pairs: Pairs, run: np.ndarray, components: Components) -> None:
    """Join what is within reach, place by place."""
    of_leaf = run.reshape(-1, LEAF)
    for start in range(0, len(pairs.a), _ROUND):
        some = Pairs(*(column[start : start + _ROUND] for column in pairs))
        mine, theirs = (components.find(trees.fetched(of_leaf, each, LEAF)[0]) for each in (some.a, some.b))
        some = some.where(~((mine == mine[0]).all(axis=0) & (theirs == mine[0]).all(axis=0)))
        ones: list[np.ndarray] = []
        others: list[np.ndarray] = []
        for few, inside in trees.meetings(tree, tree, some, reach):
            mine, theirs = (components.find(trees.fetched(of_leaf, each, LEAF)[0]) for each in (few.a, few.b))
            second, first, pair = trees.places_in(inside & (mine != theirs[:, None]))
            ones.append(mine[first, pair])
            others.append(theirs[second, pair])
        if ones:
            components.join(np.concatenate(ones), np.concatenate(others))
