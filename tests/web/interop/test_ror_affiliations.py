"""`affiliation` of ROR's API: the shape of the answer, and who is chosen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import interop_world
import jsonschema
import pytest
import ror_files
from django.test import Client
from published_rules import ROR_MATCHES

World = dict[str, str]
Ask = Callable[..., Any]
ADDRESS = "Department of Physics, Fudan University, Shanghai, China"


@pytest.fixture
def named(db: Any, tmp_path: Path) -> World:
    return interop_world.load(tmp_path, names=True)


def chosen(found: dict[str, Any]) -> list[str]:
    return [item["organization"]["id"] for item in found["items"] if item["chosen"]]


@pytest.mark.parametrize("form", [{}, {"single_search": ""}, {"multisearch": ""}])
def test_an_address_names_its_university_in_every_form(named: World, ask: Ask, form: dict[str, str]) -> None:
    found = ask("/v2/organizations", affiliation=ADDRESS, **form)
    assert chosen(found) == [f"https://ror.org/{ror_files.FUDAN}"]
    jsonschema.Draft7Validator(ROR_MATCHES).validate(found)


def test_the_part_of_the_address_that_names_it_is_told(named: World, ask: Ask) -> None:
    assert ask("/v2/organizations", affiliation=ADDRESS)["items"][0]["substring"] == "Fudan University"


def test_one_is_chosen_at_most_unless_several_are_asked_for(named: World, ask: Ask) -> None:
    both = "Fudan University, Shanghai, China; Zhongshan Hospital, Shanghai, China"
    assert len(chosen(ask("/v2/organizations", affiliation=both))) == 1
    assert len(chosen(ask("/v2/organizations", affiliation=both, multisearch=""))) == 2


def test_what_clients_escape_is_understood(named: World, ask: Ask) -> None:
    escaped = r"Fudan University \(Handan Campus\), Shanghai, China"
    assert chosen(ask("/v2/organizations", affiliation=escaped)) == [f"https://ror.org/{ror_files.FUDAN}"]


def test_an_address_of_nobody_here_chooses_nobody(named: World, ask: Ask) -> None:
    assert chosen(ask("/v2/organizations", affiliation="Zxqvjk Laboratories, Atlantis")) == []


def test_the_number_of_results_is_that_of_the_items(named: World, ask: Ask) -> None:
    found = ask("/v2/organizations", affiliation=ADDRESS)
    assert found["number_of_results"] == len(found["items"])


def test_without_a_table_of_names_the_caller_is_told_to_come_back(world: World) -> None:
    response = Client().get("/v2/organizations", {"affiliation": ADDRESS})
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
