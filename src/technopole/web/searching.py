"""The search page, and the suggestions of the search box."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy

from technopole.pages import display
from technopole.registry import vocabulary
from technopole.search.highlights import Highlight
from technopole.search.query import Hit, search
from technopole.search.suggest import Suggestion, suggest
from technopole.search.worker import open_index

PAGE = 20
MOST_PAGES = 50
VALUES_SHOWN = 10

KINDS = {
    "organisation": gettext_lazy("Organisation"),
    "hub": gettext_lazy("Hub"),
    "facility": gettext_lazy("Facility"),
    "event": gettext_lazy("Event"),
    "showcase": gettext_lazy("Showcase item"),
    "policy": gettext_lazy("Policy"),
    "offer": pgettext_lazy("of a technology", "Offer"),
    "need": gettext_lazy("Need"),
    "service": gettext_lazy("Service"),
    "indicator": gettext_lazy("Indicator"),
}
WHY = {
    "exact_name": gettext_lazy("its name, exactly"),
    "alias": gettext_lazy("another of its names"),
    "acronym": gettext_lazy("its abbreviation"),
    "former_name": gettext_lazy("a former name"),
    "short_form": gettext_lazy("a short form of its name"),
    "prefix": gettext_lazy("the beginning of its name"),
    "words": gettext_lazy("all words are in its name"),
    "some_words": gettext_lazy("some words are in its name"),
    "misspelt": gettext_lazy("a similar spelling"),
    "text": gettext_lazy("words of its description"),
}
_FACETS: dict[str, tuple[Promise, Callable[[Sequence[str]], Mapping[str, Any]]]] = {
    "kind": (gettext_lazy("Kind"), lambda keys: KINDS),
    "sector": (gettext_lazy("Sector"), vocabulary.labels(vocabulary.sectors)),
    "type": (gettext_lazy("Type"), vocabulary.labels(vocabulary.types)),
    "district": (gettext_lazy("District"), vocabulary.labels(vocabulary.districts)),
    "hub": (gettext_lazy("Hub"), vocabulary.labels(vocabulary.hubs)),
}


def page(request: HttpRequest) -> HttpResponse:
    """Everything findable, in one box: exact names first, then best match, each hit saying why it is there."""
    text = request.GET.get("q", "").strip()[:200]
    chosen = {name: request.GET.getlist(name) for name in _FACETS if request.GET.getlist(name)}
    number = min(max(1, _whole(request.GET.get("page"))), MOST_PAGES)
    found = search(
        open_index(),
        text,
        kinds=chosen.get("kind"),
        facets={name: values for name, values in chosen.items() if name != "kind"},
        limit=PAGE,
        offset=(number - 1) * PAGE,
    )
    first = (number - 1) * PAGE
    context = {
        "query": text,
        "total": found.total,
        "hits": [_hit(hit) for hit in found.hits],
        "facets": [_facet(request, name, found.facet_counts.get(name, {}), chosen.get(name, [])) for name in _FACETS],
        "chips": [
            {"label": _FACETS[name][1]([value]).get(value, value), "remove_url": _toggled(request, name, value)}
            for name, values in chosen.items()
            for value in values
        ],
        "clear_url": f"{request.path}?{urlencode({'q': text})}",
        "pagination": {
            "first": first + 1,
            "last": first + len(found.hits),
            "total": found.total,
            "previous_url": _with(request, page=[str(number - 1)]) if number > 1 else "",
            "next_url": _with(request, page=[str(number + 1)])
            if first + PAGE < found.total and number < MOST_PAGES
            else "",
        }
        if found.total > PAGE
        else None,
    }
    return render(request, "technopole/search.html", context)


def suggestions(request: HttpRequest) -> HttpResponse:
    """Names that begin with what is being typed, as the search box wants them."""
    text = request.GET.get("q", "").strip()[:100]
    found = suggest(open_index(), text) if text else []
    answer = [
        {
            "text": _suggested(each, request.LANGUAGE_CODE),
            "kind": str(KINDS.get(each.kind, each.kind)),
            "url": each.url,
        }
        for each in found
    ]
    response = JsonResponse({"suggestions": answer})
    response["Cache-Control"] = "private, max-age=30"
    return response


def _suggested(each: Suggestion, language: str) -> str:
    """The thing's own name; after it the name that was being typed, where that is another."""
    title = display.choose({"en": each.title_en, "zh": each.title_zh}, language).text or each.name
    return title if each.name == title else f"{title} · {each.name}"


def _hit(hit: Hit) -> dict[str, Any]:
    texts = {language: text for language, text in (("en", hit.title_en), ("zh", hit.title_zh)) if text}
    return {
        "title": texts or {"en": hit.matched_name},
        "matched": "" if hit.matched_name in texts.values() else hit.matched_name,
        "url": hit.url,
        "kind": KINDS.get(hit.kind, hit.kind),
        "why": [WHY[code] for code in hit.why if code in WHY],
        "excerpts": [_marked(each) for each in hit.highlights if each.field == "text"],
    }


def _marked(highlight: Highlight) -> SafeString:
    """The text with the words asked for emphasised, everything escaped.

    The indexed text is one part a line (a language, an address, an identifier); parts without such a word are left
    out, so that an excerpt does not run from one language into the other.
    """
    text, ranges = highlight.text, highlight.ranges
    at = text.rfind("\n", 0, ranges[0][0]) + 1 if ranges else 0
    close = text.find("\n", ranges[-1][1]) if ranges else -1
    close = len(text) if close < 0 else close
    parts: list[tuple[str, SafeString | str]] = []
    for start, end in ranges:
        parts.append((text[at:start], format_html("<mark>{}</mark>", text[start:end])))
        at = end
    parts.append((text[at:close], ""))
    return format_html_join("", "{}{}", parts)


def _facet(request: HttpRequest, name: str, counts: dict[str, int], chosen: list[str]) -> dict[str, Any]:
    label, labels = _FACETS[name]
    counts = {**dict.fromkeys(chosen, 0), **counts}
    everything = request.GET.get("more") == name
    values = sorted(counts, key=lambda value: (-counts[value], value))
    kept = values if everything else [v for place, v in enumerate(values) if place < VALUES_SHOWN or v in chosen]
    texts = labels(kept)
    return {
        "name": name,
        "label": label,
        "values": [
            {
                "value": value,
                "label": texts.get(value, value),
                "count": counts[value],
                "selected": value in chosen,
                "url": _toggled(request, name, value),
            }
            for value in kept
        ],
        "more_url": "" if len(kept) == len(values) else _with(request, more=[name]),
    }


def _toggled(request: HttpRequest, name: str, value: str) -> str:
    values = request.GET.getlist(name)
    values = [each for each in values if each != value] if value in values else [*values, value]
    return _with(request, **{name: values, "page": []})


def _with(request: HttpRequest, **changes: list[str]) -> str:
    asked = {**{key: request.GET.getlist(key) for key in request.GET}, **changes}
    return f"{request.path}?{urlencode({key: values for key, values in asked.items() if values}, doseq=True)}"


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 1
