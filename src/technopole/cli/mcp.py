"""mcp: look-ups for assistants, over the Model Context Protocol."""

from __future__ import annotations

import argparse
import contextlib
from typing import Any

from technopole.cli import environment
from technopole.core.errors import TechnopoleError


def add_commands(commands: Any) -> None:
    mcp = commands.add_parser("mcp", help="answer assistants over the Model Context Protocol; reads, never writes")
    mcp.add_argument(
        "--http", type=_address, metavar="HOST:PORT",
        help="listen there with streamable HTTP, at /mcp (default: standard input and output)",
    )  # fmt: skip
    mcp.add_argument(
        "--host", action="append", default=[], metavar="NAME",
        help="a name under which programs elsewhere reach it; without one only this machine's programs are answered",
    )  # fmt: skip
    environment.add_home(mcp)
    mcp.set_defaults(run=_mcp)


def _address(text: str) -> tuple[str, int]:
    host, _, number = text.rpartition(":")
    if not number.isdigit():
        raise argparse.ArgumentTypeError(f"{text}: write HOST:PORT, such as 127.0.0.1:8765")
    return host.strip("[]") or "127.0.0.1", environment.port(number)


def _mcp(arguments: argparse.Namespace) -> int:
    if arguments.host and not arguments.http:
        raise TechnopoleError("--host is for --http.", hint="Give the address to listen on too: --http HOST:PORT.")
    if arguments.http and not arguments.host and not environment.is_loopback(arguments.http[0]):
        raise TechnopoleError(
            f"{arguments.http[0]} can be reached from other machines.",
            hint="Say under which name with --host NAME, or listen on 127.0.0.1.",
        )
    environment.set_up(arguments)
    environment.require_store()
    from technopole.interop.mcp import server

    with contextlib.suppress(KeyboardInterrupt):
        if arguments.http:
            host, port = arguments.http
            server.run_http(host, port, arguments.host)
        else:
            server.run_stdio()
    return 0
