"""How an indicator comes on by the two published methods, each by its own name, words and thresholds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from technopole.methods import published_progress as published
from technopole.methods.progress import Point, Target, moment
from technopole.observatory.queries import Standing

METHODS = (published.OPEN_SDG, published.EUROSTAT)
A_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Judged:
    """What one method says, and what it was told."""

    method: published.Measure
    said: published.Judgement
    base: Point | None
    base_is_first: bool
    """The base is the first figure known, since none was stated or found."""
    latest: Point | None
    target: Target | None
    rising: bool = True
    problem: str = ""
    """Why it could not be asked: `no_figure`, `one_figure`, `no_direction`, or `signs` where it had no answer."""

    @property
    def began_beyond(self) -> bool:
        """The base already lay beyond the target: no growth was asked for."""
        if self.base is None or self.target is None:
            return False
        ahead = self.target.value - self.base.value
        return ahead < 0 if self.rising else ahead > 0

    @property
    def available(self) -> bool:
        return not self.problem


def judge(found: Standing) -> tuple[Judged, ...]:
    """Both methods' judgements of the latest figure since the baseline, or since the first figure where none is known.

    The methods know no "about": they are told the target's value as it is. Cost: next to nothing.
    """
    latest = Point(found.latest.value, found.latest.day) if found.latest else None
    base, first = found.baseline, False
    if base is None and found.points:
        base, first = Point(found.points[0].value, found.points[0].day), True
    return tuple(_judged(method, found, base, first, latest) for method in METHODS)


def _judged(
    method: published.Measure, found: Standing, base: Point | None, first: bool, latest: Point | None
) -> Judged:
    rising = {"up": True, "down": False}.get(found.indicator.direction)
    target = found.target
    known = partial(Judged, method, base=base, base_is_first=first, latest=latest, target=target, rising=rising is True)
    unknown = published.Judgement(published.NOT_AVAILABLE)
    if latest is None or base is None:
        return known(said=unknown, problem="no_figure")
    if rising is None:
        return known(said=unknown, problem="no_direction")
    if latest.day - base.day < A_YEAR:
        return known(said=unknown, problem="one_figure")
    percent = str(found.indicator.unit.get("en", "")).startswith("%")
    said = published.judge(
        method,
        _figure(base),
        _figure(latest),
        rising_is_better=rising,
        target=_figure(target) if target else None,
        limit=100.0 if percent and rising and target is None else None,
    )
    return known(said=said, problem="signs" if said.status == published.NOT_AVAILABLE else "")


def _figure(point: Point | Target) -> published.Figure:
    # the ends of two years are whole numbers apart, but for the last bits
    return published.Figure(float(point.value), round(moment(point.day), 6))
