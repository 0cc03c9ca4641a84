"""Corpora of this home, and the sets in them that follow the store: the one writer of every corpus.

A domain says which things of the store belong to a corpus (`follow`). The worker brings the `live` sets up to date
from the outbox, strikes such things out of the sets that were loaded, and lets readers read sets built meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from django.conf import settings

from technopole.core import ids
from technopole.search.corpora import records, schema
from technopole.search.corpora.corpus import Corpus
from technopole.search.corpora.records import Packing, Record
from technopole.search.corpora.sets import LIVE, open_engine, read_format, shard_folders, strike_out
from technopole.search.index import IndexOutdated, lease

_HEAP = 30_000_000


@dataclass(frozen=True)
class Followed:
    """A kind of thing of the store that belongs to a corpus."""

    corpus: str
    records: Callable[[Sequence[str] | None], Iterable[Record]]
    """What the corpus holds of these things, of all when given None; of those that do not belong there, nothing."""
    known: Callable[[], Iterable[str]]
    """The uids of all things of the kind: what was loaded of them is never shown beside them."""


_followed: dict[str, Followed] = {}
_opened: dict[Path, Corpus] = {}
_guard = threading.Lock()


def follow(
    kind: str, corpus: str, records: Callable[[Sequence[str] | None], Iterable[Record]],
    known: Callable[[], Iterable[str]],
) -> None:  # fmt: skip
    """Keep things of `kind` in a corpus; called once, when the kind's app starts."""
    _followed[kind] = Followed(corpus, records, known)


def open_corpus(name: str) -> Corpus:
    """A corpus of this home; one for each process, since it keeps its files open."""
    path = root() / name
    with _guard:
        if path not in _opened:
            _opened[path] = Corpus(path)
        return _opened[path]


def root() -> Path:
    """The folder of all corpora of this home."""
    return Path(settings.HOME) / "corpora"


class Writer:
    """The one writer of all corpora, as a context manager. Raises `IndexBusy` while there is another."""

    def __init__(self) -> None:
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        self._lock = lease(root())
        try:
            for name in corpora():
                live = open_corpus(name).set(LIVE)
                try:
                    live.start_empty()
                    live.shards()
                except IndexOutdated:
                    self.rebuild(name)
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.close()

    def update(self, kind: str, uids: Sequence[str]) -> None:
        """Bring what the corpora hold of these things up to date, durably."""
        followed = _followed.get(kind)
        if followed is None or not uids:
            return
        corpus = open_corpus(followed.corpus)
        numbers = [ids.number(uid) for uid in dict.fromkeys(uids)]
        for name in corpus.sets():
            if name != LIVE:
                corpus.set(name).strike_out(numbers)
        _rewrite(corpus.set(LIVE).generation(), numbers, followed.records(list(uids)))

    def adopt(self) -> list[str]:
        """Let readers read the sets that were built meanwhile; gives their names as corpus/set."""
        adopted = []
        for path in root().glob("*/*/NEXT"):
            corpus, name = path.parent.parent.name, path.parent.name
            waiting = open_corpus(corpus).set(name)
            generation = waiting.waiting()
            if generation is None:
                continue
            known = {uid for each in _followed.values() if each.corpus == corpus for uid in each.known()}
            strike_out(generation, map(ids.number, known))
            waiting.swap(generation.name)
            adopted.append(f"{corpus}/{name}")
        return adopted

    def rebuild(self, corpus: str) -> int:
        """Make the live set of a corpus anew from the store; gives how many things it holds."""
        live = open_corpus(corpus).set(LIVE)
        live.start_empty(anew=True)
        return sum(
            _rewrite(live.generation(), [], followed.records(None))
            for followed in _followed.values()
            if followed.corpus == corpus
        )


def corpora() -> list[str]:
    """The names of all corpora that follow something."""
    return sorted({followed.corpus for followed in _followed.values()})


def expected(corpus: str) -> Iterator[Record]:
    """What the live set of a corpus holds when it is up to date with the store, as it comes back from it."""
    packing = Packing()
    for followed in _followed.values():
        if followed.corpus == corpus:
            for record in followed.records(None):
                yield packing.unpack(packing.pack(records.raw(record)), ids.number(record["uid"]))


def _rewrite(generation: Path, numbers: Iterable[int], fresh: Iterable[Record]) -> int:
    """Replace things of a live set."""
    (folder,) = shard_folders(generation)
    engine = open_engine(folder)
    packing, fields, count = read_format(generation), engine.schema, 0
    writer = engine.writer(_HEAP, 1)
    try:
        for number in numbers:
            writer.delete_documents_by_query(schema.by_number(fields, number))
        for record in fresh:
            writer.add_document(schema.document(record, packing, fields))
            count += 1
        writer.commit()
    finally:
        writer.wait_merging_threads()
    return count
