"""Addresses of programs: entered, changed, given a new secret, stopped, removed."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from technopole.accounts.models import ApiToken
from technopole.core import clock, ids
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.rules import Rule
from technopole.signals import outgoing, secret
from technopole.signals.models import Subscription, Webhook

MOST = 20
"""Webhooks of one person."""
NOT_TAKEN, GONE, SECRET_LOST = "not taken", "gone", "secret lost"
"""Why we stopped one."""


def _has_a_program(actor: Any) -> bool:
    if not actor.is_authenticated:
        return False
    if actor.is_member_of_staff or getattr(actor, "api_token", None) is not None:
        return True
    return ApiToken.objects.filter(user=actor, revoked_at=None, expires_at__gt=clock.now()).exists()


has_a_program = Rule("staff or somebody with an API token", _has_a_program)


def working() -> QuerySet[Webhook]:
    """Those that are sent signals: neither paused nor stopped, of people who may still sign in."""
    return Webhook.objects.filter(paused_at=None, stopped_why="", owner__is_active=True)


def secrets(hook: Webhook) -> list[str]:
    """The secrets that sign now: the present one, and for a day after it was replaced the one before."""
    found = [secret.derive(hook.uid, hook.generation)]
    if hook.rotated_at and hook.generation > 1 and clock.now() < hook.rotated_at + secret.OVERLAP:
        found.append(secret.derive(hook.uid, hook.generation - 1))
    return found


def has_its_secret(hook: Webhook) -> bool:
    """Can we sign so that the receiver believes it? Not after the installation's key was lost: it is stopped."""
    if secret.check_digits(secret.derive(hook.uid, hook.generation)) == hook.check_digits:
        return True
    Webhook.objects.filter(pk=hook.pk).update(stopped_why=SECRET_LOST)
    return False


@transaction.atomic
def enter(owner: Any, name: str, url: str, subscription: Subscription | None = None) -> tuple[Webhook, str]:
    """A new webhook, and its secret, which is never shown again. Raises `Invalid`, `NotAllowed`, `Conflict`."""
    if not has_a_program.allows(owner):
        raise NotAllowed(_("Make an API token first: webhooks are for people who run a program."))
    _check(owner, name, url, subscription)
    if Webhook.objects.filter(owner=owner).count() >= MOST:
        raise Conflict(_("Nobody has more than %(most)d webhooks; remove one first.") % {"most": MOST})
    uid = ids.new_uid()
    made = secret.derive(uid, 1)
    hook = Webhook.objects.create(
        uid=uid, owner=owner, name=name.strip(), url=url.strip(), subscription=subscription,
        check_digits=secret.check_digits(made), created_at=clock.now(),
    )  # fmt: skip
    return hook, made


def _check(owner: Any, name: str, url: str, subscription: Subscription | None) -> None:
    problems: dict[str, list[str]] = {}
    if not name.strip() or len(name) > 100:
        problems["name"] = [_("Say what it is for.")]
    if len(url) > 500:
        problems["url"] = [_("The address is too long.")]
    else:
        try:
            outgoing.check(url.strip())
        except Invalid as invalid:
            problems |= invalid.fields
    if subscription is not None and subscription.owner_id != owner.pk:
        problems["subscription"] = [_("There is no such subscription.")]
    if problems:
        raise Invalid(_("The webhook could not be kept."), fields=problems)


@transaction.atomic
def change(
    hook: Webhook, version: int, *, name: str | None = None, url: str | None = None, paused: bool | None = None
) -> Webhook:
    """Change name or address, pause it, or start it again. What happens while it is paused is not sent afterwards."""
    row = Webhook.objects.select_for_update().get(pk=hook.pk)
    if row.version != version:
        raise Conflict
    row.name = row.name if name is None else name.strip()
    row.url = row.url if url is None else url.strip()
    _check(row.owner, row.name, row.url, None)
    if paused is True and row.paused_at is None:
        row.paused_at = clock.now()
    elif paused is False:
        row.paused_at = row.not_before = None
        row.silences = 0
        if row.stopped_why != SECRET_LOST:  # only a new secret mends that
            row.stopped_why = ""
    row.version += 1
    row.save()
    return row


@transaction.atomic
def rotate(hook: Webhook) -> tuple[Webhook, str]:
    """A new secret, never shown again; for a day the one before signs too, so that the receiver can change over."""
    row = Webhook.objects.select_for_update().get(pk=hook.pk)
    row.generation += 1
    made = secret.derive(row.uid, row.generation)
    row.check_digits = secret.check_digits(made)
    row.rotated_at = clock.now()
    if row.stopped_why == SECRET_LOST:
        row.stopped_why = ""
    row.version += 1
    row.save()
    return row, made


def remove(hook: Webhook) -> None:
    """It is sent nothing more; the log of what was sent goes with it."""
    hook.delete()
