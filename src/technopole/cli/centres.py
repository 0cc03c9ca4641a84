"""new, load, up: a centre's folder made, loaded, and served."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from technopole.cli import environment


def add_commands(commands: Any) -> None:
    new = commands.add_parser("new", help="make an empty centre's folder")
    new.add_argument("dir", metavar="DIR", help="the folder to make; it must not hold anything yet")
    new.set_defaults(run=_new)

    load = commands.add_parser("load", help="load a centre's folder, and say what changed")
    load.add_argument("centre", metavar="CENTRE", help="the centre's folder")
    environment.add_home(load)
    load.set_defaults(run=_load)

    up = commands.add_parser("up", help="load a centre's folder if it changed, and serve the portal")
    up.add_argument(
        "centre", metavar="CENTRE", nargs="?", help="the centre's folder (default: what the home holds, else the demo)"
    )
    environment.add_home(up)
    environment.add_address(up)
    up.set_defaults(run=_up)


def _new(arguments: argparse.Namespace) -> int:
    from technopole.centre import template

    folder = Path(arguments.dir)
    template.make(folder)
    print(f"An empty centre is in {folder}. Its README.md says what each file holds.")
    print(f"Name it in {folder / 'centre.toml'}, then: technopole up {folder}")
    return 0


def _load(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    environment.migrate()
    from technopole.centre import loader, works

    report = loader.load(Path(arguments.centre))
    for line in report.lines():
        print(line)
    loaded = works.load(Path(arguments.centre))
    if loaded is not None and loaded.fresh:
        print(f"{works.FILE}: {loaded.works:,} works into the lake")
    changed = not report.nothing_changed or (loaded is not None and loaded.fresh)
    print("Loaded." if changed else "Nothing changed.")
    return 0


def _up(arguments: argparse.Namespace) -> int:
    from technopole.cli import preparing, server

    home = environment.use_home(arguments)
    with server.only_one(home, arguments.host, arguments.port):
        logins = preparing.prepare(arguments)
        return server.serve(arguments.host, arguments.port, notice=_notice(logins))


def _notice(logins: list[list[str]]) -> str:
    if not logins:
        return ""
    lines = [f"  {role:18} {name:16} {password}" for role, name, password in [["role", "name", "password"], *logins]]
    return "\n".join(["Demo people, on this machine only:", *lines])


def say(line: str) -> None:
    """Tell what is being done; results go to standard output, this to standard error."""
    sys.stderr.write(line + "\n")
