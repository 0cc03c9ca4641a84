"""Parts of one or several versions put together, without the rows that do not stand any more.

A table may have followers: rows that belong to a row of it, in its order, such as the byline of each work. They are
told apart by a column of whole numbers that sums to the same for each row they follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from technopole.core.errors import TechnopoleError
from technopole.lake import building, columns, identifiers
from technopole.lake.building import Note
from technopole.lake.columns import Column


class Follower(NamedTuple):
    """A table that follows another."""

    table: str
    share: str
    """Its column of whole numbers …"""
    whole: int
    """… that sums to this for each row which it follows."""


class Source(NamedTuple):
    """The files of one part: of which folder, of each table which, and which rows of the first do not stand."""

    folder: Path
    files: dict[str, str]
    outdated: np.ndarray | None


def write_source(
    folder: Path, stem: str, tables: Mapping[str, Sequence[Column]], made: Mapping[str, Sequence[Any]]
) -> dict[str, Note]:
    """Write some Arrow tables of each table as files of their own; gives the note of each."""
    import pyarrow as pa

    notes = {}
    for name, several in made.items():
        whole = pa.concat_tables(several)
        if whole.num_rows:
            notes[name] = building.write_file(folder / f"{stem}.{name}.parquet", tables[name], whole)
    return notes


def arrow(shape: Sequence[Column], values: Sequence[Sequence[Any]]) -> Any:
    """The values of each column as an Arrow table: takes less room than rows."""
    return columns.table(shape, values)


def merge(
    folder: Path, number: int, tables: Mapping[str, Sequence[Column]], followers: Sequence[Follower],
    sources: Sequence[Source], changed: Mapping[str, dict[str, identifiers.Became]], note: Mapping[str, Any],
) -> Note:  # fmt: skip
    """Write part `number` of the sources' rows that stand; gives its note. May be called in any process.

    `changed` names the columns of each table whose ids became others. Memory: the part.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = next(iter(tables))
    several: dict[str, list[Any]] = {name: [] for name in tables}
    for source in sources:
        try:
            made = {name: pq.read_table(source.folder / file) for name, file in source.files.items()}
        except (OSError, pa.ArrowException) as error:
            raise TechnopoleError(
                f"A part in {source.folder} cannot be read: {error}.", hint="Load everything anew with --replace."
            ) from None
        count = made[first].num_rows
        if source.outdated is not None:
            stands = np.unpackbits(source.outdated, count=count) == 0
            for follower in followers:
                whose = followed(made[follower.table].column(follower.share).to_numpy(), follower.whole, count)
                made[follower.table] = made[follower.table].filter(pa.array(stands[whose]))
            made[first] = made[first].filter(pa.array(stands))
        for name, table in made.items():
            several[name].append(identifiers.redirected(table, changed.get(name, {})))
    whole = {name: (tables[name], pa.concat_tables(each)) for name, each in several.items() if each}
    return building.write_tables(folder, number, whole, note)


def changes(source: Source, changed: Mapping[str, dict[str, identifiers.Became]]) -> bool:
    """Does any id in the source's columns have become another?"""
    import pyarrow.parquet as pq

    for name, file in source.files.items():
        known = changed.get(name)
        if known:
            made = pq.read_table(source.folder / file, columns=list(known))
            if identifiers.redirected(made, known) is not made:
                return True
    return False


def followed(shares: np.ndarray, whole: int, count: int) -> np.ndarray:
    """Which row each row follows: shares sum to `whole` for each. Raises `TechnopoleError` if they do not."""
    ends = np.cumsum(shares, dtype=np.int64)
    if (int(ends[-1]) if len(ends) else 0) != whole * count:
        raise TechnopoleError(
            "The rows of a part do not belong together: their shares do not sum to whole ones.",
            hint="Load everything anew with --replace.",
        )
    found: np.ndarray = (ends - 1) // whole
    return found
