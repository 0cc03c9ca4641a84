"""From places with people listed to ranked clusters as a page shows them: arrays in, a JSON document out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from technopole.methods import clusters

DIGITS = 2
"""Of the degrees of a place: about a kilometre."""
SCALE = 10**DIGITS
LOWER = (4500.0, 1500.0, 500.0, 150.0, 50.0, 15.0, 5.0)
ENOUGH = 5
"""The minimum is the highest of `LOWER` by which so many clusters are found."""
MOST = 200
"""Clusters of a result."""
BUFFER_KM = 3.0
"""What belongs to the outline around its places: they are rounded, and people live around them."""
DECIMALS = 3


@dataclass(frozen=True)
class Choice:
    """What clusters are found by."""

    radius_km: float
    min_weight: float

    @property
    def scope(self) -> str:
        return f"{self.radius_km:g} km, {self.min_weight:g}"


@dataclass(frozen=True)
class Places:
    """Unique places, rounded, with who is listed there and what they put out."""

    north: np.ndarray
    east: np.ndarray
    """Degrees in units of 10 ** -DIGITS."""
    weight: np.ndarray
    output: Mapping[str, np.ndarray]
    """Publications and patents, divided among their authors and inventors; only those that were counted at all."""
    by_town: float = 0.0
    """How many of those listed are known to be in a city, but not where in it."""

    @property
    def lat(self) -> np.ndarray:
        return np.asarray(self.north / SCALE)

    @property
    def lon(self) -> np.ndarray:
        return np.asarray(self.east / SCALE)


def variants(chosen: Choice) -> list[tuple[Choice, str]]:
    """The choice itself, without a scope, and its neighbours."""
    others = [
        replace(chosen, radius_km=chosen.radius_km - 5.0), replace(chosen, radius_km=chosen.radius_km + 5.0),
        replace(chosen, min_weight=chosen.min_weight / 2.0), replace(chosen, min_weight=chosen.min_weight * 2.0),
    ]  # fmt: skip
    return [(chosen, ""), *((other, other.scope) for other in others)]


def lowered(places: Places, radius_km: float) -> float:
    """The highest minimum by which there are clusters enough; the lowest, where none is low enough."""
    for minimum in LOWER:
        if clusters.dbscan(
            places.lat, places.lon, places.weight, radius_km=radius_km, min_weight=minimum
        ).count >= ENOUGH:  # fmt: skip
            return minimum
    return LOWER[-1]


def ranked(
    places: Places, totals: Mapping[str, float], choice: Choice
) -> tuple[dict[str, Any], tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(the result without what is told of each cluster, (norths, easts, cluster) of the places inside, by rank from 0).

    `totals` are all publications and patents that were counted, wherever they are. Cost: that of `clusters.dbscan`.
    """
    found = clusters.dbscan(
        places.lat, places.lon, places.weight, radius_km=choice.radius_km, min_weight=choice.min_weight
    )
    number = found.cluster
    sums = {
        name: clusters.counting.summed(number, values, found.count)
        for name, values in {"weight": places.weight, **places.output}.items()
    }
    # a sum of rounded shares may pass its whole by a hair
    world = {name: max(totals[name], float(sums[name].sum())) for name in places.output}
    ranking = clusters.ranked({name: sums[name] for name in places.output}, world) if found.count and world else None
    score, shared = (ranking.score, ranking.shares) if ranking else (np.zeros(found.count), {})
    order = np.lexsort((np.arange(found.count), -sums["weight"], -score))[:MOST]
    place_in = np.full(found.count + 1, -1)
    place_in[order] = np.arange(len(order))
    at = place_in[number]
    told = []
    for position, cluster in enumerate(order.tolist()):
        inside = number == cluster
        middle = np.average(
            np.stack([places.lat[inside], _unrolled(places.lon[inside])]), axis=1, weights=places.weight[inside] + 1e-9
        )
        told.append({
            "rank": int(ranking.rank[cluster]) if ranking else position + 1,
            "name": "", "latitude": round(float(middle[0]), DECIMALS),
            "longitude": round(_rolled(float(middle[1])), DECIMALS),
            **{name: round(float(values[cluster]), 2) for name, values in sums.items()},
            **{f"share_{name}": float(f"{shares[cluster]:.4g}") for name, shares in shared.items()},
            "unique_places": int(inside.sum()),
            "boundary": _rounded(
                clusters.outline(places.lat[inside], places.lon[inside], buffer_km=BUFFER_KM)
            ),
        })  # fmt: skip
    outside = number < 0
    noise = {"places": int(outside.sum())} | {
        name: round(float(values[outside].sum()), 2)
        for name, values in {"weight": places.weight, **places.output}.items()
    }
    whole = {
        "clusters": found.count, "places": len(places.weight), "weight": round(float(places.weight.sum()), 2),
        **totals, "by_town": round(places.by_town, 2),
        **{f"located_{name}": round(float(values.sum()), 2) for name, values in places.output.items()},
    }  # fmt: skip
    kept = at >= 0
    return {"clusters": told, "noise": noise, "totals": whole}, (places.north[kept], places.east[kept], at[kept])


def _unrolled(lon: np.ndarray) -> np.ndarray:
    """Longitudes without a jump where a cluster lies across the antimeridian."""
    return np.where(lon < 0.0, lon + 360.0, lon) if len(lon) and np.ptp(lon) > 180.0 else lon


def _rolled(lon: float) -> float:
    return float((lon + 180.0) % 360.0 - 180.0)


def _rounded(geometry: Any) -> Any:
    """A geometry with degrees of five digits, which is a metre."""
    if isinstance(geometry, float):
        return round(geometry, 5)
    if isinstance(geometry, list | tuple):
        return [_rounded(each) for each in geometry]
    if isinstance(geometry, dict):
        return {key: _rounded(each) for key, each in geometry.items()}
    return geometry
