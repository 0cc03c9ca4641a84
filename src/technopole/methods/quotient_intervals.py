"""How sure a location quotient is: an interval from the counts behind it, so that a handful is not oversold.

With counts x_ra of regions and activities and a region's part of the whole w_r = x_r/x, taken as known, the quotient is
the region's part of the activity relative to its part of everything::

    LQ = (x_ra/x_r) / (x_a/x) = (x_ra/x_a) / w_r

If things come as independent events (Poisson) inside and outside the region, then of the x_a of an activity the number
that lies in the region is binomial (Przyborowski, Wilenski 1940, Homogeneity of results in testing samples from Poisson
series, Biometrika 31), so that its interval is Wilson's score interval of a proportion, divided by w_r (Wilson 1927,
Probable inference, the law of succession, and statistical inference, JASA 22). It is never below 0 and never above the
greatest quotient there can be, 1/w_r, and it has a width where nothing at all was counted.

Counts may be fractional, as where a work is divided among its authors. Parts of at most one vary less than whole ones
of the same sum, so that the interval is then on the careful side.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from technopole.methods.specialisation import checked


def quotient_interval(x: np.ndarray, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """(r, a) lower and upper bounds of the location quotients of the (regions × activities) array `x`.

    NaN where the quotient is: a region or an activity that is zero throughout. One pass and a few copies of the array.
    """
    x = checked(x)
    of_activity = x.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = x.sum(axis=1, keepdims=True) / x.sum()
        low, high = wilson(x, np.broadcast_to(of_activity, x.shape), confidence)
        return np.asarray(low / part), np.asarray(high / part)


def wilson(found: np.ndarray, of: np.ndarray, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval of the proportions found/of; NaN where `of` is 0.

    Raises `ValueError` unless 0 ≤ found ≤ of and the confidence lies between 0 and 1.
    """
    found, of = np.asarray(found, float), np.asarray(of, float)
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"A confidence of {confidence}: it lies between 0 and 1, such as 0.95.")
    if (found < 0).any() or (found > of * (1.0 + 1e-9)).any():
        raise ValueError("Of a number, none to all can have been found.")
    z = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.minimum(found / of, 1.0)
        middle = share + z**2 / (2.0 * of)
        reach = z * np.sqrt(share * (1.0 - share) / of + z**2 / (4.0 * of**2))
        whole = 1.0 + z**2 / of
        low, high = (middle - reach) / whole, (middle + reach) / whole
    # none and all are bounds exactly; sums of decimals would leave a last digit
    return np.where(share == 0.0, 0.0, low), np.where(share == 1.0, 1.0, high)
