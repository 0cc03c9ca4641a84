"""The broker's desk: what is in the pipeline by state, what is late, needs without an answer, my credits."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from technopole.core import clock
from technopole.deals import lists, rules, showing, things, words
from technopole.deals.models import Deal, Enquiry
from technopole.deals.transitions import ASKER, CONTRACTED, OVER, WAITING
from technopole.deals.views import shared
from technopole.exchange import managers, standing
from technopole.exchange.asking import suggesting
from technopole.exchange.models import Listing, Need
from technopole.pages.texts import in_both

SHOWN = 8
NEEDS = 20
CREDITS = 10


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Enquiries and deals that are mine or nobody's, by state; no side is named before both have consented."""
    user: Any = request.user
    if not rules.broker.allows(user):
        raise PermissionDenied
    enquiries = rules.manages_enquiry.filter(user, Enquiry.objects.select_related("manager"))
    deals = rules.manages_deal.filter(user, Deal.objects.select_related("contract", "manager"))
    context = {
        "columns": [
            _listings(),
            _column(_("With the technology managers"), enquiries.filter(state="at_desk"), _enquiry),
            _column(_("Waiting for an answer"), enquiries.filter(state__in=("sent", "owner_consented")), _enquiry),
            _column(_("Both sides are named"), enquiries.filter(state="disclosed"), _enquiry),
            _column(_("In talks"), deals.filter(state__in=("talks", "offered")), _deal),
            _column(_("Agreed"), deals.filter(state__in=("agreed", "contract_recorded")), _deal),
            _column(_("Contracted"), deals.filter(state__in=CONTRACTED), _deal),
        ],
        "to_certify": [_deal(row) for row in rules.certifies.filter(
            user, Deal.objects.select_related("contract", "manager").filter(state="registered"))[:SHOWN]],
        "late": _late(enquiries, deals), "needs": _needs(),
        "suggestions": [suggesting.shown(each) for each in standing.suggestions(for_manager=user, limit=SHOWN)],
        "credits": [
            {"what": each.what, "points": each.points, "at": each.at} for each in managers.credits(user)[:CREDITS]
        ],
        "points": managers.points(user), "trail": [{"label": _("Broker's desk")}],
    }  # fmt: skip
    return render(request, "deals/desk.html", context)


def _column(title: str, rows: QuerySet[Any], entry: Any) -> dict[str, Any]:
    found = list(rows.order_by("-updated_at")[: SHOWN + 1])
    count = len(found) if len(found) <= SHOWN else rows.count()
    return {"title": title, "count": count, "entries": [entry(row) for row in found[:SHOWN]]}


def _listings() -> dict[str, Any]:
    """Listings in review: by their titles, which their owners wrote."""
    rows = Listing.objects.filter(state="in_review").order_by("submitted_at")
    entries = [
        {"title": row.title or row.uid, "url": _review_address(row), "sub": "", "when": row.submitted_at,
         "synthetic": row.synthetic}
        for row in rows[:SHOWN]
    ]  # fmt: skip
    return {"title": _("Listings in review"), "count": rows.count(), "entries": entries}


def _review_address(row: Listing) -> str:
    return reverse("exchange:listing", args=[row.uid])


def _enquiry(row: Enquiry) -> dict[str, Any]:
    return {
        "title": in_both(row, "title"), "url": reverse("deals:enquiry", args=[row.uid]),
        "sub": showing.handle(row, ASKER), "clock": shared.clock_badge(row), "when": row.updated_at,
        "free": row.manager_id is None, "synthetic": row.synthetic,
    }  # fmt: skip


def _deal(row: Deal) -> dict[str, Any]:
    return {
        "title": in_both(row, "title"), "url": reverse("deals:deal", args=[row.uid]),
        "badge": words.badge("deal", row.state), "when": row.updated_at, "free": row.manager_id is None,
        "clock": shared.days_badge((row.registration_due - clock.today()).days) if row.registration_due else None,
        "synthetic": row.synthetic,
    }  # fmt: skip


def _late(enquiries: QuerySet[Enquiry], deals: QuerySet[Deal]) -> list[dict[str, Any]]:
    """What is over its day: registrations not decided, plans not kept. Enquiries end by themselves: the next to end."""
    today = clock.today()
    plans = deals.filter(milestones__due_on__lt=today, milestones__said_on=None).exclude(state__in=OVER).distinct()
    soon = enquiries.filter(state__in=WAITING).order_by("expires_on")
    overdue = deals.filter(registration_due__lt=today)
    return [
        *({**_deal(row), "why": _("the registration is not decided")} for row in overdue[:SHOWN]),
        *({**_deal(row), "why": _("something in the plan is late")} for row in plans[:SHOWN]),
        *({**_enquiry(row), "why": _("ends unless answered")} for row in soon[:SHOWN]),
    ]


def _needs() -> list[dict[str, Any]]:
    """Open needs that nobody has asked about, the oldest first."""
    asked = Enquiry.objects.filter(thing_kind="need", thing_uid=OuterRef("uid"))
    rows = Need.objects.filter(status="open").exclude(profile="").annotate(asked=Exists(asked)).filter(asked=False)
    return [
        {
            "title": in_both(row, "title") or in_both(row, "statement"), "url": things.address("need", row.uid),
            "when": row.published_on, "synthetic": row.synthetic,
        }
        for row in rows.order_by("published_on", "id")[:NEEDS]
    ]  # fmt: skip


@login_required
@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    """The registrars' worklist of contracts."""
    if not rules.registrar.allows(request.user):
        raise PermissionDenied
    return lists.contracts.page(request)


@login_required
@require_GET
def contracts_export(request: HttpRequest, form: str) -> HttpResponseBase:
    if not rules.registrar.allows(request.user):
        raise PermissionDenied
    return lists.contracts.download(request, form)

