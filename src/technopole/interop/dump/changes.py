"""What changed in the register, in the order in which it happened: for copies that keep up with it.

The cursor is the number of the last change told. Changes are numbered in the order in which they are committed (one
writer at a time), so that who goes on from a cursor misses none.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat

from technopole.core.models import Change
from technopole.interop.things import KIND
from technopole.registry.duplicates.models import Merge
from technopole.registry.models import Organisation

LIMIT, MOST = 1000, 10_000


@dataclass(frozen=True)
class Feed:
    """Some changes, and the cursor to go on from."""

    entries: list[dict[str, Any]]
    cursor: int
    more: bool


def latest() -> int:
    """The cursor of now: what comes after it has not happened yet."""
    return Change.objects.order_by("-id").values_list("id", flat=True).first() or 0


def since(cursor: int, limit: int) -> Feed:
    """The changes of organisations after the cursor, the oldest first. Costs three queries.

    Persons are not named; of each field is told that it changed, the record itself says what it is now.
    """
    # spelled so that the store goes through the changes by number, and does not sort all those of a kind
    rows = Change.objects.annotate(of=Concat("kind", Value(""))).filter(of=KIND, pk__gt=cursor).order_by("pk")
    found = list(rows.values("pk", "at", "uid", "action", "why", "diff")[: limit + 1])
    shown = found[:limit]
    uids = {row["uid"] for row in shown}
    here = set(Organisation.objects.filter(uid__in=uids).values_list("uid", flat=True))
    merges = Merge.objects.filter(gone__in=uids - here, undone_at=None)
    parts = dict(merges.order_by("id").values_list("gone", "into"))
    entries = [
        {
            "cursor": row["pk"],
            "at": row["at"],
            "action": row["action"],
            "uid": row["uid"],
            "fields": sorted(row["diff"]) if row["action"] == "changed" and isinstance(row["diff"], dict) else [],
            "why": row["why"],
            "present": row["uid"] in here,
            **({"into": parts[row["uid"]]} if row["uid"] in parts else {}),
            **_other(row["action"], row["diff"]),
        }
        for row in shown
    ]
    if len(found) > limit:
        return Feed(entries, shown[-1]["pk"], more=True)
    return Feed(entries, shown[-1]["pk"] if shown else cursor, more=False)


def _other(action: str, diff: Any) -> dict[str, str]:
    """The organisation that became part of this one, or is no part of it any more."""
    said = diff.get(action) if isinstance(diff, dict) else None
    return {"other": said[1]} if isinstance(said, list) and len(said) == 2 and isinstance(said[1], str) else {}
