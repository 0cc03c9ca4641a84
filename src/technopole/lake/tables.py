"""Parquet written as it is produced: batches in, one file out, memory bounded by a batch."""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

BATCH = 5000

_TYPES = {"text": "string", "integer": "int64", "number": "float64", "truth": "bool_"}


class _Pipe(io.RawIOBase):
    """Takes what is written and gives it back, so that a file can be sent while it is made."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting.append(bytes(data))
        return len(self.waiting[-1])

    def taken(self) -> bytes:
        data = b"".join(self.waiting)
        self.waiting.clear()
        return data


def parquet(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The bytes of a Parquet file of `rows`; `columns` are (name, text | integer | number | truth).

    The columnar library is imported only here, when somebody asks: it costs about 50 MB of memory.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, getattr(pa, _TYPES[kind])()) for name, kind in columns])
    pipe, stream = _Pipe(), iter(rows)
    with pq.ParquetWriter(pa.PythonFile(pipe, mode="w"), schema, compression="zstd") as writer:
        while batch := list(islice(stream, BATCH)):
            columns_of_batch = zip(*batch, strict=True)
            arrays = [pa.array(each, type=field.type) for each, field in zip(columns_of_batch, schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            yield pipe.taken()
    yield pipe.taken()
