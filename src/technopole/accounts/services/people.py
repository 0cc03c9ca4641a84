"""Making accounts from the command line: the first administrator, and the people of the demo centre."""

import secrets
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from technopole.accounts.models import Grant, Representation, Role, User
from technopole.accounts.services.records import record
from technopole.accounts.services.roles import grant_role
from technopole.accounts.services.sessions import end_sessions
from technopole.core import clock
from technopole.core.errors import Conflict, Invalid
from technopole.core.sourced import By


class DemoLogin(NamedTuple):
    """What a reader of the demo needs to sign in as one of its people."""

    role: str
    username: str
    password: str


DEMO_STAFF = (
    (Role.REGISTRAR, "registrar", "Rui Chen (demo)"),
    (Role.BROKER, "broker", "Bea Holm (demo)"),
    (Role.ANALYST, "analyst", "Anan Wu (demo)"),
    (Role.PROGRAMME_OFFICER, "officer", "Omar Diaz (demo)"),
    (Role.ADMINISTRATOR, "administrator", "Ada Lin (demo)"),
)
DEMO_REPRESENTATIVES = (("representative", "Rosa Park (demo)"), ("representative2", "Remi Zhou (demo)"))
_BY_DEMO = By(label="demo", why="The people of the demo centre")


def demo_password(username: str) -> str:
    """The documented password of a demo person: long enough for the rules, easy to type, secret to nobody."""
    return f"demo-{username}-demo"


@transaction.atomic
def create_person(
    username: str, email: str, by: By, *, password: str | None = None, name: str = "", roles: Iterable[str] = ()
) -> tuple[User, str]:
    """An account whose address counts as verified, with its roles; gives the account and its password.

    Without a password one is made. For commands: `by` needs a label. Raises `Invalid`.
    """
    problems: dict[str, list[str]] = {}
    if User.objects.filter(username__iexact=username).exists():
        problems["username"] = [_("This user name is taken.")]
    if User.objects.filter(email__iexact=email).exists():
        problems["email"] = [_("Another account has this address.")]
    chosen = password or secrets.token_urlsafe(15)
    user = User(username=username, email=email.lower(), display_name=name)
    try:
        validate_password(chosen, user)
    except ValidationError as refused:
        problems["password"] = list(refused.messages)
    if problems:
        raise Invalid(_("The account could not be made."), fields=problems)
    user.set_password(chosen)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record(user, "created", by)
    for role in roles:
        grant_role(user, role, by)
    return user, chosen


@transaction.atomic
def demo_people(organisation_uids: Sequence[str]) -> list[DemoLogin]:
    """The people of the demo centre, made or put right; the first two organisations get a representative each.

    Only for a demo centre that listens on loopback: everybody knows these passwords. Running it again changes
    nothing but what was changed by hand.
    """
    logins = []
    for role, username, name in DEMO_STAFF:
        user = _demo_person(username, name)
        Grant.objects.get_or_create(user=user, role=role, defaults={"granted_at": clock.now()})
        user.grants.exclude(role=role).delete()
        logins.append(DemoLogin(role.value, username, demo_password(username)))
    for (username, name), organisation_uid in zip(DEMO_REPRESENTATIVES, organisation_uids, strict=False):
        user = _demo_person(username, name)
        # what somebody granted them since, such as for an organisation they registered, stays theirs
        of_demo = user.representations.filter(ended_at=None, granted_by=None)
        of_demo.exclude(organisation_uid=organisation_uid).update(ended_at=clock.now())
        Representation.objects.get_or_create(
            user=user, organisation_uid=organisation_uid, ended_at=None, defaults={"since": clock.now()}
        )
        logins.append(DemoLogin("representative", username, demo_password(username)))
    return logins


def _demo_person(username: str, name: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(username=username, is_demo=True)
    elif not user.is_demo:
        raise Conflict(
            _("The user name %(name)s belongs to a real account; the demo needs it.") % {"name": username},
            hint=_("Load the demo centre into a home folder of its own."),
        )
    email = f"{username}@demo.invalid"
    asked = {"display_name": name, "email": email, "is_active": True}
    changed = user.pk is None or any(getattr(user, field) != value for field, value in asked.items())
    for field, value in asked.items():
        setattr(user, field, value)
    has_password = bool(user.password) and user.has_usable_password()
    if not has_password or not check_password(demo_password(username), user.password):
        # One round of hashing is enough for what everybody may know, and starting the demo stays quick.
        user.password = PBKDF2PasswordHasher().encode(demo_password(username), secrets.token_hex(8), iterations=1)
        changed = True
    if changed:
        is_new = user.pk is None
        user.save()
        record(user, "created" if is_new else "restored", _BY_DEMO)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def open_demo_logins() -> list[DemoLogin]:
    """The demo people who can sign in now."""
    roles = {username: role.value for role, username, _name in DEMO_STAFF}
    names = [*roles, *(username for username, _name in DEMO_REPRESENTATIVES)]
    people = User.objects.filter(is_demo=True, is_active=True, username__in=names)
    there = set(people.values_list("username", flat=True))
    return [
        DemoLogin(roles.get(name, "representative"), name, demo_password(name)) for name in names if name in there
    ]


@transaction.atomic
def remove_demo_people() -> int:
    """Shut the demo people out, for a server that others can reach: no password, role, token or session is left.

    Their bare accounts stay, because history names them. Gives how many were still open.
    """
    shut = 0
    for user in User.objects.filter(is_demo=True):
        end_sessions(user, _BY_DEMO, note=False)
        user.grants.all().delete()
        user.representations.filter(ended_at=None).update(ended_at=clock.now())
        user.api_tokens.filter(revoked_at=None).update(revoked_at=clock.now())
        if user.is_active:
            user.is_active = False
            user.set_unusable_password()
            user.save()
            record(user, "suspended", By(label="demo", why="The portal can be reached by others"))
            shut += 1
    return shut
