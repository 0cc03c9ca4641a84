"""What the resolver is told of an organisation, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

DISPLAY, LABEL, ALIAS, ACRONYM, FORMER = "display", "label", "alias", "acronym", "former"


class Organisation(NamedTuple):
    """One organisation of the registry. Empty means unknown: partial records are welcome."""

    id: str
    names: Sequence[tuple[str, str, str]]
    """(name, kind, language): kind is one of the constants above, the language may be empty."""
    types: Sequence[str] = ()
    status: str = "active"
    country: str = ""
    """ISO 3166-1 alpha-2."""
    cities: Sequence[str] = ()
    regions: Sequence[str] = ()
    """States and provinces it is in."""
    domains: Sequence[str] = ()
    """Web domains and hosts of web sites, without `www.`."""
    identifiers: Sequence[str] = ()
    """As they would be written in a text: ROR address, GRID id, code."""
    parents: Sequence[str] = ()
    """Ids of the organisations it is part of."""
    partial: bool = False
    """Only names are known; absent is unknown, not none."""
    label: str = ""
    """Another id that the caller wants back with an answer."""


class Found(NamedTuple):
    """One organisation that a text names."""

    organisation_id: str
    probability: float
    """That the organisation belongs to the text's set of organisations; calibrated."""
    matched_name: str
    """The name of the registry that was recognised."""
    start: int
    end: int
    """The characters of the text that name it."""
    evidence: tuple[str, ...]
    """What speaks for it, as short codes."""
    number: int
    """Its number in the table of names."""


def from_ror(record: Mapping[str, Any]) -> Organisation:
    """The organisation that a ROR record of schema v2 describes."""
    names = []
    for name in record["names"]:
        types = name["types"]
        kind = (
            DISPLAY
            if "ror_display" in types
            else LABEL
            if "label" in types
            else ACRONYM
            if "acronym" in types
            else ALIAS
        )
        names.append((name["value"], kind, name.get("lang") or ""))
        if "acronym" in types and kind != ACRONYM:
            names.append((name["value"], ACRONYM, name.get("lang") or ""))
    places = [place.get("geonames_details") or {} for place in record.get("locations") or ()]
    hosts = [
        link["value"].split("//")[-1].split("/")[0].removeprefix("www.")
        for link in record.get("links") or ()
        if link.get("type") == "website" and link.get("value")
    ]
    return Organisation(
        id=record["id"].rsplit("/", 1)[-1],
        names=names,
        types=tuple(record.get("types") or ()),
        status=record.get("status") or "active",
        country=next((place["country_code"] for place in places if place.get("country_code")), ""),
        cities=tuple(place["name"] for place in places if place.get("name")),
        regions=tuple(place["country_subdivision_name"] for place in places if place.get("country_subdivision_name")),
        domains=tuple(dict.fromkeys([*(record.get("domains") or ()), *hosts])),
        identifiers=tuple(
            value
            for external in record.get("external_ids") or ()
            if external["type"] == "grid"
            for value in external["all"]
        ),
        parents=tuple(
            relation["id"].rsplit("/", 1)[-1]
            for relation in record.get("relationships") or ()
            if relation.get("type") == "parent"
        ),
        partial=bool(record.get("_partial")),
    )
