"""Which units have enough data to be ranked.

Results as COINr's `Screen`: availability is the share of indicators with a value; the share of values that are not
zero is taken over those that are known.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Screened:
    """What was kept, and why."""

    kept: np.ndarray
    """(units,) bool."""
    available: np.ndarray
    """(units,) share of indicators that have a value."""
    nonzero: np.ndarray
    """(units,) share of the known values that are not zero; NaN where none is known."""


def screen(
    values: np.ndarray,
    least_available: float = 2 / 3,
    least_nonzero: float = 0.0,
    always: Collection[int] = (),
    never: Collection[int] = (),
) -> Screened:
    """Keeps the units of (units × indicators) with at least these shares; a share that is just met is enough.

    Rows in `always` are kept and rows in `never` left out whatever they hold. Raises `ValueError` for a share outside
    0 to 1. Cost: one pass.
    """
    for name, share in (("least_available", least_available), ("least_nonzero", least_nonzero)):
        if not 0 <= share <= 1:
            raise ValueError(f"{name} is {share:g}, not between 0 and 1")
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    columns = values.shape[1]
    available = 1 - (columns - count) / columns if columns else np.ones(len(values))
    nonzero = np.full(len(values), np.nan)
    zeros = (known & (values == 0)).sum(axis=1)
    np.divide(zeros, count, out=nonzero, where=count > 0)
    nonzero = 1 - nonzero
    kept = ~(available < least_available) & ~(nonzero < least_nonzero)
    kept[list(always)] = True
    kept[list(never)] = False
    return Screened(kept, available, nonzero)
