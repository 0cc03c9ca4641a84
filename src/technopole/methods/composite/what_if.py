"""The index with other weights, or without one of its elements.

Only the means are worked out anew, as in COINr's `remove_elements`: scores of indicators stay as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from technopole.methods.composite import pipeline, weighting
from technopole.methods.composite.hierarchy import aggregate
from technopole.methods.composite.model import Refused
from technopole.methods.composite.ordering import from_the_best
from technopole.methods.composite.pipeline import Stages
from technopole.methods.composite.uncertainty import mean_shift


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What each of several changes makes of the index."""

    names: tuple[str, ...]
    scores: np.ndarray
    """(changes × units)."""
    ranks: np.ndarray
    """(changes × units)."""
    shifts: np.ndarray
    """(changes × units) places gained; negative: lost."""
    mean_shift: np.ndarray
    """(changes,) mean of shifts without their signs."""


def without(stages: Stages, codes: Sequence[str] | None = None) -> Outcomes:
    """The index without each of these elements in turn: by default each indicator.

    An element is taken out by giving it no weight; one that is alone under its parent takes the parent out with it.
    Raises `Refused` for unknown codes and for the index itself. Cost: one pass of means for each code.
    """
    structure = stages.structure
    chosen = tuple(codes) if codes is not None else tuple(each.code for each in structure.indicators)
    sets = np.repeat(stages.weights[None], len(chosen), axis=0)
    for at, code in enumerate(chosen):
        if code not in structure.place or code == structure.index.code:
            hint = "Name an indicator, or an aggregate below the index"
            raise Refused("cannot be taken out", code=code, option="without", hint=hint)
        sets[at, structure.place[code]] = 0.0
    return _outcomes(stages, chosen, sets)


def reweighted(stages: Stages, changes: Mapping[str, Mapping[str, float]]) -> Outcomes:
    """The index with other weights: by name of the change, the new weights of some codes.

    Raises `Refused` for unknown codes and weights below 0. Cost: one pass of means for each change.
    """
    chosen = tuple(changes)
    sets = [weighting.changed(stages.structure, stages.weights, changes[name]) for name in chosen]
    return _outcomes(stages, chosen, np.array(sets).reshape(len(chosen), len(stages.weights)))


def _outcomes(stages: Stages, names: tuple[str, ...], weights: np.ndarray) -> Outcomes:
    rule = stages.options.aggregate
    with pipeline.named(stages.structure, stages.kept, "aggregate"):
        found = aggregate(stages.normalised, stages.structure, weights, rule.method, rule.least_available)
    scores = found[..., -1]
    ranks = from_the_best(scores)
    nominal = stages.ranks
    return Outcomes(names, scores, ranks, nominal - ranks, mean_shift(ranks, nominal))
