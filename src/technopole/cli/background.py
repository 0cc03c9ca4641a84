"""The worker as a thread: beside the pages in the serving process, or alone in `technopole worker`."""

from __future__ import annotations

import threading


def start(stop: threading.Event) -> threading.Thread:
    """Start the worker; Django is set up. It waits its turn while another process of this home is the worker."""
    from technopole.search import worker

    thread = threading.Thread(target=worker.run, args=(stop,), name="worker", daemon=True)
    thread.start()
    return thread


def finish(stop: threading.Event, thread: threading.Thread) -> None:
    """Stop the worker when it has finished the piece of work at hand."""
    stop.set()
    thread.join(timeout=10)
