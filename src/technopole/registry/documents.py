"""What the index holds of organisations and hubs."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from technopole.registry.models import Hub, Organisation
from technopole.search.documents import Document, Name


def organisations(uids: Sequence[str] | None) -> Iterator[Document]:
    """Documents of these organisations, or of all; constant memory."""
    rows = Organisation.objects.order_by("pk").prefetch_related("names", "types", "sectors", "hubs", "identifiers")
    if uids is not None:
        rows = rows.filter(uid__in=list(uids))
    for row in rows.iterator(chunk_size=2000):
        own = "" if row.reference else "centre"
        yield Document(
            uid=row.uid,
            kind="organisation",
            names=[Name(name.value, name.language or None, name.kind) for name in row.names.all()],
            title_en=row.name_en or ("" if row.name_zh else row.name),
            title_zh=row.name_zh,
            text="\n".join(
                part
                for part in (
                    row.summary_en,
                    row.summary_zh,
                    row.place_name,
                    row.website,
                    " ".join(each.value for each in row.identifiers.all()),
                )
                if part
            ),
            facets={
                "type": [each.type for each in row.types.all()],
                "sector": [each.sector for each in row.sectors.all()],
                "district": [row.district] if row.district else [],
                "hub": [each.hub for each in row.hubs.all()],
                "country": [row.country] if row.country else [],
                "status": [row.status],
                "scope": [own or "reference"],
            },
            url=reverse("registry:organisation", args=[row.uid]),
            weight=_weight(row),
            updated=int(row.updated_at.timestamp()),
        )


def _weight(row: Organisation) -> float:
    """The centre's own organisations before those of the world that are as well known."""
    weight = row.weight / 1000
    return round(weight if row.reference else 0.15 + 0.85 * weight, 4)


def hubs(uids: Sequence[str] | None) -> Iterator[Document]:
    """Documents of these hubs, or of all."""
    rows = Hub.objects.order_by("pk")
    if uids is not None:
        rows = rows.filter(uid__in=list(uids))
    for row in rows:
        names = [Name(row.name_en, "en", "display"), Name(row.name_zh, "zh-Hans", "label")]
        yield Document(
            uid=row.uid,
            kind="hub",
            names=[name for name in names if name.value],
            title_en=row.name_en,
            title_zh=row.name_zh,
            text=f"{row.summary_en}\n{row.summary_zh}".strip(),
            facets={"district": [row.district] if row.district else [], "hub": [row.key], "sector": list(row.focus)},
            url=reverse("registry:hub", args=[row.uid]),
            weight=0.5,
        )
