"""From history to what each person is told: every change is read once, in order, and matched to what people follow.

Reading, matching, planning what webhooks get, and moving the position on are one transaction. Killed anywhere, it is as
if this turn had not begun; and a signal matches a subscription once, however often it is read.
"""

import datetime as dt
import logging
import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from technopole.core import jobs, signals
from technopole.core.models import Change
from technopole.core.signals import Signal
from technopole.signals import history, things
from technopole.signals.history import Line
from technopole.signals.models import Match, Member, Position, Subscription
from technopole.signals.services import delivering

log = logging.getLogger("technopole.signals")

BATCH = 1000
BUDGET = 20.0
"""Seconds a turn may take: the worker has other work too."""
MATCHED = "matched"

Found = tuple[Subscription, Signal, str]
"""A subscription, a signal it is told of, and whether the thing entered or left its list."""


@jobs.task("signals.match", every=dt.timedelta(minutes=1))
def match() -> None:
    """Match all that is new in the history, for as long as the budget lasts; the next turn goes on."""
    until = time.monotonic() + BUDGET
    while match_batch() and time.monotonic() < until:
        continue


def is_caught_up() -> bool:
    """Has everything in the history been matched?"""
    return last_change() <= (Position.objects.filter(name=MATCHED).values_list("change", flat=True).first() or 0)


def settle_history() -> None:
    """Inside a transaction: from here on no line of history appears before one that can be read already.

    On PostgreSQL a line may be committed after one with a higher number; waiting for those who write now rules that
    out. SQLite has one writer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE core_change IN SHARE MODE")


def last_change() -> int:
    """The number of the latest line of history."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def live() -> QuerySet[Subscription]:
    """The subscriptions that are told now."""
    return Subscription.objects.filter(paused_at=None, owner__is_active=True).select_related("owner")


@transaction.atomic
def match_batch() -> int:
    """Read the next lines of history; gives how many there were."""
    settle_history()
    position, _ = Position.objects.select_for_update().get_or_create(name=MATCHED)
    subscriptions = list(live())
    if not subscriptions:
        changes = []
        after = last_change()
    else:
        begin = max(position.change, min(each.since for each in subscriptions))  # older news is nobody's
        changes = list(Change.objects.filter(pk__gt=begin).order_by("pk")[:BATCH])
        after = changes[-1].pk if changes else begin
    if after == position.change:
        return 0
    lines = list(history.lines(changes))
    found = matches(lines, subscriptions)
    Match.objects.bulk_create(
        [Match(subscription=each, change_id=signal.change, kind=signal.kind, movement=movement)
         for each, signal, movement in found],
        ignore_conflicts=True,
    )  # fmt: skip
    delivering.plan(found)
    _follow_survivors(lines)
    position.change = after
    position.save()
    return len(changes)


def matches(lines: Sequence[Line], subscriptions: Iterable[Subscription]) -> list[Found]:
    """Who is told of what, in the order it happened. Keeps up who is a member of which list."""
    told = {line.pk: list(signals.derive(line)) for line in lines}
    by_thing: dict[tuple[str, str], list[Subscription]] = {}
    lists: list[Subscription] = []
    for each in subscriptions:
        if each.list_name:
            lists.append(each)
        else:
            by_thing.setdefault((each.thing, each.thing_uid), []).append(each)
    found = [
        (each, signal, "")
        for line in lines
        for each in by_thing.get((line.kind, line.uid), ())
        for signal in told[line.pk]
        if wants(each, signal)
    ]
    for each in lists:
        of_kind = [line for line in lines if line.kind == each.thing and line.pk > each.since]
        if of_kind:
            found += _of_list(each, of_kind, told)
    return found


def wants(subscription: Subscription, signal: Signal) -> bool:
    """Is this a kind of signal that the subscription asks for, and news to it?"""
    return signal.change > subscription.since and (not subscription.kinds or signal.kind in subscription.kinds)


def _of_list(each: Subscription, lines: Sequence[Line], told: dict[int, list[Signal]]) -> list[Found]:
    changed = {line.uid for line in lines}
    before = set(each.members.filter(uid__in=changed).values_list("uid", flat=True))
    try:
        with transaction.atomic():
            rows = things.narrowed(each.list_name, each.query, each.owner).filter(uid__in=changed)
            now = set(rows.values_list("uid", flat=True))
    except Exception:
        log.exception("the list of subscription %s cannot be read; it is taken to be as it was", each.uid)
        now = before
    Member.objects.bulk_create([Member(subscription=each, uid=uid) for uid in now - before], ignore_conflicts=True)
    each.members.filter(uid__in=before - now).delete()
    last = {line.uid: line.pk for line in lines}
    found: list[Found] = []
    for line in lines:
        if line.uid not in before | now:
            continue
        movement = ""
        if line.pk == last[line.uid]:
            movement = Match.ENTERED if line.uid not in before else Match.LEFT if line.uid not in now else ""
        found += [(each, signal, movement) for signal in told[line.pk] if wants(each, signal)]
    return found


def _follow_survivors(lines: Sequence[Line]) -> None:
    """Who followed an organisation that became part of another follows that one from then on."""
    for line in lines:
        merged = line.diff.get("merged") if line.action == "merged" else None
        if not isinstance(merged, list):
            continue
        already = Subscription.objects.filter(thing=line.kind, thing_uid=line.uid).values("owner")
        of_the_gone = Subscription.objects.filter(thing=line.kind, thing_uid=str(merged[-1]))
        of_the_gone.exclude(owner__in=list(already.values_list("owner", flat=True))).update(thing_uid=line.uid)


def members_of(name: str, query: str, owner: Any, most: int) -> list[str]:
    """The things in a list now, one more than `most` if there are more."""
    return list(things.narrowed(name, query, owner).values_list("uid", flat=True)[: most + 1])
