"""Reading events, facilities and showcase items, with the names of the organisations and hubs they mention."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, Count, Exists, Model, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from technopole.core.order import ordered
from technopole.programme.models import (
    Event,
    EventHub,
    EventRole,
    Facility,
    FacilityOperator,
    ShowcaseItem,
    ShowcaseSector,
    Trial,
)
from technopole.registry import named

FIRST_SECTOR = "artificial_intelligence"
"""What the showcase is led by."""


def events(today: dt.date) -> QuerySet[Event]:
    """All public events with their `phase` on a day: upcoming, now, past, undated."""
    return Event.objects.exclude(status="draft").annotate(
        phase=Case(
            When(Q(starts_on=None) | Q(ends_on=None), then=Value("undated")),
            When(starts_on__gt=today, then=Value("upcoming")),
            When(ends_on__lt=today, then=Value("past")),
            default=Value("now"),
        )
    )


def roles() -> Prefetch[Any]:
    """Who organises, with names, for `prefetch_related`."""
    return Prefetch("roles", named.with_organisation(EventRole.objects.all(), "organisation_key"))


def hubs() -> Prefetch[Any]:
    return Prefetch("hubs", named.with_hub(EventHub.objects.all(), "hub"))


def operators() -> Prefetch[Any]:
    return Prefetch("operators", named.with_organisation(FacilityOperator.objects.all(), "organisation_key"))


def facilities() -> QuerySet[Facility]:
    """All facilities with the names of their organisation and hub."""
    return named.with_hub(named.with_organisation(Facility.objects.all(), "organisation_key"), "hub")


def showcase() -> QuerySet[ShowcaseItem]:
    """All showcase items with the names of their makers."""
    return named.with_organisation(ShowcaseItem.objects.all(), "maker_key", "maker")


def showcase_by_sector() -> QuerySet[ShowcaseItem]:
    """The same with `leads`, whether an item is of the leading sector, and how many published `trials` it has had."""
    leads = ShowcaseSector.objects.filter(item=OuterRef("pk"), sector=FIRST_SECTOR)
    tried = Trial.objects.filter(item_uid=OuterRef("uid"), published_on__isnull=False).order_by().values("item_uid")
    count = Coalesce(Subquery(tried.annotate(n=Count("pk")).values("n")), 0)
    return showcase().annotate(leads=Exists(leads), trials=count)


def trials_of_item(uid: str) -> QuerySet[Trial]:
    """Published trials of a thing shown, the latest first."""
    return ordered(Trial.objects.filter(item_uid=uid, published_on__isnull=False), "-published_on", "-id")


def event_of_item(item: ShowcaseItem) -> Event | None:
    return Event.objects.filter(key=item.event_key).first() if item.event_key else None


def events_of_organisation(key: str) -> QuerySet[Event]:
    """Events that an organisation of the centre takes part in, the latest first."""
    found = Event.objects.filter(roles__organisation_key=key).exclude(status="draft").distinct()
    return ordered(found, "-starts_on", "id") if key else found.none()


def facilities_of_organisation(key: str) -> QuerySet[Facility]:
    """Facilities that an organisation runs, or is."""
    found = Facility.objects.filter(Q(organisation_key=key) | Q(operators__organisation_key=key)).distinct()
    return found if key else found.none()


def events_of_hub(key: str) -> QuerySet[Event]:
    return ordered(Event.objects.filter(hubs__hub=key).exclude(status="draft").distinct(), "-starts_on", "id")


def facilities_of_hub(key: str) -> QuerySet[Facility]:
    return Facility.objects.filter(hub=key)


def other_editions(event: Event) -> QuerySet[Event]:
    """The other events of the same series, the latest first."""
    same = Q(series_en=event.series_en) if event.series_en else Q(series_zh=event.series_zh)
    if not (event.series_en or event.series_zh):
        return Event.objects.none()
    return ordered(Event.objects.filter(same).exclude(pk=event.pk).exclude(status="draft"), "-starts_on", "id")


def place_of(row: Model) -> dict[str, Any] | None:
    """A row's coordinates and whether they are approximate; nothing if it has none."""
    latitude, longitude = getattr(row, "latitude"), getattr(row, "longitude")  # noqa: B009 (any model with a place)
    if latitude is None or longitude is None:
        return None
    approximate = getattr(row, "precision") not in ("exact", "campus")  # noqa: B009
    return {"latitude": latitude, "longitude": longitude, "approximate": approximate}
