"""Loading ROR: the whole registry, streamed; a second load of the same file reads it once and writes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from technopole.core import kinds, sourced
from technopole.core.errors import SourceError
from technopole.core.merge import Record, differences, fingerprint
from technopole.core.models import SourceRecord
from technopole.core.sourced import By, Outcome
from technopole.sources import ror

Progress = Callable[[str, int], None]

KIND, SOURCE = "organisation", "ror"
_TOLD = 5000


@dataclass
class Report(Outcome):
    """What loading did, and what an operator may want to look at."""

    missing: list[str] = field(default_factory=list)
    """Keys (`ror:…`) that an earlier file held and this one does not. They stay as they are."""
    disagreeing: dict[str, list[str]] = field(default_factory=dict)
    """{uid: fields} of organisations of which ROR says other than the centre or its people do; theirs is shown."""
    doubts: list[str] = field(default_factory=list)
    """What was left out of records because it cannot be right; the first thousand."""


def _silent(phase: str, done: int) -> None:
    return None


def load(path: Path, progress: Progress = _silent, by: By | None = None) -> Report:
    """Read a ROR file and put what it says; what the centre or its people say stays above it.

    The file is first read to its end, checked, and compared with what is known by fingerprint, so that a truncated or
    wrong file changes nothing; only if something differs it is read again, and that is written in batches. Raises
    `SourceError` for the first thing wrong. Memory is bounded by one batch and about 200 bytes a record.
    """
    by = by or By(label="registry load ror", why=f"Loaded from {path.name}")
    report = Report()
    differing = _check(path, report, progress)
    records = _records(path, differing) if differing else iter(())
    while batch := dict(islice(records, sourced.BATCH)):
        report += sourced.put_batch(KIND, SOURCE, batch, by)
        progress("write", report.total)
    report.disagreeing = _disagreeing()
    return report


def _check(path: Path, report: Report, progress: Progress) -> set[str]:
    """The keys of records that are new or changed. Notes in the report what is as it was, missing, or doubtful."""
    known = sourced.known_fingerprints(KIND, SOURCE)
    seen: set[str] = set()
    differing: set[str] = set()
    for count, row in enumerate(ror.read(path), start=1):
        key = f"ror:{row.key}"
        if key in seen:
            raise SourceError(
                f"{row.key} stands in the file twice; the second is record {row.position}",
                file=path.name, field="id", hint="Leave one of them out, or fetch the file again from ROR.",
            )  # fmt: skip
        seen.add(key)
        if known.get(key) != fingerprint(row.record):
            differing.add(key)
        report.doubts += row.doubts[: 1000 - len(report.doubts)]
        if count % _TOLD == 0:
            progress("check", count)
    progress("check", len(seen))
    report.unchanged = len(seen) - len(differing)
    report.missing = sorted(known.keys() - seen)
    return differing


def _records(path: Path, keys: set[str]) -> Iterator[tuple[str, Record]]:
    for row in ror.read(path):
        if (key := f"ror:{row.key}") in keys:
            yield key, row.record


def _disagreeing() -> dict[str, list[str]]:
    said_twice = SourceRecord.objects.filter(kind=KIND).exclude(source=SOURCE).values_list("uid", flat=True)
    uids = iter(set(said_twice))
    found: dict[str, list[str]] = {}
    while batch := set(islice(uids, sourced.BATCH)):
        for uid, said in sourced.statements(KIND, batch).items():
            if SOURCE in said and (fields := differences(said, kinds.get(KIND).alike)):
                found[uid] = sorted(fields)
    return found
