"""Clusters from the lake: everybody listed once, outputs divided exactly, ranked as the Global Innovation Index ranks."""

import json
from typing import Any

import numpy as np
import orjson
import pytest
from measured_world import UNIT, load, work

from technopole.core.sourced import By, put
from technopole.lake import home
from technopole.observatory.analyses import gii_clusters, gii_ranking, running
from technopole.observatory.analyses.gii_ranking import Choice, Places
from technopole.observatory.models import Analysis
from technopole.observatory.patents import loading

pytestmark = pytest.mark.django_db

CITIES = {
    "I1": ("Shanghai", "CN", 31.2304, 121.4737, "Fudan"), "I2": ("Shanghai", "CN", 31.0800, 121.4737, "Jiao Tong"),
    "I3": ("Suzhou", "CN", 31.2990, 120.5853, "Soochow"), "I4": ("Suva", "FJ", -18.1416, 178.4419, "South Pacific"),
    "I5": ("Nowhere", "CN", None, None, "Unknown"),
}  # fmt: skip


def authors(number: int, *institutions: str) -> list[dict[str, Any]]:
    """One author of each institution; `I1+I2` is one author with two."""
    found = []
    for position, several in enumerate(institutions, 1):
        places = several.split("+")
        for place in places:
            found.append({
                "work": f"W{number}", "position": position, "affiliation": place, "institution": place,
                "institution_name": CITIES[place][4], "credit": UNIT // len(institutions) // len(places),
            })  # fmt: skip
    return found


@pytest.fixture
def lake(settings) -> None:
    works = [(1, "I1", "I1", "I2"), (2, "I1+I3", "I2"), (3, "I4"), (4, "I5", "I3"), (5, "I1"), (6, "I1"), (7, "I2")]
    rows = {
        "works": [
            work(number, 2023 - (number == 5) * 10, type="editorial" if number == 6 else "article", domain="2" if number == 7 else "3")
            for number, *_ in works
        ],
        "authorships": [row for number, *places in works for row in authors(number, *places)],
    }  # fmt: skip
    affiliations = [
        {"affiliation": key, "institution": key, "city": city, "country": country, "latitude": lat, "longitude": lon,
         "organisation_name": name, "organisation": "0fudan000000" if key == "I1" else ""}
        for key, (city, country, lat, lon, name) in CITIES.items()
    ]  # fmt: skip
    load(home.folder(), "works", rows, sample=True, coverage={"en": "Seven works", "zh": "七篇"})
    load(home.folder(), "affiliations", {"affiliations": affiliations})


def patents(tmp_path: Any) -> None:
    shanghai = {"name": "A", "country": "CN", "city": "Shanghai", "latitude": 31.2304, "longitude": 121.4737}
    nowhere = {"name": "B"}
    rows = [
        {"id": "WO2023000001A1", "filed": "2023-01-01", "ipc": ["H04W 4/00", "H01M 4/13"], "inventors": [shanghai, nowhere],
         "applicants": [{"name": "Huawei"}]},
        {"id": "CN1234567A", "filed": "2023-01-01", "inventors": [shanghai]},
    ]  # fmt: skip
    path = tmp_path / "patents.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    loading.load([path])


def made() -> dict[str, Analysis]:
    (outcome,) = running.run([gii_clusters.ANALYSER], home.folder(), place="shanghai")
    assert outcome.status == "made", outcome.problem
    return {row.scope: row for row in Analysis.objects.filter(name="clusters")}


def test_authors_are_listed_where_they_work_and_works_divided_among_them(lake, monkeypatch) -> None:
    monkeypatch.setattr(gii_ranking, "LOWER", (2.2, 1.0))
    monkeypatch.setattr(gii_ranking, "ENOUGH", 1)
    row = made()[""]
    (shanghai,) = row.result["clusters"]
    # two authors of work 1 and half of one of work 2; the old, the editorial and the social one are not counted
    assert (shanghai["name"], shanghai["weight"], shanghai["unique_places"]) == ({"en": "Shanghai", "zh": "上海"}, 2.5, 1)
    assert shanghai["rank"] == 1
    assert row.result["totals"]["publications"] == 4
    assert row.result["totals"]["weight"] == 7.0
    assert row.samples == {"works": {"en": "Seven works", "zh": "七篇"}}
    assert (row.parameters["min_weight"], row.parameters["lowered"], row.parameters["years"]) == (2.2, True, [2019, 2023])


def test_who_is_known_to_be_in_a_city_is_put_into_its_middle(lake, monkeypatch) -> None:
    monkeypatch.setattr(gii_ranking, "LOWER", (1.0,))
    put(
        "term", "centre", "place/hefei",
        {"vocabulary": "place", "key": "hefei", "name": {"en": "Hefei", "zh": "合肥"}, "kind": "city",
         "latitude": 31.82, "longitude": 117.23},
        By(label="test"),
    )  # fmt: skip
    found = [{"affiliation": "I5", "institution": "I5", "country": "CN", "place": "hefei", "organisation_name": "Keji"}]
    load(home.folder(), "affiliations", {"affiliations": found})
    row = made()[""]
    (hefei,) = row.result["clusters"]
    assert (hefei["name"], hefei["latitude"], hefei["weight"]) == ({"en": "Hefei", "zh": "合肥"}, 31.82, 1.0)
    assert row.result["totals"]["by_town"] == 1.0
    assert (row.parameters["counted"], row.parameters["by_town"]) == (4, 1)


def test_with_a_wider_radius_neighbours_are_one_and_shares_are_of_all_that_was_counted(lake, monkeypatch) -> None:
    monkeypatch.setattr(gii_ranking, "LOWER", (1.0,))
    rows = made()
    assert list(rows) == ["", "10 km, 1", "15 km, 0.5", "15 km, 2", "20 km, 1"]
    narrow, wide = rows[""], rows["20 km, 1"]
    assert [each["name"]["en"] for each in narrow.result["clusters"]] == ["Suva", "Shanghai", "Shanghai", "Suzhou"]
    assert narrow.result["noise"]["weight"] == 0.0
    biggest = wide.result["clusters"][0]
    assert [city["name"]["en"] for city in biggest["places"]] == ["Shanghai"]
    # all of work 1, and of work 2 half and a quarter: 1.75 of 4
    assert (biggest["publications"], biggest["share_publications"]) == (1.75, 43.75)
    assert biggest["organisations"] == [
        {"name": "Fudan", "uid": "0fudan000000", "weight": 0.92}, {"name": "Jiao Tong", "uid": "", "weight": 0.83},
    ]  # fmt: skip
    assert biggest["fields"][0] == {
        "id": "17", "of": "publications", "name": {"en": "Computer Science", "zh": "计算机科学"}, "weight": 1.75,
    }  # fmt: skip
    assert biggest["boundary"]["type"] == "Polygon"
    assert json.dumps(wide.result, allow_nan=False)
    total = sum(each["publications"] for each in wide.result["clusters"]) + wide.result["noise"]["publications"]
    assert total == pytest.approx(3.5)  # the author without a place is missing


def test_inventors_of_international_applications_count_beside_authors(lake, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(gii_ranking, "LOWER", (1.0,))
    patents(tmp_path)
    row = made()[""]
    first = row.result["clusters"][0]
    assert first["name"]["en"] == "Shanghai"
    assert (first["patents"], first["share_patents"], row.result["totals"]["patents"]) == (0.5, 50.0, 1)
    assert row.parameters["patents"] == "pct"
    assert {"name": "Huawei", "uid": "", "weight": 0.5} in first["organisations"]
    assert {"id": "1", "of": "patents", "name": {"en": "Electrical machinery, apparatus, energy", "zh": "电机、电气设备、电能"},
            "weight": 0.25} in first["fields"]  # fmt: skip
    assert set(row.data) == {"works", "affiliations", "patents"}


def test_a_cluster_across_the_antimeridian_has_its_middle_there() -> None:
    places = Places(np.array([0, 0]), np.array([17995, -17995]), np.array([5.0, 5.0]), {"publications": np.array([1.0, 1.0])})
    result, inside = gii_ranking.ranked(places, {"publications": 2.0}, Choice(15.0, 8.0))
    (cluster,) = result["clusters"]
    assert abs(cluster["longitude"]) == 180.0
    assert cluster["boundary"]["type"] == "MultiPolygon"
    assert [each.tolist() for each in inside] == [[0, 0], [17995, -17995], [0, 0]]


def test_a_result_of_the_world_stays_small_and_ranks_ties_alike() -> None:
    chance = np.random.default_rng(3)
    north, east = chance.integers(-6000, 6000, 30_000), chance.integers(-18000, 18000, 30_000)
    places = Places(north, east, np.full(30_000, 9.0), {"publications": np.full(30_000, 1.0)})
    result, _ = gii_ranking.ranked(places, {"publications": 30_000.0}, Choice(15.0, 9.0))
    assert len(result["clusters"]) == gii_ranking.MOST < result["totals"]["clusters"]
    assert len(json.dumps(result)) < 1_000_000
    ranks = [each["rank"] for each in result["clusters"]]
    assert ranks == sorted(ranks)


def test_without_anybody_placed_there_is_no_cluster(settings) -> None:
    load(home.folder(), "works", {"works": [work(1, 2023, domain="3")], "authorships": []})
    load(home.folder(), "affiliations", {"affiliations": []})
    row = made()[""]
    assert row.result["clusters"] == []
    assert row.result["totals"]["publications"] == 1
