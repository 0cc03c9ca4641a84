"""Hubs, and the vocabularies whose keys the lists are filtered by."""

from collections.abc import Callable
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Schema

from technopole.core.rules import everyone
from technopole.pages.api import Page, Router, both
from technopole.pages.api.cursors import LIMIT, Cursor, Limit, slice_of
from technopole.pages.api.shapes import Line, Uid, point, word, words
from technopole.registry import queries, vocabulary
from technopole.registry.api import shapes
from technopole.registry.models import Hub

router = Router("Hubs and vocabularies")

VOCABULARIES: dict[str, Callable[[], vocabulary.Texts]] = {
    "type": vocabulary.types,
    "sector": vocabulary.sectors,
    "district": vocabulary.districts,
    "hub": vocabulary.hubs,
    "country": vocabulary.countries,
    "place": lambda: vocabulary.terms("place"),
}


class Filters(Schema):
    kind: Line | None = None
    district: Line | None = None


def shown(hub: Hub) -> dict[str, Any]:
    return {
        "uid": hub.uid,
        "key": hub.key,
        "url": reverse("registry:hub", args=[hub.uid]),
        "name": both(hub, "name"),
        "kind": hub.kind,
        "parent": word(hub.parent_key, vocabulary.hubs()) if hub.parent_key else None,
        "district": word(hub.district, vocabulary.districts()) if hub.district else None,
        "established": hub.established or None,
        "summary": both(hub, "summary"),
        "focus": words(hub.focus, vocabulary.sectors()),
        "point": point(hub),
        "members": hub.members,  # type: ignore[attr-defined]
        "sources": hub.sources,
    }


@router.get("hubs", may=everyone, response=Page[shapes.Hub], summary="Hubs, zones and clusters")
def hubs(
    request: HttpRequest,
    filters: Query[Filters],
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """All hubs by name."""
    found = [
        hub for hub in queries.hubs_with_counts()
        if filters.kind in (None, hub.kind) and filters.district in (None, hub.district)
    ]
    page = slice_of(request, "hubs", found, cursor=cursor, limit=limit, count=count)
    return {**page, "items": [shown(hub) for hub in page["items"]]}


@router.get("hubs/{uid}", may=everyone, response=shapes.Hub, summary="One hub")
def hub(request: HttpRequest, uid: Uid) -> Any:
    for found in queries.hubs_with_counts():
        if found.uid == uid:
            return shown(found)
    raise Http404


@router.get(
    "vocabularies/{name}", may=everyone, response=shapes.Vocabulary, summary="The words of one vocabulary"
)
def one_vocabulary(
    request: HttpRequest, name: Literal["type", "sector", "district", "hub", "country", "place"]
) -> Any:
    """Keys with their texts in both languages."""
    texts = VOCABULARIES[name]()
    return {"name": name, "words": words(texts, texts)}


@router.get("vocabularies", may=everyone, response=list[shapes.Vocabulary], summary="All vocabularies")
def vocabularies(request: HttpRequest) -> Any:
    return [{"name": name, "words": words(texts(), texts())} for name, texts in VOCABULARIES.items()]
