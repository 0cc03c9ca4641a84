"""Several scores of each unit made one.

Source: OECD, JRC, Handbook on Constructing Composite Indicators (2008), step 6. Results as COINr's `a_amean`,
`a_gmean`, `a_hmean`, `a_copeland`. An arithmetic mean lets a good score make up for a bad one; a geometric mean less, a
harmonic mean least; the outranking of Copeland only asks who is better, not by how much.

All take `values` (…, units, children), NaN where a score is missing, and `weights` (…, children) of 0 or more, and give
(…, units). What stands before is broadcast: many sets of weights are aggregated at once. A missing score is left out
together with its weight; a unit without any weight left has no score. Sums run over the children in their order, so
that units with equal scores come out equal to the last bit. Cost: one pass, but where told otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from technopole.methods.composite.model import Refused
from technopole.methods.composite.ordering import average_ranks

_CELLS = 1 << 22
"""Comparisons of pairs that are held at once."""


def arithmetic(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean."""
    return _mean(values, weights)


def geometric(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted geometric mean. Raises `Refused`, with row and column, for a score of zero or less."""
    _require_positive(values, "geometric")
    return np.asarray(np.exp(_mean(np.log(values), weights)))


def harmonic(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted harmonic mean. Raises `Refused`, with row and column, for a score of zero or less."""
    _require_positive(values, "harmonic")
    mean = _mean(1 / values, weights)
    return np.asarray(1 / mean)


def median(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted median: half the weight lies on either side; between two scores, their mean. Sorts the children."""
    values, weights = _together(values, weights)
    order = np.argsort(values, axis=-1, kind="stable")  # missing scores last
    held = np.take_along_axis(values, order, axis=-1)
    weight = np.where(np.isnan(held), 0.0, np.take_along_axis(weights, order, axis=-1))
    below = np.cumsum(weight, axis=-1)
    total = below[..., -1:]
    # weights such as 0.1 do not add up to a half exactly
    low = np.argmax(below >= total * (0.5 - 1e-12), axis=-1)
    high = np.argmax(below > total * (0.5 + 1e-12), axis=-1)
    result = (_at(held, low) + _at(held, high)) / 2
    return np.asarray(np.where(total[..., 0] > 0, result, np.nan))


def outranking(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(units × units) the weight on which the unit of the row is better than that of the column, of 1; ties count half.

    (units × children) values, (children,) weights. Children that one of a pair lacks are left out for that pair, and
    the others' weights count for 1; without any, the pair is NaN. (COINr gives all of a missing child's weight to the
    later unit.) Its diagonal is 0. Source: Munda, Nardo, Noncompensatory/nonlinear composite indicators for ranking
    countries, Applied Economics 41(12), 1513-1523 (2009). Cost: units² × children.
    """
    better, shared = _pairs(values, weights)
    result = np.full(better.shape, np.nan)
    np.divide(better, shared, out=result, where=shared > 0)
    result[np.arange(len(result)), np.arange(len(result))] = 0.0
    return result


def copeland(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The sum of a unit's row of the outranking matrix, as COINr's `a_copeland`.

    Pairs that share no child add nothing. With no score missing this is the weighted mean of the units' Borda counts,
    ties counting half, and costs a sort; otherwise units² × children.
    """
    if not np.isnan(values).any():
        return _mean(average_ranks(values.swapaxes(-1, -2)).swapaxes(-1, -2) - 1, weights)
    return _by_pairs(values, weights, lambda share: share)


def copeland_wins(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Units beaten less units that beat it, a majority of weight deciding each pair.

    Source: Copeland, A "reasonable" social welfare function (1951). Cost: units² × children.
    """
    return _by_pairs(values, weights, lambda share: np.sign(np.round(share - 0.5, 12)))


RULES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "median": median,
    "copeland": copeland,
    "copeland_wins": copeland_wins,
}


def _mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    missing = np.isnan(values)
    gaps = bool(missing.any())
    scores = np.where(missing, 0.0, values) if gaps else values
    shares = weights[..., None, :]
    total = np.zeros(np.broadcast_shapes(scores.shape[:-1], shares.shape[:-1]))
    weight = np.zeros(total.shape if gaps else shares.shape[:-1])
    for at in range(values.shape[-1]):
        share = shares[..., at]
        total += scores[..., at] * share
        weight += ~missing[..., at] * share if gaps else share
    result = np.full(total.shape, np.nan)
    np.divide(total, weight, out=result, where=np.broadcast_to(weight > 0, total.shape))
    return result


def _together(values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    spread = np.asarray(weights)[..., None, :]
    shape = np.broadcast_shapes(values.shape, spread.shape)
    return np.broadcast_to(values, shape), np.broadcast_to(spread, shape)


def _at(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    return np.take_along_axis(values, places[..., None], axis=-1)[..., 0]


def _require_positive(values: np.ndarray, name: str) -> None:
    wrong = values <= 0
    if wrong.any():
        at = np.argwhere(wrong)[0]
        told = f"a {name} mean is undefined for the score {values[tuple(at)]:g}"
        hint = "Normalise by min-max to 1-100, or to any scale above 0, or choose the arithmetic mean"
        raise Refused(told, row=int(at[-2]), column=int(at[-1]), hint=hint)


def _pairs(values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(…, units, units) the weight on which the one is better, and the weight on which both have a score."""
    better: np.ndarray = np.zeros(())
    shared: np.ndarray = np.zeros(())
    for at in range(values.shape[-1]):
        one, other = values[..., at][..., :, None], values[..., at][..., None, :]
        share = weights[..., at, None, None]
        better = better + ((one > other) + 0.5 * (one == other)) * share
        known = ~np.isnan(values[..., at])
        shared = shared + (known[..., :, None] & known[..., None, :]) * share
    return better, shared


def _by_pairs(values: np.ndarray, weights: np.ndarray, score: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    values, weights = np.asarray(values), np.asarray(weights)
    ahead = np.broadcast_shapes(values.shape[:-2], weights.shape[:-1])
    units, children = values.shape[-2:]
    many = math.prod(ahead)
    every = np.broadcast_to(values, (*ahead, units, children)).reshape(many, units, children)
    sets = np.broadcast_to(weights, (*ahead, children)).reshape(many, children)
    result = np.full((many, units), np.nan)
    step = max(1, _CELLS // max(1, units * units))
    off = ~np.eye(units, dtype=bool)
    for start in range(0, many, step):
        better, shared = _pairs(every[start : start + step], sets[start : start + step])
        share = np.full(better.shape, 0.5)
        counted = (shared > 0) & off
        np.divide(better, shared, out=share, where=counted)
        result[start : start + step] = np.where(counted, score(share), 0.0).sum(axis=-1)
    weighed = (~np.isnan(every) * sets[:, None, :]).sum(axis=-1) > 0
    return np.where(weighed, result, np.nan).reshape(*ahead, units)
