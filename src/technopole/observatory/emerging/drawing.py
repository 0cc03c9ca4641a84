"""A topic's works by year as a line the size of a word, as columns, and the bursts of many topics side by side.

Plain SVG with classes for colours. Bands are bursts; lines and columns begin at zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Burst = Sequence[float]
"""First year, last year, weight."""
_LETTER, _HAN = 0.56, 1.0


def line(years: Sequence[int], counts: Sequence[int], bursts: Sequence[Burst], label: str) -> str:
    """Works by year as a small line over the bands of its bursts."""
    width, height, margin = 132.0, 34.0, 4.0
    step = (width - 2 * margin) / max(1, len(years) - 1)
    scale = (height - 2 * margin) / (max(counts, default=0) or 1)
    points = [(margin + at * step, height - margin - count * scale) for at, count in enumerate(counts)]
    box = f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(label)}"'
    parts = [f'<svg class="sparkline topic-line" {box}>']
    for begin, end, _weight in bursts:
        left = max(0.0, margin + (begin - years[0] - 0.5) * step)
        right = min(width, margin + (end - years[0] + 0.5) * step)
        parts.append(f'<rect class="burst" x="{left:.1f}" y="0" width="{right - left:.1f}" height="{height:g}"/>')
    path = "".join(f"{'L' if at else 'M'}{x:.1f},{y:.1f}" for at, (x, y) in enumerate(points))
    x, y = points[-1]
    parts.append(f'<path d="{path}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/></svg>')
    return "".join(parts)


def columns(years: Sequence[int], counts: Sequence[int], bursts: Sequence[Burst], label: str, width: float) -> str:
    """Works by year as columns with their numbers, over the bands of its bursts."""
    high, below, above = 190.0, 24.0, 18.0
    step = width / len(years)
    scale = (high - below - above) / (max(counts, default=0) or 1)
    parts = [f'<svg class="topic-columns" viewBox="0 0 {width:g} {high:g}" role="img" aria-label="{escape(label)}">']
    for begin, end, _weight in bursts:
        left, right = (begin - years[0]) * step, (end - years[0] + 1) * step
        parts.append(f'<rect class="burst" x="{left:.1f}" y="0" width="{right - left:.1f}" height="{high - below:g}"/>')
    every = max(1, round(44 / step + 0.49))
    for at, (year, count) in enumerate(zip(years, counts, strict=True)):
        middle, top = (at + 0.5) * step, high - below - count * scale
        parts.append(
            f'<rect class="column" x="{middle - step * 0.32:.1f}" y="{top:.1f}" width="{step * 0.64:.1f}" '
            f'height="{high - below - top:.1f}"/>'
        )
        if count:
            parts.append(f'<text x="{middle:.1f}" y="{top - 4:.1f}">{count:,}</text>')
        if (len(years) - 1 - at) % every == 0:
            parts.append(f'<text class="axis" x="{middle:.1f}" y="{high - 7:.1f}">{year}</text>')
    parts.append(f'<line class="base" x1="0" x2="{width:g}" y1="{high - below:g}" y2="{high - below:g}"/></svg>')
    return "".join(parts)


@dataclass(frozen=True)
class Row:
    """One topic in the drawing of bursts."""

    name: str
    url: str
    bursts: Sequence[Burst]


def timeline(rows: Sequence[Row], years: Sequence[int], label: str, width: float, beside: float) -> str:
    """Bursts of topics, a row each: names to the left in a column of `beside`, or above their bands if that is 0."""
    tall, head = (24.0, 22.0) if beside else (40.0, 22.0)
    step = (width - beside) / len(years)
    high = head + tall * len(rows) + 4
    parts = [f'<svg class="bursts" viewBox="0 0 {width:g} {high:g}" role="group" aria-label="{escape(label)}">']
    every = max(1, round(48 / step + 0.49))
    for at, year in enumerate(years):
        if (len(years) - 1 - at) % every == 0:
            x = beside + (at + 0.5) * step
            parts.append(f'<text class="axis" x="{x:.1f}" y="13">{year}</text>')
            parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{head:g}" y2="{high:g}"/>')
    for number, row in enumerate(rows):
        top = head + number * tall
        band = top + (4 if beside else 22)
        y, room = (top + 16, beside - 14) if beside else (top + 15, width)
        parts.append(f'<a href="{escape(row.url)}"><title>{escape(row.name)}</title>')
        parts.append(f'<text x="0" y="{y:.1f}">{escape(shortened(row.name, room, 13.0))}</text></a>')
        for begin, end, _weight in row.bursts:
            left, right = beside + (begin - years[0]) * step, beside + (end - years[0] + 1) * step
            parts.append(
                f'<rect class="band" x="{left + 1:.1f}" y="{band:.1f}" width="{right - left - 2:.1f}" height="14" '
                f'rx="2"><title>{begin:g}–{end:g}</title></rect>'
            )
    parts.append("</svg>")
    return "".join(parts)


def shortened(text: str, room: float, letter: float) -> str:
    """The text, cut where it would be wider than `room`."""
    long = 0.0
    for at, each in enumerate(text):
        long += (_HAN if ord(each) > 0x2E80 else _LETTER) * letter
        if long > room:
            return text[: max(1, at - 1)].rstrip() + "…"
    return text
