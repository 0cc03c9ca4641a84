"""What a statement reads, from DuckDB's own parse tree: only SELECT, only tables that are known, no files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from technopole.lake.sql_errors import SqlError, nearest, place, told

FUNCTIONS = frozenset({"range", "generate_series", "unnest", "repeat", "repeat_row"})
"""The functions that may stand where a table stands; the others read files, settings or other statements."""
_UNKNOWN_PLACE = (1 << 64) - 1


def tables_of(connection: Any, statement: str, known: set[str]) -> set[str]:
    """The tables of `known` that the statement reads. Raises `SqlError` for all that is not one SELECT of these."""
    import duckdb

    try:
        found = connection.extract_statements(statement)
    except duckdb.Error as error:
        raise told(error, statement) from None
    if len(found) != 1:
        raise SqlError(
            f"There are {len(found)} statements, not one.", hint="Write one SELECT, without a semicolon within."
        )
    serialised = connection.execute("SELECT json_serialize_sql($text)", {"text": statement}).fetchall()
    tree = json.loads(serialised[0][0])
    if found[0].type != duckdb.StatementType.SELECT or tree["error"]:
        raise SqlError(
            "Only SELECT is carried out here: nothing can be changed.", line=1, column=1,
            hint="Begin with SELECT, FROM, VALUES or WITH; a PIVOT names its values with IN.",
        )  # fmt: skip
    read: list[tuple[int, str]] = []
    within: set[str] = set()
    for node in _nodes(tree):
        if node.get("type") == "BASE_TABLE":
            read.append((_at(node), _table(node)))
        elif node.get("type") == "TABLE_FUNCTION":
            _refuse_others(node, statement)
        elif "cte_map" in node:
            within |= {str(each["key"]).lower() for each in node["cte_map"]["map"]}
    here = {name.lower(): name for name in known}
    for at, name in sorted(read):
        if name.lower() not in here and name.lower() not in within:
            line, column = place(statement, at) if at >= 0 else (None, None)
            hint = nearest(name, {*known, *within})
            raise SqlError(f"There is no table {name!r}.", line=line, column=column, hint=hint)
    return {here[name.lower()] for _, name in read if name.lower() in here}


def _table(node: dict[str, Any]) -> str:
    """The name as it was written; of another schema it is none that is known."""
    schema, catalog = str(node.get("schema_name") or ""), str(node.get("catalog_name") or "")
    others = [each for each in (catalog, schema) if each and (each.lower() != "main" or catalog)]
    return ".".join([*others, str(node["table_name"])])


def _refuse_others(node: dict[str, Any], statement: str) -> None:
    name = str((node.get("function") or {}).get("function_name", "")).lower()
    if name not in FUNCTIONS:
        line, column = place(statement, _at(node))
        raise SqlError(
            f"{name} cannot be read from here.", line=line, column=column,
            hint="Only tables of the lake are read, and: " + ", ".join(sorted(FUNCTIONS)) + ".",
        )  # fmt: skip


def _at(node: dict[str, Any]) -> int:
    found = int(node.get("query_location", _UNKNOWN_PLACE))
    return -1 if found == _UNKNOWN_PLACE else found


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
