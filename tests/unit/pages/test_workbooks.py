"""Rows as a workbook: what looks like a formula is text, and what no cell may hold is left out."""

from openpyxl import load_workbook

from technopole.pages.exports import ExportColumn
from technopole.pages.workbooks import LONGEST_CELL, workbook

COLUMNS = [ExportColumn("text", lambda row: row[0]), ExportColumn("n", lambda row: row[1], "number")]


def cells(*rows):
    with workbook("A sheet", COLUMNS, rows) as file:
        return [list(row) for row in load_workbook(file).active.iter_rows()]


def test_names_stand_above_and_numbers_are_numbers() -> None:
    head, row = cells(("复旦大学", 0.5))
    assert [cell.value for cell in head] == ["text", "n"]
    assert [(cell.value, cell.data_type) for cell in row] == [("复旦大学", "s"), (0.5, "n")]


def test_a_formula_is_text() -> None:
    for text in ("=1+1", '=HYPERLINK("http://example.org")', "+1", "-1", "@SUM(A1)", "\t=1"):
        _, row = cells((text, None))
        assert (row[0].data_type, row[0].value.strip()) == ("s", text.strip())


def test_characters_that_no_cell_may_hold_are_left_out_and_long_texts_cut() -> None:
    _, row = cells(("a\x00\x07b\ud800c", None))
    assert row[0].value == "abc"
    _, row = cells(("x" * 100_000, None))
    assert len(row[0].value) == LONGEST_CELL
