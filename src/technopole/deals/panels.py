"""What deals add to the pages of offers, needs and their lists: enquire, value, the market's figures, my work."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from technopole.deals import rules
from technopole.pages.actions import Action

OPEN = ("live", "open", None)
"""Statuses in which somebody would answer; a reference offer has none."""


def _of(kind: str, request: HttpRequest, thing: Any) -> list[Action]:
    uid, status = (
        (thing["uid"], thing.get("status")) if isinstance(thing, Mapping) else (thing.uid, thing.status)
    )
    found = []
    if status in OPEN:
        label = _("Propose an answer") if kind == "need" else _("Enquire")
        found.append(Action(label, reverse("deals:enquire", args=[kind, uid])))
    user: Any = request.user
    if user.is_authenticated and user.represents:
        found.append(Action(_("What it may be worth"), reverse("deals:value", args=[kind, uid])))
    return found


def of_offer(request: HttpRequest, thing: Any) -> list[Action]:
    """On the page of an offer: a row, or what its page shows of a reference record."""
    return _of("offer", request, thing)


def of_need(request: HttpRequest, thing: Any) -> list[Action]:
    return _of("need", request, thing)


def of_list(request: HttpRequest, listing: Any) -> list[Action]:
    """From the lists of offers and needs to the market, and to one's own work with them."""
    if listing.name not in ("offers", "needs"):
        return []
    found = [Action(_("The market"), reverse("deals:market"))]
    user: Any = request.user
    if user.is_authenticated and user.represents:
        found.append(Action(_("My enquiries"), reverse("deals:enquiries")))
        found.append(Action(_("My deals"), reverse("deals:deals")))
    if rules.broker.allows(user):
        found.append(Action(_("Broker's desk"), reverse("deals:desk")))
    return found
