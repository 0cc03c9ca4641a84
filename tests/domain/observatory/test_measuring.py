"""Indicators computed from the lake: what is kept of a run, when there is a new one, and what happens when one fails."""

from pathlib import Path
from typing import Any

import pytest
from measured_world import COUNT, indicator, load, work

from technopole.core.errors import TechnopoleError
from technopole.lake import home
from technopole.observatory.measuring import engine
from technopole.observatory.models import Measurement, Measuring

pytestmark = pytest.mark.django_db
SAMPLE = {"coverage": {"en": "Six journals", "zh": "六种期刊"}, "sample": True}


@pytest.fixture
def lake() -> Path:
    return home.folder()


def run(lake: Path, **how: Any) -> dict[str, engine.Outcome]:
    return {each.indicator: each for each in engine.run(lake, **how)}


def values(key: str = "papers", dimension: str = "") -> dict[tuple[str, str], tuple[float, int]]:
    newest = Measuring.objects.filter(indicator=key).exclude(status="failed").order_by("-id")[0]
    return {
        (each.period, each.member): (each.value, each.records) for each in newest.values.filter(dimension=dimension)
    }


def test_a_run_keeps_value_records_query_and_versions_of_the_data(lake: Path) -> None:
    load(lake, "works", {"works": [work(1, 2024), work(2, 2024), work(3, 2025)]}, **SAMPLE)
    indicator()
    assert run(lake)["papers"].status == "measured"
    assert values() == {("2024", ""): (2, 2), ("2025", ""): (1, 1)}
    made = Measuring.objects.get()
    assert (made.data, made.samples, made.records) == ({"works": "00001"}, {"works": SAMPLE["coverage"]}, 3)
    assert "FROM works" in made.query and "$place = 'town'" in made.query
    assert (engine.folder() / made.file).is_file()


def test_only_what_changed_is_measured_again(lake: Path) -> None:
    load(lake, "works", {"works": [work(1, 2024)]})
    indicator()
    indicator("others", measure={**COUNT, "value": "count(*) * 2"})
    assert {each.status for each in run(lake).values()} == {"measured"}
    assert {each.status for each in run(lake).values()} == {"unchanged"}
    indicator("others", measure={**COUNT, "value": "count(*) * 3"})
    assert {key: each.status for key, each in run(lake).items()} == {"papers": "unchanged", "others": "measured"}
    load(lake, "works", {"works": [work(1, 2024), work(2, 2024)]})
    assert {each.status for each in run(lake).values()} == {"measured"}
    assert values() == {("2024", ""): (2, 2)}
    assert Measuring.objects.filter(indicator="papers").count() == 2  # the value before stays as a vintage


def test_a_dimension_has_a_value_for_each_member_with_its_names_and_a_list_counts_for_each_of_its_texts(
    lake: Path,
) -> None:
    rows = [work(1, 2024, "17", keywords=["a", "b"]), work(2, 2024, "17", keywords=["b"]), work(3, 2024, "31")]
    load(lake, "works", {"works": rows})
    measure = {
        "records": "SELECT year AS period, id AS record, field, keywords FROM works",
        "value": "100.0 * count(*) / 4",
        "dimensions": {"field": {"en": "Field", "zh": "学科", "labels": "subjects"}, "keywords": {"en": "Keyword"}},
    }
    indicator(measure=measure)
    run(lake)
    assert values(dimension="field") == {("2024", "17"): (50, 2), ("2024", "31"): (25, 1)}
    assert values(dimension="keywords") == {("2024", "a"): (25, 1), ("2024", "b"): (50, 2)}
    computing = Measurement.objects.get(dimension="field", member="17")
    assert (computing.label_en, computing.label_zh) == ("Computer Science", "计算机科学")


def test_one_that_fails_is_told_and_the_others_go_on(lake: Path) -> None:
    load(lake, "works", {"works": [work(1, 2024, title="no number")]})
    indicator(
        "broken", measure={**COUNT, "records": "SELECT CAST(title AS INTEGER) AS period, id AS record FROM works"}
    )
    indicator()
    outcomes = run(lake)
    assert (outcomes["broken"].status, outcomes["papers"].status) == ("failed", "measured")
    assert "Could not convert" in outcomes["broken"].problem
    assert Measuring.objects.get(indicator="broken").problem == outcomes["broken"].problem
    assert run(lake, again=False)["broken"].status == "failed"


def test_a_failed_run_leaves_the_values_before_in_place(lake: Path) -> None:
    load(lake, "works", {"works": [work(1, 2024)]})
    indicator()
    run(lake)
    indicator(measure={"records": "SELECT title AS period, id AS record FROM works", "value": "count(*)"})
    outcome = run(lake)["papers"]
    assert outcome.status == "failed" and "wrong period" in outcome.problem
    assert values() == {("2024", ""): (1, 1)}


def test_an_indicator_waits_for_data_that_nobody_loaded_yet(lake: Path) -> None:
    indicator()
    outcome = run(lake)["papers"]
    assert (outcome.status, Measuring.objects.count()) == ("waiting", 0)
    assert "technopole observatory load openalex" in outcome.problem


def test_records_of_old_runs_go_and_values_of_the_whole_stay(lake: Path) -> None:
    indicator(measure={**COUNT, "dimensions": {"field": {"en": "Field"}}})
    for count in range(1, 5):
        load(lake, "works", {"works": [work(number, 2024) for number in range(count)]})
        run(lake)
    runs = Measuring.objects.order_by("id")
    assert [bool(each.file) for each in runs] == [False, False, True, True]
    assert [each.values.get(dimension="").value for each in runs] == [1, 2, 3, 4]
    assert [each.values.filter(dimension="field").count() for each in runs] == [0, 0, 1, 1]
    assert len(list(engine.folder().glob("*/*.parquet"))) == 2


def test_a_whole_that_is_not_wanted_has_no_value_and_a_share_of_nothing_neither(lake: Path) -> None:
    load(lake, "works", {"works": [work(1, 2024), work(2, 2025, "")]})
    measure = {**COUNT, "total": False, "dimensions": {"field": {"en": "Field"}}}
    indicator(measure=measure)
    indicator("share", measure={**COUNT, "value": "100.0 * count(*) / nullif(count(*) FILTER (period = '2024'), 0)"})
    run(lake)
    assert values() == {}
    assert values(dimension="field") == {("2024", "17"): (1, 1)}
    assert values("share") == {("2024", ""): (100, 1)}


def test_parameters_and_the_place_stand_in_the_sql_as_dollar_names(lake: Path) -> None:
    load(lake, "works", {"works": [work(1, 2024, source="S1"), work(2, 2024, source="S2")]})
    measure = {
        "records": "SELECT year AS period, id AS record, $place AS place FROM works WHERE list_contains($wanted, source)",
        "value": "count(*)", "parameters": {"wanted": ["S2", "S3"]},
    }  # fmt: skip
    indicator(measure=measure)
    run(lake)
    assert list(Measurement.objects.values_list("place", "value")) == [("town", 1.0)]


def test_an_unknown_indicator_is_told_with_the_nearest(lake: Path) -> None:
    indicator()
    with pytest.raises(TechnopoleError, match="Did you mean 'papers'"):
        engine.run(lake, only=["paper"])
