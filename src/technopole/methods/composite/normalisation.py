"""Indicators brought to one scale.

Source: OECD, JRC, Handbook on Constructing Composite Indicators (2008), step 5. Results as COINr's `n_minmax`,
`n_zscore`, `n_scaled`, `n_rank`, `n_prank`, `n_borda`, `n_dist2max`, `n_dist2ref`, `n_dist2targ`, `n_fracmax`,
`n_goalposts`.

Every function takes (units × indicators) of which more is better (`directed` turns those of which less is), works on
each column by itself and leaves missing values missing. A column without spread has no place on a scale: it comes out
missing, and aggregation drops it with its weight. Cost: one pass; ranks sort.
"""

from __future__ import annotations

import numpy as np

from technopole.methods.composite.model import Refused
from technopole.methods.composite.ordering import lowest_ranks

METHODS = (
    "minmax", "zscore", "scaled", "rank", "percentile_rank", "borda", "distance_to_maximum", "distance_to_reference",
    "distance_to_target", "fraction_of_maximum", "goalposts", "none",
)  # fmt: skip


def directed(values: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Values times (indicators,) directions of 1 and -1. Raises `ValueError` for others."""
    if not np.isin(directions, (1, -1)).all():
        raise ValueError("directions are 1 and -1")
    return np.asarray(values * directions)


def minmax(values: np.ndarray, low: float = 0.0, high: float = 100.0) -> np.ndarray:
    """The smallest value at `low`, the largest at `high`. Raises `ValueError` unless low < high."""
    if not low < high:
        raise ValueError(f"the scale ends at {high:g}, not above its beginning, {low:g}")
    least, most = _ends(values)
    return _quotient(values - least, most - least) * (high - low) + low


def zscore(values: np.ndarray, mean: float = 0.0, deviation: float = 1.0) -> np.ndarray:
    """With this mean and sample deviation (n − 1). Raises `ValueError` for a deviation that is not positive."""
    if not deviation > 0:
        raise ValueError(f"a deviation of {deviation:g} is not above 0")
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    middle = np.divide(np.where(known, values, 0.0).sum(axis=0), count, out=np.zeros(len(count)), where=count > 0)
    off = values - middle
    squares = np.where(known, off * off, 0.0).sum(axis=0)
    spread = np.zeros(len(count))
    np.divide(squares, count - 1, out=spread, where=count > 1)
    least, most = _ends(values)
    spread[~(least < most)] = 0.0  # the mean is rounded: equal values may lie off it
    return _quotient(off, np.sqrt(spread)) * deviation + mean


def scaled(values: np.ndarray, low: float = 0.0, high: float = 100.0) -> np.ndarray:
    """0 for `low`, 100 for `high`, whatever values there are. Raises `ValueError` for bounds that are the same."""
    if low == high:
        raise ValueError(f"the bounds {low:g} and {high:g} are no scale")
    return np.asarray((values - low) / (high - low) * 100)


def rank(values: np.ndarray) -> np.ndarray:
    """1 for the lowest value, n for the highest; equal values take the lowest of their ranks."""
    return lowest_ranks(values.T).T


def borda(values: np.ndarray) -> np.ndarray:
    """How many units have less."""
    return rank(values) - 1


def percentile_rank(values: np.ndarray) -> np.ndarray:
    """The share of the other units that have less, 0 to 1; missing for a unit that is alone."""
    return _quotient(borda(values), (~np.isnan(values)).sum(axis=0) - 1.0)


def distance_to_maximum(values: np.ndarray) -> np.ndarray:
    """0 for the lowest value, 1 for the highest."""
    least, most = _ends(values)
    return 1 - _quotient(most - values, most - least)


def distance_to_reference(values: np.ndarray, reference: int, cap: bool = False) -> np.ndarray:
    """0 for the lowest value, 1 for that of the unit in row `reference`; `cap` takes what is above 1 as 1.

    An indicator that the reference lacks, or is lowest in, comes out missing. Raises `ValueError` for no such row.
    """
    if not 0 <= reference < len(values):
        raise ValueError(f"there is no unit {reference} among {len(values)}")
    return _towards(values, values[reference], cap)


def distance_to_target(values: np.ndarray, targets: np.ndarray, cap: bool = False) -> np.ndarray:
    """0 for the lowest value, 1 at the (indicators,) target, which has been turned as the values were.

    A target below the lowest value would turn the order round: `Refused`, with the column. One that equals it leaves no
    scale, and the indicator comes out missing. Raises `Refused` for a target that is not known.
    """
    least, _ = _ends(values)
    for column in np.flatnonzero(~np.isnan(least)).tolist():
        if np.isnan(targets[column]):
            hint = "State one, or choose another normalisation"
            raise Refused("has no target", column=column, option="Target", hint=hint)
        if targets[column] < least[column]:
            told = f"the target {targets[column]:g} is worse than the worst value, {least[column]:g}"
            hint = "Correct it, or choose another normalisation"
            raise Refused(told, column=column, option="Target", hint=hint)
    return _towards(values, np.asarray(targets, np.float64), cap)


def fraction_of_maximum(values: np.ndarray, refuse: bool = True) -> np.ndarray:
    """Values over the largest.

    A trap: with a largest value of zero the quotient is infinite, and with a negative one, as every indicator of which
    less is better has once it is turned, the worst unit comes out best. Both are `Refused`, with the column, unless
    `refuse` is False: then quotients are what they are, and missing where they would be infinite.
    """
    _, most = _ends(values)
    wrong = np.flatnonzero(most <= 0)
    if refuse and len(wrong):
        told = f"its largest value, as more is better, is {most[wrong[0]]:g}, and a share of that ranks nobody"
        raise Refused(told, column=int(wrong[0]), hint="Choose minmax, or any method but this")
    return _quotient(values, most)


def goalposts(
    values: np.ndarray, lower: np.ndarray, upper: np.ndarray, scale: float = 1.0, cap: bool = True
) -> np.ndarray:
    """0 at the (indicators,) lower posts, `scale` at the upper ones; `cap` draws in what is beyond them.

    Both have been turned as the values were. Raises `Refused`, with the column, where the lower post is not below the
    upper. Source: UNDP, Human Development Report, technical note 1.
    """
    wrong = np.flatnonzero(~(np.asarray(lower) < np.asarray(upper)))
    if len(wrong):
        at = int(wrong[0])
        told = f"its goalposts {lower[at]:g} and {upper[at]:g} are no scale"
        raise Refused(told, column=at, hint="State a lower and a higher one")
    share = (values - lower) / (upper - lower)
    return np.asarray((np.clip(share, 0, 1) if cap else share) * scale)


def _towards(values: np.ndarray, wanted: np.ndarray, cap: bool) -> np.ndarray:
    least, _ = _ends(values)
    share = 1 - _quotient(wanted - values, wanted - least)
    return np.asarray(np.where(share > 1, 1.0, share) if cap else share)


def _ends(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(columns,) smallest and largest; NaN where nothing is known."""
    least = np.fmin.reduce(values, axis=0, initial=np.nan)
    return np.asarray(least), np.asarray(np.fmax.reduce(values, axis=0, initial=np.nan))


def _quotient(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Missing where it would be infinite or undefined."""
    result = np.full(above.shape, np.nan)
    np.divide(above, below, out=result, where=np.broadcast_to(below != 0, above.shape))
    return result
