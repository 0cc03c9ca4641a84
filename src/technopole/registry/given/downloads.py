"""An answered list as a file: every line is there, once for each organisation that answers it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language

from technopole.pages import exports, workbooks
from technopole.pages.exports import ExportColumn
from technopole.registry import evidence
from technopole.registry.given import work
from technopole.registry.given.models import GivenList

FORMATS = {"csv": "CSV", "xlsx": "XLSX"}
TO_COPY = "tsv"
"""Cells between tabs: what a spreadsheet understands when it is pasted."""

Row = dict[str, Any]


def _column(name: str, type: str = "text") -> ExportColumn:
    return ExportColumn(name, lambda row: row.get(name), type)


_ORGANISATION = [_column("organisation_id"), _column("name_en"), _column("name_zh")]
COLUMNS: dict[str, Sequence[ExportColumn]] = {
    GivenList.Purpose.RESOLVE: [
        _column("row", "integer"), _column("text"), *_ORGANISATION, _column("probability", "number"),
        _column("likelihood"), _column("matched_name"), _column("start", "integer"), _column("end", "integer"),
        _column("evidence"), _column("evidence_in_words"),
    ],
    GivenList.Purpose.CHECK: [
        _column("row", "integer"), _column("text"), _column("result"), _column("read_as"), _column("value"),
        _column("problem"), *_ORGANISATION, _column("country"), _column("status"), _column("standing"),
        _column("successor_id"), _column("successor"),
    ],
}  # fmt: skip


def respond(given: GivenList, form: str) -> HttpResponseBase:
    """The answered list in one of `FORMATS`. Rows count from 1, as the page shows them."""
    stem = slugify(given.name.rsplit(".", 1)[0], allow_unicode=True) or "list"
    name = f"{stem}-{given.purpose}"
    if form == TO_COPY:
        return StreamingHttpResponse(_tabbed(given), content_type="text/tab-separated-values; charset=utf-8")
    if form == "csv":
        return exports.respond("csv", name, COLUMNS[given.purpose], _rows(given))
    file = workbooks.workbook(given.purpose, COLUMNS[given.purpose], _rows(given))
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=workbooks.MEDIA_TYPE)


def _tabbed(given: GivenList) -> Iterator[bytes]:
    columns = COLUMNS[given.purpose]
    yield "\t".join(column.name for column in columns).encode() + b"\n"
    for row in _rows(given):
        cells = ("" if (value := column.of(row)) is None else exports.unarmed(value) for column in columns)
        yield "\t".join(" ".join(str(cell).split()) for cell in cells).encode() + b"\n"


def _rows(given: GivenList) -> Iterator[Row]:
    make = _checked if given.purpose == GivenList.Purpose.CHECK else _resolved
    for number, text, sort, answer in work.answers_of(given).every():
        line = {"row": number + 1, "text": text}
        made = make(sort, answer or {})
        yield from ({**line, **row} for row in made)


def _resolved(sort: str, answer: Row) -> list[Row]:
    return [
        {
            **_organisation(each), "probability": each["probability"],
            "likelihood": str(evidence.likelihood(each["probability"])[0]), "matched_name": each["matched"],
            "start": each["start"], "end": each["end"], "evidence": each["evidence"],
            "evidence_in_words": "; ".join(map(str, evidence.in_words(each["evidence"]))),
        }
        for each in answer.get("found", [])
    ] or [{}]  # fmt: skip


def _checked(sort: str, answer: Row) -> list[Row]:
    wrong = answer.get("wrong") or {}
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    head = {
        "result": sort, "read_as": answer.get("read_as"), "value": answer.get("value"), "problem": wrong.get(language),
    }  # fmt: skip
    return [
        {
            **head, **_organisation(each), "country": each["country"], "status": each["status"],
            "standing": [said["code"] for said in each["standing"]],
            "successor_id": (each["successor"] or {}).get("id"),
            "successor": _any_name((each["successor"] or {}).get("name", {})),
        }
        for each in answer.get("organisations", [])
    ] or [head]  # fmt: skip


def _organisation(each: Row) -> Row:
    names = each["name"]
    return {"organisation_id": each["id"], "name_en": names.get("en") or names.get(""), "name_zh": names.get("zh")}


def _any_name(names: Row) -> str:
    return next((names[language] for language in ("en", "zh", "") if names.get(language)), "")
