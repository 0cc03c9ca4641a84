"""The index of a choice: worked out, with how far its ranks can be relied on."""

import math
from dataclasses import dataclass

import numpy as np

from technopole.methods import composite
from technopole.methods.composite import (
    Element,
    Indices,
    Options,
    Outcomes,
    Refused,
    Screening,
    Stages,
    Structure,
    Uncertainty,
    Units,
    Variations,
)
from technopole.observatory import figures
from technopole.observatory.composing import choice as choices
from technopole.observatory.composing.choice import Choice
from technopole.observatory.figures import Figures

DRAWS = 1000
SENSITIVITY_DRAWS = 256
LEAST_KNOWN = 2 / 3
"""A place with a smaller share of the indicators is left out."""
TOP = "Index"


@dataclass(frozen=True, eq=False)
class Index:
    """What a choice comes to."""

    choice: Choice
    figures: Figures
    stages: Stages
    variations: Variations
    drawn: Uncertainty
    moved_by: Indices | None
    """Which choice moves the ranks; None where only one thing varies, or nothing moves."""
    without: Outcomes

    @property
    def available(self) -> np.ndarray:
        """(places,) share of the indicators that each has, before anything was filled in."""
        return np.asarray((~np.isnan(self.stages.units.values)).mean(axis=1))

    def ahead(self, one: int, other: int) -> float:
        """In which share of the draws the one ranks before the other; shared ranks count half."""
        first, second = self.drawn.ranks[:, one], self.drawn.ranks[:, other]
        return float(((first < second) + 0.5 * (first == second)).mean())


def work_out(choice: Choice) -> Index:
    """The index, 1,000 draws of what might have been chosen instead, and which choice matters.

    Raises `Refused` where there is too little to rank or choices do not go together. Cost: one query, and some tens of
    milliseconds.
    """
    found = figures.figures(choice.indicators, choice.places, choice.period)
    structure, units = tables(found, choice)
    options = options_of(choice, units)
    stages = composite.build(structure, units, options)
    if np.isfinite(stages.scores).sum() < 3:
        raise Refused("too few places have enough figures to be ranked")
    variations = variations_of(choice, len(stages.kept))
    drawn = composite.uncertainty(stages, variations, DRAWS)
    moved = None
    if len(variations.factors) > 1:
        moved = composite.sensitivity(stages, variations, SENSITIVITY_DRAWS)
        moved = None if np.isnan(moved.total).any() else moved
    return Index(choice, found, stages, variations, drawn, moved, composite.without(stages, _removable(stages)))


def tables(found: Figures, choice: Choice) -> tuple[Structure, Units]:
    """The tree, of one level under the index, and the figures. Raises `Refused` for too few indicators or no weight."""
    if len(choice.indicators) < 2:
        raise Refused("an index needs at least two indicators")
    elements = [
        Element(
            each.key, 1, TOP, choice.weights[each.key], -1 if each.direction == "down" else 1, each.name_en or each.key
        )
        for each in choice.indicators
    ]
    structure = Structure((*elements, Element(TOP, 2)))
    values = np.full((len(choice.places), len(elements)), np.nan)
    columns = [found.column(indicator) for indicator in choice.indicators]
    real = any(not point.headline.synthetic for points in columns for point in points.values())
    for column, points in enumerate(columns):
        # what was made up is never mixed with what was counted
        points = {place: point for place, point in points.items() if not (real and point.headline.synthetic)}
        for row, place in enumerate(choice.places):
            if place in points:
                values[row, column] = float(points[place].value)
    return structure, Units(choice.places, values)


def options_of(choice: Choice, units: Units) -> Options:
    """The steps. A place is screened by what it has, not by what was filled in."""
    known = (~np.isnan(units.values)).mean(axis=1)
    never = tuple(place for place, share in zip(units.codes, known.tolist(), strict=True) if share < LEAST_KNOWN - 1e-9)
    return Options(
        impute=choices.imputation(choice.fill),
        screen=Screening(least_available=0.0, never=never),
        treat=choices.treatment(choice.treat, len(units.codes) - len(never)),
        normalise=choices.normalisation(choice.normalise),
        aggregate=choices.aggregation(choice.aggregate),
    )


def variations_of(choice: Choice, places: int) -> Variations:
    """What might as well have been chosen otherwise, the choice itself among it."""
    weights = {1: int(choice.noise) / 100}
    if choice.vary == "weights":
        return Variations(weights)
    treat = dict.fromkeys([choice.treat, "winsorise", "none"])
    normalise = dict.fromkeys([choice.normalise, "minmax", "zscore", "rank"])
    aggregate = dict.fromkeys([choice.aggregate, "arithmetic", "geometric"])
    return Variations(
        weights,
        treat=tuple(choices.treatment(name, places) for name in treat),
        normalise=tuple(map(choices.normalisation, normalise)),
        aggregate=tuple(map(choices.aggregation, aggregate)),
    )


def _removable(stages: Stages) -> list[str]:
    """Indicators that are not alone in having a weight."""
    weighed = int((stages.weights[:-1] > 0).sum())
    return [
        element.code
        for at, element in enumerate(stages.structure.indicators)
        if weighed > 1 or stages.weights[at] == 0
    ]


def known_rank(rank: float) -> int | None:
    return None if math.isnan(rank) else int(rank)
