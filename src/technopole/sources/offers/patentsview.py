"""The tables of PatentsView (https://patentsview.org, CC BY 4.0): United States patents as offers.

Read are, as tab-separated tables or each in its zip, `g_patent` (needed) and, as far as they are there,
`g_patent_abstract`, `g_cpc_current`, `g_assignee_disambiguated` and `g_location_disambiguated`. The filing date of
`g_application` is not read: a patent's year is that of its grant, as on the patent.

The tables hold up to 60 million rows in no common order. They are joined in bounded memory: each is gone through once,
and what is needed of a row is put into one of many buckets by the patent's number; what one patent consists of then
lies in one bucket, and a bucket is a piece. Only the places where assignees are, some 100,000, are held whole.
"""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from technopole.core.errors import SourceError
from technopole.sources.offers import files
from technopole.sources.offers.pieces import Bad, Bucket, Parsed, parsed, take
from technopole.sources.spelling import nearest

_BUCKET = 48 << 20
_MOST_BUCKETS = 4096
_HELD = 32 << 20
"""Bytes of tables for each bucket, and bytes that wait in memory before they are written into buckets."""
_UNPACK = "Fetch the table again from PatentsView."
Told = Callable[[int], object]


class _Table(NamedTuple):
    name: str
    columns: tuple[str, ...]
    reduce: Callable[[list[str], dict[str, str]], list[Any] | None]


def _assignee(cells: list[str], places: dict[str, str]) -> list[Any] | None:
    sequence, first, last, organisation, kind, location = cells[1:]
    owner = organisation or " ".join(part for part in (first, last) if part)
    return [_number(sequence), owner, kind, places.get(location, "")] if owner else None


TABLES = (
    _Table(
        "g_patent", ("patent_id", "patent_type", "patent_date", "patent_title", "withdrawn"),
        lambda cells, _: cells[1:],
    ),
    _Table("g_patent_abstract", ("patent_id", "patent_abstract"), lambda cells, _: cells[1:]),
    _Table(
        "g_cpc_current", ("patent_id", "cpc_sequence", "cpc_group"),
        lambda cells, _: [_number(cells[1]), cells[2]],
    ),
    _Table(
        "g_assignee_disambiguated",
        (
            "patent_id", "assignee_sequence", "disambig_assignee_individual_name_first",
            "disambig_assignee_individual_name_last", "disambig_assignee_organization", "assignee_type", "location_id",
        ),
        _assignee,
    ),
)  # fmt: skip
_PLACES = ("g_location_disambiguated", ("location_id", "disambig_state", "disambig_country"))
_KNOWN = (*(table.name for table in TABLES), _PLACES[0])
_OWNER_KINDS = {"2": "firm", "3": "firm", "4": "person", "5": "person", "6": "government", "7": "government",
                "8": "government", "9": "government"}  # fmt: skip
_RIGHTS = {"design": "design", "plant": "variety"}


def find(paths: Sequence[Path]) -> dict[str, Path]:
    """The tables among the files, or in the folders, that were named. Raises `SourceError` if `g_patent` is not."""
    found: dict[str, Path] = {}
    for path in paths:
        for each in sorted(path.iterdir()) if path.is_dir() else [path]:
            name = each.name.removesuffix(".zip").removesuffix(".tsv")
            if name in _KNOWN and each.name != name:
                if name in found and each.suffix != found[name].suffix and not path.is_dir():
                    raise SourceError("the table is named twice", file=each.name, hint="Name it once.")
                found.setdefault(name, each)
            elif not path.is_dir():
                hint = nearest(name, _KNOWN) or f"Tables that are read: {', '.join(_KNOWN)}."
                raise SourceError("is no table of PatentsView that is read", file=each.name, hint=hint)
    if "g_patent" not in found:
        where = str(paths[0]) if len(paths) == 1 else "the files"
        raise SourceError("g_patent.tsv is not there", file=where, hint="It names the patents; the others add to it.")
    return found


def buckets(found: dict[str, Path]) -> int:
    """Into how many buckets these tables go: decided by their size alone."""
    return max(1, min(_MOST_BUCKETS, sum(_size(path) for path in found.values()) // _BUCKET))


def pieces(found: dict[str, Path], spool: Path, told: Told = lambda count: None) -> Iterator[Bucket]:
    """A piece for each bucket. Tables are put into buckets in `spool` first, those that are there already not again.

    `told` hears how many bytes more were read. Raises `SourceError` for a table that is no such table or breaks off.
    """
    count = buckets(found)
    places: dict[str, str] | None = None
    for table in TABLES:
        done = spool / f"{table.name}.done"
        if table.name not in found:
            continue
        if done.exists():
            told(_size(found[table.name]))
            continue
        if places is None and table.reduce is _assignee:
            places = _places(found.get(_PLACES[0]), told)
        shutil.rmtree(spool / table.name, ignore_errors=True)
        (spool / table.name).mkdir()
        _spread(table, found[table.name], spool / table.name, count, places or {}, told)
        done.touch()
    for number in range(count):
        yield Bucket(str(spool), number)


def parse(piece: Bucket) -> Parsed:
    """The patents of a bucket, in the order of their numbers. Memory: some ten times the bucket's size."""
    folder = Path(piece.folder)
    made = parsed("g_patent.tsv")
    patents: dict[str, list[Any]] = {}
    for line, (key, *cells) in _bucket(folder, "g_patent", piece.number):
        if key in patents:
            problem = f"{key!r} stands on line {patents[key][0]} already"
            made.bad.append(Bad(made.file, line, "patent_id", problem, "Leave one of them out."))
        elif cells[3] != "1":
            patents[key] = [line, *cells]
    abstracts = {key: text for _, (key, text) in _bucket(folder, "g_patent_abstract", piece.number)}
    groups = _by_sequence(folder, "g_cpc_current", piece.number)
    owners = _by_sequence(folder, "g_assignee_disambiguated", piece.number)
    for key in sorted(patents):
        line, kind, date, title, _ = patents[key]
        owner = owners.get(key, [[0, "", "", ""]])[0]
        region, _, country = owner[3].rpartition("|")
        value = {
            "_id": f"us:{key}",
            "kind": "patent",
            "language": "en",
            "title": title,
            "text": abstracts.get(key, ""),
            "fields": [group[1] for group in groups.get(key, ())],
            "owner": owner[1],
            "owner_kind": (_OWNER_KINDS.get(owner[2][-1:], "other") if owner[1] else ""),
            "country": country,
            "region": region,
            "year": int(date[:4]) if date[:4].isascii() and date[:4].isdigit() else None,
            "rights": [_RIGHTS.get(kind, "patent")],
            "numbers": [f"US {key}"],
            "source": "PatentsView",
        }
        take(made, value, line)
    made.bad.sort(key=lambda each: each.line)
    return made


def _by_sequence(folder: Path, table: str, number: int) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = {}
    for _, (key, *cells) in _bucket(folder, table, number):
        found.setdefault(key, []).append(cells)
    for each in found.values():
        each.sort(key=lambda cells: int(cells[0]))
    return found


def _bucket(folder: Path, table: str, number: int) -> Iterator[tuple[int, list[Any]]]:
    path = folder / table / f"{number:04d}"
    if path.exists():
        with path.open("rb") as handle:
            for line in handle:
                yield orjson.loads(line)


def _places(path: Path | None, told: Told) -> dict[str, str]:
    if path is None:
        return {}
    return {key: f"{state}|{country}" for _, (key, state, country) in _rows(path, _PLACES[1], told)}


def _spread(table: _Table, path: Path, folder: Path, count: int, places: dict[str, str], told: Told) -> None:
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
        if held > _HELD:
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


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
