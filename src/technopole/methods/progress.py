"""How a figure stands against its target, in words that its data allow.

The measure is the one that Open SDG and Eurostat's monitoring of the sustainable development goals share: the
growth a year from the baseline to the latest figure, divided by the growth a year that would lead from the
baseline to the target in the target's year.

    observed = (current / base)^(1 / (t_current - t_base)) - 1
    required = (target / base)^(1 / (t_target - t_base)) - 1
    ratio    = observed / required

    0.95 and more      on course       (Open SDG: substantial progress; Eurostat: significant progress)
    0.60 to 0.95       behind          (moderate progress)
    0 to 0.60          far behind      (limited progress; insufficient progress)
    below 0            moving away     (deterioration; movement away)

Where the baseline, the figure or the target is not positive, growth rates mean nothing: there the path is a
straight line, and the ratio is that of the steps a year. (Open SDG takes a target of zero as 0.001, which makes a
fine fall towards zero look limited; we do not.) Both measures exactly as published, with their own words, scores and
limits, are in `methods.published_progress`.

Sources: Open SDG, "Progress measure" (https://open-sdg.readthedocs.io/en/latest/progress-calculation/);
Eurostat, "Sustainable development in the European Union", annex on the assessment of indicator trends.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

ON_COURSE = 0.95
BEHIND = 0.60
ABOUT = Decimal("0.02")
"""A target of "about x" counts as met from 2 % of x short of it."""

STATUSES = ("met", "on_course", "behind", "far_behind", "moving_away", "missed", "not_reached", "not_assessable")


@dataclass(frozen=True)
class Point:
    """A value and the last day of the period it is for."""

    value: Decimal
    day: dt.date


@dataclass(frozen=True)
class Target:
    """A value to be reached by the end of `day`; `operator` is one of `>=`, `>`, `about`, `<=`, `<`."""

    value: Decimal
    day: dt.date
    operator: str = ">="


@dataclass(frozen=True)
class Progress:
    """One of `STATUSES`, and the measures behind it as far as there are any."""

    status: str
    short_by: Decimal | None = None
    """What is still missing to the target's value; zero or less once it is reached."""
    ratio: float | None = None
    observed: float | None = None
    """Growth a year from the baseline on, as a share (or the step a year if `linear`)."""
    required: float | None = None
    linear: bool = False


def assess(
    current: Point | None,
    target: Target | None,
    baseline: Point | None = None,
    direction: str = "up",
    more_than: bool = False,
) -> Progress:
    """How `current` stands against `target`.

    `direction` says which way is better: `up`, `down`, or `none` (then the target's operator says it).
    `more_than` marks a figure that was stated as "more than" its value.

    Without a figure or a target nothing can be said: `not_assessable`. A figure that satisfies the operator is
    `met`. One that does not is `missed` if it is for the target's period or a later one; otherwise the ratio
    above is looked up, and without a baseline (or with one that already was at the target) all that can be said
    is `not_reached`.
    """
    if current is None or target is None:
        return Progress("not_assessable")
    up = _upward(direction, target.operator)
    if up is None and target.operator != "about":
        return Progress("not_assessable")
    short_by = current.value - target.value if up is False else target.value - current.value
    if satisfies(current.value, target, up, more_than):
        status = "met"
    elif current.day >= target.day:
        status = "missed"
    else:
        status = "not_reached"
    if baseline is None or not baseline.day < current.day or not baseline.day < target.day:
        return Progress(status, short_by)
    linear = min(baseline.value, current.value, target.value) <= 0
    observed = yearly(baseline, current, linear)
    required = yearly(baseline, Point(target.value, target.day), linear)
    if required == 0 or (up is not None and (required > 0) is not up):
        return Progress(status, short_by, observed=observed, required=required, linear=linear)
    ratio = observed / required
    if status == "not_reached":
        status = rate(ratio)
    return Progress(status, short_by, ratio, observed, required, linear)


def satisfies(value: Decimal, target: Target, up: bool | None, more_than: bool = False) -> bool:
    """Does `value` satisfy the target's operator? "About" may fall 2 % short, and be exceeded the better way."""
    wanted, slack = target.value, abs(target.value) * ABOUT
    match target.operator:
        case ">=":
            return value >= wanted
        case ">":
            return value > wanted or (more_than and value == wanted)
        case "<=":
            return value <= wanted
        case "<":
            return value < wanted
        case "about":
            low, high = value >= wanted - slack, value <= wanted + slack
            return low if up else high if up is False else low and high
    raise ValueError(f"{target.operator!r} is not an operator")


def rate(ratio: float) -> str:
    """The word for a ratio of observed to required growth."""
    if ratio >= ON_COURSE:
        return "on_course"
    if ratio >= BEHIND:
        return "behind"
    return "far_behind" if ratio >= 0 else "moving_away"


def yearly(start: Point, end: Point, linear: bool = False) -> float:
    """Compound growth a year between two points as a share, or the straight step a year."""
    years = moment(end.day) - moment(start.day)
    if linear:
        return float(end.value - start.value) / years
    return float((float(end.value) / float(start.value)) ** (1 / years) - 1)


def moment(day: dt.date) -> float:
    """The end of a day in years, so that the ends of two years are a whole number apart."""
    return day.year + day.timetuple().tm_yday / (366 if calendar.isleap(day.year) else 365)


def _upward(direction: str, operator: str) -> bool | None:
    if operator in (">", ">="):
        return True
    if operator in ("<", "<="):
        return False
    return {"up": True, "down": False}.get(direction)
