"""What was found as a list shows it: titles in both languages, whose it is, and the words asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from technopole.exchange import present, terms, words
from technopole.search.corpora import Hit, Record, records
from technopole.search.highlights import Highlight

FIELDS = 3


def hit(found: Hit) -> dict[str, Any]:
    """A hit of a search, with its marks."""
    shown = brief(found.body)
    marked = [_marked(each, language) for each, language in _titles(found)]
    return {**shown, "titles": marked, "excerpt": _excerpt(found.excerpt)}


def brief(body: Record) -> dict[str, Any]:
    """What of a record stands in a line of a list."""
    owner = str(body.get("owner") or "")
    kind = str(body.get("kind") or "")
    named = words.PROFILES.get(kind) or (words.KINDS.get(kind) if kind in words.KINDS else None)
    return {
        "uid": body["uid"],
        "title": titles_of(body),
        "url": reverse("exchange:offer", args=[body["uid"]]),
        "kind": named or present.reference_kind(kind),
        "owner": owner,
        "year": str(body.get("year") or ""),
        "level": _level(body),
        "fields": field_names(body),
        "reference": body.get("standing") == "reference",
        "synthetic": bool(body.get("synthetic")),
        "like_url": f"{reverse('exchange:match')}?like={body['uid']}",
    }


def titles_of(body: Record) -> dict[str, str]:
    """{language: title}; under "" where it is none that pages speak."""
    return present.in_its_languages(body, "title") or {"": _("Without a title")}


def field_names(body: Mapping[str, Any]) -> list[str]:
    """The fields of a record in the reader's language, each once; a code without a name as it is written."""
    language = get_language() or "en"
    codes = [str(each) for each in body.get("fields") or ()]
    named = (terms.field_name(records.beginnings(code)[-1], language) or code for code in codes)
    return list(dict.fromkeys(named))[:FIELDS]


def _level(body: Mapping[str, Any]) -> str:
    if body.get("trl"):
        return present.level_range(body["trl"], body["trl"])
    low, high = body.get("trl_min"), body.get("trl_max")
    return present.level_range(low, high) if low or high else ""


def _titles(found: Hit) -> list[tuple[Highlight, str]]:
    """The titles with their languages, the reader's first."""
    pairs = [(found.title, str(found.body.get("language") or ""))]
    if found.title_2 is not None and found.title_2.text:
        pairs.append((found.title_2, str(found.body.get("language_2") or "")))
    reader = (get_language() or "en")[:2]
    pairs = [pair for pair in pairs if pair[0].text]
    return sorted(pairs, key=lambda pair: pair[1][:2] != reader)


def _marked(highlight: Highlight, language: str) -> SafeString:
    short = language[:2]
    spoken = {"zh": "zh-Hans"}.get(short, short) if short.isascii() and short.isalpha() else ""
    text = mark(highlight.text, highlight.ranges)
    return format_html('<span lang="{}">{}</span>', spoken, text) if spoken else text


def mark(text: str, ranges: list[tuple[int, int]]) -> SafeString:
    """The text with these ranges emphasised, everything escaped."""
    parts: list[tuple[str, SafeString | str]] = []
    at = 0
    for start, end in ranges:
        parts.append((text[at:start], format_html("<mark>{}</mark>", text[start:end])))
        at = end
    parts.append((text[at:], ""))
    return format_html_join("", "{}{}", parts)


def _excerpt(highlight: Highlight | None) -> SafeString | str:
    return mark(highlight.text, highlight.ranges) if highlight is not None else ""


def nobody_named() -> str:
    return pgettext("of a technology", "Owner not named")
