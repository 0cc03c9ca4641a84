"""Who stands behind an offer or a need. Private: called by services, never by a page of the other side."""

from dataclasses import dataclass, field
from typing import Any

from technopole.exchange import reading
from technopole.exchange.models import Listing, Need, Offer
from technopole.pages.texts import in_both
from technopole.registry.models import Organisation

LIVE = ("live", "open")
CONTACT = ("name", "post", "email", "phone")


@dataclass(frozen=True)
class Party:
    """One side of a possible deal."""

    kind: str
    uid: str
    """Of the public offer or need."""
    listing_uid: str
    """Empty where it was not written here: rows of the centre's folder, reference offers."""
    organisation_uid: str
    """The owner in the register; empty where it is not known there."""
    names: dict[str, str]
    """The owner's name in each language; under "" where the language is not known."""
    anonymous: bool
    manager: Any
    """The technology manager (a user) it is assigned to, or None."""
    live: bool
    reference: bool
    """Nobody offered it here: it was read from a register of patents or innovations."""
    author: Any = None
    """Who wrote the listing (a user), or None."""
    contact: dict[str, str] = field(default_factory=dict)
    """Whom to speak to, as the listing says: {"name", "post", "email", "phone"}, what is known of it."""


def of(kind: str, uid: str) -> Party | None:
    """The party behind the public offer or need of this uid, or None where there is no such thing.

    A listing that was never published has no party: its public uid leads nowhere.
    """
    listing = Listing.objects.filter(kind=kind, public_uid=uid).exclude(standing="").select_related(
        "manager", "author"
    ).first()  # fmt: skip
    if listing is not None:
        return _of_listing(listing)
    rows: Any = Offer.objects if kind == "offer" else Need.objects
    row = rows.filter(uid=uid).first()
    return _of_row(kind, row) if row is not None else None


def _of_listing(listing: Listing) -> Party:
    owner = Organisation.objects.filter(uid=listing.organisation_uid).first()
    return Party(
        kind=listing.kind,
        uid=listing.public_uid,
        listing_uid=listing.uid,
        organisation_uid=listing.organisation_uid,
        names=_names(owner),
        anonymous=_is_hidden(listing),
        manager=listing.manager,
        live=listing.standing == "live",
        reference=False,
        author=listing.author,
        contact={name: listing.content[f"contact_{name}"] for name in CONTACT if f"contact_{name}" in listing.content},
    )


def _is_hidden(listing: Listing) -> bool:
    """As the public row says: the words being written may differ from those that are public."""
    published = listing.versions.filter(number=listing.published_version or 0).first()
    return published.anonymous if published is not None else listing.anonymous


def _of_row(kind: str, row: Any) -> Party:
    owner = Organisation.objects.filter(key=row.organisation_key).first() if row.organisation_key else None
    if owner is None and row.owner_uid:
        owner = Organisation.objects.filter(uid=row.owner_uid).first()
    return Party(
        kind=kind,
        uid=row.uid,
        listing_uid="",
        organisation_uid=owner.uid if owner is not None else "",
        names=_names(owner) or in_both(row, "owner"),
        anonymous=row.anonymous,
        manager=None,
        live=row.status in LIVE,
        reference=kind == "offer" and reading.is_reference(row.uid),
    )


def _names(owner: Organisation | None) -> dict[str, str]:
    return (in_both(owner, "name") or {"": owner.name}) if owner is not None else {}
