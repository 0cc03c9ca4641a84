"""Vectors of texts, kept on disk so that no text is read twice by a model.

One small database in the home, read and written by all threads and processes at once. It holds no text: a vector
stands under the digest of its model and text. It may be deleted at any time, and is lost without harm.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

MOST = 400_000
"""Vectors that are kept, the latest: 0.4 GB of them at 384 numbers each."""
_AT_ONCE = 500
_WAIT = 1.0
_KIND = np.float16  # half the size; a cosine moves by less than a thousandth

_log = logging.getLogger(__name__)


def key(model: str, text: str) -> bytes:
    """Under what a text's vector is kept: 16 bytes of the digest of its model and of itself."""
    return hashlib.blake2b(f"{model}\0{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Vectors:
    """The vectors of one home. Where the file cannot be read or written, there are none, and nothing is raised."""

    def __init__(self, path: Path, most: int = MOST) -> None:
        self.path, self._most, self._told = path, most, False

    def get(self, keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
        """{key: vector} of those that are kept. Cost: about a millisecond for a hundred."""
        found: dict[bytes, np.ndarray] = {}
        with self._careful():
            if not self.path.exists():
                return {}
            with self._opened() as database:
                for start in range(0, len(keys), _AT_ONCE):
                    some = list(keys[start : start + _AT_ONCE])
                    marks = ",".join("?" * len(some))
                    rows = database.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some)
                    found.update((name, np.frombuffer(packed, _KIND).astype(np.float32)) for name, packed in rows)
        return found

    def put(self, vectors: Mapping[bytes, np.ndarray]) -> None:
        """Keep these; the oldest go where there are too many. Cost: one transaction."""
        if not vectors:
            return
        with self._careful(), self._opened() as database:
            rows = [(name, np.asarray(vector, _KIND).tobytes()) for name, vector in vectors.items()]
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT OR IGNORE INTO vectors (key, vector) VALUES (?, ?)", rows)
            first, last = database.execute("SELECT min(number), max(number) FROM vectors").fetchone()
            if last - first >= self._most:
                # a tenth more than needed, so that not every later one has to make room
                database.execute("DELETE FROM vectors WHERE number <= ?", (last - self._most * 9 // 10,))
            database.execute("COMMIT")

    def __len__(self) -> int:
        with self._careful():
            if self.path.exists():
                with self._opened() as database:
                    return int(database.execute("SELECT count(*) FROM vectors").fetchone()[0])
        return 0

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # opened for each use: a fifth of a millisecond, and no thread meets another's connection
        with contextlib.closing(sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = OFF")  # what a power cut takes is read by the model again
            database.execute(
                "CREATE TABLE IF NOT EXISTS vectors"
                " (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL)"
            )
            yield database

    @contextlib.contextmanager
    def _careful(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:  # locked, read-only, full disk: it may be well the next time
            self._tell(error)
        except sqlite3.DatabaseError as error:  # not a database, or a damaged one
            self._tell(error)
            with contextlib.suppress(OSError):
                for ending in ("", "-wal", "-shm"):
                    self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        except OSError as error:
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        if not self._told:
            self._told = True
            _log.warning("vectors are not kept in %s: %s", self.path, error)
