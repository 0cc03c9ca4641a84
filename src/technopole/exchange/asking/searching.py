"""The search page of the exchange: offers of every standing by a few words, at once while one types."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from technopole.exchange import findable, lists
from technopole.exchange.asking import facets, hits
from technopole.exchange.asking.asked import PAGE, Asked
from technopole.pages import actions
from technopole.pages.actions import Action
from technopole.search.corpora import open_corpus
from technopole.search.corpora.corpus import MOST_SHOWN

MOST_COMPARED = 4
_SAME_IN_LIST = {"kind": "profile", "sector": "sector", "trl": "trl", "mode": "mode", "right": "right"}
"""Filters of this page that the list of offers has, too, and what they are called there."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What was found, narrowed by filters; counts only when asked for. Without a word, the newest listings first."""
    asked = Asked(request)
    corpus = open_corpus(findable.OFFERS)
    offset = min((asked.page - 1) * PAGE, MOST_SHOWN - PAGE)
    found = corpus.search(asked.text, asked.filters, PAGE, offset)
    records = [hit.body for hit in found.hits]
    counts = corpus.facet_counts(asked.text, asked.filters, list(facets.GROUPS)) if asked.counts else None
    number = offset // PAGE + 1
    context = {
        "query": asked.text,
        "hits": [hits.hit(each) for each in found.hits],
        "facets": facets.groups(asked, records, counts),
        "chips": facets.chips(asked),
        "clear_url": f"{request.path}?{urlencode({'q': asked.text})}" if asked.text else request.path,
        "kept": [(name, value) for name, values in asked.filters.items() for value in values],
        "counted": asked.counts,
        "count_url": asked.with_(counts=["1"]),
        "total": corpus.count(asked.text, asked.filters) if asked.counts else None,
        "all_shown": number == 1 and not found.more,
        "last_page": found.more and offset + PAGE >= MOST_SHOWN,
        "most_shown": MOST_SHOWN,
        "pagination": _pagination(asked, number, offset, len(found.hits), more=found.more),
        "most_compared": MOST_COMPARED,
        "feed": feed_of(asked),
        "follow": _follow(request, asked),
        "match_url": reverse("exchange:match") + (f"?{urlencode({'text': asked.text})}" if asked.text else ""),
        "part": bool(request.headers.get("HX-Request")),
    }
    template = "exchange/asking_found.html" if context["part"] else "exchange/asking_search.html"
    response = render(request, template, context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def feed_of(asked: Asked) -> Action:
    """The feed of this search."""
    query = asked.query()
    url = reverse("exchange:search-feed") + (f"?{query}" if query else "")
    return Action(_("Feed of new listings that fit"), url, "", "application/atom+xml")


def _pagination(asked: Asked, number: int, offset: int, shown: int, *, more: bool) -> dict[str, Any] | None:
    if number == 1 and not more:
        return None
    further = more and offset + PAGE < MOST_SHOWN
    return {
        "first": offset + 1 if shown else None,
        "last": offset + shown,
        "total": None,
        "previous_url": asked.with_(page=[str(number - 1)] if number > 2 else []) if number > 1 else "",
        "next_url": asked.with_(page=[str(number + 1)]) if further else "",
    }


def _follow(request: HttpRequest, asked: Asked) -> list[Action]:
    """Following this search, where the list of offers can be narrowed as it is: whoever follows lists offers it."""
    if not set(asked.filters) <= {*_SAME_IN_LIST, "standing"} or asked.filters.get("standing") == ["reference"]:
        return []
    said = QueryDict(mutable=True)
    if asked.text:
        said["q"] = asked.text
    for name, values in asked.filters.items():
        if name in _SAME_IN_LIST:
            said.setlist(_SAME_IN_LIST[name], values)
    if not said:
        return []
    of_list: Any = HttpRequest()
    of_list.method, of_list.path, of_list.user, of_list.GET = "GET", reverse("exchange:offers"), request.user, said
    found = actions.actions(actions.LIST, of_list, lists.offers)
    return [each for each in found if "?" in each.url and not each.media_type]
