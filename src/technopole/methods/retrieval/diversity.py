"""Not all places to one owner: the best few of each first, then the rest."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np


def diversify(scores: np.ndarray, owners: Sequence[Hashable], per_owner: int = 3) -> list[int]:
    """The candidates' numbers in order: best first, but after `per_owner` of one owner his others wait.

    Those who wait follow in order of score, so nothing is lost. Owners that are empty ("" or None) are unknown and
    each for himself. Equal scores stay in the order given. Raises `ValueError` for less than one place an owner.
    """
    if per_owner < 1:
        raise ValueError(f"At least one place for each owner; got {per_owner}.")
    taken: dict[Hashable, int] = {}
    first: list[int] = []
    rest: list[int] = []
    for at in np.argsort(-np.asarray(scores, float), kind="stable").tolist():
        owner = owners[at]
        if owner in ("", None):
            first.append(at)
            continue
        taken[owner] = taken.get(owner, 0) + 1
        (first if taken[owner] <= per_owner else rest).append(at)
    return first + rest
