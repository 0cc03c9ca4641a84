"""Guards of the one form anybody may send without an account: a trap, a least time, a limit. No puzzle for people."""

import hashlib

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

from technopole.core import clock

SALT = "technopole.suggest"
LEAST_SECONDS = 3
LONGEST_SECONDS = 24 * 3600
MOST_IN_AN_HOUR = 10
TRAP = "homepage"
"""A field people never see; only programs fill it in."""


def token(kind: str, uid: str) -> str:
    """Says when the form for this thing was shown; signed, so that it cannot be made up."""
    return signing.dumps([kind, uid, int(clock.now().timestamp())], salt=SALT)


def is_plausible(shown: str, kind: str, uid: str) -> bool:
    """Whether a form with this token was shown for this thing, not just now and not long ago."""
    try:
        said_kind, said_uid, at = signing.loads(shown, salt=SALT)
    except (signing.BadSignature, ValueError):
        return False
    age = clock.now().timestamp() - at
    return (said_kind, said_uid) == (kind, uid) and LEAST_SECONDS <= age <= LONGEST_SECONDS


def _address(request: HttpRequest) -> str:
    """Where the request came from; the proxy's word is taken only where the portal was told that it has one."""
    if settings.HTTPS and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def is_too_often(request: HttpRequest) -> bool:
    """Count one more from this address; True if it has sent its share for this hour. Keeps a hash, not the address."""
    salted = f"{settings.SECRET_KEY}{_address(request)}".encode()
    hour = int(clock.now().timestamp() // 3600)
    key = f"suggest:{hour}:{hashlib.sha256(salted).hexdigest()[:32]}"
    cache.add(key, 0, timeout=3600)
    try:
        return cache.incr(key) > MOST_IN_AN_HOUR
    except ValueError:  # evicted between the two calls
        return False
