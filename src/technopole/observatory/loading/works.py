"""Loading works: files of any size become a version of the dataset `works`, merged into the one before.

Each file is read by itself, by any process, so that a load that was killed keeps the files that were finished. The
version that readers have is whole at any moment: a new one takes its place when all of it is on the disk.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from technopole.core import clock, durable
from technopole.core.errors import SourceError, SourceErrors, TechnopoleError
from technopole.lake import building, home, identifiers
from technopole.lake.building import Building
from technopole.lake.datasets import Dataset, tables_of
from technopole.lake.spreading import Prepare, Spread, in_this_process
from technopole.observatory.loading import settling, units
from technopole.observatory.loading.settling import Gone
from technopole.observatory.loading.tables import DATASET, LETTERS, TABLES
from technopole.observatory.loading.units import Bad, Note

LEFT_OUT = "left-out.csv"
"""Beside the parts: records that were left out, and why; the first hundred of every forty thousand rows."""
CC0 = "CC0-1.0"
CENTRE = "centre"
"""The kind of a load of the table in a centre's folder: the next load of another kind begins anew."""
_READING = 1
"""Counted up when files are to be read otherwise than before, so that the same file gives another version."""
_WHOLE_FILE, _EDGE = 64 << 20, 1 << 20
Progress = Callable[[str, int, int], object]
"""Hears the phase (`fingerprint`, `load`, `merge`), how much of it is done, and of how much."""


@dataclass(frozen=True)
class Told:
    """What the operator says of the records; it goes into the manifest."""

    coverage: Mapping[str, str] = field(default_factory=dict)
    """What part of the world's works this is, in English and Chinese."""
    sample: bool = False
    synthetic: bool = False
    licence: str = CC0


@dataclass(frozen=True)
class Given:
    """What is to be read, whatever it is: pieces of work, and what is gone."""

    kind: str
    units: Sequence[Any]
    """Each with `file`, `name` and `bytes`."""
    reader: Prepare
    """What reads them: called with the spool, `arguments` and whether to skip what is wrong."""
    arguments: tuple[Any, ...]
    filters: Mapping[str, Any]
    gone: Callable[[], Gone]
    gone_files: Sequence[Path] = ()
    released: str = ""
    unread: Sequence[tuple[str, str]] = ()
    coverage: Mapping[str, str] = field(default_factory=dict)
    """Where the operator says nothing."""


@dataclass
class Loaded:
    """What a load did."""

    version: str
    works: int
    fresh: bool = True
    """False if the very same had been loaded: nothing was done."""
    read: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    """How many records, and why; `older` and `gone` are works and others that were there before."""
    noted: dict[str, int] = field(default_factory=dict)
    linked: int = 0
    """Parts of the version before that stayed as they are."""
    first: list[Bad] = field(default_factory=list)
    report: Path | None = None
    unread: Sequence[tuple[str, str]] = ()


def dataset() -> Dataset:
    return Dataset(home.folder(), DATASET)


def loaded_from() -> str:
    """The kind of the load that the current version is of; "" if there is none."""
    kept = dataset()
    current = kept.current()
    return str(kept.manifest(current).get("about", {}).get("sources", {}).get("kind", "?")) if current else ""


def load(
    given: Given, says: Told, *, replace: bool = False, skip_bad: bool = False, spread: Spread = in_this_process,
    progress: Progress = lambda *_: None, kept: Dataset | None = None,
) -> Loaded:  # fmt: skip
    """Load what is given as a new version, merged into the current one unless `replace`, and make it current.

    Raises `SourceError` or `SourceErrors` for what cannot be right (wrong records only if not `skip_bad`); then the
    dataset is as it was, and the files that were finished are kept for the next time. Memory: up to 400 MB for each
    process, and a bit for each row. Reads each file twice if it is small, else its ends, to tell whether it changed.
    """
    kept = kept or dataset()
    with building.alone(kept):
        total = sum(unit.bytes for unit in given.units)
        wanted = {
            "kind": given.kind, "reading": _READING, "filters": dict(given.filters), "says": asdict(says),
            "sources": _fingerprints(given.units, total, progress), "gone": _fingerprints_of(given.gone_files),
        }  # fmt: skip
        wanted = json.loads(json.dumps(wanted, default=dict))
        if same := _already(kept, wanted, replace, skip_bad):
            return same
        base = None if replace or _is_of_centre(kept, given) else kept.current()
        plan = {"load": wanted, "base": base or ""}
        before = _before(kept, base, says)
        if version := building.already(kept, plan):  # only the last steps were missing
            return _loaded(kept, version, fresh=True)
        made = building.begin(kept, plan, TABLES)
        gone = given.gone()
        notes = _read(made, given, skip_bad, spread, lambda done: progress("load", done, total))
        if not any(note["parts"] for note in notes) and base is None:
            raise _nothing(given, notes)
        parts = [part for note in notes for part in note["parts"]]
        progress("merge", 0, 1)
        older = (kept.path(base), before["tables"]) if base else None
        settled = settling.settle(made, older, parts, gone, spread, lambda done, of: progress("merge", done, of))
        about = _about(given, says, before, notes, settled)
        bad = [Bad(*each) for note in notes for each in note["bad"]]
        version = made.publish(clock.now().isoformat(), {"about": about}, {LEFT_OUT: _report(bad)} if bad else {})
        progress("merge", 1, 1)
        return _loaded(kept, version, fresh=True, unread=given.unread)


def _already(kept: Dataset, wanted: Mapping[str, Any], replace: bool, skip_bad: bool) -> Loaded | None:
    """What is current, if it was made by the very same load."""
    current = kept.current()
    if current is None:
        return None
    manifest = kept.manifest(current)
    plan = manifest.get("plan", {})
    if plan.get("load") != wanted or (replace and plan.get("base")):
        return None
    if manifest["about"]["loads"][-1]["left_out"].get("bad") and not skip_bad:
        return None
    return _loaded(kept, current, fresh=False)


def _is_of_centre(kept: Dataset, given: Given) -> bool:
    """Is the current version the sample that came with the centre, and this a load of somebody's own?"""
    current = kept.current()
    if current is None or given.kind == CENTRE:
        return False
    sources = kept.manifest(current).get("about", {}).get("sources", {})
    return bool(sources.get("kind") == CENTRE)


def _loaded(kept: Dataset, version: str, *, fresh: bool, unread: Sequence[tuple[str, str]] = ()) -> Loaded:
    manifest = kept.manifest(version)
    last = manifest["about"]["loads"][-1]
    report = kept.path(version) / LEFT_OUT
    first = []
    if report.is_file():
        with report.open(encoding="utf-8", newline="") as handle:
            for row in list(csv.reader(handle))[1 : units.FIRST + 1]:
                first.append(Bad(row[0], int(row[1]) if row[1] else None, row[2], row[3]))
    return Loaded(
        version, manifest["rows"], fresh, last["read"], last["left_out"], last["noted"], last["linked"], first,
        report if report.is_file() else None, unread,
    )  # fmt: skip


def _before(kept: Dataset, base: str | None, says: Told) -> dict[str, Any]:
    """The manifest of the version that is merged into; its tables are of the same shape, and it is as real."""
    if base is None:
        return {"about": {}, "tables": {}}
    manifest = kept.manifest(base)
    manifest["tables"] = tables_of(manifest, kept.name)
    shapes = {name: [[each.name, each.kind] for each in columns] for name, columns in TABLES.items()}
    there = {
        name: [[each["name"], each["kind"]] for each in table["columns"]] for name, table in manifest["tables"].items()
    }
    if there != shapes:
        raise TechnopoleError(
            f"Version {base} of {kept.name!r} was made by another release of this program.",
            hint="Load everything anew with --replace.",
        )
    synthetic = bool(manifest.get("about", {}).get("synthetic"))
    if synthetic != says.synthetic:
        kinds = ("synthetic", "real") if synthetic else ("real", "synthetic")
        raise TechnopoleError(
            f"The dataset {kept.name!r} holds {kinds[0]} works; {kinds[1]} ones are never mixed with them.",
            hint="Use --replace, or another home.",
        )
    return manifest


def _fingerprints(given: Sequence[Any], total: int, progress: Progress) -> list[list[Any]]:
    """(name, bytes, digest) of each file: its SHA-256; of a large one that of both its ends and when it was changed."""
    found = []
    done = 0
    for unit in given:
        path = Path(unit.file)
        try:
            if unit.bytes <= _WHOLE_FILE:
                digest = durable.sha256(path)
            else:
                with path.open("rb") as handle:
                    ends = handle.read(_EDGE)
                    handle.seek(-_EDGE, 2)
                    ends += handle.read(_EDGE)
                digest = hashlib.sha256(ends).hexdigest() + f"@{path.stat().st_mtime_ns}"
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror}", file=str(path), hint="Check it.") from None
        found.append([unit.name, unit.bytes, digest])
        done += unit.bytes
        progress("fingerprint", done, total)
    return found


def _fingerprints_of(files: Iterable[Path]) -> list[list[str]]:
    return [[path.name, durable.sha256(path)] for path in files]


def _read(made: Building, given: Given, skip_bad: bool, spread: Spread, told: Callable[[int], object]) -> list[Note]:
    """Read all files that were not finished before; gives the notes of all. Large ones come first: they take long."""
    notes: dict[int, Note] = {}
    missing = []
    for number, unit in enumerate(given.units):
        note = units.finished(made.spool, number)
        if note is None or (note["bad"] and not skip_bad):
            missing.append((number, unit))
        else:
            notes[number] = note
    missing.sort(key=lambda each: (-each[1].bytes, each[0]))
    done = sum(given.units[number].bytes for number in notes)
    told(done)
    arguments = (str(made.spool), *given.arguments, skip_bad)
    for (number, unit), note in zip(missing, spread(given.reader, arguments, iter(missing)), strict=True):
        if "wrong" in note:
            raise SourceErrors([_error(Bad(*each)) for each in note["wrong"]])
        notes[number] = note
        done += unit.bytes
        told(done)
    return [notes[number] for number in sorted(notes)]


def _error(bad: Bad) -> SourceError:
    return SourceError(
        bad.problem, file=bad.file, line=bad.line, field=bad.field,
        hint="" if "--skip-bad" in bad.problem else "Correct it, or leave such records out with --skip-bad.",
    )  # fmt: skip


def _nothing(given: Given, notes: Sequence[Note]) -> SourceError:
    why: Counter[str] = Counter()
    for note in notes:
        why.update(note["left_out"])
    told = ", ".join(f"{count:,} {reason}" for reason, count in why.most_common())
    name = given.units[0].name if given.units else ""
    return SourceError(
        "no record is left" + (f" (left out: {told})" if told else ""), file=name, hint="Check the filters."
    )


def _about(
    given: Given, says: Told, before: Mapping[str, Any], notes: Sequence[Note], settled: settling.Settled
) -> dict[str, Any]:
    """What the manifest says: of all that is in the version, and of each load that it was made by."""
    old = before.get("about", {})
    left_out: Counter[str] = Counter()
    noted: Counter[str] = Counter()
    for note in notes:
        left_out.update(note["left_out"])
        noted.update(note["noted"])
    left_out.update({name: count for name, count in (("older", settled.older), ("gone", settled.gone)) if count})
    sources = {
        "kind": given.kind, "files": len(given.units), "bytes": sum(unit.bytes for unit in given.units),
        "released": given.released, "first": [unit.name for unit in given.units[:5]],
    }  # fmt: skip
    this = {
        "when": clock.now().isoformat(), "read": sum(note["read"] for note in notes), "left_out": dict(left_out),
        "noted": dict(noted), "linked": settled.linked, "filters": dict(given.filters), "sources": sources,
    }  # fmt: skip
    coverage = dict(says.coverage) or dict(old.get("coverage") or {}) or dict(given.coverage)
    licences = list(dict.fromkeys(filter(None, [old.get("licence", ""), says.licence])))
    return {
        "coverage": coverage,
        "sample": says.sample or bool(old.get("sample")),
        "synthetic": says.synthetic,
        "licence": " and ".join(dict.fromkeys(part for each in licences for part in each.split(" and "))),
        "sources": sources,
        "filters": dict(given.filters),
        "left_out": dict(left_out),
        "loads": [*old.get("loads", []), this],
    }


def _report(bad: Sequence[Bad]) -> Callable[[BinaryIO], object]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Bad._fields)
    writer.writerows(["" if each is None else each for each in row] for row in bad)
    data = text.getvalue().encode("utf-8", "replace")
    return lambda out: out.write(data)


def gone_of(deleted: Iterable[str], merged: Iterable[tuple[str, str, str]]) -> Gone:
    """What is gone, from ids of works, and from (table, id, what it became). Memory: 30 bytes for each."""
    ids: dict[str, array[int]] = {DATASET: array("Q")}
    became: dict[str, tuple[array[int], array[int]]] = {}
    for text in deleted:
        ids[DATASET].append(identifiers.number(text))
    for table, old, new in merged:
        if table not in became:
            became[table] = (array("Q"), array("Q"))
        ids.setdefault(table, array("Q")).append(identifiers.number(old))
        if _numbered(old, LETTERS[table]) and _numbered(new, LETTERS[table]):
            became[table][0].append(int(old[1:]))
            became[table][1].append(int(new[1:]))
    return Gone(
        {table: np.unique(np.frombuffer(each, dtype=np.uint64)) for table, each in ids.items() if len(each)},
        {
            table: identifiers.became(LETTERS[table], *(np.frombuffer(each, dtype=np.uint64) for each in pairs))
            for table, pairs in became.items()
            if len(pairs[0])
        },
    )


def _numbered(text: str, letter: str) -> bool:
    return text.startswith(letter) and text[1:].isdigit() and len(text) <= 18
