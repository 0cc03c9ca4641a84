"""Which topics are emerging: new, and growing faster than all documents do, with the evidence for each.

A topic's emergence is growth × novelty. Growth is how much its share of all documents grows a year (log-linear), drawn
towards the mean of all topics as far as its counts are too few to tell; novelty is how late in the years looked at it
began. Both stand beside their evidence: the interval of growth, the probability that it grows at all, the year of the
beginning, the counts. A topic that is new but not growing, or growing but old, has a score of nearly nothing.

Sources: Rotolo, Hicks, Martin (2015), What is an emerging technology?, Research Policy 44(10) (novelty and relatively
fast growth as attributes; coherence, impact and uncertainty are not measured here); Small, Boyack, Klavans (2014),
Identifying emerging topics in science and technology, Research Policy 43(8) (emergence as growth and newness); Efron,
Morris (1975), Data analysis using Stein's estimator and its generalizations, JASA 70 (shrinkage); McCullagh, Nelder
(1989), Generalized Linear Models, section 4.5 (dispersion).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

BEGUN = 0.05
"""A topic has begun in the year by which it has this part of its documents: single early ones do not make it old."""
FEWEST = 5
"""Documents in all, below which a topic is not judged."""
Z = 1.959963984540054
"""Standard deviations of an interval that holds 95 %."""
_ROUNDS = 200
_STEPS = 30


@dataclass(frozen=True, eq=False)
class Emerging:
    """For each topic (m,); NaN where it has too few documents to be judged."""

    score: np.ndarray
    """growth (0 where negative) × novelty."""
    growth: np.ndarray
    """By what part its share of all documents grows a year, shrunken: 0.1 is 10 % more each year."""
    low: np.ndarray
    high: np.ndarray
    """The interval that holds the growth with a probability of 95 %."""
    grows: np.ndarray
    """The probability that its share grows at all."""
    novelty: np.ndarray
    """From 0 (begun in the first year) to 1 (in the last)."""
    began: np.ndarray
    """Which year, counted from 0; −1 for a topic without documents."""
    documents: np.ndarray
    """In all years."""
    typical: float
    """Growth of the typical topic, towards which all are drawn."""
    spread: float
    """Standard deviation of the growth of topics, of its logarithm."""
    dispersion: float
    """How many times the variance of counts is that of chance alone; intervals are so much wider (its root)."""


def emerging(counts: np.ndarray, totals: np.ndarray) -> Emerging:
    """Growth, novelty and their product for (m, t) yearly counts of topics, of (t,) documents in all a year.

    Given how many documents a topic has, their years are drawn with weights total · exp(b · year); b is the topic's
    growth, normal among topics with a mean and a variance that the topics themselves tell (empirical Bayes, by EM with
    Laplace's approximation). Pearson's dispersion of all topics together widens what chance alone would give.

    Years without documents count for nothing. Topics may overlap, so that counts need not add up to the totals. Raises
    `ValueError` for arrays that do not fit, negative numbers, counts above the totals, and fewer than three years with
    documents. m·t steps, some hundred times: 10,000 topics of 20 years take some seconds.
    """
    c, n = np.asarray(counts, float), np.asarray(totals, float)
    if c.ndim != 2 or n.shape != c.shape[1:]:
        raise ValueError(f"Wanted topics × years and one total for each year, not {c.shape} and {n.shape}.")
    if not np.isfinite(n).all() or not ((c >= 0) & (c <= n)).all():
        raise ValueError("Counts must lie between 0 and the year's total.")
    if (n > 0).sum() < 3:
        raise ValueError("It takes three years with documents to tell growth from chance.")
    size = c.sum(axis=1)
    judged = size >= FEWEST
    years = np.arange(c.shape[1], dtype=float)
    began = _began(c)
    novelty = np.where(judged, began / years[-1], np.nan)
    growth, deviation = np.full(len(c), np.nan), np.full(len(c), np.nan)
    mean, variance, dispersion = 0.0, 0.0, 1.0
    if judged.any():
        slopes, deviations, mean, variance, dispersion = _slopes(c[judged], n, years)
        growth[judged], deviation[judged] = slopes, deviations
    rate = np.expm1(growth)
    chances = [0.5 * math.erfc(-each / math.sqrt(2.0)) for each in (growth / deviation).tolist()]
    return Emerging(
        np.maximum(rate, 0.0) * novelty, rate, np.expm1(growth - Z * deviation), np.expm1(growth + Z * deviation),
        np.array(chances, float), novelty, began, size, math.expm1(mean), math.sqrt(variance), dispersion,
    )  # fmt: skip


def _began(c: np.ndarray) -> np.ndarray:
    """(m,) the first year by which a topic has `BEGUN` of its documents."""
    gathered = np.cumsum(c, axis=1)
    first = (gathered >= BEGUN * gathered[:, -1:]).argmax(axis=1)
    return np.asarray(np.where(gathered[:, -1] > 0, first, -1))


def _slopes(
    c: np.ndarray, n: np.ndarray, years: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float, float, float]:  # fmt: skip
    """(m,) the most probable slopes and their deviations; mean and variance of slopes among topics, and dispersion."""
    centred = years - years.mean()
    size = c.sum(axis=1)
    told = c @ centred
    mean, variance, dispersion = 0.0, 0.1, 1.0
    slopes = np.zeros(len(c))
    for _ in range(_ROUNDS):
        for _ in range(_STEPS):
            weights, expected, information = _moments(slopes, n, centred)
            steepness = (told - size * expected) / dispersion - (slopes - mean) / variance
            step = np.clip(steepness / (size * information / dispersion + 1.0 / variance), -0.5, 0.5)
            slopes = slopes + step
            if np.abs(step).max() < 1e-10:
                break
        weights, expected, information = _moments(slopes, n, centred)
        uncertain = 1.0 / (size * information / dispersion + 1.0 / variance)
        before = mean, variance, dispersion
        mean = float(slopes.mean())
        variance = max(float(((slopes - mean) ** 2 + uncertain).mean()), 1e-8)
        fitted = size[:, None] * weights
        far = np.where(fitted > 0, (c - fitted) ** 2 / np.where(fitted > 0, fitted, 1.0), 0.0).sum()
        dispersion = max(1.0, float(far) / (len(c) * max(int((n > 0).sum()) - 2, 1)))
        if max(abs(a - b) for a, b in zip(before, (mean, variance, dispersion), strict=True)) < 1e-7:
            break
    return slopes, np.sqrt(uncertain), mean, variance, dispersion


def _moments(slopes: np.ndarray, n: np.ndarray, centred: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(m, t) the probability of each year, and its (m,) mean and variance of years."""
    with np.errstate(divide="ignore"):
        logarithms = np.log(n)[None, :] + slopes[:, None] * centred
    weights = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    expected = weights @ centred
    return weights, expected, weights @ centred**2 - expected**2
