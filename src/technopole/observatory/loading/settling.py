"""What was read is put together with the version before: of each id the newest statement, and nothing that is gone.

Parts in which all stands are the same files, by a second name; the others are written anew, small ones together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from technopole.lake import building, identifiers, merging, newest
from technopole.lake.building import Building, Note
from technopole.lake.merging import Source
from technopole.lake.spreading import Spread, in_this_process
from technopole.observatory.loading.tables import FAMILIES, FOLLOWERS, NAMING, TABLES

ROWS = 50_000
"""Rows of a part that is put together from smaller ones, at most."""
_SMALL = 10_000
_SOON_DONE = 100_000
"""Rows that are put together faster than other processes are started."""


@dataclass
class Gone:
    """Ids that are gone, and what some of them became; by table."""

    ids: dict[str, np.ndarray] = field(default_factory=dict)
    became: dict[str, identifiers.Became] = field(default_factory=dict)

    def changed(self) -> dict[str, dict[str, identifiers.Became]]:
        """The columns of each table that may name one of them."""
        found = {
            table: {column: self.became[of] for column, of in columns.items() if of in self.became}
            for table, columns in NAMING.items()
        }
        return {table: columns for table, columns in found.items() if columns}


@dataclass
class _Part:
    """A part that was there, or was read just now."""

    folder: Path
    tables: dict[str, Note]
    old: bool
    outdated: np.ndarray | None = None

    def __post_init__(self) -> None:
        self.rows: int = self.tables[next(iter(self.tables))]["rows"]

    @property
    def standing(self) -> int:
        if self.outdated is None:
            return self.rows
        return self.rows - int(np.unpackbits(self.outdated, count=self.rows).sum())

    def source(self) -> Source:
        return Source(self.folder, {name: told["file"] for name, told in self.tables.items()}, self.outdated)


@dataclass
class Settled:
    """How much did not stand."""

    older: int = 0
    gone: int = 0
    linked: int = 0
    """Parts that were not written anew."""


def settle(
    made: Building, base: tuple[Path, Mapping[str, Any]] | None, read: Sequence[Mapping[str, Note]], gone: Gone,
    spread: Spread, told: Callable[[int, int], object],
) -> Settled:  # fmt: skip
    """Make the parts of the version: of `base` (folder and tables of the version before) and of what was `read`.

    Memory: a part in each process, and a bit for each row. What was finished before a kill is not made again.
    """
    result = Settled()
    changed = gone.changed()
    number = 0
    todo: list[tuple[int, tuple[str, ...], list[_Part], str]] = []
    for family in FAMILIES:
        parts = [*_old(base, family), *_new(made.spool, read, family)]
        ids = gone.ids.get(family[0], np.empty(0, dtype=np.uint64))
        files = [part.folder / part.tables[family[0]]["file"] for part in parts]
        found = newest.outdated(files, ids, made.spool)
        result.older += found.older
        result.gone += found.gone
        for part, outdated in zip(parts, found.rows, strict=True):
            part.outdated = outdated
        for group in _groups(parts):
            todo.append((number, family, group, _signature(group, changed)))
            number += 1
    _write(made, todo, changed, spread, told, result)
    for late in [each for each in made.finished if each >= number]:
        made.drop(late)
    return result


def _write(
    made: Building, todo: Sequence[tuple[int, tuple[str, ...], list[_Part], str]],
    changed: Mapping[str, dict[str, identifiers.Became]], spread: Spread, told: Callable[[int, int], object],
    result: Settled,
) -> None:  # fmt: skip
    pieces = []
    for number, family, group, signature in todo:
        if made.finished.get(number, {}).get("of") == signature:
            continue
        made.finished.pop(number, None)
        whole = len(group) == 1 and group[0].outdated is None
        if whole and not any(name in changed for name in family):
            _link(made, number, group[0], result)
        else:
            pieces.append((number, family, [part.source() for part in group], signature, whole))
    groups = {number: group for number, _, group, _ in todo}
    total, done = sum(part.rows for group in groups.values() for part in group), 0
    if sum(part.standing for number, *_ in pieces for part in groups[number]) <= _SOON_DONE:
        spread = in_this_process
    for piece, note in zip(pieces, spread(writer, (str(made.folder), changed), iter(pieces)), strict=True):
        if note is None:
            _link(made, piece[0], groups[piece[0]][0], result)
        else:
            made.finished[piece[0]] = note
        done += sum(part.rows for part in groups[piece[0]])
        told(done, total)


def writer(folder: str, changed: Mapping[str, dict[str, identifiers.Became]]) -> Callable[[Any], Note | None]:
    """What writes a part of several sources in any process; None where the only source can stay as it is."""

    def write(piece: tuple[int, tuple[str, ...], list[Source], str, bool]) -> Note | None:
        number, family, sources, signature, whole = piece
        if whole and not merging.changes(sources[0], changed):
            return None
        tables = {name: TABLES[name] for name in family}
        followers = FOLLOWERS.get(family[0], ())
        return merging.merge(Path(folder), number, tables, followers, sources, changed, {"of": signature})

    return write


def _link(made: Building, number: int, part: _Part, result: Settled) -> None:
    made.finished[number] = building.link_tables(part.folder, made.folder, number, part.tables)
    result.linked += part.old


def _old(base: tuple[Path, Mapping[str, Any]] | None, family: tuple[str, ...]) -> list[_Part]:
    if base is None:
        return []
    folder, tables = base
    numbered: dict[str, dict[str, Note]] = {}
    for name in family:
        for told in tables[name]["parts"]:
            numbered.setdefault(told["file"].removeprefix(f"{name}-"), {})[name] = told
    return [_Part(folder, files, old=True) for files in numbered.values()]


def _new(spool: Path, read: Sequence[Mapping[str, Note]], family: tuple[str, ...]) -> list[_Part]:
    found = ({name: part[name] for name in family if name in part} for part in read)
    return [_Part(spool, files, old=False) for files in found if files]


def _groups(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Which parts become one. Old ones in which all stands stay, and so do new ones of some size."""
    waiting: list[_Part] = []
    held = 0
    for part in parts:
        standing = part.standing
        if part.outdated is None and (part.old or standing >= _SMALL):
            yield [part]
        elif standing:
            if waiting and held + standing > ROWS:
                yield waiting
                waiting, held = [], 0
            waiting.append(part)
            held += standing
    if waiting:
        yield waiting


def _signature(group: Sequence[_Part], changed: Mapping[str, dict[str, identifiers.Became]]) -> str:
    """What a part is made of: after a kill, one of the very same need not be made again."""
    digest = hashlib.sha256()
    for part in group:
        digest.update(json.dumps(part.tables, sort_keys=True).encode())
        digest.update(b"" if part.outdated is None else part.outdated.tobytes())
    for table, columns in sorted(changed.items()):
        for column, became in sorted(columns.items()):
            digest.update(f"{table}.{column}".encode() + became.old.tobytes() + became.new.tobytes())
    return digest.hexdigest()
