"""One column of a table of any size, read as a stream: what is held is one row, however long the file.

Other people's tables: any columns, one of which is asked for. Nothing is guessed: what is no UTF-8 or no well-formed
CSV is told with its line and what to do.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NoReturn

from technopole.core.errors import SourceError
from technopole.sources.spelling import nearest

LONGEST_LINE = 64 * 2**20
"""Bytes. A longer line is no text that people write; it is refused before it fills the memory."""
LARGEST_CELL = 32 * 2**20

_SAVE_AS = "Save it as 'CSV UTF-8 (comma delimited)'."
_QUOTING = "A cell that holds a comma, a quote or a line break stands in double quotes, its quotes doubled."
_MOST_NAMED = 20
"""Columns that an error lists."""

Bad = Callable[["StreamError"], None]


class StreamError(SourceError):
    """A stream cannot be read; `problem` says why in a word, for those who say it in another language."""

    def __init__(
        self, problem: str, message: str, *, file: str, line: int, field: str = "", hint: str = ""
    ) -> None:
        super().__init__(message, file=file, line=line, field=field, hint=hint)
        self.problem = problem


def texts(stream: BinaryIO, name: str, column: str, on_bad: Bad | None = None) -> Iterator[tuple[int, str]]:
    """(row, text) for every row of the column; rows count from 0, the header not among them.

    `stream` holds CSV, plain or compressed with gzip; `name` is what errors call it. A wrong row raises `SourceError`,
    or is given to `on_bad` and left out, keeping its number; what makes all that follows doubtful is raised anyway:
    a quote that is never closed, a file that breaks off, bytes that are no UTF-8 inside a row of several lines.
    Blank lines are no rows.
    """
    rows = Rows(stream, name)
    place = rows.place_of(column)
    for number, cells in rows.read(on_bad):
        yield number, cells[place]


class Rows:
    """The rows of a CSV stream, checked against its header, which is read at once."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.name = name
        self._lines = _Lines(_opened(stream), name)
        csv.field_size_limit(LARGEST_CELL)
        self._reader = csv.reader(self._lines, strict=True)
        self.began = 1
        """The line on which the row that was read last begins."""
        self.header = self._read_header()

    def place_of(self, column: str) -> int:
        """Where the column stands. Raises `SourceError` naming the columns that there are."""
        return place_of(self.header, column, self.name)

    def read(self, on_bad: Bad | None = None) -> Iterator[tuple[int, list[str]]]:
        """(row, cells) of every row, as `texts` tells."""
        number = -1
        while True:
            began = self.began = self._lines.number + 1
            try:
                cells = next(self._reader, None)
                if cells is None:
                    return
                if not cells:
                    continue
                number += 1
                if len(cells) != len(self.header):
                    raise self._uneven(began, len(cells))
            except csv.Error as error:
                number += 1
                told = self._malformed(began, error)
                if on_bad is None or self._lines.number > began:
                    raise told from None
                on_bad(told)
            except StreamError as error:
                if error.line is None or error.line > began or not self._lines.whole:
                    raise
                if error.problem != "uneven":
                    number += 1
                if on_bad is None:
                    raise
                on_bad(error)
            else:
                yield number, cells

    def _read_header(self) -> list[str]:
        try:
            header = [cell.strip() for cell in next(self._reader, [])]
        except csv.Error as error:
            raise self._malformed(1, error) from None
        if not any(header):
            raise self._wrong("empty", 1, "the file is empty", "", "Its first line names the columns.")
        return header

    def _malformed(self, line: int, error: csv.Error) -> StreamError:
        if "new-line character" in str(error):
            return self._wrong("carriage", line, "ends its lines with a bare carriage return", "", _SAVE_AS)
        return self._wrong("malformed", line, f"is not well-formed CSV: {error}", "", _QUOTING)

    def _uneven(self, line: int, cells: int) -> StreamError:
        more = cells > len(self.header)
        check = "a comma inside a cell needs double quotes around the cell" if more else "add the missing commas"
        problem = f"has {cells:,} cells where the header has {len(self.header):,} columns"
        return self._wrong("uneven", line, problem, "", f"Check: {check}.")

    def _wrong(self, problem: str, line: int, message: str, field: str = "", hint: str = "") -> StreamError:
        return StreamError(problem, message, file=self.name, line=line, field=field, hint=hint)


def place_of(header: Sequence[str], column: str, file: str) -> int:
    """Where a column stands in a header. Raises `SourceError` naming the columns that there are."""

    def wrong(problem: str, message: str, field: str, hint: str) -> StreamError:
        return StreamError(problem, message, file=file, line=1, field=field, hint=hint)

    places = [place for place, name in enumerate(header) if name == column.strip()]
    if len(places) == 1:
        return places[0]
    if places:
        raise wrong("twice", "the column stands in the header twice", column, "Rename one of them.")
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            raise wrong("separator", f"the cells are separated by {called}", "", _SAVE_AS)
    there = ", ".join(repr(name) for name in header[:_MOST_NAMED])
    more = f" and {len(header) - _MOST_NAMED} more" if len(header) > _MOST_NAMED else ""
    hint = f"{nearest(column, header)} The columns are: {there}{more}.".strip()
    raise wrong("column", "there is no such column", column, hint)


class _Lines(Iterator[str]):
    """The lines of a stream as text."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name = stream, name
        self.number = 0
        self.whole = True
        """False once a line was cut off, so that what follows it is no line."""

    def __next__(self) -> str:
        try:
            line = self._stream.readline(LONGEST_LINE)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            self.whole = False
            self._refuse("damaged", f"the compressed file breaks off or is damaged: {error}", "Fetch or make it again.")
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_LINE:
            self.whole = False
            hint = "A quote that is not closed makes the rest of a file one cell."
            self._refuse("too_long", f"the line is longer than {LONGEST_LINE // 2**20} MiB", hint)
        if self.number == 1:
            line = self._first(line)
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            looks = "; it reads as GB 18030, a spreadsheet's default on a Chinese computer" if is_gb18030(line) else ""
            problem = "gb18030" if looks else "encoding"
            self._refuse(problem, f"is not UTF-8 text, from byte {error.start + 1} of the line{looks}", _SAVE_AS)
        if "\0" in text:
            self._refuse("nul", "holds a NUL character", "Remove it; it is no text.")
        return text

    def _first(self, line: bytes) -> bytes:
        if line.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.whole = False
            self._refuse("utf16", "is UTF-16 text, not UTF-8", _SAVE_AS)
        if line.startswith(b"PK\x03\x04"):
            self.whole = False
            hint = f"Open it and export the sheet. {_SAVE_AS}"
            self._refuse("workbook_damaged", "is a spreadsheet or a zip file, not CSV", hint)
        return line.removeprefix(b"\xef\xbb\xbf")

    def _refuse(self, problem: str, message: str, hint: str) -> NoReturn:
        raise StreamError(problem, message, file=self._name, line=max(1, self.number), hint=hint)


def is_gb18030(line: bytes) -> bool:
    """Does it read as Chinese in that encoding? A few characters of Latin 1 also pass for it: those hold no hanzi."""
    try:
        text = line.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _opened(stream: BinaryIO) -> BinaryIO:
    """The stream itself, or what is compressed in it; told by its first bytes, whatever its name."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        return io.BufferedReader(gzip.GzipFile(fileobj=buffered), 1 << 20)
    return buffered


def columns(stream: BinaryIO, name: str, rows: int) -> tuple[Sequence[str], list[list[str]]]:
    """The header and the first rows, for somebody who is to choose a column."""
    table = Rows(stream, name)
    first: list[list[str]] = []
    for _, cells in table.read(lambda error: None):
        first.append(cells)
        if len(first) == rows:
            break
    return table.header, first
