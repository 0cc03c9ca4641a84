"""Five years of money of an organisation as one drawing: income and expenditure, each line labelled at its end."""

from typing import Any

from technopole.pages import display
from technopole.pages.chart_parts import (
    FIRST,
    SECOND,
    SHAPES,
    Point,
    Spec,
    chart,
    in_words,
    statements,
    x_field,
    y_field,
)
from technopole.supervision.models import AnnualReport

YUAN = {"en": "yuan", "zh": "元"}
_SERIES = (("income", "Income", "收入", FIRST, "circle"), ("expenditure", "Expenditure", "支出", SECOND, "square"))


def money(rows: list[AnnualReport], language: str, width: int) -> Spec:
    """`rows` are received reports, earliest first."""
    layers: list[Spec] = []
    everything: list[Point] = []
    last = rows[-1] if rows else None
    higher = "income" if last is not None and (last.income or 0) >= (last.expenditure or 0) else "expenditure"
    for name, english, chinese, colour, shape in _SERIES:
        label = in_words(english, chinese, language)
        points = [Point(str(row.year), float(value)) for row in rows if (value := getattr(row, name)) is not None]
        if not points:
            continue
        everything += points
        values = statements(points, YUAN, language)
        layers.append({
            "data": {"values": values},
            "mark": {"type": "line", "color": colour, "strokeWidth": 2.5},
            "encoding": {"x": x_field(), "y": y_field()},
        })
        layers.append({
            "data": {"values": values},
            "mark": {"type": "point", "shape": shape, "size": 60, "fill": colour, "stroke": colour, "opacity": 1},
            "encoding": {"x": x_field(), "y": y_field(), "tooltip": _tooltip(label, language)},
        })
        words = display.short_quantity(points[-1].value, YUAN, language)
        layers.append({
            "data": {"values": [{**values[-1], "text": words}]},
            "mark": {"type": "text", "align": "left", "dx": 9, "dy": -7 if name == higher else 8, "color": colour,
                     "fontWeight": 600},
            "encoding": {"x": x_field(), "y": y_field(), "text": {"field": "text"}},
        })
    longest = max(everything[-1:], key=lambda point: point.value, default=None)
    return chart(layers, everything, language, YUAN, width, 260, extra_values=[0.0], labelled=longest)


def legend(language: str) -> list[dict[str, str]]:
    """What the two lines are, with the shape of their marks."""
    return [
        {
            "svg": f'<svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><path d="{SHAPES[shape]}" '
            f'fill="{colour}" stroke="{colour}" stroke-width="1.75"/></svg>',
            "label": in_words(english, chinese, language),
        }
        for _name, english, chinese, colour, shape in _SERIES
    ]


def _tooltip(label: str, language: str) -> list[dict[str, Any]]:
    return [{"field": "period", "title": in_words("Year", "年份", language)}, {"field": "words", "title": label}]
