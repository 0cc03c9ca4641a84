"""Networks of a small lake, counted by hand: who is in them, full and fractional weights, places, what is left out."""

from pathlib import Path
from typing import Any

import pytest
from networks_world import NETWORK_WORKS, load, load_works, work

from technopole.lake import sql
from technopole.observatory.analyses import networks, running
from technopole.observatory.analyses.running import Analyser, Context, Result
from technopole.observatory.models import Analysis

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("lake")
    load_works(lake, NETWORK_WORKS, sample=True, coverage={"en": "Six works."})
    return lake


@pytest.fixture(scope="module")
def made(folder: Path, django_db_setup: None, django_db_blocker: Any) -> dict[str, dict[str, Any]]:
    with django_db_blocker.unblock(), sql.opened(folder) as lake:
        return {each.scope: dict(each.result) for each in networks.of_works(lake, Context("town", {}))}


def links(result: dict[str, Any], counting: str) -> dict[tuple[str, str], float]:
    keys, table = [node["key"] for node in result["nodes"]], result["links"]
    return {
        tuple(sorted((keys[first], keys[second]))): weight  # type: ignore[misc]
        for first, second, weight in zip(table["first"], table["second"], table[counting], strict=True)
    }


def test_organisations_are_linked_by_the_works_that_name_both(made: dict[str, dict[str, Any]]) -> None:
    found = made["organisations"]
    assert [(node["key"], node["works"]) for node in found["nodes"]] == [("Itown", 4), ("Ifar", 3), ("Ioff", 2)]
    assert links(found, "full") == {("Ifar", "Itown"): 2, ("Ioff", "Itown"): 1, ("Ifar", "Ioff"): 2}
    assert found["found"] == 3  # who is in retracted works alone is not there


def test_links_of_each_member_of_a_work_add_up_to_one_by_fractional_counting(made: dict[str, dict[str, Any]]) -> None:
    found = made["organisations"]
    assert links(found, "fractional") == {("Ifar", "Itown"): 1.5, ("Ioff", "Itown"): 0.5, ("Ifar", "Ioff"): 1.5}
    # the first of half, a third and twice all of a work, and so on
    assert [node["credit"] for node in found["nodes"]] == pytest.approx([17 / 6, 8 / 6, 5 / 6], rel=1e-5)


def test_people_of_one_work_alone_are_no_nodes(made: dict[str, dict[str, Any]]) -> None:
    found = made["people"]
    assert [node["key"] for node in found["nodes"]] == ["ada", "bo", "cy"]
    assert found["nodes"][0]["name"] == {"": "Ada"}
    assert found["nodes"][0]["at"] == "Town"
    assert found["found"] == 5


def test_countries_are_compared_by_the_measures_of_collaboration(made: dict[str, dict[str, Any]]) -> None:
    found = made["places"]
    keys = [node["key"] for node in found["nodes"]]
    assert keys == ["CN", "US", "DE"]
    at = list(links(found, "full")).index(("CN", "US"))
    assert found["links"]["salton"][at] == pytest.approx(2 / (4 * 3) ** 0.5, abs=1e-5)
    assert found["links"]["jaccard"][at] == pytest.approx(2 / 5)
    assert found["links"]["association"][at] == pytest.approx(2 * 5 / 12, abs=1e-5)
    assert found["links"]["affinity"][at] == pytest.approx(2 * 10 / (3 * 4), abs=1e-5)
    assert found["nodes"][0]["name"]["zh"] == "中国"


def test_topics_are_linked_by_works_about_both(made: dict[str, dict[str, Any]]) -> None:
    found = made["topics"]
    assert links(found, "full") == {("T1", "T2"): 2, ("T1", "T3"): 1, ("T2", "T3"): 1}
    assert found["nodes"][0]["name"] == {"en": "Topic 1"}
    assert found["nodes"][0]["at"] == "Physics"


def test_the_places_own_network_is_of_works_with_an_address_there(made: dict[str, dict[str, Any]]) -> None:
    found = made["organisations.place"]
    assert links(found, "full") == {("Ifar", "Itown"): 2, ("Ioff", "Itown"): 1, ("Ifar", "Ioff"): 1}
    assert found["works"] == 4
    assert found["years"] == [2020, 2023]
    assert found["nodes"][0]["here"] is True


def test_where_there_are_more_than_five_years_the_last_five_make_networks_of_their_own(tmp_path: Path) -> None:
    load_works(tmp_path, [*NETWORK_WORKS, work(7, {"ada": "Itown", "cy": "Ioff"}, 2018), work(8, {"cy": "Ioff"}, 2017)])
    with sql.opened(tmp_path) as lake:
        found = {each.scope: each for each in networks.of_works(lake, Context("town", {}))}
    assert len(found) == 16
    whole, recent = found["organisations"], found["organisations.recent"]
    assert links(dict(whole.result), "full")[("Ioff", "Itown")] == 2
    assert links(dict(recent.result), "full")[("Ioff", "Itown")] == 1
    assert (whole.result["years"], recent.result["years"]) == ([2017, 2023], [2020, 2023])
    assert (whole.parameters["since"], recent.parameters["since"]) == (None, 2019)
    here = found["organisations.place.recent"].result
    assert [node["works"] for node in here["nodes"]] == [4, 2, 1]


def test_only_the_strongest_are_kept_and_works_of_too_many_are_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "LARGEST", 2)
    with sql.opened(folder) as lake:
        found = networks._network(lake, Context("", {}), networks.ORGANISATIONS, networks.ORGANISATIONS.members, {})
    assert found["large"] == 1
    assert links(found, "full") == {("Ifar", "Itown"): 1, ("Ifar", "Ioff"): 1}


def test_nodes_stand_in_the_frame_and_none_covers_another(made: dict[str, dict[str, Any]]) -> None:
    found = made["topics"]["full"]
    places = list(zip(found["x"], found["y"], strict=True))
    assert len(set(places)) == 3
    assert all(0 < x < networks.WIDTH and 0 < y < networks.HEIGHT for x, y in places)


def test_the_same_lake_gives_the_same_network(folder: Path, made: dict[str, dict[str, Any]]) -> None:
    with sql.opened(folder, threads=1) as lake:
        assert {each.scope: dict(each.result) for each in networks.of_works(lake, Context("town", {}))} == made


def test_applicants_are_linked_by_patent_families_that_they_share(tmp_path: Path) -> None:
    patents = [{"id": f"CN{number}", "family": f"F{number // 2}", "year": 2020 + number} for number in range(4)]
    parties = [
        {"patent": patent, "role": role, "position": at, "name": name, "party": party, "organisation_name": name,
         "place": "town" if name == "Acme" else ""}
        for at, (patent, role, name, party) in enumerate(
            [
                ("CN0", "applicant", "Acme", "p1"), ("CN0", "applicant", "Bolt", ""), ("CN1", "applicant", "Acme", "p1"),
                ("CN2", "applicant", "Bolt", ""), ("CN2", "applicant", "Core", "p3"), ("CN3", "inventor", "Dee", "p4"),
            ],
            1,
        )
    ]  # fmt: skip
    load(tmp_path, "patents", {"patents": patents, "patent_parties": parties})
    with sql.opened(tmp_path) as lake:
        found = {each.scope: dict(each.result) for each in networks.of_patents(lake, Context("town", {}))}
    assert [(node["key"], node["works"]) for node in found["applicants"]["nodes"]] == [
        ("name:Bolt", 2),
        ("p1", 1),
        ("p3", 1),
    ]
    assert links(found["applicants"], "full") == {("name:Bolt", "p1"): 1, ("name:Bolt", "p3"): 1}
    assert found["applicants"]["nodes"][0]["name"] == {"": "Bolt"}
    assert links(found["applicants.place"], "full") == {("name:Bolt", "p1"): 1}


# --- running analyses ----------------------------------------------------------------------------------------------


def test_results_are_kept_with_their_data_and_marked_as_of_a_sample(folder: Path) -> None:
    outcomes = running.run([networks.NETWORKS, networks.NETWORK_OF_APPLICANTS], folder)
    assert [(each.name, each.status) for each in outcomes] == [("network", "made"), ("network-of-applicants", "absent")]
    row = Analysis.objects.get(name="network", scope="organisations")
    assert row.data == {"affiliations": "00001", "works": "00001"}
    assert row.samples == {"works": {"en": "Six works."}}
    assert not row.synthetic
    assert row.parameters["most"] == 200


def test_what_did_not_change_is_not_made_again_unless_asked(folder: Path) -> None:
    calls: list[str] = []

    def compute(lake: sql.Lake, context: Context) -> list[Result]:
        calls.append(context.place)
        return [Result("", {}, {"works": lake.rows("SELECT count(*) AS n FROM works")[0]["n"]})]

    def status(code: int, force: bool = False) -> str:
        return running.run([Analyser("count", ("works",), compute, code=code)], folder, force=force)[0].status

    assert [status(1), status(1), status(2), status(2, force=True)] == ["made", "unchanged", "made", "made"]
    assert calls == ["town"] * 3  # as the affiliations name it
    assert Analysis.objects.get(name="count").result == {"works": 6}


def test_one_that_fails_is_told_and_keeps_its_old_results_and_the_others_go_on(folder: Path) -> None:
    def broken(lake: sql.Lake, context: Context) -> list[Result]:
        return [Result("", {}, {"n": lake.rows("SELECT nothing FROM works")})]

    Analysis.objects.create(name="broken", made_at="2026-01-01T00:00Z", result={"n": 1})
    told: list[str] = []
    outcomes = running.run(
        [
            Analyser("broken", ("works",), broken),
            Analyser("fine", ("works",), lambda lake, context: [Result("", {}, {})]),
        ],
        folder, told=lambda each: told.append(each.name),
    )  # fmt: skip
    assert [each.status for each in outcomes] == ["failed", "made"]
    assert "nothing" in outcomes[0].problem
    assert told == ["broken", "fine"]
    assert Analysis.objects.get(name="broken").result == {"n": 1}


def test_an_empty_lake_has_nothing_to_do_and_an_unknown_name_is_refused(tmp_path: Path) -> None:
    assert running.run([networks.NETWORKS], tmp_path)[0].status == "absent"
    with pytest.raises(Exception, match="There is no analysis 'netwrk'"):
        running.run([networks.NETWORKS], tmp_path, only=["netwrk"])
