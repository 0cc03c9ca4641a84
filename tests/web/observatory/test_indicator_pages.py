"""The page of an indicator: every claim with its source, contradictions in sight, downloads, embedding."""

import csv
import io
from typing import Any

import landmarks
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from technopole.core.sourced import By, put

pytestmark = pytest.mark.django_db
BY = By(label="test")


def indicator(**fields: Any) -> None:
    record = {
        "key": "firms", "name": {"en": "Firms", "zh": "企业"}, "place": "town", "core": 1, "direction": "up",
        "unit": {"id": "count", "en": "firms", "zh": "家"},
        "target": {"period": "2025", "operator": ">", "value": "26000"},
        "baseline": {"period": "2020", "value": "17012"}, **fields,
    }  # fmt: skip
    put("indicator", "centre", "t:firms", record, BY)


def observation(key: str, value: str, **fields: Any) -> None:
    record = {
        "key": key, "indicator": "firms", "place": "town", "period": "2020", "value": value, "unit": "count",
        "status": "actual", "sources": [f"https://{key}.example.org/page"], **fields,
    }  # fmt: skip
    put("observation", "centre", f"t:{key}", record, BY)


@pytest.fixture
def contradiction() -> None:
    indicator()
    observation("early", "17012", published="2021-06-05")
    observation("late", "16600", published="2025-11-27")
    observation("latest", "25000", period="2024", speaker={"en": "Wu Qing, Vice Mayor"}, status="claim")


def test_both_of_two_contradicting_claims_are_shown_with_their_sources(client: Client, contradiction: None) -> None:
    page = client.get("/indicators/firms/").content.decode()
    assert "Sources disagree" in page
    for shown in ("17,012", "16,600", "https://early.example.org/page", "https://late.example.org/page"):
        assert shown in page
    assert "16,806" not in page  # their mean


def test_the_page_says_how_far_from_the_target_and_who_said_the_figure(client: Client, contradiction: None) -> None:
    page = client.get("/indicators/firms/").content.decode()
    assert "1,000\u00a0firms short of the target of more than 26,000\u00a0firms for 2025." in page
    assert "Wu Qing, Vice Mayor" in page
    assert "mark-claim" in page


def test_the_chart_draws_the_contradicting_claim_and_the_target(client: Client, contradiction: None) -> None:
    chart = client.get("/indicators/firms/chart.svg")
    assert chart["Content-Type"] == "image/svg+xml"
    drawing = chart.content.decode()
    assert "Target for 2025" in drawing
    assert "25,000" in drawing


def test_an_indicator_without_any_figure_says_so_and_has_no_chart(client: Client) -> None:
    indicator()
    assert "No figure has been found for this indicator." in client.get("/indicators/firms/").content.decode()
    assert client.get("/indicators/firms/chart.svg").status_code == 404


def test_all_observations_are_downloaded_with_the_digits_their_sources_give(
    client: Client, contradiction: None
) -> None:
    observation("digits", "4.50", period="2019")
    response = client.get("/indicators/firms/observations.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [row["stated"] for row in rows] == ["4.50", "17012", "16600", "25000"]
    assert client.get("/indicators/firms/observations.exe").status_code == 404


def test_another_place_has_its_own_page_and_the_comparison_names_both(client: Client, contradiction: None) -> None:
    observation("elsewhere", "9", place="village")
    page = client.get("/indicators/firms/", {"place": "village"}).content.decode()
    assert "Other places in 2020" in page
    assert "No target is stated" in page
    assert client.get("/indicators/firms/", {"place": "moon"}).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_part_of_the_page_has_a_name_of_its_own_with_all_tables_open(
    client: Client, contradiction: None, language: str
) -> None:
    observation("elsewhere", "9", place="village")
    client.cookies["django_language"] = language
    page = client.get("/indicators/firms/").content.decode().split("<main")[1].split("</main>")[0]
    named = landmarks.landmarks(page)
    title = {"en": "Other places in 2020", "zh-hans": "2020年各地对比"}[language]
    assert [name for _role, name in named if title in name] != [] and len(named) > 5
    assert landmarks.alike(page) == []


def test_only_the_embedded_page_may_stand_in_other_sites_frames(client: Client, contradiction: None) -> None:
    embedded, page = client.get("/indicators/firms/embed/"), client.get("/indicators/firms/")
    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "script-src" in embedded["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_a_page_of_many_claims_costs_as_many_queries_as_one_of_few(client: Client, contradiction: None) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/indicators/firms/").status_code == 200
        return len(captured)

    cost()  # what is remembered between pages is remembered now
    few = cost()
    for number in range(20):
        observation(f"more{number}", str(number), period=f"20{number:02}-05")
    assert cost() == few


def test_chinese_readers_get_money_in_hundred_millions_and_shares_as_percent(client: Client) -> None:
    indicator(unit={"id": "cny_bn", "en": "billion CNY", "zh": "十亿元", "scale": "1000000000"}, target={}, baseline={})
    observation("output", "280", unit="cny_bn")
    client.cookies["django_language"] = "zh-hans"
    assert "2,800亿元" in client.get("/indicators/firms/").content.decode()
