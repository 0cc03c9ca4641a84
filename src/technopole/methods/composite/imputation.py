"""Missing values filled in from what is known of other units, or of the unit itself.

The OECD's handbook (2008, step 3) calls these implicit or single imputations: they shrink the spread of an indicator,
the more values it lacks; how much the ranks hang on them tells `uncertainty`. Results as COINr's `i_mean_grp`,
`i_median_grp`, `i_mean`, `i_median`, and `Impute` by row with the last two.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

METHODS = ("group_mean", "group_median", "mean", "median", "unit_mean", "unit_median", "none")
BY_UNIT = ("unit_mean", "unit_median")


def impute(values: np.ndarray, method: str = "group_mean", groups: Sequence[str] | None = None) -> np.ndarray:
    """(units × indicators) with missing values filled in, each indicator from itself.

    `groups` are the units' labels, needed by the two methods that go by group. A value stays missing where its group
    has no other, and where a unit has no label. The two `unit_` methods are those of `by_unit`. Raises `ValueError` for
    another method, or labels that do not fit. Cost: one pass; the medians sort.
    """
    if method in BY_UNIT:
        return by_unit(values, np.ones(values.shape[1]), median=method == "unit_median")
    if method not in METHODS:
        raise ValueError(f"{method!r} is no way to impute: {', '.join(METHODS)}")
    result = np.array(values, np.float64)
    if method == "none":
        return result
    by_median = method.endswith("median")
    if not method.startswith("group_"):
        return _filled(result, by_median)
    if groups is None or len(groups) != len(result):
        raise ValueError(f"{method} needs a label for each of {len(result)} units")
    for label in dict.fromkeys(groups):
        if label:
            rows = np.array([each == label for each in groups])
            result[rows] = _filled(result[rows], by_median)
    return result


def by_unit(
    values: np.ndarray,
    directions: np.ndarray,
    median: bool = False,
    sets: Sequence[np.ndarray] | None = None,
) -> np.ndarray:
    """(units × indicators) with missing values filled in, each unit from its own other indicators.

    Every indicator is put on a scale from its worst value, 0, to its best, 1 (`directions` say which end is better);
    what is missing takes the mean, or median, of what the unit has, and goes back to the indicator's own scale. `sets`
    are the columns that speak for each other, such as those under one aggregate; without them, all do. A value stays
    missing where the unit has nothing in the set, or nobody has the indicator. Source: COINr's `Impute` with
    `impute_by = "row"`, `normalise_first` and `group_level`. Cost: one pass; the median sorts.
    """
    turned = np.asarray(values, np.float64) * directions
    least = np.fmin.reduce(turned, axis=0, initial=np.nan)
    spread = np.fmax.reduce(turned, axis=0, initial=np.nan) - least
    scaled = np.full(turned.shape, np.nan)
    np.divide(turned - least, spread, out=scaled, where=spread > 0)
    result = np.array(values, np.float64)
    for columns in sets if sets is not None else [np.arange(turned.shape[1])]:
        own = scaled[:, columns].T
        centre = medians(own) if median else means(own)
        found = (centre[:, None] * spread[columns] + least[columns]) * directions[columns]
        result[:, columns] = np.where(np.isnan(result[:, columns]), found, result[:, columns])
    return result


def _filled(rows: np.ndarray, by_median: bool) -> np.ndarray:
    centre = medians(rows) if by_median else means(rows)
    return np.where(np.isnan(rows), centre, rows)


def means(rows: np.ndarray) -> np.ndarray:
    """(columns,) means of what is known; NaN where nothing is."""
    known = ~np.isnan(rows)
    count = known.sum(axis=0)
    result = np.full(rows.shape[1], np.nan)
    np.divide(np.where(known, rows, 0.0).sum(axis=0), count, out=result, where=count > 0)
    return result


def medians(rows: np.ndarray) -> np.ndarray:
    """(columns,) medians of what is known; NaN where nothing is."""
    count = (~np.isnan(rows)).sum(axis=0)
    result = np.full(rows.shape[1], np.nan)
    there = np.flatnonzero(count)
    held = np.sort(rows[:, there], axis=0)  # NaN last
    columns = np.arange(len(there))
    low, high = (count[there] - 1) // 2, count[there] // 2
    result[there] = (held[low, columns] + held[high, columns]) / 2
    return result
