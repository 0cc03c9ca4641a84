"""Events, facilities and showcase items as kinds of things: rows to records, records to columns."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from technopole.core import kinds
from technopole.core.kinds import Kind, both
from technopole.core.merge import Record
from technopole.methods import periods
from technopole.programme import vocabulary
from technopole.programme.models import (
    Event,
    EventHub,
    EventRole,
    Facility,
    FacilityOperator,
    ShowcaseItem,
    ShowcaseSector,
)
from technopole.sources import rows

# --- rows of the centre's folder -------------------------------------------------------------------------------


def event_from_row(row: rows.Row) -> Record:
    """A row of `events.csv`. Raises `SourceError` naming the field that is wrong."""
    start, end = rows.date_pair(row, "start", "end")
    return rows.stated(
        key=rows.key(row),
        series=rows.both(row, "series"),
        name=rows.required_in_a_language(row, "name"),
        start=start,
        end=end,
        place=rows.both(row, "place"),
        districts=rows.several(row, "district"),
        hubs=rows.several(row, "hub"),
        level=rows.choice(row, "level", ("", *vocabulary.EVENT_LEVELS)),
        format=rows.choice(row, "format", ("", *vocabulary.EVENT_FORMATS)),
        attendance=rows.whole_number(row, "attendance"),
        key_numbers=rows.several_in_both(row, "key_numbers"),
        organisers=rows.parties(row, "organisers", vocabulary.EVENT_ROLES),
        summary=rows.both(row, "summary"),
        note=rows.both(row, "note"),
        website=rows.url(row, "website"),
        status=rows.choice(row, "status", vocabulary.EVENT_STATUSES, default="announced"),
        sources=rows.sources(row),
        **rows.place(row),
    )


def facility_from_row(row: rows.Row) -> Record:
    """A row of `facilities.csv`. Raises `SourceError` naming the field that is wrong."""
    return rows.stated(
        key=rows.key(row),
        name=rows.required_in_a_language(row, "name"),
        type=rows.both(row, "type"),
        operators=rows.parties(row, "operator"),
        organisation=rows.cell(row, "organisation"),
        hub=rows.cell(row, "hub"),
        district=rows.cell(row, "district"),
        place=rows.both(row, "place"),
        status=rows.choice(row, "status", ("", *vocabulary.FACILITY_STATUSES)),
        opened=rows.partial_date(row, "opened"),
        facts=rows.both(row, "facts"),
        website=rows.url(row, "website"),
        note=rows.both(row, "note"),
        sources=rows.sources(row),
        **rows.place(row),
    )


def showcase_from_row(row: rows.Row) -> Record:
    """A row of `showcase.csv`. Raises `SourceError` naming the field that is wrong."""
    makers = rows.parties(row, "maker") or [{}]
    return rows.stated(
        key=rows.key(row),
        name=rows.required_in_a_language(row, "name"),
        maker=makers[0],
        scenario=rows.both(row, "scenario"),
        summary=rows.both(row, "summary"),
        sectors=rows.several(row, "sectors"),
        shown_at=rows.cell(row, "shown_at"),
        sources=rows.sources(row),
    )


READERS: dict[str, tuple[str, Callable[[rows.Row], Record]]] = {
    "events.csv": ("event", event_from_row),
    "facilities.csv": ("facility", facility_from_row),
    "showcase.csv": ("showcase", showcase_from_row),
}
"""The files of a centre's folder that this domain reads: {file: (kind, reader of one row)}."""

# --- records to columns ----------------------------------------------------------------------------------------


def event_columns(merged: Record) -> dict[str, Any]:
    start, end = merged.get("start", ""), merged.get("end", "")
    starts_on = periods.first_day(start) if start else None
    return {
        "key": merged.get("key", ""),
        **in_both(merged, "series", "name", "place", "summary", "note"),
        "start": start,
        "end": end,
        "starts_on": starts_on,
        "ends_on": periods.last_day(end or start) if end or start else None,
        "year": starts_on.year if starts_on else None,
        "districts": merged.get("districts", []),
        **where(merged),
        "level": merged.get("level", ""),
        "format": merged.get("format", ""),
        "attendance": merged.get("attendance"),
        "key_numbers": merged.get("key_numbers", {}),
        "website": merged.get("website", ""),
        "status": merged.get("status", "announced"),
        "sources": merged.get("sources", []),
        "synthetic": bool(merged.get("synthetic")),
    }


def facility_columns(merged: Record) -> dict[str, Any]:
    opened = merged.get("opened", "")
    return {
        "key": merged.get("key", ""),
        **in_both(merged, "name", "type", "place", "facts", "note"),
        "organisation_key": merged.get("organisation", ""),
        "hub": merged.get("hub", ""),
        "district": merged.get("district", ""),
        **where(merged),
        "status": merged.get("status", ""),
        "opened": opened,
        "opened_on": periods.first_day(opened) if opened else None,
        "website": merged.get("website", ""),
        "sources": merged.get("sources", []),
        "synthetic": bool(merged.get("synthetic")),
    }


def showcase_columns(merged: Record) -> dict[str, Any]:
    maker = merged.get("maker") or {}
    return {
        "key": merged.get("key", ""),
        **in_both(merged, "name", "scenario", "summary"),
        "maker_key": maker.get("organisation", ""),
        "maker_label": maker.get("label", ""),
        "sectors": merged.get("sectors", []),
        "event_key": merged.get("shown_at", ""),
        "sources": merged.get("sources", []),
        "synthetic": bool(merged.get("synthetic")),
    }


def in_both(merged: Record, *names: str) -> dict[str, str]:
    """The `x_en` and `x_zh` columns of texts in two languages."""
    return {f"{name}_{language}": both(merged.get(name), language) for name in names for language in ("en", "zh")}


def where(merged: Record) -> dict[str, Any]:
    return {
        "latitude": merged.get("latitude"),
        "longitude": merged.get("longitude"),
        "precision": merged.get("precision", ""),
    }


# --- what may not stand ----------------------------------------------------------------------------------------


def validate_event(merged: Record) -> dict[str, list[str]]:
    problems = named(merged)
    start, end = date_of(merged, "start", problems), date_of(merged, "end", problems)
    if start and end and periods.last_day(end) < periods.first_day(start):
        problems["end"] = [f"The event may not end ({end}) before it starts ({start})."]
    if merged.get("status", "announced") not in vocabulary.EVENT_STATUSES:
        problems["status"] = [f"Use one of: {', '.join(vocabulary.EVENT_STATUSES)}."]
    for organiser in merged.get("organisers", []):
        if organiser.get("role") not in vocabulary.EVENT_ROLES:
            problems["organisers"] = [f"Each has one of the roles {', '.join(vocabulary.EVENT_ROLES)}."]
    return problems


def validate_facility(merged: Record) -> dict[str, list[str]]:
    problems = named(merged)
    date_of(merged, "opened", problems)
    if merged.get("status", "") not in ("", *vocabulary.FACILITY_STATUSES):
        problems["status"] = [f"Use one of: {', '.join(vocabulary.FACILITY_STATUSES)}."]
    return problems


def named(merged: Record) -> dict[str, list[str]]:
    """The problem of a thing without a name in any language."""
    return {} if any((merged.get("name") or {}).values()) else {"name": ["Give a name in English or Chinese."]}


def date_of(merged: Record, field: str, problems: dict[str, list[str]]) -> str:
    """The partial date of a field; empty, and a problem noted, if it is none."""
    text = merged.get(field) or ""
    try:
        if text:
            periods.first_day(text)
    except (ValueError, TypeError) as error:
        problems[field] = [str(error)]
        return ""
    return str(text)


# --- registration ----------------------------------------------------------------------------------------------


def _project_events(things: Mapping[str, Record]) -> None:
    events = kinds.upsert(Event, {uid: event_columns(merged) for uid, merged in things.items()})
    ids = [event.pk for event in events.values()]
    EventRole.objects.filter(event_id__in=ids).delete()
    EventHub.objects.filter(event_id__in=ids).delete()
    EventRole.objects.bulk_create(
        EventRole(
            event_id=events[uid].pk,
            role=part["role"],
            organisation_key=part.get("organisation", ""),
            label=part.get("label", ""),
            position=position,
        )
        for uid, merged in things.items()
        for position, part in enumerate(merged.get("organisers", []))
    )
    EventHub.objects.bulk_create(
        EventHub(event_id=events[uid].pk, hub=hub) for uid, merged in things.items() for hub in merged.get("hubs", [])
    )


def _project_facilities(things: Mapping[str, Record]) -> None:
    facilities = kinds.upsert(Facility, {uid: facility_columns(merged) for uid, merged in things.items()})
    FacilityOperator.objects.filter(facility_id__in=[facility.pk for facility in facilities.values()]).delete()
    FacilityOperator.objects.bulk_create(
        FacilityOperator(
            facility_id=facilities[uid].pk,
            organisation_key=operator.get("organisation", ""),
            label=operator.get("label", ""),
            position=position,
        )
        for uid, merged in things.items()
        for position, operator in enumerate(merged.get("operators", []))
    )


def _project_showcase(things: Mapping[str, Record]) -> None:
    items = kinds.upsert(ShowcaseItem, {uid: showcase_columns(merged) for uid, merged in things.items()})
    ShowcaseSector.objects.filter(item_id__in=[item.pk for item in items.values()]).delete()
    ShowcaseSector.objects.bulk_create(
        ShowcaseSector(item_id=items[uid].pk, sector=sector)
        for uid, merged in things.items()
        for sector in dict.fromkeys(merged.get("sectors", []))
    )


def _remove_showcase(uids: Sequence[str]) -> None:
    ShowcaseItem.objects.filter(uid__in=uids).delete()


def _remove_facilities(uids: Sequence[str]) -> None:
    Facility.objects.filter(uid__in=uids).delete()


def _remove_events(uids: Sequence[str]) -> None:
    Event.objects.filter(uid__in=uids).delete()


kinds.register(Kind("event", _project_events, _remove_events, validate=validate_event))
kinds.register(Kind("facility", _project_facilities, _remove_facilities, validate=validate_facility))
kinds.register(Kind("showcase", _project_showcase, _remove_showcase, validate=named))
