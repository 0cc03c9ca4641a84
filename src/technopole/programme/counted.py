"""What the programme counts of an organisation: events it organises, facilities it operates, things it showed."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from technopole.programme.models import Event, Facility, ShowcaseItem
from technopole.registry.contributions import Counted


def of(organisation: Any) -> list[Counted]:
    """Costs three queries; nothing for organisations that the centre's folder does not name."""
    key = organisation.key
    if not key:
        return []
    events = Event.objects.filter(roles__organisation_key=key).exclude(status="draft").distinct()
    facilities = Facility.objects.filter(operators__organisation_key=key).distinct()
    shown = ShowcaseItem.objects.filter(maker_key=key)
    return [
        Counted(label, rows.count(), f"{reverse(page)}?organisation={key}")
        for label, rows, page in (
            (_("Events organised or supported"), events, "programme:events"),
            (_("Facilities operated"), facilities, "programme:facilities"),
            (_("Things shown"), shown, "programme:showcase"),
        )
    ]
