"""What the exchange counts of an organisation: needs it stated, and those that were answered."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from technopole.exchange import queries
from technopole.registry.contributions import Counted


def of(organisation: Any) -> list[Counted]:
    """Costs two queries; nothing for organisations that the centre's folder does not name."""
    if not organisation.key:
        return []
    needs, page = queries.of_organisation(organisation.key), reverse("exchange:needs")
    answered = needs.filter(status="answered").count()
    return [
        Counted(_("Needs stated"), needs.count(), f"{page}?organisation={organisation.key}"),
        Counted(_("of which answered"), answered, f"{page}?organisation={organisation.key}&status=answered"),
    ]
