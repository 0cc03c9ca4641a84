"""The whole ASEM index in other ways than the published one, against loops over cells that know no arrays.

The loops follow COINr's functions one by one; sums of weights are divided last, so that ties are ties.
"""

import math
import statistics
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from technopole.methods.composite import (
    Aggregation,
    Imputation,
    Normalisation,
    Options,
    Screening,
    Structure,
    Treatment,
    Units,
    build,
)
from technopole.sources import composite_tables

Column = list[float]


@pytest.fixture(scope="module")
def asem(shared: Path) -> tuple[Structure, Units]:
    folder = shared / "data" / "observatory" / "composite"
    with (folder / "ASEM_iMeta.csv").open("rb") as meta, (folder / "ASEM_iData.csv").open("rb") as data:
        tree = composite_tables.read_meta(meta, "iMeta")
        return tree.structure, composite_tables.read_data(data, "iData", tree).units


def known(column: Column) -> Column:
    return [value for value in column if value == value]


def passes(column: Column) -> bool:
    values = known(column)
    n, mean = len(values), sum(values) / len(values)
    second, third, fourth = (sum((value - mean) ** power for value in values) for power in (2, 3, 4))
    skew = math.sqrt(n) * third / second**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    kurt = ((n + 1) * (n * fourth / second**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    return abs(skew) < 2 or kurt < 3.5


def skewed_upwards(column: Column) -> bool:
    mean = statistics.fmean(known(column))
    return sum((value - mean) ** 3 for value in known(column)) >= 0


def winsorised(column: Column) -> Column:
    column, high, low = list(column), [], []
    while not passes(column) and len(high) + len(low) < 5:
        end: Callable[[Column], float] = max if skewed_upwards(column) else min
        drawn = [at for at, value in enumerate(column) if value == end(known(column))]
        if skewed_upwards(column):
            high = drawn
        else:
            low = drawn
        next_one = end([value for at, value in enumerate(column) if value == value and at not in drawn])
        for at in drawn:
            column[at] = next_one
    return column


def treated(column: Column, how: str) -> Column:
    if how == "none" or passes(column):
        return column
    drawn_in = winsorised(column)
    if how == "winsorise" or passes(drawn_in):
        return drawn_in
    least, most = min(known(column)), max(known(column))
    return [math.log(value - least + 0.01 * (most - least)) for value in column]


def ranks(column: Column) -> Column:
    return [1 + sum(other < value for other in known(column)) if value == value else value for value in column]


def normalised(column: Column, how: str) -> Column:
    values = known(column)
    least, most = min(values), max(values)
    if how == "zscore":
        mean = sum(values) / len(values)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
        return [(value - mean) / deviation for value in column]
    if how == "rank":
        return ranks(column)
    return [(value - least) / (most - least) * 99 + 1 for value in column]


def imputed(column: Column, how: str, groups: list[str]) -> Column:
    if how == "none":
        return column
    if how == "median":
        middle = statistics.median(known(column))
        return [value if value == value else middle for value in column]
    means = {group: statistics.fmean(known([v for v, own in zip(column, groups, strict=True) if own == group]))
             for group in set(groups)}  # fmt: skip
    return [value if value == value else means[group] for value, group in zip(column, groups, strict=True)]


def combined(columns: list[Column], weights: Column, how: str) -> Column:
    units = range(len(columns[0]))
    if how == "copeland":
        total = sum(weights)
        return [
            sum(
                sum(weight * ((each[one] > each[other]) + 0.5 * (each[one] == each[other]))
                    for each, weight in zip(columns, weights, strict=True))
                for other in units
                if other != one
            )
            / total
            for one in units
        ]  # fmt: skip
    result = []
    for one in units:
        pairs = [(each[one], weight) for each, weight in zip(columns, weights, strict=True) if each[one] == each[one]]
        total = sum(weight for _, weight in pairs)
        if how == "arithmetic":
            result.append(sum(value * weight for value, weight in pairs) / total)
        elif how == "geometric":
            result.append(math.exp(sum(weight * math.log(value) for value, weight in pairs) / total))
        else:
            result.append(total / sum(weight / value for value, weight in pairs))
    return result


@pytest.mark.parametrize(("impute", "treat", "normalise", "aggregate"), [
    ("group_mean", "log_ct", "minmax", "geometric"),
    ("none", "winsorise", "minmax", "harmonic"),
    ("median", "none", "zscore", "arithmetic"),
    ("none", "log_ct", "rank", "arithmetic"),
    ("group_mean", "winsorise", "rank", "copeland"),
])  # fmt: skip
def test_an_index_of_other_choices_is_that_of_the_loops(
    asem: tuple[Structure, Units], impute: str, treat: str, normalise: str, aggregate: str
) -> None:
    structure, units = asem
    columns: dict[str, Column] = {}
    for at, element in enumerate(structure.indicators):
        column = units.values[:, at].tolist()
        if element.denominator:
            column = [v / below for v, below in zip(column, units.denominators[element.denominator].tolist(), strict=True)]
        column = treated(imputed(column, impute, list(units.groups["EurAsia_group"])), treat)
        columns[element.code] = normalised([element.direction * value for value in column], normalise)
    for element in structure.aggregates:
        children = [child for child in structure.ordered if child.parent == element.code]
        own = [columns[child.code] for child in children]
        columns[element.code] = combined(own, [child.weight for child in children], aggregate)
    stages = build(structure, units, Options(
        impute=Imputation(impute), screen=Screening(least_available=0.0),
        treat=Treatment("none") if treat == "none" else Treatment(then="log_ct" if treat == "log_ct" else "none"),
        normalise=Normalisation(normalise, low=1.0), aggregate=Aggregation(aggregate),
    ))  # fmt: skip
    found = dict(zip((element.code for element in structure.aggregates), stages.aggregated.T, strict=True))
    for code, scores in found.items():
        assert np.allclose(scores, columns[code], rtol=0, atol=1e-9), code
    assert stages.ranks.tolist() == ranks([-score for score in columns[structure.index.code]])
