"""The platform's charts as Vega-Lite specifications: pure functions, data in, a dictionary out.

One look for all: few colours, the label on the line, the target as a line with its year, bands for intervals,
bars from zero, no title inside the drawing (the page's figure carries title, source and table).
Colours are the light palette of the style sheet; the page turns them with the theme, see `css/data.css`.
`technopole.pages.drawing` makes the SVG.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from technopole.pages import display
from technopole.pages.drawing import render_pair, render_svg

__all__ = ["Band", "Point", "Target", "bars", "categories", "claims", "legend", "line", "render_pair", "render_svg",
           "small_multiple", "sparkline_svg"]

Spec = dict[str, Any]

FONT = ('system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", '
        '"Noto Sans CJK SC", sans-serif')
INK, QUIET, STRONG_RULE, RULE, PAPER = "#16202a", "#4d5a66", "#77848e", "#d5dbde", "#ffffff"
FIRST, SECOND, THIRD, BAND = "#0b5a78", "#b4532a", "#5b7a2f", "#b9d3de"
WIDE, NARROW = 680, 340

# Status → (shape, filled, colour, English, Chinese). A shape of its own for each: colour never tells alone.
STATUS_MARKS: dict[str, tuple[str, bool, str, str, str]] = {
    "actual": ("circle", True, FIRST, "Actual", "实际值"),
    "preliminary": ("circle", False, FIRST, "Preliminary", "初步值"),
    "restated": ("diamond", True, FIRST, "Restated", "修订值"),
    "derived": ("square", False, THIRD, "Derived", "推算值"),
    "target": ("cross", True, SECOND, "Target", "目标值"),
    "claim": ("triangle-up", False, QUIET, "Claim", "自述值"),
}
_SHAPES = {
    "circle": "M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
    "diamond": "M7 2l4 5-4 5-4-5z",
    "square": "M3 3h8v8H3z",
    "cross": "M5.5 2h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z",
    "triangle-up": "M7 2.5l4.5 8.5h-9z",
}
_MEASURED = ("actual", "restated", "preliminary")


@dataclass(frozen=True)
class Point:
    """One dated statement. `period` is 2024, 2024-07, 2024-Q3 or 2024-07-18; `status` a key of STATUS_MARKS."""

    period: str
    value: float
    status: str = "actual"
    label: str = ""
    published: str = ""


@dataclass(frozen=True)
class Target:
    """What is to be reached, and when. `operator` is words or a sign such as ≥, put before the value."""

    period: str
    value: float
    operator: str = ""


@dataclass(frozen=True)
class Band:
    """An interval at a period, such as a forecast's."""

    period: str
    low: float
    high: float


def year_of(period: str) -> float:
    """A period as a decimal year at its start: 2024-07 → 2024.5. Raises ValueError for other text."""
    if match := re.fullmatch(r"(\d{4})-?Q([1-4])", period):
        return int(match[1]) + (int(match[2]) - 1) / 4
    if match := re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", period):
        return int(match[1]) + (int(match[2] or 1) - 1) / 12 + (int(match[3] or 1) - 1) / 365.25
    raise ValueError(f"{period!r} is not a period such as 2024, 2024-07 or 2024-Q3")


def line(
    points: Iterable[Point],
    *,
    joined: Sequence[Point] | None = None,
    unit: Any = None,
    language: str = "en",
    target: Target | None = None,
    bands: Sequence[Band] = (),
    width: int = WIDE,
    height: int = 300,
) -> Spec:
    """A series over time, its last point labelled, with its target and, if given, the band of a forecast.

    The line joins `joined`, or else one measured value a period (the one published last); every other statement
    keeps its own mark.
    """
    points = sorted(points, key=lambda point: (point.period, point.published))
    series = _series(points) if joined is None else _in_time(joined)
    others = [point for point in points if point not in series]
    layers: list[Spec] = []
    if bands:
        layers.append({
            "data": {"values": [
                {"x": year_of(band.period), "low": band.low, "high": band.high} for band in bands
            ]},
            "mark": {"type": "area", "color": BAND, "opacity": 0.7},
            "encoding": {"x": _x_field(), "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
        })
    layers += _target_layers(target, unit, language)
    layers.append({
        "data": {"values": _rows(series, unit, language)},
        "mark": {"type": "line", "color": FIRST, "strokeWidth": 2.5, "interpolate": "linear", "strokeJoin": "round"},
        "encoding": {"x": _x_field(), "y": _y_field()},
    })
    layers += _mark_layers([*series, *others], unit, language)
    if series:
        layers.append(_label_layer(series[-1], unit, language, raised=bool(bands)))
    extra = [target.value] if target else []
    extra += [edge for band in bands for edge in (band.low, band.high)]
    return _chart(layers, points, language, unit, width, height, target=target, bands=bands, extra_values=extra,
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
    layers = _target_layers(target, unit, language) + _mark_layers(points, unit, language)
    layers += [_label_layer(point, unit, language) for point in points[-1:]]
    return _chart(layers, points, language, unit, width, height, target=target,
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
            svg = (f'<svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><path d="{_SHAPES[shape]}" '
                   f'fill="{colour if filled else PAPER}" stroke="{colour}" stroke-width="1.75"/></svg>')
            entries.append({"svg": svg, "label": name if english else name_zh})
    return entries


def bars(
    counts: Iterable[tuple[str, float]], *, unit: Any = None, language: str = "en", width: int = WIDE, height: int = 240
) -> Spec:
    """Counts over time as columns from zero; the last one carries its value."""
    rows: list[Spec] = [
        {"period": period, "name": _period_words(period, language), "y": value,
         "words": display.quantity(value, unit, language)}
        for period, value in counts
    ]
    # Many columns: only some are named, so that the names do not run into each other.
    step = max(1, -(-len(rows) * 56 // width))
    shown = [row["name"] for index, row in enumerate(rows) if (len(rows) - 1 - index) % step == 0]
    x = {"field": "name", "type": "ordinal", "sort": None,
         "axis": {"title": None, "labelAngle": 0, "ticks": False, "values": shown}}
    y = {"field": "y", "type": "quantitative", "scale": {"zero": True, "nice": True},
         "axis": _y_axis([row["y"] for row in rows], unit, language)}
    tooltip = [{"field": "name", "title": _word("Period", "时间", language)},
               {"field": "words", "title": _word("Value", "数值", language)}]
    layers: list[Spec] = [
        {"mark": {"type": "bar", "color": FIRST}, "encoding": {"x": x, "y": y, "tooltip": tooltip}},
        {"transform": [{"filter": {"field": "name", "equal": rows[-1]["name"]}}] if rows else [],
         "mark": {"type": "text", "baseline": "bottom", "dy": -5, "color": INK, "fontWeight": 600},
         "encoding": {"x": x, "y": y, "text": {"field": "words"}}},
    ]
    return _frame({"data": {"values": rows}, "layer": layers}, width, height)


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
         "scale": {"domain": [0, largest * (1 + _text_width(values[0]["words"]) / width) if values else 1],
                   "nice": False, "zero": True}}
    layers: list[Spec] = [
        {"mark": {"type": "bar", "color": FIRST, "height": 14, "yOffset": 9}, "encoding": {"y": y, "x": x}},
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "x": 0, "dy": -9, "color": INK},
         "encoding": {"y": y, "text": {"field": "name"}}},
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "dy": 9, "color": INK,
                  "fontWeight": 600},
         "encoding": {"y": y, "x": x, "text": {"field": "words"}}},
    ]
    return _frame({"data": {"values": values}, "layer": layers}, width, max(1, len(values)) * 46)


def small_multiple(
    points: Iterable[Point],
    *,
    joined: Sequence[Point] | None = None,
    unit: Any = None,
    language: str = "en",
    target: Target | None = None,
    width: int = 280,
    height: int = 96,
) -> Spec:
    """The line of one scoreboard card: first year, last year, target; the card says the rest in words."""
    points = sorted(points, key=lambda point: (point.period, point.published))
    series = (_series(points) or points) if joined is None else _in_time(joined)
    layers = _target_layers(target, unit, language, words=False)
    layers.append({
        "data": {"values": _rows(series, unit, language)},
        "mark": {"type": "line", "color": FIRST, "strokeWidth": 2.5},
        "encoding": {"x": _x_field(), "y": _y_field()},
    })
    layers += _mark_layers(series[-1:], unit, language)
    spec = _chart(layers, points, language, unit, width, height, target=target,
                  extra_values=[target.value] if target else [])
    periods = sorted({*(point.period for point in series), *([target.period] if target else [])}, key=year_of)
    ends = [periods[0], periods[-1]] if len(periods) > 1 else periods
    for layer in spec["layer"]:
        encoding = layer.get("encoding", {})
        if "y" in encoding:
            encoding["y"]["axis"] = None
        if "x" in encoding:
            encoding["x"]["axis"] = _x_axis(ends, language) | {"labelFlush": True}
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


def _series(points: Sequence[Point]) -> list[Point]:
    """One measured statement a period: the one published last; a restated value beats the first one."""
    best: dict[str, Point] = {}
    for point in points:
        if point.status in _MEASURED:
            best[point.period] = point
    return [best[period] for period in sorted(best, key=year_of)]


def _rows(points: Iterable[Point], unit: Any, language: str) -> list[Spec]:
    english = display.short_language(language) == "en"
    return [
        {
            "x": year_of(point.period), "y": point.value,
            "period": display.partial_date(point.period, language),
            "words": display.quantity(point.value, unit, language),
            "status": STATUS_MARKS.get(point.status, STATUS_MARKS["claim"])[3 if english else 4],
            "label": point.label,
        }
        for point in points
    ]


def _mark_layers(points: Sequence[Point], unit: Any, language: str) -> list[Spec]:
    """One layer a status, since shape, filling and colour all change with it."""
    layers = []
    for status, (shape, filled, colour, _english, _chinese) in STATUS_MARKS.items():
        stated = [point for point in points if point.status == status]
        if not stated:
            continue
        layers.append({
            "name": f"status_{status}",
            "data": {"values": _rows(stated, unit, language)},
            "mark": {"type": "point", "shape": shape, "size": 60, "strokeWidth": 1.75, "stroke": colour,
                     "fill": colour if filled else PAPER, "opacity": 1},
            "encoding": {
                "x": _x_field(), "y": _y_field(),
                "tooltip": [
                    {"field": "period", "title": _word("Period", "时间", language)},
                    {"field": "words", "title": _word("Value", "数值", language)},
                    {"field": "status", "title": _word("Status", "性质", language)},
                    *([{"field": "label", "title": _word("Source", "来源", language)}]
                      if any(point.label for point in stated) else []),
                ],
            },
        })
    return layers


def _label_layer(point: Point, unit: Any, language: str, raised: bool = False) -> Spec:
    """The value of the last point in words, right of it; `raised` lifts it off a band that begins there."""
    return {
        "name": "last_value",
        "data": {"values": [_rows([point], unit, language)[0]
                            | {"words": display.short_quantity(point.value, unit, language)}]},
        "mark": {"type": "text", "align": "left", "baseline": "bottom" if raised else "middle",
                 "dx": 2 if raised else 10, "dy": -10 if raised else 0, "fontSize": 15, "fontWeight": 600,
                 "color": INK},
        "encoding": {"x": _x_field(), "y": _y_field(), "text": {"field": "words"}},
    }


def _text_width(text: str, size: int = 15) -> float:
    """About how many pixels a text takes: a Chinese character is as wide as high, a Latin one a little over half."""
    return sum(size if character >= "\u2e80" else size * 0.62 for character in text) + 16


def _target_layers(target: Target | None, unit: Any, language: str, words: bool = True) -> list[Spec]:
    if target is None:
        return []
    amount = display.quantity(target.value, unit, language)
    sign = target.operator if not target.operator.isascii() else {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< "}.get(
        target.operator, "")
    when = display.partial_date(target.period, language)
    text = _word(f"Target for {when}: {sign}{amount}", f"{when}目标：{sign}{amount}", language)
    value = [{"x": year_of(target.period), "y": target.value, "text": text}]
    layers: list[Spec] = [
        {"name": "target_line", "data": {"values": value},
         "mark": {"type": "rule", "color": SECOND, "strokeDash": [6, 4], "strokeWidth": 1.5},
         "encoding": {"y": _y_field()}},
        {"name": "target_mark", "data": {"values": value},
         "mark": {"type": "point", "shape": "cross", "size": 70, "fill": SECOND, "stroke": SECOND, "opacity": 1},
         "encoding": {"x": _x_field(), "y": _y_field()}},
    ]
    if words:
        layers.append({
            "name": "target_words", "data": {"values": value},
            "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -5, "color": SECOND,
                     "fontWeight": 600, "x": 0},
            "encoding": {"y": _y_field(), "text": {"field": "text"}},
        })
    return layers


def _chart(
    layers: list[Spec], points: Sequence[Point], language: str, unit: Any, width: int, height: int, *,
    target: Target | None = None, bands: Sequence[Band] = (), extra_values: Sequence[float] = (),
    labelled: Point | None = None,
) -> Spec:
    """Give all layers the same axes: years that are in the data, values with room for the labels."""
    periods = [point.period for point in points] + [band.period for band in bands]
    periods += [target.period] if target else []
    years = [year_of(period) for period in periods] or [2000.0]
    values = [point.value for point in points] + list(extra_values) or [0.0]
    pad = max((max(years) - min(years)) * 0.04, 0.15)
    low, high = min(values), max(values)
    # A scale that hides zero must not make small moves look large: keep at least a fifth of the level in view.
    room = max((high - low) * 0.18, abs(high) * 0.06, 1e-9)
    domain = [0 if 0 <= low < high * 0.5 or low == 0 else low - room, high + room * 0.9]
    end = max(years) + pad
    if labelled:
        # Room on the right for the label of the last point.
        share = _text_width(display.short_quantity(labelled.value, unit, language)) / max(width - 60, 100)
        start = min(years) - pad
        end = max(end, start + (year_of(labelled.period) - start) / max(1 - share, 0.4))
    for layer in layers:
        encoding = layer["encoding"]
        if "x" in encoding:
            encoding["x"] |= {"scale": {"domain": [min(years) - pad, end], "nice": False, "zero": False},
                              "axis": _x_axis(_ticks(periods, width), language)}
        encoding["y"] |= {"scale": {"domain": domain, "nice": False, "zero": False},
                          "axis": _y_axis(values, unit, language)}
    return _frame({"layer": layers}, width, height)


def _ticks(periods: Sequence[str], width: int) -> list[str]:
    """Whole years, thinned to what the width can name; the periods themselves when they span less than two years."""
    years = sorted({year_of(period) for period in periods})
    if not years:
        return []
    room = max(2, width // 64)
    if years[-1] - years[0] < 2 and any(not re.fullmatch(r"\d{4}", period) for period in periods):
        unique = sorted(set(periods), key=year_of)
        step = -(-len(unique) // max(2, width // 110))
        return unique[::-1][::step][::-1]
    whole = list(range(int(years[0]), int(years[-1]) + 1))
    step = next((size for size in (1, 2, 5, 10, 20, 50) if len(whole) / size <= room), 100)
    return [str(year) for year in whole if (whole[-1] - year) % step == 0]


def _x_axis(periods: Sequence[str], language: str) -> Spec:
    names = {round(year_of(period), 6): _period_words(period, language) for period in periods}
    # Vega writes numbers, not periods: say each tick in words.
    expression = "".join(f"abs(datum.value - {year}) < 0.001 ? '{name}' : " for year, name in names.items()) + "''"
    return {"title": None, "values": list(names), "grid": False, "tickSize": 5, "labelExpr": expression,
            "domainColor": STRONG_RULE, "tickColor": STRONG_RULE, "labelOverlap": True}


def _y_axis(values: Sequence[float], unit: Any, language: str) -> Spec:
    largest = max((abs(value) for value in values), default=0)
    zh = display.short_language(language) == "zh"
    divide, word = 1.0, ""
    if zh and largest >= 1e8:
        divide, word = 1e8, "亿"
    elif zh and largest >= 1e5:
        divide, word = 1e4, "万"
    elif not zh and largest >= 1e9:
        divide, word = 1e9, " billion"
    elif not zh and largest >= 1e6:
        divide, word = 1e6, " million"
    english = str(unit.get("en") or "") if isinstance(unit, dict) else str(unit or "")
    tail = word + ("%" if english.startswith("%") else "")
    return {"title": None, "domain": False, "ticks": False, "tickCount": 5, "gridColor": RULE, "labelPadding": 8,
            "labelExpr": f"datum.value == 0 ? '0' : format(datum.value / {divide:g}, ',~f') + '{tail}'"}


def _period_words(period: str, language: str) -> str:
    if re.fullmatch(r"\d{4}", period):
        return period  # a bare year reads well in both languages and stays narrow
    if match := re.fullmatch(r"(\d{4})-(\d{2})", period):
        return f"{match[1]}年{int(match[2])}月" if display.short_language(language) == "zh" else (
            f"{display.partial_date(period, 'en').split()[0][:3]} {match[1]}")
    return display.partial_date(period, language)


def _word(english: str, chinese: str, language: str) -> str:
    return chinese if display.short_language(language) == "zh" else english


def _x_field() -> Spec:
    return {"field": "x", "type": "quantitative"}


def _y_field() -> Spec:
    return {"field": "y", "type": "quantitative"}


def _frame(spec: Spec, width: int, height: int) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width, "height": height, "background": None,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 8, "right": 14, "top": 14, "bottom": 4},
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelColor": QUIET, "labelFontSize": 13, "titleColor": QUIET, "titleFontSize": 13,
                     "domainColor": STRONG_RULE, "gridColor": RULE, "tickColor": STRONG_RULE},
            "text": {"fontSize": 13},
        },
        **spec,
    }
