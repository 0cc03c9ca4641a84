"""Unique places from points: what lies at the same latitude and longitude is one place, its weights summed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from technopole.methods.clusters import curve
from technopole.methods.clusters.sphere import unit_vectors
from technopole.methods.clusters.weights import Weights


@dataclass(frozen=True)
class Places:
    """Unique places in the order of the curve."""

    lat: np.ndarray
    lon: np.ndarray
    """Degrees, from -180 to less than 180; 0 at the poles."""
    vectors: np.ndarray
    """(3, places) on the unit sphere."""
    weights: Weights
    first_row: np.ndarray
    """The first point that lies there."""
    of_row: np.ndarray
    """For each point its place."""

    def __len__(self) -> int:
        return len(self.lat)


def checked(
    lat: np.ndarray, lon: np.ndarray, weight: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Latitude -90 to 90, longitude -180 to 360 and weight 0 or more (1 each, if none), as float64 of one length.

    Raises `ValueError` naming the first that is wrong.
    """
    north, east = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
    heavy = np.ones(north.shape) if weight is None else np.asarray(weight, np.float64)
    if north.ndim != 1 or not north.shape == east.shape == heavy.shape:
        raise ValueError(f"latitudes {north.shape}, longitudes {east.shape} and weights {heavy.shape}: not one of each")
    for values, name, least, most in (
        (north, "latitude", -90.0, 90.0), (east, "longitude", -180.0, 360.0), (heavy, "weight", 0.0, np.inf),
    ):  # fmt: skip
        wrong = ~(np.isfinite(values) & (values >= least) & (values <= most))
        if wrong.any():
            row = int(wrong.argmax())
            bounds = f"from {least:g} to {most:g}" if most < np.inf else f"finite and {least:g} or more"
            raise ValueError(f"row {row}: a {name} of {values[row]}; it must be {bounds}")
    return north, east, heavy


def unique(lat: np.ndarray, lon: np.ndarray, weight: np.ndarray | None = None) -> Places:
    """The places of n points. Raises `ValueError` as `checked`. Cost: n log n (a sort), about 1 µs a point.

    Longitudes count around the circle (190 is -170), and at a pole they say nothing.
    """
    north, east, heavy = checked(lat, lon, weight)
    pole = np.abs(north) == 90.0
    around = np.where(east >= 180.0, east - 360.0, east)
    north, east = north + 0.0, np.where(pole, 0.0, around) + 0.0  # -0.0 + 0.0 is 0.0
    vectors = unit_vectors(north, east)
    order = _order(curve.keys(vectors), north, east)
    north, east = north[order], east[order]
    new = np.ones(len(order), bool)
    new[1:] = (north[1:] != north[:-1]) | (east[1:] != east[:-1])
    starts = np.flatnonzero(new)
    of_row = np.empty(len(order), np.int64)
    of_row[order] = np.cumsum(new) - 1
    weights = Weights.of(heavy).take(order)
    return Places(
        lat=north[starts],
        lon=east[starts],
        vectors=np.ascontiguousarray(vectors[:, order[starts]]),
        weights=weights.grouped(starts) if len(starts) else weights,
        first_row=order[starts],  # the first of a place is its lowest row
        of_row=of_row,
    )


def _order(key: np.ndarray, north: np.ndarray, east: np.ndarray) -> np.ndarray:
    """By key, latitude and longitude, equal ones as they come: only what shares a key is compared by degrees."""
    order = np.argsort(key)  # not stable, and several times as fast
    key = key[order]
    same = np.zeros(len(key) + 1, bool)
    same[1:-1] = key[1:] == key[:-1]
    shared = np.flatnonzero(same[1:] | same[:-1])
    some = order[shared]
    order[shared] = some[np.lexsort((some, east[some], north[some], key[shared]))]
    return order
