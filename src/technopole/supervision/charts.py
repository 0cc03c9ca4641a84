"""Five years of money of an organisation as one drawing: income and expenditure, each line labelled at its end."""

from typing import Any

from technopole.pages import charts, display
from technopole.pages.chart_parts import FIRST, SECOND, Point, Spec, chart, in_words, statements, x_field, y_field
from technopole.supervision.models import AnnualReport

YUAN = {"en": "yuan", "zh": "元"}


def money(rows: list[AnnualReport], language: str, width: int) -> Spec:
    """`rows` are received reports, earliest first."""
    series = (
        ("income", in_words("Income", "收入", language), FIRST, "circle", -8),
        ("expenditure", in_words("Expenditure", "支出", language), SECOND, "square", 18),
    )
    layers: list[Spec] = []
    everything: list[Point] = []
    for name, label, colour, shape, shift in series:
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
        words = f"{label} {display.short_quantity(points[-1].value, YUAN, language)}"
        layers.append({
            "data": {"values": [{**values[-1], "text": words}]},
            "mark": {"type": "text", "align": "right", "dx": 4, "dy": shift, "color": colour, "fontWeight": 600},
            "encoding": {"x": x_field(), "y": y_field(), "text": {"field": "text"}},
        })
    return chart(layers, everything, language, YUAN, width, 260, extra_values=[0.0])


def _tooltip(label: str, language: str) -> list[dict[str, Any]]:
    return [{"field": "period", "title": in_words("Year", "年份", language)}, {"field": "words", "title": label}]


def sparkline(rows: list[AnnualReport], label: str) -> str:
    """Income as a line the size of a word."""
    return charts.sparkline_svg([float(row.income) if row.income is not None else None for row in rows], label)
