"""Every status a page can show: its word, its tone and the shape of the tone."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Drawn on a 10 × 10 grid: a disc, a triangle, a square on its point, a bar, a ring.
SHAPES = {
    "good": '<circle cx="5" cy="5" r="5"/>',
    "warn": '<path d="M5 .5 10 9.5H0z"/>',
    "bad": '<path d="M5 0l5 5-5 5-5-5z"/>',
    "accent": '<path d="M0 1h10v8H0z"/>',
    "quiet": '<path d="M5 0a5 5 0 1 0 0 10A5 5 0 0 0 5 0m0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6" fill-rule="evenodd"/>',
}

_STATUSES: dict[str, tuple[Promise, str]] = {
    # organisations
    "active": (_("Active"), "good"),
    "inactive": (_("Inactive"), "quiet"),
    "withdrawn": (_("Withdrawn"), "bad"),
    # events
    "planned": (_("Planned"), "accent"),
    "announced": (_("Announced"), "accent"),
    "upcoming": (_("Upcoming"), "accent"),
    "ongoing": (_("Under way"), "good"),
    "held": (_("Held"), "quiet"),
    "completed": (_("Completed"), "quiet"),
    "postponed": (_("Postponed"), "warn"),
    "cancelled": (_("Cancelled"), "bad"),
    # facilities
    "operating": (_("Operating"), "good"),
    "in_operation": (_("Operating"), "good"),
    "trial_operation": (_("Trial operation"), "accent"),
    "under_construction": (_("Under construction"), "accent"),
    "closed": (_("Closed"), "quiet"),
    # policies
    "in_force": (_("In force"), "good"),
    "expired": (_("Expired"), "quiet"),
    "not_yet_in_force": (_("Not yet in force"), "accent"),
    "repealed": (_("Repealed"), "quiet"),
    # offers and needs
    "live": (_("Live"), "good"),
    "concluded": (_("Concluded"), "quiet"),
    "open": (_("Open"), "good"),
    "answered": (_("Answered"), "quiet"),
    # requests
    "draft": (_("Draft"), "quiet"),
    "submitted": (_("Submitted"), "accent"),
    "in_review": (_("In review"), "accent"),
    "returned": (_("Sent back for changes"), "warn"),
    "accepted": (_("Accepted"), "good"),
    "approved": (_("Approved"), "good"),
    "refused": (_("Refused"), "bad"),
    "rejected": (_("Refused"), "bad"),
    # indicators against their target
    "met": (_("Target met"), "good"),
    "on_track": (_("On track"), "good"),
    "close": (_("Close to target"), "warn"),
    "off_track": (_("Off track"), "bad"),
    "missed": (_("Target missed"), "bad"),
    "no_target": (_("No target"), "quiet"),
    "no_data": (_("No data yet"), "quiet"),
    "unknown": (_("Not known"), "quiet"),
    # observations
    "actual": (_("Actual"), "good"),
    "preliminary": (_("Preliminary"), "warn"),
    "restated": (_("Restated"), "accent"),
    "derived": (_("Derived"), "accent"),
    "target": (_("Target"), "quiet"),
    "claim": (_("Claim"), "warn"),
    "missing": (_("Missing"), "quiet"),
}


def describe(status: str) -> tuple[str, str]:
    """The word and the tone of a status; an unknown status is shown as it is written, in the quiet tone."""
    key = status.strip().lower().replace(" ", "_").replace("-", "_")
    label, tone = _STATUSES.get(key, (status.replace("_", " "), "quiet"))
    return str(label), tone
