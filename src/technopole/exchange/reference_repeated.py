"""Reference offers of which several stand under one `_id`: told, or all but the first left out.

Two `_id`s with one public identifier, which may happen once in ten thousand loads of fourteen million, are treated
alike. Memory is bounded however many there are, as when the same file is named twice.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from technopole.core.errors import SourceError, SourceErrors
from technopole.exchange.reference_parts import FIRST, REPEATED, uids_of, write_left_out
from technopole.lake import building
from technopole.lake.building import Building
from technopole.lake.repeated import Standing, repeated
from technopole.sources.offers.pieces import Bad

_AT_ONCE = 1_000_000
_DOOMED = np.dtype([("key", "<u8"), ("line", "<u8"), ("first_part", "<u4"), ("first_line", "<u8")])


def errors(bad: Sequence[Bad], total: int) -> list[SourceError]:
    """Errors for the first of `total` wrong rows, the last of which says how many more there are."""
    told = [
        SourceError(each.problem, file=each.file, line=each.line, field=each.field, hint=each.hint)
        for each in bad[:FIRST]
    ]
    if total > len(told):
        more = f"and {total - len(told):,} more"
        told.append(SourceError(more, hint="With --skip-bad, wrong rows are left out and listed."))
    return told


def refuse_repeated(made: Building) -> None:
    """Raises `SourceErrors` if an `_id` stands more than once."""
    total = 0
    first: list[tuple[Standing, int, Standing]] = []
    for key, where in repeated(made.folder, list(made.finished)):
        total += len(where) - 1
        first = heapq.nsmallest(FIRST, [*first, *((each, key, where[0]) for each in where[1:])])
    if total:
        told = []
        for (part, line), key, before in first:
            told.append(_told(made, part, line, _ids(made, part)[uids_of([key])[0]], *before))
        raise SourceErrors(errors(told, total))


def leave_out_repeated(made: Building) -> None:
    """Leave out of each part what stands in it or before it already."""
    for path in made.spool.glob("*.doomed"):
        path.unlink()
    waiting: dict[int, list[tuple[int, int, int, int]]] = {}
    held = 0
    for key, where in repeated(made.folder, list(made.finished)):
        for part, line in where[1:]:
            waiting.setdefault(part, []).append((key, line, *where[0]))
            held += 1
        if held >= _AT_ONCE:
            _spool(made.spool, waiting)
            held = 0
    _spool(made.spool, waiting)
    for path in sorted(made.spool.glob("*.doomed")):
        _leave_out(made, int(path.stem), np.fromfile(path, dtype=_DOOMED))


def _spool(folder: Path, waiting: dict[int, list[tuple[int, int, int, int]]]) -> None:
    for part, rows in waiting.items():
        with (folder / f"{part}.doomed").open("ab") as handle:
            handle.write(np.array(rows, dtype=_DOOMED).tobytes())
    waiting.clear()


def _leave_out(made: Building, part: int, doomed: np.ndarray) -> None:
    if made.finished[part].get("repeated"):
        return  # it was done before a kill
    doomed = np.sort(doomed, order="line")
    ids, uids = _ids(made, part), uids_of(doomed["key"].tolist())
    stay, told = {}, []
    for uid, (_, line, first_part, first_line) in zip(uids, doomed.tolist(), strict=True):
        stay[uid] = int(first_part == part)
        told.append(_told(made, part, line, ids[uid], first_part, first_line))
    write_left_out(made.folder / f"{building.name_of(part)}{REPEATED}", told)
    first = [*made.finished[part]["first"], *told][:FIRST]
    made.leave_out(part, stay, "uid", {"repeated": len(told), "first": first})


def _ids(made: Building, part: int) -> dict[str, str]:
    values = made.column_values(part, ["uid", "id"])
    return dict(zip(values["uid"], values["id"], strict=True))


def _told(made: Building, part: int, line: int, key: str, first_part: int, first_line: int) -> Bad:
    file, own = made.finished[first_part]["source"], made.finished[part]["source"]
    place = f"on line {first_line:,}" + (f" of {file}" if file != own else "")
    return Bad(own, line, "_id", f"{key!r} stands {place} already", "Give each offer its own.")
