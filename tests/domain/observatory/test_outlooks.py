"""Targets and forecasts from the store: what was known then, intervals that held, facts told as facts."""

import csv
import gzip
from collections.abc import Mapping
from pathlib import Path

import board_world
import kept
import pytest

from technopole.core.sourced import By, put
from technopole.methods import periods
from technopole.methods.forecasting import rolling
from technopole.observatory import outlook_words, outlooks, queries, scoreboard, scoreboard_words
from technopole.observatory.models import Indicator, Observation
from technopole.observatory.queries import Standing
from technopole.observatory.scoreboard import Row

pytestmark = pytest.mark.django_db


@pytest.fixture
def core() -> None:
    kept.world(board_world.core)


def rows(known_by: int | None = None) -> Mapping[str, Row]:
    return {row.indicator.key: row for row in scoreboard.rows(known_by)}


def test_the_interval_of_2018_for_the_research_intensity_of_2023_holds_what_came(core: None) -> None:
    found = rows(2018)["rd_gdp_ratio"].outlook
    assert found.last_year == 2018
    to_come = found.at(2023)
    assert to_come is not None
    assert to_come.low <= 4.34 <= to_come.high
    assert to_come.high - to_come.low < 3


def test_nothing_published_later_and_no_later_target_is_known_in_2018(core: None) -> None:
    for row in rows(2018).values():
        assert row.found.target is None
        assert row.found.baseline is None
        for point in row.found.points:
            assert point.day.year <= 2018
            for said in (point.headline, *point.others):
                assert said.published_on is None or said.published_on.year <= 2018


def test_the_eight_core_indicators_stand_with_baseline_latest_target_and_both_methods(core: None) -> None:
    told = {
        key: (row.found.latest.value if row.found.latest else None, *(one.said.status for one in row.judged))
        for key, row in rows().items()
    }
    assert list(told) == list(board_world.CORE)
    assert {key: (float(value or 0), *rest) for key, (value, *rest) in told.items()} == {
        "rd_gdp_ratio": (4.5, "target_achieved", "significant_progress"),
        "basic_research_share": (12, "target_achieved", "significant_progress"),
        "high_tech_enterprises": (25000, "substantial_progress", "significant_progress"),
        "pct_applications": (7446, "target_achieved", "significant_progress"),
        "high_value_invention_patents_per_10k": (65, "target_achieved", "significant_progress"),
        "strategic_emerging_industries_va_gdp": (24.8, "not_available", "not_available"),
        "technology_contract_value_gdp": (11.5, "not_available", "not_available"),
        "foreign_rd_centres": (561, "not_available", "not_available"),
    }
    baselines = {key: float(row.found.baseline.value) for key, row in rows().items() if row.found.baseline}
    assert baselines == {
        "rd_gdp_ratio": 4.17, "basic_research_share": 7.94, "high_tech_enterprises": 17012, "pct_applications": 3558,
    }  # fmt: skip
    for row in rows().values():
        assert row.latest_source
        assert row.target_source.startswith("http://stcsm.sh.gov.cn/")
    assert scoreboard_words.summary(list(rows().values()))[0] == (
        "7 of 8 core targets are met (4 by final figures, 2 by preliminary figures, 1 by an estimate); on course: 1."
    )


def test_a_chance_has_an_interval_whose_trials_are_told(core: None) -> None:
    for row in rows().values():
        assert (row.outlook.chance is not None) is (row.ahead is not None and row.outlook.reason == "")
        if row.outlook.chance is not None:
            assert row.ahead is not None
            assert row.ahead.low < row.ahead.value < row.ahead.high
            assert outlook_words.trust(row.outlook)[-1].count("held") == 1
    tried = rows()["rd_gdp_ratio"].outlook.tried
    assert tried.all > 200
    assert 0.7 <= tried.held / tried.all <= 0.9


def test_a_figure_that_is_not_final_is_no_fact_and_is_not_forecast_from(core: None) -> None:
    row = rows()["rd_gdp_ratio"]
    assert row.outlook.last_year == 2023
    said = outlook_words.sentences(row.found, row.outlook, row.pace)
    assert any("not final" in sentence for sentence in said)
    decided = rows()["pct_applications"]
    assert decided.outlook.chance is None
    assert "nothing is left to forecast" in outlook_words.sentences(decided.found, decided.outlook, decided.pace)[0]


def test_too_few_years_are_told_in_plain_words(core: None) -> None:
    row = rows()["foreign_rd_centres"]
    assert row.outlook.coming == ()
    assert outlook_words.sentences(row.found, row.outlook, row.pace) == [
        "No forecast: only 1 of the last years is known without a gap, and three are needed."
    ]


def test_the_pace_needed_stands_beside_the_pace_so_far(core: None) -> None:
    pace = rows()["high_tech_enterprises"].pace
    assert pace is not None
    assert pace.step == 1000
    assert pace.growth == pytest.approx(0.04)
    assert pace.past_growth == pytest.approx(0.1010224)
    assert rows()["pct_applications"].pace is None


def test_what_was_forecast_once_is_not_forecast_again(core: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first = rows()

    def never(*_arguments: object, **_named: object) -> None:
        raise AssertionError("forecast again")

    monkeypatch.setattr(rolling, "forecast", never)
    monkeypatch.setattr(rolling, "coverage", never)
    assert {key: row.outlook for key, row in rows().items()} == {key: row.outlook for key, row in first.items()}


def test_a_series_is_that_of_one_source_where_vintages_differ(core: None) -> None:
    known = outlooks.established(rows()["rd_gdp_ratio"].found)
    assert {year: float(row.number or 0) for year, row in known.items() if year in (2012, 2014)} == {2012: 3.37, 2014: 3.66}


def test_the_intervals_of_the_provinces_held_seventy_to_ninety_of_a_hundred_values(shared: Path) -> None:
    indicator = Indicator(key="rd_gdp_ratio", place="Shanghai", unit={"id": "percent", "en": "%"}, direction="up")
    said: dict[str, list[Observation]] = {}
    path = shared / "data" / "observatory" / "china_provinces" / "panel.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["indicator"] == "rd_gdp_ratio" and row["province"] != "China":
                said.setdefault(row["province"], []).append(observed(row["province"], row["year"], row["value"]))
    there = {place: queries.standing_of(indicator, place, found) for place, found in said.items()}
    tried = outlooks.of(there["Shanghai"], there).tried
    assert len(there) == 31
    assert tried.all > 600
    assert 0.7 <= tried.held / tried.all <= 0.9


def observed(place: str, year: str, value: str) -> Observation:
    start, end = periods.span(year)
    return Observation(
        key=f"{place}.{year}", indicator="rd_gdp_ratio", place=place, period=year, period_start=start, period_end=end,
        stated=value, status="actual", sources=["https://example.org/yearbook"],
    )  # fmt: skip


def standing(direction: str, target: dict[str, str], *values: float) -> Standing:
    indicator = Indicator(key="x", place="town", unit={"id": "count", "en": "things"}, direction=direction, target=target)
    said = [observed("town", str(2015 + at), str(value)) for at, value in enumerate(values)]
    return queries.standing_of(indicator, "town", said)


def test_made_up_figures_and_places_stay_out_of_forecasts_of_real_ones() -> None:
    found = standing("up", {}, 10, 11, 12, 13)
    made_up = [observed("town", "2019", "99"), *(observed("toy", str(2015 + at), str(50 - at)) for at in range(5))]
    for row in made_up:
        row.synthetic = True
    said = [row for point in found.points for row in (point.headline,)]
    there = {place: queries.standing_of(found.indicator, place, [*said, *made_up]) for place in ("town", "toy")}
    outlook = outlooks.of(there["town"], there)
    assert (outlook.last_year, outlook.places) == (2018, 1)
    assert outlooks.of(there["toy"], there).last_year == 2019


def test_less_may_be_better() -> None:
    target = {"period": "2021", "operator": "<=", "value": "60"}
    falling = standing("down", target, 100, 90, 81, 73, 66)
    rising = standing("down", target, 66, 73, 81, 90, 100)
    chances = [outlooks.of(found, {"town": found}).chance for found in (falling, rising)]
    assert chances[0] is not None
    assert chances[1] is not None
    assert chances[0] > 0.5 > chances[1]
    assert outlooks.pace_of(falling) is not None
    assert scoreboard.row_of(falling, {"town": falling}).judged[0].said.status == "substantial_progress"


def test_an_indicator_without_any_figure_has_neither_forecast_nor_status() -> None:
    found = standing("up", {"period": "2030", "operator": ">=", "value": "5"})
    row = scoreboard.row_of(found, {"town": found})
    assert row.outlook.reason == "nothing"
    assert [one.problem for one in row.judged] == ["no_figure", "no_figure"]


def test_a_target_that_was_announced_later_is_not_known_before() -> None:
    by = By(label="test")
    put("indicator", "centre", "t:x", {
        "key": "x", "name": {"en": "X"}, "place": "town", "core": 1, "direction": "up",
        "target": {"period": "2030", "operator": ">=", "value": "9"},
    }, by)  # fmt: skip
    put("observation", "centre", "t:target", {
        "key": "target", "indicator": "x", "place": "town", "period": "2030", "value": "9", "status": "target",
        "published": "2021-09", "sources": ["https://example.org/plan"],
    }, by)  # fmt: skip
    assert [rows(year)["x"].found.target is None for year in (2020, 2021)] == [True, False]
