"""Who may: the rules about roles and representation that every part builds on."""

from typing import Any

from django.db.models import Q

from technopole.accounts.models import Role
from technopole.core.rules import Condition, Rule, everyone, has_role, nobody, signed_in

__all__ = [
    "everyone",
    "has_role",
    "is_administrator",
    "is_analyst",
    "is_broker",
    "is_programme_officer",
    "is_registrar",
    "is_staff",
    "nobody",
    "owns",
    "represents",
    "represents_any",
    "signed_in",
]

is_registrar = has_role(Role.REGISTRAR)
is_broker = has_role(Role.BROKER)
is_analyst = has_role(Role.ANALYST)
is_programme_officer = has_role(Role.PROGRAMME_OFFICER)
is_administrator = has_role(Role.ADMINISTRATOR)
is_staff = Rule("a member of staff", lambda actor: bool(actor.is_authenticated and actor.is_member_of_staff))
represents_any = Rule("a representative", lambda actor: bool(actor.is_authenticated and actor.represents))


def represents(path: str = "organisation_uid") -> Rule:
    """Holds for the rows whose `path` is the uid of an organisation the actor speaks for today.

    For organisations themselves the path is `uid`; for what belongs to them, such as `organisation_uid`.
    """

    def where(actor: Any) -> Condition:
        if not actor.is_authenticated or not actor.represents:
            return False
        return Q(**{f"{path}__in": actor.represents})

    return Rule(f"represents {path}", where)


def owns(path: str = "user") -> Rule:
    """Holds for the rows whose `path` is the actor."""

    def where(actor: Any) -> Condition:
        return Q(**{path: actor.pk}) if actor.is_authenticated else False

    return Rule(f"is the {path}", where)
