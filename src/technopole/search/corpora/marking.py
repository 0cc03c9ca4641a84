"""Where the words asked for stand in what was found. Ten thousand titles a second: it is done for every hit shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from technopole.search import highlights
from technopole.search.corpora import analysis
from technopole.search.corpora.analysis import HAN, Term
from technopole.search.highlights import Highlight


class Marks:
    """The terms of a question, ready to be found in texts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        asked = list(terms)
        self._pairs = [term.text for term in asked if term.field == HAN]
        self._stems = frozenset(term.text for term in asked if term.field != HAN)

    def whole(self, field: str, text: str) -> Highlight:
        """All of the text, with the terms marked."""
        return Highlight(field, text, self.ranges(text))

    def excerpt(self, text: str) -> Highlight | None:
        """The piece of the text with the most terms, or None if it has none."""
        return highlights.excerpt(text, self.ranges(text))

    def ranges(self, text: str) -> list[tuple[int, int]]:
        """Where the terms stand, in order, ranges that touch joined."""
        found = []
        if self._stems:
            found = [match.span() for match in _words(text) if _stem(match.group()) in self._stems]
        if self._pairs and not text.isascii():
            folded = analysis.simplified(text)
            if len(folded) == len(text):
                for pair in self._pairs:
                    at = folded.find(pair)
                    while at >= 0:
                        found.append((at, at + 2))
                        at = folded.find(pair, at + 1)
        return _joined(sorted(found))


def _words(text: str) -> Iterable[re.Match[str]]:
    if text.isascii():
        yield from analysis.WORD.finditer(text)
        return
    for match in analysis.WORD.finditer(text):
        if match.group().isascii() or not analysis.RUN.search(match.group()):
            yield match
        else:  # a word that stands in Chinese without a space
            start, end = match.span()
            yield from _LATIN_PART.finditer(text, start, end)


_LATIN_PART = re.compile(f"[^{analysis.RUN.pattern[1:-2]}\\W_]+")


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in ranges:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


@lru_cache(maxsize=1 << 17)
def _stem(word: str) -> str:
    stems = analysis.words(word)
    return stems[0] if stems else ""
