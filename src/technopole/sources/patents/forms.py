"""The documented form of patents: JSON lines, or CSV with `;` between the people of one patent.

In CSV the columns `inventors`, `inventor_countries`, `inventor_cities` … stand side by side: the first of each is of
the first inventor. A column is empty, or has as many values as the others; a value may be empty (`Shanghai;;Wuhan`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from technopole.core.errors import SourceError
from technopole.sources.offers import tables
from technopole.sources.offers.record import Wrong
from technopole.sources.patents.record import KEYS, PERSON, ROLES

BETWEEN = ";"
_PLURALS = {
    "name": "{role}s", "id": "{role}_ids", "organisation": "{role}_organisations", "country": "{role}_countries",
    "region": "{role}_regions", "city": "{role}_cities", "latitude": "{role}_latitudes",
    "longitude": "{role}_longitudes",
}  # fmt: skip
PEOPLE: Mapping[str, tuple[tuple[str, str], ...]] = {
    role: tuple((_PLURALS[each].format(role=role), each) for each in PERSON) for role in ROLES
}
"""Of each role the columns and what each says of a person."""
COLUMNS = (*sorted(KEYS - {f"{role}s" for role in ROLES}), *(name for role in ROLES for name, _ in PEOPLE[role]))
_LISTS = ("ipc", "references")
_TRUTHS = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


def check_header(header: list[str], name: str) -> None:
    """Raises `SourceError` for a header that is not one of patents."""
    tables.check_header(header, name, COLUMNS)
    if "id" not in header:
        hint = "Each patent needs its publication number."
        raise SourceError("the column is missing", file=name, line=1, field="id", hint=hint)
    for role in ROLES:
        for column, _ in PEOPLE[role]:
            single = column.replace("countries", "country").replace("cities", "city").removesuffix("s")
            if column not in header and single in header:
                hint = f"Call it {column}: it may hold several, with {BETWEEN} between."
                raise SourceError("the column has another name", file=name, line=1, field=single, hint=hint)


def value(header: list[str], cells: list[str]) -> dict[str, Any]:
    """The cells of a row as JSON would say them; an empty cell says nothing. Raises `Wrong`."""
    said = {name: text for name, cell in zip(header, cells, strict=True) if (text := cell.strip())}
    found: dict[str, Any] = {name: text for name, text in said.items() if name in KEYS}
    for name in _LISTS:
        if name in said:
            found[name] = [each for each in said[name].split(BETWEEN) if each.strip()]
    for name in ("granted", "pct", "high_value"):
        if name in said:
            found[name] = _TRUTHS.get(said[name].lower(), said[name])
    if "cited_by" in said:
        found["cited_by"] = _whole(said["cited_by"])
    for role in ROLES:
        found[f"{role}s"] = _people(role, said)
    return found


def _people(role: str, said: Mapping[str, str]) -> list[dict[str, Any]]:
    columns = [(column, each, said[column].split(BETWEEN)) for column, each in PEOPLE[role] if column in said]
    if not columns:
        return []
    first, _, values = columns[0]
    for column, _, others in columns[1:]:
        if len(others) != len(values):
            problem = f"holds {len(others)}, where {first} holds {len(values)}"
            hint = "Leave nothing between two semicolons where one is not known: Shanghai;;Wuhan."
            if "；" in said[column] + said[first]:
                hint = "Write the semicolon ; and not ；."
            raise Wrong(column, problem, hint)
    people: list[dict[str, Any]] = [{} for _ in values]
    for column, each, texts in columns:
        for person, text in zip(people, texts, strict=True):
            if text := text.strip():
                person[each] = _number(column, text) if each in ("latitude", "longitude") else text
    return people


def _number(column: str, text: str) -> float:
    try:
        return float(text) if text.isascii() and "_" not in text else float(text.replace("\u2212", "-"))
    except ValueError:
        raise Wrong(column, f"{text[:40]!r} is no number", "Write decimal degrees: 31.2304.") from None


def _whole(text: str) -> Any:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else text
