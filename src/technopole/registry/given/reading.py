"""From what people paste or upload to lines: text, CSV in UTF-8 (also compressed), XLSX."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from technopole.core.errors import SourceError
from technopole.registry.given.problems import ListProblem
from technopole.sources import streams
from technopole.sources.spreadsheets import Sheet, SpreadsheetError

LONGEST_TEXT = 20_000
"""Characters of a line that are looked at and kept."""
SAMPLES = 3
_ZIP, _TEXT = b"PK\x03\x04", ".txt"


def pasted(text: str) -> Iterator[str]:
    """The lines of a text that are not blank."""
    for line in text.splitlines():
        if line.strip():
            yield line.strip()[:LONGEST_TEXT]


class Upload:
    """A file that was handed in. Raises `ListProblem` wherever it cannot be read."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        with path.open("rb") as file:
            self._is_workbook = file.read(4) == _ZIP
        self.is_text = name.lower().endswith(_TEXT) and not self._is_workbook

    def columns(self) -> tuple[list[str], list[list[str]]]:
        """Its header and first rows, for choosing a column."""
        with self.path.open("rb") as file, _told():
            if self._is_workbook:
                sheet = Sheet(file, self.name)
                return sheet.header, [row for row, _ in zip(sheet.read(), range(SAMPLES), strict=False)]
            header, rows = streams.columns(file, self.name, SAMPLES)
            return list(header), rows

    def lines(self, column: str) -> Iterator[str]:
        """The texts of a column, or the lines of a text file. Blank rows of a workbook are none."""
        with self.path.open("rb") as file, _told():
            for text in self._lines(file, column):
                yield text.strip()[:LONGEST_TEXT].replace("\0", "")

    def _lines(self, file: BinaryIO, column: str) -> Iterator[str]:
        if self.is_text:
            yield from _text_lines(file)
        elif self._is_workbook:
            sheet = Sheet(file, self.name)
            place = _place(sheet.header, column)
            yield from (row[place] for row in sheet.read())
        else:
            for _, text in streams.texts(file, self.name, column):
                yield text


def _place(header: Sequence[str], column: str) -> int:
    places = [place for place, name in enumerate(header) if name == column]
    if not places:
        raise ListProblem("column", column=column)
    return places[0]


def _text_lines(file: BinaryIO) -> Iterable[str]:
    for number, line in enumerate(iter(lambda: file.readline(streams.LONGEST_LINE), b""), start=1):
        try:
            text = line.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ListProblem("encoding", line=number) from None
        yield from pasted(text)


class _told:
    """A context in which errors of reading become problems with words in both languages."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, at: object) -> None:
        if isinstance(error, SpreadsheetError):
            raise ListProblem(f"workbook_{error.problem}") from error
        if isinstance(error, streams.StreamError):
            raise ListProblem(error.problem, line=error.line, column=error.field) from error
        if isinstance(error, SourceError | OSError | io.UnsupportedOperation):
            raise ListProblem("damaged") from error
