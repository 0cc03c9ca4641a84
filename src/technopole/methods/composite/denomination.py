"""Quantities made rates: an indicator divided by what makes units comparable, such as people, area or output.

Source: OECD, JRC, Handbook on Constructing Composite Indicators (2008), step 5; results as COINr's `Denominate`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from technopole.methods.composite.model import Refused


def denominate(
    values: np.ndarray, denominators: Mapping[int, np.ndarray], scale: Mapping[int, float] | None = None
) -> np.ndarray:
    """(units × indicators) with each column of `denominators` divided by its (units,) column.

    `scale` multiplies the quotient of a column: 1,000 makes it "per 1,000 people". What is missing above or below the
    line is missing in the quotient. Raises `Refused`, with row and column, where a known value would be divided by
    zero or less. Cost: one pass.
    """
    result = np.array(values, np.float64)
    for column, below in denominators.items():
        below = np.asarray(below, np.float64)
        wrong = ~np.isnan(result[:, column]) & (below <= 0)
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            told = f"cannot be divided by {below[row]:g}"
            raise Refused(told, row=row, column=column, hint="A denominator is greater than 0, or empty if not known")
        result[:, column] /= below / (scale or {}).get(column, 1.0)
    return result
