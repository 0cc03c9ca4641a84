"""Neighbouring clusters that work together as one are made one: near borders, and each the other's strongest tie."""

from __future__ import annotations

import numpy as np

from technopole.methods.clusters import tree as trees
from technopole.methods.clusters.places import checked, unique
from technopole.methods.clusters.sphere import Reach
from technopole.methods.clusters.tree import FAN, LEAF, Tree


def neighbours(lat: np.ndarray, lon: np.ndarray, cluster: np.ndarray, within_km: float) -> np.ndarray:
    """(pairs, 2) int64 clusters, the lower first and in order, of which two places lie within `within_km`.

    `cluster` numbers the cluster of each of n points, -1 for none. Raises `ValueError` for places that are not on the
    Earth, or points of one place in two clusters. Cost: n log n, and the pairs of leaves at borders.
    """
    north, east, _ = checked(lat, lon)
    numbers = np.asarray(cluster, np.int64)
    if numbers.shape != north.shape:
        raise ValueError(f"{numbers.shape} clusters for {north.shape} points")
    reach = Reach.of(within_km)
    clustered = numbers >= 0
    if not clustered.any():
        return np.empty((0, 2), np.int64)
    places = unique(north[clustered], east[clustered])
    of_place = numbers[clustered][places.first_row]
    if (of_place[places.of_row] != numbers[clustered]).any():
        raise ValueError("points of one place lie in two clusters")
    tree = Tree(places.vectors, places.lat, places.lon)
    number = tree.spread(of_place)
    height = tree.height
    pairs = trees.crossed(tree, tree, height, 0, tree.nodes(height), reach)
    while True:
        groups = number.reshape(-1, LEAF * FAN**height)
        low, high = groups.min(axis=1), groups.max(axis=1)
        mixed = np.minimum(low[pairs.a], low[pairs.b]) != np.maximum(high[pairs.a], high[pairs.b])
        pairs = pairs.where(mixed & (pairs.a <= pairs.b))
        if not height:
            break
        pairs = trees.children(tree, tree, height, pairs, reach)
        height -= 1
    lanes_of = np.ascontiguousarray(number.reshape(-1, LEAF).T)
    found = [np.empty((0, 2), np.int64)]
    for some, inside in trees.meetings(tree, tree, pairs, reach):
        mine, theirs = lanes_of[:, some.a], lanes_of[:, some.b]
        second, first, pair = trees.places_in(inside & (mine != theirs[:, None]))
        both = np.stack([mine[first, pair], theirs[second, pair]], axis=1)
        found.append(np.unique(np.sort(both, axis=1), axis=0))
    return np.unique(np.concatenate(found), axis=0)


def merged(neighbouring: np.ndarray, ties: np.ndarray) -> np.ndarray:
    """(m,) for each of m clusters its number after merging: 0 and up in the order of the lowest number in each.

    Two clusters that are neighbours are merged if each is the other's strongest tie; `ties` (m, m) has, for example,
    the inventions that two clusters share. Ties with oneself do not count, no tie merges nobody, and of equally
    strong ties the lowest number counts. So at most two become one. Raises `ValueError` for a table of ties that is
    not square and symmetric, or has negative or missing numbers. Cost: m².

    The rule of the Global Innovation Index of 2017, as remembered (`gii.KNOWN`): borders within 5 km.
    """
    table = np.array(ties, np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not (table == table.T).all() or (table < 0.0).any():
        raise ValueError("ties must be a square, symmetric table of numbers of 0 or more")
    count = len(table)
    pairs = np.asarray(neighbouring, np.int64).reshape(-1, 2)
    if pairs.size and not (pairs.min() >= 0 and pairs.max() < count):
        raise ValueError(f"a neighbour that is none of the {count} clusters")
    into = np.arange(count)
    if count:
        np.fill_diagonal(table, 0.0)
        strongest = np.where(table.max(axis=1) > 0.0, table.argmax(axis=1), -1)
        for one, other in pairs.tolist():
            if one != other and strongest[one] == other and strongest[other] == one:
                into[max(one, other)] = min(one, other)
    return np.unique(into, return_inverse=True)[1]
