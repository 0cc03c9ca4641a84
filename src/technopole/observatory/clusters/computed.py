"""Clusters computed from the lake, as they were precomputed: variants of the parameters, and the clusters of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from technopole.methods.clusters import distance_km
from technopole.observatory.models import Analysis
from technopole.registry.models import Term

NAME = "clusters"
NEAR_KM = 50.0
"""The centre's place belongs to the cluster that has a point as near as this."""
MADE_WITH = "made_with"


@dataclass(frozen=True)
class Variant:
    """The result of one choice of parameters."""

    row: Analysis
    own: int | None
    """The rank of the cluster that the centre's place lies in, or next to."""

    @property
    def scope(self) -> str:
        return self.row.scope

    @property
    def clusters(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.row.result.get("clusters") or []
        return found

    @property
    def parameters(self) -> dict[str, Any]:
        """What it was made by, as far as a reader wants to know."""
        stated = {**self.row.parameters, **(self.row.result.get("parameters") or {})}
        return {name: value for name, value in stated.items() if name != MADE_WITH}

    def cluster(self, rank: int) -> dict[str, Any] | None:
        return next((each for each in self.clusters if each["rank"] == rank), None)


def variants() -> list[Variant]:
    """All that were computed, in the order of their scopes. Cost: two queries."""
    rows = list(Analysis.objects.filter(name=NAME).order_by("scope"))
    keys = {str(row.parameters.get(MADE_WITH, {}).get("place") or "") for row in rows} - {""}
    places = {
        term.key: (term.latitude, term.longitude)
        for term in Term.objects.filter(vocabulary="place", key__in=keys)
        if term.latitude is not None and term.longitude is not None
    }
    return [Variant(row, _own(row, places)) for row in rows]


def chosen(found: Sequence[Variant], scope: str) -> Variant | None:
    """The variant asked for; else the first."""
    return next((each for each in found if each.scope == scope), None) or (found[0] if found else None)


def _own(row: Analysis, places: Mapping[str, tuple[float, float]]) -> int | None:
    here = places.get(str(row.parameters.get(MADE_WITH, {}).get("place") or ""))
    if here is None:
        return None
    best: tuple[float, int] | None = None
    for cluster in row.result.get("clusters") or []:
        lat, lon = np.array(_points(cluster)).T
        away = float(distance_km(np.array(here[0]), np.array(here[1]), lat, lon).min())
        if away <= NEAR_KM and (best is None or away < best[0]):
            best = (away, int(cluster["rank"]))
    return best[1] if best else None


def _points(cluster: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Its middle, and its places where they say where they lie."""
    found = [(float(cluster["latitude"]), float(cluster["longitude"]))]
    for place in cluster.get("places") or []:
        if isinstance(place, Mapping) and place.get("latitude") is not None:
            found.append((float(place["latitude"]), float(place["longitude"])))
    return found


def features(variant: Variant) -> dict[str, Any]:
    """GeoJSON: the outline of each cluster (its middle where there is none) with its figures."""
    told = ("rank", "name", "weight", "publications", "patents", "share_publications", "share_patents")
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {name: cluster.get(name) for name in told},
                "geometry": cluster.get("boundary")
                or {"type": "Point", "coordinates": [cluster["longitude"], cluster["latitude"]]},
            }
            for cluster in variant.clusters
        ],
    }
