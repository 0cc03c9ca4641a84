"""Reads about people: who there is, what they may do, what happened to their account."""

from collections.abc import Iterable, Iterator
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import Prefetch, Q, QuerySet

from technopole.accounts.models import ApiToken, Representation, User
from technopole.core import sourced
from technopole.core.languages import spoken
from technopole.core.merge import merge
from technopole.core.models import Change
from technopole.core.order import ordered


def people(text: str = "", role: str = "") -> QuerySet[Any]:
    """Accounts whose name, user name or address holds every word of `text`.

    Their `grants` and `current_representations` are at hand.
    """
    rows = User.objects.all()
    for word in text.split():
        rows = rows.filter(
            Q(username__icontains=word)
            | Q(display_name__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
        )
    if role == "representative":
        rows = rows.filter(representations__ended_at=None, representations__isnull=False).distinct()
    elif role == "staff":
        rows = rows.filter(grants__isnull=False).distinct()
    elif role:
        rows = rows.filter(grants__role=role)
    current = Representation.objects.filter(ended_at=None)
    speaking = Prefetch("representations", current, to_attr="current_representations")
    return rows.prefetch_related("grants", speaking).order_by("-is_active", "username")


def organisation_names(uids: Iterable[str]) -> dict[str, Any]:
    """{uid: what to show} of organisations, as their sources name them; the uid itself for an unknown one.

    Read from what the sources say, because accounts do not know the register that stands above them.
    """
    wanted = set(uids)
    said = sourced.statements("organisation", wanted) if wanted else {}
    return {uid: merge(said[uid]).get("names") or uid if uid in said else uid for uid in wanted}


def representatives_of(organisation_uid: str) -> QuerySet[Representation]:
    """Who speaks for an organisation today, longest first."""
    return (
        Representation.objects.filter(organisation_uid=organisation_uid, ended_at=None, user__is_active=True)
        .select_related("user")
        .order_by("since")
    )


def readers_of(organisation_uid: str) -> Iterator[tuple[str, str]]:
    """(address, language) of each who speaks for an organisation and reads mail."""
    for representation in representatives_of(organisation_uid):
        person = representation.user
        if person.email and not person.is_demo:
            yield person.email, spoken(person.language)


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The tokens of a person, those that still work first."""
    return ordered(ApiToken.objects.filter(user=user), "revoked_at", "-created_at")


def live_sessions(user: User) -> list[UserSession]:
    """The devices a person is signed in on, newest first."""
    sessions: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(sessions, key=lambda session: session.created_at, reverse=True)


def history_of(user: User, limit: int = 50) -> list[Change]:
    """The latest lines of the history of an account."""
    return list(Change.history("user", user.uid)[:limit])
