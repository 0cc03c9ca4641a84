"""The digest: once a day at most, what of a person's subscriptions matched; nothing when nothing did.

A digest and what it holds are one transaction, and there is one a person and day, so that a worker killed while it
plans makes none twice. It is marked as sent after the mail was handed over: killed between the two it is sent once
more, with the same Message-ID.
"""

import datetime as dt
from smtplib import SMTPRecipientsRefused
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from technopole.accounts import policy
from technopole.accounts.models import User
from technopole.core import clock, ids, jobs
from technopole.signals import mail
from technopole.signals.models import Digest, Match, Position, Reader, Rhythm, Webhook
from technopole.signals.services import matching

HOUR = 7
"""The hour of the day, in the centre's time zone, from which on digests go out."""
MONDAY = 0
DAY_DONE, WEEK_DONE = "daily", "weekly"


def zone() -> dt.tzinfo:
    """The centre's time zone: of its folder, unless the operator set one."""
    if settings.TIME_ZONE != "UTC":
        return ZoneInfo(settings.TIME_ZONE)
    return ZoneInfo(policy.centre_time_zone() or "UTC")


@jobs.task("signals.plan_digests", every=dt.timedelta(minutes=15))
def plan() -> None:
    """Plan the mails of today, once: after the hour of the day, and when the history of until then has been matched."""
    here = clock.now().astimezone(zone())
    today = here.date()
    if here.hour < HOUR or _done(DAY_DONE) >= today.toordinal():
        return
    matching.match()
    if not matching.is_caught_up():
        return  # a large load is being read; the next turn goes on
    monday = today - dt.timedelta(days=today.weekday())
    rhythms = [Rhythm.DAILY]
    if _done(WEEK_DONE) < monday.toordinal():
        rhythms.append(Rhythm.WEEKLY)
    for owner in User.objects.filter(pk__in=_to_mail(rhythms, today).values("subscription__owner")):
        if mail.address(owner):
            _plan_one(owner, rhythms, today)
    _note_done(DAY_DONE, today)
    _note_done(WEEK_DONE, monday)


def _to_mail(rhythms: list[Rhythm], today: dt.date) -> QuerySet[Match]:
    """What waits to be mailed: in no digest yet, or in one of an earlier day that could not be sent."""
    unsent = Q(digest=None) | Q(digest__sent_at=None, digest__period__lt=today.isoformat())
    rows = Match.objects.filter(unsent, subscription__rhythm__in=rhythms, subscription__paused_at=None)
    refused = Reader.objects.exclude(mail_refused_at=None).values("owner")
    return rows.exclude(subscription__owner__in=refused)


def _plan_one(owner: Any, rhythms: list[Rhythm], today: dt.date) -> None:
    try:
        with transaction.atomic():
            made = Digest.objects.create(uid=ids.new_uid(), owner=owner, period=today.isoformat(), made_at=clock.now())
            held = list(_to_mail(rhythms, today).filter(subscription__owner=owner).values_list("pk", flat=True))
            Match.objects.filter(pk__in=held).update(digest=made)
            jobs.enqueue("signals.mail", digest=made.uid)
    except IntegrityError:
        return  # planned before this turn was cut off


def _done(name: str) -> int:
    return Position.objects.filter(name=name).values_list("change", flat=True).first() or 0


def _note_done(name: str, day: dt.date) -> None:
    Position.objects.update_or_create(name=name, defaults={"change": day.toordinal()})


@jobs.task("signals.mail")
def send(digest: str) -> None:
    """Send one digest. A failure is raised, so that it is tried again, later each time; a refused address is noted."""
    one = Digest.objects.select_related("owner").filter(uid=digest, sent_at=None, refused="").first()
    if one is None or not mail.address(one.owner):
        return
    matches = list(one.matches.select_related("change", "subscription").order_by("-change_id", "kind", "pk"))
    if not matches:
        return
    try:
        mail.digest(one, matches).send()
    except SMTPRecipientsRefused as refused:
        if any(code < 500 for code, _why in refused.recipients.values()):
            raise  # not now: their server asks to come back later
        _note_refused(one, refused)
        return
    Digest.objects.filter(pk=one.pk).update(sent_at=clock.now(), attempts=one.attempts + 1)


@transaction.atomic
def _note_refused(one: Digest, refused: SMTPRecipientsRefused) -> None:
    code, why = next(iter(refused.recipients.values()))
    said = why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why)
    Digest.objects.filter(pk=one.pk).update(refused=f"{code} {said}"[:300], attempts=one.attempts + 1)
    Reader.objects.update_or_create(owner=one.owner, defaults={"mail_refused_at": clock.now()})


@jobs.task("signals.tell_stopped")
def tell_stopped(webhook: str) -> None:
    """Tell the owner of a webhook that we stopped it."""
    hook = Webhook.objects.select_related("owner").filter(uid=webhook).exclude(stopped_why="").first()
    if hook is not None and mail.address(hook.owner):
        mail.stopped(hook).send()
