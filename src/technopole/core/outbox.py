"""The outbox: services name the things they changed, the worker brings the index up to date."""

from collections.abc import Iterable, Sequence

from technopole.core import bulk, clock
from technopole.core.models import OutboxEntry

_AT_ONCE = 10_000


def announce(kind: str, uids: Iterable[str]) -> None:
    """Say that these things changed. Call inside the transaction that changes them."""
    at = clock.now()
    bulk.insert(OutboxEntry, ["kind", "uid", "at"], ((kind, uid, at) for uid in uids))


def take(limit: int = 2000) -> tuple[dict[str, list[str]], list[int]]:
    """The oldest entries as {kind: uids} and their numbers; they stay until `settle`."""
    entries = list(OutboxEntry.objects.order_by("id").values_list("id", "kind", "uid")[:limit])
    things: dict[str, dict[str, None]] = {}
    for _, kind, uid in entries:
        things.setdefault(kind, {})[uid] = None
    return {kind: list(uids) for kind, uids in things.items()}, [number for number, _, _ in entries]


def waiting() -> list[int]:
    """The numbers of all entries there are now."""
    return list(OutboxEntry.objects.values_list("id", flat=True))


def settle(numbers: Sequence[int]) -> None:
    """Forget these entries: the index holds them durably now.

    Exactly these, not all up to the last: where several write at once, an entry may be committed after one with a
    higher number was taken.
    """
    for start in range(0, len(numbers), _AT_ONCE):
        OutboxEntry.objects.filter(id__in=numbers[start : start + _AT_ONCE]).delete()
