"""What of a listing becomes public: a pure function that leaves out all that is private, and puts it with one voice."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from technopole.core import sourced
from technopole.core.sourced import By
from technopole.exchange import answers, owners
from technopole.exchange.answers import Content
from technopole.exchange.models import Listing, ListingVersion, TechnologyManager
from technopole.exchange.owners import Owner
from technopole.exchange.questions import QUESTIONS, stem_of
from technopole.pages.texts import in_both

SOURCE = "exchange"
LABEL = "technology exchange"
"""Under which history knows what is published: never a person, who could be somebody of the owner."""

REVEALING = frozenset(stem_of(name) or name for name, each in QUESTIONS.items() if each.revealing)
"""Fields of a record that lead to the owner."""


@dataclass(frozen=True)
class Published:
    """All that a public record is made of."""

    kind: str
    profile: str
    content: Content
    anonymous: bool
    owner: Owner
    status: str
    published_on: dt.date | None = None
    expires_on: dt.date | None = None
    manager: dict[str, str] = field(default_factory=dict)
    """The technology manager's name, if he agreed to be named and does not speak for the owner."""
    language: str = ""
    synthetic: bool = False


def public_record(said: Published) -> dict[str, Any]:
    """What everybody may read. Of an anonymous listing: no owner, maker, programme, address and numbers of rights.

    Pure. Private answers (contact, commission) are never in it.
    """
    record = answers.plain(said.profile, said.content)
    if said.anonymous:
        record = {name: value for name, value in record.items() if name not in REVEALING}
        if "rights" in record:
            record["rights"] = [
                {name: value for name, value in right.items() if name != "number"} for right in record["rights"]
            ]
        record["anonymous"] = True
    elif said.owner.key:
        record["organisation"] = said.owner.key
    else:
        record |= {"owner_uid": said.owner.uid, "owner": dict(said.owner.names)}
    if said.kind == "need":
        # research is asked for as technology is; who looks for a supplier looks for a partner
        record["kind"] = "partner" if said.profile == "business_request" else "technology"
    if said.manager:
        record["manager"] = dict(said.manager)
    if said.language:
        record["language"] = said.language
    for name, day in (("published_on", said.published_on), ("expires_on", said.expires_on)):
        if day is not None:
            record[name] = day.isoformat()
    record["status"] = _status(said)
    if said.synthetic:
        record["synthetic"] = True
    return record


def _status(said: Published) -> str:
    return "open" if said.kind == "need" and said.status == "live" else said.status


# --- and its row -----------------------------------------------------------------------------------------------


def put(listing: Listing, why: str) -> None:
    """Write the public row as the published version and the standing say. `why` is a word of `REASONS` of pages."""
    version = published_version(listing)
    if version is None:
        return
    said = Published(
        kind=listing.kind, profile=listing.profile, content=version.content, anonymous=version.anonymous,
        owner=owners.of(listing.organisation_uid), status=listing.standing, published_on=listing.published_on,
        expires_on=listing.expires_on, manager=_manager(listing), language=listing.language,
        synthetic=listing.synthetic,
    )  # fmt: skip
    sourced.put(listing.kind, SOURCE, listing.uid, public_record(said), By(label=LABEL, why=f"exchange:{why}"))


def published_version(listing: Listing) -> ListingVersion | None:
    if listing.published_version is None:
        return None
    return listing.versions.filter(number=listing.published_version).first()


def _manager(listing: Listing) -> dict[str, str]:
    manager = TechnologyManager.objects.filter(user=listing.manager_id, public=True, active=True).first()
    if manager is None or listing.organisation_uid in manager.user.represents:
        return {}
    return in_both(manager, "name")
