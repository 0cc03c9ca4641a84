"""What the index holds of events, facilities and showcase items."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from technopole.programme import lists
from technopole.programme.models import Event, Facility, ShowcaseItem
from technopole.search.documents import Document, Name


def _names(row: Any) -> list[Name]:
    names = [Name(row.name_en, "en", "display"), Name(row.name_zh, "zh-Hans", "label")]
    return [name for name in names if name.value]


def _text(row: Any, *names: str) -> str:
    parts = (getattr(row, f"{name}_{language}") for name in names for language in ("en", "zh"))
    return "\n".join(part for part in parts if part)


def _some(rows: QuerySet[Any], uids: Sequence[str] | None) -> QuerySet[Any]:
    rows = rows.order_by("pk")
    return rows if uids is None else rows.filter(uid__in=list(uids))


def events(uids: Sequence[str] | None) -> Iterator[Document]:
    for row in _some(Event.objects.exclude(status="draft").prefetch_related("hubs"), uids).iterator(chunk_size=2000):
        yield Document(
            uid=row.uid,
            kind="event",
            names=_names(row),
            title_en=row.name_en,
            title_zh=row.name_zh,
            text=_text(row, "series", "place", "summary"),
            facets={
                "district": row.districts,
                "hub": [each.hub for each in row.hubs.all()],
                "status": [row.status],
            },
            url=lists.event_link(row),
            weight=0.3,
        )


def facilities(uids: Sequence[str] | None) -> Iterator[Document]:
    for row in _some(Facility.objects.all(), uids).iterator(chunk_size=2000):
        yield Document(
            uid=row.uid,
            kind="facility",
            names=_names(row),
            title_en=row.name_en,
            title_zh=row.name_zh,
            text=_text(row, "type", "place", "facts"),
            facets={
                "district": [row.district] if row.district else [],
                "hub": [row.hub] if row.hub else [],
                "status": [row.status] if row.status else [],
            },
            url=lists.facility_link(row),
            weight=0.4,
        )


def showcase(uids: Sequence[str] | None) -> Iterator[Document]:
    for row in _some(ShowcaseItem.objects.all(), uids).iterator(chunk_size=2000):
        yield Document(
            uid=row.uid,
            kind="showcase",
            names=_names(row),
            title_en=row.name_en,
            title_zh=row.name_zh,
            text=_text(row, "scenario", "summary"),
            facets={"sector": row.sectors},
            url=lists.item_link(row),
            weight=0.2,
        )
