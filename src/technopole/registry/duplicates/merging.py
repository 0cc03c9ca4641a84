"""Two records of one organisation become one, and two again.

What sources say of the one that goes they say of the survivor from then on, so that a later load or edit arrives
there too. Nothing is copied: the source records themselves move, which is why undoing it restores both exactly.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from technopole.core import clock, outbox, sourced
from technopole.core.errors import Conflict, Invalid
from technopole.core.models import Change
from technopole.core.sourced import By
from technopole.core.turns import alone
from technopole.pages.texts import in_both
from technopole.registry.duplicates import pairs, references
from technopole.registry.models import DuplicatePair, Merge, Organisation

KIND = "organisation"
State = DuplicatePair.State


@alone()
def merge(uid: str, survivor: str, by: By, version: int, why: str) -> Merge:
    """The two organisations of a pair are one: `survivor` stays, the other becomes part of it.

    Rows, history, outbox, what else names the one that goes, and the decision are written in one transaction. Raises
    `Invalid` for a survivor that is none of the two or without a reason, `Conflict` if somebody decided meanwhile.
    """
    why = why.strip()
    pair = pairs.to_decide(uid, version)
    if survivor not in (pair.a, pair.b):
        raise Invalid(_("Choose the record that stays."), fields={"survivor": [_("Choose the record that stays.")]})
    if not why:
        raise Invalid(_("Say how you know that they are one."), fields={"why": [_("Say how you know.")]})
    gone = pair.b if survivor == pair.a else pair.a
    rows = {row.uid: row for row in Organisation.objects.filter(uid__in=[gone, survivor])}
    if len(rows) < 2:
        raise Conflict(_("One of the two is not in the register any more."))
    old = rows[gone]
    moved: dict[str, Any] = {"references": references.move(gone, survivor)}
    act = By(user=by.user, label=by.label, why=f"merge:{gone}>{survivor}")
    moved["records"] = sourced.join(KIND, gone, survivor, act)
    _remember_in_history(survivor, gone, "merged", by, why)
    made = Merge.objects.create(
        gone=gone, into=survivor, gone_key=old.key, gone_names=in_both(old, "name") or {"en": old.name}, moved=moved,
        kept={"version": old.version, "listed_at": old.listed_at.isoformat() if old.listed_at else None},
        pair=pair, at=clock.now(), by=by.user, why=why[:5000],
    )  # fmt: skip
    pair.state, pair.why = State.CONFIRMED, why[:5000]
    pairs.decided(pair, by)
    # other pairs of the one that is gone are pairs of the survivor, which is compared anew
    DuplicatePair.objects.filter(Q(a=gone) | Q(b=gone), state=State.OPEN).delete()
    pairs.changed([survivor])
    return made


@alone()
def undo(number: int, by: By, why: str) -> Merge:
    """They are two organisations after all: both are as if they had never been merged, with what sources said since.

    Raises `Conflict` where it was undone already, or where the survivor has itself become part of another.
    """
    why = why.strip()
    if not why:
        raise Invalid(_("Say why they are two organisations."), fields={"why": [_("Say why they are two.")]})
    done = Merge.objects.select_for_update().get(pk=number)
    if done.undone_at is not None:
        raise Conflict(_("This merge has been undone already."))
    if not Organisation.objects.filter(uid=done.into).exists():
        raise Conflict(_("The record that stayed has itself been merged into another. Undo that first."))
    act = By(user=by.user, label=by.label, why=f"separate:{done.gone}<{done.into}")
    sourced.part(KIND, done.moved["records"], done.gone, act)
    references.move_back(done.moved["references"], done.gone, done.into)
    kept = done.kept
    Organisation.objects.filter(uid=done.gone).update(version=kept["version"] + 1, listed_at=kept["listed_at"])
    _remember_in_history(done.into, done.gone, "separated", by, why)
    done.undone_at, done.undone_by, done.undone_why = clock.now(), by.user, why[:5000]
    done.save()
    if done.pair is not None:
        pair = DuplicatePair.objects.select_for_update().get(pk=done.pair.pk)
        pair.state, pair.why = State.DISMISSED, why[:5000]
        pairs.decided(pair, by)
    outbox.announce(KIND, [done.gone, done.into])
    pairs.changed([done.gone, done.into])
    return done


def _remember_in_history(uid: str, other: str, action: str, by: By, why: str) -> None:
    Change.objects.create(
        at=clock.now(), kind=KIND, uid=uid, action=action, actor=by.user, actor_label=by.label, why=why[:5000],
        diff={action: [None, other]},
    )  # fmt: skip


def survivor_of(uid: str) -> str:
    """The uid of the organisation that a merged one is part of now; empty if it was not merged."""
    seen: set[str] = set()
    found = ""
    while uid not in seen:
        seen.add(uid)
        into = Merge.objects.filter(gone=uid, undone_at=None).values_list("into", flat=True).first()
        if into is None:
            return found
        found = uid = into
    return found


def survivors_of_keys(keys: set[str]) -> dict[str, Organisation]:
    """{id in the centre's folder: the organisation that the one of this id is part of now}."""
    merges = dict(Merge.objects.filter(gone_key__in=keys - {""}, undone_at=None).values_list("gone_key", "gone"))
    uids = {key: survivor_of(gone) for key, gone in merges.items()}
    rows = {row.uid: row for row in Organisation.objects.filter(uid__in=list(uids.values()))}
    return {key: rows[uid] for key, uid in uids.items() if uid in rows}


def merged_into(uid: str) -> list[Merge]:
    """What has become part of this organisation, the latest first."""
    return list(Merge.objects.filter(into=uid, undone_at=None).select_related("by").order_by("-at"))
