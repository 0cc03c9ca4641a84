"""Do the indicators of a group belong together? Correlations, Cronbach's alpha, principal components.

Source: OECD, JRC, Handbook on Constructing Composite Indicators (2008), step 4. Results as COINr's `get_corr` (without
its blanking of what is not significant), `get_cronbach`, `get_PCA`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from technopole.methods.composite.model import Structure
from technopole.methods.composite.ordering import average_ranks

KINDS = ("pearson", "spearman", "kendall")


def correlations(one: np.ndarray, other: np.ndarray | None = None, kind: str = "pearson") -> np.ndarray:
    """(columns of one × columns of other) over the units that have both values; NaN for fewer than two, or no spread.

    Without `other`, of the columns among themselves. `kind` is one of `KINDS`; Kendall's is tau-b. Raises `ValueError`
    for another. Cost: columns² × units; Spearman's ranks every pair anew where values are missing, Kendall's goes
    through pairs of units.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no correlation: {', '.join(KINDS)}")
    other = one if other is None else other
    if kind == "kendall":
        return _kendall(one, other)
    if kind == "spearman":
        if not (np.isnan(one).any() or np.isnan(other).any()):
            return correlations(average_ranks(one.T).T, average_ranks(other.T).T)
        return _spearman_of_pairs(one, other)
    covariance, left, right, _ = _moments(one, other)
    below = np.sqrt(left * right)
    result = np.full(below.shape, np.nan)
    np.divide(covariance, below, out=result, where=below > 0)
    return np.clip(result, -1, 1)


def with_ancestors(
    structure: Structure, normalised: np.ndarray, aggregated: np.ndarray, kind: str = "pearson"
) -> np.ndarray:
    """(elements × levels) of each element with the aggregate above it at each level from the second; else NaN.

    The first of them is that with its parent, the last that with the index. An indicator that correlates weakly, or
    negatively, with its parent hardly counts in it, whatever its weight.
    """
    scores = np.concatenate([normalised, aggregated], axis=1)
    every = correlations(scores, kind=kind)
    result = np.full((len(structure.ordered), structure.depth - 1), np.nan)
    for at, element in enumerate(structure.ordered):
        above = element.parent
        while above:
            place = structure.place[above]
            result[at, structure.ordered[place].level - 2] = every[at, place]
            above = structure.ordered[place].parent
    return result


def alike(structure: Structure, scores: np.ndarray, least: float = 0.9) -> list[tuple[int, int, float]]:
    """Pairs of children of one parent that correlate by `least` or more: (place, place, correlation), strongest first.

    `scores` are (units × elements), in the structure's order. Two indicators that say nearly the same count twice under
    one parent. Source: COINr's `get_corr_flags`. Cost: that of correlations within each parent.
    """
    found = []
    for _, children in structure.groups:
        among = correlations(scores[:, children])
        for one, other in zip(*np.nonzero(np.triu(among >= least, 1)), strict=True):
            found.append((int(children[one]), int(children[other]), float(among[one, other])))
    return sorted(found, key=lambda pair: -pair[2])


def cronbach_alpha(values: np.ndarray) -> float:
    """How consistently (units × indicators) measure one thing: k² × mean covariance / sum of the covariance matrix.

    Covariances over the units that have both values. NaN for fewer than two indicators or no variance. Source:
    Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16, 297-334 (1951).
    """
    many = values.shape[1]
    if many < 2:
        return float("nan")
    covariance, _, _, count = _moments(values, values)
    held = np.divide(covariance, count - 1, out=np.zeros_like(covariance), where=count > 1)
    total = held.sum()
    mean = (total - np.trace(held)) / (many * (many - 1))
    return float(many**2 * mean / total) if total else float("nan")


@dataclass(frozen=True, eq=False)
class Components:
    """Principal components, the largest first."""

    eigenvalues: np.ndarray
    """(components,) of the correlation matrix, adding up to the number of columns. Above 1: worth keeping (Kaiser)."""
    explained: np.ndarray
    """(components,) shares of the variance."""
    loadings: np.ndarray
    """(columns × components) vectors of length 1, the largest entry of each positive."""
    units: int
    """How many units had every value, and were used."""


def principal_components(values: np.ndarray) -> Components:
    """Of (units × columns), each column centred and of variance 1; units that lack a value are left out.

    Raises `ValueError` for fewer than two complete units, or a column without spread. Cost: columns³.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    if len(complete) < 2:
        raise ValueError(f"only {len(complete)} units have every value: impute, or leave out columns")
    if not (complete.min(axis=0) < complete.max(axis=0)).all():
        raise ValueError("a column has the same value for all units: leave it out")
    centred = complete - complete.mean(axis=0)
    scaled = centred / np.sqrt((centred**2).sum(axis=0))
    # the singular values of the table: more exact than the eigenvalues of its product
    _, singular, rows = np.linalg.svd(scaled, full_matrices=False)
    loadings = rows.T
    largest = np.take_along_axis(loadings, np.abs(loadings).argmax(axis=0)[None, :], axis=0)
    loadings = loadings * np.where(largest < 0, -1.0, 1.0)
    eigenvalues = singular**2
    return Components(eigenvalues, eigenvalues / values.shape[1], loadings, len(complete))


def _moments(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """For each pair of columns: sum of products of distances, both sums of squares, and how many units have both."""
    a, b = _near_zero(one), _near_zero(other)
    there, then = ~np.isnan(a), ~np.isnan(b)
    x, y, known, known_too = np.where(there, a, 0), np.where(then, b, 0), there.astype(float), then.astype(float)
    count = known.T @ known_too
    some = np.maximum(count, 1)
    sum_x, sum_y = x.T @ known_too, known.T @ y
    left, right = (x * x).T @ known_too - sum_x**2 / some, known.T @ (y * y) - sum_y**2 / some
    product = x.T @ y - sum_x * sum_y / some
    # without spread among the units that count, what is left is rounding
    scale_x, scale_y = (x * x).T @ known_too, known.T @ (y * y)
    left, right = np.where(left > 1e-13 * scale_x, left, 0.0), np.where(right > 1e-13 * scale_y, right, 0.0)
    return np.where((left > 0) & (right > 0), product, 0.0), left, right, count


def _near_zero(values: np.ndarray) -> np.ndarray:
    """Columns centred, so that sums of squares keep their digits."""
    known = ~np.isnan(values)
    total = np.where(known, values, 0.0).sum(axis=0)
    centred = values - total / np.maximum(known.sum(axis=0), 1)
    if len(values):
        flat = ~(np.fmin.reduce(values, axis=0) < np.fmax.reduce(values, axis=0))
        centred = np.where(known & flat, 0.0, centred)
    return np.asarray(centred)


def _kendall(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Pairs of units in the same order less those in the other, over the root of the pairs that each does not tie."""
    a, b = _orders(one), _orders(other)
    there, then = ~np.isnan(a), ~np.isnan(b)
    x, y = np.where(there, a, 0.0), np.where(then, b, 0.0)
    below = np.sqrt(((x * x).T @ then) * (there.T @ (y * y)))
    result = np.full(below.shape, np.nan)
    np.divide(x.T @ y, below, out=result, where=below > 0)
    return np.clip(result, -1, 1)


def _orders(values: np.ndarray) -> np.ndarray:
    """(pairs of units × columns) 1, 0 or -1 for which of the two has more; NaN where one has none."""
    first, second = np.triu_indices(len(values), 1)
    return np.asarray(np.sign(values[first] - values[second]))


def _spearman_of_pairs(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    result = np.full((one.shape[1], other.shape[1]), np.nan)
    for at in range(one.shape[1]):
        for to in range(other.shape[1]):
            both = ~(np.isnan(one[:, at]) | np.isnan(other[:, to]))
            pair = average_ranks(np.stack([one[both, at], other[both, to]]))
            result[at, to] = correlations(pair[:1].T, pair[1:].T)[0, 0]
    return result
