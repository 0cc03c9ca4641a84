"""Records of ROR's API: every field of the schema, in ROR's words, whatever the source."""

from collections.abc import Callable
from typing import Any

import interop_world
import jsonschema
import pytest
import ror_files
import things
from django.test import Client
from published_rules import ROR_LIST

from technopole.core.sourced import edit_locally
from technopole.registry.models import Organisation

World = dict[str, str]
Ask = Callable[..., Any]


def record(ask: Ask, ror: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(f"/v2/organizations/{ror}")
    return found


def test_a_record_has_every_field_of_the_schema(world: World, ask: Ask) -> None:
    assert set(record(ask, ror_files.FUDAN)) == {
        "admin", "domains", "established", "external_ids", "id", "links", "locations", "names", "relationships",
        "status", "types",
    }  # fmt: skip


def test_a_record_says_what_ror_said(world: World, ask: Ask) -> None:
    found = record(ask, ror_files.FUDAN)
    assert found["id"] == f"https://ror.org/{ror_files.FUDAN}"
    assert found["established"] == 1905
    assert found["domains"] == ["fudan.edu.cn"]
    assert found["external_ids"] == [{"all": ["0000 0001 0125 2443"], "preferred": None, "type": "isni"}]
    assert {"lang": "en", "types": ["label", "ror_display"], "value": "Fudan University"} in found["names"]
    assert {"lang": "zh", "types": ["label"], "value": "复旦大学"} in found["names"]
    assert found["relationships"] == [
        {"id": f"https://ror.org/{ror_files.HOSPITAL}", "label": "Zhongshan Hospital", "type": "child"}
    ]


def test_a_place_has_its_continent_and_province(world: World, ask: Ask, db: Any) -> None:
    found = ask("/v2/organizations", query="Bright Dairy")["items"][0]
    details = found["locations"][0]["geonames_details"]
    assert (details["continent_code"], details["continent_name"], details["country_name"]) == ("AS", "Asia", "China")


def test_where_only_the_country_is_known_the_place_is_the_country(world: World, ask: Ask) -> None:
    found = record(ask, interop_world.NAMELESS_PLACE)
    assert [place["geonames_id"] for place in found["locations"]] == [3469034]
    assert found["locations"][0]["geonames_details"]["name"] == "Brazil"


def test_exactly_one_name_is_the_one_shown_also_after_an_edit_here(world: World, ask: Ask) -> None:
    wanted = {"names": [{"value": "Fudan", "language": "en", "kind": "display"}]}
    edit_locally("organisation", world[ror_files.FUDAN], wanted, interop_world.BY)
    shown = [name["value"] for name in record(ask, ror_files.FUDAN)["names"] if "ror_display" in name["types"]]
    assert shown == ["Fudan"]


def test_types_of_the_centre_become_those_of_ror(world: World, ask: Ask) -> None:
    things.add("organisation", 7, key="fd", identifiers=[{"scheme": "ror", "value": ror_files.FUDAN}])
    assert record(ask, ror_files.FUDAN)["types"] == ["other"]


@pytest.mark.parametrize(
    "written", ["{0}", "https://ror.org/{0}", "http://ror.org/{0}", "ror.org/{0}", "https%3A%2F%2Fror.org%2F{0}"]
)
def test_a_record_is_found_by_its_id_in_any_form(world: World, ask: Ask, written: str) -> None:
    assert record(ask, written.format(ror_files.CITY))["id"].endswith(ror_files.CITY)


def test_an_unknown_id_is_told_as_ror_tells_it(world: World) -> None:
    missing = ror_files.ror_id(77)
    response = Client().get(f"/v2/organizations/{missing}")
    assert response.status_code == 404
    assert response.json() == {"errors": [f"ROR ID 'https://ror.org/{missing}' does not exist"]}


def test_what_is_no_id_is_told_as_ror_tells_it(world: World) -> None:
    response = Client().get("/v2/organizations/nonsense")
    assert response.status_code == 404
    assert response.json() == {"errors": ["'nonsense' is not a valid ROR ID"]}


def test_an_organisation_without_ror_id_is_not_among_them(world: World, ask: Ask) -> None:
    assert Organisation.objects.filter(uid=world["own"]).exists()
    assert ask("/v2/organizations", query="Institute of Optics 1")["number_of_results"] == 0


def test_every_record_fits_the_published_schema(world: World, ask: Ask) -> None:
    found = ask("/v2/organizations", all_status="")
    assert found["number_of_results"] == 6
    jsonschema.Draft7Validator(ROR_LIST).validate(found)


def test_the_heart_beats(world: World) -> None:
    assert Client().get("/v2/heartbeat").content == b"OK"
