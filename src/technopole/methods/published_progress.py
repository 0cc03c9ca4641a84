"""Two published measures of progress, as published: Open SDG's and Eurostat's, with their thresholds as data.

    observed = (current / base)^(1 / (year - base year)) - 1
    required = (target / base)^(1 / (target year - base year)) - 1
    ratio    = direction × observed / |required|,  times -1 where the base is negative

With a target the ratio is judged; without one the observed growth itself, in the wanted direction. Near a limit that
cannot be passed, thresholds of growth shrink: Open SDG multiplies them by C = 1 - (base / limit)^4.44, or by
C = 1 - ((2·limit - base) / limit)^4.44 from above, 1 from twice the limit on. A base or target of zero is taken as
0.001. (That makes a fine fall towards zero look limited; `methods.progress`, which our own pages use, does not.)

Both look at two points only, so the way between them does not count, and a series that changes sign has no answer.
Say with them how likely the target is to be met: `methods.forecasting`.

Sources: Open SDG, "Progress measure", and sdg-build, `sdg/ProgressMeasure.py` (thresholds, score, limits), after
Statistics Canada's method; Eurostat, "Sustainable development in the European Union", annex on the assessment of
indicator trends (no score, and no shrinking near a limit).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ALMOST_ZERO = 0.001
LIMIT_POWER = 4.44
NOT_AVAILABLE = "not_available"
LEAST, MOST = -5.0, 5.0
"""The ends of the score."""

Steps = tuple[tuple[float, str], ...]
"""Thresholds, the highest first, each with the status from it on; the last is minus infinity."""
Lines = tuple[tuple[float, float, float], ...]
"""The score as straight pieces, the highest first: from what measure on, slope, intercept."""


@dataclass(frozen=True)
class Figure:
    """A value and its year."""

    value: float
    year: float


@dataclass(frozen=True)
class Measure:
    """A method: what its statuses are called and where they begin."""

    name: str
    met: str
    """The status of a target that is met."""
    with_target: Steps
    without_target: Steps
    shrinks_near_limits: bool = False
    score_with_target: Lines = ()
    score_without_target: Lines = ()


@dataclass(frozen=True)
class Judgement:
    """What a method says: its status, and the numbers behind it as far as there are any."""

    status: str
    measure: float | None = None
    """The ratio of observed to required growth; without a target the growth a year, positive the wanted way."""
    observed: float | None = None
    required: float | None = None
    coefficient: float | None = None
    """What thresholds were multiplied by; only without a target."""
    score: float | None = None
    """-5 to 5; None where the method has none."""
    reason: str = ""
    """Why nothing can be said, where nothing can."""


OPEN_SDG = Measure(
    "open_sdg",
    "target_achieved",
    (
        (0.95, "substantial_progress"),
        (0.6, "moderate_progress"),
        (0.0, "limited_progress"),
        (-math.inf, "deterioration"),
    ),
    (
        (0.015, "substantial_progress"),
        (0.005, "moderate_progress"),
        (0.0, "limited_progress"),
        (-math.inf, "deterioration"),
    ),
    shrinks_near_limits=True,
    score_with_target=((0.6, 7.1429, -4.2857), (-math.inf, 4.1667, -2.5)),
    score_without_target=((0.015, 500.0, -5.0), (0.005, 250.0, -1.25), (0.0, 500.0, -2.5), (-math.inf, 125.0, -2.5)),
)
EUROSTAT = Measure(
    "eurostat",
    "significant_progress",
    (
        (0.95, "significant_progress"),
        (0.6, "moderate_progress"),
        (0.0, "insufficient_progress"),
        (-math.inf, "movement_away"),
    ),
    (
        (0.01, "significant_progress"),
        (0.0, "moderate_progress"),
        (-0.01, "moderate_movement_away"),
        (-math.inf, "significant_movement_away"),
    ),
)
MEASURES = {each.name: each for each in (OPEN_SDG, EUROSTAT)}


def judge(
    measure: Measure,
    base: Figure | None,
    current: Figure | None,
    *,
    rising_is_better: bool = True,
    target: Figure | None = None,
    limit: float | None = None,
) -> Judgement:
    """How far a figure has come since its base, by a published measure.

    A target that is met is told first, whatever the pace; thresholds include their lower edge. Not available where
    there are fewer than two points, values of opposite sign, or a target that equals the base. `limit` is the value
    that cannot be passed (100 %, 0); it counts only without a target. Raises `ValueError` for what is no number.
    """
    for figure in (base, current, target):
        if figure is not None and not (math.isfinite(figure.value) and math.isfinite(figure.year)):
            raise ValueError(f"{figure} is not a figure and a year")
    if base is None or current is None or current.year - base.year < 1:
        return Judgement(NOT_AVAILABLE, reason="there are not two points, a year or more apart")
    start = base.value or ALMOST_ZERO
    if start * current.value < 0:
        return Judgement(NOT_AVAILABLE, reason="the base and the latest figure differ in sign")
    observed = growth(start, current.value, current.year - base.year)
    sign = (1.0 if rising_is_better else -1.0) * (1.0 if start > 0 else -1.0)
    if target is None:
        return _by_growth(measure, sign * observed, observed, start, limit)
    met = current.value >= target.value if rising_is_better else current.value <= target.value
    required = _required(start, base, target)
    ratio = sign * observed / abs(required) if required else None
    if met:
        return Judgement(measure.met, ratio, observed, required, score=MOST if measure.score_with_target else None)
    if ratio is None:
        return Judgement(NOT_AVAILABLE, None, observed, required, reason="no growth leads from the base to the target")
    score = _score(measure.score_with_target, ratio)
    return Judgement(status_of(measure.with_target, ratio), ratio, observed, required, score=score)


def growth(start: float, end: float, years: float) -> float:
    """Compound growth a year, as a share. The values have one sign, and `start` is not zero."""
    return float((end / start) ** (1.0 / years)) - 1.0


def shrinkage(base: float, limit: float) -> float:
    """What thresholds of growth are multiplied by near a limit: 0 at the limit, 1 far from it."""
    base, limit = abs(base), abs(limit)
    if base >= 2.0 * limit:
        return 1.0
    inside = base if base <= limit else 2.0 * limit - base
    return float(1.0 - (inside / limit) ** LIMIT_POWER)


def status_of(steps: Steps, value: float, coefficient: float = 1.0) -> str:
    """The status from whose threshold on the value lies."""
    return next(status for least, status in steps if least == -math.inf or value >= least * coefficient)


def from_rows(rows: Iterable[Mapping[str, str]]) -> dict[str, Measure]:
    """Methods from a table of thresholds: `method,case,status,from_inclusive,to_exclusive`.

    `case` is `with_target` or `no_target`; a row without thresholds names the status of a target that is met (the
    best status stands for it where there is none). Scores and the way near limits are those of the method of that
    name, as they belong to the published thresholds. Raises `ValueError` where statuses leave a gap or overlap.
    """
    steps: dict[tuple[str, str], list[tuple[float, float, str]]] = {}
    met: dict[str, str] = {}
    names: dict[str, None] = {}
    for row in rows:
        name, case, status = row["method"], row["case"], row["status"]
        names[name] = None
        if case not in ("with_target", "no_target"):
            raise ValueError(f"case {case!r} of {name}: give with_target or no_target")
        if not row["from_inclusive"] and not row["to_exclusive"]:
            met[name] = status
            continue
        least, most = float(row["from_inclusive"] or -math.inf), float(row["to_exclusive"] or math.inf)
        steps.setdefault((name, case), []).append((least, most, status))
    found = {}
    for name in names:
        with_target, without = _joined(name, "with_target", steps), _joined(name, "no_target", steps)
        known = MEASURES.get(name)
        found[name] = Measure(
            name, met.get(name, with_target[0][1]), with_target, without,
            known.shrinks_near_limits if known else False,
            known.score_with_target if known and known.with_target == with_target else (),
            known.score_without_target if known and known.without_target == without else (),
        )  # fmt: skip
    return found


def _required(start: float, base: Figure, target: Figure) -> float | None:
    end = target.value or math.copysign(ALMOST_ZERO, start)
    years = target.year - base.year
    return growth(start, end, years) if start * end > 0 and years > 0 else None


def _by_growth(measure: Measure, value: float, observed: float, start: float, limit: float | None) -> Judgement:
    coefficient = shrinkage(start, limit) if limit is not None and measure.shrinks_near_limits else 1.0
    status = status_of(measure.without_target, value, coefficient)
    lines, score = measure.score_without_target, None
    if lines and value < 0:
        score = _score(lines, value)
    elif lines:
        # at the limit nothing better can be asked than to stay
        score = _score(lines, value / coefficient) if coefficient else MOST
    return Judgement(status, value, observed, None, coefficient, score)


def _score(lines: Lines, value: float) -> float | None:
    if not lines:
        return None
    slope, intercept = next((slope, intercept) for least, slope, intercept in lines if value >= least)
    return min(MOST, max(LEAST, slope * value + intercept))


def _joined(name: str, case: str, steps: Mapping[tuple[str, str], list[tuple[float, float, str]]]) -> Steps:
    found = sorted(steps.get((name, case), []), reverse=True)
    edges = [math.inf, *(least for least, _most, _status in found)]
    if len(edges) < 2 or edges[-1] != -math.inf or any(
        most != above for (_least, most, _status), above in zip(found, edges, strict=False)
    ):  # fmt: skip
        raise ValueError(f"the thresholds of {name}, {case}, leave a gap, overlap, or do not reach both ends")
    return tuple((least, status) for least, _most, status in found)
