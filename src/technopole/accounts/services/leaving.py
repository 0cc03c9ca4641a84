"""What we hold about a person, given to them; and their leaving, after which nothing says who they were."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from technopole.accounts.models import User
from technopole.accounts.services.records import record
from technopole.accounts.services.roles import keep_an_administrator
from technopole.accounts.services.sessions import end_sessions
from technopole.core import clock
from technopole.core.errors import NotAllowed
from technopole.core.models import Change
from technopole.core.requests.models import Request
from technopole.core.sourced import By

_held_elsewhere: dict[str, Callable[[User], Any]] = {}
_forgotten_elsewhere: list[Callable[[User], None]] = []


def holds(section: str, give: Callable[[User], Any]) -> None:
    """A part that keeps data about people says so: `give(user)` is its JSON-able section of the export."""
    _held_elsewhere[section] = give


def forgets(erase: Callable[[User], None]) -> None:
    """A part that keeps names or addresses of people says how it forgets one; called when they leave."""
    _forgotten_elsewhere.append(erase)


def export(user: User) -> dict[str, Any]:
    """All that this installation holds about a person, JSON-able. Digests and keys are left out: they are secrets."""
    return {
        "account": {
            "user_name": user.username,
            "name": user.display_name,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "email": user.email,
            "language": user.language,
            "joined": _moment(user.date_joined),
            "last_sign_in": _moment(user.last_login),
        },
        "email_addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "roles": [
            {"role": grant.role, "since": _moment(grant.granted_at)} for grant in user.grants.order_by("granted_at")
        ],
        "represents": [
            {
                "organisation": row.organisation_uid,
                "post": row.post,
                "since": _moment(row.since),
                "ended": _moment(row.ended_at),
            }
            for row in user.representations.order_by("since")
        ],
        "api_tokens": [
            {
                "name": token.name,
                "starts_with": token.hint,
                "may_write": token.may_write,
                "created": _moment(token.created_at),
                "expires": _moment(token.expires_at),
                "last_used": _moment(token.last_used_at),
                "revoked": _moment(token.revoked_at),
            }
            for token in user.api_tokens.order_by("created_at")
        ],
        "second_factors": [
            {"kind": row.type, "added": _moment(row.created_at), "last_used": _moment(row.last_used_at)}
            for row in Authenticator.objects.filter(user=user).order_by("created_at")
        ],
        "sessions": [
            {"ip": row.ip, "browser": row.user_agent, "started": _moment(row.created_at)}
            for row in UserSession.objects.filter(user=user).order_by("created_at")
        ],
        "requests": [
            {
                "uid": row.uid,
                "kind": row.kind,
                "title": row.title,
                "state": row.state,
                "asked_for": row.payload,
                "submitted": _moment(row.submitted_at),
                "decided": _moment(row.decided_at),
            }
            for row in Request.objects.filter(applicant=user).order_by("created_at")
        ],
        "history_of_the_account": [_line(change) for change in Change.history("user", user.uid)],
        "done_by_you": [_line(change) for change in Change.objects.filter(actor=user).order_by("-id")],
        **{section: give(user) for section, give in _held_elsewhere.items()},
    }


@transaction.atomic
def delete_account(user: User, password: str) -> None:
    """A person leaves: everything personal is erased; what they did stays in the history without their name.

    The bare row stays, so that history, requests and decisions still tell one unnamed person from another.
    Raises `NotAllowed` when the password is wrong, `Conflict` for the last administrator.
    """
    if not user.check_password(password):
        raise NotAllowed(_("The password is not correct."))
    keep_an_administrator(without=user)
    for erase in _forgotten_elsewhere:
        erase(user)
    _erase(user)
    record(user, "left", By(user=user))


def _erase(user: User) -> None:
    end_sessions(user, By(user=user), note=False)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.grants.all().delete()
    user.representations.filter(ended_at=None).update(ended_at=clock.now())
    user.representations.update(post="")
    user.api_tokens.all().delete()
    Request.objects.filter(applicant=user).update(applicant_name="", applicant_email="")
    user.username = f"former-{user.pk}"
    user.email = user.first_name = user.last_name = user.display_name = user.language = ""
    user.is_active = user.is_staff = user.is_superuser = user.is_demo = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.forget_rights()


def _moment(at: Any) -> str | None:
    return at.isoformat() if at else None


def _line(change: Change) -> dict[str, Any]:
    return {
        "at": _moment(change.at),
        "what": change.action,
        "kind": change.kind,
        "uid": change.uid,
        "why": change.why,
    }
