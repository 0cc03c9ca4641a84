"""The page that compares places: a table of figures with periods and ranks, bars, and small multiples of series.

The whole choice stands in the address (`i` indicators, `p` places, `period` the rule), so that it can be shared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from technopole.observatory import charts, figures, lists, queries, sections, small_drawings, units, words
from technopole.observatory.figures import Candidate, Figures
from technopole.observatory.models import Indicator
from technopole.observatory.queries import PeriodPoint, Standing
from technopole.pages import display, exports
from technopole.pages.chart_parts import year_of
from technopole.pages.exports import ExportColumn
from technopole.pages.texts import in_both

MOST_INDICATORS = 8
MOST_PLACES = 16
SHOWN_AT_FIRST = 4


@dataclass(frozen=True)
class Choice:
    """What was asked for, as far as it exists."""

    candidates: tuple[Candidate, ...]
    indicators: tuple[Indicator, ...]
    places: tuple[str, ...]
    rule: str
    asked: bool
    """Whether anything was chosen, or all is the usual."""
    left_out: int
    """How many more were asked for than are shown."""

    @property
    def query(self) -> str:
        pairs = [("i", indicator.key) for indicator in self.indicators] + [("p", place) for place in self.places]
        return urlencode([*pairs, ("period", self.rule)])


def choice(request: HttpRequest) -> Choice:
    """The indicators and places asked for; those most places know where none are. Cost: two queries, else five."""
    candidates = figures.candidates()
    by_key = {each.indicator.key: each for each in candidates}
    known = {place for each in candidates for place in each.places}
    keys = [key for key in dict.fromkeys(request.GET.getlist("i")) if key in by_key]
    places = [place for place in dict.fromkeys(request.GET.getlist("p")) if place in known]
    asked = bool(keys or places)
    if not keys:
        widest = sorted(candidates, key=lambda each: -len(each.places))[:SHOWN_AT_FIRST]
        keys = [each.indicator.key for each in candidates if each in widest]
    if not places:
        places = figures.usual_places([by_key[key] for key in keys], MOST_PLACES)
    rule = request.GET.get("period", "")
    return Choice(
        tuple(candidates),
        tuple(by_key[key].indicator for key in keys[:MOST_INDICATORS]),
        tuple(places[:MOST_PLACES]),
        rule if rule in figures.RULES else figures.COMMON,
        asked,
        max(0, len(keys) - MOST_INDICATORS) + max(0, len(places) - MOST_PLACES),
    )


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Places side by side."""
    chosen = choice(request)
    found = figures.figures(chosen.indicators, chosen.places, chosen.rule)
    own = queries.own_place()
    context = {
        "sections": sections.tabs("observatory:compare"),
        "choice": chosen,
        "groups": indicator_choices(chosen.candidates, chosen.indicators),
        "places": _place_choices(chosen),
        "rules": [{"key": key, "label": label, "chosen": key == chosen.rule} for key, label in figures.RULES.items()],
        "most_indicators": MOST_INDICATORS,
        "most_places": MOST_PLACES,
        "table": _table(found, own, request.GET.get("sort", ""), chosen),
        "mixed": [_text(in_both(each, "name")) for each in found.indicators if len(found.periods(each)) > 1],
        "undirected": [_text(in_both(each, "name")) for each in found.indicators if each.direction == "none"],
        "details": [_detail(found, indicator, own) for indicator in found.indicators],
        "twins": [
            {"format": label, "url": f"{reverse('observatory:compare-figures', args=[form])}?{chosen.query}"}
            for form, label in exports.LABELS.items()
        ],
        "composite_url": f"{reverse('observatory:composite')}?"
        + urlencode([("i", each.key) for each in found.indicators] + [("p", place) for place in found.places]),
    }
    return render(request, "observatory/compare.html", context)


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """The figures of the table, one a row."""
    if form not in exports.FORMATS:
        raise Http404(f"There is no {form!r} twin; there are {', '.join(exports.FORMATS)}.")
    chosen = choice(request)
    found = figures.figures(chosen.indicators, chosen.places, chosen.rule)
    return exports.respond(form, "comparison", COLUMNS, rows(found))


COLUMNS = [
    ExportColumn("indicator", lambda row: row["indicator"].key),
    ExportColumn("indicator_en", lambda row: row["indicator"].name_en),
    ExportColumn("indicator_zh", lambda row: row["indicator"].name_zh),
    ExportColumn("place", lambda row: row["place"]),
    ExportColumn("place_en", lambda row: row["name"].get("en")),
    ExportColumn("place_zh", lambda row: row["name"].get("zh")),
    ExportColumn("period", lambda row: row["point"].period),
    ExportColumn("value", lambda row: row["point"].value, "number"),
    ExportColumn("stated", lambda row: row["point"].headline.stated),
    ExportColumn("unit", lambda row: row["indicator"].unit.get("id", "")),
    ExportColumn("status", lambda row: row["point"].headline.status),
    ExportColumn("rank", lambda row: row["rank"], "integer"),
    ExportColumn("ranked", lambda row: row["ranked"], "integer"),
    ExportColumn("direction", lambda row: row["indicator"].direction),
    ExportColumn("synthetic", lambda row: row["point"].headline.synthetic, "truth"),
    ExportColumn("sources", lambda row: row["point"].headline.sources),
]
"""Of a download: `stated` holds the value with the digits its source gives; `rank` is empty where periods differ."""


def rows(found: Figures) -> list[dict[str, Any]]:
    """One row for each figure of the table, by indicator and place."""
    listed = []
    for indicator in found.indicators:
        ranks = found.ranks(indicator)
        for place, point in found.column(indicator).items():
            listed.append({
                "indicator": indicator, "place": place, "name": lists.place_name(place), "point": point,
                "rank": ranks.get(place), "ranked": len(ranks) or None,
            })  # fmt: skip
    return listed


# --- parts of the page -----------------------------------------------------------------------------------------


def indicator_choices(candidates: Sequence[Candidate], chosen: Sequence[Indicator]) -> list[dict[str, Any]]:
    """The indicators to tick, in their groups."""
    ticked = {indicator.key for indicator in chosen}
    found: dict[str, list[dict[str, Any]]] = {}
    for each in candidates:
        row = each.indicator
        found.setdefault(row.group, []).append(
            {"key": row.key, "name": in_both(row, "name"), "places": len(each.places), "chosen": row.key in ticked}
        )
    order = [key for key in words.GROUPS if key in found] + [key for key in found if key not in words.GROUPS]
    return [{"title": words.GROUPS.get(key, key.replace("_", " ") or _("Others")), "rows": found[key]} for key in order]


def place_counts(candidates: Sequence[Candidate]) -> dict[str, int]:
    """How many of these indicators know a place, the most first."""
    count: dict[str, int] = {}
    for each in candidates:
        for place in each.places:
            count[place] = count.get(place, 0) + 1
    return dict(sorted(count.items(), key=lambda pair: (-pair[1], pair[0])))


def _place_choices(chosen: Choice) -> list[dict[str, Any]]:
    return [
        {"key": place, "name": lists.place_name(place), "indicators": many, "chosen": place in chosen.places}
        for place, many in place_counts(chosen.candidates).items()
    ]


def _table(found: Figures, own: str, sort: str, chosen: Choice) -> dict[str, Any]:
    """Places down, indicators across; sorted by one of them, the best first."""
    language = get_language()
    by = next((each for each in found.indicators if each.key == sort), None)
    places = list(found.places)
    if by is not None:
        column = found.column(by)
        upwards = by.direction == "down"
        known = sorted((place for place in places if place in column), key=lambda place: column[place].value)
        places = (known if upwards else known[::-1]) + [place for place in places if place not in column]
    columns: list[dict[str, Any]] = [{"label": _("Place"), "sub": ""}]
    for indicator in found.indicators:
        periods = [display.partial_date(period, language) for period in _ends(found.periods(indicator))]
        unit = _text(units.words(indicator, language))
        columns.append({
            "label": in_both(indicator, "name"), "url": lists.link(indicator), "unit": unit,
            "sub": "–".join(periods), "sorted": indicator is by,
            "sort_url": f"?{chosen.query}&sort={indicator.key}",
        })  # fmt: skip
    ranks = {indicator.key: found.ranks(indicator) for indicator in found.indicators}
    return {
        "columns": columns,
        "rows": [
            {
                "name": lists.place_name(place),
                "own": place == own,
                "cells": [
                    _cell(found, indicator, place, ranks[indicator.key], columns[number])
                    for number, indicator in enumerate(found.indicators, start=1)
                ],
            }
            for place in places
        ],
    }


def _ends(periods: list[str]) -> list[str]:
    return [periods[0], periods[-1]] if len(periods) > 1 else periods


def _cell(
    found: Figures, indicator: Indicator, place: str, ranks: dict[str, int], column: dict[str, Any]
) -> dict[str, Any]:
    point = found.point(indicator, place)
    label = column["label"]
    if point is None:
        return {"label": label, "text": ""}
    rank = _("%(rank)s of %(many)s") % {"rank": ranks[place], "many": len(ranks)} if place in ranks else ""
    period = display.partial_date(point.period, get_language())
    return {
        "label": label,
        "text": _short(point, indicator),
        "mark": words.mark(point.headline),
        "synthetic": point.headline.synthetic,
        "first": ranks.get(place) == 1,
        "sub": " · ".join(part for part in (rank, period) if part),
    }


def _short(point: PeriodPoint, indicator: Indicator) -> str:
    """The value without its unit, which stands in the head, unless it is a sign; with what its source says of it."""
    language = get_language()
    if point.headline.qualifier:
        return words.stated(point.headline, indicator)
    factor, unit = units.shown(indicator, language)
    value = display.number(point.value * factor, language)
    return value + "%" if _text({key: str(unit.get(key, "")) for key in ("en", "zh")}).startswith("%") else value


def _detail(found: Figures, indicator: Indicator, own: str) -> dict[str, Any]:
    """Bars of the last common period, and small multiples of the series."""
    language = get_language() or "en"
    factor = units.shown(indicator, language)[0]
    unit = units.words(indicator, language)
    name = _text(in_both(indicator, "name"))
    common = Figures(found.indicators, found.places, figures.COMMON, found.standings)
    column = {} if indicator.unit.get("id") == "rank" else common.column(indicator)  # a rank has no length
    best_first = sorted(column.items(), key=lambda pair: pair[1].value, reverse=indicator.direction != "down")
    bars = [
        small_drawings.Bar(
            _text(lists.place_name(place)), float(point.value * factor),
            display.short_quantity(point.value * factor, unit, language), place == own,
        )
        for place, point in best_first
    ]  # fmt: skip
    period = display.partial_date(common.common.get(indicator.key, ""), language)
    title = _("%(indicator)s in %(period)s") % {"indicator": name, "period": period}
    wide, narrow = small_drawings.bars(bars, title) if bars else ("", "")
    without = sum(1 for place in found.places if not found.standings[indicator.key, place].points)
    return {
        "key": indicator.key,
        "name": in_both(indicator, "name"),
        "url": lists.link(indicator),
        "direction": words.DIRECTIONS[indicator.direction],
        "unit": _text(unit),
        "period": period,
        "svg": wide,
        "svg_narrow": narrow,
        "without": missing_words(without) if without else "",
        "multiples": _multiples(found, indicator, factor, unit, own, language),
    }


def _multiples(
    found: Figures, indicator: Indicator, factor: Decimal, unit: dict[str, str], own: str, language: str
) -> dict[str, Any] | None:
    every = {place: _yearly(found.standings[indicator.key, place]) for place in found.places}
    begins = sorted(year_of(points[0].period) for points in every.values() if points)
    # the years before there is anything to compare with stand in the table
    start = begins[1] if len(begins) > 1 else 0.0
    series = {place: [point for point in points if year_of(point.period) >= start] for place, points in every.items()}
    series = {place: points for place, points in series.items() if points}
    if not any(len(points) > 1 for points in series.values()):
        return None
    drawn = []
    for place, points in series.items():
        last = points[-1]
        value = display.short_quantity(last.value * factor, unit, language)
        drawn.append(
            small_drawings.Panel(
                _text(lists.place_name(place)),
                [(year_of(point.period), float(point.value * factor)) for point in points],
                display.bracketed(value, display.partial_date(last.period, language), language),
                place == own,
            )
        )
    years = [point.period for points in series.values() for point in points]
    values = [point.value * factor for points in series.values() for point in points]
    ends = {
        "first": display.partial_date(min(years, key=year_of), language),
        "last": display.partial_date(max(years, key=year_of), language),
        "low": display.short_quantity(min(values), unit, language),
        "high": display.short_quantity(max(values), unit, language),
    }
    return {
        "panels": [
            {"name": each.name, "words": each.words, "own": each.own, "svg": svg}
            for each, svg in zip(drawn, small_drawings.panels(drawn), strict=True)
        ],
        "scale": _(
            "Each place's line stands out from the others' in grey, all in one scale: %(first)s to %(last)s, "
            "values from %(low)s to %(high)s."
        )
        % ends,
        "table": _series_table({place: points for place, points in every.items() if points}, factor, language),
    }


def _yearly(standing: Standing) -> list[PeriodPoint]:
    return [point for point in standing.points if charts.drawable(point.headline)]


def _series_table(series: dict[str, list[PeriodPoint]], factor: Decimal, language: str) -> dict[str, Any]:
    """The same as the small multiples: periods down, the latest first, places across."""
    periods = sorted({point.period for points in series.values() for point in points}, key=year_of, reverse=True)
    by_period = {place: {point.period: point for point in points} for place, points in series.items()}
    columns: list[dict[str, Any]] = [{"label": _("Period")}]
    columns += [{"label": lists.place_name(place), "numeric": True} for place in series]
    return {
        "columns": columns,
        "rows": [
            {
                "cells": [
                    {"text": display.partial_date(period, language)},
                    *(_series_cell(by_period[place].get(period), factor, language) for place in series),
                ]
            }
            for period in periods
        ],
    }


def _series_cell(point: PeriodPoint | None, factor: Decimal, language: str) -> dict[str, str]:
    if point is None:
        return {"text": ""}
    text = display.number(point.value * factor, language)
    return {"text": text, "mark": words.mark(point.headline)}


def _text(value: Any) -> str:
    return display.choose(value, get_language()).text


def missing_words(count: int) -> str:
    """How many places have no figure at all."""
    return ngettext("%(count)s place has no figure.", "%(count)s places have no figure.", count) % {"count": count}
