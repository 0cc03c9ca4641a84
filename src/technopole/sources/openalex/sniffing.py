"""Whether a loose file holds records of OpenAlex, told by its beginning."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

_ID = re.compile(
    rb'"id"\s*:\s*"(?:https?:\\?/\\?/(?:api\.)?openalex\.org\\?/(?:[a-z]+\\?/)?[WAISTVwaistv]\d|[WAISTV]\d{4})'
)
_LOOK = (1 << 16, 1 << 20)
"""Bytes to look at: few first, then more, as an abstract may stand before the id."""


def is_parquet(path: Path) -> bool:
    with path.open("rb") as handle:
        return handle.read(4) == b"PAR1"


def holds_records(path: Path) -> bool:
    """Has it an id of OpenAlex near its beginning? What is damaged has none."""
    return any(_ID.search(_beginning(path, size)) for size in _LOOK)


def _beginning(path: Path, size: int) -> bytes:
    with path.open("rb") as handle:
        data = handle.read(size)
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return zlib.decompressobj(31).decompress(data, size)
    except zlib.error:
        return b""
