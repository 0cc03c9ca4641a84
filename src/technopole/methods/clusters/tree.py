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
_PARENTS = 1024
"""The same for pairs of nodes whose children are compared."""
_MET = 1024
"""The same for pairs of leaves, all places of both at once."""
_SHORT = 2.0**-22
_ROUGHLY = 2.0**-20
"""How far distances in short numbers may be off, as a share of the largest number in them: each of some eight steps by
2^-24 at most."""


class Pairs(NamedTuple):
    """Pairs of nodes, one of each tree."""

    a: np.ndarray
    b: np.ndarray
    distance: np.ndarray
    """Chord between the centres of their balls."""
    radii: np.ndarray
    """The sum of the radii of the two balls."""

    def where(self, chosen: np.ndarray) -> Pairs:
        at = np.flatnonzero(chosen)  # once, not for each column
        return self if len(at) == len(chosen) else Pairs(*(column.take(at) for column in self))

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
    """(parents, 4 × FAN): the same, that of the children of one parent side by side."""
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
        self.points = _together(points, LEAF)
        """(leaves, 3 × LEAF)."""
        parts = [np.where(np.arange(self.padded) < self.count, part[self.place_of], 0.0) for part in _parts(weights)]
        self.weights = [part.reshape(-1, LEAF) for part in parts]
        """(leaves, LEAF) each."""
        self.rough = weights.total(np.stack(self.weights)).astype(np.float32) if weights else np.empty(0, np.float32)
        """(leaves, LEAF) the weights as single, short numbers."""
        self.levels: list[Level] = []
        low = high = balls = points
        for height in range(self.height + 1):
            lanes = FAN if height else LEAF
            low, high = _lanes_first(low, lanes).min(axis=1), _lanes_first(high, lanes).max(axis=1)
            parts = [_lanes_first(part, lanes).sum(axis=0) for part in parts]
            centre = (low + high) / 2.0
            if height < 2:
                radius = _farthest(centre, points, LEAF * FAN**height)
            else:  # not as tight, but a fraction of the work; so high there are few pairs
                box = np.sqrt(((high - low) ** 2).sum(axis=0)) / 2.0
                radius = np.minimum(box, _farthest(centre, balls[:3], FAN, balls[3]))
            balls = np.concatenate([centre, radius[None]])
            by_child = _together(balls, FAN) if height < self.height else balls.T
            self.levels.append(Level(balls, by_child, tuple(parts)))
            if not height:
                self.offsets = _together(points - np.repeat(centre, LEAF, axis=1), LEAF).astype(np.float32)
                """(leaves, 3 × LEAF) from the middles of the leaves."""

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


def _farthest(centre: np.ndarray, points: np.ndarray, lanes: int, beyond: np.ndarray | None = None) -> np.ndarray:
    """(nodes,) how far from its centre the farthest of each node's points is, with what lies beyond each."""
    away = _lanes_first(points, lanes) - centre[:, None]
    squared = (away * away).sum(axis=0)
    if beyond is None:
        return np.asarray(np.sqrt(squared.max(axis=0)))
    return np.asarray((np.sqrt(squared) + _lanes_first(beyond, lanes)).max(axis=0))


def _parts(weights: Weights | None) -> tuple[np.ndarray, ...]:
    return weights.parts if weights else ()


def _lanes_first(values: np.ndarray, lanes: int) -> np.ndarray:
    """(…, n) as (…, lanes, n / lanes): numpy is fast along the last axis, which here is the long one."""
    return np.ascontiguousarray(np.moveaxis(values.reshape(*values.shape[:-1], -1, lanes), -1, -2))


def _together(values: np.ndarray, lanes: int) -> np.ndarray:
    """(k, n) as (n / lanes, k × lanes): what belongs to one node lies side by side, to be fetched at once."""
    by_node = np.moveaxis(values.reshape(len(values), -1, lanes), 0, 1)
    return np.ascontiguousarray(by_node.reshape(-1, len(values) * lanes))


def fetched(together: np.ndarray, at: np.ndarray, lanes: int) -> np.ndarray:
    """(k, lanes, P) what belongs to P nodes, of (nodes, k × lanes). Much faster than `take` along the last axis."""
    return np.ascontiguousarray(together.take(at, axis=0).T).reshape(-1, lanes, len(at))


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
    return joined(found)


def children(one: Tree, other: Tree, height: int, pairs: Pairs, reach: Reach) -> Pairs:
    """The pairs within reach of the children of pairs of nodes at a height, which is 1 or more."""
    mine, theirs = one.levels[height - 1].by_child, other.levels[height - 1].by_child
    found = []
    for start in range(0, len(pairs.a), _PARENTS):
        a, b = pairs.a[start : start + _PARENTS], pairs.b[start : start + _PARENTS]
        squared, radii, kept = _within(fetched(mine, a, FAN)[:, None], fetched(theirs, b, FAN)[:, :, None], reach)
        at = np.flatnonzero(kept)
        child, pair = np.divmod(at, len(a))
        found.append(
            Pairs(
                FAN * a[pair] + child % FAN, FAN * b[pair] + child // FAN,
                np.sqrt(squared.ravel()[at]), radii.ravel()[at],
            )
        )  # fmt: skip
    return joined(found)


def _within(mine: np.ndarray, theirs: np.ndarray, reach: Reach) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    squared = squared_between(mine, theirs)
    radii = mine[3] + theirs[3]
    limit = radii + reach.outer
    limit *= limit
    return squared, radii, squared <= limit


def squared_between(mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Squared chords between points whose x, y and z come first."""
    away = mine[0] - theirs[0]
    squared = away * away
    for axis in (1, 2):
        np.subtract(mine[axis], theirs[axis], out=away)
        away *= away
        squared += away
    return np.asarray(squared)


def joined(found: list[Pairs]) -> Pairs:
    if not found:
        nothing = np.empty(0, np.int64)
        return Pairs(nothing, nothing, np.empty(0), np.empty(0))
    return Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))


def meetings(one: Tree, other: Tree, pairs: Pairs, reach: Reach) -> Iterator[tuple[Pairs, np.ndarray]]:
    """Pairs of leaves, place by place: pieces of P pairs, and (LEAF, LEAF, P) whether two places are within the radius,
    those of the leaves `b` along the first axis and those of the leaves `a` along the second. 3 ns a pair of places.

    Places are compared by how they lie to the middle of their leaf, in numbers of half the length; where that leaves a
    doubt, by their degrees.
    """
    for some in pieces(pairs):
        yield some, _inside(one, other, some, reach)


def roughly(one: Tree, other: Tree, pairs: Pairs) -> np.ndarray:
    """(LEAF, LEAF, P) the squared chords of the places of leaves `b`, along the first axis, and `a`, in numbers of half
    the length: the chords are right to within `error(pairs)`. 2 ns each."""
    apart = one.levels[0].balls[:3].take(pairs.a, axis=1) - other.levels[0].balls[:3].take(pairs.b, axis=1)
    mine = fetched(one.offsets, pairs.a, LEAF)
    mine += apart.astype(np.float32)[:, None, :]
    return squared_between(mine[:, None], fetched(other.offsets, pairs.b, LEAF)[:, :, None])


def error(pairs: Pairs) -> float:
    """How far the chords that `roughly` gives may be off."""
    return _ROUGHLY * float(pairs.farthest().max(initial=0.0))


def _inside(one: Tree, other: Tree, pairs: Pairs, reach: Reach) -> np.ndarray:
    squared = roughly(one, other, pairs)
    off = error(pairs)
    near, far = max(0.0, reach.inner - off), reach.outer + off
    inside = squared <= np.float32(far * far * (1.0 + _SHORT))
    doubtful = squared > np.float32(near * near * (1.0 - _SHORT))
    doubtful &= inside
    if doubtful.any():
        second, first, pair = places_in(doubtful)
        mine_of = one.place_of[LEAF * pairs.a[pair] + first]
        their_of = other.place_of[LEAF * pairs.b[pair] + second]
        inside[second, first, pair] = reach.holds(
            one.lat[mine_of], one.lon[mine_of], other.lat[their_of], other.lon[their_of]
        )
    return np.asarray(inside)


def places_in(chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`np.nonzero` of (LEAF, LEAF, P), which is slow where there are three axes."""
    lanes, pair = np.divmod(np.flatnonzero(chosen), chosen.shape[2])
    second, first = np.divmod(lanes, LEAF)
    return second, first, pair


def pieces(pairs: Pairs) -> Iterator[Pairs]:
    """The pairs of leaves in pieces that are met at once."""
    for start in range(0, len(pairs.a), _MET):
        yield Pairs(*(column[start : start + _MET] for column in pairs))


def squares(one: Tree, other: Tree, pairs: Pairs) -> np.ndarray:
    """(LEAF, LEAF, P) the squared chords of the places of leaves `b`, along the first axis, and `a`. 4 ns each."""
    mine, theirs = fetched(one.points, pairs.a, LEAF), fetched(other.points, pairs.b, LEAF)
    return squared_between(mine[:, None], theirs[:, :, None])
