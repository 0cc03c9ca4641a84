"""The columns of the whole register as tables: a row an organisation, a row a name, each with source and licence."""

from collections.abc import Iterator
from typing import Any

from technopole.core.merge import Record
from technopole.interop.things import Thing
from technopole.pages.exports import ExportColumn


def _row(name: str, type: str = "text") -> ExportColumn:
    return ExportColumn(name, lambda each: each["thing"].row[name], type)


def _all(name: str, scheme: str) -> ExportColumn:
    return ExportColumn(name, lambda each: each["thing"].identifiers(scheme))


def _record(name: str, field: str) -> ExportColumn:
    return ExportColumn(name, lambda each: each["thing"].record.get(field))


_SCHEMES = (
    ("ror_id", "ror"), ("uscc", "uscc"), ("isni", "isni"), ("grid", "grid"), ("wikidata", "wikidata"),
    ("fundref", "fundref"), ("lei", "lei"),
)  # fmt: skip

_WHENCE = (
    ExportColumn("stated_by", lambda each: each["thing"].stated_by),
    ExportColumn("licence", lambda each: each["thing"].licence),
)
"""Which sources speak of it, and under what licence that may be used."""

ORGANISATIONS = (
    _row("uid"),
    ExportColumn("url", lambda each: each["url"]),
    _row("name"),
    _row("name_en"),
    _row("name_zh"),
    *(_all(name, scheme) for name, scheme in _SCHEMES),
    _record("types", "types"),
    _record("sectors", "sectors"),
    _row("status"),
    _record("legal_form", "legal_form"),
    _row("established"),
    _row("closed"),
    _row("country"),
    ExportColumn("place", lambda each: each["thing"].row["place_name"]),
    _row("district"),
    _row("hub"),
    _row("latitude", "number"),
    _row("longitude", "number"),
    ExportColumn("coord_precision", lambda each: each["thing"].row["precision"]),
    _row("website"),
    _record("domains", "domains"),
    ExportColumn("parents", lambda each: _parents(each["thing"])),
    ExportColumn("world_registries_only", lambda each: each["thing"].row["reference"], "truth"),
    _row("synthetic", "truth"),
    _row("sources"),
    *_WHENCE,
    _row("updated_at"),
    _row("version", "integer"),
)

NAMES = (
    _row("uid"),
    ExportColumn("ror_id", lambda each: each["thing"].ror),
    ExportColumn("name", lambda each: each["name"]["value"]),
    ExportColumn("language", lambda each: each["name"].get("language")),
    ExportColumn("kind", lambda each: each["name"]["kind"]),
    ExportColumn("position", lambda each: each["position"], "integer"),
    _row("country"),
    _row("status"),
    ExportColumn("world_registries_only", lambda each: each["thing"].row["reference"], "truth"),
    _row("synthetic", "truth"),
    *_WHENCE,
    _row("updated_at"),
)


def _parents(thing: Thing) -> list[str]:
    return [
        str(each.get("target") or each.get("label"))
        for each in thing.record.get("relations", ())
        if each["kind"] == "parent"
    ]


def names_of(thing: Thing) -> Iterator[dict[str, Any]]:
    """A row for each name of one organisation, the one it shows itself by first."""
    for position, name in enumerate(thing.names):
        yield {"thing": thing, "name": name, "position": position}


def whole(thing: Thing, url: str) -> Record:
    """All that is known of one organisation, as one object: what JSON lines hold."""
    row = thing.row
    return {
        "uid": thing.uid,
        "url": url,
        "name": row["name"],
        **{
            field: value
            for field, value in thing.record.items()
            if field not in ("key", "licence", "listed") and value not in (None, "", [], {})
        },
        "world_registries_only": row["reference"],
        "synthetic": row["synthetic"],
        "stated_by": thing.stated_by,
        "licence": thing.licence or None,
        "updated_at": row["updated_at"],
        "version": row["version"],
    }
