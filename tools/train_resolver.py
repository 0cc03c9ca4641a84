"""Trains the resolver of affiliations and writes its model and its report.

    python -m pip install lightgbm
    python tools/train_resolver.py REGISTRY.jsonl.gz TRAIN_FOLDER DEV_FOLDER [--report PAGE.md]

REGISTRY is a ROR dump, one record a line; the folders hold tables `id,affiliation,ror_ids` (ids joined by `;`). Only
the tables of TRAIN_FOLDER are learnt from; those of DEV_FOLDER are measured, and chose the two thresholds. What is
learnt of keys and organisations is, for the rankers, always taken from other rows than those it is asked about: five
folds, rows of the same text in the same fold.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import re
import sys
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import boosting  # noqa: E402

from technopole.methods import resolution  # noqa: E402
from technopole.methods.forest import MOST_LEAVES, sigmoid  # noqa: E402
from technopole.methods.resolution import features, learning  # noqa: E402
from technopole.methods.resolution.looks import Looker  # noqa: E402
from technopole.methods.resolution.model import FILE, Model  # noqa: E402

FOLDS = 5
TRUST = {"openalex": 0.3, "ror_logs": 1.5, "s2aff": 1.3}
"""Weights of sets: less where labels follow other rules than those of most, more where they were made with care."""
ONE_LABEL = ("crossref_assertions", "springer_nature")
"""Sets in which a row names one organisation though its text may name several."""
UNLABELLED = 0.6
"""Weight, for the first look, of an organisation that such a text names apart from the labelled one: may be meant."""
BELIEVED = 0.8
"""For the second look it counts as right by this share of the chance that a forest gives it which learnt from the
other candidates only, and as wrong by the rest."""
ASKED = {
    "objective": "binary", "learning_rate": 0.07, "num_leaves": MOST_LEAVES, "min_data_in_leaf": 30,
    "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "max_bin": 127,
    "seed": 1, "deterministic": True, "verbose": -1,
}  # fmt: skip
FIRST = ASKED | {"num_iterations": 160}
SECOND = ASKED | {"num_iterations": 300, "extra_trees": True}
"""The second look's trees ask for random thresholds, which overfit less."""


@dataclass
class Table:
    """Labelled texts of one set."""

    name: str
    texts: list[str]
    meant: list[set[int]]


def read(folder: Path, numbers: dict[str, int]) -> list[Table]:
    tables = []
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if rows and "affiliation" in rows[0]:
            meant = [{numbers[one] for one in row["ror_ids"].split(";") if one in numbers} for row in rows]
            tables.append(Table(path.name.split(".")[0], [row["affiliation"] for row in rows], meant))
    return tables


def fold_of(text: str) -> int:
    plain = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return int(hashlib.md5(plain.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def of_other_folds(
    asked: Mapping[str, Any], rows: list[np.ndarray], right: list[np.ndarray], weight: list[np.ndarray]
) -> list[np.ndarray]:
    """For the rows of each fold the log-odds that a forest gives which learnt from the other folds."""
    margins = []
    for one in range(FOLDS):
        others = [at for at in range(FOLDS) if at != one]
        forest = boosting.fit(asked, *(np.concatenate([part[at] for at in others]) for part in (rows, right, weight)))
        margins.append(forest.margin(asked_for_all(rows[one])))
    return margins


def weights(table_of: np.ndarray, tables: list[Table], document: np.ndarray) -> np.ndarray:
    """Of each candidate (`document`: its row among all): how much the labels of its set are to be believed."""
    trust = np.array([TRUST.get(table.name, 1.0) for table in tables])
    return trust[table_of[document]]


def apart(one_label: np.ndarray, found, right: np.ndarray) -> np.ndarray:
    """Which candidates stand apart from what is labelled in a text of which one organisation only is (`one_label`)."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for at in np.flatnonzero(right):
        spans.setdefault(int(found.document[at]), []).append((int(found.start[at]), int(found.end[at])))
    stands = np.zeros(len(right), bool)
    for at in np.flatnonzero((right == 0) & one_label[found.document]):
        labelled = spans.get(int(found.document[at]), ())
        stands[at] = bool(labelled) and all(end <= found.start[at] or start >= found.end[at] for start, end in labelled)
    return stands


def shared(
    rows: np.ndarray, right: np.ndarray, trust: np.ndarray, unsure: np.ndarray, chance: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, labels and weights in which unsure candidates stand twice: right by their chance, wrong by the rest."""
    yes = BELIEVED * chance[unsure]
    less = trust.copy()
    less[unsure] *= 1 - yes
    return (
        np.concatenate([rows, rows[unsure]]),
        np.concatenate([right, np.ones(len(yes))]),
        np.concatenate([less, trust[unsure] * yes]),
    )


def told(rows: np.ndarray, one_label: np.ndarray) -> None:
    """Tell the rows which of them are of a set that labels one organisation only."""
    rows[:, features.NAMES.index(features.ONE_LABEL)] = one_label


def asked_for_all(rows: np.ndarray) -> np.ndarray:
    """The rows as resolving asks them."""
    rows = rows.copy()
    rows[:, features.NAMES.index(features.ONE_LABEL)] = 0
    return rows


def labels(found, meant: list[set[int]]) -> np.ndarray:
    return np.array(
        [one in meant[at] for at, one in zip(found.document.tolist(), found.organisation.tolist(), strict=True)], float
    )


def train(table: resolution.NameTable, tables: list[Table]):
    """The model, and for the report: of each row of each candidate its probability from other folds."""
    texts = [text for one in tables for text in one.texts]
    meant = [every for one in tables for every in one.meant]
    table_of = np.repeat(np.arange(len(tables)), [len(one.texts) for one in tables])
    fold = np.array([fold_of(text) for text in texts])
    speller = Looker(table, learning.nothing()).speller
    lookers, firsts, row_of = [], [], []
    for one in range(FOLDS):
        inside = np.flatnonzero(fold != one).tolist()
        rows = np.flatnonzero(fold == one)
        looker = Looker(
            table, learning.learn([texts[at] for at in inside], [meant[at] for at in inside], table), speller
        )
        lookers.append(looker)
        firsts.append(looker.first([texts[at] for at in rows]))
        row_of.append(rows)
    rights = [labels(first.found, [meant[at] for at in rows]) for first, rows in zip(firsts, row_of, strict=True)]
    one_label = np.isin(np.array([one.name for one in tables])[table_of], ONE_LABEL)
    trusts = []
    for first, rows, right in zip(firsts, row_of, rights, strict=True):
        told(first.rows, one_label[rows[first.found.document]])
        trust = weights(table_of, tables, rows[first.found.document])
        trust[apart(one_label[rows], first.found, right)] *= UNLABELLED
        trusts.append(trust)
    say("first look", sum(len(first.rows) for first in firsts))
    rows_all = [first.rows for first in firsts]
    chances = [sigmoid(margin) for margin in of_other_folds(FIRST, rows_all, rights, trusts)]
    first_forest = boosting.fit(FIRST, *(np.concatenate(part) for part in (rows_all, rights, trusts)))
    seconds = [looker.second(first, chance) for looker, first, chance in zip(lookers, firsts, chances, strict=True)]
    rows_2 = [rows for _, rows in seconds]
    for (found, rows), at in zip(seconds, row_of, strict=True):
        told(rows, one_label[at[found.document]])
    rights_2 = [labels(found, [meant[at] for at in rows]) for (found, _), rows in zip(seconds, row_of, strict=True)]
    trusts_2 = [weights(table_of, tables, at[found.document]) for (found, _), at in zip(seconds, row_of, strict=True)]
    unsure = [
        apart(one_label[rows], found, right) for (found, _), rows, right in zip(seconds, row_of, rights_2, strict=True)
    ]
    say("second look", sum(len(rows) for rows in rows_2))
    known = [trust * ~one for trust, one in zip(trusts_2, unsure, strict=True)]
    chances = [sigmoid(margin) for margin in of_other_folds(SECOND, rows_2, rights_2, known)]
    parts = [shared(*part) for part in zip(rows_2, rights_2, trusts_2, unsure, chances, strict=True)]
    rows_3, rights_3, trusts_3 = ([part[at] for part in parts] for at in range(3))
    margins = of_other_folds(SECOND, rows_3, rights_3, trusts_3)
    second_forest = boosting.fit(SECOND, *(np.concatenate(part) for part in (rows_3, rights_3, trusts_3)))
    curve = calibrated(*(np.concatenate(part) for part in (margins, rights_3, trusts_3)))
    margin = np.concatenate([margins[one][: len(rows)] for one, rows in enumerate(rows_2)])
    learnt = learning.learn(texts, meant, table)
    model = Model(first_forest, second_forest, learnt, *curve)
    document = np.concatenate([rows[found.document] for (found, _), rows in zip(seconds, row_of, strict=True)])
    organisation = np.concatenate([found.organisation for found, _ in seconds])
    return model, (document, organisation, np.interp(margin, *curve), meant, table_of)


def calibrated(margin: np.ndarray, right: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A rising curve from log-odds to probabilities: pool adjacent violators over fine bins."""
    order = np.argsort(margin, kind="stable")
    blocks: list[list[float]] = []
    for part in np.array_split(order, 60):
        mass = float(weight[part].sum())
        blocks.append(
            [float((margin[part] * weight[part]).sum() / mass), float((right[part] * weight[part]).sum() / mass), mass]
        )
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            last, before = blocks.pop(), blocks.pop()
            mass = last[2] + before[2]
            blocks.append([(last[at] * last[2] + before[at] * before[2]) / mass for at in (0, 1)] + [mass])
    curve = np.array([block[:2] for block in blocks])
    ends = [[margin.min() - 1, 0.0], *curve.tolist(), [margin.max() + 1, min(1.0, curve[-1, 1] + 0.01)]]
    return np.array([end[0] for end in ends]), np.clip([end[1] for end in ends], 0.0005, 0.9995)


def score(
    document: np.ndarray, organisation: np.ndarray, chosen: np.ndarray, meant: list[set[int]]
) -> dict[str, float]:
    """The strict measures: micro precision, recall, F1, F0.5 and the share of rows that are wholly right."""
    said: list[set[int]] = [set() for _ in meant]
    for at in np.flatnonzero(chosen):
        said[int(document[at])].add(int(organisation[at]))
    hits = sum(len(a & b) for a, b in zip(said, meant, strict=True))
    given, gold = sum(map(len, said)), sum(map(len, meant))
    precision, recall = hits / max(given, 1), hits / max(gold, 1)
    both = max(precision + recall, 1e-9)
    return {
        "accuracy": sum(a == b for a, b in zip(said, meant, strict=True)) / len(meant),
        "P": precision,
        "R": recall,
        "F1": 2 * precision * recall / both,
        "F0.5": 1.25 * precision * recall / max(0.25 * precision + recall, 1e-9),
    }


def calibration_error(probability: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((probability * 10).astype(int), 9)
    return float(
        sum(
            abs(probability[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
            for b in range(10)
            if (bins == b).any()
        )
    )


def say(*words: object) -> None:
    print(f"{time.process_time():7.0f} s", *words, file=sys.stderr, flush=True)


def measured(
    resolver: resolution.Resolver, table: Table, numbers: dict[str, int]
) -> list[tuple[str, dict[str, float]]]:
    """What each profile answers on a set, by the strict rule."""
    results = []
    for profile in resolution.PROFILES:
        said = resolver.resolve(table.texts, profile)
        document = np.array([at for at, answers in enumerate(said) for _ in answers])
        organisation = np.array([answer.number for answers in said for answer in answers])
        results.append((profile, score(document, organisation, np.ones(len(document), bool), table.meant)))
    return results


def row(name: str, profile: str, measures: dict[str, float], error: float | None) -> str:
    figures = " | ".join(f"{measures[name]:.4f}" for name in ("accuracy", "P", "R", "F1", "F0.5"))
    return f"| {name} | {profile} | {figures} | {'' if error is None else f'{error:.4f}'} |"


HEAD = "| set | profile | accuracy | P | R | F1 | F0.5 | calibration error |\n|---|---|---|---|---|---|---|---|"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("registry", type=Path)
    asked.add_argument("train", type=Path)
    asked.add_argument("dev", type=Path)
    asked.add_argument("--report", type=Path, help="write the two tables of figures here")
    asked.add_argument(
        "--only-measure", action="store_true", help="measure the shipped model on DEV_FOLDER; train nothing"
    )
    given = asked.parse_args()
    with gzip.open(given.registry, "rt", encoding="utf-8") as file:
        table = resolution.build(resolution.from_ror(json.loads(line)) for line in file)
    say("table of names", len(table.ids))
    numbers = {one.decode(): number for number, one in enumerate(table.ids.tolist())}
    lines = []
    path = ROOT / "src" / "technopole" / "methods" / "resolution" / FILE
    if given.only_measure:
        model = Model.load(path)
    else:
        tables = read(given.train, numbers)
        model, (document, organisation, probability, meant, table_of) = train(table, tables)
        model.save(path)
        right = np.array([one in meant[at] for at, one in zip(document.tolist(), organisation.tolist(), strict=True)])
        lines += ["## Cross-validated on the training sets", "", HEAD]
        for number, one in enumerate(tables):
            first = int(np.flatnonzero(table_of == number)[0])
            mine = table_of[document] == number
            error = calibration_error(probability[mine], right[mine])
            for profile, least in resolution.PROFILES.items():
                chosen = probability[mine] >= least
                lines.append(
                    row(one.name, profile, score(document[mine] - first, organisation[mine], chosen, one.meant), error)
                )
        lines.append("")
    resolver = resolution.Resolver(table, model)
    lines += ["## On the development sets", "", HEAD]
    for one in read(given.dev, numbers):
        _, found, _, probability = resolver.probabilities(one.texts)
        error = calibration_error(probability, labels(found, one.meant) > 0) if len(probability) else None
        for profile, measures in measured(resolver, one, numbers):
            lines.append(row(one.name, profile, measures, error))
    text = "\n".join(lines) + "\n"
    print(text)
    if given.report:
        page = (
            given.report.read_text("utf-8") if given.report.exists() else "<!-- figures -->\n<!-- end of figures -->\n"
        )
        head, _, rest = page.partition("<!-- figures -->")
        _, _, tail = rest.partition("<!-- end of figures -->")
        given.report.write_text(f"{head}<!-- figures -->\n{text}<!-- end of figures -->{tail}", "utf-8")


if __name__ == "__main__":
    main()
