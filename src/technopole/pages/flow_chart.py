"""Flows as bands: where each comes from on the left, where it goes on the right, as wide as its value.

Only what is given is drawn, and a node is as high as the bands at it: a flow that is left out is in no sum, either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from technopole.pages import display
from technopole.pages.chart_parts import FIRST, INK, PAPER, QUIET, WIDE, Spec, framed

BANDS = 240  # px: all bands on top of each other
LEAST = 1.5  # px: the smallest flow is still seen
NODE = 10
PADDING = 22  # px that `framed` leaves free left and right
STEPS = 16
LEVEL = 0.2
"""The part of the way that a band stays level at either end, beside the names that stand there."""
ONE_LINE = 500  # px: from this width on a name and its value stand in one line
Flow = tuple[str, str, float]


def flows(
    rows: Iterable[Flow], *, unit: Any = None, language: str = "en", heads: tuple[str, str] = ("", ""),
    width: int = WIDE,
) -> Spec:  # fmt: skip
    """(origin, destination, value) as bands; `heads` says what the left and the right side are.

    Names stand over their nodes, so that none is cut. A negative value raises ValueError.
    """
    found = list(rows)
    if any(value < 0 for _origin, _destination, value in found):
        raise ValueError("A flow cannot be less than nothing.")
    inner = width - PADDING
    lines = 1 if width >= ONE_LINE else 2
    total = sum(value for *_names, value in found) or 1
    thick = [max(LEAST, value / total * BANDS) for *_names, value in found]
    left, right = (_nodes(found, side, thick, 20 * lines + 8) for side in (0, 1))
    height = max((node["bottom"] for node in (*left.values(), *right.values())), default=0) + 6
    ends = _ends(found, thick, left, right)
    bands = [
        {"flow": number, "x": round(NODE + step / STEPS * (inner - 2 * NODE), 1), "top": round(top, 1),
         "bottom": round(top + thick[number], 1), "name": f"{row[0]} → {row[1]}",
         "words": display.quantity(row[2], unit, language)}
        for number, (row, (begin, end)) in enumerate(zip(found, ends, strict=True))
        for step in range(STEPS + 1)
        for top in [begin + (end - begin) * _eased(step / STEPS)]
    ]  # fmt: skip
    across = {"type": "quantitative", "axis": None, "scale": {"domain": [0, inner], "nice": False, "zero": False}}
    down = {
        "type": "quantitative", "axis": None,
        "scale": {"domain": [0, height], "reverse": True, "nice": False, "zero": False},
    }  # fmt: skip
    layers: list[Spec] = [
        {"name": "bands", "data": {"values": bands},
         "mark": {"type": "area", "interpolate": "monotone", "color": FIRST, "opacity": 0.5,
                  "stroke": PAPER, "strokeWidth": 0.75},
         "encoding": {"x": {"field": "x", **across}, "y": {"field": "top", **down}, "y2": {"field": "bottom"},
                      "detail": {"field": "flow"},
                      "tooltip": [{"field": "name", "title": " "}, {"field": "words", "title": " "}]}},
    ]  # fmt: skip
    for nodes, x, align, head in ((left, 0, "left", heads[0]), (right, inner, "right", heads[1])):
        layers += _side(nodes, x, align, head, lines, across, down, unit, language)
    return framed({"layer": layers}, width, round(height))


def _eased(part: float) -> float:
    """How far down a band is, this part of the way across."""
    part = min(1.0, max(0.0, (part - LEVEL) / (1 - 2 * LEVEL)))
    return part * part * (3 - 2 * part)


def _nodes(rows: Sequence[Flow], side: int, thick: Sequence[float], room: int) -> dict[str, dict[str, float]]:
    """{name: {value, top, bottom}} of one side, largest first, each with room for its name above."""
    value: dict[str, float] = defaultdict(float)
    depth: dict[str, float] = defaultdict(float)
    for row, each in zip(rows, thick, strict=True):
        value[str(row[side])] += row[2]
        depth[str(row[side])] += each
    found: dict[str, dict[str, float]] = {}
    at = 18.0  # below the head
    for name in sorted(value, key=lambda name: (-value[name], name)):
        at += room
        found[name] = {"value": value[name], "top": at, "bottom": at + depth[name]}
        at += depth[name]
    return found


def _ends(
    rows: Sequence[Flow], thick: Sequence[float], left: Mapping[str, Any], right: Mapping[str, Any]
) -> list[tuple[float, float]]:
    """Where each band begins and ends: at a node in the order of the other side, so that few cross."""
    place = [{name: number for number, name in enumerate(side)} for side in (left, right)]
    names = [row[:2] for row in rows]
    ends: list[list[float]] = [[0.0, 0.0] for _ in rows]
    for side, nodes in enumerate((left, right)):
        used = {name: node["top"] for name, node in nodes.items()}
        for number in sorted(range(len(rows)), key=lambda number: place[1 - side][names[number][1 - side]]):
            name = names[number][side]
            ends[number][side] = used[name]
            used[name] += thick[number]
    return [(begin, end) for begin, end in ends]


def _side(
    nodes: Mapping[str, Mapping[str, float]], x: float, align: str, head: str, lines: int, across: Spec, down: Spec,
    unit: Any, language: str,
) -> list[Spec]:  # fmt: skip
    """The nodes of one side, with their names and what their bands add up to."""
    inward = NODE if align == "left" else -NODE
    values = []
    for name, node in nodes.items():
        words = display.short_quantity(node["value"], unit, language)
        values.append({
            "x": x, "x2": x + inward, "top": round(node["top"], 1), "bottom": round(node["bottom"], 1),
            "name": f"{name}  {words}" if lines == 1 else name, "words": words,
        })  # fmt: skip
    at = {"x": {"field": "x", **across}, "y": {"field": "top", **down}}
    text = {"type": "text", "align": align, "baseline": "bottom"}
    layers: list[Spec] = [
        {"name": f"nodes_{align}", "data": {"values": values}, "mark": {"type": "rect", "color": FIRST},
         "encoding": {**at, "x2": {"field": "x2"}, "y2": {"field": "bottom"}}},
    ]  # fmt: skip
    said = [("name", -4, 600)] if lines == 1 else [("name", -22, 600), ("words", -4, 400)]
    for field, rise, weight in said:
        # letters stand free of the bands behind them
        for around in ({"color": PAPER, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}, {"color": INK}):
            layers.append({"data": {"values": values}, "mark": {**text, "dy": rise, "fontWeight": weight, **around},
                           "encoding": {**at, "text": {"field": field}}})  # fmt: skip
    if head:
        layers.append({"data": {"values": [{"x": x, "top": 0, "name": head}]},
                       "mark": {**text, "baseline": "top", "color": QUIET},
                       "encoding": {**at, "text": {"field": "name"}}})  # fmt: skip
    return layers
