"""Clusters ranked by their shares of the world's output, and by what they put out for each inhabitant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Ranking:
    """n clusters, in the order in which they were given."""

    shares: Mapping[str, np.ndarray]
    """Of each measure, (n,) percent of the world's total."""
    score: np.ndarray
    """(n,) the sum of the shares."""
    rank: np.ndarray
    """(n,) int64, from 1; equal scores share the best rank, and the ranks after it are left out (1, 2, 2, 4)."""


def ranked(outputs: Mapping[str, Sequence[float] | np.ndarray], world: Mapping[str, float]) -> Ranking:
    """Clusters by the sum of their shares of each measure's world total, in percent and unrounded.

    `outputs` has for each measure n numbers, such as PCT applications and publications counted fractionally. Raises
    `ValueError` where there is no measure, a world total is missing or not positive, an output is negative or no
    number, or above the world's. Cost: n log n. Source: WIPO, Global Innovation Index 2023, appendix on clusters,
    whose 34 printed ranks follow from the printed counts.
    """
    if not outputs:
        raise ValueError("no measure to rank by")
    shares: dict[str, np.ndarray] = {}
    for name, output in outputs.items():
        total = world.get(name, np.nan)
        values = np.asarray(output, np.float64)
        if not (np.isfinite(total) and total > 0.0):
            raise ValueError(f"{name}: a world total of {total}; it must be above 0")
        if values.ndim != 1 or not (np.isfinite(values) & (values >= 0.0) & (values <= total)).all():
            raise ValueError(f"{name}: outputs must be numbers from 0 to the world's total")
        shares[name] = 100.0 * values / total
    if len({len(each) for each in shares.values()}) != 1:
        raise ValueError("the measures are not of the same clusters: they have different lengths")
    score = np.sum(list(shares.values()), axis=0)
    return Ranking(shares, score, places(score))


def places(score: Sequence[float] | np.ndarray) -> np.ndarray:
    """Ranks from 1, the greatest first; equal scores share the best rank. Raises `ValueError` for one that is NaN."""
    values = np.asarray(score, np.float64)
    if np.isnan(values).any():
        raise ValueError("a score that is no number has no rank")
    return np.asarray(1 + np.searchsorted(np.sort(-values), -values, side="left")).astype(np.int64)


def intensity(score: Sequence[float] | np.ndarray, inhabitants: Sequence[float] | np.ndarray) -> np.ndarray:
    """Score for each million inhabitants, the second ranking; NaN where inhabitants are not known (NaN).

    Raises `ValueError` for inhabitants of 0 or fewer. Rank those that are known with `places`.
    """
    values, people = np.asarray(score, np.float64), np.asarray(inhabitants, np.float64)
    if values.shape != people.shape:
        raise ValueError(f"{values.shape} scores for {people.shape} numbers of inhabitants")
    if (people <= 0.0).any():
        raise ValueError("inhabitants must be above 0, or NaN where they are not known")
    return np.asarray(values / (people / 1e6))
