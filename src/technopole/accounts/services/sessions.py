"""Ending sessions: one's own, or all of somebody's."""

from allauth.usersessions.models import UserSession
from django.db import transaction

from technopole.accounts.models import Role, User
from technopole.accounts.services.records import record, require
from technopole.core.sourced import By


@transaction.atomic
def end_session(session: UserSession, by: By) -> None:
    """Sign one device out. Its owner, or an administrator."""
    if by.user is None or by.user.pk != session.user_id:
        require(by, Role.ADMINISTRATOR)
    owner: User = session.user
    session.end()
    record(owner, "session_ended", by)


@transaction.atomic
def end_sessions(user: User, by: By, *, note: bool = True) -> int:
    """Sign every device of a person out. The person, or an administrator. Gives how many there were."""
    if by.user is None or by.user.pk != user.pk:
        require(by, Role.ADMINISTRATOR)
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    if sessions and note:
        record(user, "sessions_ended", by, count=len(sessions))
    return len(sessions)
