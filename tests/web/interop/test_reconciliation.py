"""The reconciliation service: what OpenRefine asks, and what it gets."""

import json
from collections.abc import Callable
from typing import Any

import interop_world
import jsonschema
import pytest
import ror_files
from django.test import Client
from published_rules import (
    EXTENSION,
    MANIFEST,
    RESULTS,
    SUGGESTED_ENTITIES,
    SUGGESTED_PROPERTIES,
    SUGGESTED_TYPES,
)

World = dict[str, str]
Ask = Callable[..., Any]


@pytest.fixture
def named(db: Any) -> World:
    return interop_world.load(names=True)


def result(ask: Ask, **query: Any) -> list[dict[str, Any]]:
    answer = ask("/reconcile", queries=json.dumps({"q": query}))
    jsonschema.validate(answer, RESULTS)
    found: list[dict[str, Any]] = answer["q"]["result"]
    return found


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [each["id"] for each in found]


def test_the_manifest_fits_the_published_schema(world: World, ask: Ask) -> None:
    jsonschema.validate(ask("/reconcile"), MANIFEST)


def test_every_address_of_the_manifest_answers(world: World, ask: Ask) -> None:
    manifest = ask("/reconcile")
    uid = world[ror_files.FUDAN]
    addresses = [manifest["view"]["url"].replace("{{id}}", uid), manifest["preview"]["url"].replace("{{id}}", uid)]
    for what, example in (("entity", uid), ("type", "company"), ("property", "country")):
        service = manifest["suggest"][what]
        addresses.append(service["service_url"] + service["service_path"] + "?prefix=c")
        addresses.append(service["flyout_service_url"] + service["flyout_service_path"].replace("${id}", example))
    proposals = manifest["extend"]["propose_properties"]
    addresses.append(proposals["service_url"] + proposals["service_path"] + "?type=organisation")
    told = {address: Client().get(address.removeprefix("http://testserver")).status_code for address in addresses}
    assert set(told.values()) == {200}, told


def test_a_whole_name_is_the_match(named: World, ask: Ask) -> None:
    best = result(ask, query="Fudan University")[0]
    assert (best["id"], best["match"]) == (named[ror_files.FUDAN], True)


def test_a_chinese_name_is_the_match(named: World, ask: Ask) -> None:
    best = result(ask, query="复旦大学")[0]
    assert (best["id"], best["match"]) == (named[ror_files.FUDAN], True)


def test_a_whole_name_is_the_match_also_before_the_names_are_prepared(world: World, ask: Ask) -> None:
    best = result(ask, query="Fudan University")[0]
    assert (best["id"], best["match"]) == (world[ror_files.FUDAN], True)


def test_a_misspelt_name_is_a_candidate_and_no_match(world: World, ask: Ask) -> None:
    best = result(ask, query="Fudan Univercity")[0]
    assert (best["id"], best["match"]) == (world[ror_files.FUDAN], False)


def test_the_centres_own_organisations_are_candidates_too(world: World, ask: Ask) -> None:
    assert ids(result(ask, query="Institute of Optics 1"))[0] == world["own"]


@pytest.mark.parametrize("text", [ror_files.CITY, f"https://ror.org/{ror_files.CITY}"])
def test_an_identifier_as_the_cell_is_the_match(world: World, ask: Ask, text: str) -> None:
    found = result(ask, query=text)
    assert [(each["id"], each["match"], each["score"]) for each in found] == [(world[ror_files.CITY], True, 100.0)]


def test_an_identifier_in_another_column_is_the_match_whatever_the_name(world: World, ask: Ask) -> None:
    properties = [{"pid": "isni", "v": "0000 0001 0125 2443"}]
    best = result(ask, query="Some university", properties=properties)[0]
    assert (best["id"], best["match"]) == (world[ror_files.FUDAN], True)


def test_a_type_narrows(world: World, ask: Ask) -> None:
    assert ids(result(ask, query="Bright Dairy", type="company")) == [world[ror_files.BRIGHT]]
    assert result(ask, query="Bright Dairy", type="education") == []
    assert ids(result(ask, query="Bright Dairy", type=["education", "company"])) == [world[ror_files.BRIGHT]]


@pytest.mark.parametrize("country", ["CN", "China", "中国", {"id": "CN", "name": "China"}, ["BR", "CN"]])
def test_a_country_narrows_by_code_and_by_name_in_both_languages(world: World, ask: Ask, country: Any) -> None:
    found = result(ask, query="Bright Dairy", properties=[{"pid": "country", "v": country}])
    assert ids(found) == [world[ror_files.BRIGHT]]


def test_another_country_rules_out(world: World, ask: Ask) -> None:
    assert result(ask, query="Bright Dairy", properties=[{"pid": "country", "v": "Brazil"}]) == []


def test_another_city_lowers_the_score_and_the_feature_says_why(world: World, ask: Ask) -> None:
    here = result(ask, query="Bright Dairy", properties=[{"pid": "city", "v": "Shanghai"}])[0]
    there = result(ask, query="Bright Dairy", properties=[{"pid": "city", "v": "Beijing"}])[0]
    assert here["score"] > there["score"]
    assert {"id": "city", "value": 0.0} in there["features"]


def test_an_unknown_property_is_passed_over(world: World, ask: Ask) -> None:
    assert result(ask, query="Bright Dairy", properties=[{"pid": "colour", "v": "red"}])


def test_no_more_candidates_than_asked_for(world: World, ask: Ask) -> None:
    assert len(result(ask, query="Shanghai", limit=1)) <= 1


def test_queries_may_be_posted(world: World) -> None:
    queries = json.dumps({"q0": {"query": "Bright Dairy"}, "q1": {"query": "Zhongshan Hospital"}})
    answer = Client().post("/reconcile", {"queries": queries}).json()
    assert [ids(answer[key]["result"])[0] for key in ("q0", "q1")] == [
        world[ror_files.BRIGHT], world[ror_files.HOSPITAL],
    ]  # fmt: skip


def test_a_script_of_another_site_may_call_it_by_jsonp(world: World) -> None:
    response = Client().get("/reconcile", {"callback": "jsonp_1"})
    assert response["Content-Type"].startswith("application/javascript")
    body = response.content.decode()
    assert body.startswith("/**/jsonp_1(") and body.endswith(");")
    jsonschema.validate(json.loads(body[len("/**/jsonp_1(") : -2]), MANIFEST)


def test_a_callback_that_is_no_name_is_refused(world: World) -> None:
    assert Client().get("/reconcile", {"callback": "alert(1)//"}).status_code == 400


@pytest.mark.parametrize(
    "queries", ["", "[", "[]", '{"q": 1}', '{"q": {}}', '{"q": {"query": 5}}', '{"q": {"query": "x", "properties": 5}}']
)
def test_queries_that_cannot_be_read_are_refused(world: World, queries: str) -> None:
    assert Client().get("/reconcile", {"queries": queries}).status_code == 422


def test_too_many_queries_at_once_are_refused(world: World) -> None:
    queries = {str(number): {"query": "x"} for number in range(51)}
    assert Client().post("/reconcile", {"queries": json.dumps(queries)}).status_code == 413


def test_names_are_suggested_while_they_are_typed(world: World, ask: Ask) -> None:
    answer = ask("/reconcile/suggest/entity", prefix="fud")
    jsonschema.validate(answer, SUGGESTED_ENTITIES)
    assert [each["name"] for each in answer["result"]] == ["Fudan University"]


def test_types_and_properties_are_suggested(world: World, ask: Ask) -> None:
    types = ask("/reconcile/suggest/type", prefix="comp")
    jsonschema.validate(types, SUGGESTED_TYPES)
    assert [each["id"] for each in types["result"]] == ["company"]
    properties = ask("/reconcile/suggest/property", prefix="count")
    jsonschema.validate(properties, SUGGESTED_PROPERTIES)
    assert [each["id"] for each in properties["result"]] == ["country"]


def test_a_preview_is_a_card_that_other_sites_may_frame(world: World) -> None:
    response = Client().get(f"/reconcile/preview/{world[ror_files.FUDAN]}")
    assert "Fudan University" in response.content.decode()
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]


def test_a_preview_says_that_a_made_up_organisation_is_made_up(world: World) -> None:
    assert "Synthetic" in Client().get(f"/reconcile/preview/{world['own']}").content.decode()


def test_a_preview_of_nothing_is_not_found(world: World) -> None:
    assert Client().get("/reconcile/preview/000000000000").status_code == 404


def test_properties_are_fetched_for_what_was_recognised(world: World, ask: Ask) -> None:
    uid = world[ror_files.FUDAN]
    wanted = [{"id": name} for name in ("ror", "country", "established", "name_zh", "latitude", "type")]
    answer = ask("/reconcile", extend=json.dumps({"ids": [uid, "000000000000"], "properties": wanted}))
    jsonschema.validate(answer, EXTENSION)
    assert answer["rows"][uid] == {
        "ror": [{"str": ror_files.FUDAN}],
        "country": [{"str": "CN"}],
        "established": [{"int": 1905}],
        "name_zh": [{"str": "复旦大学"}],
        "latitude": [{"float": 31.2}],
        "type": [{"id": "education", "name": "Education"}],
    }
    assert answer["rows"]["000000000000"]["ror"] == []


def test_properties_are_proposed(world: World, ask: Ask) -> None:
    answer = ask("/reconcile/properties", type="organisation", limit="3")
    assert [each["id"] for each in answer["properties"]] == ["country", "type", "city"]
