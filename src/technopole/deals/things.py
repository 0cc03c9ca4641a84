"""Offers and needs as the public reads them: what an enquiry is about."""

from dataclasses import dataclass, field

from django.urls import reverse

from technopole.exchange import reading, reference_rows
from technopole.exchange.models import Need, Offer
from technopole.pages.texts import in_both


@dataclass(frozen=True)
class Thing:
    """The public face of an offer or a need."""

    kind: str
    uid: str
    title_en: str
    title_zh: str
    summary: dict[str, str] = field(default_factory=dict)
    synthetic: bool = False

    @property
    def title(self) -> dict[str, str]:
        return in_both(self, "title")

    @property
    def url(self) -> str:
        return address(self.kind, self.uid)


def public(kind: str, uid: str) -> Thing | None:
    """The thing of this uid; None where there is none."""
    if kind == "offer":
        return _offer(uid)
    need = Need.objects.filter(uid=uid).first() if kind == "need" else None
    if need is None:
        return None
    return Thing(
        "need", uid, need.title_en or need.statement_en, need.title_zh or need.statement_zh,
        in_both(need, "statement"), need.synthetic,
    )  # fmt: skip


def _offer(uid: str) -> Thing | None:
    offer = Offer.objects.filter(uid=uid).first()
    if offer is None:
        body = reading.reference(uid)
        if body is None:
            return None
        title = reference_rows.titles(body)
        return Thing("offer", uid, title.get("en", ""), title.get("zh", ""), {}, bool(body.get("synthetic")))
    return Thing("offer", uid, offer.title_en, offer.title_zh, in_both(offer, "summary"), offer.synthetic)


def address(kind: str, uid: str) -> str:
    """The page of an offer or a need."""
    return reverse(f"exchange:{kind}", args=[uid])
