"""Credit for works: a whole one for each unit that took part, or parts that add up to one.

Full counting gives every unit (country, organisation, author) 1 for a work; fractional counting divides the work among
its units, or first among its authors and then among each one's units. Fractions are exact, so that fractional credits
add up to exactly the number of works. Sources: Gauffriau et al., Comparisons of results of publication counting
(2008); Waltman and van Eck, Field-normalized citation impact indicators and the choice of counting method (2015).
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

import numpy as np

from technopole.methods.bibliometrics.citations import Values, coded

UNKNOWN = ""
"""The unit of a work, or an author, that names none: so that nothing is lost from the sum."""


def full_counts(works: Values, units: Values) -> dict[Any, int]:
    """In how many works each unit took part; one row for each work and unit, repeated rows count once.

    Raises `ValueError` for columns of two lengths. Cost: one sort of the rows.
    """
    names, unit, _work = _distinct(works, units)
    counts = np.bincount(unit, minlength=len(names))
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def fractional_counts(works: Values, units: Values, authors: Values | None = None) -> dict[Any, Fraction]:
    """Each unit's part of all works, exactly; the parts sum to the number of different works.

    Without `authors` a work is divided equally among its different units. With them a row is an author of a work and
    one unit of theirs: the work is divided among its authors, each one's part among their units. A work or an author
    without a unit has the row with the unit `UNKNOWN`. Raises `ValueError` for columns of different length. Cost: a
    sort of the rows; exact sums over the different sizes of teams.
    """
    names, unit, work = _distinct(works, units, authors)
    if authors is None:
        parts = np.bincount(work)[work] if len(work) else work
    else:
        unit, work, parts = _by_author(works, units, authors)
    # credits are 1/parts, so counting them by parts leaves few fractions to add
    size = int(parts.max()) + 1 if len(parts) else 1
    keys, number = np.unique(unit * np.int64(size) + parts, return_counts=True)
    credit: dict[int, Fraction] = defaultdict(Fraction)
    for key, many in zip(keys.tolist(), number.tolist(), strict=True):
        credit[key // size] += Fraction(many, key % size)
    return {name: credit[at] for at, name in enumerate(names.tolist())}


def _distinct(works: Values, units: Values, authors: Values | None = None) -> tuple[Any, Any, Any]:
    names, unit = coded(units)
    _keys, work = coded(works)
    if len(unit) != len(work) or (authors is not None and len(authors) != len(work)):
        raise ValueError("columns differ in length")
    rows = np.unique(work * max(1, len(names)) + unit)
    work, unit = np.divmod(rows, max(1, len(names)))
    return names, unit, work


def _by_author(works: Values, units: Values, authors: Values) -> tuple[Any, Any, Any]:
    """Rows (work, author, unit), each once: the unit, the work, and into how many parts the work is divided for it."""
    names, unit = coded(units)
    _keys, work = coded(works)
    people, author = coded(authors)
    signed, signature = coded(work * max(1, len(people)) + author)
    rows = np.unique(signature * max(1, len(names)) + unit)
    signature, unit = np.divmod(rows, max(1, len(names)))
    work = (signed // max(1, len(people)))[signature]
    team = np.bincount(signed // max(1, len(people)))[work] if len(work) else work
    return unit, work, team * np.bincount(signature)[signature] if len(work) else work
