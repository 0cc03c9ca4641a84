"""Places from tables of locations too large for memory: what rounds to the same degrees is one place.

DuckDB reads the table on all cores. It says only that a cell is wrong, not on which line: whoever asked finds that.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from technopole.core.errors import TechnopoleError

DIGITS = 6
"""Of the degrees, at most: a tenth of a metre."""
_WHOLE = "DECIMAL(38, 10)"
"""Weights are summed as decimals of ten digits: the sums are exact, in whatever order cores add them."""


class Unreadable(TechnopoleError):
    """A cell is no number, or no such degree or weight; or the file is no such table."""


class Places(NamedTuple):
    """Unique places, by latitude and longitude."""

    lat: np.ndarray
    lon: np.ndarray
    """Degrees, rounded."""
    weight: np.ndarray
    rows: np.ndarray
    """How many rows of the table are this place."""


def of_csv(
    path: Path, columns: Sequence[str], lat: int, lon: int, weight: int | None, digits: int, *,
    compression: str = "none", memory: str = "1GB", threads: int | None = None,
) -> Places:  # fmt: skip
    """The places of a CSV file in UTF-8 with so many `columns`, the header not among the rows.

    `lat`, `lon` and `weight` are the numbers of their columns; without a weight each row weighs 1. Raises `Unreadable`.
    Cost: about 1 µs a row and core; memory: some 60 bytes a place, on the disk what passes `memory`.
    """
    names = {f"c{at}": "VARCHAR" for at in range(len(columns))}
    shape = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in names.items()) + "}"
    source = (
        f"read_csv('{_escaped(path)}', columns = {shape}, header = true, auto_detect = false, delim = ',', "
        f"quote = '\"', escape = '\"', compression = '{compression}', strict_mode = true)"
    )
    north, east = (
        f"CASE WHEN contains(c{at}, '_') THEN NULL ELSE TRY_CAST(trim(c{at}) AS DOUBLE) END" for at in (lat, lon)
    )
    heavy = None if weight is None else f"CASE WHEN contains(c{weight}, '_') THEN NULL ELSE trim(c{weight}) END"
    return _summed(source, north, east, heavy, digits, memory, threads)


def of_parquet(
    path: Path, lat: str, lon: str, weight: str | None, digits: int, *, memory: str = "1GB", threads: int | None = None
) -> Places:
    """The places of a Parquet file, by the names of its columns. Raises `Unreadable`. Cost: as `of_csv`, a third."""
    north, east = (f'TRY_CAST("{name}" AS DOUBLE)' for name in (lat, lon))
    heavy = None if weight is None else f'"{weight}"'
    return _summed(f"read_parquet('{_escaped(path)}')", north, east, heavy, digits, memory, threads)


def columns_of_parquet(path: Path) -> list[str]:
    """The names of its columns. Raises `Unreadable` for what is no Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(path).names)
    except (OSError, pa.ArrowException) as error:
        raise Unreadable(f"cannot be read as Parquet ({error})") from None


def _summed(
    source: str, lat: str, lon: str, weight: str | None, digits: int, memory: str, threads: int | None
) -> Places:
    import duckdb

    scale = 10**digits
    heavy = f"TRY_CAST({weight} AS {_WHOLE})" if weight else "1"
    total = "sum(w)::DOUBLE" if weight else "count(*)::DOUBLE"
    statement = (
        f"SELECT north, east, {total} AS weight, count(*) AS rows FROM ("
        f"SELECT CASE WHEN sound THEN TRY_CAST(round(lat * {scale}) AS BIGINT) END AS north, "
        f"CASE WHEN sound THEN TRY_CAST(round(lon * {scale}) AS BIGINT) END AS east, w FROM ("
        "SELECT lat, lon, w, coalesce(lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 360 AND w >= 0, false) AS sound "
        f"FROM (SELECT {lat} AS lat, {lon} AS lon, {heavy} AS w FROM {source}))) "
        "GROUP BY north, east ORDER BY north, east"
    )
    with tempfile.TemporaryDirectory(prefix="technopole-") as aside:
        settings: dict[str, Any] = {"memory_limit": memory, "temp_directory": aside}
        if threads:
            settings["threads"] = threads
        try:
            with duckdb.connect(":memory:", config=settings) as connection:
                found = connection.execute(statement).fetchnumpy()
        except duckdb.OutOfMemoryException as error:
            raise TechnopoleError(f"The places do not fit into {memory}: {error}", hint="Use fewer digits.") from None
        except duckdb.Error as error:
            raise Unreadable(str(error).split("\n")[0]) from None
    north, east = found["north"], found["east"]
    if np.ma.is_masked(north):
        raise Unreadable("has a cell that is no such number")
    return Places(
        np.asarray(north) / scale, np.asarray(east) / scale, np.asarray(found["weight"]), np.asarray(found["rows"])
    )


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
