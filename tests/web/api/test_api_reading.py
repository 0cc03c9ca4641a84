"""What is the same for every list, and the pages around the API."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from technopole.core.sourced import By, put
from technopole.search.worker import catch_up_once

pytestmark = pytest.mark.django_db

NAME = {"en": "Name", "zh": "名称"}
LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "events": ("event", {"name": NAME, "start": "2025-07", "organisers": [{"role": "host", "organisation": "acme"}],
                         "hubs": ["zhangjiang"]}),
    "facilities": ("facility", {"name": NAME, "operators": [{"label": "Somebody"}], "hub": "zhangjiang"}),
    "showcase": ("showcase", {"name": NAME, "maker": {"organisation": "acme"}}),
    "policies": ("policy", {"title": NAME, "published": "2024", "instruments": ["finance"]}),
    "needs": ("need", {"kind": "technology", "statement": NAME, "organisation": "acme"}),
    "indicators": ("indicator", {"name": NAME, "core": 1, "place": "city"}),
    "observations": ("observation", {"indicator": "i0", "place": "city", "period": "2024", "value": "4.4",
                                     "status": "actual"}),
}  # fmt: skip


def enter(path: str, count: int) -> None:
    kind, record = LISTS[path]
    for number in range(count):
        put(kind, "centre", f"i{number}", {"key": f"i{number}", "sources": ["https://example.org"], **record}, By(label="t"))


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_queries_however_long_its_page(
    path: str, people: SimpleNamespace, words: None, calling: Callable[..., Any]
) -> None:
    enter(path, 12)
    ask = calling().get
    ask(path)
    counts = []
    for limit in (2, 12):
        with CaptureQueriesContext(connection) as captured:
            assert len(ask(f"{path}?limit={limit}").json()["items"]) == limit
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", LISTS)
def test_pages_of_every_list_join_to_the_whole(path: str, people: SimpleNamespace, calling: Callable[..., Any]) -> None:
    enter(path, 7)
    ask, seen, cursor = calling().get, [], ""
    while cursor is not None:
        page = ask(f"{path}?limit=3{'&cursor=' + cursor if cursor else ''}").json()
        seen += [item["uid"] for item in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 7 == ask(f"{path}?count=true").json()["total"]


def test_an_organisation_of_the_register_is_linked_where_it_is_mentioned(
    people: SimpleNamespace, calling: Callable[..., Any]
) -> None:
    enter("needs", 1)
    (need,) = calling().get("needs").json()["items"]
    assert need["organisation"]["uid"] == people.acme
    assert calling().get(f"needs?organisation={people.acme}").json()["items"] == [need]
    assert calling().get(f"needs?organisation={people.bolt}").json()["items"] == []


def test_a_draft_event_is_not_there(calling: Callable[..., Any]) -> None:
    record = {"key": "d", "name": NAME, "status": "draft", "start": "2025"}
    (uid,) = put("event", "centre", "d", record, By(label="t")).uids.values()
    ask = calling().get
    assert ask("events").json()["items"] == []
    for address in (f"events/{uid}", f"events/{uid}/history", f"events/{uid}/sources"):
        assert ask(address).status_code == 404


def test_a_number_keeps_the_digits_of_its_source(calling: Callable[..., Any]) -> None:
    enter("indicators", 1)
    enter("observations", 1)
    (observation,) = calling().get("observations?indicator=i0").json()["items"]
    assert observation["value"] == "4.4" and observation["number"] == 4.4
    series = calling().get("indicators/i0/series").json()
    assert series["latest"]["headline"] == observation and series["progress"]["status"] == "not_assessable"
    assert calling().get("scoreboard").json()[0]["indicator"]["id"] == "i0"


def test_search_finds_counts_and_pages(people: SimpleNamespace, words: None, calling: Callable[..., Any]) -> None:
    catch_up_once()
    ask = calling().get
    found = ask("search?q=acme").json()
    assert found["items"][0]["uid"] == people.acme and found["items"][0]["title"] == {"en": "Acme Instruments", "zh": None}
    assert {"key": "company", "count": 1, "en": "Company", "zh": "企业"} in found["facets"]["type"]
    first = ask("search?limit=1&kind=organisation").json()
    second = ask(f"search?limit=1&kind=organisation&cursor={first['next']}").json()
    assert {first["items"][0]["uid"], second["items"][0]["uid"]} == {people.acme, people.bolt}
    assert ask("search?q=acme&facet=type:university").json()["total"] == 0
    assert ask("suggest?q=bol").json()[0]["uid"] == people.bolt
    assert ask("search?facet=nonsense").status_code == 422


@pytest.mark.parametrize("address", ["/api/nothing", "/api/v1/nothing", "/api/v1/organisations/", "/api/v2/organisations"])
def test_an_unknown_address_is_a_problem(address: str, client: Client) -> None:
    for response in (client.get(address), client.post(address)):
        assert response.status_code == 404 and response["Content-Type"] == "application/problem+json"


def test_the_entrance_names_the_lists(client: Client) -> None:
    told = client.get("/api/v1/").json()
    assert "/api/v1/organisations" in told["addresses"] and told["document"] == "/api/v1/openapi.json"
    assert client.post("/api/v1/openapi.json").status_code == 405


def test_the_documentation_is_a_page_of_our_own_that_names_every_operation_and_problem(client: Client) -> None:
    page = client.get("/api/").content.decode()
    for text in ("/api/v1/organisations/{uid}", "Idempotency-Key", 'id="problem-invalid"', "RFC 9457"):
        assert text in page
    assert "<script>" not in page and "//cdn" not in page


def test_the_type_of_a_problem_leads_to_its_explanation(client: Client) -> None:
    address, _, anchor = client.get("/api/v1/nothing").json()["type"].partition("#")
    assert f'id="{anchor}"' in client.get(address).content.decode()
