"""The lists of all domains: their cost does not grow with their length, and their twins hold the same rows."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from technopole.core.sourced import By, put, put_many

pytestmark = pytest.mark.django_db
SOURCE = ["https://example.org"]


def event(number: int) -> dict[str, Any]:
    return {
        "name": {"en": f"Event {number}", "zh": f"活动{number}"}, "start": f"20{10 + number}-05-01", "status": "done",
        "series": {"en": f"Series {number % 3}"}, "hubs": ["bay"], "latitude": 31.0, "longitude": 121.0,
        "organisers": [{"role": "host", "organisation": "acme"}, {"role": "guide", "label": "City"}],
    }  # fmt: skip


def facility(number: int) -> dict[str, Any]:
    return {
        "name": {"en": f"Facility {number}"}, "type": {"en": f"Type {number % 3}"},
        "operators": [{"organisation": "acme"}],
        "hub": "bay", "district": "east", "status": "operating", "opened": "2009-05",
    }  # fmt: skip


def item(number: int) -> dict[str, Any]:
    return {"name": {"en": f"Item {number}"}, "maker": {"organisation": "acme"}, "scenario": {"en": "Care"}}


def policy(number: int) -> dict[str, Any]:
    return {
        "title": {"en": f"Policy {number}"}, "valid_from": "2020", "published": "2019-12", "level": "national",
        "instruments": ["talent", "finance"], "topic": "tax", "subject": "person",
    }  # fmt: skip


def need(number: int) -> dict[str, Any]:
    return {
        "kind": "talent", "statement": {"en": f"Need {number}"}, "stated_by": {"en": "Yang"}, "organisation": "acme",
        "stated_on": "2023", "status": "open",
    }  # fmt: skip


def indicator(number: int) -> dict[str, Any]:
    return {"name": {"en": f"Indicator {number}"}, "place": "town", "group": "talent", "unit": {"id": "count"}}


LISTS = [
    ("/events/", "event", event),
    ("/facilities/", "facility", facility),
    ("/showcase/", "showcase", item),
    ("/policies/", "policy", policy),
    ("/needs/", "need", need),
    ("/indicators/", "indicator", indicator),
]


def load(kind: str, make: Callable[[int], dict[str, Any]], numbers: range) -> None:
    records = ((f"t:{kind}{n}", {"key": f"{kind}{n}", "sources": SOURCE, **make(n)}) for n in numbers)
    list(put_many(kind, "centre", records, By(label="test")))
    if kind == "indicator":
        rows = (
            {
                "key": f"o{n}", "indicator": f"indicator{n}", "place": "town", "period": "2020", "value": str(n),
                "unit": "count", "status": "actual", "sources": SOURCE,
            }
            for n in numbers
        )  # fmt: skip
        list(put_many("observation", "centre", ((f"t:{row['key']}", row) for row in rows), By(label="test")))


def queries(client: Client, path: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.fixture
def surroundings() -> None:
    by = By(label="test")
    acme = {"key": "acme", "names": [{"value": "Acme", "language": "en", "kind": "display"}], "types": ["company"]}
    put("organisation", "centre", "t:acme", acme, by)
    put("hub", "centre", "t:bay", {"key": "bay", "name": {"en": "Bay"}, "kind": "hub"}, by)


@pytest.mark.parametrize(("path", "kind", "make"), LISTS)
def test_a_list_of_twenty_costs_as_many_queries_as_a_list_of_ten(
    path: str, kind: str, make: Any, client: Client, surroundings: None
) -> None:
    load(kind, make, range(10))
    ten = queries(client, path)
    load(kind, make, range(10, 20))
    assert queries(client, path) == ten


@pytest.mark.parametrize(("path", "kind", "make"), LISTS)
def test_the_twins_of_a_list_hold_its_rows(path: str, kind: str, make: Any, client: Client, surroundings: None) -> None:
    load(kind, make, range(3))
    table = b"".join(client.get(f"{path}export.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert sorted(row["key"] for row in csv.DictReader(io.StringIO(table))) == [f"{kind}{n}" for n in range(3)]
    rows = json.loads(b"".join(client.get(f"{path}export.json").streaming_content))  # type: ignore[attr-defined]
    assert sorted(row["key"] for row in rows) == [f"{kind}{n}" for n in range(3)]
    parquet = b"".join(client.get(f"{path}export.parquet").streaming_content)  # type: ignore[attr-defined]
    assert parquet[:4] == parquet[-4:] == b"PAR1"


@pytest.mark.parametrize(("path", "kind", "make"), LISTS)
def test_a_list_is_searched_in_its_texts_and_says_when_nothing_is_found(
    path: str, kind: str, make: Any, client: Client, surroundings: None
) -> None:
    load(kind, make, range(12))
    word = {"showcase": "Item", "policy": "Policy"}.get(kind, kind.title())
    found = client.get(path, {"q": f"{word} 11"}).content.decode()
    assert f"{word} 11" in found and f"{word} 10" not in found
    assert client.get(path, {"q": "no such thing"}).status_code == 200


@pytest.mark.parametrize(("path", "kind", "make"), LISTS)
def test_an_empty_list_and_an_unknown_thing_are_answered(path: str, kind: str, make: Any, client: Client) -> None:
    assert client.get(path).status_code == 200
    assert client.get(f"{path}0000000000zz/").status_code == 404


def test_events_are_narrowed_to_the_upcoming_ones(client: Client) -> None:
    put("event", "centre", "t:a", {"key": "a", "name": {"en": "Long past"}, "start": "2001"}, By(label="test"))
    put("event", "centre", "t:b", {"key": "b", "name": {"en": "Far ahead"}, "start": "2999-01-01"}, By(label="test"))
    page = client.get("/events/", {"when": "upcoming"}).content.decode()
    assert "Far ahead" in page and "Long past" not in page


def test_a_draft_of_an_event_is_seen_by_nobody(client: Client) -> None:
    outcome = put("event", "centre", "t:a", {"key": "a", "name": {"en": "Secret"}, "status": "draft"}, By(label="test"))
    uid = outcome.uids["t:a"]
    assert "Secret" not in client.get("/events/").content.decode()
    assert client.get(f"/events/{uid}/").status_code == 404
    assert client.get(f"/events/{uid}/event.ics").status_code == 404
    assert b"Secret" not in client.get("/events/calendar.ics").content
