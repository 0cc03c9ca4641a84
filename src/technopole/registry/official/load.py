"""Planning and loading an export. A plan writes nothing and says of each row whether it is new, changed or the same.

Loading the same file again changes nothing. A row that an earlier export held and this one does not stays: exports
are often of one district or one year.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from technopole.core import ids, kinds, sourced
from technopole.core.errors import SourceError, SourceErrors
from technopole.core.merge import Record, diff, fingerprint, merge
from technopole.core.models import SourceRecord
from technopole.core.sourced import By, Outcome
from technopole.core.turns import alone
from technopole.registry.official import places, words
from technopole.sources.official.problems import ERROR, Problem
from technopole.sources.official.records import SOURCE, Entry, Export

KIND = "organisation"
NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Planned:
    """What loading would do with one row: `changes` is {field: [before, after]} or {added, removed}."""

    entry: Entry
    verdict: str
    uid: str = ""
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """What loading would do with the whole file, and everything wrong with it."""

    export: Export
    rows: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    known_as: dict[str, str] = field(default_factory=dict)

    def count(self, verdict: str) -> int:
        return sum(1 for row in self.rows if row.verdict == verdict)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, the same, repeated, wrong."""
        counted = {verdict: self.count(verdict) for verdict in (NEW, CHANGED, SAME)}
        return {**counted, "duplicate": self.export.duplicates, WRONG: self.count(WRONG)}


@dataclass(frozen=True)
class Loaded:
    """One organisation as an export states it, for domains above that keep more of it than the register does."""

    uid: str
    entry: Entry


_followers: list[Callable[[Sequence[Loaded], By], None]] = []


def follow(what: Callable[[Sequence[Loaded], By], None]) -> None:
    """Call `what` with each batch of loaded organisations, inside the transaction that wrote them."""
    if what not in _followers:
        _followers.append(what)


def _silent(done: int, total: int) -> None:
    return None


def plan(export: Export, progress: Progress = _silent) -> Plan:
    """What loading would do. Writes nothing. Cost: a few queries for every 2,000 rows, and one pass over the names."""
    made = Plan(export, problems=list(export.problems))
    sound = [entry for entry in export.entries if not entry.wrong]
    made.rows += [Planned(entry, WRONG) for entry in export.entries if entry.wrong]
    known_districts = places.districts()
    stream = iter(sound)
    done = 0
    while batch := list(islice(stream, sourced.BATCH)):
        _plan_batch(batch, known_districts, made)
        done += len(batch)
        progress(done, len(sound))
    made.rows.sort(key=lambda row: (row.entry.sheet, row.entry.row))
    return made


def _plan_batch(batch: Sequence[Entry], known_districts: Sequence[tuple[str, str]], made: Plan) -> None:
    districts: dict[str, str] = {}
    for entry in batch:
        if district := places.district_of(entry, known_districts):
            districts[entry.key] = district
            entry.record["places"] = [{"district": district}]
    entries = {entry.key: entry for entry in batch}
    known = {row.key: row for row in SourceRecord.objects.filter(kind=KIND, source=SOURCE, key__in=list(entries))}
    unseen = {key: entry.record for key, entry in entries.items() if key not in known}
    recognised = dict(kinds.get(KIND).recognise(unseen)) if unseen else {}
    named = places.by_name([entries[key] for key in unseen if key not in recognised], districts)
    made.known_as.update(named.uids)
    made.problems += named.problems
    uids = {
        key: known[key].uid if key in known else recognised.get(key) or named.uids.get(key) or ids.uid_for(KIND, key)
        for key in entries
    }
    marks = {key: fingerprint(entry.record) for key, entry in entries.items()}
    changing = {key for key, mark in marks.items() if key not in known or known[key].fingerprint != mark}
    said = sourced.statements(KIND, {uids[key] for key in changing})
    for key, entry in entries.items():
        uid = uids[key]
        if key not in changing:
            made.rows.append(Planned(entry, SAME, uid))
            continue
        before = said.get(uid, {})
        own = [record for record in before.get(SOURCE, []) if key not in known or record != known[key].record]
        after = merge({**before, SOURCE: [*own, entry.record]})
        problems = kinds.get(KIND).validate(after)
        if problems:
            why = " ".join(reason for reasons in problems.values() for reason in reasons)
            made.problems.append(
                Problem("may_not_stand", entry.row, "", entry.name, entry.sheet, ERROR, {"why": why})
            )
            made.rows.append(Planned(entry, WRONG, uid))
        elif not before:
            made.rows.append(Planned(entry, NEW, uid))
        else:
            difference = diff(merge(before), after)
            made.rows.append(Planned(entry, CHANGED if difference else SAME, uid, difference))


def load(made: Plan, by: By, *, skip_bad: bool = False, progress: Progress = _silent) -> Outcome:
    """Load what was planned. Raises `SourceErrors`, and writes nothing, if any row is wrong and may not be skipped.

    Written in batches of 2,000, each in its own transaction, so that other writers go on between them.
    """
    wrong = [problem for problem in made.problems if problem.severity == ERROR]
    if wrong and not skip_bad:
        raise SourceErrors([_as_error(made.export.file, problem) for problem in wrong])
    sound = [row.entry for row in made.rows if row.verdict != WRONG]
    total = Outcome()
    for batch in _batches(sound):
        total += _load_batch(batch, made, by)
        progress(total.total, len(sound))
    return total


def _batches(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), sourced.BATCH):
        yield entries[start : start + sourced.BATCH]


@alone()
def _load_batch(batch: Sequence[Entry], made: Plan, by: By) -> Outcome:
    records: dict[str, Record] = {entry.key: entry.record for entry in batch}
    outcome = sourced.put_batch(KIND, SOURCE, records, by, made.known_as)
    loaded = [Loaded(outcome.uids[entry.key], entry) for entry in batch]
    for follower in _followers:
        follower(loaded, by)
    return outcome


def _as_error(file: str, problem: Problem) -> SourceError:
    name = f"{file} [{problem.sheet}]" if problem.sheet else file
    value = f"{problem.value!r}: " if problem.value and problem.value not in words.said(problem) else ""
    return SourceError(
        f"{value}{words.said(problem)}", file=name, line=problem.row, field=problem.column, hint=words.advice(problem)
    )
