"""The index on disk: generations beside each other, one writer, any number of readers.

<path>/CURRENT            the name of the generation that readers read
<path>/g000001/…          the engine's files and format.json, which says what wrote them
<path>/writer.lock        held by whoever writes; the system frees it when its holder dies
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

import orjson

from technopole.core.errors import TechnopoleError
from technopole.search import generations, schema
from technopole.search.documents import Document
from technopole.search.generations import CURRENT

if TYPE_CHECKING:
    import tantivy

_HEAP = 96_000_000


class IndexOutdated(TechnopoleError):
    """The search index was written by another version of the program, or is damaged; rebuild it."""


class IndexBusy(TechnopoleError):
    """Another process is writing the search index; only one may. Wait for it, or stop it."""


@dataclass(frozen=True, slots=True)
class View:
    """A consistent state of the index to search in."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema


class Index:
    """The search index in a folder, opened when first used and shared by threads; commits of other processes are seen
    by the next search."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] = ()
        self._engine: tantivy.Index | None = None
        self._view: View | None = None

    def view(self) -> View:
        """The newest committed state. Raises `IndexOutdated`. Cost: two `stat` calls if nothing changed."""
        seen = self._stamps()
        view = self._view
        if view is not None and seen == self._seen:
            return view
        with self._lock:
            if not (self.path / CURRENT).exists():
                self._create()
            generation = generations.current(self.path)
            seen = self._stamps()
            if self._engine is None or seen[0] != (self._seen or (None,))[0]:
                self._engine = _open(generation)
            self._engine.reload()
            self._view = View(self._engine.searcher(), self._engine.schema)
            self._seen = seen
            return self._view

    def state(self) -> str:
        """A text that is another after every commit, to remember results under. Cost: two `stat` calls."""
        return str(self._stamps())

    def writer(self) -> Writer:
        """The one writer, as a context manager. Raises `IndexBusy` while there is another, `IndexOutdated`."""
        return Writer(self)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Index all documents anew, beside what is there, and put it in its place when it is safely on disk.

        Readers keep the old state until then. Gives the number of documents; a uid that comes twice counts once, with
        its last document. Raises `IndexBusy`.
        """
        with self._lease():
            self._begin()
            folder = generations.following(self.path)
            try:
                count = _fill(_create(folder), documents)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            _read_from_now_on(folder)
        return count

    def fingerprint(self) -> str:
        """A hash of all that the indexed documents say, whatever the order in which they came: equal for an index and
        its rebuild. Cost: reads every document."""
        view = self.view()
        digests = sorted(stored.digest for stored in self._all(view))
        whole = hashlib.blake2b(f"{schema.VERSION}:{len(digests)}".encode(), digest_size=16)
        for digest in digests:
            whole.update(digest)
        return whole.hexdigest()

    def uids(self) -> Iterator[str]:
        """The uid of every indexed document, in no order."""
        return (stored.body["uid"] for stored in self._all(self.view()))

    def __len__(self) -> int:
        return self.view().searcher.num_docs

    @staticmethod
    def _all(view: View) -> Iterator[schema.Stored]:
        import tantivy

        count = view.searcher.num_docs
        found = view.searcher.search(tantivy.Query.all_query(), limit=max(count, 1), count=False)
        return (schema.stored(view.searcher.doc(address)) for _, address in found.hits)

    def _stamps(self) -> tuple[object, ...]:
        try:
            return stamp(self.path / CURRENT), stamp(generations.current(self.path) / "meta.json")
        except FileNotFoundError:
            return ()

    def _create(self) -> None:
        try:
            with self._lease():
                self._begin()
        except IndexBusy:
            # Somebody else is building the first generation: until it is there, nothing is found.
            if not (self.path / CURRENT).exists():
                raise

    def _begin(self) -> None:
        """An empty generation, if there is none; only while holding the lease."""
        if not (self.path / CURRENT).exists():
            folder = generations.following(self.path)
            _create(folder)
            _read_from_now_on(folder)

    @contextmanager
    def _lease(self) -> Iterator[None]:
        lock = lease(self.path)
        try:
            yield
        finally:
            lock.close()


class Writer:
    """Changes to the index; nothing is seen before `commit`. Leaving the `with` block commits, an exception drops."""

    def __init__(self, index: Index) -> None:
        self._lock = lease(index.path)
        try:
            index._begin()
            self._engine = _open(generations.current(index.path))
            self._writer = self._engine.writer(_HEAP, 1)
        except BaseException:
            self._lock.close()
            raise

    def put(self, documents: Iterable[Document]) -> int:
        """Add the documents, each in place of the one with its uid. Gives how many."""
        count = 0
        for document in documents:
            fields = schema.fields(document)
            self._writer.delete_documents_by_term("uid", fields["uid"])
            self._writer.add_document(schema.engine_document(fields, self._engine.schema))
            count += 1
        return count

    def delete(self, uids: Iterable[str]) -> None:
        """Remove the documents; a uid that is not there is no error."""
        for uid in uids:
            # The field is text: by a number, the engine would silently delete nothing.
            self._writer.delete_documents_by_term("uid", schema.clean(str(uid)))

    def commit(self) -> None:
        """Make all changes so far durable, and seen by the next search of every process."""
        self._writer.commit()

    def close(self) -> None:
        """Drop what is not committed, finish the work in the background, and let others write."""
        if not self._lock.closed:
            try:
                self._writer.rollback()
                self._writer.wait_merging_threads()
            finally:
                self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.close()


def _read_from_now_on(generation: Path) -> None:
    generations.sync(generation)
    generations.make_current(generation)


def _fill(engine: tantivy.Index, documents: Iterable[Document]) -> int:
    writer = engine.writer(_HEAP, 1)
    seen: set[str] = set()
    try:
        for document in documents:
            fields = schema.fields(document)
            uid = fields["uid"]
            if uid in seen:
                writer.delete_documents_by_term("uid", uid)
            seen.add(uid)
            writer.add_document(schema.engine_document(fields, engine.schema))
        writer.commit()
    finally:
        # Also after an error: its threads must not write on into a folder that is being removed.
        writer.wait_merging_threads()
    return len(seen)


def _create(folder: Path) -> tantivy.Index:
    import tantivy

    folder.mkdir(parents=True)
    engine = tantivy.Index(schema.build(), str(folder))
    (folder / "format.json").write_bytes(orjson.dumps({"schema_version": schema.VERSION}))
    return engine


def _open(folder: Path) -> tantivy.Index:
    import tantivy

    try:
        version = orjson.loads((folder / "format.json").read_bytes())["schema_version"]
    except (OSError, ValueError, KeyError, TypeError):
        raise IndexOutdated(f"The search index in {folder} does not say which version wrote it; rebuild it.") from None
    if version != schema.VERSION:
        raise IndexOutdated(
            f"The search index is of version {version}, this program's is {schema.VERSION}; rebuild it."
        )
    try:
        engine = tantivy.Index.open(str(folder))
        engine.config_reader("manual")
    except ValueError as error:
        raise IndexOutdated(f"The search index cannot be opened ({error}); rebuild it.") from None
    return engine


def lease(path: Path) -> IO[str]:
    """The right to write under a folder, until the file that is given back is closed. Raises `IndexBusy`."""
    path.mkdir(parents=True, exist_ok=True)
    lock = (path / "writer.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        holder = lock.read(20).strip()
        lock.close()
        by = f" (process {holder})" if holder else ""
        raise IndexBusy(
            f"The search index in {path} is being written by another process{by}.",
            hint="Only one may write: wait for it, or stop it.",
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def stamp(path: Path) -> tuple[int, int, int]:
    """What is another after every change of a file. Cost: one `stat`."""
    status = path.stat()
    return status.st_mtime_ns, status.st_ino, status.st_size
