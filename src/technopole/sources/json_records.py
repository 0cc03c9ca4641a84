"""JSON objects out of a file, one at a time: an array or JSON lines, plain, gzip or zip, in bounded memory."""

from __future__ import annotations

import codecs
import contextlib
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson

from technopole.core.errors import SourceError

_CHUNK = 1 << 20
_LARGEST_RECORD = 16 << 20
_FETCH_AGAIN = "The file is damaged or was not fetched completely: fetch it again."

ChooseMember = Callable[[list[str]], str | None]


class Placed(NamedTuple):
    """One JSON value and where it stands."""

    position: int
    """Its number in an array, its line in JSON lines; from 1."""
    line: int | None
    """Its line in JSON lines; an array's lines are not counted."""
    value: Any
    """The parsed value; a `SourceError` in place of a line that is not JSON."""


def read(path: Path, choose: ChooseMember | None = None) -> Iterator[Placed]:
    """Every record of the file, in order.

    The compression is told by the first bytes, not by the name; of a zip's members `choose` picks one. Raises
    `SourceError` for a file that is missing, cut short or damaged; a line of JSON lines that is not JSON is given as an
    error in its place, so that the caller may skip it. Memory: a few MiB, whatever the size of the file.
    """
    name = path.name
    try:
        with contextlib.ExitStack() as stack:
            stream = _open(path, choose, stack)
            yield from _records(stream, name)
    except FileNotFoundError:
        raise SourceError("no such file", file=str(path), hint="Check the path.") from None
    except IsADirectoryError:
        raise SourceError("is a folder, not a file", file=str(path), hint="Name the file itself.") from None
    except PermissionError:
        raise SourceError("may not be read", file=str(path), hint="Give yourself the right to read it.") from None
    except EOFError:
        raise SourceError("the compressed data ends too early", file=name, hint=_FETCH_AGAIN) from None
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise SourceError(f"the compressed data is damaged ({error})", file=name, hint=_FETCH_AGAIN) from None
    except NotImplementedError as error:
        raise SourceError(f"uses a compression that cannot be read ({error})", file=name, hint="Unpack it.") from None


def _open(path: Path, choose: ChooseMember | None, stack: contextlib.ExitStack) -> BinaryIO:
    raw = stack.enter_context(path.open("rb"))
    magic = raw.read(4)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return stack.enter_context(io.BufferedReader(gzip.GzipFile(fileobj=raw), _CHUNK))
    if magic.startswith(b"PK"):
        archive = stack.enter_context(zipfile.ZipFile(raw))
        names = [each for each in archive.namelist() if not each.endswith("/")]
        member = choose(names) if choose else (names[0] if len(names) == 1 else None)
        if member is None:
            held = ", ".join(names[:8]) or "nothing"
            raise SourceError(f"the zip holds no JSON file but {held}", file=path.name, hint="Choose another file.")
        if archive.getinfo(member).flag_bits & 1:
            raise SourceError(f"{member} is encrypted", file=path.name, hint="Unpack it with its password first.")
        return stack.enter_context(io.BufferedReader(archive.open(member), _CHUNK))  # type: ignore[type-var]
    return raw


def _records(stream: BinaryIO, name: str) -> Iterator[Placed]:
    number, first = 1, stream.readline(_CHUNK).removeprefix(codecs.BOM_UTF8)
    while first and not first.strip():
        number, first = number + first.count(b"\n"), stream.readline(_CHUNK)
    if not first:
        raise SourceError("the file is empty", file=name, hint=_FETCH_AGAIN)
    start = first.lstrip()
    if start.startswith(b"["):
        yield from _values(start[1:], stream, name, array=True)
    elif start.rstrip() == b"{":  # one object laid out over many lines
        yield from _values(start, stream, name, array=False)
    elif start.startswith(b"{"):
        if not first.endswith(b"\n"):
            first += stream.readline()
        yield from _lines(number, first, stream, name)
    else:
        raise SourceError(
            "is neither a JSON array nor JSON lines", file=name, line=1, hint="Choose the JSON form of the data."
        )


def _lines(number: int, line: bytes, stream: BinaryIO, name: str) -> Iterator[Placed]:
    while line:
        if line.strip():
            value: Any
            try:
                value = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                cut = not line.endswith(b"\n")
                hint = _FETCH_AGAIN if cut else "Correct the line, or leave it out."
                problem = "the last line is cut short or is not JSON" if cut else "not a line of JSON"
                value = SourceError(f"{problem} ({error})", file=name, line=number, hint=hint)
            yield Placed(number, number, value)
        line = stream.readline()
        number += 1


def _values(start: bytes, stream: BinaryIO, name: str, *, array: bool) -> Iterator[Placed]:
    """The values of an array, or a run of values, decoded from a window that slides over the file."""
    text = _Window(start, stream, name)
    decode = json.JSONDecoder().raw_decode
    position = 0
    while True:
        following = text.skip_blanks()
        if array and following == "]":
            # To the very end, so that a compressed file's checksum is verified as well.
            text.at += 1
            if text.skip_blanks():
                raise SourceError(f"more text after the array of {position} records", file=name, hint=_FETCH_AGAIN)
            return
        if array and position and following:
            if following != ",":
                raise SourceError(f"no comma after record {position}", file=name, hint=_FETCH_AGAIN)
            text.at += 1
            following = text.skip_blanks()
        if not following:
            if array:
                raise SourceError(
                    f"the array is not closed: the file ends after record {position}", file=name, hint=_FETCH_AGAIN
                )
            return
        position += 1
        while True:
            try:
                value, text.at = decode(text.held, text.at)
                break
            except json.JSONDecodeError as error:
                # Cut by the window's edge, more likely than wrong: only the rest of the file can tell.
                if len(text.held) - text.at <= _LARGEST_RECORD and text.more():
                    continue
                problem = f"record {position} is not JSON, or is cut short ({error.msg})"
                raise SourceError(problem, file=name, hint=_FETCH_AGAIN) from None
            except RecursionError:
                raise SourceError(f"record {position} is nested too deeply", file=name, hint=_FETCH_AGAIN) from None
        yield Placed(position, None, value)


class _Window:
    """The part of a text file that is held at a time."""

    def __init__(self, start: bytes, stream: BinaryIO, name: str) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._stream, self._name, self._ended = stream, name, False
        self.at = 0
        self.held = self._decode(start)

    def more(self) -> bool:
        """Forget what was read and hold more; False at the end of the file."""
        if self._ended:
            return False
        chunk = self._stream.read(_CHUNK)
        self._ended = not chunk
        self.held = self.held[self.at :] + self._decode(chunk, final=self._ended)
        self.at = 0
        return not self._ended

    def skip_blanks(self) -> str:
        """The next character that is not white space, or nothing at the end of the file."""
        while True:
            while self.at < len(self.held):
                if not self.held[self.at].isspace():
                    return self.held[self.at]
                self.at += 1
            if not self.more():
                return ""

    def _decode(self, chunk: bytes, *, final: bool = False) -> str:
        try:
            return self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            raise SourceError(f"is not UTF-8 text ({error.reason})", file=self._name, hint=_FETCH_AGAIN) from None
