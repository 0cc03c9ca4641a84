"""The outlines of clusters as GeoJSON: the convex hull of each one's places on the sphere.

A hull's sides are great circles. Seen from its middle in the gnomonic projection they are straight, so that a hull in
the plane is the hull on the sphere. In GeoJSON a side is straight in degrees instead, so long ones are given points
on the way. Rings run counterclockwise and end where they began; what crosses the antimeridian is cut there, and a
hull around a pole reaches to it along the edge of the map (RFC 7946, sections 3.1.6 and 3.1.9).

Sources: A. M. Andrew, Another efficient algorithm for convex hulls in two dimensions (1979); J. P. Snyder, Map
projections: a working manual (1987), chapter 22.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from technopole.methods.clusters import rings
from technopole.methods.clusters.places import checked
from technopole.methods.clusters.sphere import EARTH_RADIUS_KM, degrees, unit_vectors

Geometry = dict[str, Any]
"""A GeoJSON geometry."""

WIDEST = 80.0
"""Degrees from its middle to which a cluster may reach: a hull is of less than half the Earth."""
CIRCLE = 64
"""Points of the circle around a place."""
_FLAT = 1e-12
"""Twice the area of a triangle, in squares of the hull's size, under which its corners are on one line."""


def outline(lat: np.ndarray, lon: np.ndarray, *, buffer_km: float = 0.0) -> Geometry | None:
    """The convex hull of places in degrees as a GeoJSON geometry, longitude first.

    Without a buffer one place is a Point and places on one great circle are a LineString. With a buffer all that lies
    within `buffer_km` of the hull belongs to it, circles being drawn with 64 corners on them, and any number of places
    is a Polygon. What crosses the antimeridian is a MultiPolygon or a MultiLineString. None stands for places that no
    hull holds: they reach farther than 80° from their middle, or there are none.

    Raises `ValueError` for places that are not on the Earth, and a buffer below 0 or above 1,000 km.
    Cost: n log n.
    """
    north, east, _ = checked(lat, lon)
    if not 0.0 <= buffer_km <= 1000.0:
        raise ValueError(f"a buffer of {buffer_km} km: it must be from 0 to 1,000")
    corners = hull(unit_vectors(north, east)) if len(north) else None
    if corners is None:
        return None
    if buffer_km:
        corners = hull(_circles(corners, buffer_km / EARTH_RADIUS_KM))
        if corners is None:
            return None
    if corners.shape[1] == 1:
        at, along = degrees(corners)
        return {"type": "Point", "coordinates": [float(along[0]), float(at[0])]}
    return rings.line(corners) if corners.shape[1] == 2 else rings.polygon(corners)


def features(
    lat: np.ndarray, lon: np.ndarray, cluster: np.ndarray, weight: np.ndarray | None = None, *, buffer_km: float = 0.0
) -> Geometry:
    """A GeoJSON FeatureCollection with one feature for each cluster: its outline, number, points, places and weight.

    Points of cluster -1 are left out. Raises `ValueError` as `outline`. Cost: n log n.
    """
    north, east, heavy = checked(lat, lon, weight)
    numbers = np.asarray(cluster, np.int64)
    if numbers.shape != north.shape:
        raise ValueError(f"{numbers.shape} clusters for {north.shape} points")
    order = np.argsort(numbers, kind="stable")
    order = order[numbers[order] >= 0]
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    found = []
    for rows in np.split(order, starts[1:]) if len(order) else []:
        places = np.unique(np.stack([north[rows], east[rows]]), axis=1)
        found.append({
            "type": "Feature",
            "geometry": outline(places[0], places[1], buffer_km=buffer_km),
            "properties": {
                "cluster": int(numbers[rows[0]]), "points": len(rows), "places": places.shape[1],
                "weight": math.fsum(heavy[rows].tolist()),
            },
        })  # fmt: skip
    return {"type": "FeatureCollection", "features": found}


def hull(vectors: np.ndarray) -> np.ndarray | None:
    """The corners of the convex hull of (3, n) unit vectors, n at least 1: (3, corners), counterclockwise.

    One corner for places that are all the same, two for places on one great circle. None where they reach farther
    than `WIDEST` from their middle.
    """
    middle = vectors.sum(axis=1)
    length = float(np.sqrt(middle @ middle))
    if length < 1e-9 * vectors.shape[1]:
        return None
    middle = middle / length
    height = middle @ vectors
    if height.min() < math.cos(math.radians(WIDEST)):
        return None
    east = np.cross([0.0, 0.0, 1.0] if abs(middle[2]) < 0.9 else [1.0, 0.0, 0.0], middle)
    east /= np.sqrt(east @ east)
    north = np.cross(middle, east)
    return vectors[:, _flat_hull((east @ vectors) / height, (north @ vectors) / height)]


def _flat_hull(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Which points are corners of the hull in the plane, counterclockwise: the monotone chain."""
    size = max(float(np.ptp(x)), float(np.ptp(y)))
    if size == 0.0:
        return np.zeros(1, np.int64)
    some = _outer(x, y)
    some = some[np.lexsort((y[some], x[some]))]
    chain = [(float(a), float(b), int(at)) for a, b, at in zip(x[some], y[some], some, strict=True)]
    least = _FLAT * size * size
    lower, upper = _half(chain, least), _half(chain[::-1], least)
    return np.array([at for _, _, at in lower[:-1] + upper[:-1]])


def _half(chain: list[tuple[float, float, int]], least: float) -> list[tuple[float, float, int]]:
    kept: list[tuple[float, float, int]] = []
    for point in chain:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= least:
            kept.pop()
        kept.append(point)
    return kept


def _turn(a: tuple[float, float, int], b: tuple[float, float, int], c: tuple[float, float, int]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _outer(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The points that may be corners: what lies inside the extremes of 16 directions cannot (Akl and Toussaint)."""
    if len(x) < 200:
        return np.arange(len(x))
    ways = np.arange(16) * (2.0 * np.pi / 16)
    corners = list(dict.fromkeys(int(np.argmax(x * math.cos(way) + y * math.sin(way))) for way in ways))
    inside = np.full(len(x), len(corners) > 2)
    for here, there in zip(corners, corners[1:] + corners[:1], strict=True):
        inside &= (x[there] - x[here]) * (y - y[here]) - (y[there] - y[here]) * (x - x[here]) > 0.0
    return np.flatnonzero(~inside)


def _circles(corners: np.ndarray, wide: float) -> np.ndarray:
    """(3, corners × CIRCLE) the points of circles around unit vectors, `wide` radians away."""
    aside = np.where(np.abs(corners[2]) < 0.9, np.array([[0.0], [0.0], [1.0]]), np.array([[1.0], [0.0], [0.0]]))
    east = np.cross(aside, corners, axis=0)
    east /= np.sqrt((east * east).sum(axis=0))
    north = np.cross(corners, east, axis=0)
    ways = np.arange(CIRCLE) * (2.0 * np.pi / CIRCLE)
    around = np.cos(ways) * east[:, :, None] + np.sin(ways) * north[:, :, None]
    return np.asarray((math.cos(wide) * corners[:, :, None] + math.sin(wide) * around).reshape(3, -1))
