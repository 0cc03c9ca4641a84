"""The tables of PatentsView (https://patentsview.org, CC BY 4.0), joined in bounded memory.

They are tab-separated, plain or each in its zip, hold up to 150 million rows and come in no common order. Each is gone
through once, and what is needed of a row is put into one of many buckets by the patent's number; what one patent
consists of then lies in one bucket, and a bucket is a piece. Only the places where people and firms are, some 100,000,
are held whole. Who reads the tables says which ones, and what of each row is needed.
"""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from technopole.core.errors import SourceError
from technopole.sources.offers import files
from technopole.sources.offers.pieces import Bad
from technopole.sources.spelling import nearest

BUCKET = 48 << 20
_MOST_BUCKETS = 4096
HELD = 32 << 20
"""Bytes of tables for each bucket, and bytes that wait in memory before they are written into buckets."""
_UNPACK = "Fetch the table again from PatentsView."
Told = Callable[[int], object]
PATENTS, PLACES = "g_patent", "g_location_disambiguated"


class Table(NamedTuple):
    """What is needed of a table."""

    name: str
    columns: tuple[str, ...]
    """The first holds the number of the patent to which a row belongs."""
    reduce: Callable[[list[str], Mapping[str, str]], list[Any] | None]
    """From the cells of these columns, and the places by their ids, to what is kept; None for a row that is not."""
    needs_places: bool = False
    file: str = ""
    """The table's name, if it is read for something else than its own patents."""

    @property
    def source(self) -> str:
        return self.file or self.name


def find(paths: Sequence[Path], known: Sequence[str]) -> dict[str, Path]:
    """The tables among the files, or in the folders, that were named. Raises `SourceError` if `g_patent` is not."""
    found: dict[str, Path] = {}
    for path in paths:
        for each in sorted(path.iterdir()) if path.is_dir() else [path]:
            name = each.name.removesuffix(".zip").removesuffix(".tsv")
            if name in known and each.name != name:
                if name in found and each.suffix != found[name].suffix and not path.is_dir():
                    raise SourceError("the table is named twice", file=each.name, hint="Name it once.")
                found.setdefault(name, each)
            elif not path.is_dir():
                hint = nearest(name, known) or f"Tables that are read: {', '.join(known)}."
                raise SourceError("is no table of PatentsView that is read", file=each.name, hint=hint)
    if PATENTS not in found:
        where = str(paths[0]) if len(paths) == 1 else "the files"
        raise SourceError("g_patent.tsv is not there", file=where, hint="It names the patents; the others add to it.")
    return found


def buckets(found: Mapping[str, Path]) -> int:
    """Into how many buckets these tables go: decided by their size alone."""
    return max(1, min(_MOST_BUCKETS, sum(_size(path) for path in found.values()) // BUCKET))


def spread(
    tables: Sequence[Table], place: Sequence[str], found: Mapping[str, Path], spool: Path, told: Told
) -> int:  # fmt: skip
    """Put the tables into buckets in `spool`, those that are there already not again; gives how many buckets there are.

    `place` names the columns of a place that are told to `reduce`, joined by `|`. `told` hears how many bytes more
    were read. Raises `SourceError` for a table that is no such table or breaks off.
    """
    count = buckets(found)
    places: dict[str, str] | None = None
    for table in tables:
        done = spool / f"{table.name}.done"
        path = found.get(table.source)
        if path is None:
            continue
        if done.exists():
            told(_size(path))
            continue
        if places is None and table.needs_places:
            places = _places(found.get(PLACES), place, told)
        shutil.rmtree(spool / table.name, ignore_errors=True)
        (spool / table.name).mkdir()
        _spread(table, path, spool / table.name, count, places or {}, told)
        done.touch()
    return count


def bucket(folder: Path, table: str, number: int) -> Iterator[tuple[int, list[Any]]]:
    """(line in the table, the patent's number and what was kept) of the rows that lie in a bucket."""
    path = folder / table / f"{number:04d}"
    if path.exists():
        with path.open("rb") as handle:
            for line in handle:
                yield orjson.loads(line)


def by_sequence(folder: Path, table: str, number: int) -> dict[str, list[list[Any]]]:
    """What was kept of the rows of each patent, in the order of the first thing kept, a number."""
    found: dict[str, list[list[Any]]] = {}
    for _, (key, *cells) in bucket(folder, table, number):
        found.setdefault(key, []).append(cells)
    for each in found.values():
        each.sort(key=lambda cells: int(cells[0]))
    return found


def patents_of(folder: Path, number: int, bad: list[Bad]) -> dict[str, list[Any]]:
    """{number: line and what was kept} of the patents of a bucket, the withdrawn left out; what stands twice is told.

    What was kept ends with whether the patent is withdrawn.
    """
    patents: dict[str, list[Any]] = {}
    for line, (key, *cells) in bucket(folder, PATENTS, number):
        if key in patents:
            problem = f"{key!r} stands on line {patents[key][0]} already"
            bad.append(Bad(f"{PATENTS}.tsv", line, "patent_id", problem, "Leave one of them out."))
        elif cells[-1] != "1":
            patents[key] = [line, *cells]
    return patents


def number(text: str) -> int:
    """A number of a sequence; 0 where there is none."""
    return int(text) if text.isascii() and text.isdigit() else 0


def _places(path: Path | None, columns: Sequence[str], told: Told) -> dict[str, str]:
    if path is None:
        return {}
    return {key: "|".join(cells) for _, (key, *cells) in _rows(path, ("location_id", *columns), told)}


def _spread(table: Table, path: Path, folder: Path, count: int, places: dict[str, str], told: Told) -> None:
    """Put the rows of a table into its buckets; what waits to be written is bounded."""
    waiting: list[list[bytes]] = [[] for _ in range(count)]
    held = 0

    def write() -> None:
        for number, lines in enumerate(waiting):
            if lines:
                with (folder / f"{number:04d}").open("ab") as handle:
                    handle.write(b"".join(lines))
                lines.clear()

    for line, cells in _rows(path, table.columns, told):
        kept = table.reduce(cells, places)
        if kept is None:
            continue
        written = orjson.dumps([line, [cells[0], *kept]]) + b"\n"
        waiting[zlib.crc32(cells[0].encode()) % count].append(written)
        held += len(written) + 50
        if held > HELD:
            write()
            held = 0
    write()


def _rows(path: Path, columns: Sequence[str], told: Told) -> Iterator[tuple[int, list[str]]]:
    """(line, the cells of these columns) of every row of a table."""
    with ExitStack() as stack, files.reading(path.name):
        text = stack.enter_context(_opened(path, stack))
        csv.field_size_limit(32 << 20)
        reader = csv.reader(text, delimiter="\t", strict=True)
        try:
            header = next(reader, [])
            missing = [column for column in columns if column not in header]
            if missing:
                there = nearest(missing[0], header) or f"The columns are: {', '.join(header)[:300]}."
                raise SourceError("the column is missing", file=path.name, line=1, field=missing[0], hint=there)
            at = [header.index(column) for column in columns]
            for cells in reader:
                if len(cells) != len(header):
                    problem = f"has {len(cells)} cells where the header has {len(header)} columns"
                    raise SourceError(problem, file=path.name, line=reader.line_num, hint=_UNPACK)
                yield reader.line_num, [cells[place] for place in at]
        except csv.Error as error:
            problem = f"is no well-formed table: {error}"
            raise SourceError(problem, file=path.name, line=reader.line_num, hint=_UNPACK) from None
        except UnicodeDecodeError as error:
            problem = f"is not UTF-8 text ({error.reason})"
            raise SourceError(problem, file=path.name, line=reader.line_num + 1, hint=_UNPACK) from None
        except zipfile.BadZipFile as error:
            raise SourceError(f"the zip is damaged ({error})", file=path.name, hint=_UNPACK) from None
    told(_size(path))


def _opened(path: Path, stack: ExitStack) -> io.TextIOWrapper:
    if path.suffix == ".zip":
        try:
            archive = stack.enter_context(zipfile.ZipFile(path))
            raw: Any = stack.enter_context(archive.open(_member(archive, path)))
        except zipfile.BadZipFile as error:
            raise SourceError(f"is no zip file ({error})", file=path.name, hint=_UNPACK) from None
    else:
        raw, _ = stack.enter_context(files.opened(path, path.name))
    return io.TextIOWrapper(io.BufferedReader(raw, 1 << 20), encoding="utf-8-sig", newline="")


def _member(archive: zipfile.ZipFile, path: Path) -> str:
    members = [name for name in archive.namelist() if name.endswith(".tsv") and "__MACOSX" not in name]
    if len(members) != 1:
        raise SourceError("the zip holds not one table", file=path.name, hint=_UNPACK)
    return members[0]


def _size(path: Path) -> int:
    if path.suffix == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                return sum(each.file_size for each in archive.infolist())
        except zipfile.BadZipFile as error:
            raise SourceError(f"is no zip file ({error})", file=path.name, hint=_UNPACK) from None
    return path.stat().st_size
