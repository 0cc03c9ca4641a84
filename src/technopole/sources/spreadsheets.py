"""One column of the first sheet of an XLSX workbook, row by row."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from technopole.core.errors import SourceError

LARGEST_UNPACKED = 300 * 2**20
"""Bytes of a workbook's parts together. What unpacks to more is a bomb or no list."""
MOST_COLUMNS = 500


class Sheet:
    """The first sheet of a workbook; its first row that is not empty is the header.

    `problem` of what it raises is `damaged`, `too_large` or `empty`.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        from openpyxl import load_workbook  # half a second and some megabytes, of which most processes need nothing

        self.name = name
        _refuse_bombs(stream, name)
        try:
            workbook = load_workbook(stream, read_only=True, data_only=True)
            self._rows = _cells(workbook.worksheets[0])
            self.header = next((row for row in self._rows if any(row)), [])
        except SourceError:
            raise
        except Exception as error:  # noqa: BLE001 (openpyxl raises whatever a damaged part makes of it)
            raise _damaged(name) from error
        if not self.header:
            hint = "Its first row names the columns."
            raise SpreadsheetError("empty", "the first sheet is empty", file=name, hint=hint)

    def read(self) -> Iterator[list[str]]:
        """The rows below the header as text, each as long as the header; empty rows are none."""
        width = len(self.header)
        try:
            for row in self._rows:
                if any(row):
                    yield (row + [""] * width)[:width]
        except Exception as error:
            raise _damaged(self.name) from error


class SpreadsheetError(SourceError):
    """The workbook cannot be read; `problem` says why in a word."""

    def __init__(self, problem: str, message: str, *, file: str, hint: str = "") -> None:
        super().__init__(message, file=file, hint=hint)
        self.problem = problem


def _damaged(name: str) -> SpreadsheetError:
    hint = "Save it again as XLSX or CSV."
    return SpreadsheetError("damaged", "is damaged or no XLSX workbook", file=name, hint=hint)


def _refuse_bombs(stream: BinaryIO, name: str) -> None:
    try:
        with zipfile.ZipFile(stream) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(name) from error
    stream.seek(0)
    if unpacked > LARGEST_UNPACKED:
        message = f"unpacks to more than {LARGEST_UNPACKED // 2**20} MiB"
        raise SpreadsheetError("too_large", message, file=name, hint="Send only the sheet and the column that matter.")


def _cells(sheet: Any) -> Iterator[list[str]]:
    for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _text(value: Any) -> str:
    """A cell as people read it: 2021-07-18, and 5 rather than 5.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    return str(value).strip()
