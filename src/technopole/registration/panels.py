"""What the register adds to an organisation's page: its registration."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from technopole.pages.panels import Panel
from technopole.registration import queries, rules_in_force, words


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
