"""observatory complexity: who can do what, how rare that is, and what lies near."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from technopole.cli.observatory_long import add_files, all_whole, read
from technopole.cli.progress import Progress

if TYPE_CHECKING:
    import numpy as np

    from technopole.sources.long_tables import LongTable

HEADER = (
    "region", "activity", "value", "rca", "mcp", "diversity", "ubiquity", "eci", "pci", "density", "coi", "cog",
)  # fmt: skip
REGIONS = ("region", "diversity", "eci", "coi", "fitness")
ACTIVITIES = ("activity", "ubiquity", "pci", "complexity")


def add_verb(verbs: Any) -> None:
    verb = verbs.add_parser(
        "complexity",
        help="economic complexity: comparative advantage, ECI, PCI, density, outlook",
        description="Economic complexity of regions and activities, from a long table. One row a pair, absent pairs "
        "too; a cell is empty where a measure is not defined. Without options as py-ecomplexity 0.5.3 has it.",
    )
    add_files(verb)
    verb.add_argument("--regions", metavar="OUT.csv", help=f"also write a row for each region: {','.join(REGIONS)}")
    verb.add_argument(
        "--activities", metavar="OUT.csv", help=f"also write a row for each activity: {','.join(ACTIVITIES)}"
    )
    verb.add_argument(
        "--threshold", type=_above_zero, default=1.0, metavar="T",
        help="a region has an activity from this comparative advantage on (default: 1)",
    )  # fmt: skip
    verb.add_argument(
        "--presence", choices=["rca", "given"], default="rca",
        help="given: the values themselves are compared with the threshold, not their quotients (default: %(default)s)",
    )  # fmt: skip
    verb.add_argument(
        "--eci-deviation", choices=["population", "sample"], default="population",
        help="the standard deviation that ECI is divided by (default: %(default)s)",
    )  # fmt: skip
    verb.add_argument(
        "--pci-scale", choices=["eci", "population", "sample"], default="eci",
        help="eci: PCI has ECI's mean and deviation, so that ECI is the mean PCI of what a region has; population, "
        "sample: PCI's own (default: %(default)s)",
    )  # fmt: skip
    verb.add_argument(
        "--diagonal", choices=["included", "excluded"], default="included",
        help="whether an activity is near itself, in density and outlook (default: %(default)s)",
    )  # fmt: skip
    verb.add_argument(
        "--iterations", type=_whole, default=20, metavar="N",
        help="of fitness, the start counted (default: %(default)s)",
    )  # fmt: skip
    verb.add_argument(
        "--largest-part", action="store_true",
        help="where regions fall into parts that share no activity, compare the largest alone",
    )  # fmt: skip
    verb.set_defaults(run=_complexity)


def _above_zero(text: str) -> float:
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def _whole(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 100_000:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and 100,000")
    return value


def _complexity(arguments: argparse.Namespace) -> int:
    import numpy as np

    from technopole.methods import complexity as methods
    from technopole.methods.specialisation import location_quotient
    from technopole.sources import number_tables

    table = read(arguments.file)
    rca = location_quotient(table.values) if arguments.presence == "rca" else table.values
    m = methods.presence(rca, arguments.threshold)
    try:
        found = methods.complexity(
            m, deviation=arguments.eci_deviation, pci_scale=arguments.pci_scale, largest_part=arguments.largest_part
        )
        eci, pci, vector = found.eci, found.pci, found.activity_vector
    except methods.Undefined as reason:
        hint = " --largest-part compares the largest." if "parts" in str(reason) else ""
        sys.stderr.write(f"eci, pci, coi and cog stay empty, since they are not defined here: {reason}{hint}\n")
        eci, pci = np.full(m.shape[0], np.nan), np.full(m.shape[1], np.nan)
        vector = pci
    dense, coi, cog = methods.outlook(m, vector, diagonal=arguments.diagonal == "included")
    diverse, ubiquitous = methods.diversity(m), methods.ubiquity(m)
    with all_whole([arguments.output, arguments.regions, arguments.activities]) as (out, of_regions, of_activities):
        number_tables.write(
            out, HEADER, _pairs(table, [rca, m, dense, cog], [diverse, eci, coi], [ubiquitous, pci])
        )  # fmt: skip
        if of_regions or of_activities:
            fitness, complexity = methods.fitness(m, arguments.iterations)
        if of_regions:
            columns = (each.tolist() for each in (diverse, eci, coi, fitness))
            number_tables.write(of_regions, REGIONS, zip(table.regions, *columns, strict=True))
        if of_activities:
            columns = (each.tolist() for each in (ubiquitous, pci, complexity))
            number_tables.write(of_activities, ACTIVITIES, zip(table.activities, *columns, strict=True))
    return 0


def _pairs(
    table: LongTable, pairs: list[np.ndarray], regions: list[np.ndarray], activities: list[np.ndarray]
) -> Iterator[tuple[object, ...]]:
    """The rows. What stands in every row of a region or an activity is written out once."""
    from technopole.sources.number_tables import written

    diverse, eci, coi = ([written(cell) for cell in each.tolist()] for each in regions)
    ubiquitous, pci = ([written(cell) for cell in each.tolist()] for each in activities)
    total = len(table.regions) * len(table.activities)
    with Progress("pairs") as progress:
        for place, region in enumerate(table.regions):
            values = table.values[place].tolist()
            rca, present, dense, cog = (each[place].tolist() for each in pairs)
            for other, activity in enumerate(table.activities):
                yield (
                    region, activity, values[other], rca[other], int(present[other]), diverse[place],
                    ubiquitous[other], eci[place], pci[other], dense[other], coi[place], cog[other],
                )  # fmt: skip
            progress((place + 1) * len(table.activities), total)
