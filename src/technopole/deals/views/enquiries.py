"""Asking about an offer or a need, my enquiries, one enquiry as its reader may see it, and its steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from technopole.accounts.queries import organisation_names
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.deals import enquiries, forms, parts, rules, showing, things, words
from technopole.deals.models import Enquiry
from technopole.deals.transitions import ASKER, MANAGER, OWNER
from technopole.deals.views import shared
from technopole.pages.texts import in_both

SHOWN = 50
WAY = ("sent", "owner_consented", "disclosed", "talks")
WAY_FROM_DESK = ("at_desk", *WAY)


@login_required
@require_http_methods(["GET", "POST"])
def enquire(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """Three questions, and whether one consents already to be named."""
    thing = things.public(kind, uid) if kind in ("offer", "need") else None
    if thing is None:
        raise Http404
    user: Any = request.user
    made = forms.made(forms.ENQUIRY)
    form, problem, status = made({}), "", 200
    chosen, consents = "", False
    if request.method == "POST":
        said = made.read(request.POST)
        chosen, consents = request.POST.get("organisation", ""), "consents" in request.POST
        try:
            row = enquiries.send(kind, uid, user, chosen, said, consents=consents)
            messages.success(request, _("The enquiry is sent. You stay unnamed until both sides have consented."))
            return redirect("deals:enquiry", uid=row.uid)
        except Invalid as invalid:
            form, problem, status = made(said, invalid.fields), "", 422
        except Conflict as conflict:
            form, problem, status = made(said), conflict.message, 409
        except NotAllowed as refused:
            form, problem, status = made(said), refused.message, 403
    context = {
        "thing": thing, "form": form, "problem": problem, "consents": consents,
        "organisations": [
            {"uid": each, "names": names, "chosen": each == chosen}
            for each, names in sorted(organisation_names(user.represents).items(), key=lambda pair: str(pair[1]))
        ],
        "terms": words.TERMS[enquiries.TERMS],
        "trail": [{"label": thing.title, "url": thing.url}, {"label": _("Enquire")}],
    }  # fmt: skip
    return render(request, "deals/enquire.html", context, status=status)


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What was asked of my organisations, and what they asked."""
    rows = Enquiry.objects.select_related("manager")
    asked = rules.owns.filter(request.user, rows).order_by("-id")[:SHOWN]
    sent = rules.asks.filter(request.user, rows).order_by("-id")[:SHOWN]
    context = {
        "received": [_entry(row, OWNER) for row in asked], "sent": [_entry(row, ASKER) for row in sent],
        "trail": [{"label": _("My enquiries")}],
    }
    return render(request, "deals/enquiries.html", context)


def _entry(row: Enquiry, part: str) -> dict[str, Any]:
    mine = showing.waits_for(row) == part
    return {
        "title": in_both(row, "title"), "url": reverse("deals:enquiry", args=[row.uid]),
        "badge": words.badge("enquiry", row.state), "clock": shared.clock_badge(row) if mine else None, "mine": mine,
        "sub": showing.handle(row, ASKER) if part == OWNER and row.disclosed_at is None else "",
        "when": row.created_at, "synthetic": row.synthetic,
    }  # fmt: skip


@login_required
@require_GET
def enquiry(request: HttpRequest, uid: str) -> HttpResponse:
    """One enquiry: the answers to whoever may see it, names to the two sides and their manager once both consented."""
    row = shared.find("enquiry", uid, request.user)
    own = parts.of(row, request.user)
    started = WAY_FROM_DESK if row.reference or row.state == "at_desk" else WAY
    deal = getattr(row, "deal", None) if row.state == "talks" else None
    sides = [showing.side_of_enquiry(row, part, own) for part in (ASKER, OWNER)]
    context = {
        "row": row, "title": in_both(row, "title"), "badge": words.badge("enquiry", row.state),
        "thing_url": things.address(row.thing_kind, row.thing_uid), "sides": sides,
        "hidden": row.disclosed_at is None,
        "progress": shared.progress(started, row.state, "enquiry", ended=row.state == "talks"),
        "answers": [{"label": words.ANSWERS[name], "text": getattr(row, name)} for name in enquiries.QUESTIONS],
        "facts": _facts(row, own), "waiting": shared.waiting(row, own),
        "steps": shared.offered("enquiry", row, request.user), "timeline": showing.timeline(row, own),
        "deal": deal if deal is not None and parts.of(deal, request.user) else None,
        "terms": words.TERMS.get(row.terms, ""), "trail": [*_trail(own), {"label": _("Enquiry")}],
    }  # fmt: skip
    return render(request, "deals/enquiry.html", context)


def _facts(row: Enquiry, own: frozenset[str]) -> list[dict[str, Any]]:
    consents = [
        (_("The asking side consents to be named"), row.asker_consented_at),
        (_("The owner consents to be named"), row.owner_consented_at),
    ]
    # of what ended without disclosure nothing tells who was willing
    open_or_named = row.disclosed_at is not None or row.state in ("at_desk", "sent", "owner_consented")
    return [
        {"label": _("Sent on"), "text": shared.day(row.created_at.date())},
        *(
            {"label": label, "text": shared.day(at.date()) if at else _("not yet")}
            for label, at in consents if open_or_named
        ),
        {"label": _("Both sides named on"), "text": shared.day(row.disclosed_at.date()) if row.disclosed_at else ""},
        {"label": _("Technology manager"), "text": str(row.manager) if row.manager and own - {MANAGER} else ""},
    ]  # fmt: skip


def _trail(own: frozenset[str]) -> list[dict[str, Any]]:
    if MANAGER in own:
        return [{"label": _("Broker's desk"), "url": reverse("deals:desk")}]
    return [{"label": _("My enquiries"), "url": reverse("deals:enquiries")}]


@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, uid: str, step: str) -> HttpResponse:
    """One step of an enquiry."""
    row = shared.find("enquiry", uid, request.user)
    return shared.step_page(request, "enquiry", uid, step, {"heading": in_both(row, "title")})
