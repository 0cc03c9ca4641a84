"""Yearly series side by side, on their scales: a row a series, a column a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from technopole.methods.forecasting.scales import Scale, scale_of

FEWEST = 3
"""A series is forecast from so many years without a gap on: two changes are the fewest that can differ."""
SCALE_PRIOR = 5.0
"""How many changes of its own make a series' restlessness count as much as that of all series together."""


@dataclass(frozen=True)
class Series:
    """A name, and values by year; `None` or nan is missing."""

    name: str
    years: Sequence[int]
    values: Sequence[float | None]


@dataclass(frozen=True, eq=False)
class Panel:
    """Series of one kind; made by `panel_of`."""

    names: tuple[str, ...]
    first_year: int
    values: np.ndarray
    """(series × years) on the scale of each series, nan where missing."""
    scales: tuple[Scale, ...] = field(repr=False)

    @cached_property
    def run(self) -> np.ndarray:
        """(series × years) how many years without a gap end in each year."""
        found = np.zeros(self.values.shape, np.int64)
        length = np.zeros(len(self.names), np.int64)
        for at in range(self.values.shape[1]):
            length = np.where(np.isnan(self.values[:, at]), 0, length + 1)
            found[:, at] = length
        return found

    @cached_property
    def last(self) -> np.ndarray:
        """(series) the column of each series' last value; -1 for a series without values."""
        there = ~np.isnan(self.values)
        if not there.size:
            return np.full(len(self.names), -1)
        return np.where(there.any(axis=1), there.shape[1] - 1 - there[:, ::-1].argmax(axis=1), -1)

    def ready(self, at: int) -> np.ndarray:
        """The series that can be forecast from a column."""
        return np.flatnonzero(self.run[:, at] >= FEWEST)

    def changes(self, at: int, rows: np.ndarray) -> np.ndarray:
        """(rows × years before `at`) changes from year to year in the run that ends there; nan elsewhere."""
        steps = np.diff(self.values[rows, : at + 1], axis=1)
        inside = np.arange(1, at + 1)[None, :] > at - self.run[rows, at][:, None] + 1
        return np.where(inside, steps, np.nan)

    def restlessness(self, at: int, rows: np.ndarray) -> np.ndarray:
        """(rows) how far changes lie from their median, in the mean: the unit in which errors of series are pooled.

        That of a short series says little, so it is drawn towards that of all rows.
        """
        steps = self.changes(at, rows)
        away = np.nansum(np.abs(steps - medians(steps)[:, None]), axis=1)
        freedom = self.run[rows, at] - 2
        common = away.sum() / freedom.sum()
        return np.asarray((away + SCALE_PRIOR * common) / (freedom + SCALE_PRIOR) + _NEXT_TO_NOTHING)


def medians(values: np.ndarray) -> np.ndarray:
    """(rows) the median of what is known in each row, at least one value; ten times as fast as numpy's for few."""
    ordered = np.sort(values, axis=1)  # nan come last
    number = (~np.isnan(values)).sum(axis=1)
    rows = np.arange(len(values))
    return np.asarray((ordered[rows, (number - 1) // 2] + ordered[rows, number // 2]) / 2.0)


_NEXT_TO_NOTHING = 1e-12
"""Keeps the errors of series that never change from being divided by zero."""


def panel_of(series: Sequence[Series], kind: str = "real", upper: float = 1.0) -> Panel:
    """Series of one kind as a panel.

    `kind` is `positive` for counts and sums, `share` for parts of `upper` (100 for per cent), or `real`. Raises
    `ValueError`, naming the series, for years given twice, years without values, and values that the kind cannot have.
    """
    rows = []
    for one in series:
        if len(one.years) != len(one.values):
            raise ValueError(f"{one.name}: {len(one.years)} years, {len(one.values)} values")
        if len(set(one.years)) != len(one.years):
            raise ValueError(f"{one.name}: a year is given twice")
        rows.append(
            {
                int(year): float(value)
                for year, value in zip(one.years, one.values, strict=True)
                if value is not None and not np.isnan(value)
            }
        )
    every = [year for row in rows for year in row]
    first, end = (min(every), max(every) + 1) if every else (0, 0)
    values, scales = np.full((len(rows), end - first), np.nan), []
    for at, (one, row) in enumerate(zip(series, rows, strict=True)):
        stated = np.asarray(list(row.values()))
        try:
            scale = scale_of(stated, kind, upper)
        except ValueError as problem:
            raise ValueError(f"{one.name}: {problem}") from None
        values[at, [year - first for year in row]] = scale.forward(stated)
        scales.append(scale)
    return Panel(tuple(one.name for one in series), first, values, tuple(scales))
