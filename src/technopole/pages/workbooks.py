"""Rows as an XLSX workbook, for people whose spreadsheet garbles CSV."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from technopole.pages.exports import ExportColumn

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
"""Characters: what the format allows."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def workbook(title: str, columns: Sequence[ExportColumn], rows: Iterable[Any]) -> IO[bytes]:
    """A file that holds one sheet of `rows`, at its beginning. Memory: one row.

    Text stays text, also where it looks like a formula; numbers are numbers.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_ILLEGAL.sub("", title)[:31] or "Sheet1")
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, value="")
        made.value = _ILLEGAL.sub("", value)[:LONGEST_CELL]
        made.data_type = "s"  # openpyxl takes what begins with = for a formula
        return made

    head = []
    for column in columns:
        name = cell(column.name)
        name.font = Font(bold=True)
        head.append(name)
    sheet.append(head)
    for row in rows:
        sheet.append([cell(column.of(row)) for column in columns])
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (the caller reads and closes it)
    book.save(file)
    file.seek(0)
    return file
