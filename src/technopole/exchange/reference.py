"""Loading reference offers: files of any size become a version of a dataset in the lake.

The source is cut into pieces by its own lines alone, and each piece becomes one part, by any process: so a load that
was killed keeps the parts that were finished, and made again or by other processes the parts are the same bytes.
Nothing becomes current before everything was checked: every row, and that no `_id` comes twice in all files together.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from technopole.core import clock, durable
from technopole.core.errors import SourceError, SourceErrors, TechnopoleError
from technopole.exchange import reference_parts
from technopole.exchange.reference_parts import COLUMNS, FIRST, writer
from technopole.exchange.reference_repeated import errors, leave_out_repeated, refuse_repeated
from technopole.lake import building, home
from technopole.lake.building import Building, Note
from technopole.lake.datasets import Dataset, datasets
from technopole.lake.spreading import Spread, in_this_process
from technopole.sources.offers import files, json_lines, patentsview, tables
from technopole.sources.offers.pieces import BYTES, ROWS, Bad, Piece

LEFT_OUT = "left-out.csv"
"""Beside the parts: every row that was left out, and why."""
DEFAULT = "offers"
LIVE = "live"
OF_THE_OBSERVATORY = frozenset({"affiliations", "centre", "patents", "works"})
"""Datasets of the same lake that hold no offers."""
_READING = 1
"""Counted up when files are to be read otherwise than before, so that the same file gives another version."""
_INCOMING = "incoming"

Progress = Callable[[str, int, int], object]
"""Hears the phase (`fingerprint`, `load`, `compare`), how much of it is done, and of how much: bytes of the files."""


@dataclass
class Loaded:
    """What a load did."""

    version: str
    rows: int
    fresh: bool = True
    """False if the very same had been loaded: nothing was done."""
    bad: int = 0
    repeated: int = 0
    empty: int = 0
    """Rows that were left out: as wrong, as one of several with the same `_id`, as saying nothing."""
    unknown: dict[str, int] = field(default_factory=dict)
    """Keys that no offer has, and in how many rows they stand."""
    first: list[Bad] = field(default_factory=list)
    """The first rows that were left out."""
    report: Path | None = None
    """The file that lists all that was left out."""


def folder() -> Path:
    """This home's lake."""
    return home.folder()


def names() -> list[str]:
    """The datasets of this home's lake that hold offers."""
    return [name for name in datasets(folder()) if name not in OF_THE_OBSERVATORY]


def dataset(name: str = DEFAULT) -> Dataset:
    """A dataset of this home's lake. Raises `TechnopoleError` for a name that no dataset of offers can have."""
    if name == LIVE or name in OF_THE_OBSERVATORY:
        what = "what the store itself holds" if name == LIVE else "a dataset of the observatory"
        raise TechnopoleError(f"{name!r} is {what}.", hint="Give the dataset another name.")
    return Dataset(folder(), name)


def load(
    paths: Sequence[Path | BinaryIO], name: str = DEFAULT, *, kind: str | None = None, licence: str = "",
    skip_bad: bool = False, spread: Spread = in_this_process, progress: Progress = lambda *_: None,
) -> Loaded:  # fmt: skip
    """Load files, folders or a stream (standard input) as a new version of the dataset `name`, and make it current.

    `kind` is one of `files.FORMATS`, told by each name if it is not given. Raises `SourceError` or `SourceErrors` for
    what cannot be right (wrong rows and repeated ones only if not `skip_bad`); then the dataset is as it was, and the
    parts that were finished are kept for the next time. Memory: up to 290 MB for each process.
    """
    kept = dataset(name)
    with building.alone(kept), ExitStack() as stack:
        given = [named(each, kept, stack) for each in paths]
        sources = _sources(given, kind)
        total = sum(path.stat().st_size for _, path, _ in sources)
        plan = {
            "dataset": name,
            "sources": fingerprints(sources, total, progress),
            "reading": [_READING, ROWS, BYTES],
        }
        if version := building.already(kept, plan):
            manifest = kept.manifest(version)
            left_out = manifest["left_out"]
            if skip_bad or not (left_out["bad"] or left_out["repeated"]):
                return Loaded(version, manifest["rows"], fresh=False, **left_out)
        made = building.begin(kept, plan, COLUMNS)
        if not skip_bad:
            for number in [number for number, note in made.finished.items() if note["bad"] or note.get("repeated")]:
                made.remake(number)
        _write_parts(made, sources, name, skip_bad, spread, lambda done: progress("load", min(done, total), total))
        progress("compare", 0, 1)
        leave_out_repeated(made) if skip_bad else refuse_repeated(made)
        return _publish(kept, made, licence, progress)


def named(given: Path | BinaryIO, kept: Dataset, stack: ExitStack) -> tuple[str, Path]:
    """(what errors call it, where it lies); a stream is first put beside the versions, so that it can be read again."""
    if isinstance(given, Path):
        return given.name or str(given), given
    incoming = kept.folder / _INCOMING
    stack.callback(lambda: incoming.unlink(missing_ok=True))
    with incoming.open("wb") as out:
        shutil.copyfileobj(given, out, 1 << 20)
    return "standard input", incoming


Source = tuple[str, Path, str]
"""What errors call it, where it lies, and its format."""


def _sources(named: Sequence[tuple[str, Path]], kind: str | None) -> list[Source]:
    if not named:
        raise TechnopoleError("No file was named.")
    sources: list[Source] = []
    for name, path in named:
        if not path.exists():
            raise SourceError("there is no such file", file=str(path), hint="Check the name.")
        told = kind or files.format_of(path)
        if told != "patentsview" and path.is_dir():
            raise SourceError("is a folder, not a file", file=str(path), hint="Name the files in it.")
        sources.append((name, path, told))
    patents = [path for _, path, told in sources if told == "patentsview"]
    if patents:
        if len(patents) != len(sources):
            raise TechnopoleError(
                "Tables of PatentsView and other files cannot be loaded together.", hint="Load each as its own dataset."
            )
        found = patentsview.find(patents)
        return [(path.name, path, "patentsview") for _, path in sorted(found.items())]
    return sources


def fingerprints(sources: list[Source], total: int, progress: Progress) -> list[dict[str, Any]]:
    read = 0

    def told(count: int) -> None:
        nonlocal read
        read += count
        progress("fingerprint", read, total)

    try:
        return [
            {"name": name, "format": kind, "bytes": path.stat().st_size, "sha256": durable.sha256(path, told)}
            for name, path, kind in sources
        ]
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file=str(error.filename), hint="Check it.") from None


def _pieces(sources: list[Source], made: Building, told: Callable[[int], object]) -> Iterator[Piece]:
    """The pieces of all sources, in order; `told` hears how many bytes of the files were read."""
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
            for piece in (tables if kind == "csv" else json_lines).pieces(stream, name):
                told(before + raw.tell())
                yield piece
        before += path.stat().st_size


def _write_parts(
    made: Building, sources: list[Source], name: str, skip_bad: bool, spread: Spread, told: Callable[[int], object]
) -> None:
    asked: list[int] = []
    count = 0

    def missing() -> Iterator[tuple[int, Piece]]:
        nonlocal count
        for number, piece in enumerate(_pieces(sources, made, told)):
            count = number + 1
            if number not in made.finished:
                asked.append(number)
                yield number, piece

    for at, note in enumerate(spread(writer, (name, str(made.folder), skip_bad), missing())):
        if "rows" not in note:
            raise SourceErrors(errors([Bad(*each) for each in note["first"]], note["bad"]))
        made.finished[asked[at]] = note
    if not any(note["rows"] for note in made.finished.values()):
        raise SourceError("holds no offers", file=sources[0][0], hint="Check that it is the file that you meant.")


def _publish(kept: Dataset, made: Building, licence: str, progress: Progress) -> Loaded:
    notes: list[Note] = [made.finished[number] for number in sorted(made.finished)]
    unknown: dict[str, int] = {}
    for note in notes:
        for key, count in note["unknown"].items():
            unknown[key] = unknown.get(key, 0) + count
    left_out: dict[str, Any] = {
        what: sum(note.get(what, 0) for note in notes) for what in ("bad", "repeated", "empty")
    }
    listed = any(left_out.values())
    left_out["unknown"] = unknown
    first = [Bad(*each) for note in notes for each in note["first"]]
    about = {"licence": licence, "left_out": left_out}
    version = made.publish(clock.now().isoformat(), about, {LEFT_OUT: _report(made)} if listed else {})
    progress("compare", 1, 1)
    report = kept.path(version) / LEFT_OUT if listed else None
    return Loaded(version, kept.count(version), first=first[:FIRST], report=report, **left_out)


def _report(made: Building) -> Callable[[BinaryIO], None]:
    """What writes the list of all rows that were left out, part by part."""
    folder, numbers = made.folder, sorted(made.finished)

    def fill(out: BinaryIO) -> None:
        out.write(",".join(Bad._fields).encode() + b"\n")
        for number in numbers:
            for ending in (reference_parts.LEFT_OUT, reference_parts.REPEATED):
                path = folder / f"{building.name_of(number)}{ending}"
                if path.exists():
                    out.write(path.read_bytes())

    return fill
