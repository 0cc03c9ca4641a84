"""The landmarks of a page, or of a part of it, as assistive software lists them, closed parts (`details`) as if they were open."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

ROLES = {"section": "region", "nav": "navigation", "aside": "complementary", "form": "form", "main": "main"}
ALWAYS = {"navigation", "complementary", "main"}
"""Landmarks even without a name; the others are landmarks if they have one."""
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.texts: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append((tag, said.get("id", "")))
        role = said.get("role") or ROLES.get(tag, "")
        if role in {*ROLES.values(), "search"}:
            self.found.append((role, said.get("aria-label", ""), said.get("aria-labelledby", "")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _tag, key in self._open:
            if key:
                self.texts[key] = self.texts.get(key, "") + data


def landmarks(page: str) -> list[tuple[str, str]]:
    """(role, name) of each, in the page's order."""
    reader = _Reader()
    reader.feed(page)
    named = [
        (role, " ".join((label or " ".join(reader.texts.get(key, "") for key in keys.split())).split()))
        for role, label, keys in reader.found
    ]
    return [(role, name) for role, name in named if name or role in ALWAYS]


def alike(page: str) -> list[tuple[str, str]]:
    """Landmarks of one role and one name, which nobody can tell apart."""
    return [each for each, count in Counter(landmarks(page)).items() if count > 1]
