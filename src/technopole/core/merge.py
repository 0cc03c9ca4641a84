"""What several sources say of one thing, merged into one record; nothing is averaged, nothing is lost.

A record is a JSON object. A field's value is a scalar (text, number, truth, or a text in two languages) or a
list of objects. Of scalars the source of highest priority that states one wins; lists are united, an item being
known by its identity. An item marked `removed` retracts the same item of lower sources.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

Record = dict[str, Any]

PRIORITY = {"local": 100, "centre": 50, "ror": 10}
"""Edits made here outrank the centre's folder, which outranks world registries. Unlisted sources rank lowest."""

IDENTITY: dict[str, tuple[str, ...]] = {
    "names": ("value", "kind"),
    "identifiers": ("scheme", "value"),
    "links": ("kind", "url"),
    "relations": ("kind", "target", "label"),
    "places": ("geonames", "name", "district"),
}
"""What tells two items of a list apart; items of other lists are told apart by their whole value."""

REPLACED_WHOLE = frozenset({"types", "sectors"})
"""Lists where the better source's answer stands alone: a university is not also what ROR calls `education`."""


def fingerprint(record: Record) -> str:
    """A short hash that is equal for equal records, whatever the order of their keys."""
    return hashlib.blake2b(orjson.dumps(record, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def rank(source: str) -> int:
    return PRIORITY.get(source, 0)


def identity(field: str, item: Any) -> Any:
    """What makes an item of list `field` the same item in two sources."""
    if isinstance(item, dict):
        keys = IDENTITY.get(field)
        if keys:
            return tuple(item.get(key) for key in keys)
        return orjson.dumps({k: v for k, v in item.items() if k != "removed"}, option=orjson.OPT_SORT_KEYS)
    return item


def merge(records: Mapping[str, Sequence[Record]]) -> Record:
    """One record from {source: its records of this thing}. Cost: linear in the number of items."""
    merged: Record = {}
    for source in sorted(records, key=lambda name: (-rank(name), name)):
        for record in records[source]:
            for field, value in record.items():
                if isinstance(value, list) and field not in REPLACED_WHOLE:
                    merged.setdefault(field, {})
                    items = merged[field]
                    for item in value:
                        items.setdefault(identity(field, item), item)
                elif field not in merged:
                    merged[field] = value
                elif isinstance(value, dict) and isinstance(merged[field], dict):
                    # a text in two languages: a lower source may add the language that a higher one lacks
                    merged[field] = {**value, **merged[field]}
    return {
        field: [item for item in value.values() if not (isinstance(item, dict) and item.get("removed"))]
        if isinstance(value, dict) and _is_united(field, records)
        else value
        for field, value in merged.items()
    }


def _is_united(field: str, records: Mapping[str, Sequence[Record]]) -> bool:
    return field not in REPLACED_WHOLE and any(
        isinstance(record.get(field), list) for group in records.values() for record in group
    )


def differences(records: Mapping[str, Sequence[Record]]) -> dict[str, list[tuple[str, Any]]]:
    """The fields on which sources disagree, each with (source, value), best source first."""
    said: dict[str, list[tuple[str, Any]]] = {}
    for source in sorted(records, key=lambda name: (-rank(name), name)):
        for record in records[source]:
            for field, value in record.items():
                if not isinstance(value, list) or field in REPLACED_WHOLE:
                    said.setdefault(field, []).append((source, value))
    return {
        field: claims
        for field, claims in said.items()
        if any(_disagree(claims[0][1], value) for _, value in claims[1:])
    }


def _disagree(a: Any, b: Any) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return any(a[key] != b[key] for key in a.keys() & b.keys())
    return bool(a != b)


def diff(before: Record, after: Record) -> dict[str, Any]:
    """What changed: {field: [before, after]}, and for lists {field: {"added": […], "removed": […]}}."""
    changes: dict[str, Any] = {}
    for field in before.keys() | after.keys():
        old, new = before.get(field), after.get(field)
        if old == new:
            continue
        if isinstance(old or [], list) and isinstance(new or [], list):
            added = [item for item in new or [] if item not in (old or [])]
            removed = [item for item in old or [] if item not in (new or [])]
            if added or removed:
                changes[field] = {"added": added, "removed": removed}
        else:
            changes[field] = [old, new]
    return changes


def edit(others: Record, wanted: Record, fields: Iterable[str]) -> Record:
    """The local record that turns what other sources say into `wanted`, over `fields` only.

    Holds only what differs, so that a later correction upstream of an untouched field still arrives.
    """
    local: Record = {}
    for field in fields:
        old, new = others.get(field), wanted.get(field)
        if old == new:
            continue
        if field not in REPLACED_WHOLE and (isinstance(old, list) or isinstance(new, list)):
            kept = {identity(field, item) for item in new or []}
            had = {identity(field, item): item for item in old or []}
            items = [item for item in new or [] if had.get(identity(field, item)) != item]
            items += [{**item, "removed": True} for key, item in had.items() if key not in kept]
            if items:
                local[field] = items
        else:
            local[field] = new
    return local
