"""Two drawings of a profile: the plane of relatedness and specialisation, and the most special with their intervals.

Quotients are drawn on the symmetric scale (LQ − 1)/(LQ + 1), on which twice and half the average are equally far from
it, and read in quotients. What may be no different from the average is drawn hollow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from technopole.observatory.specialisation import words
from technopole.observatory.specialisation.stored import Activity, Profile
from technopole.pages.chart_parts import FIRST, INK, PAPER, QUIET, RULE, STRONG_RULE, WIDE, Spec, framed, text_width

READ = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)
"""Quotients at which the scale is read."""
AXIS, PADDING = 46, 22
"""px that the axis of quotients and the frame take of the width."""
SMALLEST, LARGEST = 3.0, 17.0
"""px: the radii of points."""
LETTER = 12


@dataclass(frozen=True)
class _Placed:
    x: float
    y: float
    radius: float
    activity: Activity


def plane(found: Profile, titles: Sequence[str], quarters: Sequence[str], width: int = WIDE, height: int = 460) -> Spec:
    """Density across, quotient up, area by value; names where there is room for them, the largest first.

    `titles` are those of the two axes; `quarters` the names of the four quarters: above left and right, below left and
    right.
    """
    shown = [each for each in found.activities if each.density is not None]
    low = min((each.density or 0.0 for each in shown), default=0.0)
    high = max((each.density or 0.0 for each in shown), default=1.0)
    room = max((high - low) * 0.08, 0.01)
    start, end = max(0.0, low - room), high + room
    inner, most = width - AXIS - PADDING, max((each.value for each in shown), default=1.0) or 1.0
    points = [
        _Placed(
            ((each.density or 0.0) - start) / (end - start) * inner, (_TOP - each.symmetric) / (_TOP - _FOOT) * height,
            max(SMALLEST, math.sqrt(each.value / most) * LARGEST), each,
        )
        for each in sorted(shown, key=lambda each: -each.value)
    ]  # fmt: skip
    middle = (found.middle - start) / (end - start) * inner
    across = {"type": "quantitative", "scale": {"domain": [0, inner], "nice": False, "zero": False}}
    down = {"type": "quantitative", "scale": {"domain": [0, height], "nice": False, "zero": False, "reverse": True}}
    ticks = _ticks(start, end, 6 if width >= WIDE else 4)
    x_axis = _axis({round((each - start) / (end - start) * inner, 2): f"{each:g}" for each in ticks}) | {
        "title": titles[0], "titleAlign": "right", "titleAnchor": "end", "grid": False,
    }  # fmt: skip
    places = {round((_TOP - _symmetric(each)) / (_TOP - _FOOT) * height, 2): f"{each:g}" for each in READ}
    y_axis = _axis(places) | {"title": None, "grid": True, "domain": False, "minExtent": AXIS, "maxExtent": AXIS}
    x, y = {"field": "x", **across, "axis": x_axis}, {"field": "y", **down, "axis": y_axis}
    zero = _TOP / (_TOP - _FOOT) * height
    corners = _quarters(quarters, middle, inner, height)
    tooltip = [{"field": "name", "title": ""}, {"field": "words", "title": titles[1]}]
    layers: list[Spec] = [
        _rule({"y": zero}, y, "y"), _rule({"x": middle}, x, "x"),
        *_texts("quarters", corners, x, y, {"color": QUIET, "fontWeight": 600}),
    ]  # fmt: skip
    for certain in (False, True):
        layers.append({
            "name": "certain" if certain else "uncertain",
            "data": {"values": [_row(point) for point in points if point.activity.certain is certain]},
            "mark": {"type": "point", "shape": "circle", "stroke": FIRST, "fill": FIRST if certain else PAPER,
                     "fillOpacity": 0.5 if certain else 0.8, "strokeWidth": 1.5, "opacity": 1},
            "encoding": {"x": x, "y": y, "size": {"field": "size", "type": "quantitative", "scale": None},
                         "tooltip": tooltip},
        })  # fmt: skip
    names = _names(points, corners, inner, height)
    halo = {"color": PAPER, "stroke": PAPER, "strokeWidth": 3, "strokeJoin": "round"}
    layers += [*_texts("halos", names, x, y, halo), *_texts("names", names, x, y, {"color": INK})]
    layers.append({
        "data": {"values": [{"text": titles[1]}]},
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "x": 0, "y": -6, "color": QUIET},
        "encoding": {"text": {"field": "text"}},
    })  # fmt: skip
    spec = framed({"layer": layers}, width, height)
    return spec | {"padding": spec["padding"] | {"top": 30}}


_TOP, _FOOT = 0.95, -1.05
"""What the plane shows of the symmetric scale: from a quotient of 39 down to none, with some room."""


def _symmetric(quotient: float) -> float:
    return (quotient - 1.0) / (quotient + 1.0)


def _row(point: _Placed) -> Spec:
    each = point.activity
    said = f"{words.quotient(each.quotient)} ({words.interval(each.low, each.high)})"
    return {"x": round(point.x, 1), "y": round(point.y, 1), "size": round((2 * point.radius) ** 2 * 0.785, 1),
            "name": words.text(each.name), "words": said}  # fmt: skip


def _rule(value: Spec, field: Spec, axis: str) -> Spec:
    return {"data": {"values": [value]}, "mark": {"type": "rule", "color": STRONG_RULE, "strokeWidth": 1.25},
            "encoding": {axis: field}}  # fmt: skip


def _texts(name: str, values: Sequence[Spec], x: Spec, y: Spec, mark: Spec) -> list[Spec]:
    """Texts that begin, end or have their middle where they stand."""
    layers: list[Spec] = []
    for align in ("left", "right", "center"):
        stand = [each for each in values if each["align"] == align]
        if stand:
            layers.append({
                "name": f"{name}_{align}", "data": {"values": stand},
                "mark": {"type": "text", "align": align, "baseline": "middle", "fontSize": LETTER, **mark},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}},
            })  # fmt: skip
    return layers


def _axis(places: dict[float, str]) -> Spec:
    """An axis whose scale is pixels, read in other numbers."""
    expression = "".join(f"abs(datum.value - {at}) < 0.5 ? '{name}' : " for at, name in places.items()) + "''"
    return {"values": list(places), "labelExpr": expression, "ticks": False, "labelPadding": 6, "gridColor": RULE}


def _ticks(start: float, end: float, most: int) -> list[float]:
    step = next(
        size for power in range(-4, 2) for size in (10.0**power, 2 * 10.0**power, 5 * 10.0**power)
        if (end - start) / size <= most
    )  # fmt: skip
    first = math.ceil(start / step)
    return [round(number * step, 6) for number in range(first, int(end / step) + 1)]


def _quarters(names: Sequence[str], middle: float, inner: float, height: float) -> list[Spec]:
    """The names of the quarters in the corners of the plane; left out where a quarter is too narrow for its name."""
    corners = []
    for at, name in enumerate(names):
        right, below = at % 2, at // 2
        wide = text_width(name, LETTER)
        if (inner - middle if right else middle) < wide:
            continue
        corners.append({
            "x": inner - 4 if right else 4, "y": height - 10 if below else 10, "text": name,
            "align": "right" if right else "left",
        })  # fmt: skip
    return corners


def _names(points: Sequence[_Placed], corners: Sequence[Spec], inner: float, height: float) -> list[Spec]:
    """Names right, left, above or below their points, where they touch no other name and no other point."""
    taken = [(point.x - point.radius, point.y - point.radius, point.x + point.radius, point.y + point.radius)
             for point in points]  # fmt: skip
    taken += [_box(each) for each in corners]
    placed = []
    for number, point in enumerate(points):
        gap, text = point.radius + 3, words.text(point.activity.name)
        others = taken[:number] + taken[number + 1 :]
        for x, y, align in (
            (point.x + gap, point.y, "left"), (point.x - gap, point.y, "right"),
            (point.x, point.y - gap - 7, "center"), (point.x, point.y + gap + 7, "center"),
        ):  # fmt: skip
            name = {"x": round(x, 1), "y": round(y, 1), "text": text, "align": align}
            box = _box(name)
            inside = box[0] >= 0 and box[2] <= inner and box[1] >= 0 and box[3] <= height
            if inside and not any(_touch(box, other) for other in others):
                placed.append(name)
                taken.append(box)
                break
    return placed


def _box(name: Spec) -> tuple[float, float, float, float]:
    """What a text covers, about."""
    wide = text_width(name["text"], LETTER) - 14
    left = name["x"] - {"left": 0.0, "right": wide, "center": wide / 2}[name["align"]]
    return left, name["y"] - 8, left + wide, name["y"] + 8


def _touch(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def intervals(found: Sequence[Activity], title: str, width: int = WIDE) -> Spec:
    """Bars from the average to the quotient, with the interval as a line over each; names above, as in `categories`."""
    rows: list[Spec] = [
        {"name": words.text(each.name), "key": each.id, "quotient": each.symmetric,
         "low": max(_symmetric(each.low), -1.0), "high": _symmetric(each.high),
         "words": f"{words.quotient(each.quotient)}  ({words.interval(each.low, each.high)})"}
        for each in found
    ]  # fmt: skip
    start = min([0.0, *(row["low"] for row in rows)]) - 0.03
    end = max([0.3, *(row["high"] for row in rows)]) + 0.03
    read = [each for each in READ if start <= _symmetric(each) <= end]
    if width < WIDE:
        read = [each for each in read if each in (0.0, 0.5, 1.0, 2.0, 4.0)]
    names = "".join(f"abs(datum.value - {_symmetric(each):.4f}) < 0.001 ? '{each:g}' : " for each in read) + "''"
    y = {"field": "key", "type": "nominal", "sort": None, "axis": None}
    scale = {"domain": [start, end], "nice": False, "zero": False}
    x = {"field": "quotient", "type": "quantitative", "scale": scale,
         "axis": {"title": title, "values": [round(_symmetric(each), 4) for each in read], "labelExpr": names,
                  "gridColor": RULE, "ticks": False, "labelPadding": 6, "domain": False}}  # fmt: skip
    layers: list[Spec] = [
        {"mark": {"type": "bar", "color": FIRST, "height": 12, "yOffset": 9, "opacity": 0.6},
         "encoding": {"y": y, "x": x, "x2": {"datum": 0.0}}},
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 2, "yOffset": 9},
         "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "x": 0, "dy": -9, "color": INK},
         "encoding": {"y": y, "text": {"field": "name"}}},
        {"mark": {"type": "text", "align": "right", "baseline": "middle", "x": width - PADDING, "dy": -9,
                  "color": INK, "fontWeight": 600},
         "encoding": {"y": y, "text": {"field": "words"}}},
    ]  # fmt: skip
    return framed({"data": {"values": rows}, "layer": layers}, width, max(1, len(rows)) * 46)
