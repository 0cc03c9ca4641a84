"""Which column of an export holds what: proposed from the synonyms in `data/columns.csv`, with a score for each.

A heading that is a known synonym scores 100, one with a unit or remark in brackets 97, a similar one what their
likeness is worth (rapidfuzz, 0–100, from `LEAST` on). A column whose values are unified codes is the code's whatever
its heading says. Each field gets one column, the best first.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from rapidfuzz import fuzz

from technopole.methods import identifiers
from technopole.sources.official.sheets import Cell, Sheet

FIELDS = (
    "name", "code", "authority", "supervisory_unit", "legal_form", "legal_representative", "established", "address",
    "capital", "scope", "status", "valid", "valid_from", "valid_to", "name_en", "former_names", "charity", "website",
)
"""What may be read of an organisation, in the order in which a mapping is shown."""

LEAST = 72
"""The least score at which a column is proposed; what scores less is left to the person."""
SURE = 90
SEARCHED_ROWS = 30
"""How far down the headings are looked for, below titles and remarks."""
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Proposal:
    """A column of the file, the field it is proposed for (empty for none), and how sure that is."""

    heading: str
    field: str
    score: int
    index: int
    samples: tuple[str, ...] = ()


@dataclass
class Headed:
    """A sheet whose headings were found: its columns and the rows below them."""

    sheet: Sheet
    header_row: int
    columns: list[Proposal]
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)

    def mapping(self) -> dict[str, str]:
        """{heading: field} as proposed."""
        return {column.heading: column.field for column in self.columns if column.field}


def key(heading: str) -> str:
    """What spellings of one heading share: no width, case, space, punctuation, or remark in brackets."""
    return _NOT_LETTERS.sub("", _BRACKETS.sub("", unicodedata.normalize("NFKC", heading))).casefold()


@cache
def synonyms() -> dict[str, str]:
    """{key of a heading: field}."""
    with resources.files("technopole.sources.official").joinpath("data/columns.csv").open(encoding="utf-8") as file:
        return {key(row["heading"]): row["field"] for row in csv.DictReader(file)}


def score(heading: str) -> tuple[str, int]:
    """The likeliest field of a heading and how sure that is, 0 to 100."""
    shared = key(heading)
    if not shared:
        return "", 0
    known = synonyms()
    if shared in known:
        return known[shared], 97 if _BRACKETS.search(heading) else 100
    best, value = "", 0.0
    for synonym, name in known.items():
        likeness = fuzz.ratio(shared, synonym)
        if len(synonym) >= 4 and (shared.endswith(synonym) or shared.startswith(synonym)):
            likeness = max(likeness, 80.0)  # 社会组织统一社会信用代码, 法定代表人（负责人）
        if likeness > value:
            best, value = name, likeness
    return (best, int(value)) if value >= LEAST else ("", int(value))


def headed(sheet: Sheet, mapping: Mapping[str, str] | None = None) -> Headed | None:
    """The sheet with its headings found and its columns proposed; None where no row looks like headings.

    `mapping` ({heading: field}, a field may be empty for "do not read") is what a person decided; it comes before
    any proposal.
    """
    decided = {key(heading): name for heading, name in (mapping or {}).items()}
    best: tuple[float, int] | None = None
    for place, (_number, cells) in enumerate(sheet.rows[:SEARCHED_ROWS]):
        texts = [cell for cell in cells if isinstance(cell, str) and cell and len(cell) <= 60]
        scores = [100 if decided.get(key(text)) else score(text)[1] for text in texts]
        sure = sum(1 for value in scores if value >= 80)
        if sure >= 2 and (best is None or sure > best[0]):
            best = (sure, place)
    if best is None:
        return None
    place = best[1]
    number, _cells = sheet.rows[place]
    headings, below = _headings(sheet, place)
    rows = sheet.rows[place + below :]
    return Headed(sheet, number, _proposed(headings, rows, decided), rows)


def _headings(sheet: Sheet, place: int) -> tuple[list[str], int]:
    """The headings of a row, merged ones spread over their columns, with a second row of headings joined to them."""
    number, cells = sheet.rows[place]
    headings = [str(cell or "").strip() for cell in cells]
    wide = [(left, right) for top, left, _bottom, right in sheet.merged if top == number and right > left]
    if not wide or place + 1 >= len(sheet.rows):
        return headings, 1
    below = [str(cell or "").strip() for cell in sheet.rows[place + 1][1]]
    if not all(any(left <= column <= right for left, right in wide) for column, text in enumerate(below) if text):
        return headings, 1  # the row below has cells elsewhere too: it is data
    headings += [""] * (len(below) - len(headings))
    for left, right in wide:
        for column in range(left, min(right + 1, len(headings))):
            under = below[column] if column < len(below) else ""
            headings[column] = f"{headings[left] if column == left else cells[left]}{under}"
    return headings, 2


def _proposed(
    headings: Sequence[str], rows: Sequence[tuple[int, Sequence[Cell]]], decided: Mapping[str, str]
) -> list[Proposal]:
    candidates: list[tuple[int, int, str]] = []
    taken: dict[int, tuple[str, int]] = {}
    fields: set[str] = set()
    for index, heading in enumerate(headings):
        if key(heading) in decided:
            name = decided[key(heading)]
            if name not in fields or not name:
                taken[index] = (name, 100)
                fields.add(name)
            continue
        name, value = score(heading)
        if name:
            candidates.append((value, index, name))
        if _holds_codes(index, rows):
            candidates.append((99, index, "code"))
    for value, index, name in sorted(candidates, key=lambda each: (-each[0], each[1])):
        if index not in taken and name not in fields:
            taken[index] = (name, value)
            fields.add(name)
    return [
        Proposal(heading or f"#{index + 1}", *taken.get(index, ("", score(heading)[1])), index, _samples(index, rows))
        for index, heading in enumerate(headings)
        if heading or index in taken
    ]


def _holds_codes(index: int, rows: Sequence[tuple[int, Sequence[Cell]]]) -> bool:
    values = [str(cells[index]) for _number, cells in rows[:50] if index < len(cells) and cells[index]]
    return len(values) >= 3 and sum(identifiers.is_valid("uscc", value) for value in values) >= 0.8 * len(values)


def _samples(index: int, rows: Sequence[tuple[int, Sequence[Cell]]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for _number, cells in rows[:40]:
        if index < len(cells) and cells[index] not in (None, ""):
            found[shown(cells[index])[:60]] = None
        if len(found) == 3:
            break
    return tuple(found)


def shown(cell: Any) -> str:
    """A cell as a person would read it in the sheet."""
    if cell is None:
        return ""
    if hasattr(cell, "strftime"):
        return str(cell.strftime("%Y-%m-%d"))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
