"""Who may read and write listings. What each step asks for beyond that stands in `workflow` and `refusals`."""

from typing import Any

from django.db.models import Q

from technopole.accounts.models import Role
from technopole.accounts.rules import represents
from technopole.core.rules import Condition, Rule, has_role

broker = has_role(Role.BROKER)
of_owner = represents("organisation_uid")


def _looks_after(actor: Any) -> Condition:
    """A broker, of the listings he wrote for their owner or is assigned to."""
    if not actor.is_authenticated or not actor.has_role(Role.BROKER):
        return False
    return Q(author=actor.pk) | Q(manager=actor.pk)


def _handed_in(actor: Any) -> Condition:
    if not actor.is_authenticated or not actor.has_role(Role.BROKER):
        return False
    return Q(submitted_at__isnull=False)


looks_after = Rule("its technology manager", _looks_after)
writes = of_owner | looks_after
"""Who may write the words of a listing."""
may_see = writes | Rule("an exchange broker, once it was handed in", _handed_in)
"""Who may read a listing with its steps and versions."""
