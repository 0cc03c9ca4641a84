"""The words of events, facilities and showcase on a page, and the tone of each status."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from technopole.programme.models import Event, Facility

ROLES = {
    "guide": _("Guided by"),
    "host": _("Hosted by"),
    "co-host": _("Co-hosted by"),
    "supporter": _("Supported by"),
    "partner": _("Partners"),
    "presenter": _("Presented by"),
}
LEVELS = {
    "international": _("International"),
    "national": _("National"),
    "municipal": _("Municipal"),
    "district": _("District level"),
    "local": _("Local"),
}
FORMATS = {"in_person": _("In person"), "online": _("Online"), "hybrid": _("In person and online")}
PHASES = {"upcoming": _("Upcoming"), "now": _("Under way"), "past": _("Past"), "undated": _("No date yet")}
PHASE_TONES = {"upcoming": "accent", "now": "good", "past": "quiet", "undated": "quiet"}
EVENT_STATUSES = {
    "cancelled": {"label": _("Cancelled"), "tone": "bad"},
    "postponed": {"label": _("Postponed"), "tone": "warn"},
    "draft": {"label": _("Draft"), "tone": "quiet"},
}
FACILITY_STATUSES = {
    "planned": {"label": _("Planned"), "tone": "quiet"},
    "construction": {"label": _("Under construction"), "tone": "accent"},
    "trial": {"label": _("Trial operation"), "tone": "accent"},
    "operating": {"label": _("Operating"), "tone": "good"},
    "closed": {"label": _("Closed"), "tone": "quiet"},
}
FIELDS = {
    "name": _("Name"),
    "series": _("Series"),
    "start": _("Start"),
    "end": _("End"),
    "place": _("Place"),
    "districts": _("District"),
    "district": _("District"),
    "hubs": _("Hub"),
    "hub": _("Hub"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "precision": _("Precision of the place"),
    "level": _("Level"),
    "format": _("Format"),
    "attendance": _("Attendance"),
    "key_numbers": _("Key numbers"),
    "organisers": _("Organisers"),
    "operators": _("Operated by"),
    "organisation": _("Organisation"),
    "summary": _("Summary"),
    "status": _("Status"),
    "note": _("Note"),
    "website": _("Website"),
    "sources": _("Sources"),
    "type": _("Type"),
    "opened": _("Opened"),
    "facts": _("Facts"),
    "maker": _("Made by"),
    "scenario": _("What it is for"),
    "sectors": _("Sectors"),
    "shown_at": _("Shown at"),
}
"""The names of fields, for history and disagreements."""


def phase(event: Event, today: dt.date) -> str:
    """Where an event stands in time: `upcoming`, `now`, `past` or `undated`."""
    if event.starts_on is None or event.ends_on is None:
        return "undated"
    if today < event.starts_on:
        return "upcoming"
    return "past" if today > event.ends_on else "now"


def event_status(event: Event, today: dt.date) -> dict[str, object]:
    """What a reader wants to know first: called off, or when."""
    when = phase(event, today)
    return EVENT_STATUSES.get(event.status) or {"label": PHASES[when], "tone": PHASE_TONES[when]}


def facility_status(facility: Facility) -> dict[str, object] | None:
    return FACILITY_STATUSES.get(facility.status)
