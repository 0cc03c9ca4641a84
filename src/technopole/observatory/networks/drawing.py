"""A network as a picture: circles by works, lines by weight, names where there is room, each node a link.

Made of what is stored, as plain SVG with classes for colours, so that it is there without a script, in both themes and
in print. A closer view shows a part of the same drawing with circles and letters as large as before, and so has room
for more names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from technopole.observatory.analyses.networks import HEIGHT, WIDTH

COLOURS = 7
"""Groups that have a colour of their own; all others share one."""
_LETTER, _HAN = 0.54, 1.0
"""How wide a letter is, in parts of its height."""
_LONGEST = 34
"""Letters of a name in the drawing."""
TOOLS = (110.0, 56.0)
"""How large the corner is in which the buttons lie."""
_STEPS = 5
"""Widths of lines."""


@dataclass(frozen=True)
class Dot:
    """A node as it is drawn."""

    key: str
    name: str
    title: str
    """What a pointer over it is told."""
    url: str
    x: float
    y: float
    radius: float
    group: int
    quiet: bool = False
    """Not what is looked at just now."""
    chosen: bool = False


@dataclass(frozen=True)
class Line:
    """A link between two dots by their places in the list."""

    first: int
    second: int
    weight: float
    quiet: bool = False


@dataclass(frozen=True)
class Frame:
    """How large the picture is, and what part of the drawing it shows."""

    width: float = WIDTH
    height: float = HEIGHT
    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5
    letter: float = 13.0
    shrunk: float = 1.0
    """How much smaller circles are than in the large picture."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width, height of what is seen."""
        wide, high = self.width / self.zoom, self.height / self.zoom
        left = min(max(self.x * self.width - wide / 2, 0.0), self.width - wide)
        top = min(max(self.y * self.height - high / 2, 0.0), self.height - high)
        return left, top, wide, high


def svg(dots: Sequence[Dot], lines: Sequence[Line], frame: Frame, label: str) -> str:
    """The picture. `label` says to who cannot see it what it is. Cost: some 10 ms for 200 dots and 600 lines."""
    left, top, wide, high = frame.box
    parts = [
        f'<svg class="network-drawing" viewBox="{left:.1f} {top:.1f} {wide:.1f} {high:.1f}" role="group" '
        f'aria-label="{escape(label)}" data-width="{frame.width:g}" data-height="{frame.height:g}" '
        f'data-letter="{frame.letter:g}">'
    ]
    across, down = frame.width / WIDTH, frame.height / HEIGHT
    spots = np.array([[dot.x * across, dot.y * down] for dot in dots]).reshape(-1, 2)
    close = np.sqrt(frame.zoom)  # circles grow when looked at closely, though less than the distances between them
    sizes = np.array([dot.radius * frame.shrunk / close for dot in dots])
    parts.append('<g class="links">')
    parts += _lines(lines, dots, spots, frame.zoom)
    parts.append('</g><g class="nodes">')
    named = _names(dots, spots, sizes, frame)
    # small ones last, so that none lies hidden under a large one
    for at in sorted(range(len(dots)), key=lambda each: -sizes[each]):
        dot = dots[at]
        classes = f"g{dot.group if dot.group <= COLOURS else 0}"
        classes += (" quiet" if dot.quiet else "") + (" chosen" if dot.chosen else "")
        x, y = spots[at]
        known = f'data-node="{at}" data-name="{escape(named_as(dot.name))}"'
        parts.append(
            f'<a class="{classes}" href="{escape(dot.url)}" tabindex="-1" {known}>'
            f'<title>{escape(dot.title)}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="{sizes[at]:.2f}"/></a>'
        )
    # names over all circles; who cannot see them has the titles, and the table
    parts.append('</g><g class="names" aria-hidden="true">')
    parts += [named[at] for at in sorted(named)]
    parts.append("</g></svg>")
    return "".join(parts)


def named_as(name: str) -> str:
    """A name as it stands in the drawing."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"


def _lines(lines: Sequence[Line], dots: Sequence[Dot], spots: np.ndarray, zoom: float) -> list[str]:
    """Weak ones first, so that strong ones lie over them."""
    if not lines:
        return []
    most = max(line.weight for line in lines)
    least = min(line.weight for line in lines)
    made = []
    for line in sorted(lines, key=lambda each: (not each.quiet, each.weight)):
        share = ((line.weight - least) / (most - least)) ** 0.5 if most > least else 0.5
        step = min(_STEPS, 1 + int(share * _STEPS))
        one, other = dots[line.first], dots[line.second]
        same = one.group if one.group == other.group and one.group <= COLOURS else 0
        (x1, y1), (x2, y2) = spots[line.first], spots[line.second]
        made.append(
            f'<line class="g{same} w{step}{" quiet" if line.quiet else ""}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" '
            f'y2="{y2:.1f}" data-ends="{line.first} {line.second}"/>'
        )
    return made


def _names(
    dots: Sequence[Dot], spots: np.ndarray, sizes: np.ndarray, frame: Frame
) -> dict[int, str]:  # fmt: skip
    """The names that fit without covering another name, or a circle that is not much smaller than their own; the chosen
    ones and the largest have the first choice."""
    letter = frame.letter / frame.zoom
    left, top, wide, high = frame.box
    taken = np.full((2 * len(dots) + 1, 4), np.inf)
    # the buttons lie over this corner
    taken[-1] = left + wide - TOOLS[0] / frame.zoom, top, left + wide, top + TOOLS[1] / frame.zoom
    taken[: len(dots)] = np.concatenate([spots - 0.8 * sizes[:, None], spots + 0.8 * sizes[:, None]], axis=1)
    names = 0
    found: dict[int, str] = {}
    for at in sorted(range(len(dots)), key=lambda each: (not dots[each].chosen, dots[each].quiet, -sizes[each])):
        dot = dots[at]
        if dot.quiet:
            continue
        x, y = spots[at]
        if not (left <= x <= left + wide and top <= y <= top + high):
            continue
        text = named_as(dot.name)
        long = sum(_HAN if ord(each) > 0x2E80 else _LETTER for each in text) * letter
        for place, anchor, box in _spots(float(x), float(y), float(sizes[at]), long, letter):
            inside = box[0] >= left and box[2] <= left + wide and box[1] >= top and box[3] <= top + high
            over = (taken[:, 0] < box[2]) & (taken[:, 2] > box[0]) & (taken[:, 1] < box[3]) & (taken[:, 3] > box[1])
            over[: len(dots)] &= sizes > 0.6 * sizes[at]
            over[at] = False
            if inside and (dot.chosen or not over.any()):
                taken[len(dots) + names] = box
                names += 1
                chosen = ' class="chosen"' if dot.chosen else ""
                found[at] = (
                    f'<text{chosen} data-node="{at}" x="{place[0]:.1f}" y="{place[1]:.1f}" font-size="{letter:.2f}" '
                    f'text-anchor="{anchor}">{escape(text)}</text>'
                )
                break
    return found


Box = tuple[float, float, float, float]


def _spots(
    x: float, y: float, radius: float, long: float, letter: float
) -> list[tuple[tuple[float, float], str, Box]]:  # fmt: skip
    """Where a name may stand: right, left, below, above of its circle, or within a large one."""
    gap, half = letter * 0.3, letter * 0.36
    tall = letter * 0.62
    found: list[tuple[tuple[float, float], str, Box]] = []
    if long < radius * 1.9:
        found.append(((x, y + half), "middle", (x - long / 2, y - tall, x + long / 2, y + tall)))
    right, below = x + radius + gap, y + radius + gap + letter * 0.8
    above = y - radius - gap
    found += [
        ((right, y + half), "start", (right, y - tall, right + long, y + tall)),
        ((x - radius - gap, y + half), "end", (x - radius - gap - long, y - tall, x - radius - gap, y + tall)),
        ((x, below), "middle", (x - long / 2, below - letter * 0.85, x + long / 2, below + letter * 0.25)),
        ((x, above), "middle", (x - long / 2, above - letter * 0.85, x + long / 2, above + letter * 0.25)),
    ]
    return found
