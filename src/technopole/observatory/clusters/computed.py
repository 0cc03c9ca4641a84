"""Clusters computed from the lake, as they were precomputed: variants of the parameters, and the clusters of one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast

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
class Summary:
    """What is told of a variant beside others."""

    count: int
    own: int | None
    """The number of the cluster that the centre's place lies in, or next to."""
    own_rank: int | None
    first: Mapping[str, Any] | None
    """The first of its clusters: its name, and where it lies."""
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Variant:
    """The result of one choice of parameters."""

    row: Analysis
    """Without its result."""
    text: str = field(repr=False, compare=False)
    """The result, as it is stored."""
    summary: Summary
    place: Mapping[str, str] = field(default_factory=dict)
    """What the centre's place is called."""
    populations: Populations = field(default_factory=Populations, compare=False)

    @property
    def scope(self) -> str:
        return self.row.scope

    @property
    def own(self) -> int | None:
        """The number of the cluster that the centre's place lies in, or next to."""
        return self.summary.own

    @property
    def first(self) -> Mapping[str, str]:
        """What the first of its clusters is called; empty where it has none."""
        return self._name(self.summary.first, 1) if self.summary.first else {}

    @cached_property
    def result(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.text)
        return read

    @cached_property
    def clusters(self) -> list[dict[str, Any]]:
        """In the order of their ranks, each with its `number` in it (ranks may be shared), and its `inhabitants` where
        they are known."""
        found = self.result.get("clusters") or []
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
        stated = {**self.row.parameters, **self.summary.parameters}
        return {name: value for name, value in stated.items() if name != MADE_WITH}

    def cluster(self, number: int | None) -> dict[str, Any] | None:
        return self.clusters[number - 1] if number and number <= len(self.clusters) else None


def variants() -> list[Variant]:
    """All that were computed, in the order of their scopes. Cost: two queries, and those of `Populations`.

    A result may be a megabyte of JSON: what is told of all of them is remembered, and only the one whose clusters are
    asked for is read.
    """
    stored = Analysis.objects.filter(name=NAME).order_by("scope").defer("result")
    rows = list(stored.annotate(text=Cast("result", TextField())))
    keys = {str(row.parameters.get(MADE_WITH, {}).get("place") or "") for row in rows} - {""}
    terms = {term.key: term for term in Term.objects.filter(vocabulary="place", key__in=keys)}
    found = []
    populations = {synthetic: Populations(synthetic) for synthetic in (False, True)}
    for row in rows:
        here = terms.get(str(row.parameters.get(MADE_WITH, {}).get("place") or ""))
        called = in_both(here, "name") if here else {}
        at = (here.latitude, here.longitude) if here else (None, None)
        found.append(Variant(row, row.text, _summary(row.text, *at), called, populations[row.synthetic]))
    return found


def chosen(found: Sequence[Variant], scope: str) -> Variant | None:
    """The variant asked for; else the first."""
    return next((each for each in found if each.scope == scope), None) or (found[0] if found else None)


@lru_cache(maxsize=8)
def _summary(text: str, latitude: float | None, longitude: float | None) -> Summary:
    """Of a result as it is stored, and of where the centre's place lies."""
    result = json.loads(text)
    clusters = result.get("clusters") or []
    own = _own(clusters, latitude, longitude)
    first = {name: clusters[0].get(name) for name in ("name", "latitude", "longitude", "places")} if clusters else None
    return Summary(
        len(clusters), own, clusters[own - 1]["rank"] if own else None, first, result.get("parameters") or {}
    )  # fmt: skip


def _own(clusters: Sequence[Mapping[str, Any]], latitude: float | None, longitude: float | None) -> int | None:
    if latitude is None or longitude is None:
        return None
    at = np.array(latitude), np.array(longitude)
    best: tuple[float, int] | None = None
    for number, cluster in enumerate(clusters, start=1):
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
