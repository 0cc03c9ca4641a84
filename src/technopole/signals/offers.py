"""What signals offer on the pages of things and lists: follow it, its feed, its summary."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from technopole.pages import atom
from technopole.pages.actions import Action
from technopole.pages.listing import Listing, filters
from technopole.signals import things


def of_organisation(request: HttpRequest, row: Any) -> list[Action]:
    """Follow an organisation, read its feed, print its summary."""
    return [
        Action(_("Follow it"), reverse("signals:follow", args=["organisation", row.uid]), "plus"),
        Action(_("One-page summary"), reverse("signals:summary", args=[row.uid]), "document"),
        Action(_("Feed of its changes"), reverse("signals:feed", args=["organisation", row.uid]), "", atom.MEDIA_TYPE),
    ]


def of_list(request: HttpRequest, listing: Listing) -> list[Action]:
    """Follow a list as it is narrowed now, or read its feed."""
    if things.LISTS.get(listing.name) is None or things.LISTS[listing.name].list is not listing:
        return []
    asked = filters(request)
    query = f"?{asked}" if asked else ""
    follow = reverse("signals:follow-list", args=[listing.name]) + query
    feed = reverse("signals:list-feed", args=[listing.name]) + query
    return [
        Action(_("Tell me when this list changes"), follow, "plus"),
        Action(_("Feed of this list’s changes"), feed, "", atom.MEDIA_TYPE),
    ]
