"""Where in a name or a text the words asked for stand."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from technopole.search import text

_EXCERPT = 160


class Highlight(NamedTuple):
    """A piece of text and the ranges of it (start, end) to emphasise; plain text, so escape it for HTML."""

    field: str
    """``name`` or ``text``."""
    text: str
    ranges: list[tuple[int, int]]


def of_name(name: str, terms: Collection[str]) -> Highlight:
    """The whole name, with the words asked for."""
    return Highlight("name", name, _merged(text.spans(name), terms))


def of_text(content: str, terms: Collection[str]) -> Highlight | None:
    """The excerpt of the text with the most words asked for, or None if it has none."""
    if not content:
        return None
    return excerpt(content, _merged(text.spans(content), terms))


def excerpt(content: str, hits: list[tuple[int, int]]) -> Highlight | None:
    """The piece of the text with the most of these ranges, or None if there are none."""
    if not hits:
        return None
    start = max(hits, key=lambda hit: (sum(hit[0] <= other < hit[0] + _EXCERPT for other, _ in hits), -hit[0]))[0]
    start = max(0, start - _EXCERPT // 5)
    while start > max(0, hits[0][0] - _EXCERPT) and content[start - 1].isascii() and content[start - 1].isalnum():
        start -= 1
    end = min(len(content), start + _EXCERPT)
    while end < len(content) and end < start + _EXCERPT + 20 and content[end].isascii() and content[end].isalnum():
        end += 1
    before, after = "…" if start else "", "…" if end < len(content) else ""
    shift = len(before) - start
    ranges = [(first + shift, last + shift) for first, last in hits if start <= first and last <= end]
    return Highlight("text", before + content[start:end] + after, ranges)


def _merged(spans: list[text.Span], terms: Collection[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for span in spans:
        if span.term in terms:
            if found and span.start <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], span.end))
            else:
                found.append((span.start, span.end))
    return found
