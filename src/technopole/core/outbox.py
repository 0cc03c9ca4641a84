"""The outbox: services name the things they changed, the worker brings the index up to date."""

from collections.abc import Iterable

from technopole.core import bulk, clock
from technopole.core.models import OutboxEntry


def announce(kind: str, uids: Iterable[str]) -> None:
    """Say that these things changed. Call inside the transaction that changes them."""
    at = clock.now()
    bulk.insert(OutboxEntry, ["kind", "uid", "at"], ((kind, uid, at) for uid in uids))


def take(limit: int = 2000) -> tuple[dict[str, list[str]], int]:
    """The oldest entries as {kind: uids} and the number of the last one; they stay until `settle`."""
    entries = list(OutboxEntry.objects.order_by("id").values_list("id", "kind", "uid")[:limit])
    things: dict[str, dict[str, None]] = {}
    for _, kind, uid in entries:
        things.setdefault(kind, {})[uid] = None
    return {kind: list(uids) for kind, uids in things.items()}, entries[-1][0] if entries else 0


def settle(last: int) -> None:
    """Forget the entries up to `last`: the index holds them durably now."""
    OutboxEntry.objects.filter(id__lte=last).delete()


def latest() -> int:
    """The number of the newest entry: what is announced from now on has a higher one."""
    return OutboxEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
