"""What becomes of a piece of a file of patents."""

from __future__ import annotations

from typing import Any, NamedTuple

from technopole.sources.offers.pieces import Bad
from technopole.sources.offers.record import Wrong
from technopole.sources.patents import record


class Parsed(NamedTuple):
    """The rows of a piece."""

    patents: list[tuple[Any, ...]]
    parties: list[tuple[Any, ...]]
    places: list[int]
    """The line of each patent."""
    bad: list[Bad]
    unknown: dict[str, int]
    """Keys that no patent has, and in how many rows they stand."""
    file: str


def parsed(file: str) -> Parsed:
    return Parsed([], [], [], [], {}, file)


def take(into: Parsed, value: Any, line: int, *, doubtful: bool = True) -> bool:
    """Add the rows of a patent, or tell what is wrong with it; False if something is."""
    try:
        row, parties = record.rows(value, doubtful)
    except Wrong as wrong:
        into.bad.append(Bad(into.file, line, wrong.field, wrong.problem, wrong.hint))
        return False
    into.patents.append(row)
    into.parties.extend(parties)
    into.places.append(line)
    return True
