"""One file of records as files of the lake: what each process of a load does. Needs no Django."""

from __future__ import annotations

import json
import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from technopole.core import durable
from technopole.core.errors import SourceError
from technopole.lake import merging
from technopole.observatory.loading.tables import FAMILIES, TABLES
from technopole.sources import works_csv
from technopole.sources.openalex import reading
from technopole.sources.openalex.layout import Unit
from technopole.sources.openalex.wanted import Wanted

FIRST = 20
"""Records that were left out which are told one by one; the report has more."""
MOST_FIRST, MOST_FOLLOWING = 25_000, 250_000
"""A part is written when it has so many works, or so many rows of their bylines."""
Note = dict[str, Any]


class Bad(NamedTuple):
    """A record that was left out."""

    file: str
    line: int | None
    field: str
    problem: str


def note_path(spool: Path, number: int) -> Path:
    return spool / f"unit-{number:05d}.json"


def finished(spool: Path, number: int) -> Note | None:
    """The note of a unit of which all parts are there; None if it is to be read (again)."""
    path = note_path(spool, number)
    if not path.is_file():
        return None
    note: Note = json.loads(path.read_bytes())
    for part in note["parts"]:
        for told in part.values():
            file = spool / told["file"]
            if not file.is_file() or file.stat().st_size != told["bytes"]:
                return None
    return note


def reader(spool: str, wanted: Wanted, skip_bad: bool) -> Callable[[tuple[int, Unit]], Note]:
    """What turns (number, unit) into files in the spool, and gives its note: written last, it says that all are there.

    The note counts what was read, left out and noted. A unit with anything wrong becomes nothing unless `skip_bad`:
    its note then says only that. Raises `SourceError` for a file that is damaged.
    """
    if multiprocessing.parent_process() is not None:
        reading.prepare_process()

    def read(numbered: tuple[int, Unit]) -> Note:
        number, unit = numbered
        return read_batches(Path(spool), number, reading.read(unit, wanted), skip_bad)

    return read


def read_batches(spool: Path, number: int, batches: Iterator[reading.Batch], skip_bad: bool) -> Note:
    """Write the parts and the note of unit `number`."""
    held = _Held(spool, f"unit-{number:05d}")
    left_out: Counter[str] = Counter()
    noted: Counter[str] = Counter()
    records, bad = 0, []
    for batch in batches:
        records += batch.read
        left_out.update(batch.left_out)
        noted.update(batch.noted)
        bad += [told(error) for error in batch.bad]
        if bad and not skip_bad:
            return {"wrong": bad[:FIRST]}
        held.add(batch)
    held.flush()
    note = {"parts": held.parts, "read": records, "left_out": dict(left_out), "noted": dict(noted), "bad": bad}
    durable.write_bytes(note_path(spool, number), json.dumps(note, ensure_ascii=False).encode())
    return note


def csv_reader(spool: str, skip_bad: bool) -> Callable[[tuple[int, Unit]], Note]:
    """The same for tables made with a spreadsheet."""

    def read(numbered: tuple[int, Unit]) -> Note:
        number, unit = numbered
        with Path(unit.file).open("rb") as stream:
            return read_batches(Path(spool), number, works_csv.read(stream, unit.name), skip_bad)

    return read


def told(error: SourceError) -> Bad:
    problem = error.message.removeprefix(f"{error.file}:{error.line}").lstrip(",: ")
    return Bad(error.file, error.line, error.field, problem.removeprefix(f"field {error.field}: "))


class _Held:
    """Rows that wait to be enough for a part, as Arrow tables."""

    def __init__(self, spool: Path, stem: str) -> None:
        self._spool, self._stem = spool, stem
        self._tables: dict[str, list[Any]] = {}
        self._counts: Counter[str] = Counter()
        self.parts: list[dict[str, Any]] = []

    def add(self, batch: reading.Batch) -> None:
        for family in FAMILIES:
            if not batch.rows[family[0]]:
                continue
            for name in family:
                self._tables.setdefault(name, []).append(merging.arrow(TABLES[name], batch.columns(name)))
                self._counts[name] += len(batch.rows[name])
        for family in FAMILIES:
            if self._counts[family[0]] >= MOST_FIRST or self._counts[family[-1]] >= MOST_FOLLOWING:
                self._write(family)

    def flush(self) -> None:
        for family in FAMILIES:
            self._write(family)

    def _write(self, family: tuple[str, ...]) -> None:
        made = {name: self._tables.pop(name) for name in family if name in self._tables}
        if made:
            stem = f"{self._stem}-{len(self.parts):03d}"
            self.parts.append(merging.write_source(self._spool, stem, TABLES, made))
        for name in family:
            self._counts.pop(name, None)
