"""Measures the matcher on needs with judged documents, part by part, and writes what was measured and the report.

python tests/evaluation/needs_report.py            # some minutes: writes needs_measured.json, the report
python tests/evaluation/needs_report.py --tables   # the report again from what was measured
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "technopole.settings")

import needs_measures as measures  # noqa: E402
from needs_measures import MEASURES, Need  # noqa: E402

from technopole.core import ids  # noqa: E402

MEASURED = Path(__file__).with_name("needs_measured.json")
REPORT = ROOT / "docs" / "reference" / "matching-report.md"
PARTS = ("dev", "held")
DEEP = 100
NO_LIMIT = 1_000


class Way(NamedTuple):
    """One way to answer a need; `only_bm25` is the engine's first look with the need's own words."""

    settings: Mapping[str, bool] = {}
    per_owner: int = 3
    only_bm25: bool = False

    def answer(self, corpus: Any, need: Need) -> list[str]:
        if self.only_bm25:
            return bm25(corpus, need["text"])
        from technopole.exchange import terms
        from technopole.search.corpora import Settings

        found = corpus.match(
            measures.wanted(need), {}, DEEP, per_owner=self.per_owner, lexicon=terms.translations,
            related=terms.nearest, settings=Settings(**self.settings),
        )  # fmt: skip
        return [each.uid for each in found]


def bm25(corpus: Any, text: str) -> list[str]:
    """The engine's own order: no word is left out, none translated, nothing ranked anew or moved by what is stated."""
    from technopole.search.corpora import analysis, querying

    counted = Counter(analysis.terms(text))
    shards = corpus.shards()
    known = querying.statistics(shards, list(counted))
    weights = {term: float(count) for term, count in counted.items()}
    return [ids.spell(hit.number) for hit in querying.best(shards, weights, known, {}, DEEP)]


BM25, MATCHER = "BM25 alone", "matcher"
WAYS: dict[str, Way] = {
    BM25: Way(only_bm25=True),
    MATCHER: Way(),
    "without ranking anew": Way({"rank": False}),
    "without translation": Way({"translate": False}),
    "without what is stated besides": Way({"structure": False}),
    "as many of one owner as there are": Way(per_owner=NO_LIMIT),
}

GROUPS: dict[str, Callable[[Need], bool]] = {
    "all": lambda need: True,
    "English": lambda need: need["language"] == "en",
    "Chinese": lambda need: need["language"] == "zh",
    "told in both": lambda need: bool(need["pair"]),
}


def answers(corpus: Any, asked: Sequence[Need], way: Way) -> tuple[list[dict[str, float]], float]:
    """All measures of each need, and milliseconds of a processor for one."""
    judged = measures.grades()
    way.answer(corpus, asked[0])
    start = time.process_time()
    found = [way.answer(corpus, need) for need in asked]
    took = (time.process_time() - start) / len(asked) * 1000
    return [measures.measured(uids, judged[need["id"]]) for need, uids in zip(asked, found, strict=True)], took


def measure_one(folder: str, part: str) -> dict[str, Any]:
    """All figures of one part."""
    import django

    django.setup()
    corpus, asked = measures.corpus(Path(folder)), measures.needs(part)
    got = {name: answers(corpus, asked, way) for name, way in WAYS.items()}
    told: dict[str, Any] = {
        "needs": {group: sum(map(belongs, asked)) for group, belongs in GROUPS.items()},
        "milliseconds": {name: round(took) for name, (_, took) in got.items()},
    }
    for group, belongs in GROUPS.items():
        told[group] = {
            name: {
                key: round(float(measures.average([one[key] for one, need in zip(each, asked, strict=True) if belongs(need)])), 4)
                for key in MEASURES
            }
            for name, (each, _) in got.items()
        }  # fmt: skip
    told["by chance"] = {
        name: {
            key: round(measures.by_chance([a[key] - b[key] for a, b in zip(each, got[MATCHER][0], strict=True)]), 4)
            for key in MEASURES
        }
        for name, (each, _) in got.items() if name != MATCHER
    }  # fmt: skip
    print(part, told["all"], flush=True)
    return told


def measure(folder: str) -> dict[str, Any]:
    import django

    django.setup()
    measures.corpus(Path(folder))
    with ProcessPoolExecutor() as pool:
        return dict(zip(PARTS, pool.map(partial(measure_one, folder), PARTS), strict=True))


def table(rows: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Ways down, measures across."""
    lines = ["| | " + " | ".join(MEASURES) + " |", "|---|" + "---:|" * len(MEASURES)]
    return lines + [
        f"| {name} | " + " | ".join(f"{one[key]:.3f}" for key in MEASURES) + " |" for name, one in rows.items()
    ]


def tables(numbers: Mapping[str, Any]) -> dict[str, list[str]]:
    """All tables of the report, by the heading they stand under."""
    found: dict[str, list[str]] = {}
    for part in reversed(PARTS):
        for group in GROUPS:
            found[f"{part}: {group}, {numbers[part]['needs'][group]} needs"] = table(numbers[part][group])
        found[f"{part}: how probable a difference from the matcher is by chance"] = table(numbers[part]["by chance"])
    return found


HEAD = """# What the matcher of needs and offers is worth

How well the matcher answers 220 needs whose documents were judged (`tests/evaluation/needs/README.md`), among {documents}
patents, papers, projects and laboratories; through the engine as it runs, in the one configuration that is used
everywhere. Written by `tests/evaluation/needs_report.py`. Whatever was chosen was chosen on `dev`; `held` is what counts.

{legend}

A document without a grade is unknown, not bad. `ndcg` takes it as bad, which wrongs a way that finds what the judges'
own searches (BM25 and a vector space) did not, above all in the other language; `judged` leaves it out, which flatters
a way whose unknown documents are bad. What is better in both is better.

In the tables of chance a number below 0.05 means that so great a difference is unlikely to be one of these needs only:
a randomisation test over pairs, {rounds} rounds.
"""
TAIL = """
## What it costs

Milliseconds of a processor for one need and a hundred answers, all together, on the machine that measured: {costs}.
"""


def write(numbers: Mapping[str, Any]) -> None:
    legend = "\n".join(f"- `{key}`: {said}" for key, said in MEASURES.items())
    page = [HEAD.format(documents="55,000", legend=legend, rounds="10,000")]
    for heading, rows in tables(numbers).items():
        page += [f"## {heading}", "", *rows, ""]
    costs = ", ".join(f"{name} {took}" for name, took in numbers["held"]["milliseconds"].items())
    REPORT.write_text("\n".join(page).rstrip() + "\n" + TAIL.format(costs=costs), "utf-8")


def measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(MEASURED.read_text("utf-8"))
    return found


def main(arguments: Sequence[str]) -> None:
    if "--tables" not in arguments:
        with tempfile.TemporaryDirectory() as folder:
            MEASURED.write_text(json.dumps(measure(folder), indent=1) + "\n", "utf-8")
    write(measured())


if __name__ == "__main__":
    main(sys.argv[1:])
