"""Who calls: a program with a token, a person with a session, or anybody."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.utils import check_csrf

from technopole.accounts.services import tokens
from technopole.pages.api.problems import Problem

SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Caller:
    """`key` tells callers apart for limits and repeated requests; `may_write` is the token's scope."""

    key: str
    user: Any
    may_write: bool = True


def identify(request: HttpRequest) -> Caller:
    """The caller of this request, also set as `request.user`. Raises 401 for a bad token, 403 for a forged form."""
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _, secret = header.partition(" ")
        owner: Any = tokens.authenticate_token(secret.strip()) if scheme.lower() == "bearer" else None
        if owner is None:
            request.user = AnonymousUser()  # a session sent beside a wrong token does not count
            raise Problem(401, headers={"WWW-Authenticate": 'Bearer realm="technopole", error="invalid_token"'})
        request.user = owner
        return Caller(f"token:{owner.api_token.pk}", owner, owner.api_token.may_write)
    user: Any = request.user
    if user.is_authenticated:
        if request.method not in SAFE and check_csrf(request) is not None:
            raise Problem(403, "The CSRF token is missing or wrong; programs should use a token instead of a session.")
        return Caller(f"user:{user.pk}", user)
    return Caller(f"ip:{_disguised(address(request))}", user)


def address(request: HttpRequest) -> str:
    """The caller's address: behind the reverse proxy it is what that proxy saw, never what the caller claims."""
    if settings.HTTPS and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _disguised(text: str) -> str:
    """A keyed hash, so that no address of a visitor is stored."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:24]
