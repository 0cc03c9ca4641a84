"""Records of one organisation in the register of the world, found by Technopole and by Splink on DuckDB."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import _kit

DEV = _kit.ROR.parent / "dedup_dev.csv.gz"
MEASURED = _kit.ROOT / "tests" / "evaluation" / "duplicates_measured.json"
"""What `tools/train_duplicates.py` measured when it trained: cross-validated, as no run of the trained model can be."""
MOST = 3000
CHECKS = 400
"""Applications that are checked against the register, one after another."""


def records() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every record without its status, dates, predecessors and successors, which hold the answer."""
    from technopole.sources import ror

    for row in ror.read(_kit.need_ror()):
        stated = row.record.get("relations", ())
        relations = [each for each in stated if each["kind"] not in ("successor", "predecessor")]
        hidden = ("status", "relations", "ror_created", "ror_modified")
        record = {name: value for name, value in row.record.items() if name not in hidden}
        yield row.key, {**record, "relations": relations}


def gold() -> set[tuple[str, str]]:
    with gzip.open(DEV, "rt", encoding="utf-8", newline="") as handle:
        return {tuple(sorted((row["withdrawn_id"], row["successor_id"]))) for row in csv.DictReader(handle)}  # type: ignore[misc]


def ours() -> None:
    """In a process of its own: all pairs, by score."""
    from technopole.methods.duplicates import batch
    from technopole.methods.duplicates.index import Index

    with _kit.measured() as say:
        start = time.perf_counter()
        index = Index(records())
        built = time.perf_counter() - start
        pairs = batch.pairs(index, least=batch.WIDE)
        cost = {"elapsed": time.perf_counter() - start, "processor": time.process_time()}
        said = {
            "organisations": len(index),
            "index": built,
            **cost,
            "pairs": [(pair.a, pair.b, pair.score) for pair in pairs],
        }
        say({**said, "load": os.getloadavg()[0], "checks": checks(index)})


def checks(index: Any) -> list[float]:
    """Milliseconds to say who may be the same as an organisation that is not in the register, for some of them."""
    from technopole.methods.duplicates.records import prepare
    from technopole.methods.duplicates.score import compare_all

    chosen = set(random.Random(1).sample(sorted(index.organisations), CHECKS))
    times = []
    for key, record in ((key, record) for key, record in records() if key in chosen):
        index.remove(key)
        start = time.perf_counter()
        one = prepare("?", record)
        compare_all(one, [index.organisations[other] for other in index.candidates(one)], index.context(), 0.2)
        times.append(1000 * (time.perf_counter() - start))
        index.add(key, record)
    return times


def for_the_peer(target: Path) -> None:
    """The same records as one table, as Splink wants it: cleaned by us, since cleaning is not what is compared."""
    from technopole.methods.duplicates.records import prepare

    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(
            ["unique_id", "name", "other_name", "country", "city", "host", "acronym", "type", "established"]
        )
        for key, record in records():
            one = prepare(key, record)
            names = [" ".join(name.words) for name in one.names]
            writer.writerow([
                key, names[0] if names else "", names[1] if len(names) > 1 else "", one.country, one.city,
                next(iter(one.hosts), ""), min(one.acronyms, default=""), min(one.types, default=""),
                one.established or "",
            ])  # fmt: skip


PEER = ("splink==4.0.8", "duckdb==1.3.2", "pandas==2.3.3", "sqlglot==26.33.0")
"""Splink 4 with the versions of what it stands on that it works with."""


def peer() -> Path:
    """The Python of an environment of the peer's own, which has nothing of ours."""
    folder = _kit.WORK / "peer-splink"
    if not (folder / "complete").exists():
        venv.create(folder, with_pip=True)
        alone = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        subprocess.run([str(folder / "bin" / "pip"), "install", "-qq", *PEER], check=True, env=alone)
        (folder / "complete").touch()
    return folder / "bin" / "python"


def main() -> int:
    """Measure both and write the table."""
    from technopole.methods.duplicates.score import PROPOSED

    _kit.need_ror()
    mine = _kit.in_child(__file__, "ours")
    answers = gold()
    table, found = _kit.WORK / "splink.csv", _kit.WORK / "splink-pairs.csv"
    _kit.WORK.mkdir(exist_ok=True)
    for_the_peer(table)
    program = peer()
    done = subprocess.run(
        [str(program), str(Path(__file__).with_name("_splink_peer.py")), str(table), str(found), str(MOST)],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    cost = json.loads(done.stdout.splitlines()[-1])
    with found.open(encoding="utf-8") as handle:
        theirs = [tuple(sorted(row[:2])) for row in csv.reader(handle)]
    pairs = [((a, b), score) for a, b, score in mine.said["pairs"]]
    proposed = [pair for pair, score in pairs if score >= PROPOSED]

    def recall(some: list[Any]) -> str:
        return f"{len(answers.intersection(map(tuple, some))) / len(answers):.3f}"

    first = len(proposed)
    wide = [pair for pair, _score in pairs][:MOST]
    validated = json.loads(MEASURED.read_text("utf-8"))
    median, p95 = _kit.median_and_p95(mine.said["checks"])
    rows = [
        ["recall of 620 withdrawn records, proposed pairs", recall(proposed), recall(theirs[:first])],
        ["the same, by trees that saw neither organisation", f"{validated['normal']['recall']:.3f}", "–"],
        ["pairs", f"{first:,}", f"{min(first, len(theirs)):,}"],
        [f"recall, likeliest {MOST:,} pairs", recall(wide), recall(theirs[:MOST])],
        ["the same, by trees that saw neither organisation", f"{validated['wide']['recall']:.3f}", "–"],
        ["elapsed", f"{mine.said['elapsed']:.0f} s", f"{cost['seconds']:.0f} s"],
        ["processor", f"{mine.said['processor']:.0f} s", f"{cost['cpu']:.0f} s"],
        ["peak memory", f"{mine.memory:,.0f} MiB", f"{cost['memory']:,.0f} MiB"],
        [f"checking one application, median of {CHECKS}", f"{median:.1f} ms", "–"],
        ["checking one application, 95 of 100 within", f"{p95:.1f} ms", "–"],
    ]
    _kit.write(
        "duplicates",
        "Organisations entered twice",
        f"{mine.said['organisations']:,} records; status, dates, predecessors and successors hidden from both. The "
        "peer is Splink 4 on DuckDB over the same cleaned names, country, town, web site, abbreviation, kind and year, "
        f"trained by itself; it is asked for as many pairs as we propose, then for {MOST:,}. Our trees were trained on "
        "the withdrawn records: what to expect of records they never saw say the rows that are cross-validated. While "
        f"ours was timed, the load average was {mine.said['load']:.1f}. Which of the proposed pairs are right: "
        "[the report](reference/duplicates-report.md).",
        ["Whole register", "Technopole", "Splink on DuckDB"],
        rows,
    )
    return 0


if __name__ == "__main__":
    sys.path[:0] = [str(_kit.ROOT / "src")]
    if sys.argv[1:] == ["ours"]:
        ours()
    else:
        sys.exit(main())
