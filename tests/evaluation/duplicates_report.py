"""Writes the tables of the report on duplicates from what was measured in training and what a person read.

    python tests/evaluation/duplicates_report.py

`duplicates_measured.json` is written by `tools/train_duplicates.py`; `duplicates_read.csv` holds the pairs that were
read, with their cross-validated scores. Names and places of the pairs come from the register.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src")]

from technopole.methods.duplicates.records import prepare  # noqa: E402
from technopole.sources import ror  # noqa: E402

REGISTRY = ROOT.parent / "shared" / "data" / "registry" / "ror.jsonl.gz"
READ = Path(__file__).with_name("duplicates_read.csv")
MEASURED = Path(__file__).with_name("duplicates_measured.json")
REPORT = ROOT / "docs" / "reference" / "duplicates-report.md"


def read() -> list[dict[str, str]]:
    """All pairs that a person has read: list (normal or wide), a, b, score, verdict, note."""
    with READ.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(MEASURED.read_text("utf-8"))
    return found


def figures(numbers: dict[str, Any]) -> list[str]:
    """How many of the withdrawn pairs are among the likeliest."""
    total = numbers["reach"]["pairs"]
    rows = ["| likeliest pairs | withdrawn pairs among them | recall |", "|---:|---:|---:|"]
    for name in ("normal", "wide"):
        one = numbers[name]
        line = f"{one['pairs']:,} ({name} list, score ≥ {one['least']})"
        rows.append(f"| {line} | {one['found']} | {one['found'] / total:.3f} |")
    for number, found in numbers["found"].items():
        rows.append(f"| {int(number):,} | {found} | {found / total:.3f} |")
    return rows


def reach(numbers: dict[str, Any]) -> list[str]:
    """What the two records of withdrawn pairs share at all."""
    said = {
        "both described": "are both described by more than names, country and kind", "name": "a name",
        "site": "a web host", "number": "an identifier", "name, site or number": "one of these three",
        "abbreviation": "an abbreviation", "rare word": "a word that at most 20 organisations have",
        "any of these": "any of these or another key", "key": "a key by which the method finds candidates",
    }  # fmt: skip
    rows = ["| the two records share | pairs | of all |", "|---|---:|---:|"]
    total = numbers["reach"]["pairs"]
    for name, words in said.items():
        number = numbers["reach"][name]
        rows.append(f"| {words} | {number} | {number / total:.3f} |")
    return rows


def verdicts(rows: list[dict[str, str]], joined: set[tuple[str, str]]) -> list[str]:
    """How the pairs that were read were judged."""
    table = ["| list | read | right | wrong | undecided | ROR joins |", "|---|---:|---:|---:|---:|---:|"]
    for name in ("normal", "wide"):
        mine = [row for row in rows if row["list"] == name]
        counted = Counter(row["verdict"] for row in mine)
        theirs = sum((row["a"], row["b"]) in joined for row in mine)
        figures = " | ".join(str(counted[verdict]) for verdict in ("right", "wrong", "undecided"))
        table.append(f"| {name} | {len(mine)} | {figures} | {theirs} |")
    return table


def lines(rows: list[dict[str, str]], records: dict[str, Any], joined: set[tuple[str, str]]) -> list[str]:
    """The pairs of one list, with what the person who read each found, and whether ROR joins the two."""
    table = ["| | one record | another record | score | verdict | ROR |", "|---:|---|---|---:|---|---|"]
    for number, row in enumerate(rows, 1):
        cells = []
        for uid in (row["a"], row["b"]):
            one = prepare(uid, records[uid])
            place = ", ".join(part for part in (one.city.title(), one.country) if part and not part.startswith("("))
            shown = one.display.replace("|", "/")
            cells.append(f"[{shown}](https://ror.org/{uid})" + (f", {place}" if place else ""))
        verdict = row["verdict"] if row["verdict"] == "right" else f"**{row['verdict']}**"
        verdict += f": {row['note']}" if row["note"] else ""
        theirs = "joins" if (row["a"], row["b"]) in joined else ""
        table.append(f"| {number} | {cells[0]} | {cells[1]} | {row['score']} | {verdict} | {theirs} |")
    return table


def put(page: str, name: str, rows: list[str]) -> str:
    """The page with these rows in the place of that name."""
    before, begin, rest = page.partition(f"<!-- {name} -->\n")
    old, end, after = rest.partition(f"<!-- /{name} -->")
    if not begin or not end:
        raise SystemExit(f"{REPORT.name} has no place named {name}.")
    return before + begin + "\n".join(rows) + "\n" + end + after


def main() -> int:
    if not REGISTRY.exists():
        print("skipped: this reads shared/data/registry beside the repository.", file=sys.stderr)
        return 0
    rows = read()
    wanted = {uid for row in rows for uid in (row["a"], row["b"])}
    records = {one.key: one.record for one in ror.read(REGISTRY) if one.key in wanted}
    joined = set()
    for uid, record in records.items():
        for each in record.get("relations", ()):
            if each["kind"] in ("successor", "predecessor"):
                joined.add(tuple(sorted((uid, str(each["target"]).removeprefix("ror:")))))
    numbers = measured()
    page = REPORT.read_text("utf-8")
    page = put(page, "figures", figures(numbers))
    page = put(page, "reach", reach(numbers))
    page = put(page, "verdicts", verdicts(rows, joined))
    for name in ("normal", "wide"):
        page = put(page, name, lines([row for row in rows if row["list"] == name], records, joined))
    REPORT.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
