"""Official exports of social organisations are read to the letter, and whatever is wrong is told by row and column."""

import zipfile
from pathlib import Path
from typing import Any

import official_files as files
import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.core.errors import SourceError
from technopole.sources.official import columns, records, sheets, values
from technopole.sources.official.problems import ERROR, NOTE, WrongValue


def problems(export: records.Export) -> list[tuple[str, int | None, str]]:
    return [(each.code, each.row, each.column) for each in export.problems]


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2021年7月18日", "2021-07-18"), ("2021/7/18", "2021-07-18"), ("2021.7.18", "2021-07-18"), ("2021-07-18 09:30:00", "2021-07-18"),
        (44395, "2021-07-18"), ("44395", "2021-07-18"), (44395.75, "2021-07-18"), ("20210718", "2021-07-18"), (20210718, "2021-07-18"),
        ("二〇二一年七月十八日", "2021-07-18"), ("二〇二〇年二月二十九日", "2020-02-29"), ("2021年7月", "2021-07"), ("2021.7", "2021-07"),
        ("2021", "2021"), (2021, "2021"), ("18/07/2021", "2021-07-18"), ("２０２１年７月１８日", "2021-07-18"), ("", None), ("—", None),
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_usual_form(cell: Any, date: str | None) -> None:
    assert values.date(cell) == date


def test_a_serial_date_of_a_1904_workbook_is_four_years_later() -> None:
    assert values.date(42933, epoch_1904=True) == "2021-07-18"


@pytest.mark.parametrize(
    ("cell", "why"),
    [("03/04/2021", "date_ambiguous"), ("2021-02-29", "date_not_there"), ("soon", "date"), (3, "date"), ("1850年1月1日", "date_far")],
)
def test_a_date_that_cannot_be_told_is_refused_and_not_guessed(cell: Any, why: str) -> None:
    with pytest.raises(WrongValue) as refused:
        values.date(cell)
    assert refused.value.code == why


@pytest.mark.parametrize(
    ("cell", "heading", "amount", "currency"),
    [
        ("3万元", "", "30000", "CNY"), ("人民币叁万元整", "", "30000", "CNY"), ("壹佰贰拾万元", "", "1200000", "CNY"), ("30,000元", "", "30000", "CNY"),
        (3, "注册资金（万元）", "30000", "CNY"), ("3.5", "注册资金(万元)", "35000", "CNY"), ("30000元", "注册资金（万元）", "30000", "CNY"),
        ("200万美元", "", "2000000", "USD"), ("1.5亿元", "", "150000000", "CNY"), ("￥30000", "", "30000", "CNY"), (8000000, "原始基金（元）", "8000000", "CNY"),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_the_unit_of_its_cell_or_heading(cell: Any, heading: str, amount: str, currency: str) -> None:
    assert values.money(cell, heading) == {"amount": amount, "currency": currency}


def test_an_amount_without_a_unit_is_not_taken_for_yuan() -> None:
    with pytest.raises(WrongValue, match="money_unit"):
        values.money(3, "注册资金")


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2021-07-18至2026-07-17", ("2021-07-18", "2026-07-17")), ("2021年7月18日—2026年7月17日", ("2021-07-18", "2026-07-17")),
        ("自2021年7月18日至2026年7月17日止", ("2021-07-18", "2026-07-17")), ("2021-07-18-2026-07-17", ("2021-07-18", "2026-07-17")),
        ("长期", (None, None)), ("2021-07-18至长期", ("2021-07-18", None)), ("2026年7月17日", (None, "2026-07-17")),
    ],
)  # fmt: skip
def test_a_validity_is_read_as_from_and_to(cell: str, period: tuple[str | None, str | None]) -> None:
    assert values.period(cell) == period


def test_a_code_kept_as_a_number_has_lost_digits_and_is_refused() -> None:
    with pytest.raises(WrongValue, match="code_as_number"):
        values.code(5.13e17)


def test_the_check_digit_of_the_body_inside_a_code_counts_too() -> None:
    assert values.code("52310000MJ499999XD") == "52310000MJ499999XD"
    with pytest.raises(WrongValue, match="code"):
        values.code("52310000MJ4999999F")


@pytest.mark.parametrize("heading", ["统一社会信用代码", "社会信用代码（必填）", " 统一 社会信用代码", "Unified Social Credit Code", "USCC"])
def test_a_known_heading_is_surely_proposed(heading: str) -> None:
    field, score = columns.score(heading)
    assert (field, score >= columns.SURE) == ("code", True)


def test_an_unknown_heading_is_left_to_the_person() -> None:
    assert columns.score("备注事项")[0] == ""


def test_headings_may_stand_below_a_title_in_two_rows_with_merged_cells(tmp_path: Path) -> None:
    head = [["上海市社会组织名录（合成）"], ["名称", "统一社会信用代码", "证书有效期", None], [None, None, "起", "止"]]
    body = [["甲学会", files.code(1), "2021/7/18", "2026/7/17"], ["合计", "1家"]]
    path = files.workbook(tmp_path / "a.xlsx", {"名录": head + body}, [("名录", "A1:D1"), ("名录", "C2:D2")])
    export = records.read(path)
    assert [entry.name for entry in export.entries] == ["甲学会"]
    assert export.entries[0].record["registration"] == {"valid_from": "2021-07-18", "valid_to": "2026-07-17"}


def test_a_merged_cell_speaks_for_all_its_rows(tmp_path: Path) -> None:
    rows = [["名称", "登记管理机关", "类型"], ["甲学会", "上海市民政局", "社会团体"], ["乙学会", None, "社会团体"], ["丙学会", None, "社会团体"]]
    export = records.read(files.workbook(tmp_path / "a.xlsx", {"s": rows}, [("s", "B2:B3")]))
    assert [entry.authority for entry in export.entries] == ["上海市民政局", "上海市民政局", ""]


def test_every_sheet_with_headings_is_read_and_a_cover_sheet_is_told(tmp_path: Path) -> None:
    one, two = files.row(1), files.row(2)
    sheets_ = {"说明": [["本表由合成数据构成"]], "社团": [files.HEADINGS, one], "民非": [files.HEADINGS, two]}
    export = records.read(files.workbook(tmp_path / "a.xlsx", sheets_))
    assert [(entry.sheet, entry.code) for entry in export.entries] == [("社团", files.code(1)), ("民非", files.code(2))]
    assert [each.sheet for each in export.problems if each.code == "sheet_without_headings"] == ["说明"]


def test_a_csv_in_gb_18030_is_read_and_its_encoding_named(tmp_path: Path) -> None:
    export = records.read(files.csv_file(tmp_path / "a.csv", [files.row(1)], "gb18030"))
    assert (export.encoding, export.entries[0].name) == ("GB 18030", "上海示例1科技学会")


def test_semicolons_and_the_marks_of_text_are_understood(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'名称;统一社会信用代码\n甲学会;="{files.code(1)}"\n', encoding="utf-8")
    assert records.read(tmp_path / "a.csv").entries[0].code == files.code(1)


def test_what_is_wrong_is_told_by_row_and_column(tmp_path: Path) -> None:
    rows = [
        files.row(1, 统一社会信用代码="52310000MJ4999999F"), files.row(2, 社会组织名称=""), files.row(3, 成立日期="2021-02-29"),
        files.row(4, 类型="公司"), files.row(5), files.row(5), files.row(5, 住所="别处"),
    ]  # fmt: skip
    export = records.read(files.csv_file(tmp_path / "a.csv", rows))
    assert problems(export) == [
        ("code", 2, "统一社会信用代码"), ("name_missing", 3, "社会组织名称"), ("date_not_there", 4, "成立日期"), ("legal_form", 5, "类型"),
        ("duplicate", 7, ""), ("duplicate_differs", 8, ""),
    ]  # fmt: skip
    assert [(each.severity == ERROR) for each in export.problems] == [True, True, False, False, False, False]
    assert export.wrong_rows == 2 and export.duplicates == 2


def test_a_code_that_contradicts_the_legal_form_is_followed_and_told(tmp_path: Path) -> None:
    export = records.read(files.csv_file(tmp_path / "a.csv", [files.row(1, 类型="基金会")]))
    assert export.entries[0].record["types"] == ["association"]
    assert [(each.code, each.severity) for each in export.problems] == [("form_unlike_code", NOTE)]


def test_headings_that_a_person_mapped_come_before_any_proposal(tmp_path: Path) -> None:
    path = files.csv_file(tmp_path / "a.csv", [["甲学会", files.code(1), "x"]], headings=["机构", "号码", "备注"])
    with pytest.raises(SourceError, match="no row of it looks like headings"):
        records.read(path)
    export = records.read(path, mapping={"机构": "name", "号码": "code", "备注": ""})
    assert (export.entries[0].name, export.entries[0].code) == ("甲学会", files.code(1))


def test_the_values_of_formulas_are_read_and_those_without_are_told(tmp_path: Path) -> None:
    path = files.workbook(tmp_path / "a.xlsx", {"s": [["名称", "类型"], ["甲学会", '="社会"&"团体"']]})
    export = records.read(path)
    assert [(each.code, each.params) for each in export.problems] == [("formulas", {"count": 1})]
    assert "legal_form" not in export.entries[0].record


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 * 1024 * 1024))
    assert path.stat().st_size < 200_000
    with pytest.raises(SourceError, match="unpacks to far more"):
        sheets.read(path)


def test_entities_macros_old_files_and_wrong_bytes_are_refused(tmp_path: Path) -> None:
    def zipped(name: str, **parts: str) -> Path:
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
        return tmp_path / name

    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    (tmp_path / "cut.xlsx").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "noise.csv").write_bytes(bytes(range(256)))
    (tmp_path / "empty.csv").write_bytes(b"")
    for path, why in (
        (zipped("e.xlsx", xl__workbook_xml="<!DOCTYPE x [<!ENTITY a 'b'>]><workbook/>"), "declares entities"),
        (zipped("m.xlsx", xl__workbook_xml="<workbook/>", xl__vbaProject_bin="x"), "holds macros"),
        (zipped("n.xlsx", word__document_xml="<x/>"), "no .xlsx workbook"), (tmp_path / "old.xls", "old .xls"),
        (tmp_path / "cut.xlsx", "cannot be read"), (tmp_path / "noise.csv", "neither UTF-8 nor GB 18030"), (tmp_path / "empty.csv", "is empty"),
    ):  # fmt: skip
        with pytest.raises(SourceError, match=why):
            sheets.read(path)


def test_a_file_over_the_limit_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as handle:
        handle.truncate(100 * 1024 * 1024)
    with pytest.raises(SourceError, match="larger than 50 MB"):
        sheets.read(path)


@given(st.dates(min_value=values.EARLIEST, max_value=values.LATEST))
def test_a_day_written_in_any_form_is_that_day(day: Any) -> None:
    serial = (day - values._SERIAL_ZERO).days
    forms = [f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}", day.isoformat(), day.strftime("%Y%m%d"), day]
    assert {values.date(form) for form in forms} == {day.isoformat()}
    if serial >= 61 and not 1900 <= serial <= 2099:
        assert values.date(serial) == day.isoformat()


@given(st.text(max_size=40), st.sampled_from(["date", "period", "money", "legal_form", "status", "code", "name", "website"]))
def test_any_text_is_read_or_refused_and_never_breaks_the_reader(text: str, reader: str) -> None:
    try:
        getattr(values, reader)(text)
    except WrongValue as refused:
        assert refused.code
