"""The serving process: granian in WSGI mode, with the worker as a thread beside the pages."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from technopole.cli.environment import is_loopback
from technopole.core.errors import TechnopoleError
from technopole.core.parent import die_with

BLOCKING_THREADS = 4
"""Threads that answer requests. SQLite answers reads in parallel and writes one by one, so more gain nothing."""
KILL_AFTER = 15
"""Seconds that requests being answered get to finish when the server is told to stop."""


@contextmanager
def only_one(home: Path, host: str, port: int) -> Iterator[None]:
    """Hold the home for one server, and see that its address is free. The system frees both when we die."""
    with (home / "serving.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            held = lock.read().strip() or "another process"
            raise TechnopoleError(
                f"The home {home} is served already, by {held}.", hint="Stop that one, or give this one another --home."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()} at {address(host, port)}\n")
        lock.flush()
        check_free(host, port)
        yield


def check_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before any work is done for it."""
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(target)
            probe.listen(1)
    except (OSError, UnicodeError) as error:
        reason = "is in use" if getattr(error, "errno", None) == 98 else f"cannot be used ({error})"
        raise TechnopoleError(
            f"The address {host}:{port} {reason}.", hint="Choose another with --host and --port."
        ) from None


def address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"


def serve(host: str, port: int, *, processes: int = 1, worker: bool = True, notice: str = "") -> int:
    """Serve until told to stop (SIGTERM, SIGINT). Settings find the home in the environment; Django stays out of this
    process, the one that serves loads it."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.errors import FatalError
    from granian.log import LogLevels

    if not is_loopback(host) and not os.environ.get("TECHNOPOLE_HOSTS"):
        sys.stderr.write("technopole: set TECHNOPOLE_HOSTS to the names by which others call this portal.\n")
    granian: Any = Granian(
        "technopole",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
    )
    main = os.getpid()

    def load(_: str) -> Any:
        return _load(main, worker=worker, ready=f"Technopole is ready: {address(host, port)}", notice=notice)

    try:
        granian.serve(target_loader=load)
    except FatalError as error:
        raise TechnopoleError(f"The server could not start: {error}") from None
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def _load(main: int, *, worker: bool, ready: str, notice: str) -> Any:
    """In the process that serves: the application, and the worker's threads."""
    die_with(main)
    from importlib import import_module

    from django.conf import settings

    from technopole.wsgi import application

    import_module(settings.ROOT_URLCONF)  # all views now, so that the first reader does not wait for them
    if worker:
        from multiprocessing.util import Finalize

        from technopole.cli import background

        stop = threading.Event()
        thread = background.start(stop)
        # multiprocessing runs this, and not atexit, when the process was told to stop and has answered its requests
        Finalize(None, background.finish, args=(stop, thread), exitpriority=100)
    print("\n".join(filter(None, [ready, notice])), flush=True)
    return application
