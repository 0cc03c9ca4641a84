"""The needs with judged documents, a corpus of the documents, and how good an answer to a need is."""

from __future__ import annotations

import gzip
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from technopole.core.ids import uid_for
from technopole.search.corpora import Corpus, Record, Wanted, build

FOLDER = Path(__file__).with_name("needs")
TEXTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "exchange" / "texts"
FILES = ("arxiv", "patents_drones", "patents_chips", "patents_epo", "projects_zh", "laboratories_zh")
GOOD = 2
"""From this grade on a document is counted as good: judges agree on this most."""

Need = dict[str, Any]
Grades = Mapping[str, Mapping[str, int]]
MEASURES = {
    "judged": "nDCG@10 of judged documents only",
    "ndcg": "nDCG@10, without a grade is 0",
    "good": "of the first ten, grade 2 or 3",
    "recall": "of all with grade 2 or 3, among the first hundred",
    "unknown": "of the first ten, without a grade",
}


def needs(part: str) -> list[Need]:
    paths = sorted(FOLDER.glob("needs-*.jsonl"))
    every = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return [need for need in every if need["part"] == part]


def grades() -> dict[str, dict[str, int]]:
    """{need: {uid of a document: its grade}}"""
    found: dict[str, dict[str, int]] = {}
    for path in sorted(FOLDER.glob("grades-*.tsv")):
        for line in path.read_text("utf-8").splitlines()[1:]:
            need, document, grade = line.split("\t")
            found.setdefault(need, {})[uid_for("offer", document)] = int(grade)
    return found


def wanted(need: Need) -> Wanted:
    return Wanted(text=need["text"], fields=need["fields"], trl_min=need["trl_min"], modes=need["modes"])


@dataclass(frozen=True)
class File:
    """The documents of one file, as a build reads them: all, or those of `kept` and one of `each` others."""

    name: str
    kept: frozenset[str] = frozenset()
    each: int = 1

    @property
    def identity(self) -> str:
        return f"{self.name} {len(self.kept)} {self.each}"

    def __call__(self, shard: int, shards: int, skip: int) -> Iterator[Record]:
        return itertools.islice(self.documents(), shard + skip * shards, None, shards)

    def documents(self) -> Iterator[Record]:
        with gzip.open(TEXTS / f"{self.name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                given = json.loads(line)
                uid = uid_for("offer", f"{self.name}:{given['_id']}")
                if (given["title"] or given["text"]) and (number % self.each == 0 or uid in self.kept):
                    yield {**given, "id": given["_id"], "uid": uid}


def corpus(folder: Path, kept: Iterable[str] = (), each: int = 1) -> Corpus:
    """All documents, or a part, one set for each file; what is there already is kept. All cost half a minute of a processor."""
    made, kept = Corpus(folder), frozenset(kept)
    for name in FILES:
        fresh = made.set(name)
        if name in made.sets():
            continue
        file = File(name, kept, each)
        build(fresh, file, sum(1 for _ in file.documents()), shards=1)
        generation = fresh.waiting()
        assert generation is not None
        fresh.swap(generation.name)
    return made


def measured(found: Sequence[str], judged: Mapping[str, int]) -> dict[str, float]:
    """All measures of one answer; trec_eval's nDCG, whose gain is the grade."""
    ideal = gain(sorted(judged.values(), reverse=True)[:10])
    good = {uid for uid, grade in judged.items() if grade >= GOOD}
    return {
        "judged": gain([judged[uid] for uid in found if uid in judged][:10]) / ideal,
        "ndcg": gain([judged.get(uid, 0) for uid in found[:10]]) / ideal,
        "good": len(good.intersection(found[:10])) / 10,
        "recall": len(good.intersection(found[:100])) / len(good),
        "unknown": sum(uid not in judged for uid in found[:10]) / 10,
    }


def gain(found: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(found))


def by_chance(differences: Sequence[float], rounds: int = 10_000) -> float:
    """How probable so great a mean difference is if each could as well have had the other sign: a randomisation test."""
    values = np.array(differences)
    signs = np.random.default_rng(1).choice([-1.0, 1.0], (rounds, len(values)))
    as_great = np.abs((signs * values).mean(axis=1)) >= abs(values.mean()) - 1e-12
    return float((as_great.sum() + 1) / (rounds + 1))


average = partial(np.mean, dtype=float)
