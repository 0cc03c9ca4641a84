"""SQLite with WAL, IMMEDIATE transactions, FULL synchronisation and one writer at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from . import checks  # noqa: F401 - registers itself
from .lock import WriteLock, lock_for

_READS = ("SELECT", "EXPLAIN", "WITH", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
_CHECKPOINT = "PRAGMA WAL_CHECKPOINT"


def _writes(sql: str) -> bool:
    head = sql.lstrip()[:40].upper()
    return head.startswith(_CHECKPOINT) or not head.startswith(_READS)


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose single statements outside a transaction also wait for the one-writer lock."""

    writer: "DatabaseWrapper"

    def execute(self, query: str, params: Any = None) -> Any:
        with self.writer.alone_if(_writes(query)):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.writer.alone_if(_writes(query)):
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite connection, with the lock taken at BEGIN and given back at COMMIT or ROLLBACK."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._holds_lock = False

    @property
    def _lock(self) -> WriteLock:
        return lock_for(str(self.settings_dict["NAME"]))

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self.transaction_mode = "IMMEDIATE"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        with self._lock_held():
            # journal_mode is kept in the file, so only the first connection ever changes it
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA busy_timeout = 30000")
        connection.execute("PRAGMA cache_size = -32000")
        connection.execute("PRAGMA temp_store = MEMORY")
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=Cursor)
        cursor.writer = self
        return cursor

    @contextmanager
    def _lock_held(self) -> Iterator[None]:
        mine = not self._holds_lock
        if mine:
            self._take()
        try:
            yield
        finally:
            if mine:
                self._give_back()

    @contextmanager
    def alone_if(self, writes: bool) -> Iterator[None]:
        """Hold the lock for one statement, unless it only reads or the transaction holds it already."""
        if writes and not self._holds_lock:
            with self._lock_held():
                yield
        else:
            yield

    def _take(self) -> None:
        timeout = float(self.settings_dict.get("OPTIONS", {}).get("timeout", 30))
        if not self._lock.acquire(timeout):
            raise OperationalError(
                f"database is locked: another writer has held the store for {timeout:g} s; try again"
            )
        self._holds_lock = True

    def _give_back(self) -> None:
        if self._holds_lock:
            self._holds_lock = False
            self._lock.release()

    def _start_transaction_under_autocommit(self) -> None:
        self._take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_back()

    def _close(self) -> None:
        # the last connection to close runs a checkpoint, which is a write
        if self.connection is None:
            return
        try:
            with self._lock_held():
                super()._close()  # type: ignore[misc]
        finally:
            self._give_back()
