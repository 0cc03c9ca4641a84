"""Suggestions while a name is being typed, in any language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from technopole.search import highlights, ranking, schema
from technopole.search.highlights import Highlight
from technopole.search.index import Index
from technopole.search.matching import Asked, Facets, Matcher

_WHOLE, _BEGINNING, _SHORT, _WORDS = 3.0, 2.0, 1.9, 1.0
_OFFICIAL = 0.1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing whose name may be meant."""

    uid: str
    kind: str
    name: str
    """Its name that was being typed."""
    title_en: str
    title_zh: str
    url: str
    highlight: Highlight


def suggest(
    index: Index,
    prefix: str,
    limit: int = 8,
    kinds: Iterable[str] | None = None,
    facets: Facets | None = None,
    public_only: bool = True,
) -> list[Suggestion]:
    """Things with a name that begins with what was typed (whole names first), then with its words anywhere in the
    name; each thing once, the heaviest first. Any text; none, no suggestions. Cost: a few milliseconds."""
    asked = Asked(prefix)
    if not asked.keys or limit < 1:
        return []
    view = index.view()
    matcher = Matcher(view.schema)
    chosen = {name: list(values) for name, values in (facets or {}).items()}
    if kinds is not None:
        chosen[schema.KIND] = list(kinds)
    chosen = {name: values for name, values in chosen.items() if values}
    start = asked.keys[0]
    attempts = [
        matcher.keyed("keys", asked.keys, 1.0),
        matcher.named(start),
        matcher.keyed("short", [start], 1.0),
        matcher.with_words(asked, unfinished=True),
    ]
    found: dict[str, tuple[float, str, dict[str, Any]]] = {}
    for attempt in attempts:
        if len(found) >= 2 * limit:
            break
        query = matcher.filtered(attempt, chosen, public_only=public_only)
        hits = view.searcher.search(query, limit=2 * limit, count=False, order_by_field="order").hits
        for _, address in hits:
            body = schema.stored(view.searcher.doc(address)).body
            if body["uid"] not in found:
                found[body["uid"]] = (*_best(asked, body), body)
    best = sorted(found.values(), key=lambda each: (-each[0], len(each[1]), each[2]["uid"]))[:limit]
    return [_suggestion(asked, name, body) for _, name, body in best]


def _best(asked: Asked, body: dict[str, Any]) -> tuple[float, str]:
    """The name that was being typed, and how surely."""
    best, best_name = 0.0, ""
    for value, _, kind in body["names"]:
        _, key, *_ = ranking.prepared(value)
        if key in asked.keys:
            likeness = _WHOLE
        elif key.startswith(asked.keys[0]):
            likeness = _BEGINNING
        elif asked.keys[0] in ranking.short_keys(value):
            likeness = _SHORT
        elif asked.keys[0] in key or all(word in key for word in asked.words):
            likeness = _WORDS
        else:
            continue
        likeness += _OFFICIAL if kind in ("display", "label") else 0.0
        if likeness > best:
            best, best_name = likeness, value
    return best + body["weight"], best_name or (body["names"][0][0] if body["names"] else body["title_en"])


def _suggestion(asked: Asked, name: str, body: dict[str, Any]) -> Suggestion:
    marked = highlights.of_name(name, asked.terms)
    if not marked.ranges and name.casefold().startswith(asked.given.strip().casefold()):
        marked = marked._replace(ranges=[(0, len(asked.given.strip()))])
    return Suggestion(body["uid"], body["kind"], name, body["title_en"], body["title_zh"], body["url"], marked)
