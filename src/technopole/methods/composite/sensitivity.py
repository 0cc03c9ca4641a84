"""Which of the uncertain choices the ranks hang on: shares of variance, each choice alone and with all it interacts.

Sources: Saltelli et al., Variance based sensitivity analysis of model output: design and estimator for the total
sensitivity index, Computer Physics Communications 181(2), 259-270 (2010); Jansen, Analysis of variance designs for
model output, Computer Physics Communications 117, 35-43 (1999). Design and estimators as COINr's `SA_sample` and
`SA_estimate`, from this module's own random numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from technopole.methods.composite.model import Refused
from technopole.methods.composite.ordering import from_the_best
from technopole.methods.composite.pipeline import Stages
from technopole.methods.composite.uncertainty import Variations, evaluate, factor_columns, mean_shift

ESTIMATORS = ("saltelli", "jansen")


@dataclass(frozen=True, eq=False)
class Indices:
    """Of each factor. Estimates are noisy: a true 0 may come out a little below it."""

    factors: tuple[str, ...]
    first: np.ndarray
    """(factors,) the share of the output's variance that would go if this factor alone were settled."""
    total: np.ndarray
    """(factors,) the share that would stay if all but this were settled. Total less first: interactions."""
    variance: float
    first_interval: np.ndarray
    """(2 × factors) 5 and 95 % of bootstrap samples; NaN if none were asked for."""
    total_interval: np.ndarray


def indices(
    a: np.ndarray,
    b: np.ndarray,
    mixed: np.ndarray,
    factors: Sequence[str],
    estimator: str = "saltelli",
    resamples: int = 0,
    seed: int = 1,
) -> Indices:
    """From the outputs (draws,) of samples A and B, and (factors × draws) of A with one factor's columns from B.

        first = mean(b · (mixed − a)) / V            saltelli; b without its mean, which leaves less noise
        first = 1 − mean((b − mixed)²) / 2V          jansen
        total = mean((a − mixed)²) / 2V              both: Jansen's

    V is the sample variance of A's and B's outputs together; where it is zero nothing matters, and all are NaN. Raises
    `ValueError` for another estimator, or outputs that are not finite. Cost: draws × factors × (1 + resamples).
    """
    if estimator not in ESTIMATORS:
        raise ValueError(f"{estimator!r} is no estimator: {', '.join(ESTIMATORS)}")
    if len(a) < 2 or not (np.isfinite(a).all() and np.isfinite(b).all() and np.isfinite(mixed).all()):
        raise ValueError("sensitivity needs at least two draws, each with a finite output")
    first, total, variance = _estimates(a, b, mixed, estimator)
    none = np.full((2, len(factors)), np.nan)
    interval = (none, none)
    if resamples:
        chance = np.random.default_rng(seed)
        drawn = []
        for _ in range(resamples):
            rows = chance.integers(0, len(a), len(a))
            drawn.append(_estimates(a[rows], b[rows], mixed[:, rows], estimator)[:2])
        both = np.quantile(np.array(drawn), (0.05, 0.95), axis=0)
        interval = (both[:, 0], both[:, 1])
    return Indices(tuple(factors), first, total, variance, *interval)


def design(draws: int, groups: Sequence[np.ndarray], seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Samples A and B (draws × columns), and for each factor A with its columns from B (factors × draws × columns).

    A factor may have several columns, as all weights of a level do: its index is then that of the group.
    """
    many = sum(len(group) for group in groups)
    chance = np.random.default_rng(seed)
    a, b = chance.random((2, draws, many))
    mixed = np.repeat(a[None], len(groups), axis=0)
    for at, group in enumerate(groups):
        mixed[at][:, group] = b[:, group]
    return a, b, mixed


def sensitivity(
    stages: Stages,
    variations: Variations,
    draws: int = 1000,
    seed: int = 1,
    estimator: str = "saltelli",
    resamples: int = 0,
    output: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Indices:
    """Of the mean shift in rank against the index itself, or of `output`, (draws × units) scores to (draws,) numbers.

    Raises `Refused` where fewer than two things vary. Cost: that of `uncertainty` for draws × (factors + 2).
    """
    if len(variations.factors) < 2:
        hint = "With one, all uncertainty is its own"
        raise Refused("fewer than two things vary", option="uncertainty.weights", hint=hint)
    groups = factor_columns(stages, variations)
    a, b, mixed = design(draws, groups, seed)
    measure = output or (lambda scores: mean_shift(from_the_best(scores), stages.ranks))
    every = measure(evaluate(stages, variations, np.concatenate([a, b, *mixed])))
    of_a, of_b, rest = every[:draws], every[draws : 2 * draws], every[2 * draws :].reshape(len(groups), draws)
    return indices(of_a, of_b, rest, variations.factors, estimator, resamples, seed)


def _estimates(
    a: np.ndarray, b: np.ndarray, mixed: np.ndarray, estimator: str
) -> tuple[np.ndarray, np.ndarray, float]:  # fmt: skip
    both = np.concatenate([a, b])
    variance = float(both.var(ddof=1))
    if not both.min() < both.max():
        none = np.full(len(mixed), np.nan)
        return none, none, 0.0
    total = ((a - mixed) ** 2).mean(axis=1) / (2 * variance)
    if estimator == "jansen":
        first = 1 - ((b - mixed) ** 2).mean(axis=1) / (2 * variance)
    else:
        first = ((b - both.mean()) * (mixed - a)).mean(axis=1) / variance
    return first, total, variance
