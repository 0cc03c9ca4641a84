"""registry …: world registries into the register."""

from __future__ import annotations

import argparse
import gc
from pathlib import Path
from typing import Any

from technopole.cli import columns, duplicates, environment, importing
from technopole.cli.indexing import Indexing
from technopole.cli.progress import Progress


def add_commands(commands: Any) -> None:
    registry = commands.add_parser("registry", help="load world registries")
    verbs = registry.add_subparsers(metavar="VERB", required=True)
    importing.add_command(verbs)
    columns.add_verbs(verbs)
    duplicates.add_command(verbs)
    load = verbs.add_parser("load", help="load a registry's file")
    load.add_argument("format", choices=["ror"], help="ror: a data dump of the Research Organization Registry")
    load.add_argument("file", metavar="FILE", help="the file as it was published: zip, JSON or JSON lines")
    environment.add_home(load)
    load.set_defaults(run=_load)


def _some(texts: list[str], most: int = 3) -> str:
    return "; ".join(texts[:most]) + (" …" if len(texts) > most else "")


def _load(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    environment.migrate()
    from technopole.registry import ror_load
    from technopole.registry.duplicates import store as comparing

    # millions of small objects live and die here, none of them in cycles: the collector would find nothing, slowly
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    total: list[int] = []

    with Progress("organisations") as progress, Indexing() as indexing:

        def tell(phase: str, done: int) -> None:
            if phase == "check":
                total[:] = [done]
            if phase == "write":
                indexing.begin()
            progress.label = {"check": "checking", "write": "writing"}.get(phase, phase)
            progress(done, max(done, *total) if phase == "write" and total else None)

        report = ror_load.load(Path(arguments.file), progress=tell)
        progress.label = "indexing"
        indexed = indexing.finished()
        if report.created or report.changed:
            progress.label = "preparing the comparison"
            comparing.prepare_all(progress)
    print(
        f"{report.total:,} organisations read: {report.created:,} new, {report.changed:,} changed, "
        f"{report.unchanged:,} as they were."
    )
    if not indexed:
        print("The portal is running: its worker brings the search up to date in the background.")
    if report.disagreeing:
        print(f"Of {len(report.disagreeing):,} the centre or its people say other than ROR; their pages show both.")
    if report.missing:
        print(
            f"{len(report.missing):,} that an earlier file held are not in this one, and stay: {_some(report.missing)}"
        )
    if report.doubts:
        print(f"{len(report.doubts):,} values were left out as wrong: {_some(report.doubts)}")
    return 0
