"""What the report on duplicates says holds: measured on the real register, skipped where it is absent."""

import csv
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import duplicates_report as report


def test_the_reading_of_the_hundred_pairs_in_the_report_is_kept_with_it() -> None:
    with report.READ.open(encoding="utf-8", newline="") as handle:
        verdicts = {frozenset((row["a"], row["b"])): row["verdict"] for row in csv.DictReader(handle)}
    lines = [line for line in report.REPORT.read_text("utf-8").splitlines() if "https://ror.org/" in line]
    shown = {
        frozenset(part[:9] for part in line.split("https://ror.org/")[1:]): "wrong" if "**wrong**" in line else "right"
        for line in lines
    }
    assert len(lines) == 100
    assert shown == {pair: verdicts[pair] for pair in shown}
    assert list(shown.values()).count("right") >= 90


@pytest.mark.slow
def test_the_method_finds_as_much_as_the_report_says(shared: Path) -> None:
    numbers, proposed, _index = report.measure()
    assert len(proposed) <= 3000
    assert numbers["proposed"]["recall"] >= 0.22
    assert numbers["wide"]["recall"] >= 0.37
    assert numbers["wide"]["pairs"] <= 3000
