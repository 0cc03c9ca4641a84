"""backup: the whole state of one moment in one file, while the portal goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend

from technopole import __version__
from technopole.core import clock
from technopole.core.backends.sqlite3.lock import lock_for
from technopole.core.errors import TechnopoleError
from technopole.keeping import rows
from technopole.keeping.archive import FORMAT, KEPT_FROM_HOME, Manifest, Member, Writing

_LOCK_WAIT = 30.0


@dataclass(frozen=True)
class Kept:
    """What a backup holds, or what was restored from one."""

    tables: int
    rows: int
    files: int
    size: int = 0
    indexed: int = 0


def write(path: Path, *, progress: Callable[[int, int | None], None] = lambda done, total: None) -> Kept:
    """Write the state into `path`, replacing it only when the new file is whole and safe on disk.

    Not in it: secret.key, sessions, the index (it is rebuilt), mail written to files. Memory: one batch of rows.
    """
    if not path.parent.is_dir():
        raise TechnopoleError(f"There is no folder {path.parent}.", hint="Make it, or name another file.")
    writing = Writing(path)
    try:
        with _moment() as store:
            manifest = _manifest(store)
            done = 0
            for model in rows.tables():
                with writing.member(f"tables/{rows.label(model)}.jsonl") as stream:
                    count = 0
                    for line in rows.lines(model, store):
                        stream.write(line)
                        count += 1
                        if count % 1000 == 0:
                            progress(done + count, None)
                done += count
                manifest.tables.append(Member(rows.label(model), count, stream.digest.hexdigest()))
        # after the rows: an attachment is written before its row and never changes, so none can be missing
        home = Path(settings.HOME)
        for file in _files(home):
            manifest.files.append(writing.add_file(file, f"home/{file.relative_to(home).as_posix()}"))
        size = writing.finish(manifest)
    except BaseException:
        writing.abandon()
        raise
    return Kept(len(manifest.tables), done, len(manifest.files), size)


def _files(home: Path) -> Iterator[Path]:
    for name in KEPT_FROM_HOME:
        top = home / name
        found = [top] if top.is_file() else sorted(top.rglob("*"))
        yield from (path for path in found if path.is_file() and not path.is_symlink())


def _manifest(store: BaseDatabaseWrapper) -> Manifest:
    applied: dict[str, str] = {}
    for app, name in sorted(MigrationRecorder(store).applied_migrations()):
        applied[app] = name
    return Manifest(FORMAT, __version__, clock.now().isoformat(), connection.vendor, applied)


@contextmanager
def _moment() -> Iterator[BaseDatabaseWrapper]:
    """The store as it is at one moment, as a connection whose view nobody's writes change."""
    if connection.vendor == "sqlite":
        with _copy_of_sqlite() as copy:
            yield copy
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connections[DEFAULT_DB_ALIAS]


@contextmanager
def _copy_of_sqlite() -> Iterator[BaseDatabaseWrapper]:
    """A copy made by SQLite's backup API while no writer is inside; writers wait for the copy, not for the backup."""
    source = str(connection.settings_dict["NAME"])
    copy = Path(settings.HOME) / "backup-in-work.sqlite3"
    copy.unlink(missing_ok=True)
    lock = lock_for(source)
    if not lock.acquire(_LOCK_WAIT):
        raise TechnopoleError(f"Another writer has held the store for {_LOCK_WAIT:g} s.", hint="Try again later.")
    try:
        reading, writing = sqlite3.connect(source, uri=source.startswith("file:")), sqlite3.connect(copy)
        try:
            reading.backup(writing)
        finally:
            writing.close()
            reading.close()
    finally:
        lock.release()
    store = load_backend("django.db.backends.sqlite3").DatabaseWrapper(connection.settings_dict | {"NAME": str(copy)})
    try:
        yield store
    finally:
        store.close()
        for left in copy.parent.glob(f"{copy.name}*"):
            left.unlink()
