"""Zstandard: a stream of it read, and bytes compressed."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

MAGIC = b"\x28\xb5\x2f\xfd"


class Damaged(EOFError):
    """The compressed data breaks off or is damaged."""


class _Raw(io.RawIOBase):
    """The columnar library's stream as one of Python's."""

    def __init__(self, stream: Any, source: BinaryIO) -> None:
        self._stream, self._source = stream, source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except OSError as error:
            raise Damaged(str(error)) from None
        buffer[: len(data)] = data
        return len(data)


def zstandard(source: BinaryIO) -> BinaryIO:
    """What is compressed in the stream. Reading raises `Damaged` if it breaks off or is damaged."""
    import pyarrow as pa

    stream = pa.CompressedInputStream(pa.PythonFile(source, mode="r"), "zstd")
    return io.BufferedReader(_Raw(stream, source), 1 << 20)


def packed(data: bytes) -> bytes:
    """The data compressed, a frame by itself: several one after the other are a stream. Of offers as JSON lines
    it makes about half of what gzip at its quickest makes."""
    import pyarrow as pa

    return bytes(pa.Codec("zstd", compression_level=3).compress(data, asbytes=True))
