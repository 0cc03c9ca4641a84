"""Signals to the addresses of programs: planned with the match, sent by the worker, tried again, given up in the end.

What is to be sent is written in the transaction that matched it, with an id that stays. It is marked as sent after it
was taken, so that a worker killed between the two sends it once more with the same id: nothing is lost, and who
receives it drops what they had.
"""

import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

import orjson
from django.db import transaction
from django.db.models import QuerySet

from technopole.core import clock, ids, jobs
from technopole.core.signals import Signal
from technopole.signals import outgoing, present, secret
from technopole.signals.models import Attempt, Delivery, Subscription, Webhook
from technopole.signals.services import webhooks

PAUSES = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000)
"""Seconds before the second, third … attempt, as Standard Webhooks advises: nine in all, over two and a half days."""
MOST_ATTEMPTS = len(PAUSES) + 1
BUDGET = 20.0
"""Seconds a turn of one webhook may take: the worker has other work too."""
KEPT_FOR = dt.timedelta(days=30)


def plan(found: Sequence[tuple[Subscription, Signal, str]]) -> None:
    """Plan what the webhooks of those who matched are sent; called in the transaction of the match."""
    owners = {each.owner_id for each, _signal, _movement in found}
    hooks = webhooks.working().filter(owner__in=owners)
    wanted: dict[tuple[int, str], tuple[Webhook, Signal, str]] = {}
    for hook in hooks:
        for each, signal, movement in found:
            if each.owner_id == hook.owner_id and hook.subscription_id in (None, each.pk):
                wanted.setdefault((hook.pk, signal.id), (hook, signal, movement))
    if not wanted:
        return
    now = clock.now()
    planned = list(wanted.values())
    bodies = present.payloads((signal, movement) for _hook, signal, movement in planned)
    Delivery.objects.bulk_create(
        [
            Delivery(
                uid=ids.new_uid(), webhook=hook, change_id=signal.change, kind=signal.kind, due_at=now, created_at=now,
                body=orjson.dumps(body).decode(),
            )
            for (hook, signal, _movement), body in zip(planned, bodies, strict=True)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    for uid in {hook.uid for hook, _signal, _movement in planned}:
        jobs.enqueue("signals.deliver", webhook=uid)


@jobs.task("signals.deliver_due", every=dt.timedelta(minutes=1))
def deliver_due() -> None:
    """Send what is due to every webhook, one after the other."""
    due = due_now().values_list("webhook__uid", flat=True).distinct()
    for uid in list(due):
        deliver(uid)


@jobs.task("signals.forget", every=dt.timedelta(days=1))
def forget_old() -> None:
    """What was taken or given up a month ago is not kept; nor is finished planned work of signals."""
    Delivery.objects.exclude(state=Delivery.WAITING).filter(created_at__lt=clock.now() - KEPT_FOR).delete()


def due_now() -> QuerySet[Delivery]:
    """What waits to be sent now, to addresses that may be sent to now."""
    now = clock.now()
    rows = Delivery.objects.filter(state=Delivery.WAITING, due_at__lte=now, webhook__in=webhooks.working())
    return rows.exclude(webhook__not_before__gt=now)


@jobs.task("signals.deliver")
def deliver(webhook: str) -> None:
    """Send to one webhook what is due, oldest first, until nobody answers or the turn's time is over."""
    until = time.monotonic() + BUDGET
    hook = webhooks.working().filter(uid=webhook).first()
    if hook is None or not webhooks.has_its_secret(hook):
        return
    for delivery in due_now().filter(webhook=hook).order_by("id")[:100]:
        answer = send(hook, delivery)
        note(hook, delivery, answer)
        if answer.status is None or time.monotonic() > until:
            return  # whoever does not answer now is not asked for the rest; the next turn goes on


def send(hook: Webhook, delivery: Delivery) -> outgoing.Answer:
    """One attempt. Changes nothing."""
    stamp = int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Technopole-Webhooks/1",
        "webhook-id": delivery.message,
        "webhook-timestamp": str(stamp),
        "webhook-signature": secret.sign(webhooks.secrets(hook), delivery.message, stamp, delivery.body),
    }
    return outgoing.post(hook.url, delivery.body, headers)


@transaction.atomic
def note(hook: Webhook, delivery: Delivery, answer: outgoing.Answer) -> None:
    """Write down what came of an attempt, and plan the next one or give up."""
    now = clock.now()
    delivery.attempts += 1
    Attempt.objects.create(
        delivery=delivery, at=now, status=answer.status, said=answer.said, milliseconds=answer.milliseconds
    )
    if answer.taken:
        delivery.state, delivery.sent_at = Delivery.SENT, now
    elif answer.status == 410 or delivery.attempts >= MOST_ATTEMPTS:
        delivery.state = Delivery.DEAD
    else:
        delivery.due_at = now + _pause(delivery.attempts)
    delivery.save(update_fields=["attempts", "state", "sent_at", "due_at"])
    silences = hook.silences + 1 if answer.status is None else 0
    not_before = now + _pause(min(silences, 4)) if silences else None
    changes: dict[str, Any] = {"silences": silences, "not_before": not_before}
    gone = answer.status == 410
    stops = delivery.state == Delivery.DEAD and (gone or not _takes_others(delivery))
    if stops:
        changes["stopped_why"] = webhooks.GONE if gone else webhooks.NOT_TAKEN
    Webhook.objects.filter(pk=hook.pk).update(**changes)
    for name, value in changes.items():
        setattr(hook, name, value)
    if stops:
        jobs.enqueue("signals.tell_stopped", webhook=hook.uid)


def _takes_others(delivery: Delivery) -> bool:
    """Was another message taken since this one was planned? Then the address works, and only this one is refused."""
    others = Delivery.objects.filter(webhook_id=delivery.webhook_id, sent_at__gte=delivery.created_at)
    return others.exclude(pk=delivery.pk).exists()


def _pause(attempts: int) -> dt.timedelta:
    return dt.timedelta(seconds=PAUSES[min(attempts, len(PAUSES)) - 1])


@transaction.atomic
def send_again(delivery: Delivery) -> Delivery:
    """Its owner wants it sent again: with the same id and body, as soon as may be."""
    delivery.state, delivery.due_at, delivery.attempts = Delivery.WAITING, clock.now(), 0
    delivery.save(update_fields=["state", "due_at", "attempts"])
    Webhook.objects.filter(pk=delivery.webhook_id).update(not_before=None, silences=0)
    jobs.enqueue("signals.deliver", webhook=delivery.webhook.uid)
    return delivery
