"""What a file is cut into: pieces that any process can turn into rows, and what becomes of one."""

from __future__ import annotations

from typing import Any, NamedTuple

from technopole.sources.offers import record
from technopole.sources.offers.record import Row

ROWS = 25_000
BYTES = 32 << 20
"""A piece ends after so many rows, or so many bytes, whichever comes first: the same for the same file, always."""
LONGEST_LINE = 8 << 20
"""Bytes. A longer line is skipped as it is read, and is a wrong row."""


class Bad(NamedTuple):
    """A row that cannot be right."""

    file: str
    line: int
    field: str
    problem: str
    hint: str


class Lines(NamedTuple):
    """Lines of a file of JSON lines; None stands for one that is too long."""

    file: str
    first: int
    lines: list[bytes | None]


class Cells(NamedTuple):
    """Rows of a table: the line on which each begins, and its cells."""

    file: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    bad: list[Bad]


class Bucket(NamedTuple):
    """Patents whose parts lie in one file for each table."""

    folder: str
    number: int


Piece = Lines | Cells | Bucket


class Parsed(NamedTuple):
    """The rows of a piece."""

    rows: list[Row]
    places: list[int]
    """The line of each row."""
    bad: list[Bad]
    empty: list[Bad]
    """Rows that say nothing: neither a title nor a text. They are left out, and told."""
    unknown: dict[str, int]
    """Keys that no offer has, and in how many rows they stand."""
    file: str


def parsed(file: str) -> Parsed:
    return Parsed([], [], [], [], {}, file)


def take(into: Parsed, value: Any, line: int, *, doubtful: bool = True) -> bool:
    """Add the row of an offer, or tell what is wrong with it; False if something is. `doubtful`: see `record.row`."""
    try:
        row = record.row(value, doubtful)
    except record.Wrong as wrong:
        into.bad.append(Bad(into.file, line, wrong.field, wrong.problem, wrong.hint))
        return False
    if row is None:
        into.empty.append(Bad(into.file, line, "title", "has neither a title nor a text", "It was left out."))
    else:
        into.rows.append(row)
        into.places.append(line)
    return True


def note_unknown(into: Parsed, keys: Any) -> None:
    for key in keys:
        if key in into.unknown or len(into.unknown) < 100:
            into.unknown[key[:80]] = into.unknown.get(key[:80], 0) + 1
