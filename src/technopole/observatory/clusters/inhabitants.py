"""How many people live where a computed cluster lies, for what it puts out per inhabitant.

A cluster is drawn whatever the administrative borders, and its own inhabitants nobody counts. Where all who are listed
in it are of cities in one place of the centre, that place's inhabitants are known from the observations of the
indicator `population`, with their source; anywhere else they are not known, and nothing is guessed. They are those of
the whole place: a cluster that is a part of it is still divided by all, and so is each of several.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from technopole.methods.clusters.ranking import intensity
from technopole.observatory import queries
from technopole.observatory.analyses.gii_clusters import TOLD
from technopole.observatory.models import Indicator
from technopole.observatory.outlooks import ESTABLISHED
from technopole.observatory.patents.parties import Known
from technopole.pages.texts import in_both
from technopole.registry.models import Term

INDICATOR = "population"
PER = {"publications": 1_000_000, "patents": 10_000}
"""Inhabitants that an output is told for."""
_ROUNDED = 0.01
"""Weights are told to two digits."""


@dataclass(frozen=True)
class Inhabitants:
    """Of a place, as a source has them."""

    place: Mapping[str, str] = field(hash=False)
    """What it is called."""
    number: int
    period: str
    source: str

    def per(self, measure: str, output: float) -> float:
        """Publications for each million inhabitants, patents for each ten thousand."""
        return float(intensity([output], [self.number])[0]) * PER[measure] / 1_000_000


class Populations:
    """The inhabitants of the centre's places. Read when first asked for: some six queries, however many clusters."""

    def __init__(self, synthetic: bool = False) -> None:
        self._synthetic = synthetic

    def of(self, cluster: Mapping[str, Any]) -> Inhabitants | None:
        """Of the one place that the cluster lies in; None where it lies in none or several, or that is not known."""
        told = [each for each in cluster.get("places") or [] if isinstance(each, Mapping)]
        # a list as long as this may leave cities out
        if not told or len(told) >= TOLD or not self._known:
            return None
        listed = sum(float(each.get("weight") or 0.0) for each in told)
        if listed + _ROUNDED * (len(told) + 1) < float(cluster.get("weight") or 0.0):  # some are of no known city
            return None
        lying = {self._place_of(each) for each in told}
        return self._known.get(lying.pop()) if len(lying) == 1 else None

    def _place_of(self, city: Mapping[str, Any]) -> str:
        name = city.get("name")
        text = name.get("en", "") if isinstance(name, Mapping) else str(name or "")
        return self._places.place(city.get("country") or "", "", text, city.get("latitude"), city.get("longitude"))

    @cached_property
    def _places(self) -> Known:
        return Known(resolves=False)

    @cached_property
    def _known(self) -> dict[str, Inhabitants]:
        indicator = Indicator.objects.filter(key=INDICATOR).first()
        if indicator is None:
            return {}
        terms = {term.key: term for term in Term.objects.filter(vocabulary="place")}
        found = {}
        for place, standing in queries.everywhere(indicator).items():
            points = [
                point for point in standing.points
                if point.headline.status in ESTABLISHED and point.headline.synthetic is self._synthetic
                and point.value >= 1
            ]  # fmt: skip
            if points:
                last = points[-1].headline
                name = in_both(terms[place], "name") if place in terms else {"": place}
                source = str(last.sources[0]) if last.sources else ""
                found[place] = Inhabitants(name, int(points[-1].value), last.period, source)
        return found
