"""What commands share: the home folder, Django, and where the demo centre lies."""

from __future__ import annotations

import argparse
import ipaddress
import os
from collections.abc import Callable
from pathlib import Path

from technopole.core.errors import TechnopoleError

DEMO_CENTRE = Path("centres") / "shanghai"


def add_home(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--home",
        metavar="DIR",
        default=os.environ.get("TECHNOPOLE_HOME", ".technopole"),
        help="the folder that holds store, index and attachments (default: $TECHNOPOLE_HOME or ./.technopole)",
    )


def add_address(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    command.add_argument("--port", type=port, default=8000, help="the port to listen on (default: %(default)s)")


def port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port: 1 to 65535")
    return number


def jobs(most: int) -> Callable[[str], int]:
    """The type of a number of processes, from 1 to `most`."""

    def read(text: str) -> int:
        number = int(text)
        if not 1 <= number <= most:
            raise argparse.ArgumentTypeError(f"{text} processes: 1 to {most}")
        return number

    return read


def use_home(arguments: argparse.Namespace) -> Path:
    """Make the home folder, readable by its owner only, and let settings know it."""
    home = Path(arguments.home).expanduser().resolve()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(home, os.W_OK | os.X_OK):
            raise PermissionError(13, "may not be written")
    except OSError as error:
        raise TechnopoleError(
            f"The home folder {home} cannot be used: {error.strerror}.", hint="Choose another with --home DIR."
        ) from None
    (home / "static").mkdir(exist_ok=True)  # where an operator may put files of their own; whitenoise looks there
    os.environ["TECHNOPOLE_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "technopole.settings")
    return home


def set_up(arguments: argparse.Namespace) -> Path:
    """The home folder, with Django ready. Cost: about a second the first time in a process."""
    home = use_home(arguments)
    import django

    django.setup()
    return home


def set_up_again() -> None:
    """Django in a process that a command started; it has inherited where the home is."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def migrate() -> bool:
    """Bring the store to this version's tables; True if there was something to do."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def require_store() -> None:
    """Refuse a home whose store was never made or belongs to another version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        raise TechnopoleError(
            "This home has no store yet.", hint="`technopole up` makes one; --home DIR names another."
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise TechnopoleError("The store is of an older version.", hint="`technopole up` brings it up to date.")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_private(host: str) -> bool:
    """Can only this machine's users reach the portal? Host names or HTTPS say that a proxy publishes it."""
    return is_loopback(host) and not os.environ.get("TECHNOPOLE_HOSTS") and os.environ.get("TECHNOPOLE_HTTPS") != "1"


def demo_centre() -> Path:
    """The demo centre's folder: in this repository, or in or above the current folder.

    The installed package does not carry it, as it is as large as the program; an installed program finds it only
    beside a clone.
    """
    here = Path.cwd()
    above = [Path(__file__).resolve().parents[3], here, *here.parents]
    for folder in above:
        if (folder / DEMO_CENTRE / "centre.toml").is_file():
            return folder / DEMO_CENTRE
    raise TechnopoleError(
        "The demo centre is not here: it is part of the repository, not of the installed package.",
        hint="Make a centre with `technopole new DIR`, then `technopole up DIR`.",
    )
