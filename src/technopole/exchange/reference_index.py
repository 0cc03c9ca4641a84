"""The lake's reference offers into the corpus of offers: a set for each dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from technopole.exchange import reference
from technopole.lake.datasets import Dataset
from technopole.search import corpora
from technopole.search.corpora import Built, Record
from technopole.search.index import IndexBusy

CORPUS = "offers"


@dataclass(frozen=True)
class Rows:
    """The rows of a version of a dataset as the corpus takes them; read in other processes, without a store."""

    lake: Path
    name: str
    version: str
    made_from: str

    @property
    def identity(self) -> str:
        return f"{self.name} {self.version} {self.made_from}"

    def __call__(self, shard: int, shards: int, skip: int) -> Iterator[Record]:
        """The rows of every so many-th part. Memory: one batch. Cost: about 15 microseconds a row."""
        kept = Dataset(self.lake, self.name)
        sizes = [int(part["rows"]) for part in kept.manifest(self.version)["parts"]]
        parts = list(range(shard, len(sizes), shards))
        while parts and sizes[parts[0]] <= skip:
            skip -= sizes[parts.pop(0)]
        for batch in kept.batches(version=self.version, parts=parts):
            if skip < batch.num_rows:
                yield from records(batch.slice(skip))
            skip = max(0, skip - batch.num_rows)


def records(batch: Any) -> Iterator[Record]:
    """The rows of a batch as records of the corpus, without what is empty. Cost: 10 microseconds a row."""
    names = batch.schema.names
    for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
        yield {name: value for name, value in zip(names, row, strict=True) if value}


def rows(name: str, version: str | None = None) -> tuple[Rows, int]:
    """What a build reads of a dataset, and how many rows that is. Raises `NoSuchVersion`."""
    kept = reference.dataset(name)
    wanted = kept.path(version).name
    manifest = kept.manifest(wanted)
    made_from = manifest["parts"][0]["sha256"] if manifest["parts"] else ""
    return Rows(kept.folder.parent, name, wanted, made_from), int(manifest["rows"])


def index_reference(name: str, tell: Callable[[int, int], None] | None = None) -> tuple[Built, bool]:
    """Build the index of a dataset's current version, taking up a build that was interrupted.

    Gives what was built, and whether it can be searched already: while a portal runs, its worker lets readers have it
    within a second. Cost: see `corpora.build`.
    """
    read, count = rows(name)
    target = corpora.open_corpus(CORPUS).set(name)
    built = corpora.build(target, read, count, tell=tell)
    return built, adopt()


def is_indexed(name: str) -> bool:
    """Whether the index of the dataset is of its current version, or waits to be adopted as such."""
    read, _ = rows(name)
    return corpora.open_corpus(CORPUS).set(name).made_from() == read.identity


def adopt() -> bool:
    """Let readers read what was built; False if another process is the worker, which will."""
    try:
        with corpora.Writer() as writer:
            writer.adopt()
    except IndexBusy:
        return False
    return True
