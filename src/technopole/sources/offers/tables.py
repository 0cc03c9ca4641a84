"""CSV: one offer a row, columns named like the keys of JSON lines, `|` between several values of a cell."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from typing import Any, BinaryIO

from technopole.core.errors import SourceError
from technopole.sources.offers import record
from technopole.sources.offers.files import reading
from technopole.sources.offers.pieces import BYTES, ROWS, Bad, Cells, Parsed, note_unknown, parsed, take
from technopole.sources.streams import Rows, StreamError

Check = Callable[[list[str], str], object]

_LISTS = frozenset({"fields", "sectors", "modes", "licence_modes", "rights", "numbers"})
_WHOLE = frozenset({"year", "trl", "TRL"})
_AMOUNTS = frozenset({"price", "price_low", "price_high"})
_TRUTHS = {"true": True, "false": False, "1": True, "0": False}


def pieces(stream: BinaryIO, name: str, check: Check | None = None) -> Iterator[Cells]:
    """The rows of the stream, cut into pieces. Raises `SourceError` as `streams.texts` tells, and for a header without
    the columns that every offer needs, or whatever `check` raises for it instead. Memory: one piece.
    """
    with reading(name):
        table = Rows(stream, name)
        (check or _check_header)(table.header, name)
        bad: list[Bad] = []
        rows: list[tuple[int, list[str]]] = []
        size = 0

        def wrong(error: StreamError) -> None:
            nonlocal size
            bad.append(Bad(name, error.line or table.began, error.field, _problem(error), error.hint))
            size += 100

        for _, cells in table.read(wrong):
            rows.append((table.began, cells))
            size += sum(map(len, cells))
            if len(rows) == ROWS or size > BYTES:
                yield Cells(name, table.header, rows, bad)
                rows, bad, size = [], [], 0
    if rows or bad:
        yield Cells(name, table.header, rows, bad)


def parse(piece: Cells) -> Parsed:
    """The rows of a piece, and its wrong ones."""
    made = parsed(piece.file)
    made.bad.extend(piece.bad)
    note_unknown(made, [name for name in piece.header if name not in record.KEYS])
    for line, cells in piece.rows:
        take(made, _value(piece.header, cells), line)
    made.bad.sort(key=lambda each: each.line)
    return made


def _value(header: list[str], cells: list[str]) -> dict[str, Any]:
    """The cells as JSON would say them; an empty cell says nothing."""
    value: dict[str, Any] = {"title": "", "text": ""}
    for name, cell in zip(header, cells, strict=True):
        cell = cell.strip()
        if not cell:
            continue
        said: Any = cell
        if name in _LISTS:
            said = cell.split("|")
        elif name in _WHOLE:
            with contextlib.suppress(ValueError):
                said = int(cell) if cell.isascii() and len(cell) < 20 else cell
        elif name in _AMOUNTS:
            with contextlib.suppress(ValueError):
                said = float(cell) if cell.isascii() else cell
        elif name == "synthetic":
            said = _TRUTHS.get(cell.lower(), cell)
        value[name] = said
    return value


def check_header(header: list[str], name: str, known: Collection[str]) -> None:
    """Raises `SourceError` for cells that are separated by something else, and columns that stand there twice."""
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            hint = "Save it as 'CSV UTF-8 (comma delimited)'."
            raise SourceError(f"the cells are separated by {called}", file=name, line=1, hint=hint)
    for column in header:
        if column in known and header.count(column) > 1:
            problem = "the column stands in the header twice"
            raise SourceError(problem, file=name, line=1, field=column, hint="Keep one.")


def _check_header(header: list[str], name: str) -> None:
    check_header(header, name, record.KEYS)
    titles = ("title", "title_en", "title_zh")
    if "_id" not in header:
        raise SourceError("the column is missing", file=name, line=1, field="_id", hint="Each offer needs its own.")
    if not any(title in header for title in titles):
        hint = f"Name one of them so: {', '.join(titles)}."
        raise SourceError("no column holds titles", file=name, line=1, field="title", hint=hint)


def _problem(error: SourceError) -> str:
    """The problem alone, without the place that stands before it in the error's message."""
    return error.message.split(": ", 1)[-1]
