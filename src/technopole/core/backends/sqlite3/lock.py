"""The one-writer lock of a SQLite store, held by one connection of one process at a time.

SQLite lets one transaction write at a time, but tells the others "database is locked" instead of queueing
them fairly, and versions before 3.51.3 can corrupt a WAL file when a writer meets another's checkpoint. Whoever
holds this lock from BEGIN to COMMIT (the checkpoint runs inside COMMIT) meets neither.
"""

import fcntl
import os
import threading
import time
from collections import deque


class Queue:
    """A lock that is handed to whoever has waited longest; Python's own may go to the same thread again and again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, timeout: float) -> bool:
        """Take it within `timeout` seconds; False if it did not become ours."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # handed over just as we gave up

    def release(self) -> None:
        """Hand it to the next, or let it go."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class WriteLock:
    """A lock between threads (always) and between processes (when the store is a file)."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._threads = Queue()
        self._descriptor: int | None = None

    def acquire(self, timeout: float) -> bool:
        """Take the lock within `timeout` seconds; False if somebody held it all that time."""
        deadline = time.monotonic() + timeout
        if not self._threads.acquire(timeout):
            return False
        if self._path is None:
            return True
        try:
            if self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            while True:
                try:
                    fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return True
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        break
                    time.sleep(0.002)
        except BaseException:
            self._threads.release()
            raise
        self._threads.release()
        return False

    def release(self) -> None:
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._threads.release()


_locks: dict[str, WriteLock] = {}
_guard = threading.Lock()


def lock_for(database: str) -> WriteLock:
    """The lock of one store; connections of one process to the same store share it."""
    in_memory = database == ":memory:" or "mode=memory" in database
    name = database if in_memory else os.path.realpath(database)
    with _guard:
        if name not in _locks:
            _locks[name] = WriteLock(None if in_memory else f"{name}.write-lock")
        return _locks[name]


def _forget_after_fork() -> None:
    """A child shares the parent's open file, so it would also share the parent's lock: start afresh."""
    _locks.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
