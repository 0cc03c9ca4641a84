"""Reads: what happened to things and lists, what a person was told, what was sent."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet

from technopole.core.models import Change
from technopole.core.signals import Signal
from technopole.registration.models import Registration
from technopole.signals import history, things
from technopole.signals.models import Delivery, Match, Reader, Subscription, Webhook

LINES_LOOKED_THROUGH = 2000
"""Lines of history a page of a feed looks through at most: not every line is news of the kinds asked for."""


def of_thing(kind: str, uid: str) -> QuerySet[Change]:
    """The history of one thing, newest first."""
    told = Q()
    for line_kind, uids in history.about(kind, [uid]).items():
        told |= Q(kind=line_kind, uid__in=uids)
    return Change.objects.filter(told).order_by("-pk")


def of_list(name: str, query: str, user: Any) -> QuerySet[Change]:
    """The history of the things that are in a list now, newest first; of a whole list also what left it for good."""
    thing, members = things.LISTS[name], things.narrowed(name, query, user).values("uid")
    inside = Q(kind=thing.kind, uid__in=members)
    if thing.kind == history.ORGANISATION:
        entries = Registration.objects.filter(organisation_uid__in=members).values("uid")
        inside |= Q(kind=history.HISTORY, uid__in=entries)
        if not query:
            inside |= Q(kind=thing.kind, action="withdrawn", diff__record__0__has_key="key")
    elif not query:
        inside |= Q(kind=thing.kind, action="withdrawn")
    return Change.objects.filter(inside).order_by("-pk")


def page(lines: QuerySet[Change], before: int, size: int, kinds: Iterable[str] = ()) -> tuple[list[Signal], int]:
    """The first `size` signals of lines before this one, and where the next page begins (0 on the last)."""
    wanted = frozenset(kinds)
    rows = lines.filter(pk__lt=before) if before else lines
    found: list[Signal] = []
    last = 0
    for batch in _batches(rows[:LINES_LOOKED_THROUGH].iterator(chunk_size=200), 2 * size):
        read = history.read(batch)
        for line in batch:
            told = [each for each in read.get(line.pk, ()) if not wanted or each.kind in wanted]
            if found and len(found) + len(told) > size:
                return found, last
            found += told
            last = line.pk
    return found, last if rows.filter(pk__lt=last).exists() and last else 0


def _batches(lines: Iterable[Change], size: int) -> Iterator[list[Change]]:
    stream = iter(lines)
    while batch := list(islice(stream, size)):
        yield batch


def signal(change: int, kind: str) -> Signal | None:
    """One signal by its permanent id; None if there is no such line, or it tells nothing of this kind."""
    read = history.read(Change.objects.filter(pk=change))
    return next((each for each in read.get(change, ()) if each.kind == kind), None)


# --- a person's own ---------------------------------------------------------------------------------------------


def subscriptions(owner: Any) -> QuerySet[Subscription]:
    return Subscription.objects.filter(owner=owner).order_by("-created_at", "-pk")


def told(owner: Any) -> QuerySet[Match]:
    """All that a person was told, newest first."""
    rows = Match.objects.filter(subscription__owner=owner).select_related("change", "subscription")
    return rows.order_by("-change_id", "kind", "pk")


def unseen(owner: Any) -> int:
    """How many signals there are that a person has not looked at."""
    seen = Reader.objects.filter(owner=owner).values_list("seen", flat=True).first() or 0
    rows = Match.objects.filter(subscription__owner=owner, pk__gt=seen)
    return rows.values("change_id", "kind").distinct().count()


def last_told(owner: Any) -> int:
    return Match.objects.filter(subscription__owner=owner).order_by("-pk").values_list("pk", flat=True).first() or 0


def webhooks(owner: Any) -> QuerySet[Webhook]:
    """The webhooks of a person, each with how many deliveries wait and how many were given up."""
    rows = Webhook.objects.filter(owner=owner).select_related("subscription")
    return rows.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.WAITING)),
        dead=Count("deliveries", filter=Q(deliveries__state=Delivery.DEAD)),
    ).order_by("-created_at", "-pk")


def deliveries(hook: Webhook) -> QuerySet[Delivery]:
    """What a webhook was sent or will be, newest first."""
    return Delivery.objects.filter(webhook=hook).prefetch_related("log").order_by("-pk")
