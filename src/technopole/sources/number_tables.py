"""A table of somebody else's numbers, read whole: keys stay text, numbers are checked cell by cell.

Keys are never guessed to be missing: `NA` is Namibia, and `nan` may be anything. Only a number may be missing, and
only where the caller allows it.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from technopole.core.errors import SourceError
from technopole.sources import streams

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "-", "..", "…"})
"""How tables write that there is no number."""


@dataclass(frozen=True)
class Table:
    """Rows as they were written, and on which line each begins."""

    name: str
    header: list[str]
    rows: list[list[str]]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.rows)

    def place_of(self, column: str) -> int:
        """Where a column stands. Raises `SourceError` if it stands nowhere, or twice."""
        return streams.place_of(self.header, column, self.name)

    def texts(self, column: str) -> list[str]:
        """A column as it is written, without blanks around it."""
        place = self.place_of(column)
        return [row[place].strip() for row in self.rows]

    def keys(self, column: str) -> list[str]:
        """A column of which no cell may be empty. Raises `SourceError`."""
        found = self.texts(column)
        for line, text in zip(self.lines, found, strict=True):
            if not text:
                raise SourceError("is empty", file=self.name, line=line, field=column, hint="Every row needs one.")
        return found

    def lines_of(self, column: str, *, what: str = "", hint: str = "") -> dict[str, int]:
        """{key: its line} of a column of which each cell is another; `what` says what a key is of.

        Raises `SourceError`.
        """
        found: dict[str, int] = {}
        for key, line in zip(self.keys(column), self.lines, strict=True):
            if key in found:
                told = f"{what} {key!r} stands on line {found[key]} already".lstrip()
                raise SourceError(told, file=self.name, line=line, field=column, hint=hint)
            found[key] = line
        return found

    def numbers(
        self, column: str, *, missing: float | None = None, least: float = -math.inf, most: float = math.inf
    ) -> list[float]:
        """A column of finite numbers from `least` to `most`; what is missing is `missing`, or refused if that is None.

        Raises `SourceError` with the line.
        """
        place = self.place_of(column)
        return [
            self._number(row[place].strip(), line, column, missing, least, most)
            for line, row in zip(self.lines, self.rows, strict=True)
        ]

    def _number(
        self, text: str, line: int, column: str, missing: float | None, least: float, most: float
    ) -> float:  # fmt: skip
        if text in MISSING and missing is not None:
            return missing
        try:
            value = float(text.replace("\u2212", "-")) if "_" not in text else math.nan
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            told = f"{text[:40]!r} is no number" if text else "is empty, where a number must stand"
            hint = "Numbers are written like 1234.5, without separators of thousands."
            raise SourceError(told, file=self.name, line=line, field=column, hint=hint)
        if not least <= value <= most:
            bounds = f"at least {least:g}" if most == math.inf else f"between {least:g} and {most:g}"
            raise SourceError(f"{text[:40]} is not {bounds}", file=self.name, line=line, field=column)
        return value


def read(stream: BinaryIO, name: str) -> Table:
    """The table, CSV in UTF-8, plain or compressed with gzip. Raises `SourceError` with the line. Memory: all of it."""
    rows = streams.Rows(stream, name)
    cells: list[list[str]] = []
    lines: list[int] = []
    for _, each in rows.read():
        cells.append(each)
        lines.append(rows.began)
    return Table(name, rows.header, cells, lines)


def write(out: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """CSV in UTF-8: numbers so that they read back the same, and nothing where a number is missing."""
    text = io.TextIOWrapper(out, "utf-8", newline="")
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([written(cell) for cell in row])
    finally:
        text.detach()  # whoever gave the stream closes it


def written(cell: object) -> object:
    """A cell as it will stand in the file."""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else repr(float(cell))
    return cell
