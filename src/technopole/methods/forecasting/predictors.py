"""What is tried to forecast a panel: two yardsticks, a robust local trend, and damped exponential smoothing.

Each takes a panel, a column and rows that end a run of three or more years there, and gives (rows × horizons) on the
panel's scale. Cost: linear in rows and years.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from technopole.methods.forecasting.panel import Panel, medians

Predictor = Callable[[Panel, int, np.ndarray, int], np.ndarray]
WINDOW = 5
"""Years that the local trend looks at, and that smoothing takes its start from."""
POOL = 10.0
"""How many years of its own make a series' fit count as much as that of all series together."""
GRID = np.asarray(list(itertools.product((1.0, 0.8, 0.6, 0.4, 0.2), (0.1, 0.3, 0.5), (0.8, 0.9, 0.98)))).T[:, :, None]
"""Smoothing of level and trend, and damping, that are tried; damping in the range that Gardner and McKenzie found."""


def naive(panel: Panel, at: int, rows: np.ndarray, horizons: int) -> np.ndarray:
    """The last value."""
    return np.repeat(panel.values[rows, at][:, None], horizons, axis=1)


def drift(panel: Panel, at: int, rows: np.ndarray, horizons: int) -> np.ndarray:
    """The last value, and the mean change from year to year on and on."""
    steps = panel.run[rows, at] - 1
    slope = (panel.values[rows, at] - panel.values[rows, at - steps]) / steps
    return np.asarray(panel.values[rows, at][:, None] + slope[:, None] * np.arange(1, horizons + 1))


def local_trend(panel: Panel, at: int, rows: np.ndarray, horizons: int) -> np.ndarray:
    """The straight line through the last five years that one wild year does not move.

    Its slope is the median of those between all pairs of years (Theil, 1950; Sen, 1968), its height the median of what
    is left.
    """
    width = min(WINDOW, at + 1)
    ago = np.arange(width - 1, -1, -1)
    values = np.where(ago < panel.run[rows, at][:, None], panel.values[rows, at + 1 - width : at + 1], np.nan)
    level, slope = _line(values, -ago)
    return np.asarray(level[:, None] + slope[:, None] * np.arange(1, horizons + 1))


def _line(values: np.ndarray, years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(rows) height in year 0, and slope, of the line through values of these years, nan where missing."""
    first, second = np.triu_indices(len(years), 1)
    slope = medians((values[:, second] - values[:, first]) / (years[second] - years[first]))
    return medians(values - slope[:, None] * years), slope


def damped_trend(panel: Panel, at: int, rows: np.ndarray, horizons: int) -> np.ndarray:
    """Exponential smoothing of level and trend, whose trend fades (Gardner and McKenzie, 1985).

    It starts on the robust line through the first five years.
    Parameters are those of a grid that fit a series and, as if they were ten years more of it, all series of the panel:
    a few years cannot say which smoothing is theirs.
    """
    alpha, beta, phi = GRID
    run = panel.run[rows, at]
    start = at - run + 1
    early = start[:, None] + np.arange(WINDOW)
    first = np.where(early <= at, panel.values[rows[:, None], np.minimum(early, at)], np.nan)
    height, slope = _line(first, np.arange(1, WINDOW + 1))
    shape = (GRID.shape[1], len(rows))
    squares = np.zeros(shape)
    level, trend = np.broadcast_to(height, shape), np.broadcast_to(slope, shape)
    for year in range(int(start.min()), at + 1):
        begun = year >= start
        # the first step is not damped: the line it starts on is not
        fading = np.where(year > start, phi, 1.0)
        expected = level + fading * trend
        error = np.where(begun, panel.values[rows, year] - expected, 0.0)
        squares += error**2
        level = np.where(begun, expected + alpha * error, level)
        trend = np.where(begun, fading * trend + alpha * beta * error, trend)
    chosen = _fitting(squares, run, np.nanmean(panel.changes(at, rows) ** 2))
    each = np.arange(len(rows))
    fade = np.cumsum(phi[chosen] ** np.arange(1, horizons + 1), axis=1)
    return np.asarray(level[chosen, each][:, None] + trend[chosen, each][:, None] * fade)


PREDICTORS: dict[str, Predictor] = {
    "naive": naive,
    "drift": drift,
    "local_trend": local_trend,
    "damped_trend": damped_trend,
}
"""The simpler first: it is taken where another is not better."""


def _fitting(squares: np.ndarray, number: np.ndarray, common: float) -> np.ndarray:
    """(rows) which point of the grid fits each row best, its own fit and the pool's taken together."""
    # perfect fits must not outweigh all others
    misfit = 0.5 * number * np.log(squares / number + 1e-6 * common + 1e-300)
    pooled = misfit.sum(axis=1, keepdims=True) / number.sum()
    return np.asarray(np.argmin(misfit + POOL * pooled, axis=0))
