"""What is said of where one series goes: values with intervals, the chance of a target, the pace that it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from technopole.methods.forecasting.scales import Scale
from technopole.methods.progress import ABOUT

LEVELS = tuple(np.arange(1, 200) / 200)
"""The levels of the distribution that are kept: from 0.5 % to 99.5 %, so that nothing is told as certain."""
OPERATORS = (">=", ">", "<=", "<", "about")


@dataclass(frozen=True)
class Forecast:
    """A value to come, and the interval that should hold it with the chance `level`."""

    year: int
    value: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, eq=False)
class Outlook:
    """One series to come. Without forecasts `reason` says why there are none."""

    name: str
    last_year: int | None
    last_value: float | None
    used: int
    """How many years without a gap it was forecast from."""
    method: str = ""
    reason: str = ""
    centre: np.ndarray = field(default_factory=lambda: np.zeros(0), repr=False)
    """(horizons) on the series' scale."""
    spread: np.ndarray = field(default_factory=lambda: np.zeros((0, len(LEVELS))), repr=False)
    """(horizons × levels) how far from the centre the quantiles lie."""
    scale: Scale = field(default=Scale("real", 1.0, 0.0), repr=False)
    tried: int = 0
    """How many earlier forecasts, one year ahead, the intervals stand on; those of all series of the panel."""

    def forecasts(self, level: float = 0.8) -> tuple[Forecast, ...]:
        """Each year to come with its interval; the value is the median, or next to it. Empty where there is a reason.

        Raises `ValueError` for a level that is not above 0 and at most 0.99.
        """
        if not 0.0 < level <= 0.99:
            raise ValueError(f"an interval of level {level} is not above 0 and at most 0.99")
        if self.last_year is None:
            return ()
        found = []
        for ahead, (centre, spread) in enumerate(zip(self.centre, self.spread, strict=True), 1):
            ends = np.interp([(1 - level) / 2, (1 + level) / 2], LEVELS, spread)
            low, value, high = self.scale.backward(centre + np.asarray([ends[0], 0.0, ends[1]])).tolist()
            found.append(Forecast(self.last_year + ahead, value, low, high, level))
        return tuple(found)

    def probability(
        self, year: int, value: float, operator: str = ">=", rising_is_better: bool | None = None
    ) -> float | None:
        """The chance that the value of a year satisfies an operator: `>=`, `>`, `<=`, `<`, or `about`.

        `about` may fall 2 % short, and be exceeded the better way (`methods.progress`). None where the year is not
        forecast. 0.005 to 0.995, but for what the kind of series cannot be. Raises `ValueError` for other operators.
        """
        if operator not in OPERATORS:
            raise ValueError(f"{operator!r} is not an operator: give one of {', '.join(OPERATORS)}")
        ahead = year - self.last_year if self.last_year is not None else 0
        if not 1 <= ahead <= len(self.centre):
            return None
        slack = abs(value) * float(ABOUT)
        if operator in (">=", ">") or (operator == "about" and rising_is_better is True):
            return 1.0 - self._below(ahead, value - slack if operator == "about" else value, False)
        if operator in ("<=", "<") or rising_is_better is False:
            return self._below(ahead, value + slack if operator == "about" else value, True)
        return max(0.0, self._below(ahead, value + slack, True) - self._below(ahead, value - slack, False))

    def _below(self, ahead: int, value: float, included: bool) -> float:
        """The chance of a value below this one; whether one at the end of what can be counts is `included`."""
        if self.scale.kind != "real" and (value < 0 or (value == 0 and not included)):
            return 0.0
        if self.scale.kind == "share" and (value > self.scale.upper or (value == self.scale.upper and included)):
            return 1.0
        away = float(self.scale.forward(np.asarray([value]))[0]) - float(self.centre[ahead - 1])
        return float(np.interp(away, self.spread[ahead - 1], LEVELS))


@dataclass(frozen=True)
class Pace:
    """What a year must bring from now on to reach a target, and what one has brought so far."""

    step: float
    """The change a year."""
    growth: float | None
    """The same as compound growth, as a share; None where a value is not positive."""
    past_step: float | None = None
    past_growth: float | None = None


def pace(years: tuple[int, ...], values: tuple[float, ...], target: float, target_year: int) -> Pace | None:
    """The pace that reaches a target, beside that of these years (in order, the last known one last).

    None where nothing is known or the target's year is not after the last. Raises `ValueError` for columns of two
    lengths or years that do not rise.
    """
    if len(years) != len(values) or any(later <= earlier for earlier, later in zip(years, years[1:], strict=False)):
        raise ValueError("give as many values as years, and years in rising order")
    if not years or target_year <= years[-1]:
        return None
    wanted = _pace(values[-1], target, target_year - years[-1])
    if len(years) < 2:
        return Pace(*wanted)
    return Pace(*wanted, *_pace(values[0], values[-1], years[-1] - years[0]))


def _pace(start: float, end: float, years: int) -> tuple[float, float | None]:
    growth = float((end / start) ** (1 / years)) - 1 if start > 0 and end > 0 else None
    return (end - start) / years, growth
