"""The two tables of a composite index as COINr has them: iMeta, the tree of elements, and iData, a row for each unit.

iMeta: iCode, Level, Parent, Weight, Direction, Type (Indicator, Aggregate, Group, Denominator, Other); also iName,
Target and Denominator where they stand. iData: uCode, and a column for each indicator, group and denominator; others
are passed over.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from technopole.core.errors import SourceError
from technopole.methods.composite import Element, Refused, Structure, Units
from technopole.sources import number_tables
from technopole.sources.number_tables import Table

TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
COLUMNS = ("iCode", "Level", "Parent", "Weight", "Direction", "Type", "Denominator", "Target")


@dataclass(frozen=True, eq=False)
class Meta:
    """What iMeta says, and where."""

    name: str
    structure: Structure
    groups: tuple[str, ...]
    denominators: tuple[str, ...]
    lines: dict[str, int]


@dataclass(frozen=True, eq=False)
class Data:
    """What iData says, and where."""

    name: str
    units: Units
    lines: dict[str, int]


def read_meta(stream: BinaryIO, name: str) -> Meta:
    """iMeta, CSV in UTF-8, plain or compressed with gzip. Raises `SourceError` with line and column."""
    table = number_tables.read(stream, name)
    lines = table.lines_of("iCode", hint="Give each its own.")
    codes, types = list(lines), table.texts("Type")
    for line, kind in zip(table.lines, types, strict=True):
        if kind not in TYPES:
            hint = f"Use one of: {', '.join(TYPES)}."
            raise SourceError(f"{kind!r} is no type", file=name, line=line, field="Type", hint=hint)
    try:
        structure = Structure(_elements(table, codes, types))
    except Refused as error:
        told = f"{error.code}: {error.message}" if error.code and error.option != "iCode" else error.message
        at = lines.get(error.code)
        raise SourceError(told, file=name, line=at, field=error.option, hint=f"{error.hint}.") from None
    of_kind = {kind: tuple(code for code, each in zip(codes, types, strict=True) if each == kind) for kind in TYPES}
    named = (element.denominator for element in structure.indicators if element.denominator)
    denominators = tuple(dict.fromkeys((*of_kind["Denominator"], *named)))
    return Meta(name, structure, of_kind["Group"], denominators, lines)


def _elements(table: Table, codes: list[str], types: list[str]) -> tuple[Element, ...]:
    known = set(codes)
    levels = table.numbers("Level", missing=math.nan)
    weights = table.numbers("Weight", missing=math.nan)
    directions = table.numbers("Direction", missing=math.nan)
    targets = table.numbers("Target", missing=math.nan) if "Target" in table.header else [math.nan] * len(codes)
    names = table.texts("iName") if "iName" in table.header else codes
    parents = [_code(text, known) for text in table.texts("Parent")]
    below = table.texts("Denominator") if "Denominator" in table.header else [""] * len(codes)
    found = []
    for at, (code, kind) in enumerate(zip(codes, types, strict=True)):
        if kind not in ("Indicator", "Aggregate"):
            continue
        needed = (("Level", levels[at]), ("Weight", weights[at]), ("Direction", directions[at]))
        for column, value in needed:
            if math.isnan(value):
                raise Refused("is empty", code=code, option=column, hint=f"Every {kind.lower()} needs one")
        if levels[at] != int(levels[at]) or (levels[at] == 1) != (kind == "Indicator"):
            told = f"the level {levels[at]:g} does not suit the type {kind}"
            hint = "Indicators have level 1, aggregates 2 or more"
            raise Refused(told, code=code, option="Level", hint=hint)
        if directions[at] not in (1, -1):
            told = f"{directions[at]:g} is no direction"
            raise Refused(told, code=code, option="Direction", hint="1: more is better; -1: less is better")
        denominator = _code(below[at], known) if kind == "Indicator" else ""
        level, direction = int(levels[at]), int(directions[at])
        found.append(Element(code, level, parents[at], weights[at], direction, names[at], targets[at], denominator))
    return tuple(found)


def _code(text: str, known: set[str]) -> str:
    """R writes NA where there is nothing; a code may be called that, too."""
    return "" if text == "NA" and text not in known else text


def read_data(stream: BinaryIO, name: str, meta: Meta) -> Data:
    """iData, as `read_meta`. Raises `SourceError` with line and column: also for a unit that stands twice."""
    table = number_tables.read(stream, name)
    hint = "Work out one period at a time: give each unit one row."
    lines = table.lines_of("uCode", what="the unit", hint=hint)
    codes = list(lines)
    columns = [table.numbers(element.code, missing=math.nan) for element in meta.structure.indicators]
    there = set(table.header)
    below = {
        column: np.array(table.numbers(column, missing=math.nan), np.float64)
        for column in meta.denominators
        if column in there
    }
    groups = {column: tuple(table.texts(column)) for column in meta.groups if column in there}
    values = np.array(columns, np.float64).reshape(len(columns), len(codes)).T
    return Data(name, Units(tuple(codes), values, below, groups), lines)


def located(error: Refused, meta: Meta, data: Data, config: str = "") -> SourceError:
    """What a method refused, told with the file, line and field where it stands."""
    hint = f"{error.hint}." if error.hint else ""
    if error.option in COLUMNS:
        told = f"{error.code}: {error.message}" if error.code else error.message
        return SourceError(told, file=meta.name, line=meta.lines.get(error.code), field=error.option, hint=hint)
    if config and "." in error.option:
        about = f"{error.code or error.unit}: " if error.code or error.unit else ""
        return SourceError(about + error.message, file=config, field=error.option, hint=hint)
    line = data.lines.get(error.unit)
    about = f"{error.unit}: " if error.unit else ""
    return SourceError(about + error.message, file=data.name, line=line, field=error.code, hint=hint)
