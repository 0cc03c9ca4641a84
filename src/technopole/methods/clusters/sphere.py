"""Distances on the sphere: exact at every range, and cheap to compare with a radius.

Places are compared by the chord between them, straight through the Earth: d = 2 sin(angle / 2) grows with the angle
up to the antipode, so that `angle <= radius` and `chord <= 2 sin(radius / 2)` say the same. Chords of unit vectors are
exact to some 1e-15 (10 nm on the ground); what lies nearer to the radius than that is decided by the haversine formula
on the differences of the degrees (R. W. Sinnott, Virtues of the haversine, Sky and Telescope 68, 1984), taken to both
the place and its antipode, so that it is exact for long distances too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth in km (R1 of the International Union of Geodesy and Geophysics; GRS 80)."""
LEAST_RADIUS_KM = 1e-6
"""A millimetre. Degrees of an address say no more, and below it rounding would."""
ROUNDING = 4e-15
"""How far the chord of two unit vectors may be from that of their degrees: a few roundings of numbers up to one."""
SLACK = 1e-14
"""The same for bounds that add three such chords."""


def unit_vectors(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """(3, n) the points of the unit sphere at n latitudes and longitudes in degrees."""
    north, east = np.radians(lat), np.radians(lon)
    across = np.cos(north)
    return np.stack([across * np.cos(east), across * np.sin(east), np.sin(north)])


def degrees(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Latitudes and longitudes (-180 to 180) of (3, n) vectors of any length."""
    x, y, z = vectors
    return np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def angle(lat: np.ndarray, lon: np.ndarray, other_lat: np.ndarray, other_lon: np.ndarray) -> np.ndarray:
    """The great-circle angle between places in degrees, in radians: right to some units of the last place at any range.

    It is the same in both directions, to the bit.
    """
    east = lon - other_lon
    half_east = np.radians(east - 360.0 * np.rint(east / 360.0)) / 2.0
    across = np.cos(np.radians(lat)) * np.cos(np.radians(other_lat))
    near = np.sin(np.radians(lat - other_lat) / 2.0) ** 2 + across * np.sin(half_east) ** 2
    far = np.sin(np.radians(lat + other_lat) / 2.0) ** 2 + across * np.cos(half_east) ** 2
    return np.asarray(2.0 * np.arctan2(np.sqrt(near), np.sqrt(far)))


def distance_km(lat: np.ndarray, lon: np.ndarray, other_lat: np.ndarray, other_lon: np.ndarray) -> np.ndarray:
    """Great-circle distances in km between places in degrees."""
    return np.asarray(EARTH_RADIUS_KM * angle(lat, lon, other_lat, other_lon))


@dataclass(frozen=True)
class Reach:
    """A radius as chords: what is surely within it, what surely is not, and the exact word on what lies between."""

    radius_km: float
    surely: float
    """Squared chord up to which two points are within the radius."""
    perhaps: float
    """Squared chord beyond which they are not."""
    inner: float
    outer: float
    """Chords for bounds of whole groups: up to `inner` all are within, beyond `outer` none is."""

    @classmethod
    def of(cls, radius_km: float) -> Reach:
        """Raises `ValueError` for what is no radius."""
        if not (math.isfinite(radius_km) and radius_km >= LEAST_RADIUS_KM):
            raise ValueError(f"a radius of {radius_km} km: it must be a millimetre (0.000001 km) or more")
        wide = radius_km / EARTH_RADIUS_KM
        chord = 2.0 * math.sin(wide / 2.0) if wide < math.pi else 100.0  # beyond the antipode there is nothing
        near, far = max(0.0, chord - ROUNDING), chord + ROUNDING
        return cls(radius_km, near * near, far * far, chord - SLACK, chord + SLACK)

    def holds(self, lat: np.ndarray, lon: np.ndarray, other_lat: np.ndarray, other_lon: np.ndarray) -> np.ndarray:
        """Whether places are within the radius, to the last place of their degrees."""
        return np.asarray(distance_km(lat, lon, other_lat, other_lon) <= self.radius_km)
