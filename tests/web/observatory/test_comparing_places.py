"""Places side by side: each value with its period, ranks only where they mean something, all in the address."""

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client

from technopole.methods import periods
from technopole.observatory import figures, small_drawings
from technopole.observatory.models import Indicator, Observation

pytestmark = pytest.mark.django_db


def indicator(key: str, direction: str = "up") -> None:
    unit = {"id": "count", "en": "things", "zh": "个"}
    Indicator.objects.create(
        uid=key, key=key, name_en=key.title(), name_zh="指标", place="town", direction=direction, unit=unit
    )


def observation(key: str, place: str, period: str, value: str, status: str = "actual") -> None:
    start, end = periods.span(period)
    Observation.objects.create(
        uid=f"{key[:4]}{place[-5:]}{period[2:]}", key=f"{key}.{place}.{period}", indicator=key, place=place, period=period,
        period_start=start, period_end=end, value=Decimal(value), stated=value, unit="count", status=status,
        sources=["https://example.org/"],
    )  # fmt: skip


@pytest.fixture
def town_and_others() -> None:
    indicator("firms")
    indicator("waste", "down")
    indicator("rain", "none")
    for place, value in (("town", "5"), ("hill", "9"), ("lake", "9")):
        observation("firms", place, "2020", value)
        observation("waste", place, "2020", value)
        observation("rain", place, "2020", value)
    observation("firms", "town", "2022", "7", status="claim")


def rows(client: Client, query: str) -> list[dict[str, str]]:
    body = b"".join(client.get(f"/compare/figures.csv?{query}").streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def test_places_are_ranked_by_what_is_better_and_equals_share_the_lower_rank(client: Client, town_and_others) -> None:
    found = {(row["indicator"], row["place"]): row["rank"] for row in rows(client, "i=firms&i=waste&i=rain")}
    assert [found["firms", place] for place in ("town", "hill", "lake")] == ["3", "1", "1"]
    assert [found["waste", place] for place in ("town", "hill", "lake")] == ["1", "2", "2"]
    assert {found["rain", place] for place in ("town", "hill", "lake")} == {""}
    page = client.get("/compare/?i=firms&i=rain").content.decode()
    assert "3 of 3 · 2020" in page and "Neither more nor less is better, so no ranks are given: Rain." in page


def test_figures_of_different_periods_keep_their_periods_and_get_no_ranks(client: Client, town_and_others) -> None:
    latest = rows(client, "i=firms&period=latest")
    assert {(row["place"], row["period"], row["rank"]) for row in latest} == {
        ("town", "2022", ""), ("hill", "2020", ""), ("lake", "2020", ""),
    }  # fmt: skip
    page = client.get("/compare/?i=firms&period=latest").content.decode()
    assert "Periods differ, so no ranks are given: Firms." in page and "mark-claim" in page
    assert {row["period"] for row in rows(client, "i=firms")} == {"2020"}


def test_a_place_without_figures_does_not_hinder_the_others(client: Client, town_and_others) -> None:
    observation("rain", "moor", "2020", "1")
    page = client.get("/compare/?i=firms&p=town&p=hill&p=moor").content.decode()
    assert "1 place has no figure." in page and "2 of 2" in page


def test_what_does_not_exist_is_passed_over_and_too_much_is_said(client: Client, town_and_others) -> None:
    page = client.get("/compare/?i=nothing&i=firms&p=nowhere&p=town&p=hill&period=never")
    assert page.status_code == 200 and 'value="nowhere"' not in page.content.decode()
    for number in range(20):
        observation("firms", f"place{number:02}", "2020", str(number))
    query = "&".join(f"p=place{number:02}" for number in range(20))
    assert "the first 8 indicators and 16 places are shown" in client.get(f"/compare/?i=firms&{query}").content.decode()
    assert client.get("/compare/figures.xlsx").status_code == 404


def test_without_figures_of_two_places_the_page_says_where_they_come_from(client: Client) -> None:
    assert "Nothing to compare yet" in client.get("/compare/").content.decode()


def test_the_number_of_questions_to_the_store_does_not_grow_with_places(
    town_and_others, django_assert_num_queries
) -> None:
    chosen = list(Indicator.objects.filter(key="firms"))
    with django_assert_num_queries(1):
        assert figures.figures(chosen, ["town", "hill", "lake"]).common == {"firms": "2020"}
    assert figures.years(["firms", "rain"], ["town", "hill", "lake"]) == [2020]


def test_bars_begin_at_zero_also_for_values_below_it() -> None:
    wide, narrow = small_drawings.bars([small_drawings.Bar("A <b>", -5, "−5"), small_drawings.Bar("B", 5, "5", True)], "T")
    assert 'width="680"' in wide and 'width="340"' in narrow and "A &lt;b&gt;" in wide
    ends = [part.split('"') for part in wide.split("<rect ")[1:]]
    (left, width), (zero, _) = ((float(each[1]), float(each[5])) for each in ends)
    assert left + width == pytest.approx(zero, abs=0.2)


def test_small_multiples_share_one_scale() -> None:
    one = small_drawings.Panel("A", [(2019, 1), (2020, 2)], "2")
    other = small_drawings.Panel("B", [(2020, 4)], "4")
    drawn = small_drawings.panels([one, other])
    assert 'cx="164.0" cy="36.0"' in drawn[0] and 'cx="164.0" cy="6.0"' in drawn[1]
    assert small_drawings.panels([small_drawings.Panel("C", [], "")]) == [""]
