"""Oneself: roles, the organisations one speaks for, one's tokens."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field

from technopole.accounts import queries
from technopole.core.requests import queries as waiting
from technopole.core.rules import signed_in
from technopole.pages.api import Out, Router, both
from technopole.pages.api.shapes import Named
from technopole.registry.models import Organisation

router = Router("Oneself")


class Me(Out):
    name: str
    email: str
    language: str | None
    roles: list[str]
    represents: list[Named] = Field(description="The organisations this person may speak for today.")
    waiting: int = Field(description="How many requests wait for this person; see `/inbox`.")


class Token(Out):
    """A token as its owner sees it; its secret is never shown again."""

    name: str
    starts_with: str
    may_write: bool
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None


@router.get("me", may=signed_in, response=Me, summary="Who am I, and what may I do?")
def me(request: HttpRequest) -> Any:
    user: Any = request.user
    known = {row.uid: row for row in Organisation.objects.filter(uid__in=user.represents)}
    return {
        "name": str(user),
        "email": user.email,
        "language": user.language or None,
        "roles": sorted(user.roles),
        "represents": [
            {"uid": uid, "name": both(known[uid], "name") if uid in known else None, "label": None}
            for uid in sorted(user.represents)
        ],
        "waiting": waiting.waiting_count(user),
    }


@router.get("me/tokens", may=signed_in, response=list[Token], summary="My tokens")
def my_tokens(request: HttpRequest) -> Any:
    """Tokens are made and revoked in the portal, where the password is asked for again."""
    return [
        {
            "name": token.name, "starts_with": token.hint, "may_write": token.may_write, "created_at": token.created_at,
            "expires_at": token.expires_at, "last_used_at": token.last_used_at, "revoked_at": token.revoked_at,
        }
        for token in queries.tokens_of(request.user)  # type: ignore[arg-type]
    ]


routers = (router,)
