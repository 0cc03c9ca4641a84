"""Where an indicator goes: forecasts with the intervals that earlier forecasts earned, and the chance of its target.

A forecast stands on established figures of whole years (actual, restated, derived; no claim, and nothing preliminary),
as its back-tests do. Where a year has several, that of the source with most years is taken: a series put together from
two vintages has changes that are none. Other places' series of the indicator are the panel that errors are pooled over.

What was computed is kept beside the drawings, under the digest of all that it depends on.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from technopole.methods.forecasting import rolling
from technopole.methods.forecasting.outlook import Pace, pace
from technopole.methods.forecasting.panel import FEWEST, Series
from technopole.methods.forecasting.rolling import HORIZONS
from technopole.observatory.models import Indicator, Observation
from technopole.observatory.queries import Standing

ESTABLISHED = ("actual", "restated", "derived")
LEVEL = 0.8
"""An interval should hold what comes in so many of a hundred cases."""
RECENT = 15
"""Years that are looked at: what moved a series before says little of what moves it now."""
FARTHEST = 10
"""Years ahead that are forecast at most, for the sake of a far target."""
VERSION = "1"
"""Raised when the same series give another result: part of every name in the cache."""


@dataclass(frozen=True)
class Coming:
    """A year to come: the middle, and the interval that should hold the value with the chance `LEVEL`."""

    year: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Tried:
    """How often intervals of earlier forecasts, made with what was known then, held what came; by years ahead."""

    inside: tuple[int, ...] = ()
    number: tuple[int, ...] = ()

    @property
    def held(self) -> int:
        return sum(self.inside)

    @property
    def all(self) -> int:
        return sum(self.number)


@dataclass(frozen=True)
class Outlook:
    """What can be said of one series to come; without `coming`, `reason` is `nothing`, `few` or `impossible`."""

    coming: tuple[Coming, ...] = ()
    chance: float | None = None
    """Of the target in its year; None where that year is over, or too far, or none is stated."""
    reason: str = ""
    first_year: int | None = None
    last_year: int | None = None
    last_value: float | None = None
    years: int = 0
    """How many years without a gap it stands on."""
    places: int = 0
    """How many places' series the errors were pooled over."""
    method: str = ""
    tried: Tried = Tried()

    def at(self, year: int) -> Coming | None:
        return next((each for each in self.coming if each.year == year), None)


def established(found: Standing) -> dict[int, Observation]:
    """{year: figure} of whole years, or of their last day; in the order of years. Cost: linear."""
    choices: dict[int, list[Observation]] = {}
    for point in found.points:
        whole = (point.day.month, point.day.day) == (12, 31)
        start = point.headline.period_start
        if not whole or not (start == point.day or (start.month, start.day, start.year) == (1, 1, point.day.year)):
            continue
        rows = [row for row in (point.headline, *point.others) if row.status in ESTABLISHED]
        if rows:
            choices.setdefault(point.day.year, []).extend(rows)
    if any(not row.synthetic for rows in choices.values() for row in rows):
        # what is made up never mixes with what is not
        real = {year: [row for row in rows if not row.synthetic] for year, rows in choices.items()}
        choices = {year: rows for year, rows in real.items() if rows}
    said = Counter(source for rows in choices.values() for source in {_source(row) for row in rows})
    # `max` keeps the first of equals, and rows stand in the order in which they would be headlines
    return {year: max(rows, key=lambda row: said[_source(row)]) for year, rows in sorted(choices.items())}


def of(found: Standing, everywhere: Mapping[str, Standing]) -> Outlook:
    """The outlook of an indicator in a place, with its other places as the panel.

    Cost: some milliseconds when it was computed before; otherwise half a second for eight places of 15 years.
    """
    own = _series(found)
    if not own.years:
        return Outlook(reason="nothing")
    made_up = _made_up(found)
    others = (_series(each) for place, each in everywhere.items() if place != found.place and _made_up(each) is made_up)
    newest = own.years[-1]
    recent = [_recent(each, newest) for each in (own, *others)]
    panel = [recent[0], *(each for each in recent[1:] if len(each.years) >= FEWEST)]
    kind, upper = _kind(found.indicator, panel)
    target = _target(found)
    asked = {"kind": kind, "upper": upper, "series": [[each.name, each.years, each.values] for each in panel]}
    horizons = HORIZONS
    if target is not None:
        horizons = min(FARTHEST, max(HORIZONS, target["year"] - newest))
    kept = _kept({"what": "outlook", "target": target, "horizons": horizons, **asked}) or _keep(
        {"what": "outlook", "target": target, "horizons": horizons, **asked},
        _forecast(panel, kind, upper, horizons, target),
    )
    tried = _kept({"what": "tried", **asked}) or _keep({"what": "tried", **asked}, _tried(panel, kind, upper))
    return Outlook(
        tuple(Coming(*each) for each in kept["coming"]), kept["chance"], kept["reason"], own.years[0], newest,
        own.values[-1], kept["years"], len(panel), kept["method"],
        Tried(tuple(tried["inside"]), tuple(tried["number"])),
    )  # fmt: skip


def decided(found: Standing, outlook: Outlook) -> bool:
    """The target's year is over, and an established figure of it is known: nothing is left to forecast."""
    wanted, last = found.target, outlook.last_year
    return wanted is not None and last is not None and last >= wanted.day.year


def pace_of(found: Standing) -> Pace | None:
    """What a year must bring from the last established figure on, beside what one has brought since the baseline.

    None where no year is left, or the figure already satisfies the target.
    """
    known, target, baseline = established(found), _target(found), found.baseline
    if target is None or not known or found.progress.status == "not_assessable":
        return None
    last = max(known)
    years, values = [last], [float(known[last].number or 0)]
    start = baseline.day.year if baseline else min(known)
    if start < last:
        years.insert(0, start)
        values.insert(0, float(baseline.value) if baseline else float(known[start].number or 0))
    rising = _rising(found)
    if rising is None or (values[-1] >= target["value"]) is rising:
        return None
    return pace(tuple(years), tuple(values), target["value"], target["year"])


# --- from standings to series ----------------------------------------------------------------------------------


def _series(found: Standing) -> Series:
    known = established(found)
    return Series(found.place, tuple(known), tuple(float(row.number or 0) for row in known.values()))


def _recent(one: Series, newest: int) -> Series:
    kept = [(year, value) for year, value in zip(one.years, one.values, strict=True) if newest - RECENT < year]
    return Series(one.name, tuple(year for year, _value in kept), tuple(value for _year, value in kept))


def _kind(indicator: Indicator, panel: Sequence[Series]) -> tuple[str, float]:
    """The kind of series, as `methods.forecasting` asks: shares stay shares, and counts positive."""
    values = [value for each in panel for value in each.values if value is not None]
    if min(values) < 0:
        return "real", 1.0
    if str(indicator.unit.get("en", "")).startswith("%") and max(values) <= 100:
        return "share", 100.0
    return "positive", 1.0


def _target(found: Standing) -> dict[str, Any] | None:
    wanted = found.target
    if wanted is None:
        return None
    return {
        "year": wanted.day.year, "value": float(wanted.value), "operator": wanted.operator, "rising": _rising(found),
    }  # fmt: skip


def _rising(found: Standing) -> bool | None:
    """Which way leads to the target; None where nobody said so."""
    operator = found.target.operator if found.target else ""
    if operator in (">", ">="):
        return True
    if operator in ("<", "<="):
        return False
    return {"up": True, "down": False}.get(found.indicator.direction)


def _made_up(found: Standing) -> bool:
    return all(row.synthetic for row in established(found).values())


def _source(row: Observation) -> str:
    return row.sources[0] if row.sources else ""


# --- the computing, and what is kept of it -----------------------------------------------------------------------


def _forecast(
    panel: Sequence[Series], kind: str, upper: float, horizons: int, target: Mapping[str, Any] | None
) -> dict[str, Any]:
    try:
        found = rolling.forecast(panel, kind=kind, upper=upper, horizons=horizons).outlooks[0]
    except ValueError:
        return {"coming": [], "chance": None, "reason": "impossible", "years": 0, "method": ""}
    chance = None
    if target is not None:
        chance = found.probability(target["year"], target["value"], target["operator"], target["rising"])
    coming = [[each.year, each.value, each.low, each.high] for each in found.forecasts(LEVEL)]
    reason = "few" if found.reason else ""
    return {"coming": coming, "chance": chance, "reason": reason, "years": found.used, "method": found.method}


def _tried(panel: Sequence[Series], kind: str, upper: float) -> dict[str, Any]:
    try:
        found = rolling.coverage(panel, kind=kind, upper=upper, level=LEVEL)
    except ValueError:
        return asdict(Tried())
    return {"inside": list(found.inside), "number": list(found.number)}


def _kept(asked: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        found = json.loads(_file(asked).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _keep(asked: Mapping[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Written beside and renamed, so that a reader never sees half of it."""
    file = _file(asked)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, suffix=".part", delete=False) as handle:
        json.dump(found, handle)
    os.replace(handle.name, file)
    return found


def _file(asked: Mapping[str, Any]) -> Path:
    text = json.dumps([VERSION, LEVEL, asked], sort_keys=True, ensure_ascii=False)
    return Path(settings.HOME) / "cache" / "outlooks" / f"{hashlib.sha256(text.encode()).hexdigest()}.json"
