"""The scale on which a series is forecast, so that shares stay shares and counts stay positive.

Counts and sums are forecast as logarithms, shares as log-odds, all else as they are. A zero of a count is half its
smallest positive value away from nothing, a share of 0 or 1 half the smallest distance of the others; forecasts that
come that near are 0 or 1 again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

KINDS = ("real", "positive", "share")
LEAST_SHARE = 0.005
"""The distance from its ends that a share is taken to have where all values lie at the ends."""
_LEAST_EDGE, _TINY = 1e-9, 1e-300
"""What halves are not smaller than, so that logarithms stay numbers."""


@dataclass(frozen=True)
class Scale:
    """One series' scale; made by `scale_of`."""

    kind: str
    upper: float
    edge: float
    """What is added to counts that may be zero, or how near to its ends a share may come; 0 where none does."""

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Values to the scale; what the kind cannot be (a share above 1) becomes infinite."""
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.kind == "positive":
                return np.asarray(np.log(np.maximum(values + self.edge, 0.0)))
            if self.kind == "share":
                part = np.clip(values / self.upper, self.edge, 1.0 - self.edge)
                return np.asarray(np.log(part) - np.log1p(-part))
        return values

    def backward(self, values: np.ndarray) -> np.ndarray:
        """Back from the scale. Raises nothing: what is too large for a number is infinite."""
        if self.kind == "positive":
            with np.errstate(over="ignore"):
                return np.asarray(np.maximum(np.exp(values) - self.edge, 0.0))
        if self.kind == "share":
            part = 0.5 * (1.0 + np.tanh(values / 2.0))
            if self.edge:
                near = self.edge * (1 + 1e-9)
                part = np.where(part <= near, 0.0, np.where(part >= 1 - near, 1.0, part))
            return np.asarray(self.upper * part)
        return values


def scale_of(values: np.ndarray, kind: str, upper: float = 1.0) -> Scale:
    """The scale of a series without its missing values.

    Raises `ValueError` for an unknown kind, and for values that the kind cannot have.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of series: give one of {', '.join(KINDS)}")
    if not np.isfinite(values).all():
        raise ValueError("values must be numbers")
    if kind == "positive":
        if (values < 0).any():
            raise ValueError(f"{values.min()} is below 0, which a positive series cannot be")
        above = values[values > 0]
        if len(above) == len(values):
            return Scale(kind, upper, 0.0)
        return Scale(kind, upper, max(_TINY, float(above.min()) / 2) if len(above) else 0.5)
    if kind == "share":
        part = values / upper
        if (part < 0).any() or (part > 1).any():
            raise ValueError(f"a share must lie between 0 and {upper}")
        inside = part[(part > 0) & (part < 1)]
        edge = 0.0 if len(inside) == len(part) else LEAST_SHARE
        if edge and len(inside):
            edge = max(_LEAST_EDGE, float(np.minimum(inside, 1 - inside).min()) / 2)
        return Scale(kind, upper, edge)
    return Scale(kind, upper, 0.0)
