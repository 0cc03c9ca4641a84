"""The feed of a search: the listings that fit, the newest first. Reference data has no news and is never in it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from technopole.accounts import policy
from technopole.core.models import Change
from technopole.exchange import findable, queries, words
from technopole.exchange.asking import facets
from technopole.exchange.asking.asked import Asked
from technopole.exchange.models import Offer
from technopole.pages import atom, display
from technopole.pages.texts import in_both
from technopole.search.corpora import open_corpus

SHOWN = 50
_MOST_READ = 500
"""So many of the best that fit are put in order of their days."""


@require_safe
def of_search(request: HttpRequest) -> HttpResponse:
    """Listings that have all the words and fit the filters, as RFC 4287 has it. Costs a search and two queries."""
    asked = Asked(request)
    said = request.GET.get("language", "")
    language = said if said in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE
    host = urlsplit(settings.PUBLIC_URL).hostname or urlsplit(request.build_absolute_uri("/")).hostname or "localhost"
    found = newest(asked)
    with translation.override(language):
        entries = [_entry(request, host, row, at, language) for row, at in found]
        labels = [display.choose(chip["label"], language).text for chip in facets.chips(asked)]
        asking = display.listed([*([f"“{asked.text}”"] if asked.text else []), *labels], language)
        query = asked.query()
        title = _("New listings of the technology exchange")
        feed = atom.Feed(
            id=atom.tag(host, f"exchange/search?{query}"),
            title=display.bracketed(title, asking, language) if asking else title,
            author=policy.centre_name() or "Technopole",
            language="zh-Hans" if language.startswith("zh") else "en",
            self_url=request.build_absolute_uri(),
            page_url=request.build_absolute_uri(reverse("exchange:search") + (f"?{query}" if query else "")),
            first_url=request.build_absolute_uri(),
            updated=max((at for _row, at in found), default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC)),
        )
    return _answer(request, atom.write(feed, entries), feed.updated)


def newest(asked: Asked) -> list[tuple[Offer, dt.datetime]]:
    """The listings that have all the words and fit, with when each first appeared, the newest first."""
    filters = {**asked.filters, "standing": ["listing"]}
    if "standing" in asked.filters and "listing" not in asked.filters["standing"]:
        return []
    corpus = open_corpus(findable.OFFERS)
    most = min(_MOST_READ, corpus.count(asked.text, filters))
    uids = [hit.uid for hit in corpus.search(asked.text, filters, most, excerpts=False).hits] if most else []
    rows = {row.uid: row for row in queries.offers().filter(uid__in=uids, status="live")}
    first = Change.objects.filter(kind="offer", uid__in=list(rows)).values_list("uid").annotate(at=Min("at"))
    seen = dict(first.order_by())
    dated = [(row, _when(row, seen.get(uid))) for uid, row in rows.items()]
    return sorted(dated, key=lambda pair: (pair[1], pair[0].uid), reverse=True)[:SHOWN]


def _when(row: Offer, first: dt.datetime | None) -> dt.datetime:
    if first is not None:
        return first
    day = row.published_on or dt.date(1970, 1, 1)
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _entry(request: HttpRequest, host: str, row: Any, at: dt.datetime, language: str) -> atom.Entry:
    owner = queries.party(row)["text"]
    lines = [display.choose(text, language).text for text in (in_both(row, "summary"), owner) if text]
    title = display.choose(in_both(row, "title"), language).text
    return atom.Entry(
        id=atom.tag(host, f"offer/{row.uid}"),
        title=f"{title} ({_('Synthetic data')})" if row.synthetic else title,
        url=request.build_absolute_uri(reverse("exchange:offer", args=[row.uid])),
        updated=at,
        text="\n".join(line for line in lines if line) or title,
        kind=row.profile,
        label=str(words.PROFILES.get(row.profile, row.profile)),
    )


def _answer(request: HttpRequest, body: bytes, updated: dt.datetime) -> HttpResponse:
    response = HttpResponse(body, content_type=f"{atom.MEDIA_TYPE}; charset=utf-8")
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response["ETag"], response["Last-Modified"] = etag, http_date(int(updated.timestamp()))
    response["Cache-Control"] = "public, max-age=300"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    conditional: Any = get_conditional_response(request, etag=etag, response=response)
    return conditional or response
