"""Credit of a work in whole units, so that sums are exact however many works there are, in any database.

A work is `WHOLE` units. It is divided equally among the positions of its byline, and each position's part equally
among that author's affiliations; units that are left over go to the first. `WHOLE` is the least common multiple of 1
to 24, so that nothing is left over for most bylines: the part of each of up to 24 authors is exact, that of more is
wrong by less than a unit, two parts in ten thousand million. `counting` gives the same as fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

WHOLE = 5_354_228_880
"""Units of a work: lcm(1, …, 24)."""
_KEPT_LENGTH = 40


def credits(affiliations: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The units of each affiliation of each author; `affiliations` says how many each has, in the byline's order.

    An author without affiliations (0) has one part, for nobody knows where. Without authors there is one author, so
    that the work counts all the same. The units sum to exactly `WHOLE`. Raises `ValueError` for a negative number.
    Cost: linear in the affiliations; bylines of the same pattern are computed once.
    """
    pattern = tuple(affiliations)
    return _kept(pattern) if len(pattern) <= _KEPT_LENGTH else _credits(pattern)


def shares(whole: int, parts: int) -> tuple[int, ...]:
    """A whole number divided into equal parts; what is left over goes to the first, one each."""
    each, left = divmod(whole, parts)
    return (each + 1,) * left + (each,) * (parts - left)


def _credits(pattern: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    if any(number < 0 for number in pattern):
        raise ValueError("nobody has a negative number of affiliations")
    counts = pattern or (1,)
    return tuple(shares(part, number or 1) for part, number in zip(shares(WHOLE, len(counts)), counts, strict=True))


_kept = lru_cache(maxsize=16_384)(_credits)
