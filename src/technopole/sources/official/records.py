"""Rows of an official export as records of organisations, with everything that is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from technopole.core.errors import SourceError
from technopole.core.merge import Record
from technopole.methods import chinese
from technopole.sources.official import columns, sheets, values
from technopole.sources.official.columns import Headed, Proposal
from technopole.sources.official.problems import ERROR, NOTE, Problem, WrongValue
from technopole.sources.official.sheets import Cell
from technopole.sources.rows import stated

SOURCE = "official"
_FOOTER = re.compile(r"(?:[合共总小]\s*计|(?:注|备注|说明|单位)[:：]|制表|填表|total\b)", re.IGNORECASE)
KEPT_WITHOUT = frozenset(
    {"capital", "website", "charity", "established", "valid", "valid_from", "valid_to", "scope", "status",
     "legal_form", "former_names", "address"}
)  # fmt: skip
"""Fields whose wrong value is left out, and told, while the rest of the row is read."""


@dataclass
class Entry:
    """One row of the export: where it stands, what it says, its record, and whether something keeps it out."""

    sheet: str
    row: int
    key: str
    name: str
    code: str
    address: str
    record: Record
    authority: str = ""
    wrong: bool = False


@dataclass
class Export:
    """A whole file as read: its entries, what is wrong, and how its columns were understood."""

    file: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    headed: list[Headed] = field(default_factory=list)
    encoding: str = ""
    duplicates: int = 0
    rows: int = 0

    @property
    def proposals(self) -> list[Proposal]:
        """The columns of all sheets, each heading once."""
        seen: dict[str, Proposal] = {}
        for headed in self.headed:
            for column in headed.columns:
                seen.setdefault(columns.key(column.heading), column)
        return list(seen.values())

    @property
    def wrong_rows(self) -> int:
        return sum(1 for entry in self.entries if entry.wrong)


def read(path: Path, name: str = "", mapping: Mapping[str, str] | None = None) -> Export:
    """Read a file to its end. Raises `SourceError` when it is no table or no headings are found."""
    name = name or path.name
    found = sheets.read(path, name)
    export = Export(name, encoding=found[0].encoding if found else "")
    for sheet in found:
        headed = columns.headed(sheet, mapping)
        if headed is None:
            if sheet.rows:
                export.problems.append(Problem("sheet_without_headings", sheet=sheet.name, severity=NOTE))
            continue
        export.headed.append(headed)
        if sheet.formulas_without_value:
            count = sheet.formulas_without_value
            export.problems.append(
                Problem("formulas", sheet=sheet.name, severity=NOTE, params={"count": count})
            )
    if not export.headed:
        first = [columns.shown(cell) for cell in found[0].rows[0][1][:8]] if found and found[0].rows else []
        raise SourceError(
            f"no row of it looks like headings; it begins with {', '.join(first) or 'nothing'}", file=name,
            hint="Its headings are such as 名称, 统一社会信用代码, 登记管理机关.",
        )
    fields = {column.field for headed in export.headed for column in headed.columns}
    if "name" not in fields:
        raise SourceError(
            "no column holds the names of the organisations", file=name,
            hint="Say which one does, with a mapping {\"heading\": \"name\"}.",
        )
    for headed in export.headed:
        for entry in _entries(headed, export):
            export.entries.append(entry)
    _mark_duplicates(export)
    return export


def _entries(headed: Headed, export: Export) -> Iterator[Entry]:
    merged = _merged_values(headed)
    wanted = {column.field: column for column in headed.columns if column.field}
    headings = {columns.key(column.heading) for column in headed.columns}
    for number, cells in headed.rows:
        given: dict[str, Cell] = {}
        for name, column in wanted.items():
            cell = cells[column.index] if column.index < len(cells) else None
            given[name] = merged.get((number, column.index), cell) if cell in (None, "") else cell
        filled = [cell for cell in given.values() if values.text(cell)]
        first = values.text(next((cell for cell in cells if cell not in (None, "")), None))
        if not filled or (_FOOTER.match(first) and len(values.text(given.get("code"))) < 10):
            continue
        if sum(columns.key(columns.shown(cell)) in headings for cell in cells if cell) >= max(2, len(wanted) // 2):
            continue  # the headings again, as on every printed page
        export.rows += 1
        yield _entry(headed, number, given, wanted, export)


def _merged_values(headed: Headed) -> dict[tuple[int, int], Cell]:
    """The value of a merged range, for its cells below the first: an authority that stands for ten rows."""
    at = dict(headed.sheet.rows)
    found: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, right in headed.sheet.merged:
        if top <= headed.header_row or bottom - top > 5000:
            continue
        cells = at.get(top, [])
        value = cells[left] if left < len(cells) else None
        if value in (None, "") or right - left > 3:
            continue  # over the whole width it is a title between rows
        for row in range(top, bottom + 1):
            found[(row, left)] = value
    return found


def _entry(
    headed: Headed, row: int, given: Mapping[str, Cell], wanted: Mapping[str, Proposal], export: Export
) -> Entry:
    read: dict[str, Any] = {}
    wrong = False
    for name, cell in given.items():
        try:
            read[name] = _value(name, cell, wanted[name].heading, headed.sheet.epoch_1904)
        except WrongValue as error:
            severity = NOTE if name in KEPT_WITHOUT else ERROR
            wrong = wrong or severity == ERROR
            export.problems.append(_problem(headed, row, wanted[name], cell, error.code, severity, error.params))
    if not read.get("name"):
        if "name" in read:  # otherwise it was there, and is told as wrong already
            export.problems.append(_problem(headed, row, wanted["name"], None, "name_missing", ERROR, {}))
        wrong = True
    code = str(read.get("code") or "")
    form, said = values.form_of_code(code), read.get("legal_form")
    if code and form and said and form != said:
        params = {"code": form, "said": said}
        export.problems.append(
            _problem(headed, row, wanted["legal_form"], given["legal_form"], "form_unlike_code", NOTE, params)
        )
    if code and form is None and "code" in wanted:
        export.problems.append(_problem(headed, row, wanted["code"], code, "code_of_others", NOTE, {}))
    record = _record(read, form or said)
    return Entry(
        headed.sheet.name, row, _key(read, code), str(read.get("name") or ""), code, str(read.get("address") or ""),
        record, str(read.get("authority") or ""), wrong,
    )


def _problem(
    headed: Headed, row: int, column: Proposal, cell: Cell, code: str, severity: str, params: Mapping[str, Any]
) -> Problem:
    return Problem(code, row, column.heading, columns.shown(cell)[:200], headed.sheet.name, severity, params)


def _value(field: str, cell: Cell, heading: str, epoch_1904: bool) -> Any:
    if field == "name":
        return values.name(cell)
    if field == "code":
        return values.code(cell)
    if field in ("established", "valid_from", "valid_to"):
        if field == "valid_to" and values.text(cell) in ("长期", "永久", "长期有效"):
            return None
        return values.date(cell, epoch_1904=epoch_1904)
    if field == "valid":
        return values.period(cell, epoch_1904=epoch_1904)
    if field == "capital":
        return values.money(cell, heading)
    if field == "legal_form":
        return values.legal_form(cell)
    if field == "status":
        return values.status(cell)
    if field == "charity":
        return values.yes_or_no(cell)
    if field == "website":
        return values.website(cell)
    return values.line(cell, 4000 if field == "scope" else 300)


def _record(read: Mapping[str, Any], form: str | None) -> Record:
    """What the export says of one organisation: its entry in the register, and beside it its registration."""
    name = read.get("name")
    names = [{"value": name, "language": _language(name), "kind": "label"}] if name else []
    if read.get("name_en") and read["name_en"] != name:
        names.append({"value": read["name_en"], "language": "en", "kind": "label"})
    for former in re.split(r"[、;；|]", read.get("former_names") or ""):
        if former.strip() and former.strip() != name:
            names.append({"value": former.strip(), "language": _language(former), "kind": "former"})
    start, end = read.get("valid") or (None, None)
    status = read.get("status")
    registration = stated(
        authority=read.get("authority"),
        supervisory_unit=read.get("supervisory_unit"),
        legal_representative=read.get("legal_representative"),
        capital=read.get("capital"),
        address=read.get("address"),
        scope=read.get("scope"),
        valid_from=read.get("valid_from") or start,
        valid_to=read.get("valid_to") or end,
        status=status,
        charity=read.get("charity"),
    )
    code = read.get("code")
    return stated(
        listed=True,
        names=names,
        types=[values.FORMS[form]] if form in values.FORMS else None,
        legal_form=form,
        status="inactive" if status in ("deregistered", "revoked") else ("active" if status else None),
        established=read.get("established"),
        country="CN",
        identifiers=[{"scheme": "uscc", "value": code}] if code else None,
        links=[{"kind": "website", "url": read["website"]}] if read.get("website") else None,
        registration=registration,
    )


def _language(name: str) -> str:
    return chinese.script(name) if chinese.has_han(name) else "en"


def name_key(name: str) -> str:
    """What spellings of one name share: no width, space, bracket style, case or script variant."""
    return re.sub(r"[\W_]+", "", chinese.simplify(unicodedata.normalize("NFKC", name)).casefold())


def _key(read: Mapping[str, Any], code: str) -> str:
    if code:
        return f"{SOURCE}:{code}"
    return f"{SOURCE}:{name_key(str(read.get('name') or ''))}@{name_key(str(read.get('authority') or ''))}"[:200]


def _mark_duplicates(export: Export) -> None:
    """Of several rows about one organisation the first is read; a later one that says something else is told."""
    first: dict[str, Entry] = {}
    kept: list[Entry] = []
    for entry in export.entries:
        if entry.wrong:
            kept.append(entry)
            continue
        known = first.get(entry.key)
        if known is None:
            first[entry.key] = entry
            kept.append(entry)
            continue
        export.duplicates += 1
        same = known.record == entry.record
        where = f"{known.sheet} {known.row}".strip()
        export.problems.append(
            Problem(
                "duplicate" if same else "duplicate_differs", entry.row, "", entry.code or entry.name, entry.sheet,
                NOTE, {"first": where},
            )
        )
    export.entries = kept
