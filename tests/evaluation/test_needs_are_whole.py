"""The needs with judged documents hold together, whoever adds to them."""

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from technopole.exchange.vocabulary import MODES

FOLDER = Path(__file__).parent / "needs"
KEYS = ["id", "language", "pair", "part", "theme", "text", "fields", "trl_min", "modes", "note"]
SHARED_KEYS = ["part", "theme", "fields", "trl_min", "modes"]
AT_LEAST = 25
GOOD = 2
TWINS = 0.3

Need = dict[str, Any]
Grades = dict[str, dict[str, int]]


def rows() -> list[tuple[str, str, str]]:
    found = []
    for path in sorted(FOLDER.glob("grades-*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            assert next(lines) == ["need", "document", "grade"], path.name
            found += [(need, document, grade) for need, document, grade in lines]
    return found


@pytest.fixture(scope="module")
def needs() -> list[Need]:
    paths = sorted(FOLDER.glob("needs-*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def grades() -> Grades:
    found: Grades = defaultdict(dict)
    for need, document, grade in rows():
        found[need][document] = int(grade)
    return found


def test_every_need_has_a_name_of_its_own_and_says_all_that_it_should(needs: list[Need]) -> None:
    assert [name for name, times in Counter(need["id"] for need in needs).items() if times > 1] == []
    for need in needs:
        assert list(need) == KEYS, need["id"]
        assert need["language"] in ("en", "zh") and need["part"] in ("dev", "held"), need["id"]
        assert need["trl_min"] is None or need["trl_min"] in range(1, 10), need["id"]
        assert set(need["modes"]) <= set(MODES), need["id"]
        assert need["theme"] and all(need["fields"]), need["id"]


def test_the_language_of_a_need_is_the_one_it_is_written_in(needs: list[Need]) -> None:
    for need in needs:
        assert bool(re.search("[一-鿿]", need["text"])) == (need["language"] == "zh"), need["id"]


def test_a_grade_is_given_once_and_is_a_whole_number_from_0_to_3() -> None:
    given = rows()
    assert [row for row, times in Counter(row[:2] for row in given).items() if times > 1] == []
    assert {grade for _, _, grade in given} == {"0", "1", "2", "3"}


def test_every_need_was_judged_and_has_a_good_document(needs: list[Need], grades: Grades) -> None:
    assert set(grades) == {need["id"] for need in needs}
    assert {name: len(found) for name, found in grades.items() if len(found) < AT_LEAST} == {}
    assert [name for name, found in grades.items() if max(found.values()) < GOOD] == []


def test_the_two_tellings_of_a_need_differ_in_language_only(needs: list[Need], grades: Grades) -> None:
    pairs = defaultdict(list)
    for need in needs:
        if need["pair"]:
            pairs[need["pair"]].append(need)
    assert pairs
    for name, told in pairs.items():
        assert sorted(need["id"] for need in told) == [f"{name}-en", f"{name}-zh"]
        one, other = told
        assert [one[key] for key in SHARED_KEYS] == [other[key] for key in SHARED_KEYS], name
        assert grades[one["id"]] == grades[other["id"]], name


def test_what_is_held_back_repeats_nothing_that_may_be_tuned_on(needs: list[Need], grades: Grades) -> None:
    good = {name: {document for document, grade in found.items() if grade >= GOOD} for name, found in grades.items()}
    torn = [
        (one["id"], other["id"])
        for one, other in combinations(needs, 2)
        if one["part"] != other["part"]
        and len(good[one["id"]] & good[other["id"]]) >= TWINS * min(len(good[one["id"]]), len(good[other["id"]]))
    ]
    assert torn == []


def test_the_read_me_counts_what_is_there(needs: list[Need], grades: Grades) -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    of = {need["id"]: need for need in needs}
    for path in sorted(FOLDER.glob("needs-*.jsonl")):
        own = [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]
        languages = Counter(of[name]["language"] for name in own)
        once = {of[name]["pair"] or name: grades[name] for name in own}
        tally = Counter(grade for found in once.values() for grade in found.values())
        counts = (len(own), languages["en"], languages["zh"], len(own) - len(once), tally.total(), *(tally[grade] for grade in range(4)))
        letter = path.stem.removeprefix("needs-")
        assert f"| {letter} | " + " | ".join(f"{count:,}".replace(",", " ") for count in counts) + " |" in page
    parts = Counter(need["part"] for need in needs)
    assert f"`dev` ({parts['dev']} needs)" in page and f"`held` ({parts['held']})" in page


def test_every_judged_document_is_in_the_shared_texts(grades: Grades, shared: Path) -> None:
    folder = shared / "data" / "exchange" / "texts"
    judged = defaultdict(set)
    for document in {document for found in grades.values() for document in found}:
        stem, _, name = document.partition(":")
        judged[stem].add(name)
    if not all((folder / f"{stem}.jsonl.gz").exists() for stem in judged):
        pytest.skip("the texts of technologies are not here (data/exchange/texts in the shared data)")
    for stem, names in judged.items():
        with gzip.open(folder / f"{stem}.jsonl.gz", "rt", encoding="utf-8") as file:
            assert names - {json.loads(line)["_id"] for line in file} == set(), stem
