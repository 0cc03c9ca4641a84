"""An event as schema.org JSON-LD, for search engines and other programs."""

from typing import Any

from technopole.pages.texts import in_both
from technopole.programme.models import Event
from technopole.registry import named

_STATUSES = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}
_FORMATS = {
    "in_person": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}
_ORGANISERS = ("guide", "host", "co-host")


def event(row: Event, address: str) -> dict[str, Any]:
    """schema.org/Event of a row whose roles were fetched with names. Dates stay as partial as they are known."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": _texts(in_both(row, "name")),
        "description": _texts(in_both(row, "summary")),
        "startDate": row.start or None,
        "endDate": row.end or None,
        "eventStatus": f"https://schema.org/{_STATUSES.get(row.status, 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{_FORMATS[row.format]}" if row.format in _FORMATS else None,
        "location": _place(row),
        "organizer": [_organisation(role) for role in row.roles.all() if role.role in _ORGANISERS],
        "superEvent": {"@type": "EventSeries", "name": _texts(in_both(row, "series"))} if row.series_en else None,
        "citation": row.sources,
    }
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def _texts(text: dict[str, str]) -> Any:
    tags = {"en": "en", "zh": "zh-Hans"}
    values = [{"@value": words, "@language": tags[language]} for language, words in text.items()]
    return values[0] if len(values) == 1 else values


def _place(row: Event) -> dict[str, Any] | None:
    name = in_both(row, "place")
    if not name and row.latitude is None:
        return None
    place: dict[str, Any] = {"@type": "Place", "name": _texts(name)} if name else {"@type": "Place"}
    if row.latitude is not None and row.precision in ("exact", "campus"):
        place["geo"] = {"@type": "GeoCoordinates", "latitude": row.latitude, "longitude": row.longitude}
    return place


def _organisation(role: Any) -> dict[str, Any]:
    name = named.name(role, "organisation", role.label or role.organisation_key)
    return {"@type": "Organization", "name": next(iter(name.values()))}
