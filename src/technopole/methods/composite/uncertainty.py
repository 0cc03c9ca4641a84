"""How far the ranks hang on choices that might as well have been others.

Weights are drawn around those used, and each step's choice from a list of alternatives; the index is worked out anew
for every draw. Source: Saisana, Saltelli, Tarantola, Uncertainty and sensitivity analysis techniques as tools for the
quality assessment of composite indicators, JRSS A 168(2), 307-323 (2005); as COINr's `get_sensitivity`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from technopole.methods.composite import pipeline, weighting
from technopole.methods.composite.hierarchy import aggregate
from technopole.methods.composite.model import Refused
from technopole.methods.composite.options import Aggregation, Imputation, Normalisation, Treatment
from technopole.methods.composite.ordering import from_the_best
from technopole.methods.composite.pipeline import Stages

QUANTILES = (0.05, 0.5, 0.95)
Choice = TypeVar("Choice")
_CELLS = 1 << 22
"""Scores of aggregates that are held at once."""


@dataclass(frozen=True)
class Variations:
    """What is uncertain. Each list holds all choices, that of the index itself among them; all are equally likely."""

    weights: Mapping[int, float] = field(default_factory=dict)
    """By level, how far weights may be off: 0.25 is ±25 % of each, evenly."""
    impute: tuple[Imputation, ...] = ()
    treat: tuple[Treatment, ...] = ()
    normalise: tuple[Normalisation, ...] = ()
    aggregate: tuple[Aggregation, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that have alternatives."""
        return tuple(step for step in ("impute", "treat", "normalise", "aggregate") if getattr(self, step))

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of what varies: `weights of level 1`, …, then steps."""
        return (*(f"weights of level {level}" for level in sorted(self.weights)), *self.steps)


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Scores and ranks of many indices."""

    scores: np.ndarray
    """(draws × units) of the index."""
    ranks: np.ndarray
    """(draws × units)."""
    nominal: np.ndarray
    """(units,) ranks of the index itself."""

    def rank_interval(self, quantiles: tuple[float, ...] = QUANTILES) -> np.ndarray:
        """(quantiles × units) of the ranks, interpolated as R's type 7."""
        return _quantiles(self.ranks, quantiles)

    def score_interval(self, quantiles: tuple[float, ...] = QUANTILES) -> np.ndarray:
        """(quantiles × units) of the scores. Means little where normalisations of different scales are mixed."""
        return _quantiles(self.scores, quantiles)

    @property
    def mean_rank_shift(self) -> np.ndarray:
        """(draws,) mean over units of how far ranks are from those of the index."""
        return mean_shift(self.ranks, self.nominal)


def uncertainty(stages: Stages, variations: Variations, draws: int = 1000, seed: int = 1) -> Uncertainty:
    """The index of `draws` random choices. The same seed gives the same draws.

    The units are those the index kept, whatever imputation would have kept of them. Raises `Refused` where nothing
    varies, and for choices that do not go together, such as a geometric mean of scores from 0. Cost: one pass of the
    steps that vary for each combination of their alternatives, and draws × units × elements for the means.
    """
    if draws < 1:
        raise Refused(f"{draws} draws are none", option="uncertainty.draws", hint="Take 1,000, say")
    samples = np.random.default_rng(seed).random((draws, columns(stages, variations)))
    scores = evaluate(stages, variations, samples)
    return Uncertainty(scores, from_the_best(scores), stages.ranks)


def columns(stages: Stages, variations: Variations) -> int:
    """How many random numbers one draw takes. Raises `Refused` where nothing varies."""
    return sum(len(each) for each in factor_columns(stages, variations))


def factor_columns(stages: Stages, variations: Variations) -> list[np.ndarray]:
    """For each factor, which columns of the samples are its own: one for each weight of a level, one for a step."""
    if not variations.factors:
        raise Refused("nothing varies", option="uncertainty.weights", hint="Name weights or alternatives of steps")
    found, start = [], 0
    for level in sorted(variations.weights):
        _check_noise(stages, level, variations.weights[level])
        many = sum(1 for element in stages.structure.ordered if element.level == level)
        found.append(np.arange(start, start + many))
        start += many
    for _ in variations.steps:
        found.append(np.array([start]))
        start += 1
    return found


def evaluate(stages: Stages, variations: Variations, samples: np.ndarray) -> np.ndarray:
    """(draws × units) scores of the index for (draws × columns) numbers from 0 to 1, each made a choice."""
    structure = stages.structure
    own = dict(zip(variations.factors, factor_columns(stages, variations), strict=True))
    noise = np.zeros(len(structure.ordered))
    uniform = np.full((len(samples), len(structure.ordered)), 0.5)
    for level, share in variations.weights.items():
        at = [place for place, element in enumerate(structure.ordered) if element.level == level]
        noise[at] = share
        uniform[:, at] = samples[:, own[f"weights of level {level}"]]
    weights = weighting.perturbed(stages.weights, noise, uniform)
    picks = np.zeros((len(samples), 4), np.intp)
    for place, step in enumerate(("impute", "treat", "normalise", "aggregate")):
        many = len(getattr(variations, step))
        if many:
            chosen = samples[:, own[step][0]] * many
            picks[:, place] = np.minimum(chosen.astype(np.intp), many - 1)
    scores = np.full((len(samples), len(stages.kept)), np.nan)
    tables = _Tables(stages, variations)
    together = max(1, _CELLS // max(1, len(stages.kept) * len(structure.aggregates)))
    for combination in np.unique(picks, axis=0).tolist():
        rows = np.flatnonzero((picks == combination).all(axis=1))
        normalised = tables.normalised(*combination[:3])
        rule = _pick(variations.aggregate, combination[3], stages.options.aggregate)
        for start in range(0, len(rows), together):
            some = rows[start : start + together]
            with pipeline.named(structure, stages.kept, "uncertainty"):
                found = aggregate(normalised, structure, weights[some], rule.method, rule.least_available)
            scores[some] = found[..., -1]
    return scores


class _Tables:
    """What each combination of alternatives makes of the units; every step is run once for what precedes it."""

    def __init__(self, stages: Stages, variations: Variations) -> None:
        self._stages, self._variations = stages, variations
        self._complete: dict[int, np.ndarray] = {}
        self._treated: dict[tuple[int, int], np.ndarray] = {}
        self._normalised: dict[tuple[int, int, int], np.ndarray] = {}

    def normalised(self, imputed: int, treated: int, normalised: int) -> np.ndarray:
        stages, key = self._stages, (imputed, treated, normalised)
        if key not in self._normalised:
            choice = _pick(self._variations.normalise, normalised, stages.options.normalise)
            table = self._after_treatment(imputed, treated)
            self._normalised[key] = pipeline.normalise(stages.structure, stages.kept, table, choice)
        return self._normalised[key]

    def _after_treatment(self, imputed: int, treated: int) -> np.ndarray:
        stages, key = self._stages, (imputed, treated)
        if key not in self._treated:
            choice = _pick(self._variations.treat, treated, stages.options.treat)
            table = self._after_imputation(imputed)
            self._treated[key] = pipeline.treat(stages.structure, stages.kept, table, choice).values
        return self._treated[key]

    def _after_imputation(self, imputed: int) -> np.ndarray:
        if imputed not in self._complete:
            stages = self._stages
            choice = _pick(self._variations.impute, imputed, stages.options.impute)
            table = pipeline.impute(stages.structure, stages.units, stages.denominated, choice)
            self._complete[imputed] = table[stages.screened.kept]
        return self._complete[imputed]


def _pick(alternatives: tuple[Choice, ...], at: int, otherwise: Choice) -> Choice:
    return alternatives[at] if alternatives else otherwise


def mean_shift(ranks: np.ndarray, nominal: np.ndarray) -> np.ndarray:
    """(draws,) mean absolute difference of (draws × units) ranks from (units,) ones, over units that have both."""
    apart = np.abs(ranks - nominal)
    known = ~np.isnan(apart)
    count = known.sum(axis=-1)
    result = np.full(count.shape, np.nan)
    np.divide(np.where(known, apart, 0.0).sum(axis=-1), count, out=result, where=count > 0)
    return result


def _quantiles(values: np.ndarray, quantiles: tuple[float, ...]) -> np.ndarray:
    result = np.full((len(quantiles), values.shape[1]), np.nan)
    there = ~np.isnan(values).all(axis=0)
    if there.any():
        some = values[:, there]
        work = np.nanquantile if np.isnan(some).any() else np.quantile
        result[:, there] = work(some, quantiles, axis=0)
    return result


def _check_noise(stages: Stages, level: int, share: float) -> None:
    if not 1 <= level < stages.structure.depth:
        hint = f"Levels go from 1 to {stages.structure.depth - 1}"
        raise Refused(f"{level} is no level below the index", option="uncertainty.weights", hint=hint)
    if not 0 <= share <= 1:
        hint = "0.25 is ±25 % of each weight"
        raise Refused(f"{share:g} is no share from 0 to 1", option="uncertainty.weights", hint=hint)
