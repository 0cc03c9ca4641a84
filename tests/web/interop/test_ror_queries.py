"""Lists of ROR's API: words, ids, conditions, filters, pages, and the distribution of what was found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import interop_world
import pytest
import ror_files

World = dict[str, str]
Ask = Callable[..., Any]


def names(found: dict[str, Any]) -> list[str]:
    return [name["value"] for item in found["items"] for name in item["names"] if "ror_display" in name["types"]]


@pytest.fixture
def many(db: Any) -> dict[str, str]:
    return interop_world.load(more=interop_world.MANY)


def listed(ask: Ask, **parameters: str) -> list[str]:
    return names(ask("/v2/organizations", **parameters))


def test_words_find_the_organisation_of_that_name_first(world: World, ask: Ask) -> None:
    assert listed(ask, query="fudan university")[0] == "Fudan University"


def test_a_name_is_found_in_chinese(world: World, ask: Ask) -> None:
    assert listed(ask, query="复旦大学") == ["Fudan University"]


def test_what_clients_escape_is_understood(world: World, ask: Ask) -> None:
    assert listed(ask, query=r"Fudan\-University") == ["Fudan University"]


@pytest.mark.parametrize("form", ["{0}", "https://ror.org/{0}", "ror.org/{0}"])
def test_an_id_as_query_finds_its_organisation_whatever_its_status(world: World, ask: Ask, form: str) -> None:
    assert listed(ask, query=form.format(ror_files.GONE)) == ["Old Dairy"]


@pytest.mark.parametrize("number", ["0000 0001 0125 2443", "0000000101252443", '"0000 0001 0125 2443"'])
def test_a_number_of_another_register_finds_its_bearer(world: World, ask: Ask, number: str) -> None:
    assert listed(ask, query=number) == ["Fudan University"]


def test_a_quoted_query_finds_the_phrase_only(world: World, ask: Ask) -> None:
    assert listed(ask, query='"Zhongshan Hospital"') == ["Zhongshan Hospital"]
    assert listed(ask, query='"Hospital Zhongshan"') == []


def test_only_active_organisations_are_found_unless_asked_otherwise(world: World, ask: Ask) -> None:
    assert "Old Dairy" not in listed(ask)
    assert "Old Dairy" in listed(ask, all_status="true")
    assert listed(ask, filter="status:withdrawn") == ["Old Dairy"]


def test_filters_narrow_together_and_the_same_one_twice_widens(world: World, ask: Ask) -> None:
    assert listed(ask, filter="types:healthcare,country.country_code:cn") == ["Zhongshan Hospital"]
    assert sorted(listed(ask, filter="types:healthcare,types:government")) == ["City of Shanghai", "Zhongshan Hospital"]
    assert listed(ask, filter="locations.geonames_details.country_name:Brazil") == ["Institute of Somewhere"]
    assert listed(ask, filter="locations.geonames_details.continent_code:SA") == ["Institute of Somewhere"]
    assert listed(ask, filter="locations.geonames_details.continent_name:South America") == ["Institute of Somewhere"]


def test_filters_that_exclude_each_other_find_nothing(world: World, ask: Ask) -> None:
    assert listed(ask, filter="country.country_code:CN,locations.geonames_details.continent_code:EU") == []


def test_a_country_whose_name_holds_a_comma_is_one_filter(world: World, ask: Ask) -> None:
    found = ask("/v2/organizations", filter="country.country_name:Bonaire, Sint Eustatius and Saba,types:company")
    assert found["number_of_results"] == 0


def test_a_page_holds_twenty_and_the_next_goes_on(many: World, ask: Ask) -> None:
    first, second, third = (ask("/v2/organizations", query="northern lights", page=str(page)) for page in (1, 2, 3))
    assert first["number_of_results"] == interop_world.MANY
    found = names(first) + names(second) + names(third)
    assert (len(first["items"]), len(second["items"]), len(third["items"])) == (20, 20, 5)
    assert len(set(found)) == interop_world.MANY


def test_the_distribution_of_what_was_found_is_told(many: World, ask: Ask) -> None:
    meta = ask("/v2/organizations", query="northern lights")["meta"]
    assert meta == {
        "types": [{"id": "education", "title": "education", "count": 45}],
        "countries": [{"id": "de", "title": "Germany", "count": 45}],
        "continents": [{"id": "eu", "title": "Europe", "count": 45}],
        "statuses": [{"id": "active", "title": "active", "count": 45}],
    }


def test_words_and_conditions_tell_the_same_distribution(many: World, ask: Ask) -> None:
    words = ask("/v2/organizations", query="northern lights")
    condition = ask("/v2/organizations", **{"query.advanced": 'names.value:"northern lights"'})
    assert condition["meta"] == words["meta"]
    assert condition["number_of_results"] == words["number_of_results"]


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"name": "x"}, "query parameter 'name' is illegal"),
        ({"page": "0"}, "page '0' outside of range 1-500"),
        ({"page": "501"}, "page '501' outside of range 1-500"),
        ({"page": "one"}, "page 'one' is not an integer"),
        ({"filter": "types"}, "filter 'types' is not in the key:value form"),
        ({"filter": "colour:red"}, "filter key 'colour' is illegal"),
        ({"all_status": "maybe"}, "allowed values for all_status parameter are empty (no value), true or false"),
        ({"query.advanced": "colour:red"}, "string 'colour' contains an illegal field name"),
        ({"query.advanced": "(fudan"}, "the query has a parenthesis that is not closed"),
    ],
)
def test_a_wrong_question_is_answered_with_errors(
    world: World, ask: Ask, parameters: dict[str, str], error: str
) -> None:
    assert ask("/v2/organizations", **parameters) == {"errors": [error]}


def test_everything_wrong_is_told_at_once(world: World, ask: Ask) -> None:
    found = ask("/v2/organizations", page="0", filter="types", **{"query.advanced": "x", "query": "y"})
    assert len(found["errors"]) == 3


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("names.value:fudan", {"Fudan University"}),
        ("names.value:fuda*", {"Fudan University"}),
        ("names.value:fuda", set()),
        ("names.value:复旦", {"Fudan University"}),
        ('names.value:"fudan university" OR names.value:"bright dairy"', {"Fudan University", "Bright Dairy"}),
        ("types:government", {"City of Shanghai"}),
        ("NOT types:education AND locations.geonames_details.country_code:CN AND NOT types:company", {"City of Shanghai", "Zhongshan Hospital"}),
        ("status:withdrawn", {"Old Dairy"}),
        ("established:[1900 TO 1910]", {"Fudan University"}),
        ("established:>1910", {"Zhongshan Hospital"}),
        ("established:{1905 TO *}", {"Zhongshan Hospital"}),
        ("established:1937", {"Zhongshan Hospital"}),
        ('links.value:"fudan.edu.cn"', {"Fudan University"}),
        ("links.type:website", {"Fudan University"}),
        ("domains:fudan.edu.cn", {"Fudan University"}),
        ("_exists_:domains", {"Fudan University"}),
        ('external_ids.all:"0000 0001 0125 2443"', {"Fudan University"}),
        ("external_ids.type:isni", {"Fudan University"}),
        ("relationships.type:child", {"Fudan University"}),
        ('relationships.label:"zhongshan hospital"', {"Fudan University"}),
        (f"relationships.id:{ror_files.HOSPITAL}", {"Fudan University"}),
        (f'id:"https://ror.org/{ror_files.CITY}"', {"City of Shanghai"}),
        ("names.types:acronym", {"Fudan University"}),
        ("names.lang:zh", {"Fudan University"}),
        ("locations.geonames_details.country_name:Brazil", {"Institute of Somewhere"}),
        ("locations.geonames_details.lat:[31 TO 32] AND types:company", {"Bright Dairy"}),
        ("locations.geonames_id:1796236 AND types:company", {"Bright Dairy"}),
        (r"names.\*:bright", {"Bright Dairy"}),
        ("(bright OR zhongshan) -hospital", {"Bright Dairy"}),
        ("bright", {"Bright Dairy"}),
    ],
)  # fmt: skip
def test_a_condition_finds_what_it_states(world: World, ask: Ask, condition: str, expected: set[str]) -> None:
    assert set(listed(ask, **{"query.advanced": condition})) == expected


def test_a_condition_and_filters_narrow_together(world: World, ask: Ask) -> None:
    found = listed(ask, **{"query.advanced": "NOT types:education", "filter": "types:healthcare"})
    assert found == ["Zhongshan Hospital"]


def test_dates_of_ror_are_compared(world: World, ask: Ask, tmp_path: Path) -> None:
    from technopole.registry import ror_load

    record = interop_world.university(1)
    record["admin"] = {
        "created": {"date": "2019-02-17", "schema_version": "1.0"},
        "last_modified": {"date": "2026-06-23", "schema_version": "2.1"},
    }
    ror_load.load(ror_files.write(tmp_path, "jsonl", [record]))
    asked = {"query.advanced": "admin.last_modified.date:[2026-06-01 TO 2026-06-30]"}
    assert listed(ask, **asked) == ["University of Northern Lights 001"]
    assert ask("/v2/organizations", **asked)["items"][0]["admin"] == record["admin"]
    assert listed(ask, **{"query.advanced": "admin.created.date:2019-02-17"}) == ["University of Northern Lights 001"]


def test_the_address_without_version_answers_alike(world: World, ask: Ask) -> None:
    assert ask("/organizations", query="fudan") == ask("/v2/organizations", query="fudan")
