"""Trains the score of pairs of records that may mean one organisation, and measures it.

    python -m pip install lightgbm
    python tools/train_duplicates.py REGISTRY.jsonl.gz WITHDRAWN.csv.gz [--numbers FILE.json]

REGISTRY is a ROR dump, one record a line; WITHDRAWN a table of records that were withdrawn in favour of another one
(`withdrawn_id`, `successor_id`). Statuses, dates, predecessors and successors are taken out of the records before
anything reads them. What is measured is cross-validated: a pair is scored by trees that saw neither of its two
organisations, nor any that a labelled pair ties to them.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import itertools
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import boosting  # noqa: E402

from technopole.methods.duplicates import batch, features  # noqa: E402
from technopole.methods.duplicates.evidence import Context, Evidence  # noqa: E402
from technopole.methods.duplicates.index import Index  # noqa: E402
from technopole.methods.duplicates.model import FILE, Model  # noqa: E402
from technopole.methods.duplicates.score import PROPOSED, Pair, ask  # noqa: E402
from technopole.methods.forest import MOST_LEAVES, Forest, sigmoid  # noqa: E402
from technopole.sources import ror  # noqa: E402

FOLDS = 5
COMMON = 100
"""Organisations of the world in whose names a word occurs that the model keeps as common."""
SILVER, UNSURE = 0.5, 0.1
"""Weights of pairs that nobody withdrew though they agree to the letter, and of those that may be one organisation."""
EASY = 6
"""Of pairs whose names are unlike and that share no site or number, one in so many is learnt from, at that weight."""
ASKED = {
    "objective": "binary", "learning_rate": 0.06, "num_leaves": MOST_LEAVES, "min_data_in_leaf": 20,
    "feature_fraction": 0.6, "lambda_l2": 5.0, "max_bin": 127, "seed": 1, "deterministic": True, "verbose": -1,
    "num_threads": 2, "num_iterations": 150, "monotone_constraints": list(features.DIRECTIONS.values()),
}  # fmt: skip
AT = (443, 500, 1000, 1500, 2000, 2500, 3000)


def blind(record: dict[str, Any]) -> dict[str, Any]:
    """The record without what tells who was withdrawn in favour of whom."""
    relations = [each for each in record.get("relations", ()) if each["kind"] not in ("successor", "predecessor")]
    hidden = ("status", "ror_created", "ror_modified")
    return {**{name: value for name, value in record.items() if name not in hidden}, "relations": relations}


def register(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in ror.read(path):
        yield row.key, blind(row.record)


def withdrawn(path: Path) -> set[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return {tuple(sorted((row["withdrawn_id"], row["successor_id"]))) for row in csv.DictReader(file)}  # type: ignore[misc]


def silver(found: Evidence) -> bool:
    """Whether two records agree so far that they are one organisation, whether or not anybody has said so."""
    if not found.get("name_same") or not found.get("country_same") or found.get("other_script_differs"):
        return False
    site = found.get("host_same") and not found.get("page_differs") and found.get("host_frequent", 0) < 0.4
    return bool(site or found.get("city_same")) and found.get("name_frequent", 0) < 0.3


def unsure(found: Evidence) -> bool:
    """Whether two records may well be one organisation that nobody has found yet."""
    against = ("country_differs", "city_differs")
    frequent = found.get("name_frequent", 0) >= 0.5
    return bool(found.get("name_same")) and not frequent and not any(found.get(name) for name in against)


def easy(found: Evidence) -> bool:
    """Whether two records are plainly two organisations."""
    shares = any(name in found for name in ("host_same", "isni_same", "wikidata_same", "acronym_is_name"))
    return not shares and found.get("name_like", 0) < 0.5 and "name_contained" not in found


@dataclass
class Table:
    """All candidates of the register as the forest is asked about them."""

    pairs: list[tuple[str, str]]
    rows: np.ndarray
    right: np.ndarray
    label: np.ndarray
    """As learnt from: right, or so alike that it must be."""
    weight: np.ndarray


def table(index: Index, context: Context, gold: set[tuple[str, str]]) -> Table:
    """Lay all candidates beside each other; those that a veto decides are left out."""
    pairs, rows, right, label, weight = [], [], [], [], []
    chance = random.Random(1)
    for pair in index.pairs():
        asked = ask(index.organisations[pair[0]], index.organisations[pair[1]], context)
        if asked.row is None:
            continue
        is_right = pair in gold
        learnt = is_right or silver(asked.found)
        if is_right:
            trust = 1.0
        elif learnt:
            trust = SILVER
        elif unsure(asked.found):
            trust = UNSURE
        else:
            trust = 1.0 if not easy(asked.found) else float(EASY) if chance.random() * EASY < 1 else 0.0
        pairs.append(pair)
        rows.append(asked.row)
        right.append(is_right)
        label.append(learnt)
        weight.append(trust)
    return Table(pairs, np.stack(rows), np.array(right), np.array(label), np.array(weight))


def folds(data: Table) -> np.ndarray:
    """The fold of each pair's two organisations; those that a labelled pair ties together are in one."""
    chief: dict[str, str] = {}

    def find(uid: str) -> str:
        while chief.setdefault(uid, uid) != uid:
            chief[uid] = chief[chief[uid]]
            uid = chief[uid]
        return uid

    for at in np.flatnonzero(data.label):
        chief[find(data.pairs[at][0])] = find(data.pairs[at][1])
    number = {
        uid: int(hashlib.md5(find(uid).encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS
        for uid in {uid for pair in data.pairs for uid in pair}
    }
    return np.array([sorted((number[a], number[b])) for a, b in data.pairs])


def fit(rows: np.ndarray, data: Table, chosen: np.ndarray) -> Forest:
    """Boost trees that are held to the direction of each feature."""
    chosen = chosen & (data.weight > 0)
    return boosting.fit(ASKED, rows[chosen], data.label[chosen], data.weight[chosen])


def cross_validated(rows: np.ndarray, data: Table) -> np.ndarray:
    """The score of each pair, by trees that saw neither of its organisations."""
    fold = folds(data)
    scores = np.zeros(len(rows))
    for a, b in itertools.combinations_with_replacement(range(FOLDS), 2):
        asked = (fold[:, 0] == a) & (fold[:, 1] == b)
        forest = fit(rows, data, ~np.isin(fold, (a, b)).any(axis=1))
        scores[asked] = sigmoid(forest.margin(rows[asked]))
    return scores


def measured(scores: np.ndarray, data: Table, total: int) -> dict[str, Any]:
    """How many withdrawn pairs are in the normal and the wide list, and among so many likeliest pairs.

    `total` is the number of withdrawn pairs, also of those that are no candidates."""
    order = np.argsort(-scores, kind="stable").tolist()
    listed = batch.best([Pair(*data.pairs[at], float(scores[at]), (), ("", "")) for at in order])
    place = {data.pairs[at]: at for at in order}
    right = [bool(data.right[place[pair.a, pair.b]]) for pair in listed]
    found: dict[str, Any] = {"found": {str(number): sum(right[:number]) for number in AT}}
    for name, least in (("normal", PROPOSED), ("wide", batch.WIDE)):
        number = sum(pair.score >= least for pair in listed)
        recall = round(sum(right[:number]) / total, 4)
        found[name] = {"least": least, "pairs": number, "found": sum(right[:number]), "recall": recall}
    return found


def reach(index: Index, gold: set[tuple[str, str]]) -> dict[str, int]:
    """How many of the withdrawn pairs share what, whatever else they share."""
    shared: Counter[str] = Counter()
    for one, other in ((index.organisations[a], index.organisations[b]) for a, b in gold):
        words_a, words_b = (set().union(*(name.bag for name in each.names)) for each in (one, other))
        what = {
            "name": {name.bag for name in one.names} & {name.bag for name in other.names},
            "site": set(one.hosts) & set(other.hosts),
            "number": one.identifiers & other.identifiers,
            "abbreviation": one.acronyms & other.acronyms,
            "rare word": {word for word in words_a & words_b if index.frequencies(word) <= 20},
            "key": {other.uid} & index.candidates(one) or {one.uid} & index.candidates(other),
        }
        shared.update(name for name, value in what.items() if value)
        shared["name, site or number"] += bool(what["name"] or what["site"] or what["number"])
        shared["any of these"] += any(value for name, value in what.items())
        shared["both described"] += one.described and other.described
    return {"pairs": len(gold), **shared}


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("registry", type=Path)
    asked.add_argument("withdrawn", type=Path)
    asked.add_argument("--numbers", type=Path, help="write what was measured here, as JSON")
    given = asked.parse_args()
    gold = withdrawn(given.withdrawn)
    index = Index(register(given.registry))
    words, counts = common_words(index)
    print(len(index), "organisations,", len(words), "common words", flush=True)
    context = Context(
        len(index), index.frequencies, index.sharing, dict(zip(words.tolist(), counts.tolist(), strict=True))
    )
    data = table(index, context, gold)
    print(len(data.pairs), "candidates,", int(data.right.sum()), "of", len(gold), flush=True)
    numbers: dict[str, Any] = {"reach": reach(index, gold), "candidates": len(data.pairs)}
    numbers |= measured(cross_validated(data.rows, data), data, len(gold))
    model = Model(fit(data.rows, data, np.ones(len(data.rows), bool)), features.FEATURES, words, counts)
    model.save(ROOT / "src" / "technopole" / "methods" / "duplicates" / FILE)
    print(json.dumps(numbers, indent=1))
    if given.numbers:
        given.numbers.write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")


def common_words(index: Index) -> tuple[np.ndarray, np.ndarray]:
    """CRC-32 of each common word of names, ascending, and in how many organisations it occurs."""
    said: Counter[int] = Counter()
    for one in index.organisations.values():
        said.update({crc32(word.encode()) for name in one.names for word in name.bag})
    chosen = sorted(word for word, number in said.items() if number >= COMMON)
    return np.array(chosen, np.uint32), np.array([said[word] for word in chosen], np.uint32)


if __name__ == "__main__":
    main()
