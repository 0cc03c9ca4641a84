"""To which cluster a place belongs that is not core: that of the nearest core within the radius."""

from __future__ import annotations

import numpy as np

from technopole.methods.clusters import tree as trees
from technopole.methods.clusters.sphere import ROUNDING, SLACK, Reach
from technopole.methods.clusters.tree import FAN, LEAF, Pairs, Tree

NOISE = -1
_FAR = np.iinfo(np.int64).max


def nearest(places: Tree, core: Tree, cluster: np.ndarray, reach: Reach) -> np.ndarray:
    """(places,) the cluster of the nearest core within the radius; -1 where there is none.

    `cluster` numbers the clusters of the cores. Among cores equally near, to some 20 nm, the lowest number wins.
    Cost: n log n; the nearest so far bounds the search.
    """
    found = np.full(places.padded, NOISE, np.int64)
    height = min(places.height, core.height)
    numbers = core.spread(cluster).reshape(-1, LEAF)
    for start, stop in places.stretches(height):
        _assign(places, core, numbers, reach, height, start, stop, found)
    return found[: places.count]


def _assign(
    places: Tree, core: Tree, numbers: np.ndarray, reach: Reach, height: int, start: int, stop: int, found: np.ndarray
) -> None:
    pairs = trees.crossed(places, core, height, start, stop, reach)
    size = stop - start
    bound = np.full(size, reach.outer)
    while True:
        np.minimum.at(bound, pairs.a - start, pairs.farthest())
        pairs = pairs.where(pairs.nearest() <= bound[pairs.a - start] + SLACK)
        if not len(pairs.a):
            return
        if not height:
            break
        pairs = trees.children(places, core, height, pairs, reach)
        height, start, size = height - 1, FAN * start, FAN * size
        bound = np.repeat(bound, FAN)
    _place_by_place(places, core, numbers, reach, pairs, start, found.reshape(-1, LEAF)[start : start + size])


def _place_by_place(
    places: Tree, core: Tree, numbers: np.ndarray, reach: Reach, pairs: Pairs, start: int, found: np.ndarray
) -> None:
    """Write into `found` (leaves, LEAF), first looking how far the nearest is and then which of those it is.

    Pairs of leaves are compared roughly; only those that may hold the nearest of some place are looked into exactly.
    """
    size = len(found)
    lanes_of = np.arange(LEAF)[:, None] * size
    pairs = _that_may_hold_the_nearest(places, core, reach, pairs, start, size)
    squared_to = np.full(LEAF * size, np.inf)
    for few in trees.pieces(pairs):
        at = (lanes_of + (few.a - start)).ravel()
        np.minimum.at(squared_to, at, trees.squares(places, core, few).min(axis=0).ravel())
    squared_to[squared_to > reach.perhaps] = -np.inf
    # on the very edge of the radius the degrees decide who is within it, and none is nearer than another
    near = (np.sqrt(np.maximum(squared_to, 0.0)) + ROUNDING) ** 2
    limit = np.where(squared_to < 0.0, -np.inf, np.where(squared_to > reach.surely, reach.perhaps, near))
    lowest = np.full(LEAF * size, _FAR)
    for few, inside in trees.meetings(places, core, pairs, reach):
        at = lanes_of + (few.a - start)
        inside &= trees.squares(places, core, few) <= limit[at]
        their = trees.fetched(numbers, few.b, LEAF)[0]
        best = np.where(inside, their[:, None], _FAR).min(axis=0)
        np.minimum.at(lowest, at.ravel(), best.ravel())
    found[:] = np.where(lowest == _FAR, NOISE, lowest).reshape(LEAF, size).T


def _that_may_hold_the_nearest(
    places: Tree, core: Tree, reach: Reach, pairs: Pairs, start: int, size: int
) -> Pairs:
    """The pairs whose leaves have some place as near to each other as any other core may be, and within the radius.

    The nearest leaf of each leaf is looked into first: what it holds makes most others too far.
    """
    lanes_of = np.arange(LEAF)[:, None] * size
    off = trees.error(pairs)
    nearest_to = np.full(LEAF * size, reach.outer + off, np.float32)
    kept, reached = [], []
    first = _nearest_of_each(pairs)
    for some in (pairs.where(first), pairs.where(~first)):
        worst = nearest_to.reshape(LEAF, size).max(axis=0)
        some = some.where(some.nearest() <= worst[some.a - start] + off)
        for few in trees.pieces(some):
            chords = np.sqrt(trees.roughly(places, core, few).min(axis=0))
            np.minimum.at(nearest_to, (lanes_of + (few.a - start)).ravel(), chords.ravel())
            kept.append(few)
            reached.append(chords)
    limit = nearest_to + np.float32(2.5 * off)  # off for each of the two, and the rounding of short numbers
    may = [
        few.where((chords <= limit[lanes_of + (few.a - start)]).any(axis=0))
        for few, chords in zip(kept, reached, strict=True)
    ]
    return trees.joined(may)


def _nearest_of_each(pairs: Pairs) -> np.ndarray:
    """Which pairs are of the nearest that each `a` is paired with."""
    order = np.lexsort((pairs.distance, pairs.a))
    chosen = np.zeros(len(order), bool)
    chosen[order[np.diff(pairs.a[order], prepend=-1) != 0]] = True
    return chosen
