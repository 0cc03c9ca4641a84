"""Forecasts of a panel whose intervals come from how wrong earlier forecasts were.

Every method of `predictors` forecasts from every earlier year, knowing only what was known then (rolling origin:
Tashman, 2000). Its errors, in units of each series' restlessness at that time, are pooled over the series by horizon.
The method with the least mean error is taken, the simpler where none is better; quantiles of its errors, with the
correction for small numbers of conformal prediction (Vovk et al., 2005; Lei et al., 2018), give the intervals.

Where too few errors are known for a level (a short or single series, a far horizon), the interval is at least that of a
random walk with drift, whose step and spread are estimated from the series itself: Student's t with its few degrees of
freedom is wide, and that is what three years can say. Errors that overlap in time or share a year count as fewer.
Intervals never grow narrower with the horizon, and hold the forecast.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from technopole.methods.forecasting import student
from technopole.methods.forecasting.outlook import LEVELS, Outlook
from technopole.methods.forecasting.panel import FEWEST, Panel, Series, panel_of
from technopole.methods.forecasting.predictors import PREDICTORS

HORIZONS = 5
ENOUGH = 9
"""Errors, not overlapping, that a method is chosen by: so many bound an interval of 80 % at both ends."""
YARDSTICK = "drift"
"""What is taken where there are fewer: the intervals for small numbers are this method's own."""


@dataclass(frozen=True, eq=False)
class Errors:
    """How wrong each method was, in units of restlessness: {method: (origins × series × horizons)}, nan where none."""

    by_method: dict[str, np.ndarray]

    def mean(self, method: str) -> np.ndarray:
        """(horizons) the mean absolute error; nan where none is known."""
        found = np.abs(self.by_method[method])
        known = ~np.isnan(found)
        number = known.sum(axis=(0, 1))
        whole = np.where(known, found, 0.0).sum(axis=(0, 1))
        return np.asarray(np.divide(whole, number, out=np.full(len(number), np.nan), where=number > 0))

    def independent(self, method: str) -> np.ndarray:
        """(horizons) how many errors are known that tell something of their own.

        Those of one series that overlap in time count as one. Those of one origin share the year's shock (a census, a
        crisis), so their number is divided by the design effect, 1 + (series - 1) × the correlation within origins
        (Kish, Survey sampling, 1965); from one origin alone nothing is known of it, and it is taken as 1.
        """
        found = []
        for ahead in range(self.by_method[method].shape[2]):
            errors = self.by_method[method][:, :, ahead]
            number = np.ceil((~np.isnan(errors)).sum(axis=0) / (ahead + 1)).sum()
            found.append(int(number / _design_effect(errors) + 1e-9))
        return np.asarray(found)

    def pooled(self, method: str, horizon: int) -> np.ndarray:
        """All errors of a horizon (1 the next year), ascending."""
        found = self.by_method[method][:, :, horizon - 1]
        return np.sort(found[~np.isnan(found)])

    def best(self) -> str:
        """The method with the least error, in the mean over horizons; the yardstick where too little is known."""
        if self.independent(YARDSTICK)[0] < ENOUGH:
            return YARDSTICK
        means = {name: float(np.nanmean(self.mean(name))) for name in self.by_method}
        return min(means, key=lambda name: means[name])


@dataclass(frozen=True, eq=False)
class Forecasts:
    """A panel to come: an outlook for each series in the order given, and what the choice stands on."""

    outlooks: tuple[Outlook, ...]
    method: str
    errors: Errors = field(repr=False)


def forecast(
    series: Sequence[Series], *, kind: str = "real", upper: float = 1.0, horizons: int = HORIZONS, method: str = ""
) -> Forecasts:
    """Forecast series of one kind together, each from its own last year on.

    `kind` and `upper` as in `panel.panel_of`; `method` one of `PREDICTORS`, chosen by its errors if not given. A series
    is forecast from its last unbroken run of years; with fewer than three it has a reason instead. Raises `ValueError`
    for what `panel_of` refuses, for fewer than one horizon and for an unknown method. Cost: for each year of the panel
    one forecast of all series by each method; 31 series of 14 years take some 40 ms.
    """
    if horizons < 1:
        raise ValueError("give one horizon or more")
    if method and method not in PREDICTORS:
        raise ValueError(f"{method!r} is not a method: give one of {', '.join(PREDICTORS)}")
    panel = panel_of(series, kind, upper)
    errors = errors_of(panel, horizons)
    chosen = method or errors.best()
    outlooks = [_without(panel, row) for row in range(len(panel.names))]
    common = _pooled_quantiles(errors, chosen, horizons)
    tried = int(errors.independent(chosen)[0])
    for at in np.unique(panel.last[panel.last >= 0]).tolist():
        rows = np.flatnonzero(panel.last == at)
        rows = rows[panel.run[rows, at] >= FEWEST]
        if not len(rows):
            continue
        centres = PREDICTORS[chosen](panel, at, rows, horizons)
        spreads = _spreads(panel, at, rows, common)
        for row, centre, spread in zip(rows.tolist(), centres, spreads, strict=True):
            outlooks[row] = Outlook(
                panel.names[row], panel.first_year + at, _value(panel, row, at), int(panel.run[row, at]), chosen, "",
                centre, spread, panel.scales[row], tried,
            )  # fmt: skip
    return Forecasts(tuple(outlooks), chosen, errors)


def errors_of(panel: Panel, horizons: int) -> Errors:
    """What each method would have got wrong from every earlier year on."""
    years = panel.values.shape[1]
    shape = (max(0, years - 1), len(panel.names), horizons)
    found = {name: np.full(shape, np.nan) for name in PREDICTORS}
    for at in range(FEWEST - 1, years - 1):
        rows = panel.ready(at)
        if not len(rows):
            continue
        unit = panel.restlessness(at, rows)[:, None]
        actual = panel.values[rows, at + 1 : at + 1 + horizons]
        for name, predict in PREDICTORS.items():
            found[name][at, rows, : actual.shape[1]] = (actual - predict(panel, at, rows, actual.shape[1])) / unit
    return Errors(found)


@dataclass(frozen=True)
class Coverage:
    """How often intervals of a level would have held what came, one year ahead, two years ahead …"""

    level: float
    inside: tuple[int, ...]
    number: tuple[int, ...]

    @property
    def share(self) -> float:
        """Over all horizons; nan where nothing could be tried."""
        return sum(self.inside) / sum(self.number) if sum(self.number) else math.nan


def coverage(
    series: Sequence[Series], *, kind: str = "real", upper: float = 1.0, horizons: int = HORIZONS, level: float = 0.8,
    first_origin: int | None = None,
) -> Coverage:  # fmt: skip
    """Forecast from every earlier year with nothing known of later ones, intervals included, and count what came true.

    `first_origin` is the first year to forecast from; if not given, the first that can be. Raises `ValueError` as
    `forecast` does. Cost: one `forecast` for each year.
    """
    inside, number = [0] * horizons, [0] * horizons
    known = [{y: v for y, v in zip(one.years, one.values, strict=True) if v is not None and v == v} for one in series]
    years = sorted({year for row in known for year in row})
    for origin in years[:-1]:
        if first_origin is not None and origin < first_origin:
            continue
        past = [
            Series(one.name, tuple(y for y in row if y <= origin), tuple(v for y, v in row.items() if y <= origin))
            for one, row in zip(series, known, strict=True)
        ]
        found = forecast(past, kind=kind, upper=upper, horizons=horizons).outlooks
        for row, one in zip(known, found, strict=True):
            if one.last_year != origin:
                continue
            for ahead, to_come in enumerate(one.forecasts(level)):
                if to_come.year in row:
                    number[ahead] += 1
                    inside[ahead] += to_come.low <= row[to_come.year] <= to_come.high
    return Coverage(level, tuple(inside), tuple(number))


def _design_effect(errors: np.ndarray) -> float:
    """How many errors (origins × series) tell as much as one, by the analysis of variance between origins."""
    known = ~np.isnan(errors)
    sizes = known.sum(axis=1)[known.any(axis=1)].astype(float)
    total, origins = sizes.sum(), len(sizes)
    if total <= 1:
        return 1.0
    size = float((sizes**2).sum() / total)
    if origins < 2 or total <= origins:
        return size
    values = np.where(known, errors, 0.0)[known.any(axis=1)]
    means = values.sum(axis=1) / sizes
    between = float((sizes * (means - values.sum() / total) ** 2).sum()) / (origins - 1)
    within = float(((values**2).sum() - (sizes * means**2).sum()) / (total - origins))
    typical = (total - size) / (origins - 1)
    whole = between + (typical - 1) * within
    correlation = min(1.0, max(0.0, (between - within) / whole)) if whole > 0 else 0.0
    return 1.0 + (size - 1.0) * correlation


def _without(panel: Panel, row: int) -> Outlook:
    at = int(panel.last[row])
    if at < 0:
        return Outlook(panel.names[row], None, None, 0, reason="no value is known")
    run = int(panel.run[row, at])
    return Outlook(
        panel.names[row], panel.first_year + at, _value(panel, row, at), run,
        reason=f"only {run} of the last years known without a gap; {FEWEST} are needed",
    )  # fmt: skip


def _value(panel: Panel, row: int, at: int) -> float:
    return float(panel.scales[row].backward(panel.values[row, at : at + 1])[0])


def _pooled_quantiles(errors: Errors, method: str, horizons: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each horizon the quantiles of errors at `LEVELS`, and at which of them enough errors are known."""
    found = []
    levels = np.asarray(LEVELS)
    tail = np.minimum(levels, 1 - levels)
    for horizon, number in enumerate(errors.independent(method).tolist(), 1):
        errors_here = errors.pooled(method, horizon)
        if not number:
            found.append((np.zeros(len(levels)), np.zeros(len(levels), bool)))
            continue
        # the next error is below the k-th of n with the chance k / (n + 1), so ends lie a little further out
        outer = np.clip((1 - tail) * (number + 1) / number, 0.5, 1.0)
        quantiles = np.where(
            levels < 0.5,
            np.quantile(errors_here, 1 - outer, method="lower"),
            np.quantile(errors_here, outer, method="higher"),
        )
        found.append((quantiles, (number + 1) * tail >= 1 - 1e-9))
    return found


def _spreads(panel: Panel, at: int, rows: np.ndarray, common: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """(rows × horizons × levels) how far quantiles lie from the forecast, on the panel's scale."""
    unit = panel.restlessness(at, rows)[:, None]
    steps = panel.changes(at, rows)
    freedom = panel.run[rows, at] - 2
    deviation = np.sqrt(np.nansum((steps - np.nanmean(steps, axis=1, keepdims=True)) ** 2, axis=1) / freedom)
    tails = np.stack([student.quantiles(LEVELS, int(each)) for each in freedom])
    upper = np.asarray(LEVELS) > 0.5
    middle = len(LEVELS) // 2
    found = np.zeros((len(rows), len(common), len(LEVELS)))
    for place, (quantiles, enough) in enumerate(common):
        ahead = place + 1
        # of a random walk with drift, with what is not known of the drift
        walk = deviation * np.sqrt(ahead * (1 + ahead / (freedom + 1)))
        pooled, own = unit * quantiles, walk[:, None] * tails
        wider = np.where(upper, np.maximum(pooled, own), np.minimum(pooled, own))
        here = np.where(enough, pooled, wider)
        if place:
            here = np.where(upper, np.maximum(here, found[:, place - 1]), np.minimum(here, found[:, place - 1]))
        here = np.where(upper, np.maximum(here, 0.0), np.minimum(here, 0.0))
        here[:, middle] = 0.0
        here[:, middle:] = np.maximum.accumulate(here[:, middle:], axis=1)
        here[:, middle::-1] = np.minimum.accumulate(here[:, middle::-1], axis=1)
        found[:, place] = here
    return found
