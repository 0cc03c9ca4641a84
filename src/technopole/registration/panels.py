"""What the register adds to other pages: to an organisation's its registration, to the directory the way here."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from technopole.pages.actions import Action
from technopole.pages.panels import Panel
from technopole.registration import queries, rules_in_force, words
from technopole.registration.models import Registration, Status
from technopole.registry.standing import Standing


def of_list(request: HttpRequest, listing: Any) -> list[Action]:
    """From the directory of organisations to the register."""
    if listing.name != "organisations":
        return []
    return [Action(_("Register of social organisations"), reverse("registration:registrations"))]


def of_organisation(organisation: Any) -> Panel | None:
    """The organisation's entries in the register of social organisations."""
    rows = [
        {
            "text": row.code,
            "url": reverse("registration:registration", args=[row.code]),
            "sub": rules_in_force.forms()[row.legal_form].name,
            "when": row.registered_on.isoformat(),
            "badge": words.status_badge(row.status),
            "mark": "synthetic" if row.synthetic else "",
        }
        for row in queries.of_organisation(organisation.uid)
    ]
    return Panel(_("Registration"), rows) if rows else None


def standing(uids: Sequence[str]) -> dict[str, list[Standing]]:
    """What the register says of these organisations, the latest registration first. Costs one query."""
    found: dict[str, list[Standing]] = {}
    rows = Registration.objects.filter(organisation_uid__in=uids).order_by("-registered_on", "-id")
    for row in rows:
        label, tone = words.STATUSES.get(row.status, (row.status, "quiet"))
        url = reverse("registration:registration", args=[row.code])
        closed = row.status == Status.DEREGISTERED
        found.setdefault(row.organisation_uid, []).append(Standing(row.status, label, tone, closed, url))
    return found
