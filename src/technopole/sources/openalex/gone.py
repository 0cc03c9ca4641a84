"""Ids that are gone: works that were deleted, and records that were merged into others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from technopole.core.errors import SourceError
from technopole.sources.openalex.values import identifier
from technopole.sources.streams import Rows


class Gone(NamedTuple):
    """An id without a record, and the id that it became; "" if it was deleted."""

    id: str
    into: str


def deleted(path: Path) -> Iterator[Gone]:
    """The works of a `deleted_ids.csv` (work_id, deleted_date). Raises `SourceError` for another file."""
    yield from _gone(path, "work_id", None)


def merged(path: Path) -> Iterator[Gone]:
    """The ids of a file of `merged_ids` (merge_date, id, merge_into_id), gzip or plain. Raises `SourceError`."""
    yield from _gone(path, "id", "merge_into_id")


def _gone(path: Path, column: str, into: str | None) -> Iterator[Gone]:
    with path.open("rb") as handle:
        rows = Rows(handle, str(path))
        place, target = rows.place_of(column), rows.place_of(into) if into else None
        for _, cells in rows.read():
            key = identifier(cells[place].strip())
            if not key:
                told = f"{cells[place]!r} is no id of OpenAlex"
                raise SourceError(told, file=str(path), line=rows.began, field=column, hint="Fetch the list again.")
            yield Gone(key, identifier(cells[target].strip()) if target is not None else "")
