"""Loading ROR: the whole registry, streamed; a second load of the same file changes nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

from technopole.core.merge import Record
from technopole.core.sourced import By, Outcome, put_many
from technopole.sources import ror

Progress = Callable[[str, int], None]


def _silent(phase: str, done: int) -> None:
    return None


def load(path: Path, progress: Progress = _silent, by: By | None = None) -> Outcome:
    """Read a ROR file and put what it says; what the centre or its people say stays above it.

    The file is first read to its end and checked, so that a truncated or wrong file changes nothing; then it is
    read again and written in batches. Raises `SourceError` for the first thing wrong. Memory is bounded by one
    batch and one fingerprint a record (about 100 bytes).
    """
    by = by or By(label="registry load ror", why=f"Loaded from {path.name}")
    for count, _ in enumerate(ror.read(path), start=1):
        if count % 5000 == 0:
            progress("check", count)

    outcome = Outcome()
    for batch in put_many("organisation", "ror", _records(path), by):
        outcome += batch
        progress("write", outcome.total)
    return outcome


def _records(path: Path) -> Iterator[tuple[str, Record]]:
    for row in ror.read(path):
        yield f"ror:{row.key}", row.record
