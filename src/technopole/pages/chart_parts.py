"""What the charts are put together from: statements, marks, axes, labels and one frame for all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from technopole.pages import display

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
    "computed": ("triangle-down", True, FIRST, "Computed", "计算值"),
}
SHAPES = {
    "circle": "M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
    "diamond": "M7 2l4 5-4 5-4-5z",
    "square": "M3 3h8v8H3z",
    "cross": "M5.5 2h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z",
    "triangle-up": "M7 2.5l4.5 8.5h-9z",
    "triangle-down": "M7 11.5l4.5-8.5h-9z",
}
MEASURED = ("actual", "restated", "preliminary")


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


def one_a_period(points: Sequence[Point]) -> list[Point]:
    """One measured statement a period: the one published last; a restated value beats the first one."""
    best: dict[str, Point] = {}
    for point in points:
        if point.status in MEASURED:
            best[point.period] = point
    return [best[period] for period in sorted(best, key=year_of)]


def statements(points: Iterable[Point], unit: Any, language: str) -> list[Spec]:
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


def mark_layers(points: Sequence[Point], unit: Any, language: str) -> list[Spec]:
    """One layer a status, since shape, filling and colour all change with it."""
    layers = []
    for status, (shape, filled, colour, _english, _chinese) in STATUS_MARKS.items():
        stated = [point for point in points if point.status == status]
        if not stated:
            continue
        layers.append({
            "name": f"status_{status}",
            "data": {"values": statements(stated, unit, language)},
            "mark": {"type": "point", "shape": shape, "size": 60, "strokeWidth": 1.75, "stroke": colour,
                     "fill": colour if filled else PAPER, "opacity": 1},
            "encoding": {
                "x": x_field(), "y": y_field(),
                "tooltip": [
                    {"field": "period", "title": in_words("Period", "时间", language)},
                    {"field": "words", "title": in_words("Value", "数值", language)},
                    {"field": "status", "title": in_words("Status", "性质", language)},
                    *([{"field": "label", "title": in_words("Source", "来源", language)}]
                      if any(point.label for point in stated) else []),
                ],
            },
        })
    return layers


def label_layer(point: Point, unit: Any, language: str, raised: bool = False) -> Spec:
    """The value of the last point in words, right of it; `raised` lifts it off a band that begins there."""
    return {
        "name": "last_value",
        "data": {"values": [statements([point], unit, language)[0]
                            | {"words": display.short_quantity(point.value, unit, language)}]},
        "mark": {"type": "text", "align": "left", "baseline": "bottom" if raised else "middle",
                 "dx": 2 if raised else 10, "dy": -10 if raised else 0, "fontSize": 15, "fontWeight": 600,
                 "color": INK},
        "encoding": {"x": x_field(), "y": y_field(), "text": {"field": "words"}},
    }


def text_width(text: str, size: int = 15) -> float:
    """About how many pixels a text takes: a Chinese character is as wide as high, a Latin one a little over half."""
    return sum(size if character >= "\u2e80" else size * 0.62 for character in text) + 16


def target_layers(
    target: Target | None, unit: Any, language: str, words: bool = True, right: bool = False
) -> list[Spec]:
    if target is None:
        return []
    amount = display.quantity(target.value, unit, language)
    sign = target.operator if not target.operator.isascii() else {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< "}.get(
        target.operator, "")
    when = display.partial_date(target.period, language)
    text = in_words(f"Target for {when}: {sign}{amount}", f"{when}目标：{sign}{amount}", language)
    value = [{"x": year_of(target.period), "y": target.value, "text": text}]
    layers: list[Spec] = [
        {"name": "target_line", "data": {"values": value},
         "mark": {"type": "rule", "color": SECOND, "strokeDash": [6, 4], "strokeWidth": 1.5},
         "encoding": {"y": y_field()}},
        {"name": "target_mark", "data": {"values": value},
         "mark": {"type": "point", "shape": "cross", "size": 70, "fill": SECOND, "stroke": SECOND, "opacity": 1},
         "encoding": {"x": x_field(), "y": y_field()}},
    ]
    if words:
        layers.append({
            "name": "target_words", "data": {"values": value},
            "mark": {"type": "text", "align": "right" if right else "left", "baseline": "bottom",
                     "dx": -4 if right else 4, "dy": -5, "color": SECOND, "fontWeight": 600,
                     "x": "width" if right else 0},
            "encoding": {"y": y_field(), "text": {"field": "text"}},
        })
    return layers


def band_layers(bands: Sequence[Band], words: str = "") -> list[Spec]:
    """An area from low to high, named over its far end."""
    if not bands:
        return []
    rows = [{"x": year_of(band.period), "low": band.low, "high": band.high, "text": words} for band in bands]
    area = {"field": "low", "type": "quantitative"}
    layers: list[Spec] = [{
        "name": "band", "data": {"values": rows}, "mark": {"type": "area", "color": BAND, "opacity": 0.7},
        "encoding": {"x": x_field(), "y": area, "y2": {"field": "high"}},
    }]
    if words:
        layers.append({
            "name": "band_words", "data": {"values": rows[-1:]},
            "mark": {"type": "text", "align": "right", "baseline": "bottom", "dy": -4, "color": QUIET},
            "encoding": {"x": x_field(), "y": {"field": "high", "type": "quantitative"}, "text": {"field": "text"}},
        })
    return layers


def chart(
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
        share = text_width(display.short_quantity(labelled.value, unit, language)) / max(width - 60, 100)
        start = min(years) - pad
        end = max(end, start + (year_of(labelled.period) - start) / max(1 - share, 0.4))
    for layer in layers:
        encoding = layer["encoding"]
        if "x" in encoding:
            encoding["x"] |= {"scale": {"domain": [min(years) - pad, end], "nice": False, "zero": False},
                              "axis": x_axis(ticks(periods, width), language)}
        encoding["y"] |= {"scale": {"domain": domain, "nice": False, "zero": False},
                          "axis": y_axis(values, unit, language)}
    return framed({"layer": layers}, width, height)


def ticks(periods: Sequence[str], width: int) -> list[str]:
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


def x_axis(periods: Sequence[str], language: str) -> Spec:
    names = {round(year_of(period), 6): period_words(period, language) for period in periods}
    # Vega writes numbers, not periods: say each tick in words.
    expression = "".join(f"abs(datum.value - {year}) < 0.001 ? '{name}' : " for year, name in names.items()) + "''"
    return {"title": None, "values": list(names), "grid": False, "tickSize": 5, "labelExpr": expression,
            "domainColor": STRONG_RULE, "tickColor": STRONG_RULE, "labelOverlap": True}


def y_axis(values: Sequence[float], unit: Any, language: str) -> Spec:
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


def period_words(period: str, language: str) -> str:
    if re.fullmatch(r"\d{4}", period):
        return period  # a bare year reads well in both languages and stays narrow
    if match := re.fullmatch(r"(\d{4})-(\d{2})", period):
        return f"{match[1]}年{int(match[2])}月" if display.short_language(language) == "zh" else (
            f"{display.partial_date(period, 'en').split()[0][:3]} {match[1]}")
    return display.partial_date(period, language)


def in_words(english: str, chinese: str, language: str) -> str:
    return chinese if display.short_language(language) == "zh" else english


def x_field() -> Spec:
    return {"field": "x", "type": "quantitative"}


def y_field() -> Spec:
    return {"field": "y", "type": "quantitative"}


def framed(spec: Spec, width: int, height: int) -> Spec:
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
