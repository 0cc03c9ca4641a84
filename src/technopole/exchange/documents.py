"""What the index holds of offers, needs and services. It is made of public rows only."""

from collections.abc import Iterator, Sequence
from typing import Any

from technopole.exchange import lists
from technopole.exchange.models import Need, Offer, ServiceOffer
from technopole.search.documents import Document, Name

TITLE = 200


def _rows(model: Any, uids: Sequence[str] | None) -> Iterator[Any]:
    rows = model.objects.order_by("pk")
    if uids is not None:
        rows = rows.filter(uid__in=list(uids))
    yield from rows.iterator(chunk_size=2000)


def _titles(english: str, chinese: str) -> list[Name]:
    found = [Name(english[:TITLE], "en", "display"), Name(chinese[:TITLE], "zh-Hans", "label")]
    return [name for name in found if name.value]


def _text(row: Any, *names: str) -> list[str]:
    return [getattr(row, f"{name}_{language}") for name in names for language in ("en", "zh")]


def needs(uids: Sequence[str] | None) -> Iterator[Document]:
    for row in _rows(Need, uids):
        english, chinese = row.title_en or row.statement_en, row.title_zh or row.statement_zh
        parts = [
            *_text(row, "statement", "wanted", "stated_by", "description", "targets", "scenario"),
            " ".join(row.fields), " ".join(row.ipc),
        ]  # fmt: skip
        yield Document(
            uid=row.uid,
            kind="need",
            names=_titles(english, chinese),
            title_en=english[:TITLE],
            title_zh=chinese[:TITLE],
            text="\n".join(part for part in parts if part),
            facets={"need_kind": [row.kind], "status": [row.status], "sector": [*row.fields, *row.sectors]},
            url=lists.link(row),
            weight=0.2,
        )


def offers(uids: Sequence[str] | None) -> Iterator[Document]:
    for row in _rows(Offer, uids):
        numbers = [str(right["number"]) for right in row.rights if right.get("number")]
        parts = [
            *_text(row, "summary", "description", "advantages", "applications", "owner"),
            " ".join(row.fields), " ".join(numbers),
        ]  # fmt: skip
        yield Document(
            uid=row.uid,
            kind="offer",
            names=_titles(row.title_en, row.title_zh),
            title_en=row.title_en[:TITLE],
            title_zh=row.title_zh[:TITLE],
            text="\n".join(part for part in parts if part),
            facets={"status": [row.status], "sector": row.sectors},
            url=lists.offer_link(row),
            weight=0.3 if row.status == "live" else 0.05,
        )


def services(uids: Sequence[str] | None) -> Iterator[Document]:
    for row in _rows(ServiceOffer, uids):
        yield Document(
            uid=row.uid,
            kind="service",
            names=_titles(row.name_en, row.name_zh),
            title_en=row.name_en[:TITLE],
            title_zh=row.name_zh[:TITLE],
            text="\n".join(part for part in [*_text(row, "summary"), row.provider, " ".join(row.kinds)] if part),
            facets={},
            url=lists.service_link(row),
            weight=0.2,
        )
