"""Atom feeds: of one thing, of a list as it is narrowed, of what one person follows."""

import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from technopole.accounts import policy
from technopole.core.signals import Signal
from technopole.pages import atom, display
from technopole.signals import present, queries, things
from technopole.signals.models import Match
from technopole.signals.services import following

PAGE = 50


@require_safe
def of_thing(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """What changed in one thing, also after it is gone."""
    lines = queries.of_thing(kind, uid)
    if kind not in things.THINGS or not lines.exists():
        raise Http404
    found, following_page = queries.page(lines, _before(request), PAGE, request.GET.getlist("changes"))
    known = things.known([(kind, uid)]).get((kind, uid))
    title = display.choose(known.names if known else uid, _language(request)).text
    page = known.url if known and known.url else reverse("home")
    return _answer(request, f"{kind}/{uid}", title, page, [(each, "") for each in found], following_page)


@require_safe
def of_list(request: HttpRequest, name: str) -> HttpResponse:
    """What changed in the things that are in a list now, narrowed as its page would be."""
    if name not in things.LISTS:
        raise Http404
    thing = things.LISTS[name]
    query = following.canonical(name, request.GET.urlencode())
    lines = queries.of_list(name, query, AnonymousUser())
    found, following_page = queries.page(lines, _before(request), PAGE, request.GET.getlist("changes"))
    with translation.override(_language(request)):
        assert thing.list is not None
        title = display.choose(thing.list.title, get_language()).text
        words = [display.choose(word, get_language()).text for word in things.in_words(name, query, AnonymousUser())]
    title = display.bracketed(title, display.listed(words, _language(request)), _language(request))
    page = reverse(thing.list_page) + (f"?{query}" if query else "")
    return _answer(request, f"list/{name}?{query}", title, page, [(each, "") for each in found], following_page)


@require_safe
def of_person(request: HttpRequest, secret: str) -> HttpResponse:
    """What the owner of this secret address was told: they need not sign in, and nobody else can guess it."""
    owner = following.whose_feed(secret)
    if owner is None:
        raise Http404
    before = _before(request)
    rows = queries.told(owner)
    matches = list((rows.filter(change_id__lt=before) if before else rows)[: 4 * PAGE])
    seen: dict[tuple[int, str], Match] = {}
    for match in matches:
        seen.setdefault((match.change_id, match.kind), match)
    shown = list(seen.values())[:PAGE]
    # a page ends between two lines of history, so that none is cut in two
    if len(seen) > PAGE and shown[0].change_id != shown[-1].change_id:
        cut = list(seen.values())[PAGE].change_id
        shown = [match for match in shown if match.change_id != cut]
    rest = bool(shown) and rows.filter(change_id__lt=shown[-1].change_id).exists()
    read = present.read((match.change, match.kind) for match in shown)
    found = [(signal, match.movement) for signal, match in zip(read, shown, strict=True)]
    title = _("What I follow")
    reader = following.reader(owner)
    response = _answer(
        request, f"reader/{hashlib.sha256(str(reader.feed_digest).encode()).hexdigest()[:12]}", title,
        reverse("signals:inbox"), found, shown[-1].change_id if rest else 0,
    )  # fmt: skip
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _before(request: HttpRequest) -> int:
    text = request.GET.get("before", "")
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE


def _answer(
    request: HttpRequest, name: str, title: str, page: str, found: Sequence[tuple[Signal, str]], before: int
) -> HttpResponse:
    language = _language(request)
    host = urlsplit(settings.PUBLIC_URL).hostname or urlsplit(request.build_absolute_uri("/")).hostname or "localhost"
    first = {key: values for key, values in request.GET.lists() if key != "before"}
    with translation.override(language):
        known = things.of_signals(signal for signal, _movement in found)
        entries = [_entry(request, host, present.row(signal, known, movement), language) for signal, movement in found]
        feed = atom.Feed(
            id=atom.tag(host, f"feed/{name}"),
            title=display.bracketed(_("What changed"), title, language),
            author=policy.centre_name() or "Technopole",
            language="zh-Hans" if language.startswith("zh") else "en",
            self_url=request.build_absolute_uri(),
            page_url=request.build_absolute_uri(page),
            first_url=_url(request, first),
            next_url=_url(request, {**first, "before": [str(before)]}) if before else "",
            **({"updated": max(signal.at for signal, _movement in found)} if found else {}),
        )
    body = atom.write(feed, entries)
    response = HttpResponse(body, content_type=f"{atom.MEDIA_TYPE}; charset=utf-8")
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    modified = int(feed.updated.timestamp())
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    response["Cache-Control"] = "public, max-age=300"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    conditional: Any = get_conditional_response(request, etag=etag, last_modified=modified, response=response)
    return conditional or response


def _entry(request: HttpRequest, host: str, row: dict[str, Any], language: str) -> atom.Entry:
    name = display.choose(row["names"], language).text
    colon = "：" if language.startswith("zh") else ": "
    lines = [text_of(value, colon) for value in row["values"]]
    if row["movement"]:
        lines.insert(0, str(row["movement"]))
    return atom.Entry(
        id=atom.tag(host, f"signal/{row['id']}"),
        title=f"{name}{colon}{row['label']}",
        url=request.build_absolute_uri(row["url"]),
        updated=row["at"],
        text="\n".join(lines) or str(row["label"]),
        kind=row["kind"],
        label=str(row["label"]),
    )


def text_of(value: dict[str, Any], colon: str) -> str:
    """One changed field as a line of plain text: `Status: Active → Inactive`, `Names: + New − Old`."""

    def plain(item: Any) -> str:
        return display.choose(item, get_language()).text if isinstance(item, dict) else str(item)

    if "before" in value:
        return f"{value['label']}{colon}{plain(value['before']) or '–'} → {plain(value['after']) or '–'}"
    parts = [f"+ {plain(item)}" for item in value["added"]] + [f"− {plain(item)}" for item in value["removed"]]
    return f"{value['label']}{colon}{'; '.join(parts)}"


def _url(request: HttpRequest, asked: dict[str, Any]) -> str:
    query = urlencode(asked, doseq=True)
    return request.build_absolute_uri(request.path + (f"?{query}" if query else ""))
