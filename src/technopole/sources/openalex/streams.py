"""The JSON values of a file, one after the other, in bounded memory: lines of a snapshot, pages, arrays, Parquet."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from technopole.core.errors import SourceError
from technopole.sources import json_records

LONGEST = 256 << 20
"""Bytes of a line, or of a page of the API that is laid out over many lines."""
_READ, _PLAIN = 1 << 18, 4 << 20
_FETCH_AGAIN = "The file is damaged or was not fetched completely: fetch it again."
_BOM = b"\xef\xbb\xbf"

NOT_PARSED = object()
Value = tuple[int, Any]
"""Where it stands (line, or place in an array; from 1) and what it is: a `SourceError` for what is no JSON,
`NOT_PARSED` for what need not be."""


def blocks(path: Path, name: str) -> Iterator[bytes]:
    """The plain content, some megabytes at a time; gzip is told by the first bytes. Raises `SourceError`."""
    try:
        with path.open("rb", buffering=0) as handle:
            data = handle.read(_READ)
            if data.startswith(b"\x1f\x8b"):
                yield from _inflated(data, handle, name)
                return
            while data:
                yield data
                data = handle.read(_PLAIN)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file=name, hint="Check the file.") from None


def _inflated(data: bytes, handle: BinaryIO | Any, name: str) -> Iterator[bytes]:
    unpack = zlib.decompressobj(31)
    try:
        while data:
            plain = unpack.decompress(data, _PLAIN)
            if plain:
                yield plain
            if unpack.eof:  # another member may follow
                data = (unpack.unused_data or handle.read(_READ)).lstrip(b"\0")
                if data:
                    unpack = zlib.decompressobj(31)
            else:
                data = unpack.unconsumed_tail or handle.read(_READ)
        while not unpack.eof and (plain := unpack.decompress(b"", _PLAIN)):
            yield plain
    except zlib.error as error:
        raise SourceError(f"the compressed data is damaged ({error})", file=name, hint=_FETCH_AGAIN) from None
    if not unpack.eof:
        raise SourceError("the compressed data ends too early", file=name, hint=_FETCH_AGAIN)


def lines(path: Path, name: str) -> Iterator[bytes]:
    """The lines of a file without their ends, blank ones too. Memory: one block, and the longest line."""
    begun: list[bytes] = []
    held = 0
    for block in blocks(path, name):
        first, *rest = block.split(b"\n")
        begun.append(first)
        held += len(first)
        if held > LONGEST:
            raise SourceError(f"a line is longer than {LONGEST >> 20} MiB", file=name, hint="It is no such file.")
        if rest:
            last = rest.pop()
            yield b"".join(begun)
            yield from rest
            begun, held = [last], len(last)
    if held:
        yield b"".join(begun)


def json_lines(
    path: Path, name: str, may_be: Callable[[bytes], bool] | None = None,
    parse: Callable[[bytes], Any] = orjson.loads,
) -> Iterator[Value]:  # fmt: skip
    """A value a line, as `parse` gives it. Lines that `may_be` refuses are not parsed. Blank lines are none."""
    for number, line in enumerate(lines(path, name), 1):
        if not line or line.isspace():
            continue
        if may_be is not None and not may_be(line):
            yield number, NOT_PARSED
            continue
        try:
            yield number, parse(line)
        except orjson.JSONDecodeError as error:
            if number == 1 and line.startswith(_BOM):
                line = line.removeprefix(_BOM)
                try:
                    yield number, parse(line)
                    continue
                except orjson.JSONDecodeError:
                    pass
            hint = "Fetch the file again, or correct the line."
            yield number, SourceError(f"is no line of JSON ({error})", file=name, line=number, hint=hint)


def any_json(
    path: Path, name: str, may_be: Callable[[bytes], bool] | None = None,
    parse: Callable[[bytes], Any] = orjson.loads,
) -> Iterator[Value]:  # fmt: skip
    """JSON lines, an array, or one object laid out over lines, as the file begins."""
    first = next((line for line in lines(path, name) if line.strip().removeprefix(_BOM)), b"")
    first = first.strip().removeprefix(_BOM)
    if first.startswith(b"[") and not _is_json(first):
        for placed in json_records.read(path):
            yield placed.position, _sound(placed.value, name, placed.position)
    elif first.startswith(b"{") and not _is_json(first) and (whole := _whole(path, name)) is not None:
        yield 1, whole
    else:
        yield from json_lines(path, name, may_be, parse)


def _sound(value: Any, name: str, position: int) -> Any:
    """The value, unless it holds half a character: no text of a table can."""
    try:
        orjson.dumps(value)
    except TypeError as error:
        hint = "Fetch the file again, or correct the record."
        return SourceError(f"record {position} is no JSON ({error})", file=name, line=position, hint=hint)
    return value


def _whole(path: Path, name: str) -> Any:
    """The one object that a file is; None if it is none, or too large for a page."""
    held, size = [], 0
    for block in blocks(path, name):
        held.append(block)
        size += len(block)
        if size > LONGEST:
            return None
    try:
        return orjson.loads(b"".join(held).removeprefix(_BOM))
    except orjson.JSONDecodeError:
        return None


def _is_json(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True
