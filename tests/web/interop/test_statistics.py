"""Indicators as SDMX and JSON-stat, and the catalogue of all data."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from technopole.core.sourced import By, put
from technopole.observatory.models import Measurement, Measuring

pytestmark = pytest.mark.django_db
BY = By(label="test")
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def figures(db: Any) -> None:
    unit = {"id": "cny_100m", "en": "100 million CNY", "zh": "亿元", "decimals": 1, "scale": "100000000"}
    indicator = {"key": "spending", "name": {"en": "Spending", "zh": "支出"}, "place": "town", "unit": unit}
    put("indicator", "centre", "t:spending", indicator, BY)
    observe("a", "2020", "12.50", status="actual", published="2021-06", sources=["https://a.example.org/1"])
    observe("b", "2020", "12.9", status="claim")
    observe("c", "2021-Q3", "3", status="preliminary")
    observe("d", "2021-07/2022-06", "7", status="derived")
    observe("e", "2020", "99", place="other-town", status="actual")
    observe("f", "2025", "20", status="target")


def observe(key: str, period: str, value: str, place: str = "town", **fields: Any) -> None:
    record = {
        "key": key, "indicator": "spending", "place": place, "period": period, "value": value, "unit": "cny_100m",
        **fields,
    }  # fmt: skip
    put("observation", "centre", f"t:{key}", record, BY)


def table(address: str, **parameters: str) -> list[dict[str, str]]:
    response = Client().get(address, parameters)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def test_of_each_period_the_figure_that_is_shown_is_given_with_its_digits_and_source() -> None:
    rows = table("/sdmx/data/INDICATORS.csv")
    first = next(row for row in rows if row["TIME_PERIOD"] == "2020" and row["REF_AREA"] == "town")
    assert {name: first[name] for name in ("STRUCTURE", "ACTION", "FREQ", "OBS_VALUE", "UNIT_MULT")} == {
        "STRUCTURE": "dataflow", "ACTION": "I", "FREQ": "A", "OBS_VALUE": "12.50", "UNIT_MULT": "8",
    }  # fmt: skip
    assert (first["OBS_STATUS"], first["STATUS"], first["OTHERS"]) == ("A", "ACTUAL", "1")
    assert first["SOURCE"] == "https://a.example.org/1"
    assert "20" not in [row["OBS_VALUE"] for row in rows]  # a target is no figure


def test_every_statement_is_given_by_itself() -> None:
    rows = table("/sdmx/data/STATEMENTS.csv")
    assert sorted(row["OBS_VALUE"] for row in rows) == sorted(["12.50", "12.9", "3", "7", "99", "20"])
    assert len({row["STATEMENT"] for row in rows}) == 6
    assert {row["STATUS"]: row["OBS_STATUS"] for row in rows}["CLAIM"] == "U"


def test_periods_are_written_as_the_standard_says() -> None:
    found = {row["OBS_VALUE"]: (row["FREQ"], row["TIME_PERIOD"]) for row in table("/sdmx/data/INDICATORS.csv")}
    assert found["3"] == ("Q", "2021-Q3")
    assert found["7"] == ("_O", "2021-07-01/P12M")


def test_a_key_and_years_choose_what_is_given() -> None:
    assert [row["OBS_VALUE"] for row in table("/sdmx/data/INDICATORS/A.spending.other-town")] == ["99"]
    assert len(table("/sdmx/data/INDICATORS/.spending+another.")) == 4
    assert [row["OBS_VALUE"] for row in table("/sdmx/data/INDICATORS.csv", startPeriod="2022")] == ["7"]
    assert table("/sdmx/data/INDICATORS/A.another.") == []


@pytest.mark.parametrize("address", ["/sdmx/data/INDICATORS/A.spending", "/sdmx/data/INDICATORS.csv?startPeriod=soon"])
def test_a_wrong_key_or_period_is_a_problem_that_says_what_is_wanted(address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert "errors" in response.json()


def test_of_an_unknown_dataflow_there_is_nothing() -> None:
    assert Client().get("/sdmx/data/NOTHING.csv").status_code == 404


def test_the_message_says_names_in_the_language_that_is_asked_for(ask: Ask) -> None:
    names = [each["name"] for each in ask("/sdmx/data/INDICATORS.json", lang="zh")["structure"]["dimensions"]["series"]]
    assert names == ["频率", "指标", "地区"]


def test_what_was_computed_is_given_by_member_with_its_data(ask: Ask) -> None:
    measuring = Measuring.objects.create(
        indicator="spending", status=Measuring.DONE, query="SELECT 1", fingerprint="0" * 64,
        data={"works": "00002"}, samples={"works": {"en": "Six journals."}}, records=5, measured_at=timezone.now(),
    )  # fmt: skip
    year = {"period": "2020", "period_start": dt.date(2020, 1, 1), "period_end": dt.date(2020, 12, 31)}
    Measurement.objects.create(measuring=measuring, place="town", value=0.5, records=5, **year)
    part = {"dimension": "field", "member": "17"}
    Measurement.objects.create(measuring=measuring, place="town", value=0.25, records=2, **part, **year)
    Measuring.objects.create(
        indicator="spending", status=Measuring.FAILED, query="SELECT", fingerprint="1" * 64, measured_at=timezone.now()
    )
    rows = table("/sdmx/data/COMPUTED.csv")
    assert [(row["DIMENSION"], row["MEMBER"], row["OBS_VALUE"]) for row in rows] == [
        ("_T", "_T", "0.5"), ("field", "17", "0.25"),
    ]  # fmt: skip
    assert {(row["DATA_VERSIONS"], row["COVERAGE"]) for row in rows} == {("works:00002", "Six journals.")}


def test_what_was_computed_from_made_up_records_is_not_given_out() -> None:
    measuring = Measuring.objects.create(
        indicator="spending", status=Measuring.DONE, query="", fingerprint="", synthetic=True, measured_at=timezone.now()
    )
    year = {"period": "2020", "period_start": dt.date(2020, 1, 1), "period_end": dt.date(2020, 12, 31)}
    Measurement.objects.create(measuring=measuring, place="town", value=1, records=1, **year)
    assert table("/sdmx/data/COMPUTED.csv") == []


def test_json_stat_holds_the_figures_by_place_and_period(ask: Ask) -> None:
    found = ask("/data/indicators/spending.jsonstat")
    assert found["size"] == [2, 3, 1]
    places, periods = (found["dimension"][name]["category"]["index"] for name in ("place", "period"))
    at = places.index("other-town") * 3 + periods.index("2020")
    assert found["value"][str(at)] == 99
    assert len(found["value"]) == 4
    assert found["dimension"]["indicator"]["category"]["unit"]["spending"]["label"] == "100 million CNY"


def test_the_catalogue_names_every_indicator_and_files_that_are_there(ask: Ask) -> None:
    found = {each["dct:identifier"]: each for each in ask("/catalogue.jsonld")["dcat:dataset"] if "dct:identifier" in each}
    assert {"INDICATORS", "STATEMENTS", "COMPUTED", "spending"} <= set(found)
    spending = found["spending"]
    assert {"@value": "支出", "@language": "zh-Hans"} in spending["dct:title"]
    assert spending["dct:temporal"]["dcat:endDate"]["@value"] == "2025-12-31"
    for each in ask("/catalogue.jsonld")["dcat:dataset"]:
        for file in each["dcat:distribution"]:
            address = file["dcat:downloadURL"]["@id"].removeprefix("http://testserver")
            assert Client().head(address).status_code == 200, address
