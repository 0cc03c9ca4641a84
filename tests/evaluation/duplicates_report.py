"""How well duplicates are found in the real register, and a random sample of pairs to be read by a person.

    python tests/evaluation/duplicates_report.py [--sample FILE.csv]

Statuses, predecessors and successors, which hold the answer, are not read: `records.prepare` does not look at them,
and they are taken out of the records here once more before it sees them.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src")]

from technopole.methods.duplicates import batch  # noqa: E402
from technopole.methods.duplicates.index import Index  # noqa: E402
from technopole.methods.duplicates.records import prepare  # noqa: E402
from technopole.methods.duplicates.score import PROPOSED, compare  # noqa: E402
from technopole.sources import ror  # noqa: E402

REGISTRY = ROOT.parent / "shared" / "data" / "registry"
SEED = 20261122
SAMPLE = 100


def blind(record: dict[str, Any]) -> dict[str, Any]:
    """The record without what tells who was withdrawn in favour of whom."""
    relations = [each for each in record.get("relations", ()) if each["kind"] not in ("successor", "predecessor")]
    return {**{name: value for name, value in record.items() if name != "status"}, "relations": relations}


def records() -> Iterator[tuple[str, dict[str, Any]]]:
    for row in ror.read(REGISTRY / "ror.jsonl.gz"):
        yield row.key, blind(row.record)


def withdrawn_pairs() -> set[tuple[str, str]]:
    """Records that were withdrawn, each with the one that succeeded it: (smaller id, larger id)."""
    with gzip.open(REGISTRY / "dedup_dev.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {tuple(sorted((row["withdrawn_id"], row["successor_id"]))) for row in rows}  # type: ignore[misc]


def checks(index: Index, number: int = 400) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, of asking who may be the same as a record that is not there."""
    chosen = random.Random(SEED).sample(sorted(index.organisations), number)
    plain = {key: record for key, record in records() if key in set(chosen)}
    times = []
    for key in chosen:
        index.remove(key)
        start = time.perf_counter()
        one, context = prepare("?", plain[key]), index.context()
        sorted(
            (compare(one, index.organisations[other], context) for other in index.candidates(one)),
            key=lambda pair: -pair.score,
        )
        times.append(1000 * (time.perf_counter() - start))
        index.add(key, plain[key])
    times.sort()
    return statistics.median(times), times[int(0.95 * len(times))]


def measure() -> tuple[dict[str, Any], list[batch.Pair], Index]:
    """The numbers of the report, the proposed pairs, and the index."""
    start = time.perf_counter()
    index = Index(records())
    built = time.perf_counter() - start
    start = time.perf_counter()
    wide = batch.pairs(index, least=batch.WIDE)
    compared = time.perf_counter() - start
    gold = withdrawn_pairs()
    numbers: dict[str, Any] = {
        "organisations": len(index), "index_seconds": round(built, 1), "pairs_seconds": round(compared, 1),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "gold": len(gold),
    }  # fmt: skip
    for name, least in (("proposed", PROPOSED), ("wide", batch.WIDE)):
        chosen = [pair for pair in wide if pair.score >= least]
        hits = sum((pair.a, pair.b) in gold for pair in chosen)
        numbers[name] = {
            "least": least, "pairs": len(chosen), "found": hits, "recall": round(hits / len(gold), 4)
        }
    numbers["check_ms_median"], numbers["check_ms_p95"] = (round(value, 2) for value in checks(index))
    return numbers, [pair for pair in wide if pair.score >= PROPOSED], index


def sample(proposed: list[batch.Pair], number: int = SAMPLE) -> list[batch.Pair]:
    """Pairs drawn at random, the same ones each time."""
    ordered = sorted(proposed, key=lambda pair: (pair.a, pair.b))
    return random.Random(SEED).sample(ordered, min(number, len(ordered)))


READ = Path(__file__).with_name("duplicates_read.csv")
REPORT = ROOT / "docs" / "reference" / "duplicates-report.md"
BEGIN, END = "<!-- sample -->", "<!-- /sample -->"


def verdicts() -> dict[tuple[str, str], tuple[str, str]]:
    """{pair: (right or wrong, why)} of all pairs that a person has read."""
    with READ.open(encoding="utf-8", newline="") as handle:
        return {(row["a"], row["b"]): (row["verdict"], row["note"]) for row in csv.DictReader(handle)}


def lines(chosen: list[batch.Pair], index: Index) -> list[str]:
    """The table of the sample, with what the person who read each pair found."""
    read = verdicts()
    rows = ["| | one record | another record | score | verdict |", "|---:|---|---|---:|---|"]
    for number, pair in enumerate(chosen, 1):
        cells = []
        for uid in (pair.a, pair.b):
            one = index.organisations[uid]
            place = ", ".join(part for part in (one.city.title(), one.country) if part and not part.startswith("("))
            shown = one.display.replace("|", "/")
            cells.append(f"[{shown}](https://ror.org/{uid})" + (f", {place}" if place else ""))
        verdict, note = read.get((pair.a, pair.b), ("not read", ""))
        shown = f"**{verdict}**" if verdict != "right" else verdict
        rows.append(f"| {number} | {cells[0]} | {cells[1]} | {pair.score:.2f} | {shown}{': ' + note if note else ''} |")
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sample", metavar="FILE.csv", help="write the sample of pairs to read")
    parser.add_argument("--report", action="store_true", help="write the sample into the report")
    arguments = parser.parse_args()
    if not REGISTRY.is_dir():
        print("skipped: this reads shared/data/registry beside the repository.", file=sys.stderr)
        return 0
    numbers, proposed, index = measure()
    print(json.dumps(numbers, indent=1))
    chosen = sample(proposed)
    found = [verdicts().get((pair.a, pair.b), ("not read", ""))[0] for pair in chosen]
    print(f"of {len(chosen)} read: {found.count('right')} right, {found.count('wrong')} wrong, "
          f"{found.count('not read')} not read")  # fmt: skip
    if arguments.report:
        before, _, rest = REPORT.read_text("utf-8").partition(BEGIN)
        table = "\n".join(lines(chosen, index))
        REPORT.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", "utf-8")
    if arguments.sample:
        with open(arguments.sample, "w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(["a", "name_a", "b", "name_b", "score", "evidence"])
            for pair in chosen:
                names = [index.organisations[uid].display for uid in (pair.a, pair.b)]
                codes = ";".join(code for code, _weight in pair.evidence)
                writer.writerow([pair.a, names[0], pair.b, names[1], round(pair.score, 3), codes])
    return 0


if __name__ == "__main__":
    sys.exit(main())
