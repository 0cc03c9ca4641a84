"""Institutions of OpenAlex by where they are, or by their ROR ids: what works are then asked for by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from technopole.sources.openalex import reading, shapes
from technopole.sources.openalex.layout import Unit
from technopole.sources.openalex.wanted import Wanted

_AT = {shape.name: place for place, shape in enumerate(shapes.INSTITUTIONS)}


def institutions(
    units: Iterable[Unit],
    *,
    rors: Iterable[str] = (),
    cities: Iterable[str] = (),
    regions: Iterable[str] = (),
    country: str = "",
) -> dict[str, str]:
    """Ids and names of the institutions that have one of the RORs (bare), or lie in one of the cities or regions as
    OpenAlex writes them, in any letter case; of one country if it is given. Without any of these: of that country.

    `units` are pieces that hold institutions, `Layout.of("institutions")`. Cost: these are read, 135,000 records in
    the whole of OpenAlex.
    """
    chosen = {
        "ror": frozenset(rors),
        "city": frozenset(each.casefold() for each in cities),
        "region": frozenset(each.casefold() for each in regions),
    }
    found = {}
    for unit in units:
        for batch in reading.read(unit, Wanted(entities=frozenset({"institutions"}))):
            for row in batch.rows["institutions"]:
                if country and row[_AT["country"]] != country.upper():
                    continue
                named = [row[_AT[name]].casefold() in values for name, values in chosen.items() if values]
                if any(named) or (not named and country):
                    found[row[_AT["id"]]] = row[_AT["name"]]
    return found


def with_ids(wanted: Wanted, units: Iterable[Unit]) -> Wanted:
    """The same, with the OpenAlex ids of institutions that are wanted by ROR: with them lineages are followed."""
    if not wanted.rors:
        return wanted
    return replace(wanted, institutions=wanted.institutions | institutions(units, rors=wanted.rors).keys())
