"""What the programme adds to the pages of organisations and hubs: their events and facilities."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from technopole.core import clock
from technopole.pages.panels import Panel
from technopole.pages.texts import in_both
from technopole.programme import lists, queries, words
from technopole.programme.models import Event, Facility

SHOWN = 8


def events_of_organisation(organisation: Any) -> Panel | None:
    return _events(queries.events_of_organisation(organisation.key)) if organisation.key else None


def events_of_hub(hub: Any) -> Panel | None:
    return _events(queries.events_of_hub(hub.key), f"{reverse('programme:events')}?hub={hub.key}")


def facilities_of_organisation(organisation: Any) -> Panel | None:
    return _facilities(queries.facilities_of_organisation(organisation.key)) if organisation.key else None


def facilities_of_hub(hub: Any) -> Panel | None:
    return _facilities(queries.facilities_of_hub(hub.key), f"{reverse('programme:facilities')}?hub={hub.key}")


def _events(rows: QuerySet[Event], more_url: str = "") -> Panel:
    found = list(rows[: SHOWN + 1])
    today = clock.today()
    shown = [
        {
            "text": in_both(row, "name"),
            "url": lists.event_link(row),
            "when": row.start,
            "badge": words.event_status(row, today) if words.phase(row, today) != "past" else None,
        }
        for row in found[:SHOWN]
    ]
    return Panel(_("Events"), shown, more_url if len(found) > SHOWN else "")


def _facilities(rows: QuerySet[Facility], more_url: str = "") -> Panel:
    found = list(rows[: SHOWN + 1])
    shown = [
        {
            "text": in_both(row, "name"),
            "url": lists.facility_link(row),
            "sub": in_both(row, "type"),
            "badge": words.facility_status(row),
        }
        for row in found[:SHOWN]
    ]
    return Panel(_("Facilities"), shown, more_url if len(found) > SHOWN else "")
