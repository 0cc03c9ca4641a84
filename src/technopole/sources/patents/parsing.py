"""Files of patents cut into pieces, and any piece to rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from technopole.sources.offers import json_lines, tables
from technopole.sources.offers.pieces import Bad, Cells, Lines, Piece
from technopole.sources.offers.record import Wrong
from technopole.sources.patents import forms, patentsview
from technopole.sources.patents.pieces import Parsed, parsed, take
from technopole.sources.patents.record import KEYS


def pieces(stream: BinaryIO, name: str, kind: str) -> Iterator[Piece]:
    """The pieces of a file in the documented form, `csv` or `jsonl`. Raises `SourceError` for what is no such file."""
    if kind == "csv":
        return tables.pieces(stream, name, forms.check_header)
    return json_lines.pieces(stream, name)


def parse(piece: Piece) -> Parsed:
    """The rows of a piece of whatever format, and what is wrong in it."""
    if isinstance(piece, Lines):
        return _lines(piece)
    if isinstance(piece, Cells):
        return _cells(piece)
    return patentsview.parse(piece)


def _lines(piece: Lines) -> Parsed:
    made = parsed(piece.file)
    for line, value, doubtful in json_lines.values(piece, made.bad):
        if take(made, value, line, doubtful=doubtful):
            _note_unknown(made, value.keys() - KEYS)
    return made


def _cells(piece: Cells) -> Parsed:
    made = parsed(piece.file)
    made.bad.extend(piece.bad)
    _note_unknown(made, [name for name in piece.header if name not in forms.COLUMNS])
    for line, cells in piece.rows:
        try:
            value: Any = forms.value(piece.header, cells)
        except Wrong as wrong:
            made.bad.append(Bad(piece.file, line, wrong.field, wrong.problem, wrong.hint))
            continue
        take(made, value, line)
    made.bad.sort(key=lambda each: each.line)
    return made


def _note_unknown(made: Parsed, keys: Any) -> None:
    for key in keys:
        if key in made.unknown or len(made.unknown) < 100:
            made.unknown[key[:80]] = made.unknown.get(key[:80], 0) + 1
