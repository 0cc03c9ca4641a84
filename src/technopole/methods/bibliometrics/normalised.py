"""Citations compared with those of works of the same field, year and kind.

The normalised score of a work is its citations over the mean of its class; the mean of all scores is 1 (MNCS: Waltman
et al., Towards a new crown indicator, 2011). A work of several classes belongs to each with a part of its weight, both
where means are taken and in its own score, so that the mean stays 1.

Among the top 10 % are the most cited tenth of each class. Works tied at its edge share what is left of the tenth
(Waltman and Schreiber, On the calculation of percentile-based bibliometric indicators, 2013), so that the works of
every class that belong to it are exactly a tenth of it, whatever the ties.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from technopole.methods.bibliometrics.citations import Values, coded

TENTH = 0.1


def classes(*columns: Values) -> np.ndarray:
    """One whole number for each different combination of the columns' values (field, year, kind …)."""
    if not columns:
        raise ValueError("give at least one column")
    found = coded(columns[0])[1]
    for column in columns[1:]:
        names, code = coded(column)
        if len(code) != len(found):
            raise ValueError("columns differ in length")
        found = coded(found * max(1, len(names)) + code)[1]
    return found


def normalised_scores(works: Values, groups: Values, citations: Any, weights: Any = None) -> tuple[Any, Any]:
    """The works, ascending, and each one's citations over the expected; one row for each work and class it is in.

    `weights` are the parts with which a work belongs to its classes, equal if not given; they are scaled to 1 for each
    work. A class that nobody cites expects nothing and says nothing: works wholly in such classes get nan. Raises
    `ValueError` for columns of different length, repeated rows, negative counts or weights. Cost: one sort.
    """
    names, work, group, count, part = _rows(works, groups, citations, weights)
    number = int(group.max()) + 1 if len(group) else 0
    whole = np.bincount(group, weights=part, minlength=number)
    mean = np.divide(np.bincount(group, weights=part * count, minlength=number), whole, where=whole > 0, out=whole * 0)
    told = mean[group] > 0
    share = np.bincount(work[told], weights=part[told], minlength=len(names))
    score = np.bincount(work[told], weights=part[told] * count[told] / mean[group[told]], minlength=len(names))
    return names, np.divide(score, share, out=np.full(len(names), np.nan), where=share > 0)


def top_shares(
    works: Values, groups: Values, citations: Any, weights: Any = None, top: float = TENTH
) -> tuple[Any, Any]:
    """The works, ascending, and how far each belongs to the most cited tenth of its classes: 0 to 1.

    Rows, weights and errors as in `normalised_scores`; `top` is the share that is looked for, above 0 and below 1. The
    result sums to `top` times the number of works. Cost: one sort.
    """
    if not 0.0 < top < 1.0:
        raise ValueError(f"a share of {top} is not above 0 and below 1")
    names, work, group, count, part = _rows(works, groups, citations, weights)
    order = np.lexsort((-count, group))
    work, group, count, part = work[order], group[order], count[order], part[order]
    tied = np.cumsum(np.append(True, (group[1:] != group[:-1]) | (count[1:] != count[:-1]))[: len(group)]) - 1
    first = np.flatnonzero(np.diff(tied, prepend=-1))
    own = np.bincount(tied, weights=part) if len(tied) else np.zeros(0)
    of = group[first]
    begins = np.diff(of, prepend=-1) != 0
    before = np.cumsum(own) - own
    # the weight of those more often cited in the same class
    above = before - before[begins][np.cumsum(begins) - 1] if len(own) else own
    wanted = top * np.bincount(of, weights=own)[of] if len(own) else own
    inside = np.clip(np.divide(wanted - above, own, out=np.zeros_like(own), where=own > 0), 0.0, 1.0)
    return names, np.bincount(work, weights=part * inside[tied], minlength=len(names))


def _rows(works: Values, groups: Values, citations: Any, weights: Any) -> tuple[Any, Any, Any, Any, Any]:
    names, work = coded(works)
    kinds, group = coded(groups)
    count = np.asarray(citations, float)
    part = np.ones(len(work)) if weights is None else np.asarray(weights, float)
    if not len(work) == len(group) == len(count) == len(part):
        raise ValueError("columns differ in length")
    if not np.isfinite(count).all() or (count < 0).any():
        raise ValueError("counts of citations must be numbers, 0 or more; none may be missing")
    if not np.isfinite(part).all() or (part < 0).any():
        raise ValueError("weights must be numbers, 0 or more")
    if len(np.unique(work * max(1, len(kinds)) + group)) != len(work):
        raise ValueError("a work stands in one class twice")
    whole = np.bincount(work, weights=part, minlength=len(names))
    if not (whole > 0).all():
        raise ValueError(f"work {names[np.flatnonzero(whole <= 0)[0]]} has no weight in any class")
    return names, work, group, count, part / whole[work]
