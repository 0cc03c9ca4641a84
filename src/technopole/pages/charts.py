"""The platform's charts as Vega-Lite specifications: pure functions, data in, a dictionary out.

One look for all: few colours, the label on the line, the target as a line with its year, bands for intervals,
bars from zero, no title inside the drawing (the page's figure carries title, source and table).
Colours are the light palette of the style sheet; the page turns them with the theme, see `css/data.css`.
`technopole.pages.drawing` makes the SVG.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from technopole.pages import display
from technopole.pages.chart_parts import (
    FIRST,
    INK,
    NARROW,
    PAPER,
    SHAPES,
    STATUS_MARKS,
    WIDE,
    Band,
    Point,
    Spec,
    Target,
    band_layers,
    chart,
    framed,
    in_words,
    label_layer,
    mark_layers,
    one_a_period,
    period_words,
    statements,
    target_layers,
    text_width,
    x_axis,
    x_field,
    y_axis,
    y_field,
    year_of,
)
from technopole.pages.drawing import render_pair, render_svg

__all__ = [
    "NARROW", "STATUS_MARKS", "WIDE", "Band", "Point", "Target", "bars", "categories", "claims", "legend", "line",
    "render_pair", "render_svg", "small_multiple", "sparkline_svg", "year_of",
]


def line(
    points: Iterable[Point],
    *,
    joined: Sequence[Point] | None = None,
    unit: Any = None,
    language: str = "en",
    target: Target | None = None,
    bands: Sequence[Band] = (),
    band_words: str = "",
    width: int = WIDE,
    height: int = 300,
) -> Spec:
    """A series over time, its last point labelled, with its target and, if given, the band of a forecast with its name.

    The line joins `joined`, or else one measured value a period (the one published last); every other statement
    keeps its own mark.
    """
    points = sorted(points, key=lambda point: (point.period, point.published))
    series = one_a_period(points) if joined is None else _in_time(joined)
    others = [point for point in points if point not in series]
    layers: list[Spec] = []
    layers += band_layers(bands, band_words)
    # a single figure stands on the left, where the target's words would be
    layers += target_layers(target, unit, language, right=len({point.period for point in points}) == 1)
    layers.append({
        "data": {"values": statements(series, unit, language)},
        "mark": {"type": "line", "color": FIRST, "strokeWidth": 2.5, "interpolate": "linear", "strokeJoin": "round"},
        "encoding": {"x": x_field(), "y": y_field()},
    })
    layers += mark_layers([*series, *others], unit, language)
    if series:
        layers.append(label_layer(series[-1], unit, language, raised=bool(bands)))
    extra = [target.value] if target else []
    extra += [edge for band in bands for edge in (band.low, band.high)]
    return chart(layers, points, language, unit, width, height, target=target, bands=bands, extra_values=extra,
                  labelled=series[-1] if series else None)


def claims(
    points: Iterable[Point],
    *,
    unit: Any = None,
    language: str = "en",
    target: Target | None = None,
    width: int = WIDE,
    height: int = 300,
) -> Spec:
    """Statements side by side that may contradict each other: no line, one shape a status, a legend in words."""
    points = sorted(points, key=lambda point: (point.period, point.published))
    layers = target_layers(target, unit, language) + mark_layers(points, unit, language)
    layers += [label_layer(point, unit, language) for point in points[-1:]]
    return chart(layers, points, language, unit, width, height, target=target,
                  extra_values=[target.value] if target else [], labelled=points[-1] if points else None)


def legend(points: Iterable[Point], language: str = "en") -> list[dict[str, str]]:
    """What the marks mean, for the statuses that occur: [{"svg", "label"}], to stand under the drawing.

    Empty when all points are plain actual values: then nothing needs saying.
    """
    occurring = {point.status for point in points}
    if occurring <= {"actual"}:
        return []
    english = display.short_language(language) == "en"
    entries = []
    for status, (shape, filled, colour, name, name_zh) in STATUS_MARKS.items():
        if status in occurring:
            svg = (f'<svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><path d="{SHAPES[shape]}" '
                   f'fill="{colour if filled else PAPER}" stroke="{colour}" stroke-width="1.75"/></svg>')
            entries.append({"svg": svg, "label": name if english else name_zh})
    return entries


def bars(
    counts: Iterable[tuple[str, float]], *, unit: Any = None, language: str = "en", width: int = WIDE, height: int = 240
) -> Spec:
    """Counts over time as columns from zero; the last one carries its value."""
    rows: list[Spec] = [
        {"period": period, "name": period_words(period, language), "y": value,
         "words": display.quantity(value, unit, language)}
        for period, value in counts
    ]
    # Many columns: only some are named, so that the names do not run into each other.
    step = max(1, -(-len(rows) * 56 // width))
    shown = [row["name"] for index, row in enumerate(rows) if (len(rows) - 1 - index) % step == 0]
    x = {"field": "name", "type": "ordinal", "sort": None,
         "axis": {"title": None, "labelAngle": 0, "ticks": False, "values": shown}}
    y = {"field": "y", "type": "quantitative", "scale": {"zero": True, "nice": True},
         "axis": y_axis([row["y"] for row in rows], unit, language)}
    tooltip = [{"field": "name", "title": in_words("Period", "时间", language)},
               {"field": "words", "title": in_words("Value", "数值", language)}]
    layers: list[Spec] = [
        {"mark": {"type": "bar", "color": FIRST}, "encoding": {"x": x, "y": y, "tooltip": tooltip}},
        {"transform": [{"filter": {"field": "name", "equal": rows[-1]["name"]}}] if rows else [],
         "mark": {"type": "text", "baseline": "bottom", "dy": -5, "color": INK, "fontWeight": 600},
         "encoding": {"x": x, "y": y, "text": {"field": "words"}}},
    ]
    return framed({"data": {"values": rows}, "layer": layers}, width, height)


def categories(
    rows: Iterable[tuple[Any, float]], *, unit: Any = None, language: str = "en", width: int = WIDE
) -> Spec:
    """One bar a category from zero, largest first, each with its name and value beside it; names may be bilingual."""
    values: list[Spec] = [
        {"name": display.choose(name, language).text, "y": value, "words": display.quantity(value, unit, language)}
        for name, value in sorted(rows, key=lambda row: -row[1])
    ]
    # The name stands over its bar, not left of it: no name is cut, whatever its length, language and font.
    y = {"field": "name", "type": "nominal", "sort": None, "axis": None}
    largest = max((row["y"] for row in values), default=0) or 1
    x = {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [0, largest * (1 + text_width(values[0]["words"]) / width) if values else 1],
                   "nice": False, "zero": True}}
    layers: list[Spec] = [
        {"mark": {"type": "bar", "color": FIRST, "height": 14, "yOffset": 9}, "encoding": {"y": y, "x": x}},
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "x": 0, "dy": -9, "color": INK},
         "encoding": {"y": y, "text": {"field": "name"}}},
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "dy": 9, "color": INK,
                  "fontWeight": 600},
         "encoding": {"y": y, "x": x, "text": {"field": "words"}}},
    ]
    return framed({"data": {"values": values}, "layer": layers}, width, max(1, len(values)) * 46)


def small_multiple(
    points: Iterable[Point],
    *,
    joined: Sequence[Point] | None = None,
    unit: Any = None,
    language: str = "en",
    target: Target | None = None,
    bands: Sequence[Band] = (),
    width: int = 280,
    height: int = 96,
) -> Spec:
    """The line of one scoreboard card: first year, last year, target, band; the card says the rest in words."""
    points = sorted(points, key=lambda point: (point.period, point.published))
    series = (one_a_period(points) or points) if joined is None else _in_time(joined)
    layers = band_layers(bands) + target_layers(target, unit, language, words=False)
    layers.append({
        "data": {"values": statements(series, unit, language)},
        "mark": {"type": "line", "color": FIRST, "strokeWidth": 2.5},
        "encoding": {"x": x_field(), "y": y_field()},
    })
    layers += mark_layers(series[-1:], unit, language)
    extra = [target.value] if target else []
    extra += [edge for band in bands for edge in (band.low, band.high)]
    spec = chart(layers, points, language, unit, width, height, target=target, bands=bands, extra_values=extra)
    periods = sorted({*(point.period for point in series), *([target.period] if target else []),
                       *(band.period for band in bands)}, key=year_of)
    ends = [periods[0], periods[-1]] if len(periods) > 1 else periods
    for layer in spec["layer"]:
        encoding = layer.get("encoding", {})
        if "y" in encoding:
            encoding["y"]["axis"] = None
        if "x" in encoding:
            encoding["x"]["axis"] = x_axis(ends, language) | {"labelFlush": True}
    return spec


def sparkline_svg(values: Sequence[float | None], label: str, width: int = 104, height: int = 28) -> str:
    """A line the size of a word, as SVG at once: cheap enough for every row of a table. Gaps stay gaps."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    across = (width - 6) / max(1, len(values) - 1)
    scale = (height - 6) / ((high - low) or 1)

    def place(index: int, value: float) -> str:
        down = height - 3 - (value - low) * scale if high > low else height / 2
        return f"{3 + index * across:.1f},{down:.1f}"

    parts, pen = [], "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        parts.append(pen + place(index, value))
        pen = "L"
    last = max(index for index, value in enumerate(values) if value is not None)
    x, y = place(last, values[last] or 0).split(",")
    words = label.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (f'<svg class="sparkline" viewBox="0 0 {width} {height}" role="img" aria-label="{words}">'
            f'<path d="{"".join(parts)}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>')


def _in_time(points: Iterable[Point]) -> list[Point]:
    return sorted(points, key=lambda point: year_of(point.period))
