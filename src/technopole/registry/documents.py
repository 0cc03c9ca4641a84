"""What the index holds of organisations and hubs."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Model
from django.urls import reverse

from technopole.registry.models import (
    Hub,
    Identifier,
    Organisation,
    OrganisationHub,
    OrganisationName,
    OrganisationSector,
    OrganisationType,
)
from technopole.search.documents import Document, Name

_BATCH = 2000
_COLUMNS = (
    "uid", "name", "name_en", "name_zh", "summary_en", "summary_zh", "place_name", "website", "district", "country",
    "status", "reference", "weight", "updated_at",
)  # fmt: skip


def organisations(uids: Sequence[str] | None) -> Iterator[Document]:
    """Documents of these organisations, or of all; constant memory.

    What belongs to an organisation is read as plain values: as instances it would be most of the work of a rebuild.
    """
    rows = Organisation.objects.order_by("pk").only(*_COLUMNS)
    if uids is not None:
        rows = rows.filter(uid__in=list(uids))
    before, after = reverse("registry:organisation", args=["uid"]).split("uid")  # asked once, not 129,000 times
    stream = rows.iterator(chunk_size=_BATCH)
    while batch := list(islice(stream, _BATCH)):
        pks = [row.pk for row in batch]
        names = _values(OrganisationName, pks, "value", "language", "kind", order=("position", "pk"))
        types = _values(OrganisationType, pks, "type")
        sectors = _values(OrganisationSector, pks, "sector")
        hubs_of = _values(OrganisationHub, pks, "hub")
        numbers = _values(Identifier, pks, "value", "scheme")
        for row in batch:
            yield Document(
                uid=row.uid,
                kind="organisation",
                names=[Name(value, language or None, kind) for value, language, kind in names.get(row.pk, ())],
                title_en=row.name_en or ("" if row.name_zh else row.name),
                title_zh=row.name_zh,
                text="\n".join(
                    part
                    for part in (
                        row.summary_en,
                        row.summary_zh,
                        row.place_name,
                        row.website,
                        " ".join(value for value, _scheme in numbers.get(row.pk, ())),
                    )
                    if part
                ),
                facets={
                    "type": [key for (key,) in types.get(row.pk, ())],
                    "sector": [key for (key,) in sectors.get(row.pk, ())],
                    "district": [row.district] if row.district else [],
                    "hub": [key for (key,) in hubs_of.get(row.pk, ())],
                    "country": [row.country] if row.country else [],
                    "status": [row.status],
                    "scope": ["reference" if row.reference else "centre"],
                    "register": ["ror"] if any(scheme == "ror" for _, scheme in numbers.get(row.pk, ())) else [],
                },
                url=f"{before}{row.uid}{after}",
                weight=_weight(row),
                updated=int(row.updated_at.timestamp()),
            )


def _values(
    model: type[Model], organisations: list[int], *columns: str, order: tuple[str, ...] = ("pk",)
) -> dict[int, list[tuple[Any, ...]]]:
    """{organisation: its rows in a table, as tuples of these columns}."""
    rows = model._default_manager.filter(organisation_id__in=organisations).order_by(*order)
    found: dict[int, list[tuple[Any, ...]]] = {}
    for organisation, *values in rows.values_list("organisation_id", *columns):
        found.setdefault(organisation, []).append(tuple(values))
    return found


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
