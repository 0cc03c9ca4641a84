"""What every service about people does first and last: ask who acts, and write down what was done."""

from typing import Any

from django.utils.translation import gettext as _

from technopole.accounts.models import User
from technopole.core import clock
from technopole.core.errors import NotAllowed
from technopole.core.models import Change
from technopole.core.sourced import By


def require(by: By, *roles: str) -> None:
    """Raise `NotAllowed` unless `by` holds one of the roles, or is a command of this installation (no user)."""
    if by.user is None:
        if by.label:
            return
    elif by.user.is_authenticated and by.user.is_active and by.user.has_role(*roles):
        return
    raise NotAllowed(_("Your role does not allow this."))


def record(user: User, action: str, by: By, **diff: Any) -> None:
    """Add a line to the history of an account. `diff` names no personal data: it outlives the account."""
    actor = by.user if by.user is not None and by.user.is_authenticated else None
    Change.objects.create(
        at=clock.now(),
        kind="user",
        uid=user.uid,
        action=action,
        actor=actor,
        actor_label=by.label,
        why=by.why,
        diff=diff,
    )
