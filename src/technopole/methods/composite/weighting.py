"""Weights: given, equal, from a budget, from the first principal component, or such that all matter as meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from technopole.methods.composite.checks import correlations, principal_components
from technopole.methods.composite.hierarchy import aggregate
from technopole.methods.composite.model import Refused, Structure

METHODS = ("given", "equal", "pca", "pca_squared", "budget", "balanced")


def equal(structure: Structure) -> np.ndarray:
    """(elements,) all 1: every child of a parent counts the same."""
    return np.ones(len(structure.ordered))


def changed(structure: Structure, weights: np.ndarray, changes: Mapping[str, float]) -> np.ndarray:
    """(elements,) with other weights for some codes. Raises `Refused` for an unknown code or a weight below 0."""
    result = np.array(weights, np.float64)
    for code, weight in _checked(structure, changes, "weights.change").items():
        result[structure.place[code]] = weight
    return result


def _checked(structure: Structure, numbers: Mapping[str, float], option: str) -> Mapping[str, float]:
    for code, number in numbers.items():
        if code not in structure.place:
            raise Refused("no element has this code", code=code, option=option, hint="Use a code of the structure")
        if not (np.isfinite(number) and number >= 0):
            raise Refused(f"{number:g} is no weight", code=code, option=option, hint="Weights are 0 or more")
    return numbers


def budget(structure: Structure, allocations: Sequence[Mapping[str, float]]) -> np.ndarray:
    """(elements,) the mean of what several people allotted.

    Each allocation spreads points over the children of one or more parents; within a parent it is taken as shares, so
    that it does not matter whether people spread 100 points or 10, and a child left out gets none. Parents that nobody
    allotted keep the weights given. Raises `Refused` for unknown codes, points below 0, and a parent who was named but
    given nothing. Source: OECD, JRC, Handbook on Constructing Composite Indicators (2008), step 6, budget allocation.
    """
    result = np.array(structure.weights)
    for allocation in allocations:
        _checked(structure, allocation, "weights.budget")
    for place, children in structure.groups:
        codes = [structure.ordered[at].code for at in children.tolist()]
        shares = []
        for allocation in allocations:
            if not any(code in allocation for code in codes):
                continue
            points = np.array([allocation.get(code, 0.0) for code in codes])
            if not points.sum() > 0:
                code = structure.ordered[place].code
                raise Refused("its children were allotted no points", code=code, option="weights.budget")
            shares.append(points / points.sum())
        if shares:
            result[children] = np.mean(shares, axis=0)
    return result


def first_component(scores: np.ndarray, squared: bool = False) -> np.ndarray:
    """(children,) loadings of the first principal component of (units × children) scores, as weights.

    To be used with caution: the component follows what correlates, so that an indicator of something else, however
    important, gets next to nothing; weights change with every year's data; and they say nothing of importance. Loadings
    are turned so that their sum is positive, and may still be negative for a child that runs against the others:
    `squared` takes their squares, the shares of the component's variance, which are not. One child has the weight 1.
    Results, but for the sign, as COINr's `get_PCA`; squares as in the OECD's handbook (2008), step 6.
    Raises `ValueError` where there are too few units or no spread.
    """
    if scores.shape[1] == 1:
        return np.ones(1)
    loadings = principal_components(scores).loadings[:, 0]
    if loadings.sum() < 0:
        loadings = -loadings
    return np.asarray(loadings**2 if squared else loadings)


def balanced(
    structure: Structure,
    normalised: np.ndarray,
    weights: np.ndarray,
    level: int,
    importance: Mapping[str, float] | None = None,
    rules: str | Sequence[str] = "arithmetic",
    least_available: float | Sequence[float] = 0.0,
) -> np.ndarray:
    """(elements,) weights with which the elements of a level matter as much as they are meant to.

    What matters is the correlation with the index, not the weight: an element that goes with many others is in the
    index whatever it weighs. The correlations come to stand to each other as `importance` says (1 each unless said);
    weights grow and shrink by how far they are off, and the nearest that was found is given where it cannot be met.
    Raises `Refused` for an element that runs against the index, unknown codes, and importances that are not above 0.
    Source: Becker et al., Weights and importance in composite indicators, Ecological Indicators 80, 12-22 (2017); what
    COINr's `get_opt_weights` seeks with `balance`. Cost: up to 300 passes of means.
    """
    at = np.array([place for place, element in enumerate(structure.ordered) if element.level == level], np.intp)
    codes = [structure.ordered[place].code for place in at.tolist()]
    wanted = np.array([(importance or {}).get(code, 1.0) for code in codes])
    _checked(structure, importance or {}, "weights.importance")
    if not (wanted > 0).all():
        code = codes[int(np.argmin(wanted))]
        raise Refused("an importance must be above 0", code=code, option="weights.importance", hint="Give it a number")
    wanted = wanted / wanted.sum()

    def off(tried: np.ndarray) -> np.ndarray:
        """How many times too little each matters with these weights; not above 0 where one runs against the index."""
        above = aggregate(normalised, structure, tried, rules, least_available)
        found = correlations(np.concatenate([normalised, above], axis=1)[:, at], above[:, -1:])[:, 0]
        return np.asarray(wanted * found.sum() / found if (found > 0).all() else np.where(found > 0, 1.0, -1.0))

    best = np.array(weights, np.float64)
    best[at] = np.maximum(best[at], 1e-3 * best[at].max())
    factors, step = off(best), 1.0
    if not (factors > 0).all():
        code, hint = codes[int(np.argmin(factors))], "Look at its direction, or leave it out"
        raise Refused("it runs against the index, or has no spread", code=code, option="weights.method", hint=hint)
    for _ in range(300):
        if step < 1e-6 or np.abs(factors - 1).max() < 1e-9:
            break
        tried = np.array(best)
        tried[at] *= factors**step
        tried[at] /= tried[at].mean()
        found = off(tried)
        if (found > 0).all() and np.abs(found - 1).max() < np.abs(factors - 1).max():
            best, factors, step = tried, found, min(1.0, 2 * step)
        else:
            step /= 2
    return best


def effective(structure: Structure, weights: np.ndarray | None = None) -> np.ndarray:
    """(elements,) what share of the index each element is, were all means arithmetic and no value missing.

    Children's weights over their sum, times the parent's. Results as COINr's `get_eff_wts`. Raises `ValueError` where
    all children of one parent weigh nothing.
    """
    weights = structure.weights if weights is None else weights
    result = np.zeros(len(structure.ordered))
    result[-1] = 1.0
    for place, children in reversed(structure.groups):
        total = weights[children].sum()
        if not total > 0:
            raise ValueError(f"the weights of the children of {structure.ordered[place].code} add up to nothing")
        result[children] = result[place] * weights[children] / total
    return result


def perturbed(weights: np.ndarray, noise: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """(draws × elements) weights off by up to a share of themselves, as COINr's `get_noisy_weights`.

    `noise` (elements,) holds the shares, 0 to 1: 0.25 is ±25 %; `uniform` (draws × elements) numbers from 0 to 1.
    Raises `ValueError` for a share outside that.
    """
    if not ((noise >= 0) & (noise <= 1)).all():
        raise ValueError("noise of weights is a share of them, from 0 to 1")
    return np.asarray(weights * (1 + noise * (2 * uniform - 1)))
