"""A chart of how cost grows with size: both on logarithmic axes, so that a straight line is a power."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 190, 20, 48
_LIGHT, _DARK = ("#0969da", "#1a7f37", "#bc4c00"), ("#58a6ff", "#3fb950", "#f0883e")
_STEPS = [base * 10.0**power for power in range(-4, 7) for base in (1, 2, 5)]


class Line(NamedTuple):
    """One line of the chart: what it is called, of which colour (0, 1, 2), its points (size, cost)."""

    name: str
    colour: int
    points: Sequence[tuple[float, float]]
    dashed: bool = False


def chart(title: str, lines: Sequence[Line], *, sizes: str, unit: str) -> str:
    """The chart as SVG. Every size of any line gets a mark; costs are in `unit`."""
    scale = sorted({size for line in lines for size, _ in line.points})
    every = [cost for line in lines for _, cost in line.points]
    low, high = max(step for step in _STEPS if step <= min(every)), min(step for step in _STEPS if step >= max(every))

    def x(size: float) -> float:
        return LEFT + math.log(size / scale[0]) / math.log(scale[-1] / scale[0]) * (WIDTH - LEFT - RIGHT)

    def y(cost: float) -> float:
        return HEIGHT - BOTTOM - math.log(cost / low) / math.log(high / low) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>", f"<style>{_style()}</style>",
    ]  # fmt: skip
    ticks = [step for step in _STEPS if low * 0.999 <= step <= high * 1.001]
    if len(ticks) > 10:
        ticks = [step for step in ticks if math.log10(step) % 1 in (0.0, 1.0)]
    for tick in ticks:
        parts.append(f'<path class="grid" d="M{LEFT} {y(tick):.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g} {escape(unit)}</text>')
    for size in scale:
        words = f"{size / 1e6:g} M" if size >= 1e6 else f"{size / 1e3:g} k"
        parts.append(f'<path class="grid" d="M{x(size):.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(f'<text x="{x(size):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{words}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(sizes)}</text>')
    labels = []
    for line in lines:
        points = [(x(size), y(cost)) for size, cost in line.points]
        kind = f"line c{line.colour}{' dashed' if line.dashed else ''}"
        parts.append(f'<path class="{kind}" d="M{" L".join(f"{a:.1f} {b:.1f}" for a, b in points)}"/>')
        parts += [f'<circle class="dot c{line.colour}" cx="{a:.1f}" cy="{b:.1f}" r="3"/>' for a, b in points]
        labels.append((*points[-1], line.name))
    end, below = 0.0, 0.0
    for right, at, words in sorted(labels):  # beside the ends of their lines, none over another
        below = max(at + 4, below + 16 if right == end else 0.0)
        end = right
        parts.append(f'<text x="{right + 12:.1f}" y="{below:.1f}">{escape(words)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _style() -> str:
    def colours(shades: Sequence[str]) -> str:
        lines = " ".join(f".c{at} {{ stroke: {shade} }}" for at, shade in enumerate(shades))
        return f"{lines} " + " ".join(f".dot.c{at} {{ fill: {shade} }}" for at, shade in enumerate(shades))

    return (
        "text { font: 13px system-ui, sans-serif; fill: #1f2328 } .line { fill: none; stroke-width: 2 }\n"
        ".grid { stroke: #8884; stroke-width: 1 } .dashed { stroke-dasharray: 5 4 }\n"
        f"{colours(_LIGHT)}\n@media (prefers-color-scheme: dark) {{ text {{ fill: #e6edf3 }}\n{colours(_DARK)} }}"
    )
