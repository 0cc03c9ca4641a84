"""How sure a location quotient is: an interval from the counts behind it, so that a handful is not oversold.

With counts x_ra of regions and activities and a region's part of the whole w_r = x_r/x, taken as known, the quotient is
the region's part of the activity relative to its part of everything::

    LQ = (x_ra/x_r) / (x_a/x) = (x_ra/x_a) / w_r

If things come as independent events (Poisson) inside and outside the region, then of the x_a of an activity the number
that lies in the region is binomial (Przyborowski, Wilenski 1940, Homogeneity of results in testing samples from Poisson
series, Biometrika 31), so that its interval is that of a proportion (`proportions.exact`), divided by w_r. It is never
below 0 and never above the greatest quotient there can be, 1/w_r, and it has a width where nothing at all was counted.

Counts may be fractional, as where a work is divided among its authors. Parts of at most one vary less than whole ones
of the same sum, so that the interval is then on the careful side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from technopole.methods.proportions import exact
from technopole.methods.specialisation import checked


def quotient_interval(
    x: np.ndarray, confidence: float = 0.95, regions: Sequence[int] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """(r, a) lower and upper bounds of the location quotients of the (regions × activities) array `x`.

    Of all regions, or of those whose rows are named. NaN where the quotient is: a region or an activity that is zero
    throughout. Cost: some thousand operations a cell.
    """
    x = checked(x)
    rows = x if regions is None else x[list(regions)]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = rows.sum(axis=1, keepdims=True) / x.sum()
        low, high = exact(rows, np.broadcast_to(x.sum(axis=0), rows.shape), confidence)
        return np.asarray(low / part), np.asarray(high / part)
