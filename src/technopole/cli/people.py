"""people add: an account made by the operator, such as the first administrator's."""

from __future__ import annotations

import argparse
from typing import Any

from technopole.cli import environment


def add_commands(commands: Any) -> None:
    people = commands.add_parser("people", help="make accounts")
    verbs = people.add_subparsers(metavar="VERB", required=True)
    add = verbs.add_parser("add", help="make an account; its password is made up and printed once")
    add.add_argument("username", metavar="NAME")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", default="", help="the name that is shown")
    add.add_argument(
        "--role",
        action="append",
        default=[],
        choices=["registrar", "broker", "analyst", "programme_officer", "administrator"],
        help="a role to give; may be repeated",
    )
    environment.add_home(add)
    add.set_defaults(run=_add)


def _add(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    environment.require_store()
    from technopole.accounts.services.people import create_person
    from technopole.core.sourced import By

    by = By(label="technopole people add", why="Made on the command line")
    _, password = create_person(arguments.username, arguments.email, by, name=arguments.name, roles=arguments.role)
    print(f"{arguments.username} may sign in with the password {password}")
    return 0
