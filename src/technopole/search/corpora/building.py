"""A set of a corpus built from nothing, all cores at work, killed and taken up again at any point.

Each shard is filled by a process of its own with its share of the rows, in their order, and commits now and then. What
is committed is a beginning of the shard's rows and nothing else, so the number of its documents says where to go on.
"""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import orjson

from technopole.core.parent import die_with
from technopole.search.corpora import records, schema
from technopole.search.corpora.records import Packing, Record
from technopole.search.corpora.sets import (
    ShardSet,
    create_engine,
    made_from,
    open_engine,
    read_format,
    shard_folders,
    write_format,
)

COMMIT_EVERY = 1_000_000
"""Documents between two commits: what a crash may cost, and about how large a segment is."""
SMALL = 100_000
"""A set of fewer things has one shard: another would cost each search more than it saves."""
MOST_SHARDS = 8
_HEAP = 1_500_000_000
_BUILDING = "building"
_SHARING = 2
"""Counted up when rows are shared among shards otherwise, so that a build begun before is not taken up."""


Tell = Callable[[int, int], None]


class Rows(Protocol):
    """The records of a set, in an order that is always the same; picklable, for it is read in other processes."""

    @property
    def identity(self) -> str:
        """Another text for other records."""

    def __call__(self, shard: int, shards: int, skip: int) -> Iterator[Record]:
        """The share of a shard without its first `skip`: about as many as of any other, each row in one share."""


@dataclass(frozen=True)
class Built:
    """What a build made."""

    records: int
    shards: int
    taken_up: int
    """Records that were there from a build that was interrupted."""


def build(
    target: ShardSet, rows: Rows, count: int, *, shards: int | None = None, tell: Tell | None = None
) -> Built:
    """Build a generation of the set from all rows and announce it; `count` is how many there are.

    `tell(done, count)` hears how far it is. Cost: 100 to 150 microseconds of a core for a record of 50 words; memory
    up to 2 GB for each core. The same rows give the same index, however often the build was interrupted.
    """
    if (finished := _finished(target, rows)) is not None:
        target.announce(finished)
        return Built(count, len(shard_folders(finished)), count)
    shards = shards or (1 if count < SMALL else min(os.cpu_count() or 1, MOST_SHARDS))
    folder, taken_up = _begin(target, rows, shards)
    if not (folder / "format.json").exists():
        sample = list(islice(rows(0, 1, 0), records.SAMPLE))
        write_format(folder, Packing.trained([records.raw(record) for record in sample]), sample[:2000], rows.identity)
    jobs = [(str(folder), shard, shards, rows, _share(count, shard, shards)) for shard in range(shards)]
    if shards == 1:
        done = [_fill(*jobs[0], tell)]
    else:
        done = _side_by_side(jobs, count, tell)
    generation = target.fresh()
    generation.rmdir()
    folder.rename(generation)
    target.announce(generation)
    return Built(sum(done), shards, taken_up)


def _finished(target: ShardSet, rows: Rows) -> Path | None:
    """A generation of these rows that was finished but, cut off just then, not announced."""
    for generation in target.path.glob("g[0-9]*"):
        if generation.name not in target.named() and made_from(generation) == rows.identity:
            return generation
    return None


def _begin(target: ShardSet, rows: Rows, shards: int) -> tuple[Path, int]:
    """The folder to build in, and how many records it holds from an interrupted build of the same rows."""
    folder = target.path / _BUILDING
    identity = hashlib.sha256(f"{schema.VERSION}\0{_SHARING}\0{shards}\0{rows.identity}".encode()).hexdigest()
    try:
        same = (folder / "identity").read_text("ascii") == identity
    except FileNotFoundError:
        same = False
    if not same:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "identity").write_text(identity, "ascii")
    if same and (folder / "format.json").exists():
        try:
            read_format(folder)
        except Exception:  # cut off while it was written: nothing was built with it yet
            (folder / "format.json").unlink()
    return folder, sum(_committed(folder / f"shard-{shard}") for shard in range(shards))


def _committed(folder: Path) -> int:
    return open_engine(folder).searcher().num_docs if (folder / "meta.json").exists() else 0


def _share(count: int, shard: int, shards: int) -> int:
    return (count - shard + shards - 1) // shards


def _side_by_side(
    jobs: list[tuple[str, int, int, Rows, int]], count: int, tell: Tell | None
) -> list[int]:
    context = get_context("spawn")
    progress = context.Array("q", len(jobs), lock=False)
    beginning = (progress, os.getpid())
    with ProcessPoolExecutor(len(jobs), context, _begin_process, beginning) as pool:
        futures = [pool.submit(_fill_apart, *job) for job in jobs]
        while not all(future.done() for future in futures):
            if any(future.done() and future.exception() for future in futures):
                break
            if tell:
                tell(sum(progress), count)
            time.sleep(0.25)
        return [future.result() for future in futures]


def _begin_process(progress: object, parent: int) -> None:
    global _progress
    _progress = progress
    die_with(parent)


_progress: object = None


def _fill_apart(folder: str, shard: int, shards: int, rows: Rows, count: int) -> int:
    def tell(done: int, _: int) -> None:
        _progress[shard] = done  # type: ignore[index]

    return _fill(folder, shard, shards, rows, count, tell)


def _fill(
    folder: str, shard: int, shards: int, rows: Rows, count: int, tell: Tell | None
) -> int:
    packing = read_format(Path(folder))
    place = Path(folder) / f"shard-{shard}"
    engine = open_engine(place) if (place / "meta.json").exists() else create_engine(place)
    engine.reload()
    done = engine.searcher().num_docs
    fields = engine.schema
    heap = min(_HEAP, max(50_000_000, count * 1_000))
    writer = engine.writer(heap, 1)
    gc.disable()  # millions of small objects, none of them in cycles: it would look through them in vain
    try:
        for batch in _batches(rows(shard, shards, done), COMMIT_EVERY):
            for record in batch:
                writer.add_document(schema.document(record, packing, fields))
                done += 1
                if tell and done % 5000 == 0:
                    tell(done, count)
            writer.commit()
    finally:
        gc.enable()
        writer.wait_merging_threads()
    if tell:
        tell(done, count)
    return done


def _batches(rows: Iterable[Record], size: int) -> Iterator[Iterator[Record]]:
    stream = iter(rows)
    for first in stream:
        yield _with(first, islice(stream, size - 1))


def _with(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def digest(found: Iterable[Record]) -> str:
    """A hash of records whatever their order: equal for an index and its rebuild."""
    whole = hashlib.blake2b(digest_size=16)
    for each in sorted(hashlib.blake2b(orjson.dumps(record, option=orjson.OPT_SORT_KEYS)).digest() for record in found):
        whole.update(each)
    return whole.hexdigest()
