"""The columns of a dataset, declared without the columnar library, and what becomes of them in a Parquet file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

Kind = Literal["text", "texts", "integer8", "integer16", "integer", "number", "truth"]

ROWS_IN_GROUP = 50_000
"""Rows of a row group, at most."""
_LEVEL = 3


class Column(NamedTuple):
    """One column. `few`: the same values come again and again, so that they are written once a part."""

    name: str
    kind: Kind
    few: bool = False


def schema(columns: Sequence[Column]) -> Any:
    """The Arrow schema. Numbers may be null; texts are empty and lists have no elements instead."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "integer8": pa.int8(),
        "integer16": pa.int16(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "truth": pa.bool_(),
    }
    return pa.schema([(column.name, types[column.kind]) for column in columns])


def table(columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> Any:
    """An Arrow table; `values` are those of each column, from its first row to its last."""
    import pyarrow as pa

    shape = schema(columns)
    return pa.table([pa.array(each, type=field.type) for each, field in zip(values, shape, strict=True)], schema=shape)


def write(target: Any, made: Any, columns: Sequence[Column]) -> None:
    """The table as Parquet: the same bytes for the same rows, with the same release of the columnar library."""
    import pyarrow.parquet as pq

    few = [f"{column.name}.list.element" if column.kind == "texts" else column.name for column in columns if column.few]
    pq.write_table(
        made,
        target,
        row_group_size=ROWS_IN_GROUP,
        compression="zstd",
        compression_level=_LEVEL,
        use_dictionary=few,
        write_statistics=False,
    )
