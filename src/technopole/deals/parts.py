"""Who a person is to a row: which of the two sides, its manager, the registrar, the exchange, a service provider."""

from collections.abc import Callable, Mapping
from typing import Any

from technopole.accounts.models import Role
from technopole.deals.models import Deal, Enquiry, HelpRequest
from technopole.deals.transitions import (
    ASKER,
    BUYER,
    CLIENT,
    EXCHANGE,
    MANAGER,
    OWNER,
    PROVIDER,
    REGISTRAR,
    SELLER,
)
from technopole.exchange.models import TechnologyManager


def of(row: Any, person: Any) -> frozenset[str]:
    """The parts this person may take in a row; none for nobody and for strangers.

    Somebody who speaks for both sides takes neither: the two have to be two.
    """
    if person is None or not person.is_authenticated or not person.is_active:
        return frozenset()
    sides = {part for part, uid in _SIDES[type(row)](row).items() if uid and uid in person.represents}
    if len(sides) > 1:
        return frozenset()
    return frozenset(sides | _office(row, person, has_side=bool(sides)))


def speaks_for_both(row: Any, person: Any) -> bool:
    """Whether this person speaks for both sides, and so for none."""
    uids = {uid for uid in _SIDES[type(row)](row).values() if uid}
    return len(uids) > 1 and uids <= person.represents


def _office(row: Any, person: Any, *, has_side: bool) -> set[str]:
    """What somebody may do by office. Nobody looks after, registers or certifies a deal of one's own."""
    if has_side or isinstance(row, HelpRequest):
        return set()
    parts = set()
    if person.has_role(Role.BROKER) and not _in_conflict(row, person):
        if row.manager_id in (None, person.pk) or person.has_role(Role.ADMINISTRATOR):
            parts.add(MANAGER)
        if row.manager_id != person.pk:
            parts.add(EXCHANGE)
    if isinstance(row, Deal) and person.has_role(Role.REGISTRAR):
        parts.add(REGISTRAR)
    return parts


def _in_conflict(row: Any, person: Any) -> bool:
    return not conflicts_of(person).isdisjoint(uid for uid in _SIDES[type(row)](row).values() if uid)


def conflicts_of(person: Any) -> frozenset[str]:
    """The organisations whose affairs this person may not look after, as the record of technology managers says."""
    said = TechnologyManager.objects.filter(user=person.pk).values_list("conflicts", flat=True).first() or []
    return frozenset(str(each.get("uid", "")) for each in said if each.get("uid"))


_SIDES: Mapping[type, Callable[[Any], dict[str, str]]] = {
    Enquiry: lambda row: {ASKER: row.asker_uid, OWNER: row.owner_uid},
    Deal: lambda row: {SELLER: row.seller_uid, BUYER: row.buyer_uid},
    HelpRequest: lambda row: {CLIENT: row.asker_uid, PROVIDER: row.provider_uid},
}


def side_of(deal: Deal, person: Any) -> str:
    """`seller`, `buyer`, or nothing for who is neither."""
    return next(iter(of(deal, person) & {SELLER, BUYER}), "")


def organisation_of(row: Any, part: str) -> str:
    """The uid of the organisation that takes a part; empty for offices."""
    return _SIDES[type(row)](row).get(part, "")
