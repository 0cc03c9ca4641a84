"""What the report on duplicates says holds: it repeats what was measured and read, and the method does as it says."""

import csv
import gzip
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import duplicates_report as report

from technopole.methods.duplicates import batch
from technopole.methods.duplicates.index import Index
from technopole.methods.duplicates.score import PROPOSED
from technopole.sources import ror


def test_the_report_repeats_what_was_measured() -> None:
    page = report.REPORT.read_text("utf-8")
    for rows in (report.figures(report.measured()), report.reach(report.measured())):
        assert "\n".join(rows) in page


def test_what_was_measured_is_of_the_lists_that_are_given() -> None:
    numbers = report.measured()
    assert (numbers["normal"]["least"], numbers["wide"]["least"]) == (PROPOSED, batch.WIDE)
    assert numbers["wide"]["pairs"] <= 3000


def test_every_pair_that_was_read_is_in_the_report_with_its_verdict() -> None:
    page = [line for line in report.REPORT.read_text("utf-8").splitlines() if "https://ror.org/" in line]
    rows = report.read()
    told = [(*(part[:9] for part in line.split("https://ror.org/")[1:]), *line.rsplit(" | ", 3)[1:3]) for line in page]
    kept = [
        (row["a"], row["b"], row["score"], _bold(row["verdict"]) + (f": {row['note']}" if row["note"] else ""))
        for row in rows
    ]
    assert told == kept
    counted = Counter((row["list"], row["verdict"]) for row in rows)
    assert sum(number for (name, _), number in counted.items() if name == "normal") == 100
    assert counted["normal", "right"] >= 90


def _bold(verdict: str) -> str:
    return verdict if verdict == "right" else f"**{verdict}**"


@pytest.mark.slow
def test_the_shipped_trees_find_no_less_than_those_that_saw_neither_organisation(shared: Path) -> None:
    registry = shared / "data" / "registry"
    rows = ((row.key, row.record) for row in ror.read(registry / "ror.jsonl.gz"))
    pairs = batch.pairs(Index(rows), least=batch.WIDE)
    with gzip.open(registry / "dedup_dev.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        gold = {frozenset((row["withdrawn_id"], row["successor_id"])) for row in csv.DictReader(handle)}
    numbers = report.measured()
    for name, least in (("normal", PROPOSED), ("wide", batch.WIDE)):
        found = sum(pair.score >= least and frozenset((pair.a, pair.b)) in gold for pair in pairs)
        assert found >= numbers[name]["found"] - 10
    assert len(pairs) <= 3000
