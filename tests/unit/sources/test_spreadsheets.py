"""The first sheet of a workbook, cells as people read them; damaged workbooks and bombs are refused."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from technopole.sources import spreadsheets
from technopole.sources.spreadsheets import Sheet, SpreadsheetError


def workbook(*rows: list[object]) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def refused(file: io.BytesIO) -> str:
    with pytest.raises(SpreadsheetError) as error:
        list(Sheet(file, "f.xlsx").read())
    return error.value.problem


def test_cells_are_read_as_people_see_them() -> None:
    sheet = Sheet(workbook(["name", "n", "day"], ["复旦大学", 5.0, dt.datetime(2021, 7, 18)], [None, 2.5, None]), "f")
    assert sheet.header == ["name", "n", "day"]
    assert list(sheet.read()) == [["复旦大学", "5", "2021-07-18"], ["", "2.5", ""]]


def test_empty_rows_are_none_also_above_the_header() -> None:
    sheet = Sheet(workbook([None], ["name"], [None], ["x"]), "f")
    assert (sheet.header, list(sheet.read())) == (["name"], [["x"]])


def test_an_empty_workbook_is_told() -> None:
    assert refused(workbook()) == "empty"


def test_what_is_no_workbook_is_told() -> None:
    assert refused(io.BytesIO(b"PK\x03\x04 and then nothing")) == "damaged"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as parts:
        parts.writestr("a.txt", "text")
    other.seek(0)
    assert refused(other) == "damaged"


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "LARGEST_UNPACKED", 1000)
    assert refused(workbook(["name"], ["x" * 10_000])) == "too_large"
