"""What holds for every protocol's address: any site may read it, nobody exhausts it, caches may keep it."""

from typing import Any

import interop_world
import pytest
import ror_files
from django.test import Client

World = dict[str, str]
ADDRESSES = [
    "/v2/organizations", "/organizations?query=fudan", f"/v2/organizations/{ror_files.FUDAN}", "/v2/heartbeat",
    "/reconcile", "/reconcile/suggest/entity?prefix=f", "/reconcile/suggest/type", "/reconcile/suggest/property",
    "/reconcile/flyout/property?id=country", "/reconcile/properties", "/oai?verb=Identify", "/data/changes.jsonl",
    "/data/organisations.csv", "/data/organisation-names.jsonl",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_scripts_of_any_site_may_read_it(world: World, address: str) -> None:
    response = Client().get(address, headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    interop_world.leave(response)


@pytest.mark.parametrize("address", ADDRESSES)
def test_browsers_may_ask_first(world: World, address: str) -> None:
    response = Client().options(address, headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 204
    assert "GET" in response["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_methods_are_refused_as_a_problem(world: World, address: str) -> None:
    response = Client().delete(address)
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert "GET" in response["Allow"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_answer_is_the_same_for_all_and_depends_on_no_cookie(world: World, address: str) -> None:
    response = Client().get(address)
    assert "Cookie" not in response.get("Vary", "")
    interop_world.leave(response)


@pytest.mark.parametrize("address", [each for each in ADDRESSES if not each.startswith(("/oai", "/v2/heart", "/data"))])
def test_caches_may_keep_it_and_who_has_it_gets_nothing_again(world: World, address: str) -> None:
    response = Client().get(address)
    assert "public" in response["Cache-Control"]
    again = Client().get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_who_asks_too_often_is_told_when_to_come_back(world: World, settings: Any) -> None:
    settings.API_RATES = {"anonymous": 2}
    told = [Client().get("/v2/organizations").status_code for _ in range(4)]
    assert told.count(429) >= 1
    assert int(Client().get("/oai?verb=Identify")["Retry-After"]) >= 1


def test_a_wrong_token_is_refused(world: World) -> None:
    response = Client().get("/v2/organizations", headers={"Authorization": "Bearer tp_wrong"})
    assert response.status_code == 401


def test_robots_are_kept_from_the_endless_lists_and_welcome_to_the_pages(world: World) -> None:
    text = Client().get("/robots.txt").content.decode()
    assert "Disallow: /oai" in text
    assert "/organisations/" not in text
