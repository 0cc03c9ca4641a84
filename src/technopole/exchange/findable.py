"""What the corpora hold of the store's offers and needs: what everybody may read of those that are open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from technopole.exchange import queries, reading
from technopole.exchange.models import Need, Offer
from technopole.search.corpora import Record, follow

OFFERS, NEEDS = "offers", "needs"


def offers(uids: Sequence[str] | None) -> Iterator[Record]:
    rows = queries.offers().filter(status="live").order_by("pk")
    adopted = reading.adopted(uids)
    for row in (rows if uids is None else rows.filter(uid__in=list(uids))).iterator(chunk_size=2000):
        record = _common(row, [("title",)], [("summary", "description"), ("advantages", "applications")])
        if row.uid in adopted:
            record |= {"standing": "reference", "source": "reference"}
        yield record | {
            "kind": row.profile,
            "fields": row.fields,
            "trl": row.trl,
            "year": row.year or (row.published_on.year if row.published_on else None),
            "rights": list(dict.fromkeys(right["kind"] for right in row.rights)),
            "price_low": _number(row.price_low),
            "price_high": _number(row.price_high),
        }


def needs(uids: Sequence[str] | None) -> Iterator[Record]:
    rows = queries.open_needs().order_by("pk")
    for row in (rows if uids is None else rows.filter(uid__in=list(uids))).iterator(chunk_size=2000):
        record = _common(row, [("title",), ("statement",)], [("statement", "description", "wanted"), ("targets",)])
        yield record | {
            "kind": row.profile or row.kind,
            "fields": row.ipc,
            "trl_min": row.trl_min,
            "trl_max": row.trl_max,
            "year": row.published_on.year if row.published_on else None,
            "rights": row.rights_wanted,
            "price_low": _number(row.budget_low),
            "price_high": _number(row.budget_high),
        }


def _common(row: Any, titles: Sequence[tuple[str, ...]], texts: Sequence[tuple[str, ...]]) -> Record:
    """What records of both have in common. The language it was written in comes first, the other second."""
    first = "zh" if row.language.startswith("zh") or not any(getattr(row, f"{name}_en") for (name,) in titles) else "en"
    second = "en" if first == "zh" else "zh"
    names = [name for group in texts for name in group]
    return {
        "uid": row.uid,
        "language": first,
        "title": _first_of(row, titles, first),
        "text": _joined(row, names, first),
        "language_2": second,
        "title_2": _first_of(row, titles, second),
        "text_2": _joined(row, names, second),
        "sectors": list(row.sectors),
        "country": row.country,
        "region": row.region,
        "modes": list(row.modes),
        "currency": row.currency,
        "owner": _owner(row),
        "source": "exchange" if row.published_on else "centre",
        "standing": "listing",
        "synthetic": row.synthetic,
    }


def _owner(row: Any) -> str:
    named = queries.party(row)["text"]
    if isinstance(named, dict):
        return " · ".join(dict.fromkeys(text for text in named.values() if text))
    return str(named or "")


def _first_of(row: Any, titles: Sequence[tuple[str, ...]], language: str) -> str:
    return next((text for (name,) in titles if (text := getattr(row, f"{name}_{language}"))), "")


def _joined(row: Any, names: Sequence[str], language: str) -> str:
    texts = (getattr(row, f"{name}_{language}") for name in names)
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _uids(model: type[Offer] | type[Need]) -> list[str]:
    return list(model.objects.values_list("uid", flat=True))


def register() -> None:
    """Let the corpora follow offers and needs; called once, when the app starts."""
    follow("offer", OFFERS, offers, lambda: _uids(Offer))
    follow("need", NEEDS, needs, lambda: _uids(Need))
