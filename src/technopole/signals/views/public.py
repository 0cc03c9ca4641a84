"""What one cites and prints: a signal, the one-page summary, permanent addresses; and the end of mail."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from technopole.core import clock
from technopole.core.errors import Invalid
from technopole.methods import identifiers
from technopole.pages import display
from technopole.registry import vocabulary
from technopole.registry.lists import names_of, place_of
from technopole.registry.models import Hub, Organisation
from technopole.registry.vocabulary import FIELDS
from technopole.signals import facts, mail, permanent, present, queries, things
from technopole.signals.services import digests, following

_SIGNAL = re.compile(r"(\d{1,18})-([a-z_]{1,30})")
_RELATIVES: dict[str, Promise] = {
    "parent": gettext_lazy("Part of"),
    "predecessor": gettext_lazy("Was before"),
    "successor": gettext_lazy("Became"),
    "child": gettext_lazy("Its parts"),
}
_ROOM_FOR_RELATIVES, _ROOM_FOR_ONE_KIND = 1100, 250
"""Letters: the parts, which may be a thousand, get what the others leave."""


@require_safe
def signal(request: HttpRequest, signal: str) -> HttpResponse:
    """One signal at its permanent address: what changed, from what to what, when."""
    match = _SIGNAL.fullmatch(signal)
    found = queries.signal(int(match[1]), match[2]) if match else None
    if found is None:
        raise Http404
    known = things.of_signals([found])
    row = present.row(found, known)
    context = {
        "signal": row,
        "history_url": reverse("history", args=[found.thing, found.uid]),
        "payload": present.payloads([(found, "")])[0],
    }
    return render(request, "signals/signal.html", context)


@require_safe
def summary(request: HttpRequest, uid: str) -> HttpResponse:
    """An organisation on one page: what a due-diligence file wants, and a mark by which to see that it has changed."""
    parts = ("names", "types", "sectors", "hubs", "identifiers", "relations")
    row = get_object_or_404(Organisation.objects.prefetch_related(*parts), uid=uid)
    told, language = facts.of(row), get_language() or "en"
    names = names_of(row)
    address = request.build_absolute_uri(reverse("signals:permanent", args=["uid", uid]))
    now = timezone.localtime(clock.now(), digests.zone())
    compared = "".join(letter for letter in request.GET.get("facts", "").lower() if letter.isalnum())
    context = {
        "organisation": row,
        "title": names,
        "facts": _facts(told, language),
        "names": _names(told, set(names.values()), language),
        "relatives": _relatives(told, language),
        "summary": facts.cut(display.choose({"en": row.summary_en, "zh": row.summary_zh}, language).text, 420),
        "panels": _panels(told, language),
        "sources": [facts.cut(str(text), 110) for text in row.sources[:5]],
        "more_sources": max(0, len(row.sources) - 5),
        "as_of": now,
        "as_of_text": now.strftime("%Y-%m-%d %H:%M %Z"),
        "updated": row.updated_at,
        "address": address,
        "mark": told.mark,
        "mark_spaced": " ".join(told.mark[at : at + 4] for at in range(0, len(told.mark), 4)),
        "check_url": f"{request.build_absolute_uri(request.path)}?facts={told.mark}",
        "compared": compared,
        "same": compared == told.mark,
        "page_url": reverse("registry:organisation", args=[uid]),
    }
    return render(request, "signals/summary.html", context)


def _facts(told: facts.Facts, language: str) -> list[dict[str, Any]]:
    row = told.organisation
    hubs = list(Hub.objects.filter(key__in=[each.hub for each in row.hubs.all()])[:3])
    numbers = [
        f"{identifiers.label(scheme, language)} {identifiers.display(scheme, value)}"
        for scheme, value in told.identifiers
    ]
    shown, more = facts.fitted(numbers, 420, language)
    counts = [
        (_("Events"), told.counts["events"]),
        (_("Facilities"), told.counts["facilities"]),
        (_("Needs"), told.counts["needs"]),
    ]
    hub_names = {lang: display.listed([getattr(hub, f"name_{lang}") or hub.name_en for hub in hubs], lang)
                 for lang in ("en", "zh")} if hubs else ""  # fmt: skip
    types = vocabulary.words(vocabulary.types(), [each.type for each in row.types.all()])
    here = [f"{word} {display.number(number, language)}" for word, number in counts]
    found: list[dict[str, Any]] = [
        {"label": FIELDS["types"], "text": types},
        {"label": FIELDS["legal_form"], "text": vocabulary.legal_form(row.legal_form) if row.legal_form else ""},
        {"label": FIELDS["established"], "text": display.partial_date(row.established, language)},
        {"label": FIELDS["closed"], "text": display.partial_date(row.closed, language)},
        {"label": FIELDS["places"], "text": place_of(row)},
        {"label": _("Hub"), "text": hub_names},
        {"label": FIELDS["links"], "text": facts.cut(row.website, 90)},
        {"label": FIELDS["identifiers"], "items": shown, "more": more},
        {"label": _("Here"), "text": display.listed(here, language)},
    ]
    return [fact for fact in found if fact.get("items") or display.choose(fact.get("text"), language).text]


def _names(told: facts.Facts, shown: set[str], language: str) -> list[dict[str, Any]]:
    kinds = (
        (("display", "label", "alias"), _("Also known as")),
        (("acronym",), _("Abbreviation")),
        (("former",), _("Former names")),
    )
    found = []
    for wanted, label in kinds:
        values = [each["value"] for each in told.names if each["kind"] in wanted and each["value"] not in shown]
        if values:
            items, more = facts.fitted([facts.cut(value, 160) for value in values], 330, language)
            found.append({"label": label, "items": items, "more": more})
    return found


def _relatives(told: facts.Facts, language: str) -> list[dict[str, Any]]:
    found, room = [], _ROOM_FOR_RELATIVES
    for kind, label in _RELATIVES.items():
        group = told.relatives.get(kind, [])
        if group:
            names = [names_of(each.organisation) if each.organisation else each.label for each in group]
            cut = [facts.cut(display.choose(name, language).text, 120) for name in names]
            items, more = facts.fitted(cut, room if kind == "child" else _ROOM_FOR_ONE_KIND, language)
            room -= sum(facts.width(name) + 2 for name in items)
            found.append({"label": label, "items": items, "more": more})
    return found


def _panels(told: facts.Facts, language: str) -> list[dict[str, Any]]:
    return [
        {
            "title": panel.title,
            "rows": [
                {**row, "text": facts.cut(display.choose(row.get("text"), language).text, 110),
                 "sub": facts.cut(display.choose(row.get("sub"), language).text, 110)}
                for row in panel.rows[:4]
            ],
            "more": max(0, len(panel.rows) - 4),
        }
        for panel in told.panels[:4]
    ]  # fmt: skip


@require_safe
def permanently(request: HttpRequest, scheme: str, value: str) -> HttpResponse:
    """Where the bearer of an identifier is: led there with 303, in the form that is asked for."""
    try:
        found = permanent.bearers(scheme.lower(), value)
    except Invalid as invalid:
        context = {"message": invalid.message, "scheme": scheme, "value": value, "schemes": _schemes()}
        return render(request, "signals/no_such_id.html", context, status=404)
    if not found:
        context = {"message": "", "scheme": scheme, "value": value, "schemes": _schemes()}
        return render(request, "signals/no_such_id.html", context, status=404)
    if len(found) > 1:
        rows = [{"url": each.page, "names": names_of(each.row), "row": each.row} for each in found]
        return render(request, "signals/several.html", {"scheme": scheme, "value": value, "rows": rows}, status=300)
    forms = permanent.forms(found[0])
    best = permanent.preferred(request.headers.get("Accept", ""), list(forms))
    response = HttpResponseRedirect(forms[best], status=303)
    response["Link"] = ", ".join(f'<{url}>; rel="alternate"; type="{media}"' for media, url in forms.items())
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept"])
    return response


def _schemes() -> list[dict[str, str]]:
    language = get_language() or "en"
    return [
        {"key": scheme.key, "label": identifiers.label(scheme.key, language), "example": scheme.example}
        for scheme in identifiers.SCHEMES.values()
        if scheme.key != "orcid"
    ]


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, signed: str) -> HttpResponse:
    """End mail. The signed address is all that is asked for: mail programs follow it with one click (RFC 8058).

    Opening it ends nothing, since programs open links to look for harm; the button does, and so does the mail program.
    """
    owner = mail.read_token(signed)
    if owner is None:
        raise Http404
    done = request.method == "POST"
    if done:
        following.end_mail(owner)
    return render(request, "signals/unsubscribe.html", {"done": done})
