"""Scores carried up the tree, level by level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from technopole.methods.composite.aggregation import RULES
from technopole.methods.composite.model import Refused, Structure


def aggregate(
    normalised: np.ndarray,
    structure: Structure,
    weights: np.ndarray | None = None,
    rules: str | Sequence[str] = "arithmetic",
    least_available: float | Sequence[float] = 0.0,
) -> np.ndarray:
    """(…, units, aggregates) scores, in the order of the structure's aggregates: the index is the last.

    `normalised` is (…, units, indicators); `weights` (…, elements) in the structure's order, the structure's own if
    none are given; what stands before is broadcast. `rules` is one of `RULES`, or one for each level from the second.
    An aggregate of which a unit knows less than the share `least_available` of its children is missing; it is one
    share, or one for each level.

    Raises `ValueError` for wrong rules, weights or shares, and `Refused`, with the row and the code, for scores that a
    rule cannot take. Cost: sets × units × elements, with an outranking units² in their place.
    """
    chosen = each_level(rules, structure)
    weights = structure.weights if weights is None else np.asarray(weights, np.float64)
    if weights.shape[-1] != len(structure.ordered) or not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError(f"weights must be {len(structure.ordered)} numbers of 0 or more")
    shares = _shares(least_available, structure)
    indicators = len(structure.indicators)
    if normalised.shape[-1] != indicators:
        raise ValueError(f"{normalised.shape[-1]} columns stand for {indicators} indicators")
    ahead = np.broadcast_shapes(normalised.shape[:-2], weights.shape[:-1])
    result = np.full((*ahead, normalised.shape[-2], len(structure.aggregates)), np.nan)
    for place, children in structure.groups:
        at = place - indicators
        if structure.ordered[children[0]].level == 1:
            values = normalised[..., children]
        else:
            values = result[..., children - indicators]
        try:
            score = RULES[chosen[structure.ordered[place].level - 2]](values, weights[..., children])
        except Refused as error:
            column = 0 if error.column is None else error.column
            code = structure.ordered[int(children[column])].code
            raise Refused(error.message, row=error.row, code=code, hint=error.hint) from None
        least = shares[structure.ordered[place].level - 2]
        if least > 0:
            known = (~np.isnan(values)).sum(axis=-1) / len(children)
            score = np.where(known < least, np.nan, score)
        result[..., at] = score
    return result


def each_level(rules: str | Sequence[str], structure: Structure) -> tuple[str, ...]:
    """One rule for each level from the second. Raises `ValueError` for unknown ones, or another number of them."""
    chosen = (rules,) * (structure.depth - 1) if isinstance(rules, str) else tuple(rules)
    for rule in chosen:
        if rule not in RULES:
            raise ValueError(f"{rule!r} is no way to aggregate: {', '.join(RULES)}")
    if len(chosen) != structure.depth - 1:
        told = f"{len(chosen)} ways to aggregate are named for {structure.depth - 1} levels above the indicators"
        raise Refused(told, option="aggregate.method", hint="Name one for all, or one for each level, the lowest first")
    return chosen


def _shares(least_available: float | Sequence[float], structure: Structure) -> tuple[float, ...]:
    """One share for each level from the second."""
    levels = structure.depth - 1
    one = isinstance(least_available, int | float)
    shares = (float(least_available),) * levels if one else tuple(least_available)  # type: ignore[arg-type]
    for share in shares:
        if not 0 <= share <= 1:
            raise ValueError(f"least_available is {share:g}, not between 0 and 1")
    if len(shares) != levels:
        told = f"{len(shares)} shares are named for {levels} levels above the indicators"
        hint = "Name one for all, or one for each level, the lowest first"
        raise Refused(told, option="aggregate.least_available", hint=hint)
    return shares
