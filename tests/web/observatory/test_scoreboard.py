"""The observatory's home: the core indicators in one table, every number with its source, in two languages."""

import csv
import io
import json
import re

import board_world
import kept
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from technopole.pages import drawing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting the process that draws takes longer than all else here."""
    monkeypatch.setattr(drawing, "_drawn", lambda text: '<svg xmlns="http://www.w3.org/2000/svg"></svg>')


@pytest.fixture
def core() -> None:
    kept.world(board_world.core)


def test_the_table_has_every_core_indicator_with_statuses_chances_and_sources(client: Client, core: None) -> None:
    page = client.get("/scoreboard/").content.decode()
    table = page.split('class="records board"')[1].split("</table>")[0]
    rows = table.split("<tbody>")[1].split("<tr>")[1:]
    assert len(rows) == 8
    for key, row in zip(board_world.CORE, rows, strict=True):
        assert f"/indicators/{key}/" in row
        assert "Open SDG" in row
        assert "Eurostat" in row
        assert row.count('rel="noopener') >= 2  # those of the latest value and of the target
    assert "7 of 8 core targets are met" in page
    assert "Not known" in rows[4]
    assert re.search(r"earlier intervals: \d+ of \d+ held", rows[0])


def test_the_thresholds_are_those_that_statuses_are_looked_up_in(client: Client, core: None) -> None:
    page = client.get("/scoreboard/").content.decode()
    for shown in ("0.60 to below 0.95", "0.95 and more", "below 0.00", "1.5% and more", "−1% to below 0%"):
        assert shown in page


def test_the_table_is_there_for_programs(client: Client, core: None) -> None:
    text = b"".join(client.get("/scoreboard.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["indicator"] for row in rows] == list(board_world.CORE)
    assert (rows[0]["baseline_value"], rows[0]["target_operator"], rows[0]["interval_level"]) == (
        "4.17",
        "about",
        "0.8",
    )
    assert float(rows[0]["forecast_low"]) < float(rows[0]["forecast_value"]) < float(rows[0]["forecast_high"])
    assert rows[7]["chance"] == ""
    told = json.loads(b"".join(client.get("/scoreboard.json").streaming_content))  # type: ignore[attr-defined]
    assert [row["open_sdg"] for row in told] == [row["open_sdg"] for row in rows]
    assert client.get("/scoreboard.exe").status_code == 404


def test_programs_get_the_chance_that_the_page_shows_with_its_interval_and_method(client: Client, core: None) -> None:
    told = client.get("/api/v1/scoreboard").json()
    table = list(csv.DictReader(io.StringIO(
        b"".join(client.get("/scoreboard.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    )))  # fmt: skip
    page = client.get("/scoreboard/").content.decode()
    for api, row in zip(told, table, strict=True):
        outlook = api["outlook"]
        assert outlook["chance"] == (float(row["chance"]) if row["chance"] else None)
        if outlook["chance"] is not None:
            interval = {name: float(row[f"forecast_{name}"]) for name in ("low", "high")}
            middle, level = float(row["forecast_value"]), float(row["interval_level"])
            assert outlook["interval"] == {"year": 2025, "middle": middle, "level": level, **interval}
            assert f"{round(outlook['chance'] * 100)}%" in page
            assert outlook["method"] and outlook["without_chance"] is None
    reasons = [row["outlook"]["without_chance"] for row in told]
    assert reasons == [None, None, None, "decided", "decided", "few", "decided", "few"]
    series = client.get("/api/v1/indicators/rd_gdp_ratio/series").json()
    assert series["outlook"] == next(row["outlook"] for row in told if row["indicator"]["id"] == "rd_gdp_ratio")
    elsewhere = client.get("/api/v1/indicators/rd_gdp_ratio/series?place=beijing").json()["outlook"]
    assert (elsewhere["chance"], elsewhere["without_chance"]) == (None, "no_target") and elsewhere["interval"]
    nowhere = client.get("/api/v1/indicators/rd_gdp_ratio/series?place=nowhere").json()["outlook"]
    assert (nowhere["without_chance"], nowhere["interval"], nowhere["method"]) == ("nothing", None, None)


def test_chinese_readers_see_no_english_sentence(client: Client, core: None) -> None:
    client.cookies["django_language"] = "zh-hans"
    for path in ("/scoreboard/", "/indicators/rd_gdp_ratio/"):
        page = client.get(path).content.decode()
        shown = re.sub(
            r"<(script|style|svg|textarea).*?</\1>|<[^>]+>", " ", page.split("<main")[1].split("</main>")[0], flags=re.S
        )
        sentences = re.findall(r"[A-Za-z]{3,}(?: [a-z]{2,}){2,}", shown)
        assert [text for text in sentences if not text.startswith(("data", "basic research", "as first"))] == [], path


def test_an_indicators_page_tells_chance_interval_pace_and_both_methods(client: Client, core: None) -> None:
    page = client.get("/indicators/rd_gdp_ratio/").content.decode()
    for shown in (
        "chance that it meets the target", "in 80 of 100 cases", "percentage points a year", "Open SDG", "Eurostat",
        "80% interval",
    ):  # fmt: skip
        assert shown in page
    other = client.get("/indicators/rd_gdp_ratio/", {"place": "beijing"}).content.decode()
    assert "chance of the target" not in other
    assert "should lie between" in other


def test_a_centre_without_core_indicators_is_told_how_to_name_them(client: Client) -> None:
    assert "No core indicator yet" in client.get("/scoreboard/").content.decode()


def test_the_page_asks_the_store_as_often_for_eight_indicators_as_for_none(client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/scoreboard/").status_code == 200
        return len(captured)

    cost()  # what is remembered between pages is remembered now
    none = cost()
    kept.world(board_world.core)
    assert cost() <= none + 2


def test_the_header_leads_to_the_scoreboard_from_every_page_of_the_observatory(client: Client, core: None) -> None:
    for path in ("/scoreboard/", "/indicators/", "/indicators/rd_gdp_ratio/"):
        page = client.get(path).content.decode()
        assert re.search(r'<a href="/scoreboard/" aria-current="page">\s*Observatory', page), path
