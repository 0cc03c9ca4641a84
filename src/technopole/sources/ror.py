"""The Research Organization Registry's files (https://ror.org) as organisation records.

Read are schema 2.0 and 2.1 and, converted, schema 1; as ROR publishes them (a zip), or as a JSON array or JSON lines,
plain or gzip. ROR's data is under CC0.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from technopole.core.errors import SourceError
from technopole.methods import chinese, identifiers
from technopole.methods.identifiers import InvalidIdentifier
from technopole.sources import json_records
from technopole.sources.ror_v1 import to_v2

Record = dict[str, Any]

_SCHEMES = {scheme: scheme for scheme in identifiers.SCHEMES}
_RELATIONS = frozenset({"parent", "child", "related", "predecessor", "successor"})
_STATUSES = frozenset({"active", "inactive", "withdrawn"})
# A name of several types is given once, as the first of these.
_NAME_KINDS = (("ror_display", "display"), ("acronym", "acronym"), ("label", "label"), ("alias", "alias"))
_FIX_OR_FETCH = "Correct the record, or fetch the file again from ROR."


@dataclass(frozen=True, slots=True)
class RorRow:
    """One organisation of a ROR file."""

    position: int
    """Its line (JSON lines) or its number in the array, from 1."""
    key: str
    """Its ROR id without the address, such as ``013q1eq08``."""
    record: Record
    """What the file says of it, in the shape of organisation records; what is not stated is absent."""
    partial: bool = False
    """The file holds only a part of what ROR says of it."""
    doubts: tuple[str, ...] = ()
    """What was left out because it cannot be right, for the operator to read."""


def read(path: str | os.PathLike[str], on_error: Callable[[SourceError], None] | None = None) -> Iterator[RorRow]:
    """Every organisation of the file, in its order; withdrawn ones too, with their status.

    Raises `SourceError` at the first record that is wrong, or, if `on_error` is given, hands it each such error and
    goes on. A damaged or truncated file always raises. Memory is bounded; about 30,000 records a second.
    """
    path = Path(path)
    for position, line, value in json_records.read(path, _choose):
        try:
            if isinstance(value, SourceError):
                raise value
            yield _row(value, position, line, path)
        except SourceError as error:
            if on_error is None:
                raise
            on_error(error)


def _choose(members: list[str]) -> str | None:
    """Of the files in a release's zip: the newest schema's JSON."""
    for ending in ("_schema_v2.json", ".json", ".jsonl"):
        found = sorted(member for member in members if member.endswith(ending) and "__MACOSX" not in member)
        if found:
            return found[-1]
    return None


class _Wrong(Exception):
    """A field of the record at hand cannot be read."""

    def __init__(self, field: str, problem: str) -> None:
        self.field, self.problem = field, problem


def _row(value: Any, position: int, line: int | None, path: Path) -> RorRow:
    try:
        if not isinstance(value, dict):
            raise _Wrong("", "expected an object")
        key = _ror(value.get("id"), "id")
        if isinstance(value.get("name"), str):
            value = to_v2(value)
        elif not isinstance(value.get("names"), list):
            problem = "unknown schema: neither `names` (schema 2) nor `name` (schema 1) is there"
            raise _Wrong("names", problem)
        doubts: list[str] = []
        record = _record(value, key, doubts)
        return RorRow(position, key, record, bool(value.get("_partial")), tuple(doubts))
    except _Wrong as wrong:
        field, problem = wrong.field, wrong.problem
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        field, problem = "", f"the record is not in ROR's schema ({type(error).__name__}: {error})"
    if line is None:
        problem = f"record {position}: {problem}"
    raise SourceError(problem, file=path.name, line=line, field=field, hint=_FIX_OR_FETCH)


def _record(value: Record, key: str, doubts: list[str]) -> Record:
    places = [_place(location) for location in value.get("locations") or ()]
    country = places[0].get("country") if places else None
    status = value.get("status", "active")
    if status not in _STATUSES:
        raise _Wrong("status", f"unknown status {status!r}; known are {', '.join(sorted(_STATUSES))}")
    record: Record = {
        "names": _names(value["names"], country),
        "types": [kind.lower() for kind in value.get("types") or ()],
        "status": status,
        "identifiers": [{"scheme": "ror", "value": key}, *_identifiers(value.get("external_ids") or (), key, doubts)],
        "links": [
            {"kind": link["type"], "url": link["value"]} for link in value.get("links") or () if link.get("value")
        ],
        "domains": list(value.get("domains") or ()),
        "places": places,
        "relations": [_relation(each) for each in value.get("relationships") or ()],
    }
    if value.get("established") is not None:
        record["established"] = f"{int(value['established']):04}"
    for field, event in (("ror_created", "created"), ("ror_modified", "last_modified")):
        record[field] = ((value.get("admin") or {}).get(event) or {}).get("date")
    return {field: stated for field, stated in record.items() if stated}


def _names(names: list[Record], country: str | None) -> list[Record]:
    found = []
    seen = set()
    for name in names:
        value, language = name["value"], name.get("lang")
        if not isinstance(value, str) or not value.strip():
            raise _Wrong("names", "a name without a value")
        types = name.get("types") or ("alias",)
        kind = next((ours for theirs, ours in _NAME_KINDS if theirs in types), "alias")
        if language == "zh":
            language = chinese.script(value, country)
        if (value, language, kind) not in seen:
            seen.add((value, language, kind))
            found.append({"value": value.strip(), "language": language, "kind": kind})
    if not found:
        raise _Wrong("names", "no names; every organisation has at least one")
    return found


def _identifiers(external: Any, key: str, doubts: list[str]) -> list[Record]:
    found = []
    for group in external:
        scheme = str(group["type"]).lower()
        preferred = group.get("preferred")
        stated = group.get("all") or ([preferred] if preferred else [])
        if scheme not in _SCHEMES:
            doubts.append(f"{key}: identifier of the unknown scheme {scheme!r} left out")
            continue
        for text in stated:
            try:
                entry = {"scheme": scheme, "value": identifiers.normalise(scheme, str(text))}
            except InvalidIdentifier as invalid:
                doubts.append(f"{key}: left out, {invalid}")
                continue
            if preferred is not None and text == preferred:
                entry["preferred"] = True  # type: ignore[assignment]
            found.append(entry)
    return found


def _place(location: Record) -> Record:
    details = location.get("geonames_details") or {}
    geonames = location.get("geonames_id")
    place = {
        "name": details.get("name"),
        "country": details.get("country_code"),
        "country_name": details.get("country_name"),
        "subdivision": details.get("country_subdivision_name"),
        "subdivision_code": details.get("country_subdivision_code"),
        "geonames": str(geonames) if geonames is not None else None,
        "latitude": details.get("lat"),
        "longitude": details.get("lng"),
        "precision": "city" if details.get("lat") is not None else None,
    }
    return {field: stated for field, stated in place.items() if stated is not None}


def _relation(relation: Record) -> Record:
    kind = str(relation["type"]).lower()
    if kind not in _RELATIONS:
        raise _Wrong("relationships", f"unknown relation {kind!r}; known are {', '.join(sorted(_RELATIONS))}")
    target = "ror:" + _ror(relation["id"], "relationships")
    return {"kind": kind, "target": target, "label": relation.get("label") or ""}


def _ror(text: Any, field: str) -> str:
    if not isinstance(text, str):
        raise _Wrong(field, "no ROR id")
    try:
        return identifiers.normalise("ror", text.removeprefix("https://ror.org/"))
    except InvalidIdentifier as invalid:
        raise _Wrong(field, str(invalid)) from None
