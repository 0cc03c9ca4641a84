"""Emerging topics of a small lake: what is told of whom, which years are looked at, and when nothing can be told."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from networks_world import emerging_works, load_works, work

from technopole.lake import sql
from technopole.observatory.analyses import emerging
from technopole.observatory.analyses.running import Context

pytestmark = pytest.mark.django_db


def computed(folder: Path, place: str = "town") -> dict[str, dict[str, Any]]:
    with sql.opened(folder) as lake:
        return {each.scope: dict(each.result) for each in emerging.of_works(lake, Context(place, {}))}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("lake")
    load_works(folder, emerging_works())
    return computed(folder)


def test_a_topic_that_is_new_and_grows_comes_first_with_its_evidence(made: dict[str, dict[str, Any]]) -> None:
    topic = made["all"]["topics"][0]
    assert topic["key"] == "T2"
    assert topic["name"] == {"en": "Topic 2"}
    assert topic["counts"] == [0, 0, 0, 0, 6, 16]
    assert topic["began"] == 2019
    assert topic["low"] > 0
    assert topic["grows"] > 0.99
    assert [burst[:2] for burst in topic["bursts"]] == [[2019, 2020]]


def test_years_of_a_few_strays_are_not_looked_at(made: dict[str, dict[str, Any]]) -> None:
    assert made["all"]["years"] == list(range(2015, 2021))
    assert made["all"]["totals"] == [40] * 6


def test_the_share_of_the_place_is_counted_for_every_topic(made: dict[str, dict[str, Any]]) -> None:
    topic = made["all"]["topics"][0]
    assert (topic["here"], topic["in_all"]) == (4, 22)
    here = sum(1 for each in emerging_works() if each["authorships"][0]["institution"] == "Itown")
    assert made["all"]["share_here"] == pytest.approx(here / 240, rel=1e-5)


def test_examples_are_the_most_cited_of_the_last_years(made: dict[str, dict[str, Any]]) -> None:
    examples = made["all"]["topics"][0]["examples"]
    assert [row["id"] for row in examples] == ["W2039", "W2038", "W2037", "W2036"]
    assert examples[0]["doi"] == "10.1/2020.39"
    assert examples[0]["cited_by"] == 2039


def test_too_few_works_of_the_place_are_told_and_not_judged(made: dict[str, dict[str, Any]]) -> None:
    assert made["place"]["problem"] == "works"
    assert made["place"]["topics"] == []


def test_without_a_place_there_is_one_result(tmp_path: Path) -> None:
    load_works(tmp_path, emerging_works())
    assert set(computed(tmp_path, "")) == {"all"}


@pytest.mark.parametrize(("years", "problem"), [([2019, 2020], "years"), ([], "years")])
def test_too_few_years_are_told(tmp_path: Path, years: Sequence[int], problem: str) -> None:
    load_works(tmp_path, [work(number, {"ada": "Itown"}, year, topics=["T1"]) for year in years for number in range(60)])
    assert computed(tmp_path)["all"]["problem"] == problem


def test_where_topics_are_missing_keywords_stand_for_them_and_else_words_of_titles(tmp_path: Path) -> None:
    def works(**more: Any) -> list[dict[str, Any]]:
        return [
            work(year * 100 + number, {"ada": "Itown"}, year, **(more if number % 2 and year > 2018 else {"keywords": more["keywords"] and ["old"]}))
            for year in range(2016, 2021) for number in range(30)
        ]  # fmt: skip

    load_works(tmp_path / "a", works(keywords=["sodium battery"]))
    found = computed(tmp_path / "a")["all"]
    assert found["kind"] == "keywords"
    assert found["topics"][0]["name"] == {"": "sodium battery"}
    load_works(tmp_path / "b", works(keywords=[], title="A study of Sodium-battery cells with 钠离子电池"))
    found = computed(tmp_path / "b")["all"]
    assert found["kind"] == "terms"
    keys = [topic["key"] for topic in found["topics"]]
    assert {"sodium battery", "battery cells", "钠离子电", "离子电池"} == set(keys)
