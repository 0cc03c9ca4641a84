"""The one way a thing is created or changed: a source's statement is put, merged, projected, recorded, announced.

All of it happens in one transaction, so that rows, history and outbox never disagree.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Self

from technopole.core import bulk, clock, ids, kinds, outbox
from technopole.core.errors import Invalid
from technopole.core.merge import Record, diff, differences, edit, fingerprint, merge
from technopole.core.models import Change, SourceRecord
from technopole.core.turns import alone

Statements = dict[str, list[Record]]

BATCH = 2000
"""Things written in one transaction when many are put: long enough to be fast, short enough for other writers."""


@dataclass(frozen=True)
class By:
    """Who acts and why. `user` is None for commands, which give a `label` instead."""

    user: Any = None
    label: str = ""
    why: str = ""


@dataclass
class Outcome:
    """What putting statements did, with the differences of what changed: {uid: {field: …}}."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    diffs: dict[str, dict[str, Any]] = field(default_factory=dict)
    uids: dict[str, str] = field(default_factory=dict)
    """{key: uid} of what was put, for callers who put few."""

    def __iadd__(self, other: "Outcome") -> Self:
        self.created += other.created
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.withdrawn += other.withdrawn
        if len(self.diffs) < 1000:  # a report shows the first changes, not a million
            self.diffs.update(other.diffs)
            self.uids.update(other.uids)
        return self

    @property
    def total(self) -> int:
        return self.created + self.changed + self.unchanged


def put(kind: str, source: str, key: str, record: Record, by: By) -> Outcome:
    """One source's statement about one thing. Raises `Invalid` when the merged record may not stand."""
    return put_batch(kind, source, {key: record}, by)


def put_many(kind: str, source: str, records: Iterable[tuple[str, Record]], by: By) -> Iterator[Outcome]:
    """Statements of one source about many things, in batches; gives each batch's outcome as it is written."""
    stream = iter(records)
    known = known_fingerprints(kind, source)
    while batch := list(islice(stream, BATCH)):
        fresh = {key: record for key, record in batch if known.get(key) != fingerprint(record)}
        outcome = put_batch(kind, source, fresh, by) if fresh else Outcome()
        outcome.unchanged += len({key for key, _ in batch}) - len(fresh)
        yield outcome


def known_fingerprints(kind: str, source: str) -> dict[str, str]:
    """{key: fingerprint} of all that `source` said. Cost: one read, about 100 bytes a record."""
    rows = SourceRecord.objects.filter(kind=kind, source=source)
    return dict(rows.values_list("key", "fingerprint").iterator(chunk_size=20000))


@alone()
def put_batch(
    kind: str, source: str, records: Mapping[str, Record], by: By, known_as: Mapping[str, str] | None = None
) -> Outcome:
    """Statements of one source about several things, in one transaction.

    `known_as` is {key: uid} of things that the caller recognised by other means than the kind's own; it only tells of
    keys that this source has not used before.
    """
    known = {row.key: row for row in SourceRecord.objects.filter(kind=kind, source=source, key__in=list(records))}
    uids = {key: row.uid for key, row in known.items()}
    own = _known_uids(kind, records) if source == "local" else set()
    # an edit names the thing itself: what it says of a thing never makes it an edit of another
    unseen = {key: record for key, record in records.items() if key not in known and key not in own}
    uids |= {key: key for key in own if key not in known}
    recognised = {**(known_as or {}), **(kinds.get(kind).recognise(unseen) if unseen else {})}
    for key in unseen:
        uids[key] = recognised.get(key) or (key if source == "local" else ids.uid_for(kind, key))

    before = statements(kind, set(uids.values()))
    after = {uid: {name: list(said) for name, said in groups.items()} for uid, groups in before.items()}
    now = clock.now()
    outcome = Outcome(uids=uids)
    fresh: list[tuple[Any, ...]] = []
    rewritten: list[SourceRecord] = []
    for key, record in records.items():
        mark = fingerprint(record)
        row = known.get(key)
        if row is not None and row.fingerprint == mark:
            outcome.unchanged += 1
            continue
        groups = after.setdefault(uids[key], {})
        said = groups.setdefault(source, [])
        if row is None:
            said.append(record)
            fresh.append((kind, source, key, uids[key], record, mark, now))
        else:
            # in its old place: of two records of one source the older is read first, now and whenever it is read again
            said[said.index(row.record)] = record
            row.record, row.fingerprint, row.loaded_at = record, mark, now
            rewritten.append(row)
    bulk.insert(SourceRecord, ["kind", "source", "key", "uid", "record", "fingerprint", "loaded_at"], fresh)
    if rewritten:
        SourceRecord.objects.bulk_update(rewritten, ["record", "fingerprint", "loaded_at"], batch_size=200)
    touched = dict.fromkeys([*(row[3] for row in fresh), *(row.uid for row in rewritten)])  # in the order said
    outcome += _reproject(kind, {uid: before.get(uid, {}) for uid in touched}, after, by)
    return outcome


def _known_uids(kind: str, uids: Iterable[str]) -> set[str]:
    return set(SourceRecord.objects.filter(kind=kind, uid__in=list(uids)).values_list("uid", flat=True))


@alone()
def withdraw(kind: str, source: str, keys: Sequence[str], by: By) -> Outcome:
    """A source no longer speaks of these things. A thing that no source speaks of is removed; its history stays."""
    rows = list(SourceRecord.objects.filter(kind=kind, source=source, key__in=list(keys)))
    before = statements(kind, {row.uid for row in rows})
    after = {uid: {name: list(said) for name, said in groups.items()} for uid, groups in before.items()}
    for row in rows:
        after[row.uid][source].remove(row.record)
        if not after[row.uid][source]:
            del after[row.uid][source]
    SourceRecord.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return _reproject(kind, before, after, by)


@alone()
def edit_locally(kind: str, uid: str, wanted: Record, by: By) -> Outcome:
    """Make the thing read as `wanted`, over the fields that `wanted` names, whatever other sources say."""
    said = statements(kind, {uid}).get(uid, {})
    others = merge({source: records for source, records in said.items() if source != "local"})
    # a thing registered here before it was recognised as a known one keeps the key it was registered under
    own = SourceRecord.objects.filter(kind=kind, source="local", uid=uid).order_by("joined", "id").first()
    local = dict(own.record) if own else {}
    for name in wanted:
        local.pop(name, None)
    local.update(edit(others, wanted, wanted))
    return put(kind, "local", own.key if own else uid, local, by)


@alone()
def join(kind: str, uid: str, into: str, by: By) -> list[int]:
    """What the sources say of thing `uid` they say of `into` from now on; `uid` is no thing any more.

    Gives the numbers of the source records that moved, which `part` takes to undo exactly this. Where the two things
    say different things in the name of one source, `into` is believed.
    """
    rows = list(SourceRecord.objects.filter(kind=kind, uid=uid))
    before = statements(kind, {uid, into})
    if not before.get(uid) or not before.get(into) or uid == into:
        raise Invalid("Two different things that are both known can be merged, and no others.")
    for row in rows:
        row.uid, row.joined = into, row.joined + 1
    SourceRecord.objects.bulk_update(rows, ["uid", "joined"], batch_size=200)
    _reproject(kind, before, statements(kind, {uid, into}), by)
    return [row.pk for row in rows]


@alone()
def part(kind: str, numbers: Sequence[int], uid: str, by: By) -> None:
    """Undo a `join`: the source records of these numbers speak of `uid` again.

    What a source said since then, it says of the thing that it speaks of.
    """
    rows = list(SourceRecord.objects.filter(kind=kind, pk__in=list(numbers)))
    before = statements(kind, {uid, *(row.uid for row in rows)})
    for row in rows:
        row.uid, row.joined = uid, max(0, row.joined - 1)
    SourceRecord.objects.bulk_update(rows, ["uid", "joined"], batch_size=200)
    _reproject(kind, {each: before.get(each, {}) for each in {uid, *before}}, statements(kind, {uid, *before}), by)


def statements(kind: str, uids: set[str]) -> dict[str, Statements]:
    """{uid: {source: its records}} of these things."""
    said: dict[str, Statements] = {}
    for row in SourceRecord.objects.filter(kind=kind, uid__in=uids).order_by("joined", "id"):
        said.setdefault(row.uid, {}).setdefault(row.source, []).append(row.record)
    return said


def merged(kind: str, uid: str) -> Record:
    """The record of one thing as all its sources give it; empty if unknown."""
    return merge(statements(kind, {uid}).get(uid, {}))


def disagreements(kind: str, uid: str) -> dict[str, list[tuple[str, Any]]]:
    """The fields on which the sources of one thing differ, with who says what, best source first."""
    return differences(statements(kind, {uid}).get(uid, {}), kinds.get(kind).alike)


def _reproject(kind: str, before: dict[str, Statements], after: dict[str, Statements], by: By) -> Outcome:
    spec, outcome, now = kinds.get(kind), Outcome(), clock.now()
    changed: dict[str, Record] = {}
    gone: list[str] = []
    history: list[tuple[Any, ...]] = []
    actor = by.user.pk if by.user is not None else None
    for uid, said_before in before.items():
        old, new = merge(said_before), merge(after.get(uid, {}))
        if old == new:
            outcome.unchanged += 1
            continue
        if not after.get(uid):
            action, difference = "withdrawn", {"record": [old, None]}
            gone.append(uid)
            outcome.withdrawn += 1
        else:
            problems = spec.validate(new)
            if problems:
                raise Invalid("The record may not stand as it would be after this change.", fields=problems)
            action = "changed" if said_before else "created"
            difference = diff(old, new) if said_before else {}
            changed[uid] = new
            if said_before:
                outcome.changed += 1
                outcome.diffs[uid] = difference
            else:
                outcome.created += 1
        history.append((now, kind, uid, action, actor, by.label, by.why, difference))
    if changed:
        spec.project(changed)
    if gone:
        spec.remove(gone)
    bulk.insert(Change, ["at", "kind", "uid", "action", "actor_id", "actor_label", "why", "diff"], history)
    outbox.announce(kind, [*changed, *gone])
    return outcome
