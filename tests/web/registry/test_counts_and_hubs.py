"""The counts of the directory, and the hubs with who is there."""

import pytest

from technopole.registry.models import Hub


@pytest.fixture
def hubs(register):
    return {hub.key: hub for hub in Hub.objects.all()}


def test_organisations_are_counted_by_sector_and_decade_without_reference_records(client, register):
    context = client.get("/organisations/counts/").context
    assert context["total"] == 5
    by_sector = {row["cells"][0]["text"]["en"]: row["cells"][1]["text"] for row in context["sector_chart"]["rows"]}
    assert by_sector == {"Artificial intelligence": "3", "Energy": "3"}
    by_decade = {row["cells"][0]["text"]: row["cells"][1]["text"] for row in context["decade_chart"]["rows"]}
    assert {decade: count for decade, count in by_decade.items() if count != "0"} == {
        "1900": "1", "1950": "1", "1990": "1", "2000": "1"
    }  # fmt: skip
    assert by_decade["1960"] == "0"


def test_counts_of_an_empty_register_are_a_page_too(client, db):
    assert client.get("/organisations/counts/").status_code == 200


def test_hubs_are_listed_with_how_many_are_there(client, hubs):
    listed = {hub["row"].key: hub["members"] for hub in client.get("/hubs/").context["hubs"]}
    assert listed == {"harbour": 2, "hill": 1}


def test_a_hub_shows_its_members_its_parts_and_what_it_is_part_of(client, hubs):
    harbour = client.get(f"/hubs/{hubs['harbour'].uid}/").content.decode()
    assert "Alpha Works" in harbour and "Beta Works" in harbour and "Gamma Works" not in harbour
    assert f"/hubs/{hubs['hill'].uid}/" in harbour
    assert f"/hubs/{hubs['harbour'].uid}/" in client.get(f"/hubs/{hubs['hill'].uid}/").content.decode()


def test_an_unknown_hub_is_not_found(client, hubs):
    assert client.get("/hubs/nowhere/").status_code == 404


def test_hubs_without_any_hub_are_a_page_too(client, db):
    assert client.get("/hubs/").status_code == 200
