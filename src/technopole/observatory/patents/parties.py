"""Which organisation of the register an inventor's or applicant's is, and which of the centre's places lies there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from technopole.core.models import Change
from technopole.methods.clusters import distance_km
from technopole.observatory import queries
from technopole.registry import regions, resolving, resolving_apart, vocabulary
from technopole.registry.models import Organisation, Term

PROFILE = "precise"
_AT_ONCE = 1000

NEAR_KM = 100.0
"""Abroad a name alone does not tell a place (Boston is in England, too): the person must be as near as this."""

Address = tuple[str, str, str, str, float | None, float | None]
"""Organisation, country, region, city, latitude and longitude, as the file says them."""
AT_HOME = ("", "CN", "HK", "MO", "TW")


class Known:
    """What names and places mean, remembered: the same address is asked for once. Without `resolves`, places only."""

    def __init__(self, resolves: bool = True) -> None:
        self._asked = resolves and Organisation.objects.exists()
        if self._asked and not resolving.is_current():
            resolving_apart.refresh()
        self._countries = {code: texts.get("en", code) for code, texts in vocabulary.countries().items()}
        self._places, self._points = _places()
        self._organisation: dict[tuple[str, str, str], str] = {}
        self._place: dict[tuple[str, str, str], str] = {}

    def of(self, addresses: Sequence[Address]) -> list[tuple[str, str]]:
        """(uid in the register or "", key of the centre's place or "") of each. A millisecond for each new name."""
        new = {(name, country, city) for name, country, _, city, *_ in addresses if name} - self._organisation.keys()
        self._resolve(new)
        return [
            (self._organisation.get((name, country, city), ""), self.place(country, region, city, latitude, longitude))
            for name, country, region, city, latitude, longitude in addresses
        ]

    def place(self, country: str, region: str, city: str, latitude: float | None, longitude: float | None) -> str:
        """The centre's place that a city or region is, or a district of it is in; "" where it is none."""
        key = (country, region, city)
        if key not in self._place:
            self._place[key] = self._named(country, region, city)
        found = self._place[key]
        if not found or country in AT_HOME:
            return found
        there = self._points.get(found)
        if there is None or latitude is None or longitude is None:
            return ""
        away = distance_km(*(np.array(each) for each in (latitude, longitude, *there)))
        return found if float(away) <= NEAR_KM else ""

    def _named(self, country: str, region: str, city: str) -> str:
        for text in filter(None, (city, region)):
            named = regions.place(country, text) if country else regions.named(text)
            if named is not None and (place := self._places.get(named.code)):
                return place
        return ""

    def _resolve(self, new: set[tuple[str, str, str]]) -> None:
        if not self._asked:
            return
        asked = sorted(new)
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            texts = [
                ", ".join(part for part in (name, city, self._countries.get(country, country)) if part)
                for name, country, city in some
            ]
            for address, found in zip(some, resolving_apart.resolve(texts, PROFILE), strict=True):
                self._organisation[address] = found[0].uid if found else ""


def stamp() -> int:
    """Changes whenever organisations of the register do."""
    last = Change.objects.filter(kind="organisation").order_by("-id").values_list("id", flat=True).first()
    return last or 0


def own_place() -> str:
    """The centre's own place: the one that most of its indicators are about, else the first of its table, if that
    has an order."""
    if found := queries.own_place():
        return found
    terms = list(Term.objects.filter(vocabulary="place").exclude(kind="country")[:2])
    ordered = len(terms) == 1 or (len(terms) == 2 and terms[0].position < terms[1].position)
    return terms[0].key if ordered else ""


def _places() -> tuple[Mapping[str, str], Mapping[str, tuple[float, float]]]:
    """{code of a province, city or district: key of the centre's place that it is, or lies in}, and where places lie.

    A place that is no country stands for itself; one that bears a province's name is the province. The districts are
    those of the centre's own place.
    """
    found: dict[str, str] = {}
    places = list(Term.objects.filter(vocabulary="place").exclude(kind="country"))
    for term in places:
        found[f"place:{term.key}"] = term.key
        for code, texts in vocabulary.provinces().items():
            if {term.name_en, term.name_zh} & set(texts.values()):
                found[code] = term.key
    home = own_place()
    for key in Term.objects.filter(vocabulary="district").values_list("key", flat=True) if home else ():
        found[f"district:{key}"] = home
    points = {
        term.key: (term.latitude, term.longitude)
        for term in places
        if term.latitude is not None and term.longitude is not None
    }
    return found, points
