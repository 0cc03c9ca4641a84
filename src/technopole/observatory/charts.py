"""Indicators as charts: the headline figures joined by a line, every other claim as a mark of its own."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from technopole.observatory import units
from technopole.observatory.measuring.queries import is_sample
from technopole.observatory.models import Indicator, Observation
from technopole.observatory.outlooks import LEVEL, Outlook
from technopole.observatory.queries import PeriodPoint, Standing
from technopole.pages import charts, display
from technopole.pages.drawing import render_many
from technopole.pages.texts import in_both

MOST_PLACES = 12
FLATTENS = 2
"""An interval that reaches so many times as high as anything known makes a line of all that is."""


def drawable(observation: Observation) -> bool:
    """A chart's time axis knows years, quarters, months and days, but no longer spans."""
    return "/" not in observation.period


def headline_points(found: Standing, language: str) -> list[charts.Point]:
    factor = _factor(found, language)
    return [_point(point.headline, factor) for point in found.points if drawable(point.headline)]


def other_points(found: Standing, language: str) -> list[charts.Point]:
    """The claims that give another value than the headline of their period, and what was computed beside them."""
    factor = _factor(found, language)
    others = [row for point in found.points for row in point.conflicting]
    others += [point.headline for point in found.computed if not is_sample(point.headline)]
    return [_point(row, factor) for row in others if drawable(row)]


def _factor(found: Standing, language: str) -> float:
    return float(units.shown(found.indicator, language)[0])


def target_of(found: Standing, language: str) -> charts.Target | None:
    wanted = found.target
    if wanted is None or "/" in found.indicator.target["period"]:
        return None
    about = {"about": "≈ "}
    return charts.Target(
        found.indicator.target["period"],
        float(wanted.value) * _factor(found, language),
        about.get(wanted.operator, wanted.operator),
    )


def bands_of(found: Standing, outlook: Outlook | None, language: str) -> list[charts.Band]:
    """The interval of each year to come, up to the target's, from the last figure that it was forecast from.

    Years whose interval would flatten all that is known are left to the table.
    """
    if outlook is None or outlook.last_year is None or outlook.last_value is None:
        return []
    factor = _factor(found, language)
    last = found.target.day.year if found.target else outlook.last_year + len(outlook.coming)
    known = [abs(float(point.value)) for point in found.points]
    most = FLATTENS * max([*known, float(found.target.value) if found.target else 0.0])
    shown = [each for each in outlook.coming if each.year <= last and each.high <= most]
    if not shown:
        return []
    start = charts.Band(str(outlook.last_year), outlook.last_value * factor, outlook.last_value * factor)
    return [start, *(charts.Band(str(each.year), each.low * factor, each.high * factor) for each in shown)]


def line(
    found: Standing, language: str, width: int = charts.WIDE, outlook: Outlook | None = None, height: int = 300
) -> dict[str, Any] | None:
    """The chart of one indicator in one place, with where it goes; nothing if no figure can be shown."""
    joined = headline_points(found, language)
    if not joined:
        return None
    bands = bands_of(found, outlook, language)
    return charts.line(
        [*joined, *other_points(found, language)],
        joined=joined,
        unit=units.words(found.indicator, language),
        language=language,
        target=target_of(found, language),
        bands=bands,
        band_words=_band_words(language) if bands else "",
        width=width,
        height=height,
    )


def _band_words(language: str) -> str:
    level = round(LEVEL * 100)
    return f"{level}%的可能落在此区间" if display.short_language(language) == "zh" else f"{level}% interval"


def places(
    latest: Sequence[tuple[dict[str, str], PeriodPoint]], indicator: Indicator, language: str, width: int
) -> Any:
    """The latest figures of several places side by side, as bars from zero."""
    factor, unit = units.shown(indicator, language)[0], units.words(indicator, language)
    rows = [(name, float(point.value * factor)) for name, point in latest[:MOST_PLACES]]
    return charts.categories(rows, unit=unit, language=language, width=width)


def small_multiples(
    standings: Sequence[Standing], language: str, cache: Path, outlooks: Mapping[str, Outlook] | None = None
) -> list[str]:
    """One small drawing a standing, empty where there is nothing to draw; those not in the cache are made together."""
    drawable_ones = [found for found in standings if headline_points(found, language)]
    specs = [
        charts.small_multiple(
            headline_points(found, language),
            joined=headline_points(found, language),
            unit=units.words(found.indicator, language),
            language=language,
            target=target_of(found, language),
            bands=bands_of(found, (outlooks or {}).get(found.indicator.key), language),
        )
        for found in drawable_ones
    ]
    words = [(display.choose(in_both(found.indicator, "name"), language).text, "") for found in drawable_ones]
    drawn = iter(render_many(specs, cache, words)) if specs else iter(())
    return [next(drawn) if found in drawable_ones else "" for found in standings]


def sparkline(found: Standing, language: str) -> str:
    """A line the size of a word."""
    values = [point.value for point in headline_points(found, language)]
    label = display.choose(in_both(found.indicator, "name"), language).text
    return charts.sparkline_svg(values, label) if len(values) > 1 else ""


def _point(row: Observation, factor: float) -> charts.Point:
    assert row.number is not None  # only figures are drawn
    return charts.Point(
        row.period, float(row.number) * factor, row.status, row.sources[0] if row.sources else "", row.published
    )
