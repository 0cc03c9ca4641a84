"""Other people's Parquet files, row by row as dictionaries, whatever they nest, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from technopole.core.errors import SourceError

_AT_ONCE = 1000
_FETCH_AGAIN = "The file is damaged or was not fetched completely: fetch it again."
_OF_LISTS = frozenset({"list", "element", "item", "array", "bag", "key_value"})
"""What writers of Parquet put between a list and the fields of its elements."""


def rows(path: Path, name: str, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of one file, with those of these columns that it has; `authors.id` is one field of what is nested.

    A map comes as a list of pairs, a timestamp as the date and time it means. The file alone is read: what its
    folder's name says becomes no column, so that `updated_date=2026-06-23/` does not hide the column of that name.
    Memory: a thousand rows, and those pages of the file that the system keeps. Raises `SourceError` for what is no
    Parquet file, or a damaged one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # mapped, for otherwise the whole of a row group is read at once, and that may be the whole file
        with pq.ParquetFile(path, memory_map=True) as file:
            there = None if columns is None else _leaves(file.schema, columns)
            for batch in file.iter_batches(batch_size=_AT_ONCE, columns=there, use_threads=False):
                yield from batch.to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"cannot be read as Parquet ({error})", file=name, hint=_FETCH_AGAIN) from None


def _leaves(schema: Any, columns: Sequence[str]) -> list[str]:
    """The columns of the file, as it names what is nested, that hold these."""
    found = []
    for path in (schema.column(place).path for place in range(len(schema))):
        first, *inner = path.split(".")
        plain = ".".join([first, *(part for part in inner if part not in _OF_LISTS)])
        if any(plain == column or plain.startswith(f"{column}.") for column in columns):
            found.append(path)
    return found
