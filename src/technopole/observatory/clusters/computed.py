"""Clusters computed from the lake, as they were precomputed: variants of the parameters, and the clusters of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from technopole.methods.clusters import distance_km
from technopole.observatory.clusters.inhabitants import Populations
from technopole.observatory.models import Analysis
from technopole.pages.texts import in_both
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
    """The number of the cluster that the centre's place lies in, or next to."""
    place: Mapping[str, str] = field(default_factory=dict)
    """What the centre's place is called."""
    populations: Populations = field(default_factory=Populations, compare=False)

    @property
    def scope(self) -> str:
        return self.row.scope

    @cached_property
    def clusters(self) -> list[dict[str, Any]]:
        """In the order of their ranks, each with its `number` in it (ranks may be shared), and its `inhabitants` where
        they are known."""
        found = self.row.result.get("clusters") or []
        return [
            {
                **each, "number": number, "name": self._name(each, number),
                "inhabitants": self.populations.of(each),
            }
            for number, each in enumerate(found, start=1)
        ]  # fmt: skip

    def _name(self, each: Mapping[str, Any], number: int) -> Mapping[str, str]:
        """Its name; where no city of it is known, that of the centre's place, or else where it lies."""
        if each.get("places"):
            name = each["name"]
            return name if isinstance(name, Mapping) else {"": str(name)}
        return self.place if self.place and number == self.own else {"": f"{each['latitude']:g}, {each['longitude']:g}"}

    @property
    def parameters(self) -> dict[str, Any]:
        """What it was made by, as far as a reader wants to know."""
        stated = {**self.row.parameters, **(self.row.result.get("parameters") or {})}
        return {name: value for name, value in stated.items() if name != MADE_WITH}

    def cluster(self, number: int | None) -> dict[str, Any] | None:
        return self.clusters[number - 1] if number and number <= len(self.clusters) else None


def variants() -> list[Variant]:
    """All that were computed, in the order of their scopes. Cost: two queries, and those of `Populations`."""
    rows = list(Analysis.objects.filter(name=NAME).order_by("scope"))
    keys = {str(row.parameters.get(MADE_WITH, {}).get("place") or "") for row in rows} - {""}
    terms = {term.key: term for term in Term.objects.filter(vocabulary="place", key__in=keys)}
    found = []
    populations = {synthetic: Populations(synthetic) for synthetic in (False, True)}
    for row in rows:
        here = terms.get(str(row.parameters.get(MADE_WITH, {}).get("place") or ""))
        called = in_both(here, "name") if here else {}
        found.append(Variant(row, _own(row, here), called, populations[row.synthetic]))
    return found


def chosen(found: Sequence[Variant], scope: str) -> Variant | None:
    """The variant asked for; else the first."""
    return next((each for each in found if each.scope == scope), None) or (found[0] if found else None)


def _own(row: Analysis, here: Term | None) -> int | None:
    if here is None or here.latitude is None or here.longitude is None:
        return None
    at = np.array(here.latitude), np.array(here.longitude)
    best: tuple[float, int] | None = None
    for number, cluster in enumerate(row.result.get("clusters") or [], start=1):
        lat, lon = np.array(_points(cluster)).T
        away = float(distance_km(*at, lat, lon).min())
        if away <= NEAR_KM and (best is None or away < best[0]):
            best = (away, number)
    return best[1] if best else None


def _points(cluster: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Its middle, and its places where they say where they lie."""
    found = [(float(cluster["latitude"]), float(cluster["longitude"]))]
    for place in cluster.get("places") or []:
        if isinstance(place, Mapping) and place.get("latitude") is not None:
            found.append((float(place["latitude"]), float(place["longitude"])))
    return found


def features(variant: Variant) -> list[dict[str, Any]]:
    """As features of GeoJSON: the outline of each cluster (its middle where there is none) with its figures."""
    told = ("rank", "name", "weight", "publications", "patents", "share_publications", "share_patents")
    return [
        {
            "type": "Feature",
            "properties": {name: cluster.get(name) for name in told},
            "geometry": cluster.get("boundary")
            or {"type": "Point", "coordinates": [cluster["longitude"], cluster["latitude"]]},
        }
        for cluster in variant.clusters
    ]
