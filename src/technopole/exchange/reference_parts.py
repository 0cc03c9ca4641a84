"""A piece of a file of offers as a part of the lake: what each process of a load does. Needs no Django."""

from __future__ import annotations

import contextlib
import csv
import gc
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from technopole.core import durable, many_ids
from technopole.lake import building
from technopole.lake.columns import Column
from technopole.sources.offers import record
from technopole.sources.offers.parsing import parse
from technopole.sources.offers.pieces import Bad, Lines, Piece

FIRST = 20
"""Rows that were left out which are told one by one."""
LEFT_OUT, REPEATED = ".left-out", ".repeated"
"""Beside a part: its rows that were left out as wrong or empty, and as standing elsewhere before."""
_KINDS: Mapping[str, Column] = {
    column.name: column
    for column in (
        *(Column(name, "text") for name in ("id", "uid", "title", "text", "title_2", "text_2", "url")),
        *(
            Column(name, "text", few=True)
            for name in (
                "kind", "language", "language_2", "owner", "owner_kind", "country", "region", "currency", "source",
            )
        ),
        *(Column(name, "texts", few=True) for name in ("fields", "sectors", "modes", "rights")),
        Column("numbers", "texts"),
        Column("year", "integer16"),
        Column("trl", "integer8"),
        Column("price_low", "number"),
        Column("price_high", "number"),
        Column("synthetic", "truth"),
    )
}  # fmt: skip
COLUMNS = [_KINDS[name] for name in (record.COLUMNS[0], "uid", *record.COLUMNS[1:])]
"""The lake's columns of an offer: those of the row that was read, and its public identifier."""

_UNUSED = np.uint64(64 - many_ids.BITS)
"""Identifiers have 60 bits; the lake's keys fill 64."""


def uids_of(keys: list[int]) -> list[str]:
    """The public identifiers that the lake's keys stand for."""
    return many_ids.spelled(np.array(keys, dtype=np.uint64) >> _UNUSED)


def uid_key(dataset: str, key: str) -> str:
    """What the public identifier of a reference offer is made from, under the kind `offer`."""
    return f"{dataset}:{key}"


def writer(dataset: str, folder: str, skip_bad: bool) -> Callable[[tuple[int, Piece]], dict[str, Any]]:
    """What turns (number, piece) into a finished part in the folder, and gives its note.

    The note counts what is wrong (`bad`), what says nothing (`empty`) and what was not known (`unknown`), and holds
    the first of these (`first`); all of them are in a file beside the part. A piece with anything wrong becomes no part
    unless `skip_bad`: its note then says only that.
    """

    def write(numbered: tuple[int, Piece]) -> dict[str, Any]:
        number, piece = numbered
        with _without_collector():
            made = parse(piece)
        if isinstance(piece, Lines):
            piece.lines.clear()  # the lines are not needed any more, and are half of all that is held
        left_out = [*made.bad, *made.empty]
        note = {
            "source": made.file, "bad": len(made.bad), "empty": len(made.empty), "first": left_out[:FIRST],
            "unknown": made.unknown,
        }  # fmt: skip
        if made.bad and not skip_bad:
            return note
        if left_out:
            write_left_out(Path(folder) / f"{building.name_of(number)}{LEFT_OUT}", left_out)
        values = list(zip(*made.rows, strict=True)) if made.rows else [()] * len(record.COLUMNS)
        made.rows.clear()
        uids, numbers = many_ids.uids_for("offer", [uid_key(dataset, key) for key in values[0]])
        return building.write_part(
            Path(folder), number, COLUMNS, [values[0], uids, *values[1:]], numbers << _UNUSED, made.places, note
        )

    return write


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Many small objects are made here, none of them in cycles: the collector would find nothing, in half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def write_left_out(path: Path, rows: Iterable[Bad]) -> None:
    """Note rows that were left out of a part, for the report."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    durable.write_bytes(path, text.getvalue().encode("utf-8", "replace"))
