"""Pairs that may be one organisation: found when one changes, kept until somebody decides."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from technopole.core import clock, jobs
from technopole.core.errors import Conflict, Invalid
from technopole.core.models import Change
from technopole.core.sourced import By
from technopole.core.turns import alone
from technopole.methods.duplicates import score as scoring
from technopole.registry.duplicates import checking, store
from technopole.registry.models import DuplicatePair, Organisation

COMPARE = "registry.compare_organisations"
AT_ONCE = 1000
"""Organisations changed in one transaction that are compared at once; more come from a load, which prepares anew."""
_SOON = dt.timedelta(seconds=1)
"""After what somebody is waiting for."""
KEPT_FROM = scoring.PROPOSED
KIND = "organisation"

State = DuplicatePair.State
Evidence = Sequence[tuple[str, float]]


def changed(uids: Iterable[str]) -> None:
    """These organisations are new or have changed: compare them. Call inside the transaction that changes them."""
    uids = list(uids)
    if 0 < len(uids) <= AT_ONCE:
        jobs.enqueue(COMPARE, delay=_SOON, uids=uids)


@jobs.task(COMPARE)
def compare_now(uids: list[str]) -> None:
    """Bring the keys of these organisations up to date, and keep the pairs they may be halves of.

    A pair that does not look like one any more is forgotten, unless somebody decided about it.
    """
    rows = store.refresh(uids)
    found: dict[tuple[str, str], checking.Possible] = {}
    halves = {row.uid: row for row in rows}
    for one in store.compared(rows).values():
        for each in checking.compare(one, least=KEPT_FROM):
            found[_ordered(one.uid, each.organisation.uid)] = each
            halves[each.organisation.uid] = each.organisation
    for (a, b), each in found.items():
        remember(halves[a], halves[b], each.score, each.evidence)
    stale = DuplicatePair.objects.filter(Q(a__in=uids) | Q(b__in=uids), state=State.OPEN)
    for pair in stale:
        if (pair.a, pair.b) not in found:
            pair.delete()


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def fingerprint(evidence: Evidence) -> str:
    """Equal for equal evidence; how much each piece weighs may shift with the register's words."""
    codes = ",".join(sorted(code for code, _weight in evidence))
    return hashlib.blake2b(codes.encode(), digest_size=16).hexdigest()


def remember(a: Organisation, b: Organisation, score: float, evidence: Evidence) -> DuplicatePair:
    """Keep what was found of two organisations. A dismissed pair stays dismissed unless the evidence changed."""
    if a.uid > b.uid:
        a, b = b, a
    mark = fingerprint(evidence)
    values: dict[str, Any] = {
        "name_a": a.name,
        "name_b": b.name,
        "score": round(score, 4),
        "manner": evidence[0][0] if evidence else "",
        "evidence": [[code, weight] for code, weight in evidence],
        "reference": a.reference and b.reference,
    }
    pair, fresh = DuplicatePair.objects.get_or_create(
        a=a.uid, b=b.uid, defaults={**values, "fingerprint": mark, "found_at": clock.now()}
    )
    if fresh or pair.state == State.CONFIRMED:
        return pair
    if pair.state == State.DISMISSED and pair.fingerprint == mark:
        return pair
    if pair.state == State.DISMISSED:
        values |= {"state": State.OPEN, "found_at": clock.now(), "version": pair.version + 1}
    for column, value in {**values, "fingerprint": mark}.items():
        setattr(pair, column, value)
    pair.save()
    return pair


@alone()
def dismiss(uid: str, by: By, version: int, why: str) -> DuplicatePair:
    """They are two organisations. Raises `Invalid` without a reason, `Conflict` if somebody decided meanwhile."""
    why = why.strip()
    if not why:
        raise Invalid(_("Say why they are two organisations."), fields={"why": [_("Say why they are two.")]})
    pair = to_decide(uid, version)
    pair.state, pair.why = State.DISMISSED, why[:5000]
    decided(pair, by)
    for half in (pair.a, pair.b):
        _note(half, "kept apart", by, pair.why)
    return pair


@alone()
def reopen(uid: str, by: By, version: int) -> DuplicatePair:
    """A dismissed pair is looked at again."""
    pair = DuplicatePair.objects.select_for_update().get(uid=uid)
    if pair.state != State.DISMISSED or pair.version != version:
        raise Conflict(_("Somebody else has decided about this pair meanwhile. Look at it again."))
    pair.state = State.OPEN
    decided(pair, by)
    return pair


def to_decide(uid: str, version: int) -> DuplicatePair:
    """The open pair of this version, locked."""
    pair = DuplicatePair.objects.select_for_update().get(uid=uid)
    if pair.state != State.OPEN or pair.version != version:
        raise Conflict(_("Somebody else has decided about this pair meanwhile. Look at it again."))
    return pair


def decided(pair: DuplicatePair, by: By) -> None:
    """Write down who decided and when."""
    pair.decided_at, pair.decided_by, pair.version = clock.now(), by.user, pair.version + 1
    pair.save()


def _note(uid: str, action: str, by: By, why: str) -> None:
    Change.objects.create(
        at=clock.now(), kind=KIND, uid=uid, action=action, actor=by.user, actor_label=by.label, why=why
    )
