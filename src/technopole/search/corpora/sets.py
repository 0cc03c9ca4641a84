"""A set of a corpus on disk: shards searched side by side, in generations that replace each other at once.

<corpora>/<corpus>/<set>/CURRENT          the generation that readers read
<corpora>/<corpus>/<set>/NEXT             one that is built, and waits for the one writer to adopt it
<corpora>/<corpus>/<set>/g000001/         format.json, dictionary, shard-0/, shard-1/ …

The set `live` holds what is a row of the store and changes at any time; it has one small shard. Others hold what was
loaded by the million and is only ever replaced as a whole, or struck out thing by thing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from technopole.search import generations
from technopole.search.corpora import analysis, schema
from technopole.search.corpora.records import Packing, Record
from technopole.search.generations import CURRENT
from technopole.search.index import IndexOutdated, stamp

if TYPE_CHECKING:
    import tantivy

LIVE = "live"
_NEXT = "NEXT"
_HEAP = 30_000_000


@dataclass(frozen=True, slots=True)
class Shard:
    """A consistent state of one shard."""

    folder: Path
    searcher: tantivy.Searcher
    schema: tantivy.Schema
    packing: Packing
    count: int
    live: bool
    lengths: Mapping[str, float]
    """How many terms of each text field a thing has on average."""

    def find(self, number: int) -> list[tuple[Any, tantivy.DocAddress]]:
        """The one hit of the thing of this number, or none."""
        return _find(self.searcher, self.schema, number)

    def record(self, address: tantivy.DocAddress, number: int) -> Record:
        """What is kept of a thing. Cost: some ten microseconds."""
        body = self.searcher.doc(address).get_first("body")
        assert body is not None
        return self.packing.unpack(bytes(body), number)


class ShardSet:
    """One set; opened when first used and shared by threads. Commits of other processes are seen by the next search."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] = ()
        self._engines: dict[Path, tantivy.Index] = {}
        self._packing = Packing()
        self._lengths: dict[str, float] = {}
        self._shards: list[Shard] = []
        self._folders: list[Path] = []

    def shards(self) -> list[Shard]:
        """The newest committed state; no shards while nothing was built. Raises `IndexOutdated`. Cost: a `stat` call
        for each shard and one more if nothing changed."""
        seen = self.stamps()
        if seen and seen == self._seen:
            return self._shards
        with self._lock:
            seen = self.stamps()
            if not seen:
                self._seen, self._engines, self._shards = (), {}, []
                return []
            if not self._engines or seen[0] != (self._seen or (None,))[0]:
                generation = self.generation()
                self._packing, self._lengths = read_format(generation), read_lengths(generation)
                self._engines = {folder: open_engine(folder) for folder in shard_folders(generation)}
            packing, live, lengths = self._packing, self.path.name == LIVE, self._lengths
            shards = []
            for folder, engine in self._engines.items():
                engine.reload()
                searcher = engine.searcher()
                shards.append(Shard(folder, searcher, engine.schema, packing, searcher.num_docs, live, lengths))
            self._shards, self._seen = shards, seen
            return shards

    def strike_out(self, numbers: Sequence[int]) -> None:
        """Delete the things of these numbers from what is read, durably; only by the one writer. What this version
        cannot read is left as it is, since nobody reads it. Cost: some microseconds a number and shard; a shard is
        written only if it holds one of them, since to open it again takes longer."""
        try:
            shards = self.shards()
        except IndexOutdated:
            return
        for shard in shards:
            if here := [number for number in numbers if shard.find(number)]:
                _delete(open_engine(shard.folder), here)

    def generation(self) -> Path:
        """The one that is read. Raises `FileNotFoundError` while nothing was built."""
        return generations.current(self.path)

    def start_empty(self, *, anew: bool = False) -> None:
        """One empty shard, if nothing was built yet or if asked for; only by the one writer."""
        if not anew and (self.path / CURRENT).exists():
            return
        generation = self.fresh()
        create_engine(generation / "shard-0")
        write_format(generation, Packing())
        self.swap(generation.name)

    def fresh(self) -> Path:
        """An empty folder for the next generation."""
        generation = generations.following(self.path)
        generation.mkdir(parents=True)
        return generation

    def announce(self, generation: Path) -> None:
        """Say that a generation is finished and on disk: the one writer will adopt it."""
        generations.sync(generation)
        generations.write_name(self.path / _NEXT, generation)

    def waiting(self) -> Path | None:
        """The generation that waits to be adopted."""
        try:
            return generations.named(self.path / _NEXT)
        except FileNotFoundError:
            return None

    def made_from(self) -> str:
        """The identity of the rows from which the newest generation, read or waiting, was built; empty without one."""
        try:
            return made_from(self.waiting() or self.generation())
        except FileNotFoundError:
            return ""

    def named(self) -> set[str]:
        """The generations that are read, or wait to be."""
        files = (self.path / CURRENT, self.path / _NEXT)
        return {generations.named(file).name for file in files if file.exists()}

    def swap(self, name: str) -> None:
        """Let readers read this generation; the one before stays, since a reader may be about to open it."""
        generations.make_current(self.path / name)
        (self.path / _NEXT).unlink(missing_ok=True)

    def stamps(self) -> tuple[object, ...]:
        """What is another after every change of the set; empty while nothing was built."""
        try:
            first: tuple[object, ...] = (stamp(self.path / CURRENT),)
            if self._seen and self._seen[0] == first[0]:
                folders = self._folders
            else:
                folders = self._folders = shard_folders(self.generation())
            return first + tuple(stamp(folder / "meta.json") for folder in folders)
        except FileNotFoundError:
            return ()


def strike_out(generation: Path, numbers: Iterable[int]) -> None:
    """Delete the things of these numbers from a generation, read or not, durably; only by the one writer."""
    wanted = list(numbers)
    for folder in shard_folders(generation):
        engine = open_engine(folder)
        searcher = engine.searcher()
        if here := [number for number in wanted if _find(searcher, engine.schema, number)]:
            _delete(engine, here)


def _find(searcher: tantivy.Searcher, fields: tantivy.Schema, number: int) -> list[tuple[Any, tantivy.DocAddress]]:
    return searcher.search(schema.by_number(fields, number), limit=1, count=False).hits


def _delete(engine: tantivy.Index, numbers: Sequence[int]) -> None:
    writer = engine.writer(_HEAP, 1)
    try:
        for number in numbers:
            writer.delete_documents_by_query(schema.by_number(engine.schema, number))
        writer.commit()
    finally:
        writer.wait_merging_threads()


def read_lengths(generation: Path) -> dict[str, float]:
    lengths: dict[str, float] = orjson.loads((generation / "format.json").read_bytes()).get("lengths", {})
    return lengths


def shard_folders(generation: Path) -> list[Path]:
    return sorted(generation.glob("shard-*"), key=lambda folder: int(folder.name.partition("-")[2]))


def create_engine(folder: Path) -> tantivy.Index:
    import tantivy

    folder.mkdir(parents=True, exist_ok=True)
    engine = tantivy.Index(schema.build(), str(folder))
    analysis.register(engine)
    return engine


def open_engine(folder: Path) -> tantivy.Index:
    """Raises `IndexOutdated` if its files cannot be read."""
    import tantivy

    try:
        engine = tantivy.Index.open(str(folder))
        engine.config_reader("manual")
    except ValueError as error:
        raise IndexOutdated(f"The index in {folder} cannot be opened ({error}); build it anew.") from None
    analysis.register(engine)
    return engine


def write_format(generation: Path, packing: Packing, sample: Sequence[Record] = (), made_from: str = "") -> None:
    (generation / "dictionary").write_bytes(packing.dictionary)
    said = {"schema_version": schema.VERSION, "made_from": made_from, "lengths": schema.mean_lengths(sample)}
    (generation / "format.json").write_bytes(orjson.dumps(said))


def read_format(generation: Path) -> Packing:
    """How its records are packed. Raises `IndexOutdated` for what another version of the program wrote."""
    try:
        version = orjson.loads((generation / "format.json").read_bytes())["schema_version"]
        dictionary = (generation / "dictionary").read_bytes()
    except (OSError, ValueError, KeyError, TypeError):
        raise IndexOutdated(f"The index in {generation} does not say which version wrote it; build it anew.") from None
    if version != schema.VERSION:
        raise IndexOutdated(
            f"The index in {generation} is of version {version}, this program's is {schema.VERSION}; build it anew."
        )
    return Packing(dictionary)


def made_from(generation: Path) -> str:
    """The identity of the rows that a generation was built from; empty if this version of the program did not."""
    try:
        read_format(generation)
        return str(orjson.loads((generation / "format.json").read_bytes())["made_from"])
    except IndexOutdated:
        return ""
