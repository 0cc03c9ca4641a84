"""Which places are core: those with enough weight within the radius.

Groups of places are judged together. What lies wholly within reach of a group is added at once; with what may yet
come it gives a lower and an upper bound for each of the group's places. A group above the minimum is core and one
that can never reach it is not, without another look: pairs of places are compared only where it hangs on them.
"""

from __future__ import annotations

import numpy as np

from technopole.methods.clusters import tree as trees
from technopole.methods.clusters.sphere import Reach
from technopole.methods.clusters.tree import FAN, LEAF, Pairs, Tree
from technopole.methods.clusters.weights import Weights

_ROUNDED = 2.0**-50
"""How much the sum of n numbers may be off for each of them, at most, as a share of it: four roundings."""
_SHORT = 2.0**-20
"""How much the sum of eight short numbers may be off, as a share of it."""
_AT_ONCE = 16_384
"""Pairs of leaves whose sums are held before they are added."""


def cores(tree: Tree, weights: Weights, reach: Reach, minimum: float) -> np.ndarray:
    """(places,) bool. `tree` was made with `weights`.

    Cost: n log n for points that gather as addresses do; at worst the pairs of places whose weight stays undecided
    times those on the rim of their reach, about 4 ns each.
    """
    core = np.zeros(tree.padded, bool)
    needed = weights.needed(minimum)
    if minimum <= 0.0:
        core[:] = True
    else:
        for start, stop in tree.stretches(tree.height):
            _decide(tree, weights, reach, needed, start, stop, core)
    return core[: tree.count]


def _decide(tree: Tree, weights: Weights, reach: Reach, needed: float, start: int, stop: int, core: np.ndarray) -> None:
    """Say of the places below some nodes of the top which are core. Two of these nodes are paired once for both."""
    height = tree.height
    pairs = trees.crossed(tree, tree, height, start, stop, reach)
    pairs = pairs.where(_once(pairs, start))
    size = stop - start
    sums = np.zeros((len(weights.parts), size))
    undecided = np.ones(size, bool)
    while True:
        whole = pairs.farthest() <= reach.inner
        sums += _gathered(tree, height, pairs.where(whole), start, size)
        pairs = pairs.where(~whole)
        enough = undecided & (weights.total(sums) >= needed)
        at_most = sums + _gathered(tree, height, pairs, start, size)
        undecided &= ~enough & (weights.total(at_most) >= needed)
        below = core.reshape(tree.nodes(height), -1)[start : start + size]
        below[enough] = True
        of_a, of_b = _looking(pairs, start, undecided)
        pairs = pairs.where(of_a | of_b)
        if not len(pairs.a) or not height:
            break
        pairs = trees.children(tree, tree, height, pairs, reach)
        height, start, size = height - 1, FAN * start, FAN * size
        pairs = pairs.where(_once(pairs, start))
        sums, undecided = np.repeat(sums, FAN, axis=1), np.repeat(undecided, FAN)
    if len(pairs.a):
        reached = _place_by_place(tree, weights, reach, needed, pairs, start, sums, undecided)
        below = core.reshape(-1, LEAF)[start : start + size]
        below[undecided] = reached.T[undecided]


def _once(pairs: Pairs, start: int) -> np.ndarray:
    """Of two nodes from `start` on, whose pair comes in both orders, one of them; of others all."""
    return np.asarray((pairs.a <= pairs.b) | (pairs.b < start))


def _mutual(pairs: Pairs, start: int, size: int) -> np.ndarray:
    """Which pairs are of two different nodes of the stretch, and speak of both."""
    return np.asarray((pairs.b >= start) & (pairs.b < start + size) & (pairs.a != pairs.b))


def _looking(pairs: Pairs, start: int, wanting: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which pairs are looked into for their `a`, and which for their `b`: those nodes of the stretch that want it."""
    mutual = _mutual(pairs, start, len(wanting))
    return wanting[pairs.a - start], mutual & wanting[np.where(mutual, pairs.b - start, 0)]


def _gathered(tree: Tree, height: int, pairs: Pairs, start: int, size: int) -> np.ndarray:
    """(parts, size) the weight of the partners of each node."""
    at = np.flatnonzero(_mutual(pairs, start, size))
    a, b = pairs.a[at], pairs.b[at] - start
    return np.stack([
        np.bincount(pairs.a - start, weights=part[pairs.b], minlength=size)
        + np.bincount(b, weights=part[a], minlength=size)
        for part in tree.levels[height].weights
    ])  # fmt: skip


def _place_by_place(
    tree: Tree, weights: Weights, reach: Reach, needed: float, pairs: Pairs, start: int, sums: np.ndarray,
    undecided: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """(LEAF, leaves) whether the places of undecided leaves reach the minimum, with their partners."""
    # short numbers first, whose sums are rounded; where that may matter, the exact sums of the parts
    rough = np.repeat(weights.total(sums)[None, None], LEAF, axis=1)
    slack = needed * (_ROUNDED * tree.padded + _SHORT)
    # the nearer partners first: with most of their weight, many leaves need no look at the farther ones
    nearer = pairs.distance <= reach.inner
    _add(tree, [tree.rough], reach, pairs.where(nearer), start, rough, undecided)
    farther = pairs.where(~nearer)
    may_come = weights.total(_gathered(tree, 0, farther, start, len(undecided)))
    open_yet = ((rough[0] <= needed + slack) & (rough[0] + may_come >= needed - slack)).any(axis=0)
    _add(tree, [tree.rough], reach, farther, start, rough, undecided & open_yet)
    reached = rough[0] > needed + slack
    doubtful = undecided & (~reached & (rough[0] >= needed - slack)).any(axis=0)
    if not doubtful.any():
        return np.asarray(reached)
    exact = np.repeat(sums[:, None], LEAF, axis=1)
    _add(tree, tree.weights, reach, pairs, start, exact, doubtful)
    return np.where(doubtful, weights.total(exact) >= needed, reached)


def _add(
    tree: Tree, parts: list[np.ndarray], reach: Reach, pairs: Pairs, start: int, totals: np.ndarray, wanting: np.ndarray
) -> None:
    """Add to the sums (parts, LEAF, leaves) of the leaves that want it what each of their places finds within the
    radius. Two leaves that both want it are compared once."""
    of_a, of_b = _looking(pairs, start, wanting)
    back = pairs.where(of_b & ~of_a)
    one_way = trees.joined([pairs.where(of_a & ~of_b), Pairs(back.b, back.a, back.distance, back.radii)])
    for some, both in ((one_way, False), (pairs.where(of_a & of_b), True)):
        for first in range(0, len(some.a), _AT_ONCE):
            few = Pairs(*(column[first : first + _AT_ONCE] for column in some))
            found: list[list[np.ndarray]] = [[] for _ in parts]
            for met, inside in trees.meetings(tree, tree, few, reach):
                for part, of_part in zip(parts, found, strict=True):
                    of_part.append((inside * trees.fetched(part, met.b, LEAF)[0][:, None]).sum(axis=0))
                    if both:
                        of_part.append((inside * trees.fetched(part, met.a, LEAF)[0]).sum(axis=1))
            for total, of_part in zip(totals, found, strict=True):
                _add_to(total, few.a - start, of_part[:: 2 if both else 1])
                if both:
                    _add_to(total, few.b - start, of_part[1::2])


def _add_to(total: np.ndarray, leaf: np.ndarray, found: list[np.ndarray]) -> None:
    """Add (LEAF, pairs), in pieces, to the sums (LEAF, leaves)."""
    size = total.shape[1]
    at = (np.arange(LEAF)[:, None] * size + leaf).ravel()
    total += np.bincount(at, weights=np.concatenate(found, axis=1).ravel(), minlength=LEAF * size).reshape(LEAF, size)
