"""Official exports as offices send them: made for tests, with synthetic codes (body MJ49…) and no real person."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

HEADINGS = (
    "序号", "社会组织名称", "统一社会信用代码", "登记管理机关", "业务主管单位", "类型", "法定代表人", "成立日期", "住所",
    "注册资金（万元）", "业务范围", "状态", "证书有效期",
)  # fmt: skip

_GB_32100 = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code(number: int, start: str = "51") -> str:
    """The synthetic unified code with this number, both of its check digits right."""
    body = f"MJ49{number:04d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    check = "0123456789X0"[11 - sum(int(c, 36) * w for c, w in zip(body, weights, strict=True)) % 11]
    first = f"{start}310000{body}{check}"
    total = sum(_GB_32100.index(c) * pow(3, place, 31) for place, c in enumerate(first))
    return first + _GB_32100[-total % 31]


def row(number: int, **more: Any) -> list[Any]:
    """One row of an export; `more` replaces cells by their heading."""
    cells: dict[str, Any] = dict(
        zip(
            HEADINGS,
            (
                number, f"上海示例{number}科技学会", code(number), "上海市民政局", "上海市科学技术协会", "社会团体", "（合成）", "2021年7月18日",
                "上海市浦东新区示例路1号", 3, "学术交流", "正常", "2021-07-18至2026-07-17",
            ),
            strict=True,
        )
    )  # fmt: skip
    return list({**cells, **more}.values())


def csv_file(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8-sig", headings: Sequence[str] = HEADINGS) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], merged: Sequence[tuple[str, str]] = ()) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for cells in rows:
            sheet.append(list(cells))
    for title, cells in merged:
        book[title].merge_cells(cells)
    book.save(path)
    return path
