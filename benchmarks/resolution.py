"""Resolving affiliations: how fast and how right, beside ROR's own single search on the same registry in the same run.

Everything on one core: the resolver from the registry's file to answers, and the peer of `_ror_single_search.py` in an
environment of its own. Accuracy is the strict one: of every row the set of answers against the set of right ones.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import _kit

DATA = _kit.ROR.parent
SETS = {"Crossref": DATA / "dev" / "crossref_dev.csv.gz", "Springer Nature": DATA / "dev" / "springer_dev.csv.gz"}
PEER = Path(__file__).with_name("_ror_single_search.py")
NEEDS = ["tantivy==0.27.0", "rapidfuzz==3.14.6", "Unidecode==1.4.0", "Babel==2.18.0"]
ROUNDS = 25
"""The resolver answers a set in a blink: it is asked so often, and the median taken."""


def build(table: Path) -> None:
    """In a child: the table of names, from the registry's file."""
    from technopole.methods import resolution

    with _kit.measured() as say, gzip.open(_kit.ROR, "rt", encoding="utf-8") as lines:
        made = resolution.build(resolution.from_ror(json.loads(line)) for line in lines)
        made.save(table)
        say(len(made.ids))


def resolve(table: Path, rows: Path, predictions: Path, profile: str) -> None:
    """In a child: load the table, then answer all rows, whole file at once."""
    began = time.perf_counter()
    from technopole.methods import resolution

    resolver = resolution.Resolver(resolution.NameTable.load(table))
    resolver.resolve(["Fudan University"])
    started = time.perf_counter() - began
    with gzip.open(rows, "rt", encoding="utf-8-sig", newline="") as file:
        texts = [row["affiliation"] for row in csv.DictReader(file)]
    times = []
    with _kit.measured() as say:
        for _ in range(ROUNDS):
            began = time.process_time()
            answers = resolver.resolve(texts, profile)
            times.append(time.process_time() - began)
        say([started, sorted(times)[ROUNDS // 2], len(texts)])
    with predictions.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "organisation_id"])
        writer.writerows((number, each.organisation_id) for number, found in enumerate(answers) for each in found)


def score(gold: Path, predictions: Path) -> dict[str, Any]:
    """The strict measures, by the scorer that lies beside the data."""
    spec = importlib.util.spec_from_file_location("score", DATA / "score.py")
    assert spec and spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    right = scorer.read_gold(str(gold))
    found: dict[str, Any] = scorer.score(right, scorer.read_predictions(str(predictions), len(right)))
    return found


def one_core() -> None:
    """This process and its children use one core, whatever numpy or tantivy would like."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
        os.environ[name] = "1"


def peer_python() -> Path:
    """An environment that has what the peer needs, and nothing of ours."""
    return _kit.environment("ror-single-search", NEEDS) / "bin" / "python"


def run_peer(python: Path, rows: Path, predictions: Path) -> dict[str, float]:
    command = [str(python), str(PEER), str(_kit.ROR), str(rows), str(predictions)]
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=alone)
    costs: dict[str, float] = json.loads(done.stdout)
    return costs


def measures(found: dict[str, Any]) -> list[str]:
    return [f"{found[name]:.3f}" for name in ("accuracy", "P", "R", "F1", "F0.5")]


def main() -> None:
    _kit.need_ror()
    python = peer_python()
    one_core()
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        table, predictions = Path(folder) / "names.npz", Path(folder) / "predictions.csv"
        built = _kit.in_child(__file__, "build", str(table))
        speeds: list[str] = []
        for name, gold in SETS.items():
            ours: dict[str, Any] = {}
            for profile in ("complete", "precise"):
                cost = _kit.in_child(__file__, "resolve", str(table), str(gold), str(predictions), profile)
                started, cpu, texts = cost.said
                ours[profile] = (texts / cpu, cost.memory, started)
                label = f"{name}, {int(texts):,} rows: Technopole, {profile}"
                rows.append([label, *measures(score(gold, predictions)), f"{texts / cpu:,.0f}"])
            costs = run_peer(python, gold, predictions)
            peers = costs["texts"] / costs["cpu"]
            rows.append(["ROR single search", *measures(score(gold, predictions)), f"{peers:,.1f}"])
            fastest, memory, started = ours["complete"]
            speeds.append(f"{name}: {fastest / peers:,.0f} times as fast")
        size = table.stat().st_size / 2**20
    notes = (
        f"{'; '.join(speeds)}. One core for each; a second of processor time. The table of names of {built.said:,} "
        f"organisations is made in {built.wall:.0f} s ({built.memory:,.0f} MiB), is {size:.0f} MiB, and loads in "
        f"{started:.2f} s; the process that holds it and has answered takes {memory:,.0f} MiB. The peer's index is "
        f"made in {costs['start']:.0f} s and takes {costs['memory']:,.0f} MiB. The peer is ROR's published rules, "
        "written anew, over tantivy's BM25 instead of Elasticsearch's. Both see the same registry, of which 60 % of "
        "the records are names only, and the rows are development data. Strict: a wrong answer costs precision and "
        "recall."
    )
    head = ["Affiliations", "accuracy", "precision", "recall", "F1", "F0.5", "rows a second"]
    _kit.write("resolution", "Resolving affiliations", notes, head, rows)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        step, *given = sys.argv[1:]
        if step == "build":
            build(Path(given[0]))
        else:
            resolve(Path(given[0]), Path(given[1]), Path(given[2]), given[3])
    else:
        main()
