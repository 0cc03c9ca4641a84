"""backup, restore, verify: the portal's state kept, brought back, and checked."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from technopole.cli import environment
from technopole.cli.progress import Progress

_FOUND_WRONG = 2


def add_commands(commands: Any) -> None:
    backup = commands.add_parser("backup", help="write the whole state into one file")
    backup.add_argument(
        "file", metavar="FILE", help="the file to write, a zip; one that is there is replaced at the end"
    )
    environment.add_home(backup)
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="bring a backup back into an empty home")
    restore.add_argument("file", metavar="FILE", help="what `backup` wrote, on SQLite or PostgreSQL")
    environment.add_home(restore)
    restore.set_defaults(run=_restore)

    verify = commands.add_parser("verify", help="check store, attachments and index against each other")
    verify.add_argument("--all", action="store_true", help="check every thing, not a sample of 2,000 of each kind")
    verify.add_argument("--repair", action="store_true", help="first write anew what differs from its sources")
    environment.add_home(verify)
    verify.set_defaults(run=_verify)


def _backup(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    environment.require_store()
    from technopole.keeping import backup

    with Progress("rows") as progress:
        kept = backup.write(Path(arguments.file), progress=progress)
    size = f"{kept.size / 1e6:,.1f} MB"
    print(f"{arguments.file}: {kept.rows:,} rows of {kept.tables} tables, {kept.files} files, {size}.")
    print("It holds personal data, and not secret.key: keep both safe, and apart.")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    from technopole.keeping import restore

    with Progress("rows") as progress:
        kept = restore.read(Path(arguments.file), progress=progress)
    print(f"{kept.rows:,} rows of {kept.tables} tables and {kept.files} files are back.")
    print(f"The search index holds {kept.indexed:,} things.")
    print("Everybody signs in again: sessions are not part of a backup.")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    environment.require_store()
    from technopole.keeping import verify

    if arguments.repair:
        print(f"{verify.repair():,} things were written anew from their sources, and the index was rebuilt.")
    wrong = 0
    for finding in verify.everything(every_thing=arguments.all):
        wrong += not finding.good
        print(f"{'good ' if finding.good else 'WRONG'} {finding.what}")
    if wrong:
        sys.stderr.write(f"technopole: {wrong} {'checks' if wrong > 1 else 'check'} found something wrong\n")
    return _FOUND_WRONG if wrong else 0
