"""A long table of regions, activities and values, made a matrix: one row for each region, one column for each activity.

Pairs that are not in the table are zero. Order is that of first appearance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from technopole.core.errors import SourceError
from technopole.sources import number_tables

REGION, ACTIVITY, VALUE = "region", "activity", "value"
MOST_PAIRS = 2**27
"""Regions times activities: one GiB for each matrix of numbers, of which a method makes several."""


@dataclass(frozen=True, eq=False)
class LongTable:
    """Regions and activities with a value above zero somewhere, and the (regions × activities) values."""

    regions: list[str]
    activities: list[str]
    values: np.ndarray
    dropped_regions: list[str]
    """Those whose values are all zero."""
    dropped_activities: list[str]


def read(stream: BinaryIO, name: str) -> LongTable:
    """The matrix of a CSV with the columns `region`, `activity` and `value`; other columns are not looked at.

    Raises `SourceError` for a value that is negative or no number, a pair that stands twice (both lines are told), and
    a table of which nothing is left. Memory: the table as text, and eight bytes for each pair of a region and an
    activity.
    """
    table = number_tables.read(stream, name)
    regions, rows = _numbered(table.keys(REGION))
    activities, columns = _numbered(table.keys(ACTIVITY))
    numbers = np.array(table.numbers(VALUE, least=0.0), float)
    if not numbers.any():
        told = "no value is above zero" if len(numbers) else "the table has no rows"
        raise SourceError(told, file=name, field=VALUE, hint="There is nothing to compare.")
    if len(regions) * len(activities) > MOST_PAIRS:
        told = f"{len(regions):,} regions × {len(activities):,} activities are more than {MOST_PAIRS:,} pairs"
        raise SourceError(told, file=name, hint="Take fewer, or a coarser classification.")
    pairs = rows * len(activities) + columns
    _refuse_twice(pairs, table, regions, activities)
    values = np.zeros((len(regions), len(activities)))
    values.flat[pairs] = numbers
    with np.errstate(over="ignore"):
        whole = values.sum()
    if not np.isfinite(whole):
        raise SourceError("the values are too large to be added up", file=name, field=VALUE, hint="Use a larger unit.")
    kept_rows, kept_columns = np.asarray(values.any(axis=1)), np.asarray(values.any(axis=0))
    return LongTable(
        _chosen(regions, kept_rows), _chosen(activities, kept_columns), values[np.ix_(kept_rows, kept_columns)],
        _chosen(regions, ~kept_rows), _chosen(activities, ~kept_columns),
    )  # fmt: skip


def _numbered(keys: list[str]) -> tuple[list[str], np.ndarray]:
    """The different keys in order of appearance, and the number of each."""
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(key, len(numbers)) for key in keys]
    return list(numbers), np.array(found, np.int64)


def _refuse_twice(pairs: np.ndarray, table: number_tables.Table, regions: list[str], activities: list[str]) -> None:
    order = np.argsort(pairs, kind="stable")
    again = np.flatnonzero(np.diff(pairs[order]) == 0)
    if not len(again):
        return
    later = order[again + 1]
    place = int(np.argmin(later))  # the repetition that stands first in the file
    first, second = int(order[again[place]]), int(later[place])
    region, activity = divmod(int(pairs[second]), len(activities))
    more = f" ({len(again):,} rows repeat a pair)" if len(again) > 1 else ""
    raise SourceError(
        f"the pair {regions[region]!r}, {activities[activity]!r} stands on line {table.lines[first]} already{more}",
        file=table.name, line=table.lines[second], hint="Add the values up, or take one of the rows away.",
    )  # fmt: skip


def _chosen(keys: list[str], kept: np.ndarray) -> list[str]:
    return [keys[place] for place in np.flatnonzero(kept).tolist()]
