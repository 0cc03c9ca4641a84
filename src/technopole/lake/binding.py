"""A statement checked without any data: against empty tables that have only their columns."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from technopole.lake import sql_reading
from technopole.lake.sql_errors import SqlError, told

_TYPES = {
    "text": "VARCHAR", "texts": "VARCHAR[]", "integer8": "TINYINT", "integer16": "SMALLINT", "integer": "BIGINT",
    "number": "DOUBLE", "truth": "BOOLEAN",
}  # fmt: skip
_one_at_a_time = threading.Lock()

Tables = Mapping[str, Sequence[tuple[str, str]]]
"""{table: (name, kind) of its columns}; the kinds are those of `lake.columns`, or types of DuckDB."""


def bind(
    statement: str, tables: Tables, parameters: Mapping[str, Any], beside: Tables | None = None
) -> tuple[list[tuple[str, str]], set[str]]:
    """(the columns that the statement gives as (name, type of DuckDB), the tables that it reads).

    `beside` are tables for this statement alone.

    Raises `SqlError` with line and column for what is no SELECT, for several statements, for a table, a column, a
    function or a parameter that does not exist, with the nearest that does. Cost: a millisecond or two.
    """
    declared = tuple((table, tuple((name, kind) for name, kind in columns)) for table, columns in tables.items())
    with _one_at_a_time:
        lake = _empty(declared)
        for table, columns in (beside or {}).items():
            lake.execute(f'CREATE OR REPLACE TEMP TABLE "{table}" ({_listed(columns)})')
        return _bound(lake, statement, {*tables, *(beside or {})}, dict(parameters))


def parameters_in(statement: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the parameters that the statement uses: others would be refused. Raises `SqlError` for one it lacks."""
    import duckdb

    try:
        wanted = sorted({name for each in duckdb.extract_statements(statement) for name in each.named_parameters})
    except duckdb.Error as error:
        raise told(error, statement) from None
    for name in wanted:
        if name not in parameters:
            known = ", ".join(f"${each}" for each in parameters)
            line, column = _first(statement, f"${name}")
            raise SqlError(f"The parameter ${name} has no value.", line=line, column=column, hint=f"There are {known}.")
    return {name: parameters[name] for name in wanted}


def _first(statement: str, text: str) -> tuple[int, int]:
    before = statement[: max(0, statement.find(text))]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _listed(columns: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f'"{name}" {_TYPES.get(kind, kind)}' for name, kind in columns)


@lru_cache(maxsize=2)
def _empty(declared: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> Any:
    import duckdb

    lake = duckdb.connect(
        ":memory:", config={"threads": 1, "python_enable_replacements": False, "autoload_known_extensions": False}
    )
    for table, columns in declared:
        lake.execute(f'CREATE TABLE "{table}" ({_listed(columns)})')
    atexit.register(_empty.cache_clear)  # else DuckDB complains when the process ends
    lake.execute("SET errors_as_json = true")
    lake.execute("SET enable_external_access = false")
    lake.execute("SET lock_configuration = true")
    return lake


def _bound(
    lake: Any, statement: str, known: set[str], parameters: dict[str, Any]
) -> tuple[list[tuple[str, str]], set[str]]:
    import duckdb

    read = sql_reading.tables_of(lake, statement, known)
    given = parameters_in(statement, parameters)
    try:
        result = lake.execute(statement, given)
    except duckdb.Error as error:
        raise told(error, statement) from None
    return [(str(name), str(kind)) for name, kind, *_ in result.description], read
