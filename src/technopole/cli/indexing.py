"""Indexing beside a load: in a process of its own, so that a second core does it while the first one loads."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from types import TracebackType


class Indexing:
    """Follows the load from its first batch on; `finished` waits until all of it can be searched."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._ended: Event | None = None

    def begin(self) -> None:
        """Start, unless it runs already. Call when the first batch is written: a load without changes needs none."""
        if self._process is None:
            context = multiprocessing.get_context("spawn")
            self._ended = context.Event()
            self._process = context.Process(target=_follow, args=(self._ended,), daemon=True)
            self._process.start()

    def finished(self) -> bool:
        """Wait until the index holds all that was loaded; False if the worker of a running portal will see to it."""
        if self._process is None or self._ended is None:
            return True
        self._ended.set()
        self._process.join()
        return self._process.exitcode == 0

    def __enter__(self) -> Indexing:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # what a broken off load has announced is still in the outbox, for the worker
        if kind is not None and self._process is not None:
            self._process.terminate()


def _follow(ended: Event) -> None:
    import django

    django.setup()
    from technopole.search import worker

    raise SystemExit(0 if worker.follow(ended) else 1)
