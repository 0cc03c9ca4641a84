"""observatory …: where the centre stands; the methods of the field on anybody's tables."""

from __future__ import annotations

from typing import Any

from technopole.cli import (
    observatory_clusters,
    observatory_complexity,
    observatory_composite,
    observatory_load,
    observatory_measure,
    observatory_report,
    observatory_specialisation,
    observatory_versions,
)


def add_commands(commands: Any) -> None:
    observatory = commands.add_parser("observatory", help="measure: indices, clusters, what a region is good at")
    verbs = observatory.add_subparsers(metavar="VERB", required=True)
    commands_of = (
        observatory_clusters, observatory_complexity, observatory_composite, observatory_load,
        observatory_measure, observatory_report, observatory_specialisation, observatory_versions,
    )  # fmt: skip
    for verb in commands_of:
        verb.add_verb(verbs)
