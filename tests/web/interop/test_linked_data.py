"""Organisations as linked data: in their pages and by themselves, in schema.org's words."""

import re
from collections.abc import Callable
from typing import Any

import interop_world
import orjson
import ror_files
import things
from django.test import Client

World = dict[str, str]
Ask = Callable[..., Any]


def test_the_page_and_the_file_say_the_same(world: World, ask: Ask) -> None:
    uid = world[ror_files.FUDAN]
    page = Client().get(f"/organisations/{uid}/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block
    assert orjson.loads(block[1]) == ask(f"/organisations/{uid}.jsonld")


def test_it_says_names_numbers_place_and_dates(world: World, ask: Ask) -> None:
    found = ask(f"/organisations/{world[ror_files.FUDAN]}.jsonld")
    assert found["@id"] == f"http://testserver/organisations/{world[ror_files.FUDAN]}/"
    assert found["name"] == "Fudan University"
    assert {"@value": "复旦大学", "@language": "zh-Hans"} in found["alternateName"]
    assert found["foundingDate"] == "1905"
    assert f"https://ror.org/{ror_files.FUDAN}" in found["sameAs"]
    assert found["address"] == {"@type": "PostalAddress", "addressLocality": "Shanghai", "addressCountry": "CN"}
    assert found["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 31.2, "longitude": 121.4}


def test_it_names_parents_and_parts(world: World, ask: Ask) -> None:
    parts = ask(f"/organisations/{world[ror_files.FUDAN]}.jsonld")["subOrganization"]
    hospital = f"http://testserver/organisations/{world[ror_files.HOSPITAL]}/"
    assert parts == [{"@type": "Organization", "name": "Zhongshan Hospital", "@id": hospital}]
    parents = ask(f"/organisations/{world[ror_files.HOSPITAL]}.jsonld")["parentOrganization"]
    assert [each["name"] for each in parents] == ["Fudan University"]


def test_it_says_when_an_organisation_ended(world: World, ask: Ask) -> None:
    uid = things.add("organisation", 8, closed="2020-12-31")
    assert ask(f"/organisations/{uid}.jsonld")["dissolutionDate"] == "2020-12-31"


def test_the_page_names_the_file_for_programs(world: World) -> None:
    uid = world[ror_files.FUDAN]
    page = Client().get(f"/organisations/{uid}/").content.decode()
    assert f'<link rel="alternate" type="application/ld+json" href="/organisations/{uid}.jsonld">' in page


def test_of_nothing_there_is_no_file(world: World) -> None:
    assert Client().get("/organisations/000000000000.jsonld").status_code == 404


def test_of_what_became_part_of_another_the_file_is_the_others(world: World) -> None:
    interop_world.merge(world[ror_files.FUDAN], world["own"])
    response = Client().get(f"/organisations/{world['own']}.jsonld")
    assert (response.status_code, response["Location"]) == (301, f"/organisations/{world[ror_files.FUDAN]}.jsonld")
