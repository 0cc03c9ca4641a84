"""A CSV or XLSX file as sheets of cells, values only; what is too large, encrypted or armed is refused.

XLSX is read as a stream. Before that its parts are measured, so that a small file that unpacks to gigabytes (a zip
bomb) or XML that declares entities never reaches a parser.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from technopole.core.errors import SourceError

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_TIMES_LARGER = 150
"""A part of an XLSX file that unpacks to more times its size than a table ever does."""
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 200_000, 200, 32_767

Cell = str | int | float | dt.datetime | dt.date | bool | None

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FORMULA_WITHOUT_VALUE = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^>]*)?/>)\s*(?:<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
)
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
"""How CSV files keep a spreadsheet from reading a long number as a number."""


@dataclass
class Sheet:
    """The rows of one sheet, each with its number in the file, and what was noticed while reading."""

    name: str
    rows: list[tuple[int, list[Cell]]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged ranges: first row, first column, last row, last column; columns from 0."""
    encoding: str = ""
    epoch_1904: bool = False
    formulas_without_value: int = 0


def read(path: Path, name: str = "") -> list[Sheet]:
    """The sheets of a file; `name` is what errors call it. Raises `SourceError` for what is no table.

    Memory: the cells of one file, at most `MOST_ROWS` rows a sheet.
    """
    name = name or path.name
    size = path.stat().st_size
    if size == 0:
        raise SourceError("the file is empty", file=name, hint="Export it again.")
    if size > MOST_BYTES:
        raise SourceError(
            f"the file is larger than {MOST_BYTES // 2**20} MB", file=name,
            hint="Split the export by district or by year, and load the parts one after another.",
        )
    with path.open("rb") as handle:
        start = handle.read(8)
    if start.startswith(b"PK\x03\x04"):
        return _workbook(path, name)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError(
            "is an old .xls file or is protected by a password", file=name,
            hint="Open it in a spreadsheet, remove the password, and save it as .xlsx or CSV.",
        )
    return [_csv(path.read_bytes(), name)]


# --- CSV -------------------------------------------------------------------------------------------------------


def _csv(raw: bytes, name: str) -> Sheet:
    text, encoding = _decoded(raw, name)
    sheet = Sheet("", [], encoding=encoding)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",\t;，", key=lambda mark: (first.count(mark), mark == ","))
    csv.field_size_limit(LONGEST_CELL * 4)
    if separator == "，":
        text, separator = text.replace("，", ","), ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            if len(sheet.rows) >= MOST_ROWS:
                raise _too_many(name, "")
            if any(cell.strip() for cell in cells):
                sheet.rows.append((line, [_plain(cell) for cell in cells[:MOST_COLUMNS]]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(
            f"is not well-formed CSV: {error}", file=name, line=line,
            hint="A cell that holds a comma, a quote or a line break stands in double quotes, its quotes doubled.",
        ) from None
    return sheet


def _plain(cell: str) -> str:
    text = cell.strip().lstrip("\ufeff")
    if match := _AS_TEXT.fullmatch(text):
        text = match[1].strip()
    return text[1:] if text.startswith("'") else text


def _decoded(raw: bytes, name: str) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8, UTF-16 with its mark, or else GB 18030."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = [("utf-16", "UTF-16")]
    else:
        candidates = [("utf-8-sig", "UTF-8"), ("gb18030", "GB 18030")]
    for codec, shown in candidates:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not re.search("[\x01-\x08\x0e-\x1f]", text):
            return text, shown
    raise SourceError(
        "is neither UTF-8 nor GB 18030 text", file=name, hint="Save it as 'CSV UTF-8', or give the .xlsx file."
    )


# --- XLSX ------------------------------------------------------------------------------------------------------


def _workbook(path: Path, name: str) -> list[Sheet]:
    parts = _parts(path, name)
    noticed = {part: _noticed(path, part) for part in parts if _SHEET.fullmatch(part)}
    import openpyxl  # costs 100 ms, which the other formats should not pay
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that hold no values
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise _damaged(name, error) from None
    try:
        epoch_1904 = book.epoch.year == 1904
        sheets = []
        for each in book.worksheets:
            if each.sheet_state != "visible":
                continue
            merged, without = noticed.get(str(each._worksheet_path).lstrip("/"), ([], 0))
            rows = list(_rows(each, name))
            sheets.append(Sheet(each.title, rows, merged, "", epoch_1904, without))
    except (KeyError, ValueError, TypeError, OSError, SyntaxError, zipfile.BadZipFile) as error:
        raise _damaged(name, error) from None
    finally:
        book.close()
    return sheets


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, list[Cell]]]:
    sheet.reset_dimensions()  # what the file says of its own size need not be so
    kept = 0
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    for number, values in enumerate(rows, start=1):
        cells = [_shortened(value) for value in values]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if not cells:
            continue
        kept += 1
        if kept > MOST_ROWS:
            raise _too_many(name, sheet.title)
        yield number, cells


def _shortened(value: Any) -> Cell:
    if isinstance(value, str):
        return value.strip()[:LONGEST_CELL]
    if isinstance(value, dt.datetime | dt.date | int | float | bool) or value is None:
        return value
    return str(value)


def _parts(path: Path, name: str) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > 5000 or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise _bomb(name)
            for entry in entries:
                if entry.flag_bits & 1:
                    raise SourceError("is protected by a password", file=name, hint="Remove it and save again.")
                if entry.file_size > 2**24 and entry.file_size > MOST_TIMES_LARGER * max(entry.compress_size, 1):
                    raise _bomb(name)
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as handle:
                        if b"<!DOCTYPE" in (start := handle.read(4096)).upper() or b"<!ENTITY" in start.upper():
                            raise SourceError(
                                "declares entities, which no spreadsheet does", file=name, hint="Export it again."
                            )
            names = [entry.filename for entry in entries]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError) as error:
        raise _damaged(name, error) from None
    if "xl/workbook.xml" not in names:
        raise SourceError("is no .xlsx workbook", file=name, hint="Give a CSV or XLSX file.")
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise SourceError("holds macros", file=name, hint="Save it as .xlsx without macros.")
    return names


def _noticed(path: Path, part: str) -> tuple[list[tuple[int, int, int, int]], int]:
    """The merged ranges of a sheet and how many formulas were saved without their value; its XML read once, by bytes.

    Streaming readers of openpyxl do not tell merged ranges.
    """
    merged: dict[tuple[int, int, int, int], None] = {}
    formulas, tail = 0, b""
    with zipfile.ZipFile(path) as archive, archive.open(part) as handle:
        while block := handle.read(1 << 20):
            text = tail + block
            for match in _MERGED.finditer(text):
                if len(merged) < 100_000:
                    left, top, right, bottom = match.groups()
                    merged[(int(top), _column(left), int(bottom), _column(right))] = None
            cut = max(text.rfind(b"<c "), text.rfind(b"<mergeCell "), len(text) - 65536, 0)
            formulas += len(_FORMULA_WITHOUT_VALUE.findall(text[:cut] if cut else text))
            tail = text[cut:] if cut else b""
    formulas += len(_FORMULA_WITHOUT_VALUE.findall(tail))
    return list(merged), formulas


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _bomb(name: str) -> SourceError:
    return SourceError(
        "unpacks to far more than its size; it is damaged or made to do harm", file=name,
        hint="Export it again, or split it.",
    )


def _damaged(name: str, error: Exception) -> SourceError:
    return SourceError(
        f"cannot be read as a workbook ({type(error).__name__})", file=name,
        hint="Open it in a spreadsheet and save it again as .xlsx or CSV.",
    )


def _too_many(name: str, sheet: str) -> SourceError:
    where = f"sheet {sheet} " if sheet else ""
    return SourceError(f"{where}has more than {MOST_ROWS:,} rows", file=name, hint="Split the export.")
