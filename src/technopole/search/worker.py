"""The one writer of the index: takes what services announced, brings the index up to date, runs due work."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from django.conf import settings
from django.db import close_old_connections, connection
from django.urls import get_resolver

from technopole.core import jobs, outbox
from technopole.core.errors import TechnopoleError
from technopole.search import providers
from technopole.search.corpora import living
from technopole.search.index import Index, IndexBusy, IndexOutdated, Writer

log = logging.getLogger("technopole.worker")

PAUSE = 0.5
"""Seconds between looks at the outbox when there was nothing to do."""
_TURNS = 20
"""Pieces of due work, or pauses, between two looks at what is due now and then."""


def open_index() -> Index:
    """The index of this home; one per process is kept, since it holds the files it searches open."""
    path = str(settings.HOME / "index")
    with _guard:
        if path not in _opened:
            _opened[path] = Index(path)
        return _opened[path]


class Ended(Protocol):
    """An event of threads or of processes."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


_opened: dict[str, Index] = {}
_guard = threading.Lock()


def catch_up(writer: Writer, corpora: living.Writer) -> int:
    """Index what the outbox names, in the index and the corpora; gives how many things were looked at.

    The outbox is settled only after both have committed, so a worker that dies between does the same work again,
    which changes nothing.
    """
    done = 0
    while True:
        things, numbers = outbox.take()
        if not numbers:
            return done
        for kind, uids in things.items():
            found = providers.documents(kind, uids)
            writer.delete(set(uids) - {document.uid for document in found})
            writer.put(found)
            corpora.update(kind, uids)
            done += len(uids)
        writer.commit()
        outbox.settle(numbers)


def catch_up_once() -> int:
    """Bring the index up to date now, for commands and tests. Raises if another process is the worker."""
    with open_index().writer() as writer, living.Writer() as corpora:
        corpora.adopt()
        return catch_up(writer, corpora)


def follow(ended: Ended) -> bool:
    """Index beside a load, batch by batch, until `ended` is set and nothing waits any more.

    False if another process is the worker: then that one does it.
    """
    try:
        open_index().view()
    except IndexOutdated:
        rebuild()
    try:
        with open_index().writer() as writer, living.Writer() as corpora:
            while True:
                last = ended.is_set()
                if not catch_up(writer, corpora) and last:
                    return True
                ended.wait(PAUSE)
    except IndexBusy:
        return False


def rebuild() -> int:
    """Make the index, and what the corpora hold of the store, anew; gives the number of things in the index."""
    waiting = outbox.waiting()
    count = open_index().rebuild(providers.everything())
    with living.Writer() as corpora:
        for name in living.corpora():
            corpora.rebuild(name)
    outbox.settle(waiting)
    return count


def run(stop: threading.Event, *, on_ready: Callable[[], None] | None = None) -> None:
    """Work until `stop` is set. Waits its turn while another process is the worker."""
    # what is indexed names its address: all addresses are loaded now, or the first edit would wait for them
    _ = get_resolver().reverse_dict
    while not stop.is_set():
        try:
            with open_index().writer() as writer, living.Writer() as corpora, _due_work_beside():
                if on_ready:
                    on_ready()
                while not stop.is_set():
                    corpora.adopt()
                    if not catch_up(writer, corpora):
                        stop.wait(PAUSE)
        except TechnopoleError as error:
            log.debug("the worker waits: %s", error)
            stop.wait(2)
        except Exception:
            log.exception("the worker failed and starts again")
            close_old_connections()
            stop.wait(2)
    connection.close()


@contextmanager
def _due_work_beside() -> Iterator[None]:
    """Due work in a thread of its own: what takes minutes must not keep what was edited out of the index."""
    ended = threading.Event()
    thread = threading.Thread(target=_do_due_work, args=(ended,), name="due-work", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _do_due_work(ended: threading.Event) -> None:
    turns = 0
    while not ended.is_set():
        try:
            if turns % _TURNS == 0:
                jobs.plan_periodic()
            turns += 1
            if not jobs.run_due(limit=1):
                ended.wait(PAUSE)
        except Exception:
            log.exception("due work could not be done and is tried again")
            close_old_connections()
            ended.wait(2)
    connection.close()
