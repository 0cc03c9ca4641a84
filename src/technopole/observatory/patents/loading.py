"""Loading patents: files of any size become a version of the dataset `patents`, with two tables of one load.

The source is cut into pieces by its own lines alone, and each piece becomes one part. So a load that was killed keeps
the parts that were finished. Nothing becomes current before everything was checked: every row, and that no patent
stands twice in all files together.
"""

from __future__ import annotations

import csv
import io
import operator
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from technopole.core import clock, durable, many_ids
from technopole.core.errors import SourceError, SourceErrors, TechnopoleError
from technopole.exchange.reference import Progress, Source, fingerprints, named
from technopole.exchange.reference_repeated import errors
from technopole.lake import building, home, repeated
from technopole.lake.building import Building, Note
from technopole.lake.columns import Column
from technopole.lake.datasets import Dataset
from technopole.observatory.patents import parties
from technopole.sources.offers import files
from technopole.sources.offers.pieces import BYTES, ROWS, Bad, Piece
from technopole.sources.patents import parsing, patentsview, record
from technopole.sources.patents.pieces import Parsed

DATASET = "patents"
TABLES: Mapping[str, tuple[Column, ...]] = {
    name: tuple(Column(shape.name, shape.kind, shape.few) for shape in shapes)
    for name, shapes in (("patents", record.PATENTS), ("patent_parties", record.PARTIES))
}
LEFT_OUT = "left-out.csv"
"""Beside the parts: every row that was left out, and why."""
FIRST = 20
"""Rows that were left out which are told one by one."""
_READING = 1
"""Counted up when files are to be read otherwise than before, so that the same file gives another version."""
_UNUSED = np.uint64(64 - many_ids.BITS)
_PARTY = [shape.name for shape in record.PARTIES]
_ADDRESS = operator.itemgetter(
    *(_PARTY.index(name) for name in ("organisation_name", "country", "region", "city", "latitude", "longitude"))
)
_ORGANISATION = _PARTY.index("organisation")
_YEAR, _OFFICE = ([shape.name for shape in record.PATENTS].index(name) for name in ("year", "office"))


@dataclass
class Loaded:
    """What a load did."""

    version: str
    patents: int
    parties: int
    fresh: bool = True
    """False if the very same had been loaded, and no organisation changed since: nothing was done."""
    bad: int = 0
    repeated: int = 0
    """Rows that were left out: as wrong, as standing elsewhere before."""
    unknown: dict[str, int] = field(default_factory=dict)
    first: list[Bad] = field(default_factory=list)
    report: Path | None = None


def load(
    paths: Sequence[Path | BinaryIO], *, kind: str | None = None, about: Mapping[str, Any] | None = None,
    skip_bad: bool = False, progress: Progress = lambda *_: None,
) -> Loaded:  # fmt: skip
    """Load files, a folder or a stream as a new version of the dataset, and make it current.

    `about` is said of the data in the manifest: licence, coverage, sample, synthetic. Raises `SourceError` or
    `SourceErrors` for what cannot be right (wrong and repeated rows only if not `skip_bad`); then the dataset is as it
    was. Memory: about 300 MB, and the resolver's helper beside it where the register has organisations.
    """
    kept = Dataset(home.folder(), DATASET)
    with building.alone(kept), ExitStack() as stack:
        sources = _sources([named(each, kept, stack) for each in paths], kind)
        total = sum(path.stat().st_size for _, path, _ in sources)
        plan = {
            "dataset": DATASET,
            "sources": fingerprints(sources, total, progress),
            "reading": [_READING, ROWS, BYTES],
        }
        stamp = parties.stamp()
        if version := building.already(kept, plan):
            manifest = kept.manifest(version)
            if manifest["register"] == stamp and (skip_bad or not any(manifest["left_out"].values())):
                return _loaded(kept, version, fresh=False)
        made = building.begin(kept, plan, TABLES)
        if not skip_bad:
            for number in [number for number, note in made.finished.items() if note["bad"] or note["repeated"]]:
                made.remake(number)
        _write(made, sources, skip_bad, lambda done: progress("load", min(done, total), total))
        return _publish(kept, made, sources, stamp, about or {})


def _sources(given: Sequence[tuple[str, Path]], kind: str | None) -> list[Source]:
    if not given:
        raise TechnopoleError("No file was named.")
    sources = []
    for name, path in given:
        if not path.exists():
            raise SourceError("there is no such file", file=str(path), hint="Check the name.")
        sources.append((name, path, kind or files.format_of(path)))
    tables = [path for _, path, told in sources if told == "patentsview"]
    if not tables:
        return sources
    if len(tables) != len(sources):
        raise TechnopoleError(
            "Tables of PatentsView and other files cannot be loaded together.",
            hint="Write one of them in the other's form: docs/reference/patents-table.md.",
        )
    return [(path.name, path, "patentsview") for _, path in sorted(patentsview.find(tables).items())]


def _pieces(sources: Sequence[Source], made: Building, told: Any) -> Iterator[Piece]:
    if sources[0][2] == "patentsview":
        read = 0

        def add(count: int) -> None:
            nonlocal read
            read += count
            told(read)

        yield from patentsview.pieces(patentsview.find([path for _, path, _ in sources]), made.spool, add)
        return
    before = 0
    for name, path, kind in sources:
        with files.opened(path, name) as (stream, raw):
            for piece in parsing.pieces(stream, name, kind):
                told(before + raw.tell())
                yield piece
        before += path.stat().st_size


def _write(made: Building, sources: Sequence[Source], skip_bad: bool, told: Any) -> None:
    """Write the parts that are missing; of patents that stand twice only the first, or none at all."""
    doomed: dict[int, set[int]] = {}
    known = parties.Known()
    while True:
        for number, piece in enumerate(_pieces(sources, made, told)):
            if number not in made.finished:
                made.finished[number] = _part(
                    made, number, parsing.parse(piece), known, doomed.get(number, set()), skip_bad
                )
        if not any(note["tables"]["patents"]["rows"] for note in made.finished.values()):
            raise SourceError("holds no patents", file=sources[0][0], hint="Check that it is the file that you meant.")
        again: dict[int, set[int]] = {}
        first: list[Bad] = []
        for _, where in repeated.repeated(made.folder, list(made.finished)):
            for part, line in where[1:]:
                again.setdefault(part, set()).add(line)
                if len(first) < FIRST:
                    first.append(_twice(made, part, line, *where[0]))
        if not again:
            return
        if not skip_bad:
            raise SourceErrors(errors(first, sum(map(len, again.values()))))
        for number, lines in again.items():
            doomed.setdefault(number, set()).update(lines)
            made.remake(number)


def _part(
    made: Building, number: int, parsed: Parsed, known: parties.Known, doomed: set[int], skip_bad: bool
) -> Note:  # fmt: skip
    """Write one part; raises `SourceErrors` for wrong rows unless they are to be left out."""
    if parsed.bad and not skip_bad:
        raise SourceErrors(errors(parsed.bad, len(parsed.bad)))
    left_out = list(parsed.bad)
    patents, rows, places = parsed.patents, parsed.parties, parsed.places
    if doomed:
        left_out += [
            Bad(parsed.file, line, "id", f"{row[0]!r} stands before already", "The first was kept.")
            for row, line in zip(patents, places, strict=True)
            if line in doomed
        ]
        rows = _of_those(parsed, doomed)
        patents = [row for row, line in zip(patents, places, strict=True) if line not in doomed]
        places = [line for line in places if line not in doomed]
    found = known.of([_ADDRESS(row) for row in rows])
    rows = [
        (*row[:_ORGANISATION], *told, *row[_ORGANISATION + 2 :]) for row, told in zip(rows, found, strict=True)
    ]  # fmt: skip
    _, keys = many_ids.uids_for("patent", [row[0] for row in patents])
    repeated.keep(made.folder, number, keys << _UNUSED, places)
    if left_out:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(left_out)
        durable.write_bytes(_report_of(made, number), text.getvalue().encode("utf-8", "replace"))
    years = [row[_YEAR] for row in patents if row[_YEAR] is not None]
    note = {
        "source": parsed.file, "bad": len(parsed.bad), "repeated": len(doomed), "unknown": parsed.unknown,
        "first": left_out[:FIRST], "offices": sorted({row[_OFFICE] for row in patents}),
        "years": [min(years), max(years)] if years else [],
    }  # fmt: skip
    tables = {"patents": patents, "patent_parties": rows}
    return building.write_tables(
        made.folder, number,
        {name: (TABLES[name], _columns(tables[name], len(TABLES[name]))) for name in TABLES}, note,
    )  # fmt: skip


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _of_those(parsed: Parsed, doomed: set[int]) -> list[tuple[Any, ...]]:
    """The parties of the patents that stay: they come in the patents' order, inventors first."""
    kept: list[tuple[Any, ...]] = []
    at = 0
    for row, line in zip(parsed.patents, parsed.places, strict=True):
        first = at
        seen: set[tuple[str, int]] = set()
        # the same patent may stand twice in a row: its inventors then begin again
        while at < len(parsed.parties) and parsed.parties[at][0] == row[0] and parsed.parties[at][1:3] not in seen:
            seen.add(parsed.parties[at][1:3])
            at += 1
        if line not in doomed:
            kept += parsed.parties[first:at]
    return kept


def _report_of(made: Building, number: int) -> Path:
    return made.folder / f"{building.name_of(number)}.left-out"


def _twice(made: Building, part: int, line: int, first_part: int, first_line: int) -> Bad:
    file, own = made.finished[first_part]["source"], made.finished[part]["source"]
    place = f"on line {first_line:,}" + (f" of {file}" if file != own else "")
    return Bad(own, line, "id", f"the patent stands {place} already", "Leave one of them out.")


def _publish(
    kept: Dataset, made: Building, sources: Sequence[Source], stamp: int, about: Mapping[str, Any]
) -> Loaded:  # fmt: skip
    notes = [made.finished[number] for number in sorted(made.finished)]
    left_out = {what: sum(note[what] for note in notes) for what in ("bad", "repeated")}
    unknown: dict[str, int] = {}
    for note in notes:
        for key, count in note["unknown"].items():
            unknown[key] = unknown.get(key, 0) + count
    said = {
        "about": {
            "coverage": _coverage(notes, sources), "sample": False, "synthetic": False, "licence": "", **about,
            "sources": [name for name, _, _ in sources], "left_out": left_out,
        },
        "register": stamp, "left_out": left_out, "unknown": unknown,
        "first": [each for note in notes for each in note["first"]][:FIRST],
    }  # fmt: skip

    def report(out: BinaryIO) -> None:
        out.write(",".join(Bad._fields).encode() + b"\n")
        for number in sorted(made.finished):
            if _report_of(made, number).exists():
                out.write(_report_of(made, number).read_bytes())

    version = made.publish(clock.now().isoformat(), said, {LEFT_OUT: report} if any(left_out.values()) else {})
    return _loaded(kept, version)


def _coverage(notes: Sequence[Note], sources: Sequence[Source]) -> dict[str, str]:
    """What the files hold, where nobody says what that is of all patents."""
    offices = ", ".join(sorted({office for note in notes for office in note["offices"] if office}))
    years = [year for note in notes for year in note["years"]]
    span = f"{min(years)}–{max(years)}" if years else ""
    en, zh = (f", filed {span}", f"，申请年份 {span}") if span else ("", "")
    if sources[0][2] == "patentsview":
        return {
            "en": f"Patents granted by the United States{en} (PatentsView)",
            "zh": f"美国授权专利{zh}（PatentsView）",
        }
    return {"en": f"Patents as loaded: offices {offices}{en}", "zh": f"已载入的专利：专利局 {offices}{zh}"}


def _loaded(kept: Dataset, version: str, fresh: bool = True) -> Loaded:
    manifest = kept.manifest(version)
    report = kept.path(version) / LEFT_OUT
    return Loaded(
        version, manifest["tables"]["patents"]["rows"], manifest["tables"]["patent_parties"]["rows"], fresh,
        manifest["left_out"]["bad"], manifest["left_out"]["repeated"], manifest["unknown"],
        [Bad(*each) for each in manifest["first"]], report if report.exists() else None,
    )  # fmt: skip
