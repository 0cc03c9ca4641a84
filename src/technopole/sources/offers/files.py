"""What was named on the command line: opened whatever it is compressed with, and told when it breaks off."""

from __future__ import annotations

import contextlib
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from technopole.core.errors import SourceError
from technopole.lake import compressed

FORMATS = ("jsonl", "csv", "patentsview")
_FETCH_AGAIN = "The file is damaged or was not fetched completely: fetch it again."
_BUFFER = 1 << 20


def format_of(path: Path) -> str:
    """The format that a name tells: a folder or TSV files are PatentsView's, `.csv` a table, all else JSON lines."""
    name = path.name.lower()
    for ending in (".gz", ".zst", ".zip"):
        name = name.removesuffix(ending)
    if path.is_dir() or name.endswith(".tsv"):
        return "patentsview"
    return "csv" if name.endswith(".csv") else "jsonl"


@contextlib.contextmanager
def opened(path: Path, name: str) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The plain content, and the file itself, whose position tells how much was read.

    gzip and Zstandard are told by the first bytes, not by the name. Raises `SourceError` for a file that cannot be
    opened.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file=name, hint="Check the name.") from None
    with raw:
        magic = raw.read(4)
        raw.seek(0)
        if magic.startswith(b"\x1f\x8b"):
            yield io.BufferedReader(gzip.GzipFile(fileobj=raw), _BUFFER), raw
        elif magic == compressed.MAGIC:
            yield compressed.zstandard(raw), raw
        else:
            yield raw, raw


@contextlib.contextmanager
def reading(name: str) -> Iterator[None]:
    """What goes wrong while a stream is read, told for the person who must act."""
    try:
        yield
    except EOFError:
        raise SourceError("the compressed data ends too early", file=name, hint=_FETCH_AGAIN) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(f"the compressed data is damaged ({error})", file=name, hint=_FETCH_AGAIN) from None
