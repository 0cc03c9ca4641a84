"""Events, facilities and the showcase over HTTP."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Query, Schema

from technopole.core import clock
from technopole.core.rules import Rule, everyone
from technopole.pages.api import Bilingual, Keyset, Out, Page, Router, both, page_of
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.records import add_record_operations
from technopole.pages.api.shapes import Day, Line, Named, Point, Uid, Word, named, point, word, words
from technopole.pages.finding import containing
from technopole.programme import queries
from technopole.programme.models import Event, Facility, ShowcaseItem
from technopole.programme.trials import api as trials
from technopole.registry import vocabulary

router = Router("Programme")

UNDATED = dt.date(9999, 12, 31)
_by_start = Keyset("events", ("-starts", "-id"))
_facilities_by_name = Keyset("facilities", ("name_en", "id"))
_showcase_by_name = Keyset("showcase", ("name_en", "id"))
public_events = Rule("everyone", lambda actor: ~Q(status="draft"))

Keys = Annotated[list[Line], Field(max_length=50)]


# --- shapes ---------------------------------------------------------------------------------------------------


class Part(Out):
    """Somebody's part in an event."""

    role: str = Field(description="`guide`, `host`, `co-host`, `supporter`, `partner` or `presenter`.")
    organisation: Named


class EventOut(Out):
    uid: str
    url: str
    name: Bilingual
    series: Bilingual
    start: str | None = Field(description="As far as it is known: `2025`, `2025-07`, `2025-07-26`.")
    end: str | None
    phase: str = Field(description="`upcoming`, `now`, `past` or `undated`.")
    status: str
    level: str | None
    format: str | None
    place: Bilingual
    districts: list[Word]
    hubs: list[Named]
    point: Point | None
    attendance: int | None
    key_numbers: dict[str, Any] = Field(description='{"en": […], "zh": […]} as the sources word them.')
    organisers: list[Part]
    summary: Bilingual
    note: Bilingual
    website: str | None
    sources: list[str]
    synthetic: bool


class FacilityOut(Out):
    uid: str
    url: str
    name: Bilingual
    type: Bilingual
    organisation: Named | None = Field(description="The facility itself as an organisation, if it is one.")
    operators: list[Named]
    hub: Named | None
    district: Word | None
    place: Bilingual
    point: Point | None
    status: str | None
    opened: str | None
    facts: Bilingual
    note: Bilingual
    website: str | None
    sources: list[str]
    synthetic: bool


class ShowcaseOut(Out):
    uid: str
    url: str
    name: Bilingual
    maker: Named | None
    scenario: Bilingual
    summary: Bilingual
    sectors: list[Word]
    event: str | None = Field(description="The uid of the event at which it was shown.")
    sources: list[str]
    synthetic: bool


# --- events -----------------------------------------------------------------------------------------------------


class EventFilters(Schema):
    q: Line | None = Field(None, description="Words of its names, series and summaries.")
    phase: Literal["upcoming", "now", "past", "undated"] | None = None
    year: int | None = Field(None, ge=1000, le=9999)
    series: Line | None = Field(None, description="The name of a series in either language.")
    level: Keys = Field([])
    status: Keys = Field([])
    hub: Keys = Field([], description="Keys of hubs.")
    starts_after: Day | None = Field(None, description="Starts on this day or later.")
    starts_before: Day | None = Field(None, description="Starts before this day.")


def _events() -> QuerySet[Event]:
    rows = queries.events(clock.today()).annotate(starts=Coalesce(F("starts_on"), UNDATED))
    return rows.prefetch_related(queries.roles(), queries.hubs())


def _event(row: Any) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "url": reverse("programme:event", args=[row.uid]),
        **{name: both(row, name) for name in ("name", "series", "place", "summary", "note")},
        "start": row.start or None,
        "end": row.end or None,
        "phase": row.phase,
        "status": row.status,
        "level": row.level or None,
        "format": row.format or None,
        "districts": words(row.districts, vocabulary.districts()),
        "hubs": [named(hub, "hub", hub.hub) for hub in row.hubs.all()],
        "point": point(row),
        "attendance": row.attendance,
        "key_numbers": row.key_numbers,
        "organisers": [
            {"role": part.role, "organisation": named(part, "organisation", part.label or part.organisation_key)}
            for part in row.roles.all()
        ],
        "website": row.website or None,
        "sources": row.sources,
        "synthetic": row.synthetic,
    }


@router.get("events", may=everyone, response=Page[EventOut], summary="Events, the latest first")
def events(
    request: HttpRequest, filters: Query[EventFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """Public events; those without a date come first."""
    rows = _events()
    if filters.q:
        rows = containing(
            rows, filters.q, "name_en", "name_zh", "series_en", "series_zh", "summary_en", "summary_zh"
        )
    if filters.series:
        rows = rows.filter(Q(series_en=filters.series) | Q(series_zh=filters.series))
    for column in ("phase", "year"):
        if (chosen := getattr(filters, column)) is not None:
            rows = rows.filter(**{column: chosen})
    for column in ("level", "status"):
        if chosen := getattr(filters, column):
            rows = rows.filter(**{f"{column}__in": chosen})
    if filters.hub:
        rows = rows.filter(pk__in=Event.objects.filter(hubs__hub__in=filters.hub).values("pk"))
    if filters.starts_after:
        rows = rows.filter(starts_on__gte=filters.starts_after)
    if filters.starts_before:
        rows = rows.filter(starts_on__lt=filters.starts_before)
    return page_of(request, rows, _by_start, _event, cursor=cursor, limit=limit, count=count)


@router.get("events/{uid}", may=everyone, response=EventOut, summary="One event")
def event(request: HttpRequest, uid: Uid) -> Any:
    return _event(_one(_events(), uid))


# --- facilities ---------------------------------------------------------------------------------------------------


class FacilityFilters(Schema):
    q: Line | None = Field(None, description="Words of its names and facts.")
    status: Keys = Field([])
    hub: Keys = Field([], description="Keys of hubs.")
    district: Keys = Field([], description="Keys of the vocabulary `district`.")


def _facilities() -> QuerySet[Facility]:
    return queries.facilities().prefetch_related(queries.operators())


def _facility(row: Any) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "url": reverse("programme:facility", args=[row.uid]),
        **{name: both(row, name) for name in ("name", "type", "place", "facts", "note")},
        "organisation": named(row, "organisation", row.organisation_key) if row.organisation_key else None,
        "operators": [named(each, "organisation", each.label or each.organisation_key) for each in row.operators.all()],
        "hub": named(row, "hub", row.hub) if row.hub else None,
        "district": word(row.district, vocabulary.districts()) if row.district else None,
        "point": point(row),
        "status": row.status or None,
        "opened": row.opened or None,
        "website": row.website or None,
        "sources": row.sources,
        "synthetic": row.synthetic,
    }


@router.get("facilities", may=everyone, response=Page[FacilityOut], summary="Facilities")
def facilities(
    request: HttpRequest, filters: Query[FacilityFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """Research facilities, laboratories, venues and networks of instruments, by English name."""
    rows = _facilities()
    if filters.q:
        rows = containing(rows, filters.q, "name_en", "name_zh", "facts_en", "facts_zh")
    for column in ("status", "hub", "district"):
        if chosen := getattr(filters, column):
            rows = rows.filter(**{f"{column}__in": chosen})
    return page_of(request, rows, _facilities_by_name, _facility, cursor=cursor, limit=limit, count=count)


@router.get("facilities/{uid}", may=everyone, response=FacilityOut, summary="One facility")
def facility(request: HttpRequest, uid: Uid) -> Any:
    return _facility(_one(_facilities(), uid))


# --- showcase -----------------------------------------------------------------------------------------------------


class ShowcaseFilters(Schema):
    q: Line | None = Field(None, description="Words of its names and summaries.")


def _showcase() -> QuerySet[ShowcaseItem]:
    shown_at = Event.objects.filter(key=OuterRef("event_key")).exclude(key="").exclude(status="draft")
    return queries.showcase().annotate(event_uid=Subquery(shown_at.values("uid")[:1]))


def _item(row: Any) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "url": reverse("programme:showcase-item", args=[row.uid]),
        **{name: both(row, name) for name in ("name", "scenario", "summary")},
        "maker": named(row, "maker", row.maker_label or row.maker_key) if row.maker_key or row.maker_label else None,
        "sectors": words(row.sectors, vocabulary.sectors()),
        "event": row.event_uid,
        "sources": row.sources,
        "synthetic": row.synthetic,
    }


@router.get("showcase", may=everyone, response=Page[ShowcaseOut], summary="Things shown")
def showcase(
    request: HttpRequest, filters: Query[ShowcaseFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """What was shown, who made it, what for; by English name."""
    rows = _showcase()
    if filters.q:
        rows = containing(rows, filters.q, "name_en", "name_zh", "summary_en", "summary_zh", "maker_label")
    return page_of(request, rows, _showcase_by_name, _item, cursor=cursor, limit=limit, count=count)


@router.get("showcase/{uid}", may=everyone, response=ShowcaseOut, summary="One thing shown")
def showcase_item(request: HttpRequest, uid: Uid) -> Any:
    return _item(_one(_showcase(), uid))


def _one(rows: QuerySet[Any], uid: str) -> Any:
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


add_record_operations(router, "events/{uid}", "event", Event, shown=public_events)
add_record_operations(router, "facilities/{uid}", "facility", Facility)
add_record_operations(router, "showcase/{uid}", "showcase", ShowcaseItem, name="thing shown")

routers = (router, trials.router)
