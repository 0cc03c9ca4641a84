"""Intervals of a proportion from counts: exact for small ones, Wilson's where both agree.

Clopper, Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika
26: the lower bound is the proportion for which so many or more had half the remaining chance, the upper one for which
so many or fewer had it. It is right at least as often as it says. Wilson's score interval (1927, Probable inference,
the law of succession, and statistical inference, JASA 22) is right so often on average, but its lower bound promises
too much where one or two were found (Brown, Cai, DasGupta 2001, Interval estimation for a binomial proportion,
Statistical Science 16).

Counts may be fractional: bounds are then those of the beta distribution with the same parameters.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

LARGE = 1000.0
"""With so many on either side the exact interval and Wilson's differ by less than a thousandth of the proportion."""
_STEPS, _TERMS, _TINY = 42, 5000, 1e-300


def exact(found: np.ndarray, of: np.ndarray, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Clopper's and Pearson's interval of the proportions found/of; NaN where `of` is 0.

    Raises `ValueError` unless 0 ≤ found ≤ of and the confidence lies between 0 and 1. Cost: some thousand operations a
    proportion.
    """
    found, of = _checked(found, of, confidence)
    low, high = wilson(found, of, confidence)
    left = of - found
    small = np.isfinite(low) & (np.minimum(found, left) < LARGE)
    half = (1.0 - confidence) / 2.0
    some, rest = small & (found > 0), small & (left > 0)
    low[some] = _quantile(half, found[some], left[some] + 1.0)
    high[rest] = _quantile(1.0 - half, found[rest] + 1.0, left[rest])
    return low, high


def wilson(found: np.ndarray, of: np.ndarray, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval of the proportions found/of; NaN where `of` is 0. Raises `ValueError` as `exact` does."""
    found, of = _checked(found, of, confidence)
    z = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = found / of
        middle = share + z**2 / (2.0 * of)
        reach = z * np.sqrt(share * (1.0 - share) / of + z**2 / (4.0 * of**2))
        whole = 1.0 + z**2 / of
        low, high = (middle - reach) / whole, (middle + reach) / whole
    # none and all are bounds exactly; sums of decimals would leave a last digit
    return np.where(share == 0.0, 0.0, low), np.where(share == 1.0, 1.0, high)


def _checked(found: np.ndarray, of: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    found, of = np.asarray(found, float), np.asarray(of, float)
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"A confidence of {confidence}: it lies between 0 and 1, such as 0.95.")
    if (found < 0).any() or (found > of * (1.0 + 1e-9)).any():
        raise ValueError("Of a number, none to all can have been found.")
    return np.minimum(found, of), of


def _quantile(share: float, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Where the beta distributions reach a share, by halving what it lies between."""
    low, high = np.zeros(a.shape), np.ones(a.shape)
    scale = np.array([math.lgamma(x + y) - math.lgamma(x) - math.lgamma(y) for x, y in zip(a, b, strict=True)])
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        below = _share(middle, a, b, scale) < share
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2.0)


def _share(x: np.ndarray, a: np.ndarray, b: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """The regularised incomplete beta function, from its continued fraction on the side where that converges fast.

    Press and others (2007), Numerical Recipes, 6.4.
    """
    front = np.exp(scale + a * np.log(x) + b * np.log1p(-x))
    turned = x > (a + 1.0) / (a + b + 2.0)
    x, a, b = np.where(turned, 1.0 - x, x), np.where(turned, b, a), np.where(turned, a, b)
    part = front * _fraction(x, a, b) / a
    return np.asarray(np.where(turned, 1.0 - part, part))


def _fraction(x: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    c = np.ones(x.shape)
    d = 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    value = d.copy()
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        d, c = 1.0 / _away(1.0 + even * d), _away(1.0 + even / c)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d, c = 1.0 / _away(1.0 + odd * d), _away(1.0 + odd / c)
        step = d * c
        value *= step
        if (np.abs(step - 1.0) < 1e-12).all():
            break
    return value


def _away(value: np.ndarray) -> np.ndarray:
    """Not quite 0, so that it can be divided by."""
    return np.where(np.abs(value) < _TINY, _TINY, value)
