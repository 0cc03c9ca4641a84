"""registry duplicates: pairs of records that may mean the same organisation."""

from __future__ import annotations

import argparse
import csv
import io
from typing import Any

from technopole.cli import environment
from technopole.cli.output import whole
from technopole.cli.progress import Progress

COLUMNS = ("organisation_a", "name_a", "organisation_b", "name_b", "score", "evidence")


def add_command(verbs: Any) -> None:
    """The verb, into those of `registry`."""
    verb = verbs.add_parser("duplicates", help="find records that may mean the same organisation")
    verb.add_argument("--output", metavar="OUT.csv", required=True, help="what to write; - is standard output")
    verb.add_argument(
        "--least", type=_score, metavar="S",
        help="the lowest score (0 to 1) to write (default: that of pairs of which nine in ten are right)",
    )  # fmt: skip
    verb.add_argument("--keep", action="store_true", help="also keep the pairs for registrars to decide")
    environment.add_home(verb)
    verb.set_defaults(run=_run)


def _score(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0.005 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not a score: 0.005 to 1")
    return number


def _run(arguments: argparse.Namespace) -> int:
    with whole(arguments.output) as target:  # a place that cannot be written is told before the work, not after it
        environment.set_up(arguments)
        environment.migrate()
        from technopole.methods.duplicates.score import PROPOSED
        from technopole.registry.duplicates import whole as register

        with Progress("organisations") as progress:

            def tell(phase: str, done: int, total: int | None) -> None:
                progress.label = phase
                progress(done, total)

            found = register.find(arguments.least or PROPOSED, tell)
        named = register.addresses({uid for pair in found for uid in (pair.a, pair.b)})
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for pair in found:
            codes = ";".join(code for code, _weight in pair.evidence)
            writer.writerow([*named[pair.a], *named[pair.b], f"{pair.score:.4f}", codes])
        target.write(text.getvalue().encode())
        waiting = register.keep(found) if arguments.keep else None
    if arguments.output != "-":
        print(f"{len(found):,} pairs of records may be one organisation.")
        if waiting is not None:
            print(f"{waiting:,} pairs wait for a registrar to decide.")
    return 0
