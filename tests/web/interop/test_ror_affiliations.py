"""`affiliation` of ROR's API: the shape of the answer, and who is chosen."""

from collections.abc import Callable, Sequence
from typing import Any

import jsonschema
import pytest
import ror_files
from django.test import Client
from published_rules import ROR_MATCHES

from technopole.interop.ror import affiliations
from technopole.registry.resolving import Found

World = dict[str, str]
Ask = Callable[..., Any]
ADDRESS = "Department of Physics, Fudan University, Shanghai, China"


@pytest.fixture
def named(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A resolver that is sure of what stands in the text: how sure the real one is depends on all of ROR, and is
    measured in tests/conformance/test_ror_thresholds.py."""

    def resolve(texts: Sequence[str], profile: str = "complete") -> list[list[Found]]:
        return [_found(world, text) for text in texts]

    monkeypatch.setattr(affiliations.resolving_apart, "resolve", resolve)
    return world


def _found(world: World, text: str) -> list[Found]:
    known = {"Fudan University": (ror_files.FUDAN, 0.98), "Zhongshan Hospital": (ror_files.HOSPITAL, 0.9)}
    known |= {"Old Dairy": (ror_files.GONE, 0.95), "Bright": (ror_files.BRIGHT, 0.5)}
    return [
        Found(world[ror], f"https://ror.org/{ror}", name, sure, name, at, at + len(name), ("name",))
        for name, (ror, sure) in known.items()
        if (at := text.find(name)) >= 0
    ]


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


def test_what_is_likely_and_not_sure_is_told_and_not_chosen(named: World, ask: Ask) -> None:
    found = ask("/v2/organizations", affiliation="Bright Institute; Fudan University")
    assert [(item["score"], item["chosen"]) for item in found["items"]] == [(0.98, True), (0.5, False)]


def test_a_withdrawn_organisation_is_matched_only_if_all_are_asked_for(named: World, ask: Ask) -> None:
    assert ask("/v2/organizations", affiliation="Old Dairy, Shanghai")["items"] == []
    found = ask("/v2/organizations", affiliation="Old Dairy, Shanghai", all_status="")
    assert chosen(found) == [f"https://ror.org/{ror_files.GONE}"]


def test_the_number_of_results_is_that_of_the_items(named: World, ask: Ask) -> None:
    found = ask("/v2/organizations", affiliation=ADDRESS)
    assert found["number_of_results"] == len(found["items"])


def test_without_a_table_of_names_the_caller_is_told_to_come_back(world: World) -> None:
    response = Client().get("/v2/organizations", {"affiliation": ADDRESS})
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
