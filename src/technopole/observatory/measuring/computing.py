"""One indicator computed: its records written to a file, and its values made of nothing but that file.

So a value, its disaggregations and the list of records behind it can never differ: they are the same rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from technopole.core.errors import SourceError, TechnopoleError
from technopole.lake import binding, sql
from technopole.lake.sql_errors import SqlError
from technopole.methods import periods
from technopole.observatory.measuring import labels
from technopole.observatory.measuring.definition import RECORDS, Definition, Dimension, statement

MEMORY, SECONDS = "1GB", 1800.0
"""What the engine may take for one statement."""
MOST_MEMBERS = 1000
"""Members of a dimension that are kept for a period and place: those with the most records."""
MOST_VALUES = 200_000


@dataclass(frozen=True)
class Value:
    """One computed value."""

    place: str
    period: str
    value: float
    records: int
    dimension: str = ""
    member: str = ""
    label: Mapping[str, str] | None = None


def write_records(wanted: Definition, lake: sql.Lake, columns: Mapping[str, str], day: str, path: Path) -> int:
    """Write the records, sorted by period and place, so that a page of them is one short read. Gives how many rows.

    Raises `SourceError` with the file and line of the YAML, or `SqlError` for time and memory.
    """
    kept = [f'"{name}"' for name in columns if name not in ("period", "record", "place")]
    place = "CAST(place AS VARCHAR)" if "place" in columns else "CAST($place AS VARCHAR)"
    order = f'"{wanted.order}" DESC NULLS LAST, ' if wanted.order else ""
    text = f"""SELECT CAST(period AS VARCHAR) AS period, {place} AS place, CAST(record AS VARCHAR) AS record
    {"".join(f", {name}" for name in kept)}
FROM (
{statement(wanted.records)}
) AS given
WHERE period IS NOT NULL AND record IS NOT NULL AND {place} IS NOT NULL
ORDER BY period, place, {order}record"""
    try:
        return lake.write(text, path, binding.parameters_in(text, wanted.bound(day)))
    except (sql.TookTooLong, sql.TooMuchMemory) as problem:
        raise wanted.error(RECORDS, SqlError(problem.message, hint=problem.hint)) from None
    except SqlError as problem:
        line = max(1, problem.line - 4) if problem.line else None
        raise wanted.error(RECORDS, SqlError(problem.message, line=line, hint=problem.hint)) from None


def values_of(wanted: Definition, aside: Path, path: Path, columns: Mapping[str, str], day: str) -> list[Value]:
    """The values of the whole and of every dimension, from the file of records alone.

    Raises `SourceError` for a period that is none, and for too many values.
    """
    found: list[Value] = []
    with sql.opened(aside, memory=MEMORY, seconds=SECONDS, extra={RECORDS: path}) as lake:
        if wanted.total:
            found += _asked(wanted, lake, day, None, columns)
        for dimension in wanted.dimensions:
            found += _asked(wanted, lake, day, dimension, columns)
    for period in {each.period for each in found}:
        try:
            periods.span(period)
        except ValueError as error:
            hint = "Give a year, a date, or text such as 2025-07 or 2025-Q3."
            raise wanted.error(RECORDS, SqlError(f"gives a wrong period: {error}", hint=hint)) from None
    if len(found) > MOST_VALUES:
        hint = "Use coarser periods, or fewer dimensions."
        raise wanted.error(RECORDS, SqlError(f"gives {len(found):,} values, more than {MOST_VALUES:,}", hint=hint))
    return found


def _asked(
    wanted: Definition, lake: sql.Lake, day: str, dimension: Dimension | None, columns: Mapping[str, str]
) -> Iterator[Value]:
    text = (
        f"SELECT period, place, count(DISTINCT record) AS records_{_member(dimension)}, (\n{wanted.value}\n) AS value_"
    )
    text += f"\nFROM {_source(dimension, columns)} GROUP BY period, place"
    if dimension is not None:
        text += f""", member_
QUALIFY row_number() OVER (PARTITION BY period, place ORDER BY records_ DESC, member_) <= {MOST_MEMBERS}"""
    try:
        rows = lake.rows(text + "\nORDER BY ALL", binding.parameters_in(text, wanted.bound(day)))
    except SqlError as problem:
        line = max(1, problem.line - 1) if problem.line else None
        raise wanted.error("value", SqlError(problem.message, line=line, hint=problem.hint)) from None
    names = {} if dimension is None else labels.names(dimension.labels, {row["member_"] for row in rows})
    for row in rows:
        value = row["value_"]
        if value is None or not math.isfinite(value):
            continue  # nothing to divide by, or nothing counted
        member = row.get("member_", "")
        label = names.get(member) or ({"en": row["label_"]} if row.get("label_") else {})
        yield Value(
            row["place"], row["period"], float(value), int(row["records_"]),
            dimension.column if dimension else "", member, label,
        )  # fmt: skip


def _member(dimension: Dimension | None) -> str:
    if dimension is None:
        return ""
    label = dimension.labels if isinstance(dimension.labels, str) and dimension.labels not in labels.LISTS else ""
    return ", member_" + (f', CAST(any_value("{label}") AS VARCHAR) AS label_' if label else "")


def _source(dimension: Dimension | None, columns: Mapping[str, str]) -> str:
    """What is grouped: the records, or for a dimension the records once for each of its members."""
    if dimension is None:
        return RECORDS
    column = f'"{dimension.column}"'
    each = f"unnest({column})" if columns[dimension.column].endswith("[]") else column
    return f"(SELECT * FROM (SELECT *, CAST({each} AS VARCHAR) AS member_ FROM {RECORDS}) WHERE member_ <> '')"


def chosen(dimension: str, columns: Mapping[str, str]) -> str:
    """The condition under which a record is of the member `$member`."""
    column = f'"{dimension}"'
    if columns[dimension].endswith("[]"):
        return f"list_contains({column}, $member)"
    return f"CAST({column} AS VARCHAR) = $member"


def failure(error: BaseException) -> str:
    """What is told of an indicator that could not be computed."""
    if isinstance(error, SourceError | TechnopoleError):
        return str(error)
    return f"{type(error).__name__}: {error}"
