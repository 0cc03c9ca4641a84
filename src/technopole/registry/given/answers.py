"""The lines of one list and their answers: a small database of its own, so that any page of 200,000 opens at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson

_TABLE = """
CREATE TABLE IF NOT EXISTS line (number INTEGER PRIMARY KEY, text TEXT NOT NULL, sort TEXT, answer BLOB);
CREATE INDEX IF NOT EXISTS line_by_sort ON line (sort, number);
"""


class Answers:
    """Lines by number from 0; of each its text and, once it is answered, the sort of answer and the answer itself."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def is_there(self) -> bool:
        return self.path.exists()

    def begin(self, texts: Iterable[str]) -> int:
        """Write the lines, in place of any that are there; gives how many."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        with self._open() as store:
            store.executescript(_TABLE)
            store.executemany("INSERT INTO line (number, text) VALUES (?, ?)", enumerate(texts))
            return int(store.execute("SELECT count(*) FROM line").fetchone()[0])

    def unanswered(self, most: int) -> list[tuple[int, str]]:
        """The first lines without an answer."""
        query = "SELECT number, text FROM line WHERE sort IS NULL ORDER BY number LIMIT ?"
        with self._open() as store:
            return list(store.execute(query, (most,)))

    def put(self, answers: Iterable[tuple[int, str, Any]]) -> None:
        """Write answers: (number, sort, answer)."""
        with self._open() as store:
            store.executemany(
                "UPDATE line SET sort = ?, answer = ? WHERE number = ?",
                ((sort, orjson.dumps(answer), number) for number, sort, answer in answers),
            )

    def counts(self) -> dict[str, int]:
        """{sort: lines} of what is answered."""
        with self._open() as store:
            return dict(store.execute("SELECT sort, count(*) FROM line WHERE sort IS NOT NULL GROUP BY sort"))

    def page(self, sorts: Sequence[str], offset: int, limit: int) -> list[tuple[int, str, str, Any]]:
        """(number, text, sort, answer) of a page of the lines of these sorts; of all without any sort."""
        condition = f"WHERE sort IN ({', '.join('?' * len(sorts))})" if sorts else ""
        query = f"SELECT number, text, sort, answer FROM line {condition} ORDER BY number LIMIT ? OFFSET ?"
        with self._open() as store:
            return [_read(row) for row in store.execute(query, (*sorts, limit, offset))]

    def every(self) -> Iterator[tuple[int, str, str, Any]]:
        """All lines, in order. Memory: one line."""
        with self._open() as store:
            yield from map(_read, store.execute("SELECT number, text, sort, answer FROM line ORDER BY number"))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=30)) as store:
            store.execute("PRAGMA synchronous = OFF")  # lost with the machine's power, it is answered once more
            with store:
                yield store


def _read(row: tuple[int, str, str | None, bytes | None]) -> tuple[int, str, str, Any]:
    number, text, sort, answer = row
    return number, text, sort or "", orjson.loads(answer) if answer else None
