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
    numbers = np.ascontiguousarray(core.spread(cluster).reshape(-1, LEAF).T)
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
    """Write into `found` (leaves, LEAF), first looking how far the nearest is and then which of those it is."""
    size = len(found)
    lanes_of = np.arange(LEAF)[:, None] * size
    squared_to = np.full(LEAF * size, np.inf)
    for a, _, lanes in trees.meetings(places, core, pairs.a, pairs.b, reach):
        least = np.full((LEAF, len(a)), np.inf)
        for _, squared, inside in lanes:
            np.minimum(least, np.where(inside, squared, np.inf), out=least)
        np.minimum.at(squared_to, (lanes_of + (a - start)).ravel(), least.ravel())
    limit = (np.sqrt(squared_to) + ROUNDING) ** 2
    worst = np.sqrt(limit.reshape(LEAF, size).max(axis=0))
    pairs = pairs.where(pairs.nearest() <= worst[pairs.a - start] + SLACK)
    lowest = np.full(LEAF * size, _FAR)
    for a, b, lanes in trees.meetings(places, core, pairs.a, pairs.b, reach):
        at = lanes_of + (a - start)
        within, their = limit[at], numbers[:, b]
        best = np.full(at.shape, _FAR)
        for lane, squared, inside in lanes:
            np.minimum(best, np.where(inside & (squared <= within), their[lane], _FAR), out=best)
        np.minimum.at(lowest, at.ravel(), best.ravel())
    found[:] = np.where(lowest == _FAR, NOISE, lowest).reshape(LEAF, size).T
