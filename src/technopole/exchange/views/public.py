"""The pages that everybody may read: one offer, one need, one service."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from technopole.exchange import present, queries, reading, words
from technopole.exchange.models import Listing
from technopole.exchange.rules import may_see
from technopole.pages import actions
from technopole.pages.objects import with_panels
from technopole.pages.texts import in_both

NO_FOOT: dict[str, Any] = {"panels": [], "differences": [], "sources": [], "history": [], "history_url": ""}


def offer(request: HttpRequest, uid: str) -> HttpResponse:
    """One offer: a row of the store, or a reference record that nobody acted on yet, at the same address."""
    row = queries.offers().filter(uid=uid).first()
    if row is None:
        body = reading.reference(uid)
        if body is None:
            raise Http404
        return _shown(request, "offer", present.of_body(body), NO_FOOT, None)
    foot = with_panels("offer", row, words.FIELDS)
    shown = {**present.of_offer(row), "reference": reading.is_reference(row.uid)}
    return _shown(request, "offer", shown, foot, row)


def need(request: HttpRequest, uid: str) -> HttpResponse:
    row = get_object_or_404(queries.needs(), uid=uid)
    context = {**with_panels("need", row, words.FIELDS), "note": in_both(row, "note"), "said": not row.profile}
    return _shown(request, "need", present.of_need(row), context, row)


def _shown(request: HttpRequest, kind: str, shown: dict[str, Any], more: dict[str, Any], row: Any) -> HttpResponse:
    first, last = {
        "offer": (pgettext("of a technology", "Offers"), pgettext("of a technology", "Offer")),
        "need": (_("Needs"), _("Need")),
    }[kind]
    trail = [{"label": first, "url": reverse(f"exchange:{kind}s")}, {"label": last}]
    context = {
        "thing": shown,
        "facts": [fact for fact in shown["facts"] if fact],
        "actions": actions.actions(kind, request, row if row is not None else shown),
        "working": _working(request, kind, shown["uid"]),
        "trail": trail,
        **more,
    }
    return render(request, f"exchange/{kind}.html", context)


def _working(request: HttpRequest, kind: str, uid: str) -> str:
    """The address of the private side, for those who may see it."""
    if not request.user.is_authenticated:
        return ""
    row = may_see.filter(request.user, Listing.objects.filter(kind=kind, public_uid=uid)).first()
    return reverse("exchange:listing", args=[row.uid]) if row is not None else ""


def service(request: HttpRequest, uid: str) -> HttpResponse:
    row = get_object_or_404(queries.services(), uid=uid)
    provider = queries.provider(row)
    context = {
        "service": row,
        "name": in_both(row, "name"),
        "summary": in_both(row, "summary"),
        "note": in_both(row, "note"),
        "facts": [
            {"label": _("Provider"), "values": [provider] if provider["text"] else []},
            {
                "label": _("Kind of service"),
                "values": [{"text": words.SERVICE_KINDS.get(key, key)} for key in row.kinds],
            },
            {"label": _("Website"), "text": row.website, "url": row.website, "external": True},
        ],
        "actions": actions.actions("service", request, row),
        **with_panels("service", row, words.FIELDS),
        "trail": [{"label": _("Services"), "url": reverse("exchange:services")}, {"label": _("Service")}],
    }
    return render(request, "exchange/service.html", context)
