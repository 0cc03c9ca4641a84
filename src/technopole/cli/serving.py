"""serve, worker: the portal's processes, for those who start them one by one."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from typing import Any

from technopole.cli import environment
from technopole.core.errors import TechnopoleError


def add_commands(commands: Any) -> None:
    serve = commands.add_parser("serve", help="serve the portal of a home that `up` or `restore` made")
    environment.add_home(serve)
    environment.add_address(serve)
    serve.add_argument(
        "--processes", type=int, default=1, metavar="N", help="serving processes; more than one needs PostgreSQL"
    )
    serve.add_argument(
        "--without-worker", action="store_true", help="leave index and planned work to `technopole worker`"
    )
    serve.set_defaults(run=_serve)

    worker = commands.add_parser("worker", help="keep the index up to date and run planned work, without serving")
    environment.add_home(worker)
    worker.set_defaults(run=_worker)


def _serve(arguments: argparse.Namespace) -> int:
    from technopole.cli import preparing, server

    home = environment.use_home(arguments)
    if arguments.processes > 1 and not os.environ.get("DATABASE_URL"):
        raise TechnopoleError(
            "SQLite has one writing process.", hint="Leave --processes at 1, or use PostgreSQL: set DATABASE_URL."
        )
    several = arguments.processes > 1
    with server.only_one(home, arguments.host, arguments.port):
        preparing.prepare(arguments, load=False)
        return server.serve(
            arguments.host,
            arguments.port,
            processes=arguments.processes,
            worker=not arguments.without_worker and not several,
            notice="Start `technopole worker` beside it." if several or arguments.without_worker else "",
        )


def _worker(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    environment.require_store()
    from technopole.cli import background

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    thread = background.start(stop)
    print("The worker runs.", flush=True)
    stop.wait()
    background.finish(stop, thread)
    return 0
