"""Other people's Parquet files, row by row as dictionaries, whatever they nest, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from technopole.core.errors import SourceError

_AT_ONCE = 1000
_FETCH_AGAIN = "The file is damaged or was not fetched completely: fetch it again."


def rows(path: Path, name: str, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of one file, with those of these columns that it has. A map comes as a list of pairs, a timestamp as
    the date and time it means.

    The file alone is read: what its folder's name says becomes no column, so that `updated_date=2026-06-23/` does not
    hide the column of that name. Raises `SourceError` for what is no Parquet file, or a damaged one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            there = None if columns is None else [each for each in file.schema_arrow.names if each in set(columns)]
            for batch in file.iter_batches(batch_size=_AT_ONCE, columns=there, use_threads=False):
                yield from batch.to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"cannot be read as Parquet ({error})", file=name, hint=_FETCH_AGAIN) from None


def count(path: Path, name: str) -> int:
    """How many rows the file says it has. Cost: its end is read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return int(file.metadata.num_rows)
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"cannot be read as Parquet ({error})", file=name, hint=_FETCH_AGAIN) from None
