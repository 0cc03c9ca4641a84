"""A line of works parsed for the fields that are looked at: the rest of it, half of a record, becomes no objects.

The fields are `records.columns`, the same that are read of files in columns. What is not as OpenAlex writes it (a
list where an object should be, texts as keywords) is parsed whole, so that nothing is lost by being quick: about twice
as many bytes a second as parsing all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypedDict

import msgspec
import orjson

from technopole.sources.openalex import records
from technopole.sources.openalex.authorships import Authorship

_LISTS = frozenset({"topics", "locations"})
"""Fields that are lists of objects; other fields with fields inside are objects."""
_OF_A_WORK = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?[Ww][0-9]+\Z").match
_WHOLE = frozenset({"keywords"})
"""Small, or written in too many ways: taken as they stand."""
_TYPED: dict[str, Any] = {"authorships": list[Authorship] | None}
"""Most of what a record says, and all of what is read of it."""


@cache
def parser(abstracts: bool) -> Callable[[bytes], Any]:
    """What parses a line. Of a work it gives a dictionary without the fields that nobody looks at, with authorships
    as `Authorship`; whatever has no id of a work (a page of the API, records of other entities) as it is. Raises
    `orjson.JSONDecodeError`."""
    shape = _shape(records.columns(abstracts=abstracts, lineage=False), records.TELLING)
    decode = msgspec.json.Decoder(shape).decode

    def parse(line: bytes) -> Any:
        try:
            found = decode(line)
        except (msgspec.DecodeError, UnicodeError):
            return orjson.loads(line)
        key = found.get("id")
        return found if type(key) is str and _OF_A_WORK(key) else orjson.loads(line)

    return parse


def _shape(names: Iterable[str], present: Iterable[str]) -> Any:
    """A record with these fields, named with dots, and others of which only matters whether they are there."""
    tree: dict[str, Any] = {}
    for name in names:
        place, path = tree, ""
        for part in name.split("."):
            path = f"{path}.{part}" if path else part
            place = place.setdefault(part, {})
            if path in _WHOLE or path in _TYPED:
                break
    for name in present:
        tree.setdefault(name, msgspec.Raw)
    return _object("", tree)


def _object(path: str, tree: dict[str, Any]) -> Any:
    inside: dict[str, Any] = {}
    for name, below in tree.items():
        place = f"{path}.{name}" if path else name
        if below is msgspec.Raw:
            inside[name] = below
        elif place in _TYPED:
            inside[name] = _TYPED[place]
        elif not below:
            inside[name] = Any
        elif place in _LISTS:
            inner = _object(place, below)
            inside[name] = list[inner] | None  # type: ignore[valid-type]
        else:
            inside[name] = _object(place, below) | None
    return TypedDict(f"Of_{path.replace('.', '_') or 'work'}", inside, total=False)  # type: ignore[operator]
