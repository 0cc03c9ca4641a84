"""The front door of the exchange: what is here, and the two ways to look for something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from technopole.core.errors import TechnopoleError
from technopole.core.models import SourceRecord
from technopole.core.order import ordered
from technopole.exchange import findable, lists, queries, reading, reference, words
from technopole.exchange.asking.hits import nobody_named
from technopole.exchange.models import Need, Offer, ServiceOffer
from technopole.exchange.rules import broker
from technopole.pages.texts import in_both
from technopole.search.corpora import Corpus, open_corpus
from technopole.search.corpora.sets import LIVE

NEWEST = 6
SOURCES, SAMPLE = 3, 50
KEPT_SECONDS = 24 * 3600


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Counts, the newest offers and needs, and where to go. A constant number of queries."""
    adopted = SourceRecord.objects.filter(kind="offer", source=reading.SOURCE).count()
    datasets = reference_sets()
    context = {
        "stats": [
            _stat(_("Live offers"), Offer.objects.filter(status="live").count() - adopted, "exchange:offers"),
            _stat(_("Open needs"), Need.objects.filter(status="open").count(), "exchange:needs", "?status=open"),
            _stat(_("Services"), ServiceOffer.objects.count(), "exchange:services"),
            _stat(_("Reference offers"), sum(each["count"] for each in datasets), "exchange:search",
                  "?standing=reference"),
        ],
        "datasets": datasets,
        "offers": [_offer(row) for row in _newest(queries.offers().filter(status="live"))],
        "needs": [_need(row) for row in _newest(queries.open_needs(), "-stated_on_day")],
        "links": [link for link in (
            _link(_("The market in figures"), "deals:market"), _link(_("Services"), "exchange:services"),
            _link(_("Showcase"), "programme:showcase"), _link(_("Technology managers"), "exchange:managers"),
            _link(_("Write a listing"), "exchange:new"), _link(_("My listings"), "exchange:mine"),
            _link(_("Suggestions"), "exchange:suggestions") if request.user.is_authenticated else None,
            _link(_("Broker's desk"), "deals:desk") if broker.allows(request.user) else None,
        ) if link],
    }  # fmt: skip
    return render(request, "exchange/asking_front.html", context)


def _newest(rows: Any, *more: str) -> list[Any]:
    return list(ordered(rows, "-published_on", *more, "pk")[:NEWEST])


def _stat(label: str, value: int, name: str, query: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "url": reverse(name) + query}


def _link(label: str, name: str) -> dict[str, str] | None:
    try:
        return {"label": label, "url": reverse(name)}
    except NoReverseMatch:
        return None


def _offer(row: Any) -> dict[str, Any]:
    owner = queries.party(row)["text"]
    return {
        "url": lists.offer_link(row), "text": in_both(row, "title"), "kind": words.PROFILES.get(row.profile),
        "by": owner or nobody_named(), "on": row.published_on, "synthetic": row.synthetic,
    }  # fmt: skip


def _need(row: Any) -> dict[str, Any]:
    owner = queries.party(row)["text"]
    kind = words.PROFILES.get(row.profile) or words.KINDS.get(row.kind) or _("Need")
    return {
        "url": lists.link(row), "text": lists.need_name(row), "kind": kind, "by": owner or in_both(row, "stated_by"),
        "on": row.published_on or row.stated_on, "synthetic": row.synthetic,
    }  # fmt: skip


def reference_sets() -> list[dict[str, Any]]:
    """The datasets of reference offers that can be searched: how many, under which licence, where from, made up or not.

    Kept for a day or until a set changes: counting what is synthetic reads the index, and sources are those of some.
    """
    corpus = open_corpus(findable.OFFERS)
    names = [name for name in corpus.sets() if name != LIVE]
    stamp = repr([(name, corpus.set(name).stamps()) for name in names])
    key = "exchange:reference-sets"
    kept = cache.get(key)
    if kept is not None and kept[0] == stamp:
        found: list[dict[str, Any]] = kept[1]
        return found
    found = [_set(name) for name in names]
    cache.set(key, (stamp, found), KEPT_SECONDS)
    return found


def _set(name: str) -> dict[str, Any]:
    one = _OneSet(open_corpus(findable.OFFERS).path, name)
    some = one.search("", {}, SAMPLE, excerpts=False).hits
    try:
        licence = str(reference.dataset(name).manifest().get("licence") or "")
    except TechnopoleError:  # the index is here, the files it was made from are not
        licence = ""
    return {
        "name": name,
        "count": len(one),
        "licence": licence,
        "sources": list(dict.fromkeys(str(hit.body["source"]) for hit in some if hit.body.get("source")))[:SOURCES],
        "synthetic": one.count("", {"synthetic": ["1"]}),
    }


class _OneSet(Corpus):
    """A corpus as if it had this set alone."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path)
        self._name = name

    def sets(self) -> list[str]:
        return [self._name]
