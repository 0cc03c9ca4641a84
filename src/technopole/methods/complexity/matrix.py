"""Which region has which activity: the 0/1 matrix that all measures of complexity are made from."""

from __future__ import annotations

import numpy as np

ROUNDING = 1e-12
"""A quotient that is 1 by its numbers comes out a little below it where sums of decimals round; it counts as 1."""


def presence(quotients: np.ndarray, threshold: float = 1.0) -> np.ndarray:
    """(r, a) true where the region has the activity: a location quotient of `threshold` or more.

    What is not defined (NaN) is absent. With a threshold of 1, each region that does anything has an activity, and each
    activity a region. Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity. Raises `ValueError` unless the
    threshold is above 0.
    """
    if not threshold > 0:
        raise ValueError(f"A threshold of {threshold} makes all present: it must be above 0.")
    with np.errstate(invalid="ignore"):
        return np.asarray(np.asarray(quotients, float) >= threshold * (1.0 - ROUNDING))


def checked(matrix: np.ndarray) -> np.ndarray:
    """The matrix as booleans. Raises `ValueError` unless it has two dimensions and holds 0 and 1 alone."""
    matrix = np.asarray(matrix)
    if matrix.ndim != 2:
        raise ValueError(f"Wanted regions × activities, not an array of {matrix.ndim} dimensions.")
    if matrix.dtype != bool and not np.isin(matrix, (0, 1)).all():
        raise ValueError("The matrix of regions and activities holds 0 and 1; `presence` makes it from quotients.")
    return matrix.astype(bool)


def diversity(matrix: np.ndarray) -> np.ndarray:
    """(r,) how many activities a region has; k_c,0."""
    return np.asarray(checked(matrix).sum(axis=1))


def ubiquity(matrix: np.ndarray) -> np.ndarray:
    """(a,) how many regions have an activity; k_p,0."""
    return np.asarray(checked(matrix).sum(axis=0))


def parts(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(r,) and (a,) the connected part that each belongs to: regions are connected through activities that they share.

    Parts are numbered from 0 for the one with most regions (then activities, then the first in order). −1 is what
    belongs to none: a region without activities, an activity without regions. Each row and column is looked at once.
    """
    m = checked(matrix)
    regions, activities = np.full(m.shape[0], -1), np.full(m.shape[1], -1)
    count = 0
    for first in np.flatnonzero(m.any(axis=1)).tolist():
        if regions[first] >= 0:
            continue
        new = np.array([first])
        while len(new):
            regions[new] = count
            found = np.flatnonzero(m[new].any(axis=0) & (activities < 0))
            activities[found] = count
            new = np.flatnonzero(m[:, found].any(axis=1) & (regions < 0))
        count += 1
    if not count:
        return regions, activities
    sizes = [np.bincount(each[each >= 0], minlength=count) for each in (regions, activities)]
    places = np.empty(count + 1, int)
    places[np.lexsort((np.arange(count), -sizes[1], -sizes[0]))] = np.arange(count)
    places[-1] = -1
    return places[regions], places[activities]
