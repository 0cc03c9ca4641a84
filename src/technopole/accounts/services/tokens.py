"""API tokens: a secret shown once, of which only the SHA-256 digest is kept."""

import datetime as dt
import hashlib
import hmac
import secrets
import string

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from technopole.accounts.models import ApiToken, Role, User
from technopole.accounts.services.records import record, require
from technopole.core import clock
from technopole.core.errors import Invalid, NotAllowed
from technopole.core.sourced import By

PREFIX = "tp_"
"""By which scanners of published code find a token that leaked."""

LENGTH = 40
ALPHABET = string.ascii_letters + string.digits
LONGEST_LIFE = dt.timedelta(days=365)
USE_NOTED_EVERY = dt.timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """What is kept of a secret. A plain hash is enough: forty random characters cannot be guessed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def issue_token(
    user: User, name: str, by: By, *, may_write: bool = False, expires_at: dt.datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token of `user` and its secret, which is never shown again. Only for oneself, or by a command.

    It lives a year at most, and 90 days when not said.
    """
    if by.user is None:
        require(by, Role.ADMINISTRATOR)
    elif by.user.pk != user.pk or not user.is_active:
        raise NotAllowed(_("A token can only be made by the person it acts for."))
    now = clock.now()
    expires_at = expires_at or now + dt.timedelta(days=90)
    problems: dict[str, list[str]] = {}
    if not name.strip():
        problems["name"] = [_("Say what the token is for.")]
    if not now < expires_at <= now + LONGEST_LIFE:
        problems["expires_at"] = [_("The last day must lie between tomorrow and a year from now.")]
    if problems:
        raise Invalid(_("The token could not be made."), fields=problems)
    secret = PREFIX + "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        digest=digest_of(secret),
        hint=secret[:8],
        may_write=may_write,
        created_at=now,
        expires_at=expires_at,
    )
    record(user, "token_issued", by, token=token.pk, may_write=may_write, expires_at=expires_at.isoformat())
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, by: By) -> None:
    """The token works no more, at once. Its owner, or an administrator."""
    if by.user is None or by.user.pk != token.user_id:
        require(by, Role.ADMINISTRATOR)
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        record(token.user, "token_revoked", by, token=token.pk)
        token.refresh_from_db(fields=["revoked_at"])


def authenticate_token(secret: str) -> User | None:
    """Whose token this is, with the token as `user.api_token`; None when it is unknown, expired, revoked or blocked.

    Every answer costs the same: one hash, one look-up by the digest, and no comparison of secrets that could
    be timed. Its use is noted, once a minute at most.
    """
    digest = digest_of(secret)
    token = ApiToken.objects.select_related("user").filter(digest=digest).first()
    matches = hmac.compare_digest(token.digest if token else "0" * 64, digest)
    now = clock.now()
    if token is None or not matches or token.revoked_at is not None or token.expires_at <= now:
        return None
    if not token.user.is_active:
        return None
    if token.last_used_at is None or token.last_used_at <= now - USE_NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    user: User = token.user
    user.api_token = token
    return user
