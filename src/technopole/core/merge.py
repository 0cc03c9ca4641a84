"""What several sources say of one thing, merged into one record; nothing is averaged, nothing is lost.

A record is a JSON object. A field's value is a scalar (text, number, truth, or a text in two languages) or a
list of objects. Of scalars the source of highest priority that states one wins; lists are united, an item being
known by its identity. An item marked `removed` retracts the same item of lower sources.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import orjson

Record = dict[str, Any]

PRIORITY = {"local": 100, "registration": 70, "centre": 50, "official": 40, "ror": 10}
"""Edits made here outrank the register of social organisations, which outranks the centre's folder, which outranks
exports of official registers, which outrank world registries. Unlisted sources rank lowest."""

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
        if item.keys() == {"value", "removed"}:  # the retraction of an item that is not an object
            item = item["value"]
    if isinstance(item, dict | list):
        kept = {k: v for k, v in item.items() if k != "removed"} if isinstance(item, dict) else item
        return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)
    return item


def _retraction(item: Any) -> Record:
    return {**item, "removed": True} if isinstance(item, dict) else {"value": item, "removed": True}


def merge(records: Mapping[str, Sequence[Record]]) -> Record:
    """One record from {source: its records of this thing}. Cost: linear in the number of items.

    What a better source states as None is retracted; what is empty then is absent.
    """
    merged: Record = {}
    united: dict[str, dict[Any, Any]] = {}
    for source in sorted(records, key=lambda name: (-rank(name), name)):
        for record in records[source]:
            for field, value in record.items():
                if isinstance(value, list) and field not in REPLACED_WHOLE:
                    if field not in merged:
                        merged[field] = united[field] = {}
                    for item in value if field in united else ():
                        united[field].setdefault(identity(field, item), item)
                elif field not in merged:
                    merged[field] = value
                elif isinstance(value, dict) and isinstance(merged[field], dict) and field not in united:
                    # a text in two languages: a lower source may add the language that a higher one lacks
                    merged[field] = {**value, **merged[field]}
    stated = ((field, _remaining(value, field in united)) for field, value in merged.items())
    return {field: value for field, value in stated if not _is_nothing(value)}


def _remaining(value: Any, united: bool) -> Any:
    """Without what was retracted."""
    if united:
        return [item for item in value.values() if not (isinstance(item, dict) and item.get("removed"))]
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if part is not None}
    return value


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, list | dict) and not value)


def never_alike(field: str, a: Any, b: Any) -> bool:
    """Sources that use the same words: what is not equal differs."""
    return False


def differences(
    records: Mapping[str, Sequence[Record]], alike: Callable[[str, Any, Any], bool] = never_alike
) -> dict[str, list[tuple[str, Any]]]:
    """The fields on which sources disagree, each with (source, value), best source first.

    `alike` knows which unequal values say the same; an exact date and its year always do.
    """
    said: dict[str, list[tuple[str, Any]]] = {}
    for source in sorted(records, key=lambda name: (-rank(name), name)):
        for record in records[source]:
            for field, value in record.items():
                if not isinstance(value, list) or field in REPLACED_WHOLE:
                    said.setdefault(field, []).append((source, value))
    return {
        field: claims
        for field, claims in said.items()
        if any(_disagree(claims[0][1], value) and not alike(field, claims[0][1], value) for _, value in claims[1:])
    }


def _disagree(a: Any, b: Any) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return any(a[key] != b[key] for key in a.keys() & b.keys())
    if isinstance(a, list) and isinstance(b, list):
        return sorted(map(str, a)) != sorted(map(str, b))
    if isinstance(a, str) and isinstance(b, str) and _DATE.fullmatch(a) and _DATE.fullmatch(b):
        # 1905 and 1905-05-27 say the same, one of them less exactly
        return not (a.startswith(b) or b.startswith(a))
    return bool(a != b)


_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


def diff(before: Record, after: Record) -> dict[str, Any]:
    """What changed: {field: [before, after]}, and for lists {field: {"added": […], "removed": […]}}.

    A list of which only the order changed has neither added nor removed items.
    """
    changes: dict[str, Any] = {}
    for field in before.keys() | after.keys():
        old, new = before.get(field), after.get(field)
        if old == new:
            continue
        if all(value is None or isinstance(value, list) for value in (old, new)):
            changes[field] = {
                "added": [item for item in new or [] if item not in (old or [])],
                "removed": [item for item in old or [] if item not in (new or [])],
            }
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
        if old == new or (_is_nothing(old) and _is_nothing(new)):
            continue
        if field not in REPLACED_WHOLE and (isinstance(old, list) or isinstance(new, list)):
            kept = {identity(field, item) for item in new or []}
            had = {identity(field, item): item for item in old or []}
            items = [item for item in new or [] if had.get(identity(field, item)) != item]
            items += [_retraction(item) for key, item in had.items() if key not in kept]
            if items:
                local[field] = items
        elif isinstance(old, dict) and isinstance(new, dict):
            if parts := {key: new.get(key) for key in (old | new) if old.get(key) != new.get(key)}:
                local[field] = parts
        else:
            local[field] = new
    return local
