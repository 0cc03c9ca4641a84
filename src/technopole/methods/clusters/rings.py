"""Rings and lines of great circles as GeoJSON: points on the way, and cuts at the antimeridian."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from technopole.methods.clusters.sphere import EARTH_RADIUS_KM

STEP_KM = 25.0
"""The longest side without a point on the way: straight in degrees, it then leaves the great circle by some 20 m."""
_POLE = 1e-12

Position = list[float]
"""Longitude and latitude in degrees."""
Clip = Callable[[list[Position], float, float], list[list[Position]]]


def polygon(corners: np.ndarray) -> dict[str, Any]:
    """The ring through (3, n) unit vectors, counterclockwise, at least three, as a Polygon or MultiPolygon."""
    ring = _positions(np.concatenate([corners, corners[:, :1]], axis=1))
    around = ring[-1][0] - ring[0][0]
    if abs(around) > 180.0:  # the pole is inside: the map's edge leads there and back
        pole = math.copysign(90.0, around)
        ring = _from_antimeridian(ring, around)
        ring += [[ring[-1][0], pole], [ring[0][0], pole], ring[0]]
    pieces = _cut(ring, _clipped)
    polygons = [[_closed(piece)] for piece in pieces]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def line(ends: np.ndarray) -> dict[str, Any]:
    """The shorter great circle between two unit vectors (3, 2), as a LineString or MultiLineString."""
    pieces = _cut(_positions(ends), _clipped_line)
    if len(pieces) == 1:
        return {"type": "LineString", "coordinates": pieces[0]}
    return {"type": "MultiLineString", "coordinates": pieces}


def _positions(vectors: np.ndarray) -> list[Position]:
    """Longitudes that go on beyond 180° rather than jump, and latitudes, with points on the way and on the 180th
    meridian."""
    path: list[Position] = []
    for start in range(vectors.shape[1] - 1):
        for vector in _arc(vectors[:, start], vectors[:, start + 1]):
            _append(path, vector)
    _append(path, vectors[:, -1])
    if math.isnan(path[0][0]):  # the first is a pole: it is seen from where the path goes
        path[0][0] = path[1][0]
    found = [path[0]]
    for at, (lon, lat) in enumerate(path[1:], 1):
        before = found[-1][0]
        if math.isnan(lon):  # a pole within: it is passed from the meridian that leads to it to the one that leads on
            found.append([before, lat])
            if at + 1 < len(path):
                found.append([_nearest_turn(path[at + 1][0], before), lat])
            continue
        found.append([_nearest_turn(lon, before), lat])
    return found


def _append(path: list[Position], vector: np.ndarray) -> None:
    x, y, z = (float(each) for each in vector)
    across = math.hypot(x, y)
    if across < _POLE:
        path.append([math.nan, math.copysign(90.0, z)])
    else:
        path.append([math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, across))])


def _nearest_turn(lon: float, before: float) -> float:
    """The longitude in the turn of the circle that is nearest to the one before."""
    return lon - 360.0 * round((lon - before) / 360.0)


def _arc(one: np.ndarray, other: np.ndarray) -> list[np.ndarray]:
    """Points from one to the other, the last left out; one of them exactly on the 180th meridian if it is crossed."""
    chord = float(np.sqrt(((one - other) ** 2).sum()))
    wide = 2.0 * math.asin(min(1.0, chord / 2.0))
    parts = max(1, math.ceil(wide * EARTH_RADIUS_KM / STEP_KM))
    shares = np.arange(parts) / parts
    if parts > 1:
        before, after = np.sin((1.0 - shares) * wide), np.sin(shares * wide)
        points = (before[:, None] * one + after[:, None] * other) / math.sin(wide)
    else:
        points = one[None]
    found: list[np.ndarray] = []
    ways = [*points, other]
    for here, there in zip(ways, ways[1:], strict=False):
        found.append(here)
        if here[1] * there[1] < 0.0:
            share = here[1] / (here[1] - there[1])
            crossing = here + share * (there - here)
            if crossing[0] < _POLE:  # behind: the 180th meridian, or a pole
                found.append(np.array([min(float(crossing[0]), 0.0), 0.0, float(crossing[2])]))
    return found


def _from_antimeridian(ring: list[Position], around: float) -> list[Position]:
    """A ring around a pole, begun where it crosses the 180th meridian."""
    at = next(place for place, (lon, _) in enumerate(ring) if abs(_nearest_turn(lon, 180.0) - 180.0) < 1e-9)
    turned = ring[at:-1] + [[lon + around, lat] for lon, lat in ring[: at + 1]]
    start = math.copysign(-180.0, around)
    shift = start - turned[0][0]
    return [[lon + shift, lat] for lon, lat in turned]


def _cut(path: list[Position], clip: Clip) -> list[list[Position]]:
    """The parts of a path in each turn of the circle, put back to -180 … 180."""
    least, most = min(lon for lon, _ in path), max(lon for lon, _ in path)
    found = []
    for turn in range(math.floor((least + 180.0) / 360.0), math.floor((most + 180.0) / 360.0) + 1):
        west = 360.0 * turn - 180.0
        if most <= west and least < west:
            continue  # it only touches the meridian
        for part in clip(path, west, west + 360.0):
            found.append([[min(180.0, max(-180.0, lon - 360.0 * turn)), lat] for lon, lat in part])
    return found


def _clipped(ring: list[Position], west: float, east: float) -> list[list[Position]]:
    """The part of a closed ring between two meridians. I. E. Sutherland and G. W. Hodgman, Reentrant polygon clipping
    (1974); where a side crosses, the ring has a point already, unless the side runs along the pole."""
    part = ring
    for side, limit in ((1.0, west), (-1.0, east)):
        kept: list[Position] = []
        for here, there in zip(part, part[1:] + part[:1], strict=True):
            inside, next_inside = side * (here[0] - limit) >= -1e-9, side * (there[0] - limit) >= -1e-9
            if inside:
                kept.append(here)
            if inside != next_inside and abs(here[0] - limit) > 1e-9 and abs(there[0] - limit) > 1e-9:
                share = (limit - here[0]) / (there[0] - here[0])
                kept.append([limit, here[1] + share * (there[1] - here[1])])
        part = kept
    flat = len(part) < 3 or max(lon for lon, _ in part) - min(lon for lon, _ in part) < 1e-9
    return [] if flat else [part]


def _clipped_line(path: list[Position], west: float, east: float) -> list[list[Position]]:
    part = [each for each in path if west - 1e-9 <= each[0] <= east + 1e-9]
    return [part] if len(part) > 1 else []


def _closed(ring: list[Position]) -> list[Position]:
    """Without repeated points, ending where it began."""
    kept = [point for point, after in zip(ring, ring[1:] + ring[:1], strict=True) if point != after]
    return [*kept, kept[0]]
