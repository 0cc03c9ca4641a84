"""Clusters of points on the Earth: DBSCAN with weights, exactly as it is defined."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from technopole.methods.clusters import places as unique_places
from technopole.methods.clusters.borders import NOISE, nearest
from technopole.methods.clusters.cores import cores
from technopole.methods.clusters.links import linked
from technopole.methods.clusters.sphere import Reach
from technopole.methods.clusters.tree import Tree


@dataclass(frozen=True)
class Clusters:
    """What became of n points."""

    cluster: np.ndarray
    """(n,) int64: 0 and up in the order of the clusters' first core points, -1 for noise."""
    core: np.ndarray
    """(n,) bool."""

    @property
    def count(self) -> int:
        return int(self.cluster.max(initial=-1)) + 1


def dbscan(
    lat: np.ndarray, lon: np.ndarray, weight: np.ndarray | None = None, *, radius_km: float, min_weight: float
) -> Clusters:
    """Clusters of n points at latitudes and longitudes in degrees, with weights (1 each, if none are given).

    Two points are neighbours if the great circle between them, on a sphere of 6,371.0088 km, is at most `radius_km`
    long; every point is its own neighbour. A point is core if the weights of its neighbours sum to `min_weight` or
    more: a point of weight 0 can be core, and one heavy point is a cluster. Clusters are the connected components of
    core points; a point that is not core joins the cluster of its nearest core neighbour (of the first cluster, where
    several are equally near), and one without any is noise. Sums are exact, and a sum that differs from the minimum
    by no more than the rounding of decimals reaches it. The result does not depend on the order of the points, but
    for the numbers of the clusters.

    Raises `ValueError` for places that are not on the Earth, weights below 0, a radius below a millimetre, or a
    minimum that is no number. A minimum of 0 or less makes every point core.

    Cost: n log n for points that gather as addresses do. At worst, where the weight around most points is just the
    minimum, the pairs of points about a radius apart: of points spread evenly over a few radii, that grows as n to the
    power of 1.4 (3 seconds for 80,000). Memory: some 400 bytes a point.
    Source: M. Ester, H.-P. Kriegel, J. Sander and X. Xu, A density-based algorithm for discovering clusters in large
    spatial databases with noise (KDD 1996); with weights as scikit-learn's `DBSCAN(metric="haversine")` and R's
    `dbscan::dbscan(weights=)`, whose core points, partitions of them and noise these are.
    """
    if math.isnan(min_weight):
        raise ValueError("a minimum weight that is no number")
    reach = Reach.of(radius_km)
    places = unique_places.unique(lat, lon, weight)
    if not len(places):
        return Clusters(np.empty(0, np.int64), np.empty(0, bool))
    everything = Tree(places.vectors, places.lat, places.lon, places.weights)
    core = cores(everything, places.weights, reach, min_weight)
    cluster = np.full(len(places), NOISE, np.int64)
    if core.any():
        inside = _part(places, core) if not core.all() else everything
        cluster[core] = _numbered(linked(inside, reach), places.first_row[core])
        if not core.all():
            cluster[~core] = nearest(_part(places, ~core), inside, cluster[core], reach)
    return Clusters(cluster[places.of_row], core[places.of_row])


def _part(places: unique_places.Places, chosen: np.ndarray) -> Tree:
    at = np.flatnonzero(chosen)  # once, not for each column
    return Tree(places.vectors.take(at, axis=1), places.lat[at], places.lon[at])


def _numbered(component: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Components renumbered in the order of their first rows."""
    first = np.full(int(component.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, component, row)
    number = np.empty(len(first), np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return np.asarray(number[component])
