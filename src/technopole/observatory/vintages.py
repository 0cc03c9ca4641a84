"""What was known in an earlier year: nothing published later counts, nor a target that was not yet set."""

import copy
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from technopole.methods import periods
from technopole.observatory import queries
from technopole.observatory.models import Indicator, Observation
from technopole.observatory.queries import Standing


def was_known(row: Observation, year: int) -> bool:
    """Whether an observation was public by the end of a year: published by then.

    Where its source gives no date, a figure counts as known from the end of its period on. A target without a date
    tells of what is to come, not of when it was set: it never counts.
    """
    last = dt.date(year, 12, 31)
    if row.published_on is not None:
        return row.published_on <= last
    return row.status != "target" and row.period_end <= last


def known_then(indicator: Indicator, rows: Iterable[Observation], year: int | None) -> Indicator:
    """The indicator as it could be stated at the end of a year (now if None): without a later baseline or target.

    When a target was set is told by the observations that state it.
    """
    if year is None:
        return indicator
    then = copy.copy(indicator)
    last = dt.date(year, 12, 31)
    if then.baseline.get("period") and periods.span(then.baseline["period"])[1] > last:
        then.baseline, then.target = {}, {}
    announced = [
        row.published_on
        for row in rows
        if row.status == "target" and row.period == then.target.get("period") and row.published_on is not None
    ]
    if announced and min(announced) > last:
        then.target = {}
    return then


def standings(
    indicators: Iterable[Indicator], known_by: int | None = None
) -> dict[str, tuple[Standing, Mapping[str, Standing]]]:
    """{indicator: (its standing in its own place, {place: its standing there})}, with what was known in a year.

    Cost: four queries at most, however many there are.
    """
    wanted = list(indicators)
    said = queries.with_computed(wanted)
    found: dict[str, tuple[Standing, Mapping[str, Standing]]] = {}
    for indicator in wanted:
        every = said.get(indicator.key, [])
        rows = [row for row in every if known_by is None or was_known(row, known_by)]
        then = known_then(indicator, every, known_by)
        home = queries.place_of(indicator, said)
        places: dict[str, Any] = dict.fromkeys([home, *(row.place for row in rows)])
        there = {place: queries.standing_of(then, place, rows) for place in places}
        found[indicator.key] = there[home], there
    return found
