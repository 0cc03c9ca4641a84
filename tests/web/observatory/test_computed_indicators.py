"""What an indicator's page shows of what was computed: beside the reported figures, broken down, and down to records."""

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[2] / "domain" / "observatory"))
from measured_world import BY, indicator, load, work

from technopole.core.sourced import put
from technopole.lake import home
from technopole.observatory import queries
from technopole.observatory.measuring import engine
from technopole.observatory.models import Indicator, Measuring

pytestmark = pytest.mark.django_db
MEASURE = {
    "records": "SELECT year AS period, id AS record, title, field, 'https://openalex.org/' || id AS link FROM works",
    "value": "count(DISTINCT record)",
    "dimensions": {"field": {"en": "Field", "zh": "学科", "labels": "subjects"}},
    "shown": {"title": {"en": "Title", "zh": "题名"}, "field": {"en": "Field", "zh": "学科"}},
}
COVERAGE = {"en": "Six journals only", "zh": "仅六种期刊"}


@pytest.fixture
def measured() -> None:
    works = [work(number, 2024, "17" if number % 2 else "31") for number in range(1, 61)]
    load(home.folder(), "works", {"works": [*works, work(99, 2023)]}, sample=True, coverage=COVERAGE)
    indicator(measure=MEASURE)
    engine.run(home.folder())


def reported(value: str = "70") -> None:
    record = {
        "key": "said", "indicator": "papers", "place": "town", "period": "2024", "value": value, "unit": "count",
        "status": "actual", "sources": ["https://example.org/said"],
    }  # fmt: skip
    put("observation", "centre", "t:said", record, BY)


def text(client: Client, address: str, **given: Any) -> str:
    answer = client.get(address, **given)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_value_only_computed_stands_as_the_latest_with_the_mark_of_a_sample(measured: None, client: Client) -> None:
    page = text(client, "/indicators/papers/")
    assert "60\u00a0papers" in page and "mark-sample" in page and COVERAGE["en"] in page
    assert "Computer Science" in page and "FROM works" in page and "works, version 00001" in page
    assert "Every claim" not in page
    rows = text(client, "/indicators/")
    assert "60\u00a0papers" in rows and "mark-sample" in rows
    assert queries.series(Indicator.objects.get()).latest.value == 60


def test_reported_and_computed_values_stand_side_by_side(measured: None, client: Client) -> None:
    reported()
    page = text(client, "/indicators/papers/")
    assert "−10\u00a0papers" in page and "Reported" in page and "Every claim" in page
    found = queries.series(Indicator.objects.get())
    assert (found.latest.value, found.computed[-1].value) == (70, 60)  # what is reported stays the series


def test_each_value_leads_to_the_very_records_page_by_page(measured: None, client: Client) -> None:
    page = text(client, "/indicators/papers/records/?period=2024")
    assert page.count("https://openalex.org/W") == 50 and "1–50 of 60" in page
    second = text(client, "/indicators/papers/records/?period=2024&page=2")
    assert second.count("https://openalex.org/W") == 10
    one = text(client, "/indicators/papers/records/?period=2024&dimension=field&member=31")
    assert "1–30 of 30" in one and "Chemical" not in one.split("<table")[0]


def test_records_and_values_are_downloaded_in_three_forms(measured: None, client: Client) -> None:
    address = "/indicators/papers/records.csv?period=2024&dimension=field&member=17"
    body = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert len(rows) == 30 and {row["field"] for row in rows} == {"17"}
    values = json.loads(b"".join(client.get("/indicators/papers/computed.json").streaming_content))
    whole = {(row["period"], row["value"]) for row in values if not row["dimension"]}
    assert whole == {("2023", 1.0), ("2024", 60.0)} and all(row["sample"] for row in values)
    parquet = b"".join(client.get("/indicators/papers/records.parquet").streaming_content)
    assert parquet.startswith(b"PAR1")


@pytest.mark.parametrize(
    "query",
    ["period=1999", "dimension=title&member=x", "page=0", "page=a", "page=9", "place=nowhere&period=2024"],
)
def test_what_was_never_counted_is_not_found(measured: None, client: Client, query: str) -> None:
    assert client.get(f"/indicators/papers/records/?{query}").status_code == 404


def test_an_indicator_that_was_never_measured_says_which_command_does_it(client: Client) -> None:
    indicator(measure=MEASURE)
    assert "technopole observatory measure papers" in text(client, "/indicators/papers/")
    assert client.get("/indicators/papers/records/").status_code == 404


def test_a_failure_is_told_beside_the_values_before(measured: None, client: Client) -> None:
    indicator(measure={**MEASURE, "records": MEASURE["records"].replace("year AS", "title AS")})
    engine.run(home.folder())
    page = text(client, "/indicators/papers/")
    assert "The last computation failed" in page and "60\u00a0papers" in page
    assert Measuring.objects.count() == 2


def test_the_page_is_there_in_chinese(measured: None, client: Client) -> None:
    page = text(client, "/indicators/papers/", headers={"accept-language": "zh-hans"})
    assert "计算机科学" in page and COVERAGE["zh"] in page and "Records" not in page


def test_values_runs_and_records_are_there_for_programs(measured: None, client: Client) -> None:
    def got(path: str) -> Any:
        answer = client.get(f"/api/v1/indicators/papers/{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    values = got("measurements?period=2024&dimension=field")["items"]
    assert {(row["member"], row["value"], row["label"]["zh"]) for row in values} == {
        ("17", 30, "计算机科学"), ("31", 30, "物理学与天文学")
    }  # fmt: skip
    (run,) = got("measurings")["items"]
    assert run["data"] == {"works": "00001"} and run["samples"]["works"]["zh"] == COVERAGE["zh"]
    first = got("records?period=2024&limit=50&count=true")
    rest = got(f"records?period=2024&limit=50&count=true&cursor={first['next']}")
    assert (len(first["items"]), len(rest["items"]), first["total"], rest["next"]) == (50, 10, 60, None)
    assert got("series")["points"][-1]["headline"]["status"] == "computed"
    assert client.get("/api/v1/indicators/papers/records?period=1999").status_code == 404
