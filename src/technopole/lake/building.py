"""A version under construction: every finished part survives a kill, and making it again gives the same bytes.

    00002.building/plan.json            of what, and how: only a load of the very same is taken up again
                   part-00007.parquet   a finished part …
                   part-00007.keys      … its keys and where each stands in the source, to find what comes twice …
                   part-00007.json      … and, written last, the note that it is finished

Of a dataset with several tables a part is a file of each, `works-00007.parquet` beside `authorships-00007.parquet`, and
one note says that all of them are finished.

Parts are independent, so that several processes write them in any order; which rows go into which part is decided by
the source alone. Publishing writes the manifest, removes what only the making needed, names the folder and swaps
`CURRENT`; each step can be done twice.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from technopole.core import durable
from technopole.core.errors import Conflict
from technopole.lake import columns as shapes
from technopole.lake.columns import Column
from technopole.lake.datasets import BUILDING, MANIFEST, Dataset

FORMAT = 1
"""Counted up when the same source is to give other parts: what an older release began is then begun anew."""
PLAN, SPOOL = "plan.json", "spool"
Note = dict[str, Any]
Fill = Callable[[BinaryIO], object]
Columns = Sequence[Column] | Mapping[str, Sequence[Column]]
ROWS_IN_PART = 500_000


def name_of(number: int) -> str:
    return f"part-{number:05d}"


def write_part(
    folder: Path, number: int, columns: Sequence[Column], values: Sequence[Sequence[Any]], keys: Any, places: Any,
    note: Mapping[str, Any],
) -> Note:  # fmt: skip
    """Write part `number` from the values of each column; gives its note. May be called in any process.

    `keys` are unsigned 64-bit numbers, spread evenly as hashes are, that are to differ between all rows of all parts;
    `places` says where each row stands in the source; `note` is kept with the part.
    """
    return _write_table(folder, number, columns, shapes.table(columns, values), note, keys, places)


def write_tables(
    folder: Path, number: int, tables: Mapping[str, tuple[Sequence[Column], Any]], note: Mapping[str, Any]
) -> Note:
    """Write part `number` of a dataset of several tables; gives its note. May be called in any process.

    Each table is its columns and either an Arrow table or the values of each column. Not every part has all tables.
    """
    files = {}
    for name, (columns, given) in tables.items():
        made = given if hasattr(given, "num_rows") else shapes.table(columns, given)
        files[name] = write_file(folder / f"{name}-{number:05d}.parquet", columns, made)
    return _note(folder, number, {**note, "tables": files})


def link_tables(source: Path, folder: Path, number: int, files: Mapping[str, Mapping[str, Any]]) -> Note:
    """Let part `number` be files that lie in the folder `source` already, as their notes say; nothing is copied.

    Gives its note, which is not kept on the disk: after a kill it is as quick to do again.
    """
    linked = {}
    for name, told in files.items():
        target = folder / f"{name}-{number:05d}.parquet"
        target.unlink(missing_ok=True)
        try:
            os.link(source / told["file"], target)
        except OSError:  # a file system without links
            _copy(source / told["file"], target)
        linked[name] = {**told, "file": target.name}
    return {"tables": linked}


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as given:
        durable.write(target, lambda out: shutil.copyfileobj(given, out, 1 << 20))


def write_file(path: Path, columns: Sequence[Column], made: Any) -> Note:
    """Write an Arrow table as one file, which is there whole or not at all; gives its name, rows, bytes and SHA-256."""
    durable.write(path, lambda handle: shapes.write(handle, made, columns))
    return {
        "file": path.name,
        "rows": made.num_rows,
        "bytes": path.stat().st_size,
        "sha256": durable.sha256(path),
    }


def _note(folder: Path, number: int, finished: Note) -> Note:
    durable.write_bytes(folder / f"{name_of(number)}.json", json.dumps(finished).encode())
    return finished


def _write_table(
    folder: Path, number: int, columns: Sequence[Column], made: Any, note: Mapping[str, Any],
    keys: Any = None, places: Any = None,
) -> Note:  # fmt: skip
    written = write_file(folder / f"{name_of(number)}.parquet", columns, made)
    if keys is not None:
        pairs = np.empty(len(keys), dtype=[("key", "<u8"), ("place", "<u8")])
        pairs["key"], pairs["place"] = keys, places
        pairs.sort(order=("key", "place"))
        durable.write(folder / f"{name_of(number)}.keys", lambda handle: np.save(handle, pairs))
    return _note(folder, number, {**note, **written})


class Building:
    """What is being made, and what of it is finished."""

    def __init__(self, dataset: Dataset, folder: Path, columns: Columns) -> None:
        self.dataset, self.folder = dataset, folder
        self.tables = columns if isinstance(columns, Mapping) else None
        """The columns of each table, if there are several; else of the only one:"""
        self.columns: Sequence[Column] = () if isinstance(columns, Mapping) else columns
        self.finished: dict[int, Note] = {}
        """The parts that need not be made again."""
        for path in sorted(folder.glob("part-*.json")):
            note = json.loads(path.read_bytes())
            files = note["tables"].values() if "tables" in note else [note]
            if all(_sound(folder / each["file"], each["sha256"]) for each in files):
                self.finished[int(path.stem.removeprefix("part-"))] = note

    @property
    def spool(self) -> Path:
        """A folder for what the making needs meanwhile; it goes when the version is published."""
        (self.folder / SPOOL).mkdir(exist_ok=True)
        return self.folder / SPOOL

    def column_values(self, number: int, names: Sequence[str]) -> dict[str, list[Any]]:
        """Columns of a finished part."""
        import pyarrow.parquet as pq

        path = self.folder / f"{name_of(number)}.parquet"
        values: dict[str, list[Any]] = pq.read_table(path, columns=list(names)).to_pydict()
        return values

    def remake(self, number: int) -> None:
        """Forget that a part is finished."""
        self.finished.pop(number, None)
        (self.folder / f"{name_of(number)}.json").unlink(missing_ok=True)

    def drop(self, number: int) -> None:
        """Remove a finished part of several tables."""
        note = self.finished.get(number)
        self.remake(number)
        for each in note["tables"].values() if note else ():
            (self.folder / each["file"]).unlink(missing_ok=True)

    def leave_out(self, number: int, doomed: Mapping[str, int], key: str, told: Mapping[str, Any]) -> None:
        """Write a part anew without all but the first `doomed[value]` rows whose column `key` holds the value.

        `told` goes into its note.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        note = self.finished[number]
        made = pq.read_table(self.folder / f"{name_of(number)}.parquet")
        left = dict(doomed)
        stay = []
        for value in made.column(key).to_pylist():
            stay.append(left.get(value, 1) > 0)
            if value in left:
                left[value] -= 1
        rest = made.filter(pa.array(stay, type=pa.bool_()))
        self.finished[number] = _write_table(self.folder, number, self.columns, rest, {**note, **told})

    def publish(self, made_at: str, about: Mapping[str, Any], files: Mapping[str, Fill]) -> str:
        """Make of it the current version; gives its name.

        `about` goes into the manifest; `files` are written beside the parts.
        """
        notes = [self.finished[number] for number in sorted(self.finished)]
        given = {"dataset": self.dataset.name, "made_at": made_at, **about}
        plan = json.loads((self.folder / PLAN).read_bytes())
        if self.tables is None:
            one = _described(self.columns, notes)
            manifest = {**given, "rows": one["rows"], "columns": one["columns"], "plan": plan, "parts": one["parts"]}
        else:
            several = {
                name: _described(columns, [note["tables"][name] for note in notes if name in note["tables"]])
                for name, columns in self.tables.items()
            }
            manifest = {**given, "rows": next(iter(several.values()))["rows"], "plan": plan, "tables": several}
        for name, fill in files.items():
            durable.write(self.folder / name, fill)
        durable.write_bytes(self.folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        return _complete(self.dataset, self.folder)


def _sound(path: Path, sha256: str) -> bool:
    return path.is_file() and durable.sha256(path) == sha256


def _described(columns: Sequence[Column], notes: Sequence[Note]) -> dict[str, Any]:
    kept = ("file", "rows", "bytes", "sha256")
    return {
        "columns": [{"name": column.name, "kind": column.kind} for column in columns],
        "rows": sum(note["rows"] for note in notes),
        "parts": [{name: note[name] for name in kept} for note in notes],
    }


def write_version(
    dataset: Dataset, plan: Mapping[str, Any], tables: Mapping[str, tuple[Sequence[Column], Iterable[Sequence[Any]]]],
    made_at: str, about: Mapping[str, Any],
) -> str:  # fmt: skip
    """Make a version of several tables in this process, and make it current; gives its name.

    Each table is its columns and its rows, in parts of at most half a million rows. If the very same `plan` is current
    nothing is made. Raises `Conflict` if somebody else loads into the dataset. Memory: the rows of a part.
    """
    with alone(dataset):
        if version := already(dataset, plan):
            return version
        made = begin(dataset, plan, {name: columns for name, (columns, _) in tables.items()})
        number = 0
        for name, (columns, rows) in tables.items():
            stream = iter(rows)
            while batch := list(itertools.islice(stream, ROWS_IN_PART)):
                values = list(zip(*batch, strict=True))
                made.finished[number] = write_tables(made.folder, number, {name: (columns, values)}, {})
                number += 1
        for late in [each for each in made.finished if each >= number]:
            made.remake(late)
        return made.publish(made_at, about, {})


@contextlib.contextmanager
def alone(dataset: Dataset) -> Iterator[None]:
    """Nobody else loads into the dataset meanwhile. Raises `Conflict` if somebody does."""
    dataset.folder.mkdir(parents=True, exist_ok=True)
    with (dataset.folder / ".lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict(
                f"Another process is loading into the dataset {dataset.name!r}.", hint="Wait until it has ended."
            ) from None
        yield


def already(dataset: Dataset, plan: Mapping[str, Any]) -> str | None:
    """The version made of the very same, if that is current or only its last steps were missing; they are done."""
    wanted = _full(plan)
    for folder in dataset.folder.glob(f"*{BUILDING}"):
        if (folder / MANIFEST).is_file() and _plan(folder / MANIFEST) == wanted:
            return _complete(dataset, folder)
    newest = dataset.versions()[-1:]
    for version in {*newest, *filter(None, [dataset.current()])}:
        if _plan(dataset.folder / version / MANIFEST) == wanted:
            if version != dataset.current():
                dataset.make_current(version)
            return version
    return None


def begin(dataset: Dataset, plan: Mapping[str, Any], columns: Columns) -> Building:
    """Go on with what was begun of the very same, or begin; what was begun of something else is removed.

    Call it `alone`. `plan` says all that decides which rows go into which part; `columns` are those of the one table,
    or of each of several tables by name.
    """
    wanted = _full(plan)
    for folder in dataset.folder.glob(f"*{BUILDING}"):
        path = folder / PLAN
        if path.is_file() and json.loads(path.read_bytes()) == wanted:
            return Building(dataset, folder, columns)
        shutil.rmtree(folder)
    newest = max((int(each.name) for each in dataset.folder.iterdir() if each.name.isdigit()), default=0)
    folder = dataset.folder / f"{newest + 1:05d}{BUILDING}"
    folder.mkdir()
    durable.write_bytes(folder / PLAN, json.dumps(wanted).encode())
    durable.sync(dataset.folder)
    return Building(dataset, folder, columns)


def _full(plan: Mapping[str, Any]) -> dict[str, Any]:
    full: dict[str, Any] = json.loads(json.dumps({**plan, "format": FORMAT}))
    return full


def _plan(manifest: Path) -> Any:
    return json.loads(manifest.read_bytes()).get("plan")


def _complete(dataset: Dataset, folder: Path) -> str:
    """The last steps, from a manifest that is on the disk to a current version."""
    for path in folder.glob("part-*"):
        if path.suffix != ".parquet":
            path.unlink()
    shutil.rmtree(folder / SPOOL, ignore_errors=True)
    (folder / PLAN).unlink(missing_ok=True)
    version = folder.name.removesuffix(BUILDING)
    durable.rename(folder, dataset.folder / version)
    dataset.make_current(version)
    return version
