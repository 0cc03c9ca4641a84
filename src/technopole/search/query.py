"""Searching: the exact name first, then the best matches, with exact counts for every facet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from technopole.search import highlights, opinions, ranking, schema
from technopole.search.highlights import Highlight
from technopole.search.index import Index, View
from technopole.search.matching import EXACT, Asked, Facets, Matcher
from technopole.search.suggest import Suggestion, suggest

if TYPE_CHECKING:
    import tantivy

__all__ = ["Highlight", "Hit", "Results", "Suggestion", "search", "suggest"]

HEAD = 200
"""How many of the engine's best are ranked again by their names."""
_MOST_VALUES = 20_000


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    uid: str
    kind: str
    score: float
    title_en: str
    title_zh: str
    url: str
    matched_name: str
    """The name that is most like the query."""
    why: tuple[str, ...]
    """``exact_name``, ``alias``, ``acronym``, ``former_name``, ``short_form`` (a whole name); ``prefix`` (its
    beginning), ``words`` (all words in the name), ``some_words``, ``text``; nothing when browsing."""
    highlights: list[Highlight]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found."""

    total: int
    hits: list[Hit]
    facet_counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """For each facet how many there would be with each value chosen alone in it, most first; ``kind`` is a facet."""


def search(
    index: Index,
    text: str,
    kinds: Iterable[str] | None = None,
    facets: Facets | None = None,
    limit: int = 20,
    offset: int = 0,
    public_only: bool = True,
    count_facets: bool = True,
    mark: bool = True,
) -> Results:
    """What the text most likely means, any text; without text, everything, heaviest first, then by name.

    `facets` narrows: values of one facet are alternatives, facets add up. Without `mark` hits have no highlights, which
    saves most of the time where many are asked for. Raises `IndexOutdated`. Cost: some
    milliseconds; counting facets costs most where very much is found.
    """
    view = index.view()
    matcher = Matcher(view.schema)
    asked = Asked(text)
    chosen = {name: list(values) for name, values in (facets or {}).items()}
    if kinds is not None:
        chosen[schema.KIND] = list(kinds)
    chosen = {name: values for name, values in chosen.items() if values}
    if asked.words:
        query, asked = _strictest(view, matcher, asked, public_only)
        meant = opinions.of(text, kinds) if offset < HEAD else {}
        extra = matcher.filtered(matcher.things(meant), chosen, public_only=public_only) if meant else None
        narrowed = matcher.filtered(query, chosen, public_only=public_only)
        total, hits = _ranked(view, narrowed, asked, offset, max(limit, 0), mark, extra, meant)
    elif text.strip():  # only punctuation: it names nothing
        return Results(0, [])
    else:
        query = matcher.everything()
        total, hits = _browsed(view, matcher.filtered(query, chosen, public_only=public_only), offset, max(limit, 0))
    counts = _counts(view, matcher, query, chosen, public_only) if count_facets else {}
    return Results(total, hits, counts)


def _strictest(view: View, matcher: Matcher, asked: Asked, public_only: bool) -> tuple[tantivy.Query, Asked]:
    """The first attempt that finds anything. Facets do not matter for that, or choosing one would change the query
    under the counts."""
    for query, meant in matcher.attempts(asked):
        visible = matcher.filtered(query, {}, public_only=public_only)
        if view.searcher.search(visible, limit=1, count=False).hits:
            return query, meant
    return matcher.nothing(), asked


def _ranked(
    view: View,
    query: tantivy.Query,
    asked: Asked,
    offset: int,
    limit: int,
    mark: bool,
    extra: tantivy.Query | None,
    meant: Mapping[str, float],
) -> tuple[int, list[Hit]]:
    """A page of what the query finds and of `extra`: things that are `meant`, whether or not their words match."""
    head = view.searcher.search(query, limit=HEAD, weight_by_field="boost")
    total = _total(head)
    page: list[Hit] = []
    if offset < HEAD:
        best = max((score for score, _ in head.hits if score < EXACT / 2), default=1.0) or 1.0
        ranked = []
        for score, address in head.hits:
            body = schema.stored(view.searcher.doc(address)).body
            ranked.append((ranking.rank(asked, body, min(score / best, 1.0)), body))
        ranked.sort(key=lambda pair: (-pair[0].score, pair[1]["uid"]))
        if extra is not None:
            have = {body["uid"] for _, body in ranked}
            for _, address in view.searcher.search(extra, limit=len(meant), count=False).hits:
                body = schema.stored(view.searcher.doc(address)).body
                if body["uid"] not in have:
                    ranked.append((ranking.rank(asked, body), body))
                    total += total < HEAD  # where there are more, it was counted among them
            ranked = opinions.weighed(ranked, lambda pair: str(pair[1]["uid"]), meant)
        page = [_hit(asked if mark else None, found, body) for found, body in ranked[offset : offset + limit]]
    wanted = limit - max(0, min(HEAD - offset, limit))
    if wanted and total > HEAD:
        rest = view.searcher.search(query, limit=wanted, offset=max(offset, HEAD), count=False, weight_by_field="boost")
        for _, address in rest.hits:
            body = schema.stored(view.searcher.doc(address)).body
            page.append(_hit(asked if mark else None, ranking.rank(asked, body), body))
    return total, page


def _browsed(view: View, query: tantivy.Query, offset: int, limit: int) -> tuple[int, list[Hit]]:
    found = view.searcher.search(query, limit=max(limit, 1), offset=offset, order_by_field="order")
    bodies = [schema.stored(view.searcher.doc(address)).body for _, address in found.hits[:limit]]
    return _total(found), [_hit(None, ranking.Ranked(body["weight"], "", ()), body) for body in bodies]


def _total(found: tantivy.SearchResult) -> int:
    return int(found.count or 0)  # type: ignore[attr-defined]


def _hit(asked: Asked | None, found: ranking.Ranked, body: dict[str, Any]) -> Hit:
    marked = []
    if asked is not None:
        marked = [highlights.of_name(found.matched_name, asked.terms)]
        excerpt = highlights.of_text(body["text"], asked.terms)
        if excerpt:
            marked.append(excerpt)
    return Hit(
        uid=body["uid"],
        kind=body["kind"],
        score=round(found.score, 6),
        title_en=body["title_en"],
        title_zh=body["title_zh"],
        url=body["url"],
        matched_name=found.matched_name,
        why=found.why,
        highlights=marked,
    )


def _counts(
    view: View, matcher: Matcher, query: tantivy.Query, chosen: dict[str, list[str]], public_only: bool
) -> dict[str, dict[str, int]]:
    """Counts under all filters; for a facet in use, under all but its own, so that its other values can be added."""
    counts = _aggregated(view, matcher.filtered(query, chosen, public_only=public_only))
    for name in chosen:
        alone = _aggregated(view, matcher.filtered(query, chosen, public_only=public_only, but=name))
        counts[name] = alone.get(name, {})
    return counts


def _aggregated(view: View, query: tantivy.Query) -> dict[str, dict[str, int]]:
    terms = {"field": "facets", "size": _MOST_VALUES, "segment_size": _MOST_VALUES}
    result = view.searcher.aggregate(query, {"facets": {"terms": terms}})
    counts: dict[str, dict[str, int]] = {}
    for bucket in sorted(result["facets"]["buckets"], key=lambda bucket: (-bucket["doc_count"], bucket["key"])):
        name, _, value = bucket["key"].partition(schema.SEPARATOR)
        counts.setdefault(name, {})[value] = bucket["doc_count"]
    return counts
