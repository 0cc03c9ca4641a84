"""Finding a match: of a need that somebody describes here, of a need or an offer that is public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from technopole.exchange import findable, matching, present, queries, reading
from technopole.exchange.asking import hits, reasons
from technopole.exchange.asking.forms import MOST, NeedForm
from technopole.pages.actions import Action
from technopole.search.corpora import Match, Record, Wanted, records

SHOWN = 20
DETAILS = tuple(name for name in NeedForm.base_fields if name != "text")


@require_http_methods(["GET", "HEAD", "POST"])
def match(request: HttpRequest) -> HttpResponse:
    """A form to describe a need; POST answers with what might meet it and keeps nothing. `?like=` names an offer."""
    if request.method != "POST" and (uid := request.GET.get("like", "")):
        return _like(request, uid)
    form = NeedForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    context: dict[str, Any] = {"form": form, "trail": _trail(_("Find a match"))}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            wanted = form.wanted()
            found = matching.offers_for(wanted, form.filters(), SHOWN)
            context |= {"asked": True, **_shown(found, wanted, "offer")}
        else:
            status = 422
    context["detailed"] = any(name != "text" for name in form.errors) or any(request.POST.get(name) for name in DETAILS)
    response = render(request, "exchange/asking_match.html", context, status=status)
    if request.method == "POST":
        response["Cache-Control"] = "private, no-store"
    return response


def _initial(request: HttpRequest) -> dict[str, str]:
    return {"text": request.GET.get("text", "")[:MOST]} if request.GET.get("text") else {}


def _like(request: HttpRequest, uid: str) -> HttpResponse:
    """Offers like one of them; it is not among them itself."""
    record = offer_record(uid)
    if record is None:
        raise Http404
    wanted = matching.wanted_of(record)
    found = [each for each in matching.offers_for(wanted, None, SHOWN + 1) if each.uid != uid][:SHOWN]
    context = {
        "heading": _("Offers like this one"), "thing": _thing(record, "offer"),
        "trail": _trail(_("Offers like this one")), **_shown(found, wanted, "offer"),
    }  # fmt: skip
    return render(request, "exchange/asking_matches.html", context)


@require_safe
def for_need(request: HttpRequest, uid: str) -> HttpResponse:
    """What might meet a public need, from all standings. A need that is not open any more is not matched."""
    row = get_object_or_404(queries.needs(), uid=uid)
    record = next(iter(findable.needs([uid])), None)
    wanted = matching.wanted_of(record) if record else None
    found = matching.offers_for(wanted, None, SHOWN) if wanted else []
    title = present.of_need(row)["title"]
    context = {
        "heading": _("Offers that might meet this need"), "closed": record is None,
        "thing": {"title": title, "url": reverse("exchange:need", args=[uid]), "synthetic": row.synthetic},
        "trail": [
            {"label": _("Needs"), "url": reverse("exchange:needs")},
            {"label": title, "url": reverse("exchange:need", args=[uid])}, {"label": _("Matches")},
        ],
        **_shown(found, wanted, "offer"),
    }  # fmt: skip
    return render(request, "exchange/asking_matches.html", context)


@require_safe
def for_offer(request: HttpRequest, uid: str) -> HttpResponse:
    """Open needs that an offer might meet."""
    record = offer_record(uid)
    if record is None:
        row = get_object_or_404(queries.offers(), uid=uid)  # expired or taken back: it is here, but not matched
        thing = {"title": present.of_offer(row)["title"], "url": reverse("exchange:offer", args=[uid]),
                 "synthetic": row.synthetic}  # fmt: skip
    else:
        thing = _thing(record, "offer")
    wanted = matching.wanted_of(record) if record else None
    found = matching.needs_for(wanted, None, SHOWN) if wanted else []
    context = {
        "heading": _("Needs that this offer might meet"), "closed": record is None, "thing": thing,
        "trail": [
            {"label": pgettext("of a technology", "Offers"), "url": reverse("exchange:offers")},
            {"label": thing["title"], "url": reverse("exchange:offer", args=[uid])},
            {"label": _("Matches")},
        ],
        **_shown(found, wanted, "need"),
    }  # fmt: skip
    return render(request, "exchange/asking_matches.html", context)


def offer_record(uid: str) -> Record | None:
    """What is known of a live offer: of the store, else of the reference data. Costs two queries."""
    row = next(iter(findable.offers([uid])), None)
    if row is not None:
        return row
    if queries.offers().filter(uid=uid).exists():
        return None
    found = reading.reference(uid)
    return dict(found) if found is not None else None


def _thing(record: Record, kind: str) -> dict[str, Any]:
    shown = hits.brief(record)
    return {**shown, "url": reverse(f"exchange:{kind}", args=[record["uid"]])}


def _trail(here: str) -> list[dict[str, str]]:
    return [{"label": _("Technology exchange"), "url": reverse("exchange:front")}, {"label": here}]


def _shown(found: Sequence[Match], wanted: Wanted | None, kind: str) -> dict[str, Any]:
    text = f"{wanted.title}\n{wanted.text}" if wanted else ""
    return {
        "matches": [
            {**hits.brief(each.body), "url": reverse(f"exchange:{kind}", args=[each.uid]),
             "why": reasons.explained(each, text)}
            for each in found
        ],
        "of_needs": kind == "need",
        "crowded": _crowded(found) if kind == "offer" else [],
    }  # fmt: skip


def _crowded(found: Sequence[Match]) -> list[dict[str, str]]:
    """Owners of whom no more are shown than page diversity allows, with the address of all of theirs."""
    names: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for each in found:
        if owner := str(each.body.get("owner") or ""):
            key = records.owner_value(owner)
            names.setdefault(key, owner)
            counted[key] += 1
    return [
        {"name": names[key], "url": f"{reverse('exchange:search')}?{urlencode({'owner': key})}"}
        for key, count in counted.items() if count >= matching.PER_OWNER
    ]  # fmt: skip


def actions_of_offer(request: HttpRequest, thing: Any) -> list[Action]:
    """What a page of an offer leads to: its matches, its likes, and comparing it."""
    uid = _uid(thing)
    return [
        Action(_("Needs it might meet"), reverse("exchange:offer-matches", args=[uid]), "search"),
        Action(_("Offers like this one"), f"{reverse('exchange:match')}?{urlencode({'like': uid})}", ""),
        Action(_("Compare"), f"{reverse('exchange:compare')}?{urlencode({'id': uid})}", ""),
    ]


def actions_of_need(request: HttpRequest, thing: Any) -> list[Action]:
    """What a page of a need leads to: offers that might meet it."""
    return [Action(_("Offers that might meet it"), reverse("exchange:need-matches", args=[_uid(thing)]), "search")]


def _uid(thing: Any) -> str:
    return str(thing["uid"] if isinstance(thing, Mapping) else thing.uid)
