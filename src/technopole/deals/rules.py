"""Who may see what: one rule gives the check on one row and the filter on a list.

Seeing an enquiry is not seeing who stands behind it: what of it is shown to whom is `showing`'s affair.
"""

from typing import Any

from django.db.models import Q

from technopole.accounts.models import Role
from technopole.core.rules import Condition, Rule, has_role
from technopole.deals.parts import conflicts_of
from technopole.deals.transitions import REGISTERING

broker = has_role(Role.BROKER)
registrar = has_role(Role.REGISTRAR)


def _of(*columns: str) -> Any:
    def where(actor: Any) -> Condition:
        if not actor.is_authenticated or not actor.represents:
            return False
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__in": actor.represents})
        return found

    return where


def _owner(actor: Any) -> Condition:
    """Whoever owns what is asked about, once it was sent to them: not while their organisation is looked for."""
    if not actor.is_authenticated or not actor.represents:
        return False
    return Q(owner_uid__in=actor.represents) & ~Q(owner_uid="") & ~Q(state="at_desk")


def _manages(*sides: str) -> Any:
    """A broker: of what nobody looks after, and of one's own; never where one speaks for a side or is in conflict."""

    def where(actor: Any) -> Condition:
        if not actor.is_authenticated or not actor.has_role(Role.BROKER):
            return False
        mine = Q(manager=None) | Q(manager=actor.pk)
        if actor.has_role(Role.ADMINISTRATOR):
            mine = Q(pk__isnull=False)
        kept_out = frozenset(actor.represents) | conflicts_of(actor)
        for column in sides:
            mine &= ~Q(**{f"{column}__in": kept_out})
        return mine

    return where


asks = Rule("the asking side", _of("asker_uid"))
owns = Rule("the owner's side", _owner)
manages_enquiry = Rule("the technology manager", _manages("asker_uid", "owner_uid"))
may_see_enquiry = asks | owns | manages_enquiry

is_side = Rule("a side of the deal", _of("seller_uid", "buyer_uid"))
manages_deal = Rule("the technology manager", _manages("seller_uid", "buyer_uid"))


def _registers(actor: Any) -> Condition:
    """A registrar, of contracts whose registration was asked for, where the registrar speaks for no side."""
    if not actor.is_authenticated or not actor.has_role(Role.REGISTRAR):
        return False
    asked = Q(state__in=(*REGISTERING, "registration_refused")) | Q(registered_on__isnull=False)
    return asked & ~Q(seller_uid__in=actor.represents) & ~Q(buyer_uid__in=actor.represents)


def _certifies(actor: Any) -> Condition:
    """A broker who may issue the certificate: another than the manager, in no conflict."""
    if not actor.is_authenticated or not actor.has_role(Role.BROKER):
        return False
    kept_out = frozenset(actor.represents) | conflicts_of(actor)
    others = Q(state__in=("registered", "certified")) & ~Q(seller_uid__in=kept_out) & ~Q(buyer_uid__in=kept_out)
    return others & (Q(manager=None) | ~Q(manager=actor.pk))


registers = Rule("a registrar", _registers)
certifies = Rule("the exchange", _certifies)
may_see_deal = is_side | manages_deal | registers | certifies

asks_for_help = Rule("who asks for help", _of("asker_uid"))
gives_help = Rule("the service organisation", _of("provider_uid"))
may_see_help = asks_for_help | gives_help

own_valuations = Rule("the organisation that computed it", _of("organisation_uid"))
