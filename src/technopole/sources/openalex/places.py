"""Institutions of OpenAlex by where they are, or by their ROR ids: what works are then asked for by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from technopole.sources.openalex import reading, shapes
from technopole.sources.openalex.layout import Unit
from technopole.sources.openalex.wanted import Wanted


class Institution(NamedTuple):
    """What is said of where an institution is; columns of `shapes.INSTITUTIONS`."""

    id: str
    ror: str
    name: str
    country: str
    city: str
    region: str
    latitude: float | None
    longitude: float | None
    updated: str


_COLUMNS = {shape.name: place for place, shape in enumerate(shapes.INSTITUTIONS)}
_FIELDS = itemgetter(*(_COLUMNS[name] for name in Institution._fields))


def read(units: Iterable[Unit]) -> Iterator[Institution]:
    """All institutions that are stated, each as often as it is.

    `units` are pieces that hold institutions, `Layout.of("institutions")`. Cost: these are read, 135,000 records in
    the whole of OpenAlex.
    """
    for unit in units:
        for batch in reading.read(unit, Wanted(entities=frozenset({"institutions"}))):
            yield from (Institution(*_FIELDS(row)) for row in batch.rows["institutions"])


def newest(stated: Iterable[Institution], fits: Callable[[Institution], bool]) -> dict[str, str]:
    """Ids and names of the institutions that fit, by the newest that is said of each; of the same day, the last."""
    seen: dict[str, tuple[str, str | None]] = {}
    for each in stated:
        if each.id not in seen or seen[each.id][0] <= each.updated:
            seen[each.id] = (each.updated, each.name if fits(each) else None)
    return {key: name for key, (_, name) in seen.items() if name is not None}


def with_ids(wanted: Wanted, units: Iterable[Unit]) -> Wanted:
    """The same, with the OpenAlex ids of institutions that are wanted by ROR: with them lineages are followed."""
    if not wanted.rors:
        return wanted
    named = newest(read(units), lambda each: each.ror in wanted.rors)
    return replace(wanted, institutions=wanted.institutions | named.keys())
