"""How an indicator is computed, as its YAML says: one statement of the records that are counted, and what is made of
them. Read, and checked before any data is there.

    records   SQL that gives a row for each record counted, with at least `period` and `record`
    value     an aggregate over those rows; computed for each period and place, and for each member of a dimension
    dimensions, shown   columns of the rows: by which to break down, and what a list of the records shows
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from technopole.core.errors import SourceError, SourceErrors
from technopole.lake import binding, home
from technopole.lake.sql_errors import SqlError
from technopole.observatory.measuring import labels, schema, tables
from technopole.observatory.measuring.schema import Wrong
from technopole.sources.documents import Document
from technopole.sources.spelling import nearest

FORMAT = 1
"""Counted up when the same definition and data are to give other values."""
RECORDS = "records"
"""What a value's SQL calls the rows that it is computed over."""
PLACE, DAY = "place", "day"
"""Parameters that every statement may use: the indicator's place, and the day of the data about the centre."""
NEEDED = ("period", "record")

_WHOLE = r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?"
_NUMBER = re.compile(rf"({_WHOLE}|FLOAT|DOUBLE|DECIMAL\(.*\))$")
_PERIOD = re.compile(rf"({_WHOLE}|VARCHAR|DATE)$")
_MEMBER = re.compile(rf"({_WHOLE}|VARCHAR|BOOLEAN|VARCHAR\[\])$")
_ANY_DAY = "2026-01-01"
_KEPT = {"HUGEINT": "BIGINT", "UHUGEINT": "BIGINT", "UBIGINT": "BIGINT", "DECIMAL": "DOUBLE", "FLOAT": "DOUBLE"}

Texts = dict[str, str]


@dataclass(frozen=True)
class Dimension:
    """A column by whose members a value is broken down. Of a list of texts each one is a member."""

    column: str
    name: Texts
    labels: Any = None
    """The name of a list of words, a column of the records, or {member: text in two languages}."""


@dataclass(frozen=True)
class Definition:
    """What an indicator's `measure` says."""

    indicator: str
    records: str
    value: str
    dimensions: tuple[Dimension, ...] = ()
    shown: Mapping[str, Texts] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    total: bool = True
    stock: bool = False
    order: str = ""
    place: str = ""
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    """{records, value: the line of the file on which it begins}."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that decides about values and records, apart from the data."""
        named = [(each.column, each.labels) for each in self.dimensions]
        said = [
            FORMAT, self.records, self.value, named, sorted(self.parameters.items()), self.total, self.stock,
            self.order, self.place,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def bound(self, day: str) -> dict[str, Any]:
        """The values of the parameters."""
        return {PLACE: self.place, DAY: day, **self.parameters}

    def error(self, part: str, problem: SqlError) -> SourceError:
        """What is wrong with the SQL of `records` or `value`, at its line of the file."""
        begins = self.lines.get(part)
        line = begins + (problem.line or 1) - 1 if begins else None
        where = f" (column {problem.column} of the SQL)" if problem.column else ""
        said = f"{problem.message.removesuffix('.')}{where}."
        return SourceError(said, file=self.file, line=line, field=f"measure.{part}", hint=problem.hint)


def read(indicator: str, place: str, measure: Mapping[str, Any]) -> Definition:
    """The definition as it was checked and stored."""
    return Definition(
        indicator=indicator, records=measure["records"], value=measure["value"],
        dimensions=tuple(
            Dimension(column, _texts(said), said.get("labels"))
            for column, said in (measure.get("dimensions") or {}).items()
        ),
        shown={column: _texts(said) for column, said in (measure.get("shown") or {}).items()},
        parameters=measure.get("parameters") or {}, total=measure.get("total", True),
        stock=measure.get("stock", False), order=measure.get("order") or "", place=place,
        file=measure.get("file", ""), lines=measure.get("lines") or {},
    )  # fmt: skip


def of_document(document: Mapping[str, Any]) -> dict[str, Any] | None:
    """The `measure` of a YAML document as it is stored; None if it has none.

    Raises `SourceErrors` with everything in the document that the schema does not know, and what is wrong with its SQL.
    """
    wrong = schema.problems(document)
    measure = document.get("measure")
    stored = None
    if measure and not any(each.path.split(".")[0] == "measure" for each in wrong):
        stored = {**measure, "file": getattr(document, "name", ""), "lines": _lines(document)}
        key, place = str(document.get("id", "")), str(document.get("place") or "")
        found = list(problems(read(key, place, stored)))
    else:
        found = []
    errors = [_error(document, each) for each in wrong] + found
    if errors:
        raise SourceErrors(errors)
    return stored


def problems(wanted: Definition) -> Iterator[SourceError]:
    """What is wrong with the SQL and the columns that are named, found without data. Cost: some milliseconds."""
    try:
        found, _ = records_of(wanted)
    except SourceError as error:
        yield error
        return

    def wrong(path: str, problem: str, hint: str = "") -> SourceError:
        line = wanted.lines.get(path.removesuffix(".labels")) or wanted.lines.get(RECORDS)
        return SourceError(problem, file=wanted.file, line=line, field=f"measure.{path}", hint=hint)

    yield from _wrong_columns(wanted, found, wrong)
    if not all(name in found for name in NEEDED):
        return
    asked = f"SELECT (\n{wanted.value}\n) AS value FROM {RECORDS} GROUP BY period, place"
    shape = {RECORDS: tuple(stored_columns(found).items())}
    try:
        ((_, kind),), _ = binding.bind(asked, {}, wanted.bound(_ANY_DAY), shape)
    except SqlError as problem:
        line = max(1, problem.line - 1) if problem.line else None
        yield wanted.error("value", SqlError(problem.message, line=line, column=problem.column, hint=problem.hint))
        return
    if not _NUMBER.match(kind):
        yield wrong("value", f"gives {kind}, no number", "Give one number: count(DISTINCT record), a sum, a share.")


def _wrong_columns(
    wanted: Definition, found: Mapping[str, str], wrong: Callable[..., SourceError]
) -> Iterator[SourceError]:
    for name in NEEDED:
        if name not in found:
            hint = f"Give it: … AS {name}. There are {', '.join(found)}."
            yield wrong(RECORDS, f"gives no column {name!r}", hint)
    if "period" in found and not _PERIOD.match(found["period"]):
        yield wrong(RECORDS, f"gives {found['period']} as the period", "Give a year, a date, or text such as 2025-Q3.")
    named = {f"dimensions.{each.column}": each.column for each in wanted.dimensions}
    named |= {f"shown.{column}": column for column in wanted.shown}
    named |= {
        f"dimensions.{each.column}.labels": each.labels
        for each in wanted.dimensions
        if isinstance(each.labels, str) and each.labels not in labels.LISTS
    }
    if wanted.order:
        named["order"] = wanted.order
    for path, column in named.items():
        if column not in found:
            known = [*found, *labels.LISTS] if path.endswith(".labels") else list(found)
            hint = nearest(column, known) or f"There are {', '.join(known)}."
            yield wrong(path, f"{column!r} is no column of the records", hint)
    for each in wanted.dimensions:
        kind = found.get(each.column, "VARCHAR")
        if not _MEMBER.match(kind):
            yield wrong(f"dimensions.{each.column}", f"is {kind}", "Break down by text, whole numbers or truths.")


def statement(text: str) -> str:
    """The SQL without what may stand at its end."""
    return text.rstrip().rstrip(";").rstrip()


def stored_columns(found: Mapping[str, str]) -> dict[str, str]:
    """{column: type} of the records as they are kept: what Parquet keeps exactly, period and record as text."""
    kept = {name: _KEPT.get(kind.partition("(")[0], kind) for name, kind in found.items()}
    return kept | {"period": "VARCHAR", "record": "VARCHAR", "place": "VARCHAR"}


def records_of(wanted: Definition) -> tuple[dict[str, str], set[str]]:
    """({column: type of DuckDB} of the records, the tables that they are read from). Raises `SourceError`."""
    try:
        columns, read = binding.bind(statement(wanted.records), tables.known(home.folder()), wanted.bound(_ANY_DAY))
    except SqlError as problem:
        raise wanted.error(RECORDS, problem) from None
    return dict(columns), read


def _lines(document: Mapping[str, Any]) -> dict[str, int]:
    """The lines of the file that errors of the SQL are told at."""
    if not isinstance(document, Document):
        return {}
    texts = {part: document.first_line(f"measure.{part}") for part in (RECORDS, "value")}
    named = [
        f"{group}.{column}"
        for group in ("dimensions", "shown")
        for column in (document["measure"].get(group) or {})
    ]
    keys = {path: document.line_of(f"measure.{path}") for path in [*named, "order"]}
    return {path: line for path, line in {**texts, **keys}.items() if line}


def _error(document: Mapping[str, Any], wrong: Wrong) -> SourceError:
    line = document.line_of(wrong.path) if isinstance(document, Document) else None
    name = document.name if isinstance(document, Document) else ""
    return SourceError(wrong.problem, file=name, line=line, field=wrong.path, hint=wrong.hint)


def _texts(said: Any) -> Texts:
    found = {"en": said} if isinstance(said, str) else dict(said or {})
    return {language: str(found[language]) for language in ("en", "zh") if found.get(language)}
