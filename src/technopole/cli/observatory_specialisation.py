"""observatory specialisation: what regions are special in, and how special they are."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from technopole.cli.observatory_long import add_files, all_whole, read
from technopole.cli.progress import Progress

if TYPE_CHECKING:
    import numpy as np

    from technopole.sources.long_tables import LongTable

HEADER = (
    "region", "activity", "value", "location_quotient", "symmetric", "revealed_advantage", "additive", "normalised",
)  # fmt: skip
REGIONS = (
    "region", "total", "active", "krugman", "hoover", "herfindahl", "herfindahl_normalised", "entropy_bits",
    "evenness", "hachman", "average_quotient", "divergence_bits",
)  # fmt: skip


def add_verb(verbs: Any) -> None:
    verb = verbs.add_parser(
        "specialisation",
        help="location quotients and their symmetric forms; indices of regions",
        description="Location quotient (revealed comparative advantage) of each pair of a region and an activity, "
        "absent pairs too, from a long table. Quotients compare with the whole table.",
    )
    add_files(verb)
    verb.add_argument(
        "--regions", metavar="OUT.csv",
        help="also write a row for each region: Krugman, Hoover, Herfindahl, entropy in bits, Hachman and others",
    )  # fmt: skip
    verb.set_defaults(run=_specialisation)


def _specialisation(arguments: argparse.Namespace) -> int:
    from technopole.methods import specialisation as methods
    from technopole.sources import number_tables

    table = read(arguments.file)
    x = table.values
    quotient = methods.location_quotient(x)
    pairs = [
        x, quotient, methods.symmetric(quotient), methods.revealed_advantage(quotient), methods.additive(x),
        methods.normalised(x),
    ]  # fmt: skip
    with all_whole([arguments.output, arguments.regions]) as (out, of_regions):
        number_tables.write(out, HEADER, _pairs(table, pairs))
        if of_regions:
            columns = [
                x.sum(axis=1), methods.active(x), methods.krugman(x), methods.hoover(x), methods.herfindahl(x),
                methods.herfindahl_normalised(x), methods.entropy(x), methods.evenness(x), methods.hachman(x),
                methods.average_quotient(x), methods.divergence(x),
            ]  # fmt: skip
            rows = zip(table.regions, *(each.tolist() for each in columns), strict=True)
            number_tables.write(of_regions, REGIONS, rows)
    return 0


def _pairs(table: LongTable, pairs: list[np.ndarray]) -> Iterator[tuple[object, ...]]:
    total = len(table.regions) * len(table.activities)
    with Progress("pairs") as progress:
        for place, region in enumerate(table.regions):
            columns = (each[place].tolist() for each in pairs)
            for activity, *numbers in zip(table.activities, *columns, strict=True):
                yield (region, activity, *numbers)
            progress((place + 1) * len(table.activities), total)
