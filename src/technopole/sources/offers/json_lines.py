"""JSON lines: one offer a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from technopole.core.errors import SourceError
from technopole.sources.offers import record
from technopole.sources.offers.files import reading
from technopole.sources.offers.pieces import (
    BYTES,
    LONGEST_LINE,
    ROWS,
    Bad,
    Lines,
    Parsed,
    note_unknown,
    parsed,
    take,
)
from technopole.sources.streams import is_gb18030

_FETCH_AGAIN = "Fetch or make the file again."


def pieces(stream: BinaryIO, name: str) -> Iterator[Lines]:
    """The lines of the stream, cut into pieces. Raises `SourceError` for what is no file of JSON lines, or breaks off.

    Memory: one piece.
    """
    lines: list[bytes | None] = []
    first, size = 1, 0
    with reading(name):
        while line := stream.readline(LONGEST_LINE):
            if first == 1 and not lines:
                line = _beginning(line, name)
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                lines.append(None)
            else:
                lines.append(line)
                size += len(line)
            if len(lines) == ROWS or size > BYTES:
                following = first + len(lines)  # whoever gets the lines may empty their list
                yield Lines(name, first, lines)
                first, lines, size = following, [], 0
    if lines:
        yield Lines(name, first, lines)


def parse(piece: Lines) -> Parsed:
    """The rows of a piece, and its wrong lines. Cost: about ten microseconds a line."""
    made = parsed(piece.file)
    known = record.KEYS
    for number, value, doubtful in values(piece, made.bad):
        if take(made, value, number, doubtful=doubtful) and not value.keys() <= known:
            note_unknown(made, value.keys() - known)
    return made


def values(piece: Lines, bad: list[Bad]) -> Iterator[tuple[int, Any, bool]]:
    """(line, what it says, whether there may be control characters in it); lines that say nothing are told in `bad`."""
    for number, line in enumerate(piece.lines, piece.first):
        if line is None:
            problem, hint = f"the line is longer than {LONGEST_LINE >> 20} MiB", "It is no record; leave it out."
            bad.append(Bad(piece.file, number, "", problem, hint))
            continue
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            if line.strip():
                bad.append(_not_json(line, error, piece.file, number))
            continue
        # control characters come into a JSON text by an escape alone, except for these two
        yield number, value, b"\\" in line or b"\x7f" in line or b"\xef\xbf" in line


def _not_json(line: bytes, error: orjson.JSONDecodeError, file: str, number: int) -> Bad:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as wrong:
        looks = "; it reads as GB 18030" if is_gb18030(line) else ""
        problem = f"is not UTF-8 text, from byte {wrong.start + 1} of the line{looks}"
        return Bad(file, number, "", problem, "Save the file as UTF-8.")
    if "surrogate" in str(error):
        return Bad(file, number, "", f"holds half a character ({error})", "Write the whole character, or leave it out.")
    if not line.endswith(b"\n"):
        return Bad(file, number, "", f"the last line is cut short or is not JSON ({error})", _FETCH_AGAIN)
    return Bad(file, number, "", f"is not a line of JSON ({error})", "Correct the line, or leave it out.")


def _beginning(line: bytes, name: str) -> bytes:
    """The first line without its byte-order mark. Raises for files that are something else altogether."""
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError("is UTF-16 text, not UTF-8", file=name, line=1, hint="Save the file as UTF-8.")
    if line.startswith(b"PK\x03\x04"):
        raise SourceError("is a zip file or a spreadsheet", file=name, hint="Unpack it, or save it as CSV UTF-8.")
    line = line.removeprefix(b"\xef\xbb\xbf")
    if line.lstrip().startswith(b"["):
        raise SourceError(
            "is one JSON array, not JSON lines", file=name, line=1, hint="Make lines of it, such as with `jq -c '.[]'`."
        )
    return line
