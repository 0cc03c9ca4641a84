"""Steps: what happened to a listing, an enquiry or a deal, in a chain that tells whether a line was altered or lost.

Each step holds the SHA-256 of all it says and of the step before; `Chain` holds how many there are and the last hash.
Whoever can write to every table can forge a whole chain; who deletes, edits or adds lines is found out.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from technopole.core import clock
from technopole.core.errors import Conflict
from technopole.core.turns import alone
from technopole.exchange.models import Chain, Step

TIME = "time"
"""What acts when a step comes by itself."""


@alone()
def record(
    subject_kind: str, subject_uid: str, step: str, by: Any = None, *, from_state: str = "", to_state: str = "",
    text: str = "", note: Mapping[str, Any] | None = None, manager: Any = None, at: dt.datetime | None = None,
) -> Step:  # fmt: skip
    """Add one step to the chain of a subject, in the caller's transaction.

    `by` is a user, or a word such as `TIME`; `manager` the technology manager (a user) who is credited with it, if
    the step is one that counts (`managers.CREDITS`). `note` is JSON. Raises `Conflict` if the chain is broken already.
    """
    chain, _ = Chain.objects.get_or_create(subject_kind=subject_kind, subject_uid=subject_uid)
    chain = Chain.objects.select_for_update().get(pk=chain.pk)
    last = of(subject_kind, subject_uid).last()
    if chain.count != (last.number if last else 0) or chain.head != (last.digest if last else ""):
        raise Conflict("The recorded steps of this subject are not whole; nothing can be added. Run: technopole verify")
    said = dict(note or {})
    if manager is not None:
        said["manager"] = manager.uid
    user = by if getattr(by, "pk", None) is not None else None
    new = Step(
        subject_kind=subject_kind, subject_uid=subject_uid, number=chain.count + 1, at=at or clock.now(), actor=user,
        by=user.uid if user is not None else str(by or ""), step=step, from_state=from_state, to_state=to_state,
        text=text, note=said, previous=chain.head,
    )  # fmt: skip
    new.digest = digest(new)
    new.save()
    chain.count, chain.head = new.number, new.digest
    chain.save()
    return new


def of(subject_kind: str, subject_uid: str) -> Any:
    """The steps of a subject, the first first: a QuerySet."""
    rows = Step.objects.filter(subject_kind=subject_kind, subject_uid=subject_uid)
    return rows.select_related("actor").order_by("number")


def digest(step: Step) -> str:
    """The hash of a step: over all it says, in a spelling that is the same on every store."""
    said = [
        step.subject_kind, step.subject_uid, step.number, step.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        step.by, step.step, step.from_state, step.to_state, step.text, step.note, step.previous,
    ]  # fmt: skip
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def verify(subject_kind: str, subject_uid: str) -> list[str]:
    """What is wrong with the chain of a subject; nothing if it is whole."""
    chain = Chain.objects.filter(subject_kind=subject_kind, subject_uid=subject_uid).first()
    return list(_problems(chain, list(of(subject_kind, subject_uid)), f"{subject_kind} {subject_uid}"))


def count() -> int:
    """How many steps are recorded."""
    return Step.objects.count()


def verify_all() -> Iterator[str]:
    """What is wrong with any chain. Cost: reads every step once, in order."""
    chains = {(each.subject_kind, each.subject_uid): each for each in Chain.objects.all()}
    rows: list[Step] = []
    seen: set[tuple[str, str]] = set()
    for step in Step.objects.order_by("subject_kind", "subject_uid", "number").iterator(chunk_size=2000):
        subject = (step.subject_kind, step.subject_uid)
        if rows and (rows[0].subject_kind, rows[0].subject_uid) != subject:
            yield from _checked(rows, chains, seen)
            rows = []
        rows.append(step)
    if rows:
        yield from _checked(rows, chains, seen)
    for subject, chain in sorted(chains.items()):
        if subject not in seen and chain.count:
            yield f"{' '.join(subject)}: all {chain.count} steps are missing"


def _checked(rows: list[Step], chains: Mapping[tuple[str, str], Chain], seen: set[tuple[str, str]]) -> Iterator[str]:
    subject = (rows[0].subject_kind, rows[0].subject_uid)
    seen.add(subject)
    yield from _problems(chains.get(subject), rows, " ".join(subject))


def _problems(chain: Chain | None, rows: list[Step], name: str) -> Iterator[str]:
    if chain is None:
        if rows:
            yield f"{name}: has {len(rows)} steps and no record of how many there should be"
        return
    previous, expected = "", 1
    for row in rows:
        if row.number != expected:
            yield f"{name}: step {expected} is missing" if row.number > expected else f"{name}: step {row.number} twice"
            expected = row.number
        elif row.previous != previous:
            yield f"{name}: step {row.number} does not follow the one before"
        if row.digest != digest(row):
            yield f"{name}: step {row.number} ({row.step}) was altered"
        previous, expected = row.digest, expected + 1
    if chain.count != expected - 1:
        yield f"{name}: {abs(chain.count - expected + 1)} steps at the end are missing or were added"
    elif chain.head != previous:
        yield f"{name}: the last step is not the one that was recorded last"
