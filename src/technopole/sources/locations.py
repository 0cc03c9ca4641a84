"""Tables of locations by the million, CSV or Parquet, as unique places."""

from __future__ import annotations

import math
from pathlib import Path

from technopole.core.errors import SourceError
from technopole.lake import compressed, locations
from technopole.lake.locations import Places
from technopole.sources import number_tables, streams

_FETCH = "Write the table again, or fetch it again."


def places(path: Path, name: str, digits: int) -> Places:
    """The places of a table with the columns `lat`, `lon` and, if rows do not weigh 1 each, `weight`.

    Degrees are rounded to so many digits. Raises `SourceError` with the line of what is wrong. Cost: a microsecond a
    row and core; a file with something wrong is gone through once more to find it.
    """
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic == b"PAR1":
        return _of_parquet(path, name, digits)
    packed = "gzip" if magic.startswith(b"\x1f\x8b") else "zstd" if magic == compressed.MAGIC else "none"
    with path.open("rb") as stream:
        header = streams.Rows(compressed.zstandard(stream) if packed == "zstd" else stream, name).header
    lat, lon = (streams.place_of(header, column, name) for column in ("lat", "lon"))
    weight = streams.place_of(header, "weight", name) if "weight" in header else None
    try:
        return locations.of_csv(path, header, lat, lon, weight, digits, compression=packed)
    except locations.Unreadable as error:
        _tell(path, name, packed, weight is not None)
        raise SourceError(f"cannot be read: {error.message}", file=name, hint=_FETCH) from None


def _of_parquet(path: Path, name: str, digits: int) -> Places:
    try:
        columns = locations.columns_of_parquet(path)
        for column in ("lat", "lon"):
            streams.place_of(columns, column, name)
        return locations.of_parquet(path, "lat", "lon", "weight" if "weight" in columns else None, digits)
    except locations.Unreadable as error:
        hint = "Degrees are from -90 to 90 and -180 to 360, weights 0 or more; none may be missing."
        raise SourceError(f"cannot be read: {error.message}", file=name, hint=hint) from None


def _tell(path: Path, name: str, packed: str, weighed: bool) -> None:
    """Raises `SourceError` for the first cell that is wrong, row by row."""
    bounds = {"lat": (-90.0, 90.0), "lon": (-180.0, 360.0), **({"weight": (0.0, math.inf)} if weighed else {})}
    with path.open("rb") as stream:
        rows = streams.Rows(compressed.zstandard(stream) if packed == "zstd" else stream, name)
        at = {column: rows.place_of(column) for column in bounds}
        for _, cells in rows.read():
            for column, (least, most) in bounds.items():
                if not _sound(cells[at[column]], least, most):
                    one = number_tables.Table(name, rows.header, [cells], [rows.began])
                    one.numbers(column, least=least, most=most)


def _sound(text: str, least: float, most: float) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    return "_" not in text and least <= value <= most and value < math.inf
