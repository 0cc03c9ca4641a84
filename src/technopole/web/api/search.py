"""Search and suggestions over HTTP."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from technopole.core.rules import everyone
from technopole.pages.api import Bilingual, Out, Page, Problem, Router
from technopole.pages.api.cursors import LIMIT, Cursor, Limit, announce, filters_of, read, write
from technopole.pages.api.shapes import Line
from technopole.registry import vocabulary
from technopole.search import query
from technopole.search.highlights import Highlight
from technopole.search.index import IndexOutdated
from technopole.search.suggest import suggest
from technopole.search.worker import open_index

router = Router("Search")

DEEPEST = 10_000
"""How far one may page; who wants all of something reads its list."""

_WORDS: dict[str, Callable[[], vocabulary.Texts]] = {
    "type": vocabulary.types,
    "sector": vocabulary.sectors,
    "district": vocabulary.districts,
    "hub": vocabulary.hubs,
    "country": vocabulary.countries,
}

Kinds = Annotated[list[Annotated[str, Field(pattern=r"^[a-z_]{1,30}$")]], Field(max_length=20)]
Facets = Annotated[list[Annotated[str, Field(pattern=r"^[a-z_]{1,30}:[^\x00-\x1f]{1,100}$")]], Field(max_length=50)]


class Excerpt(Out):
    """A piece of text, and which ranges of its characters were asked for."""

    field: str
    text: str
    ranges: list[tuple[int, int]]


class HitOut(Out):
    uid: str
    kind: str
    url: str
    title: Bilingual
    matched_name: str = Field(description="The name that is most like what was asked for.")
    why: list[str] = Field(description="`exact_name`, `alias`, `acronym`, `prefix`, `words`, …")
    score: float
    highlights: list[Excerpt]


class FacetValue(Out):
    key: str
    count: int
    en: str | None
    zh: str | None


class Found(Page[HitOut]):
    facets: dict[str, list[FacetValue]] = Field(description="How many there would be with each value chosen alone.")


class SuggestionOut(Out):
    uid: str
    kind: str
    url: str
    name: str = Field(description="The name that was being typed.")
    title: Bilingual


class Filters(Schema):
    """Values of one facet are alternatives; facets add up."""

    q: Line = Field("", description="What is looked for, in any language; without it everything, the weightiest first.")
    kind: Kinds = Field([], description="`organisation`, `hub`, `event`, `facility`, `showcase`, `policy`, `need`, …")
    facet: Facets = Field([], description="`name:value`, such as `type:university` or `scope:centre`.")


class SuggestFilters(Schema):
    q: Annotated[Line, Field(min_length=1, max_length=200)] = Field(description="What was typed so far.")
    kind: Kinds = Field([])
    limit: Annotated[int, Field(ge=1, le=20)] = 8


@router.get("search", may=everyone, response=Found, summary="Search everything")
def search_everything(
    request: HttpRequest, filters: Query[Filters], cursor: Cursor | None = None, limit: Limit = LIMIT
) -> Any:
    """The exact name first, then the best matches, with exact counts for every facet."""
    bound = filters_of(request)
    start = int(read("search", bound, cursor, 1)[0]) if cursor else 0
    chosen: dict[str, list[str]] = {}
    for each in filters.facet:
        name, _, value = each.partition(":")
        chosen.setdefault(name, []).append(value)
    try:
        found = query.search(
            open_index(), filters.q, kinds=filters.kind or None, facets=chosen, limit=limit, offset=start
        )
    except IndexOutdated as error:
        raise _being_rebuilt() from error
    end = start + limit
    following = write("search", bound, [end]) if end < min(found.total, DEEPEST) else None
    announce(request, following)
    return {
        "items": [_hit(hit) for hit in found.hits],
        "next": following,
        "total": found.total,
        "facets": {name: _values(name, counts) for name, counts in found.facet_counts.items()},
    }


@router.get("suggest", may=everyone, response=list[SuggestionOut], summary="Suggest names while typing")
def suggest_names(
    request: HttpRequest,
    filters: Query[SuggestFilters],
) -> Any:
    """Things whose name begins with what was typed, then those with its words anywhere in the name."""
    try:
        found = suggest(open_index(), filters.q, limit=filters.limit, kinds=filters.kind or None)
    except IndexOutdated as error:
        raise _being_rebuilt() from error
    return [
        {"uid": each.uid, "kind": each.kind, "url": each.url, "name": each.name, "title": _title(each)}
        for each in found
    ]


def _being_rebuilt() -> Problem:
    return Problem(503, "The search index is being rebuilt.", headers={"Retry-After": "30"})


def _title(found: Any) -> dict[str, str | None]:
    return {"en": found.title_en or None, "zh": found.title_zh or None}


def _hit(hit: query.Hit) -> dict[str, Any]:
    return {
        "uid": hit.uid, "kind": hit.kind, "url": hit.url, "title": _title(hit), "matched_name": hit.matched_name,
        "why": list(hit.why), "score": hit.score, "highlights": [_excerpt(each) for each in hit.highlights],
    }


def _excerpt(highlight: Highlight) -> dict[str, Any]:
    return {"field": highlight.field, "text": highlight.text, "ranges": highlight.ranges}


def _values(name: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    texts = _WORDS[name]() if name in _WORDS else {}
    return [
        {"key": key, "count": count, "en": texts.get(key, {}).get("en"), "zh": texts.get(key, {}).get("zh")}
        for key, count in list(counts.items())[:100]
    ]


routers = (router,)
