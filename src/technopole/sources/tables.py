"""Tables people edit with a spreadsheet (CSV) and the small documents beside them (YAML), read to the letter.

Every problem of a file is found and told with its line and field; nothing is guessed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from technopole.core.errors import SourceError
from technopole.sources.spelling import nearest

_SAVE_AS = "Save it as 'CSV UTF-8 (comma delimited)'."
LARGEST_CELL = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the line it starts on and its cells, trimmed, by column name."""

    line: int
    cells: dict[str, str]


class Table:
    """The rows of a file and what is wrong with it. Columns that the file lacks read as empty."""

    def __init__(self, name: str, rows: list[Row], errors: list[SourceError]) -> None:
        self.name, self.rows, self.errors = name, rows, errors

    def wrong(self, line: int | None, field: str, problem: str, hint: str = "") -> None:
        self.errors.append(SourceError(problem, file=self.name, line=line, field=field, hint=hint))


def read_csv(
    path: Path, name: str, columns: Sequence[str], required: Collection[str], unique: str | None = "id"
) -> Table:
    """A CSV file with these columns, in any order; `name` is what errors call it.

    UTF-8, with or without a byte-order mark; a comma between cells. `required` columns must be there and filled in
    every row; the values of `unique` must differ. Cost: the whole file is held, as centres' files are small.
    """
    table = Table(name, [], [])
    text = _decode(path, table)
    if text is None:
        return table
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        _read_rows(reader, table, columns, required, unique)
    except csv.Error as error:
        hint = "A cell that holds a comma, a quote or a line break stands in double quotes, its quotes doubled."
        table.wrong(reader.line_num, "", f"is not well-formed CSV: {error}", hint)
    return table


def _read_rows(
    reader: Iterator[list[str]], table: Table, columns: Sequence[str], required: Collection[str], unique: str | None
) -> None:
    header = [cell.strip() for cell in next(reader, [])]
    if not _check_header(header, table, columns, required):
        return
    seen: dict[str, int] = {}
    line = reader.line_num + 1  # type: ignore[attr-defined]
    for cells in reader:
        start, line = line, reader.line_num + 1  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            extra = (
                "a comma inside a cell needs double quotes around the cell"
                if len(cells) > len(header)
                else "add the missing commas"
            )
            table.wrong(
                start, "", f"has {len(cells)} cells where the header has {len(header)} columns", f"Check: {extra}."
            )
            continue
        row = Row(start, dict.fromkeys(columns, "") | {n: c.strip() for n, c in zip(header, cells, strict=True)})
        for column in required:
            if not row.cells[column]:
                table.wrong(start, column, "is empty", "Every row needs it.")
        if unique and (value := row.cells[unique]):
            if value in seen:
                table.wrong(start, unique, f"{value!r} stands on line {seen[value]} already", "Give each row its own.")
            seen.setdefault(value, start)
        table.rows.append(row)


def _check_header(header: list[str], table: Table, columns: Sequence[str], required: Collection[str]) -> bool:
    if not any(header):
        table.wrong(1, "", "the file is empty", f"Its first line names the columns: {','.join(columns)}")
        return False
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            table.wrong(1, "", f"the cells are separated by {called}", _SAVE_AS)
            return False
    sound = True
    for column in header:
        if column not in columns:
            table.wrong(
                1, column or "(no name)", "unknown column", nearest(column, columns) or f"Known: {', '.join(columns)}."
            )
            sound = False
        elif header.count(column) > 1:
            table.wrong(1, column, "the column stands in the header twice", "Keep one.")
            sound = False
    for column in required:
        if column not in header:
            table.wrong(1, column, "the column is missing", "Add it to the first line.")
            sound = False
    return sound


def _decode(path: Path, table: Table) -> str | None:
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        table.wrong(None, "", "is UTF-16 text, not UTF-8", _SAVE_AS)
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        try:
            raw.decode("gb18030")
            looks = "; it reads as GB 18030, a spreadsheet's default on a Chinese computer"
        except UnicodeDecodeError:
            looks = ""
        table.wrong(line, "", f"is not UTF-8 text{looks}", _SAVE_AS)
        return None
    if "\0" in text:
        table.wrong(text.count("\n", 0, text.index("\0")) + 1, "", "holds a NUL character", "Remove it; it is no text.")
        return None
    return text
