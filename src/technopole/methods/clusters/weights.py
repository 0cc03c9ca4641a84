"""Weights whose sums are exact, in whatever order they are added.

A weight is cut into whole numbers of ever smaller units, powers of two, such that even the sum of all parts of one
unit is a whole number below 2^53: floating point adds those without rounding. Whole weights have one part, decimal
fractions such as 0.1 two. So 0.7 + 0.1 + 0.2 is the same from every side, and a sum that should be exactly the
minimum is not lost to the order of addition. The idea is that of reproducible summation (J. Demmel and H. D. Nguyen,
Fast reproducible floating-point summation, ARITH 2013).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

MOST_PARTS = 3
_WHOLE = 51
"""The sum of the coarsest parts is below 2^52."""
EQUAL = 2.0**-52
"""A sum short of the minimum by this share of it equals it: weights and minimum are roundings of decimals or of
fractions, each within half of it. Whole numbers below 2^52 are not touched."""


@dataclass(frozen=True)
class Weights:
    """n weights: `weight = sum(part[k] * 2 ** (-bits * k)) * 2 ** -shift`."""

    parts: tuple[np.ndarray, ...]
    """Each (n,) whole numbers, kept as float64."""
    bits: int
    shift: int

    @classmethod
    def of(cls, weight: np.ndarray) -> Weights:
        """Raises `ValueError` where the sum of the weights is too large for a number."""
        with np.errstate(over="ignore"):
            total = float(np.sum(weight))
        if not math.isfinite(total):
            raise ValueError("the weights sum to more than a number can hold")
        bits = 52 - max(1, len(weight).bit_length())
        shift = _WHOLE - math.frexp(total)[1]
        rest = np.ldexp(weight, shift)
        parts: list[np.ndarray] = []
        while len(parts) < MOST_PARTS:
            parts.append(np.floor(rest))
            rest = rest - parts[-1]
            if not rest.any():
                break
            rest = np.ldexp(rest, bits)
        return cls(tuple(parts), bits, shift)

    def grouped(self, starts: np.ndarray) -> Weights:
        """The sums of consecutive weights, from each start to the next."""
        return Weights(tuple(np.add.reduceat(part, starts) for part in self.parts), self.bits, self.shift)

    def take(self, at: np.ndarray) -> Weights:
        return Weights(tuple(part[at] for part in self.parts), self.bits, self.shift)

    def total(self, sums: np.ndarray) -> np.ndarray:
        """Sums of parts (parts, …) as single numbers, in units of the coarsest part."""
        value = sums[-1]
        for part in sums[-2::-1]:
            value = part + np.ldexp(value, -self.bits)
        return np.asarray(value)

    def needed(self, minimum: float) -> float:
        """What `total` must give for the minimum to be reached."""
        try:
            return math.ldexp(minimum * (1.0 - EQUAL), self.shift)
        except OverflowError:
            return math.inf
