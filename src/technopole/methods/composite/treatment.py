"""Outliers: found by skewness and kurtosis, drawn in by winsorising, or the whole indicator bent by a logarithm.

The rule is that of the JRC's and WIPO's indices: an indicator passes where its absolute skewness is below 2 or its
kurtosis below 3.5. Skewness and kurtosis are bias-corrected, G1 and G2 of Joanes, Gill, Comparing measures of sample
skewness and kurtosis, The Statistician 47(1), 183-189 (1998); as SKEW and KURT of spreadsheets. Results as COINr's
`Treat` with `winsorise`, `log_CT`, `log_CT_orig`, `boxcox`, and as its `log_GII` is meant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from technopole.methods.composite.model import Refused

METHODS = ("winsorise", "none")
TRANSFORMS = ("none", "log_ct", "log_ct_one", "log", "log_gii", "box_cox")


def skewness(values: np.ndarray) -> np.ndarray:
    """(columns,) G1 of each column of (units × columns); NaN for fewer than three values or no spread. One pass."""
    return _measures(values)[0]


def kurtosis(values: np.ndarray) -> np.ndarray:
    """(columns,) G2, the excess over a normal distribution's; NaN for fewer than four values or no spread."""
    return _measures(values)[1]


def passes(values: np.ndarray, most_skewness: float = 2.0, most_kurtosis: float = 3.5) -> np.ndarray:
    """(columns,) bool: is either measure below its limit? What cannot be measured passes, since nothing is known."""
    return _within(*_measures(values), most_skewness, most_kurtosis)


@dataclass(frozen=True, eq=False)
class Winsorised:
    """A column of which the outermost values were drawn in."""

    values: np.ndarray
    high: np.ndarray
    """(units,) bool: drawn down to the next lower value."""
    low: np.ndarray
    """(units,) bool: drawn up to the next higher."""

    @property
    def points(self) -> int:
        return int(self.high.sum() + self.low.sum())


def winsorise(
    column: np.ndarray,
    most_points: int | None = 5,
    most_skewness: float = 2.0,
    most_kurtosis: float = 3.5,
    force: bool = False,
) -> Winsorised:
    """Draws in the outermost value, with its ties, again and again while the (units,) column does not pass.

    The largest goes to the next lower value if skewness is 0 or more, else the smallest to the next higher. Stops once
    `most_points` values were drawn in (None: no limit); ties are drawn in together, so that there may be more. With
    `force` it goes on to that number although the column passes. A column that would lose all its spread, as one of
    mostly zeros does, is left as it was. Cost: points × units. Raises `ValueError` for `force` without a limit.
    """
    if force and most_points is None:
        raise ValueError("forced winsorising needs a limit")
    held = np.array(column, np.float64)
    known = ~np.isnan(held)
    nobody = np.zeros(len(held), bool)
    high, low = nobody, nobody
    while most_points is None or int(high.sum() + low.sum()) < most_points:
        skew, kurt = _measures(held[:, None])
        if (not force and _within(skew, kurt, most_skewness, most_kurtosis)[0]) or not _spread(held[:, None])[0]:
            break
        if not skew[0] < 0:
            high = held == held[known].max()
            held[high] = held[known & ~high].max()
        else:
            low = held == held[known].min()
            held[low] = held[known & ~low].min()
    if (high.any() or low.any()) and not _spread(held[:, None])[0]:
        return Winsorised(np.array(column, np.float64), nobody, nobody)
    return Winsorised(held, high, low)


def transform(values: np.ndarray, how: str, power: float = 0.0) -> np.ndarray:
    """One of `TRANSFORMS` of each column of (units × columns); missing values stay missing.

    | name | of each column |
    |---|---|
    | `log_ct` | log(x − min + (max − min) / 100): the "COIN tool" logarithm, whatever the unit |
    | `log_ct_one` | log(x − min + 1): depends on the unit |
    | `log` | log(x): for positive values |
    | `log_gii` | log((max − 1)(x − min) / (max − min) + 1), for a maximum above 1 (GII 2020) |
    | `box_cox` | (y^power − 1) / power, log(y) for a power of 0, with y = x − min + 1 |

    A column without spread stays as it is. Raises `Refused`, with row and column, where there is no logarithm, and
    `ValueError` for another name.
    """
    if how not in TRANSFORMS:
        raise ValueError(f"{how!r} is no transformation: {', '.join(TRANSFORMS)}")
    result = np.array(values, np.float64)
    at = np.flatnonzero(_spread(result))
    if how == "none" or not len(at):
        return result
    held = result[:, at]
    if how == "log" and (held <= 0).any():
        row, column = (int(each[0]) for each in np.nonzero(held <= 0))
        told = f"{held[row, column]:g} has no logarithm"
        raise Refused(told, row=row, column=int(at[column]), hint="Use log_ct, which shifts the values")
    low, high = np.fmin.reduce(held, axis=0), np.fmax.reduce(held, axis=0)
    if how == "log_gii" and (high <= 1).any():
        column = int(np.flatnonzero(high <= 1)[0])
        told = f"its largest value, {high[column]:g}, is not above 1, so that this logarithm would turn the order round"
        raise Refused(told, column=int(at[column]), hint="Use log_ct, which does not hang on the unit")
    shifts: dict[str, Callable[[], np.ndarray]] = {
        "log": lambda: np.log(held),
        "log_ct": lambda: np.log(held - low + 0.01 * (high - low)),
        "log_ct_one": lambda: np.log(held - low + 1),
        "log_gii": lambda: np.log((high - 1) * (held - low) / (high - low) + 1),
        "box_cox": lambda: np.log(held - low + 1) if power == 0 else ((held - low + 1) ** power - 1) / power,
    }
    result[:, at] = shifts[how]()
    return result


@dataclass(frozen=True, eq=False)
class Treated:
    """The table after treatment, and what was done to it."""

    values: np.ndarray
    """(units × columns)."""
    how: tuple[str, ...]
    """For each column `none`, `winsorise`, the name of a transformation, or `winsorise+` that name."""
    points: np.ndarray
    """(columns,) values drawn in, as they stand in the result."""
    drawn: np.ndarray
    """(units × columns) int8: 1 drawn down, −1 drawn up, 0 neither."""
    passed: np.ndarray
    """(columns,) bool: no outlier is left, as far as the test can tell."""


def treat(
    values: np.ndarray,
    method: str = "winsorise",
    most_points: int | None = 5,
    most_skewness: float = 2.0,
    most_kurtosis: float = 3.5,
    then: str = "log_ct",
    combine: bool = False,
    power: float = 0.0,
    skip: Collection[int] = (),
    force: bool = False,
) -> Treated:
    """Winsorises the columns that do not pass, and transforms those which that does not mend.

    `then` is applied to the values before winsorising, or after it with `combine`; `none` leaves them winsorised.
    `log_ct` is what COINr does. `force` draws in `most_points` values of every column that does not pass. Columns in
    `skip` stay as they are. Raises `ValueError` for unknown names or limits that are not positive. Cost: one pass, and
    points × units for a column with outliers.
    """
    if method not in METHODS:
        raise ValueError(f"{method!r} is no treatment: {', '.join(METHODS)}")
    if then not in TRANSFORMS:
        raise ValueError(f"{then!r} is no transformation: {', '.join(TRANSFORMS)}")
    if not (most_skewness > 0 and math.isfinite(most_kurtosis)):
        raise ValueError("the limits of skewness and kurtosis must be numbers, that of skewness greater than 0")
    result = np.array(values, np.float64)
    drawn = np.zeros(result.shape, np.int8)
    how = ["none"] * result.shape[1]
    passed = passes(result, most_skewness, most_kurtosis)
    if method == "none":
        return Treated(result, tuple(how), np.zeros(result.shape[1], np.intp), drawn, passed)
    for at in np.flatnonzero(~passed).tolist():
        if at in skip:
            continue
        first = winsorise(result[:, at], most_points, most_skewness, most_kurtosis, force)
        passed[at] = passes(first.values[:, None], most_skewness, most_kurtosis)[0]
        replaced = not passed[at] and then != "none" and not combine
        if first.points and not replaced:
            drawn[:, at] = first.high.astype(np.int8) - first.low.astype(np.int8)
            how[at] = "winsorise"
        if not passed[at] and then != "none":
            begun = first.values if combine else result[:, at]
            how[at] = f"winsorise+{then}" if combine and first.points else then
            result[:, at] = _one_transformed(begun, at, then, power)
            passed[at] = passes(result[:, [at]], most_skewness, most_kurtosis)[0]
        else:
            result[:, at] = first.values
    return Treated(result, tuple(how), (drawn != 0).sum(axis=0), drawn, passed)


def _one_transformed(column: np.ndarray, at: int, how: str, power: float) -> np.ndarray:
    try:
        return transform(column[:, None], how, power)[:, 0]
    except Refused as error:
        raise Refused(error.message, row=error.row, column=at, hint=error.hint) from None


def _within(skew: np.ndarray, kurt: np.ndarray, most_skewness: float, most_kurtosis: float) -> np.ndarray:
    unknown = np.isnan(skew) | np.isnan(kurt)
    return np.asarray(unknown | (np.abs(skew) < most_skewness) | (kurt < most_kurtosis))


def _measures(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(columns,) skewness and (columns,) kurtosis."""
    known = ~np.isnan(values)
    n = known.sum(axis=0).astype(np.float64)
    total = np.where(known, values, 0.0).sum(axis=0)
    mean = np.divide(total, n, out=np.zeros(values.shape[1]), where=n > 0)
    off = np.where(known, values - mean, 0.0)
    # the farthest at 1: the measures do not change with the unit, and powers neither overflow nor vanish
    farthest = np.abs(off).max(axis=0, initial=0.0)
    off /= np.where(farthest > 0, farthest, 1.0)
    squares = off * off
    second, third, fourth = squares.sum(axis=0), (squares * off).sum(axis=0), (squares * squares).sum(axis=0)
    skew, kurt = np.full((2, values.shape[1]), np.nan)
    spread = _spread(values)
    at = (n >= 3) & spread
    m = n[at]
    skew[at] = np.sqrt(m) * third[at] / second[at] ** 1.5 * np.sqrt(m * (m - 1)) / (m - 2)
    at = (n >= 4) & spread
    m = n[at]
    kurt[at] = ((m + 1) * (m * fourth[at] / second[at] ** 2 - 3) + 6) * (m - 1) / ((m - 2) * (m - 3))
    return skew, kurt


def _spread(values: np.ndarray) -> np.ndarray:
    """(columns,) bool: do any two values differ? The values say it: distances from a rounded mean are never 0."""
    if not len(values):
        return np.zeros(values.shape[1], bool)
    return np.asarray(np.fmin.reduce(values, axis=0) < np.fmax.reduce(values, axis=0))
