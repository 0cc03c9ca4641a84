"""Small drawings made at once as SVG, without a helper process: what readers choose is drawn anew each time.

Colours are those of `pages.chart_parts`, which the style sheet turns with the theme. Text is for a viewBox that is as
wide as the drawing stands on the page, so that letters keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from technopole.pages.chart_parts import BAND, FIRST, INK, NARROW, QUIET, RULE, STRONG_RULE, WIDE, text_width

Series = Sequence[tuple[float, float]]
"""(year, value), in time."""


@dataclass(frozen=True)
class Bar:
    name: str
    value: float
    words: str
    own: bool = False
    """Stands out from the others."""


def bars(rows: Sequence[Bar], title: str) -> tuple[str, str]:
    """One bar a row from zero with its name and value: for a wide page, and a narrow one with names above the bars."""
    return _bars(rows, title, WIDE), _bars(rows, title, NARROW)


def _bars(rows: Sequence[Bar], title: str, width: int) -> str:
    wide = width >= WIDE
    low, high = min([0.0, *(row.value for row in rows)]), max([0.0, *(row.value for row in rows)])
    names = max((text_width(row.name, 14) for row in rows), default=0) if wide else 0
    room = max((text_width(row.words, 14) for row in rows), default=0)
    scale = (width - names - room) / ((high - low) or 1)
    zero = names - low * scale
    row_height = 26 if wide else 46
    parts = []
    emphasis = any(row.own for row in rows)
    for number, row in enumerate(rows):
        top = number * row_height
        bar, line = (top + 5, top + 17) if wide else (top + 20, top + 14)
        left, length = zero + min(0.0, row.value) * scale, abs(row.value) * scale
        colour = FIRST if row.own or not emphasis else BAND
        weight = ' font-weight="600"' if row.own else ""
        parts.append(
            f'<text x="0" y="{line}" font-size="14" fill="{INK}"{weight}>{escape(row.name)}</text>'
            f'<rect x="{left:.1f}" y="{bar}" width="{max(length, 1):.1f}" height="14" fill="{colour}"/>'
            f'<text x="{left + length + 6:.1f}" y="{bar + 12}" font-size="14" font-weight="600" fill="{INK}">'
            f"{escape(row.words)}</text>"
        )
    return _svg(width, len(rows) * row_height, title, "".join(parts))


@dataclass(frozen=True)
class Panel:
    """One of several small drawings in one scale."""

    name: str
    series: Series
    words: str
    """Its last value with its period."""
    own: bool = False


def panels(all_of_them: Sequence[Panel], width: int = 168, height: int = 72) -> list[str]:
    """For each its own line over those of the others in grey, all in one scale, which holds zero if it is near."""
    years = [year for each in all_of_them for year, _ in each.series]
    values = [value for each in all_of_them for _, value in each.series]
    if not values:
        return ["" for _ in all_of_them]
    first, last, low, high = min(years), max(years), min(values), max(values)
    if 0 <= low < high * 0.5:
        low = 0.0
    across = (width - 8) / ((last - first) or 1)
    down = (height - 12) / ((high - low) or 1)

    def path(series: Series) -> str:
        placed = ((4 + (year - first) * across, height - 6 - (value - low) * down) for year, value in series)
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in placed)

    others = "".join(path(each.series) for each in all_of_them if len(each.series) > 1)
    drawn = []
    for each in all_of_them:
        if not each.series:
            drawn.append("")
            continue
        own = path(each.series)
        x, y = own[1:].rsplit("L", 1)[-1].split(",")
        inside = (
            f'<path d="M4,{height - 6}H{width - 4}" fill="none" stroke="{STRONG_RULE}" stroke-width="1"/>'
            f'<path d="{others}" fill="none" stroke="{RULE}" stroke-width="1"/>'
            f'<path d="{own}" fill="none" stroke="{FIRST}" stroke-width="2"/>'
            f'<circle cx="{x}" cy="{y}" r="3" fill="{FIRST}"/>'
        )
        drawn.append(_svg(width, height, f"{each.name}: {each.words}", inside))
    return drawn


@dataclass(frozen=True)
class Interval:
    """A rank with how far it may be off."""

    name: str
    rank: float
    low: float
    high: float
    words: str
    own: bool = False


def intervals(rows: Sequence[Interval], places: int, title: str) -> tuple[str, str]:
    """A dot for the rank and a line for its interval in each row, the first rank left: for a wide and a narrow page."""
    return _intervals(rows, places, title, WIDE), _intervals(rows, places, title, NARROW)


def _intervals(rows: Sequence[Interval], places: int, title: str, width: int) -> str:
    wide = width >= WIDE
    names = min(230.0, max((text_width(row.name, 14) for row in rows), default=0)) if wide else 0.0
    left, right = names + 12, width - max((text_width(row.words, 13) for row in rows), default=0) - 6
    row_height = 30 if wide else 48
    step = (right - left) / max(1, places - 1)
    height = len(rows) * row_height + 22

    def at(rank: float) -> float:
        return left + (rank - 1) * step

    ticks = [rank for rank in (1, 5, *range(10, places + 1, 5)) if rank <= places]
    middles = [22 + number * row_height + (row_height // 2 if wide else 34) for number in range(len(rows))]

    def rule(rank: int) -> str:
        if wide:
            return f"M{at(rank):.1f},18V{height}"
        return "".join(f"M{at(rank):.1f},{middle - 9}v18" for middle in middles)  # clear of the names over the rows

    parts = [
        f'<path d="{rule(rank)}" stroke="{RULE}" stroke-width="1"/>'
        f'<text x="{at(rank):.1f}" y="12" font-size="13" text-anchor="middle" fill="{QUIET}">{rank}</text>'
        for rank in ticks
    ]
    for row, middle in zip(rows, middles, strict=True):
        weight = ' font-weight="600"' if row.own else ""
        name_at = middle + 5 if wide else middle - 14
        parts.append(
            f'<text x="0" y="{name_at}" font-size="14" fill="{INK}"{weight}>{escape(row.name)}</text>'
            f'<rect x="{at(row.low) - 5:.1f}" y="{middle - 5}" width="{at(row.high) - at(row.low) + 10:.1f}" '
            f'height="10" rx="5" fill="{BAND}"/>'
            f'<circle cx="{at(row.rank):.1f}" cy="{middle}" r="5.5" fill="{FIRST}"/>'
            f'<text x="{width}" y="{middle + 5}" font-size="13" text-anchor="end" fill="{QUIET}">'
            f"{escape(row.words)}</text>"
        )
    return _svg(width, height, title, "".join(parts))


def _svg(width: int, height: float, title: str, inside: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height:g}" width="{width}" height="{height:g}" role="img" '
        f'aria-label="{escape(title)}">{inside}</svg>'
    )
