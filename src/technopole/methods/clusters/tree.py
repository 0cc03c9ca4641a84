"""A tree of balls over places in the order of a curve, and pairs of its nodes that are within reach of each other.

Eight consecutive places are a leaf, four consecutive nodes have a parent, and each node has a ball around its places.
Two groups of places are met top down: pairs of nodes whose balls are out of reach are dropped with all below them,
pairs wholly within reach need not be looked into, and only what lies on the rim comes down to pairs of places. All
pairs of one level are compared together, in pieces of bounded memory.

Sources: packed trees in the order of a Hilbert curve, I. Kamel and C. Faloutsos, On packing R-trees (CIKM 1993);
two trees met at once, A. Gray and A. Moore, N-body problems in statistical learning (NIPS 2000).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from technopole.methods.clusters.sphere import Reach
from technopole.methods.clusters.weights import Weights

LEAF = 8
FAN = 4
_DEEPEST = 6
"""Levels above the leaves: a node at the top holds 32,768 places at most."""
_FEWEST_TOPS = 8
_MOST_LEAVES = FAN**_DEEPEST
"""Leaves whose partners are looked for together."""
_PIECE = 4096
"""Pairs that are compared together: few enough for their numbers to stay in the processor's cache."""


class Pairs(NamedTuple):
    """Pairs of nodes, one of each tree."""

    a: np.ndarray
    b: np.ndarray
    distance: np.ndarray
    """Chord between the centres of their balls."""
    radii: np.ndarray
    """The sum of the radii of the two balls."""

    def where(self, chosen: np.ndarray) -> Pairs:
        return Pairs(self.a[chosen], self.b[chosen], self.distance[chosen], self.radii[chosen])

    def farthest(self) -> np.ndarray:
        """No two places of a pair are farther apart than this chord."""
        return np.asarray(self.distance + self.radii)

    def nearest(self) -> np.ndarray:
        return np.asarray(self.distance - self.radii)


class Level(NamedTuple):
    """The nodes of one height above the leaves."""

    balls: np.ndarray
    """(4, nodes): x, y, z and radius."""
    by_child: np.ndarray
    """(4, FAN, parents): the same, the first children of all parents first."""
    weights: tuple[np.ndarray, ...]
    """(nodes,) each: sums of the parts of the weights."""


class Tree:
    """Over n places, at least one. Cost: linear, about 1 µs a place; memory: 100 bytes a place."""

    def __init__(self, vectors: np.ndarray, lat: np.ndarray, lon: np.ndarray, weights: Weights | None = None) -> None:
        self.count = len(lat)
        self.lat, self.lon = lat, lon
        heights = [height for height in range(_DEEPEST + 1) if self.count > _FEWEST_TOPS * LEAF * FAN**height]
        self.height = max(heights, default=0)
        whole = LEAF * FAN**self.height
        self.padded = -(-self.count // whole) * whole
        # the last place again and again, without weight, fills the last nodes: no ball grows, no sum changes
        self.place_of = np.minimum(np.arange(self.padded), self.count - 1)
        points = vectors[:, self.place_of]
        self.points = _lanes_first(points, LEAF)
        """(3, LEAF, leaves)."""
        parts = [np.where(np.arange(self.padded) < self.count, part[self.place_of], 0.0) for part in _parts(weights)]
        self.weights = [_lanes_first(part, LEAF) for part in parts]
        """(LEAF, leaves) each."""
        self.rough = weights.total(np.stack(self.weights)) if weights else np.empty(0)
        """(LEAF, leaves) the weights as single numbers."""
        self.levels: list[Level] = []
        low = high = points
        for height in range(self.height + 1):
            lanes = FAN if height else LEAF
            low, high = _lanes_first(low, lanes).min(axis=1), _lanes_first(high, lanes).max(axis=1)
            parts = [_lanes_first(part, lanes).sum(axis=0) for part in parts]
            centre = (low + high) / 2.0
            away = _lanes_first(points, LEAF * FAN**height) - centre[:, None]
            radius = np.sqrt((away * away).sum(axis=0).max(axis=0))
            balls = np.concatenate([centre, radius[None]])
            by_child = _lanes_first(balls, FAN) if height < self.height else balls[:, None]
            self.levels.append(Level(balls, by_child, tuple(parts)))

    def nodes(self, height: int) -> int:
        return int(self.padded // (LEAF * FAN**height))

    def stretches(self, height: int) -> Iterator[tuple[int, int]]:
        """Consecutive nodes, from and to, that together have few enough leaves."""
        step = max(1, _MOST_LEAVES // FAN**height)
        nodes = self.nodes(height)
        return ((start, min(start + step, nodes)) for start in range(0, nodes, step))

    def spread(self, values: np.ndarray) -> np.ndarray:
        """(count,) values of places as (padded,)."""
        return np.asarray(values[self.place_of])


def _parts(weights: Weights | None) -> tuple[np.ndarray, ...]:
    return weights.parts if weights else ()


def _lanes_first(values: np.ndarray, lanes: int) -> np.ndarray:
    """(…, n) as (…, lanes, n / lanes): numpy is fast along the last axis, which here is the long one."""
    return np.ascontiguousarray(np.moveaxis(values.reshape(*values.shape[:-1], -1, lanes), -1, -2))


def crossed(one: Tree, other: Tree, height: int, start: int, stop: int, reach: Reach) -> Pairs:
    """All pairs within reach of the nodes `start` to `stop` of one tree with those of the other, at one height."""
    nodes = np.arange(start, stop)
    others = np.arange(other.nodes(height))
    found = []
    step = max(1, _PIECE * FAN // len(others))
    for first in range(0, len(nodes), step):
        a = np.repeat(nodes[first : first + step], len(others))
        b = np.tile(others, len(nodes[first : first + step]))
        mine = one.levels[height].balls.take(a, axis=1)
        theirs = other.levels[height].balls.take(b, axis=1)
        squared, radii, kept = _within(mine, theirs, reach)
        found.append(Pairs(a[kept], b[kept], np.sqrt(squared[kept]), radii[kept]))
    return _joined(found)


def children(one: Tree, other: Tree, height: int, pairs: Pairs, reach: Reach) -> Pairs:
    """The pairs within reach of the children of pairs of nodes at a height, which is 1 or more."""
    mine, theirs = one.levels[height - 1].by_child, other.levels[height - 1].by_child
    found = []
    for start in range(0, len(pairs.a), _PIECE):
        a, b = pairs.a[start : start + _PIECE], pairs.b[start : start + _PIECE]
        ours, others = mine.take(a, axis=2), theirs.take(b, axis=2)
        for child in range(FAN):
            squared, radii, kept = _within(ours, others[:, child], reach)
            own, pair = np.nonzero(kept)
            found.append(
                Pairs(FAN * a[pair] + own, FAN * b[pair] + child, np.sqrt(squared[kept]), radii[kept])
            )  # fmt: skip
    return _joined(found)


def _within(mine: np.ndarray, theirs: np.ndarray, reach: Reach) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    squared = _squared(mine, theirs)
    radii = mine[3] + theirs[3]
    limit = radii + reach.outer
    limit *= limit
    return squared, radii, squared <= limit


def _squared(mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Squared chords between points whose x, y and z come first."""
    away = mine[0] - theirs[0]
    squared = away * away
    for axis in (1, 2):
        np.subtract(mine[axis], theirs[axis], out=away)
        away *= away
        squared += away
    return np.asarray(squared)


def _joined(found: list[Pairs]) -> Pairs:
    if not found:
        nothing = np.empty(0, np.int64)
        return Pairs(nothing, nothing, np.empty(0), np.empty(0))
    return Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))


Lanes = Iterator[tuple[int, np.ndarray, np.ndarray]]


def meetings(
    one: Tree, other: Tree, a: np.ndarray, b: np.ndarray, reach: Reach
) -> Iterator[tuple[np.ndarray, np.ndarray, Lanes]]:
    """Places of pairs of leaves, compared: pieces (a, b, lanes) of P pairs.

    `lanes` gives (lane, squared, inside), one for each of the eight places of the leaves `b`: (LEAF, P) squared chords
    to the places of the leaves `a`, and whether they are within the radius. About 6 ns a pair of places.
    """
    for start in range(0, len(a), _PIECE):
        some_a, some_b = a[start : start + _PIECE], b[start : start + _PIECE]
        yield some_a, some_b, _lanes(one, other, some_a, some_b, reach)


def _lanes(one: Tree, other: Tree, a: np.ndarray, b: np.ndarray, reach: Reach) -> Lanes:
    mine, theirs = one.points.take(a, axis=2), other.points.take(b, axis=2)
    for lane in range(LEAF):
        squared = _squared(mine, theirs[:, lane])
        inside = squared <= reach.perhaps
        doubtful = inside & (squared > reach.surely)
        if doubtful.any():
            own, pair = np.nonzero(doubtful)
            first = one.place_of[LEAF * a[pair] + own]
            second = other.place_of[LEAF * b[pair] + lane]
            inside[own, pair] = reach.holds(one.lat[first], one.lon[first], other.lat[second], other.lon[second])
        yield lane, squared, inside
