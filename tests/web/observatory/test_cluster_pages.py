"""The cluster map: what was printed, what was computed here, each by itself, with the list beside the map."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from technopole.core import clock
from technopole.core.sourced import By, put
from technopole.observatory.clusters import computed as clusters_computed
from technopole.observatory.clusters import published
from technopole.observatory.clusters.kinds import ranked_cluster_from_row
from technopole.observatory.models import Analysis
from technopole.registry.models import Term

pytestmark = pytest.mark.django_db
SOURCE = "https://example.org/print"
PRINTED = (
    # cluster, rank, before, PCT applications, publications, their shares and the sum, of 10,000 and 100,000
    ("alpha", 1, 2, 1000, 5000, "10.0", "5.0", "15.0"),
    ("beta", 2, 1, 900, 4000, "9.0", "4.0", "13.0"),
    ("gamma", 3, None, 10, 12400, "0.1", "12.4", "12.5"),
)


def row(cluster: str, rank: int, edition: int, **more: Any) -> None:
    cells = {
        "id": f"gii-{edition}-{cluster}", "ranking": "gii", "edition": str(edition), "cluster": cluster,
        "rank": str(rank), "name_en": cluster.title(), "name_zh": "", "economy": "CN|HK", "source": SOURCE,
        "latitude": "31.2", "longitude": "121.4", "own": "yes" if cluster == "alpha" else "", **more,
    }  # fmt: skip
    put("ranked_cluster", "centre", f"t:{cells['id']}", ranked_cluster_from_row(cells), By(label="test"))


@pytest.fixture
def ranking() -> None:
    for cluster, rank, before, pct, publications, *shares in PRINTED:
        names = ("pct_share", "publications_share", "total_share")
        figures = dict(zip(names, shares, strict=True))
        row(cluster, rank, 2023, pct_applications=str(pct), publications=str(publications), **figures)
        if before:
            row(cluster, before, 2022)


def computed(scope: str = "", **more: Any) -> None:
    cluster = {
        "rank": 1, "name": "Townbay", "latitude": 31.0, "longitude": 121.0, "weight": 1234, "publications": 55.5,
        "share_publications": 12.5, "places": [{"name": "Town", "latitude": 31.2, "longitude": 121.4, "weight": 9}],
        "organisations": [{"name": "Town University", "uid": "", "weight": 4}], "fields": [{"name": "Chemistry"}],
        "boundary": {"type": "Polygon", "coordinates": [[[121, 31], [122, 31], [122, 32], [121, 31]]]},
    }  # fmt: skip
    result = {
        "parameters": {"radius_km": 15, "min_weight": 400},
        "clusters": [cluster],
        "noise": {"places": 7, "weight": 70.0},
    }
    Analysis.objects.create(
        name="clusters", scope=scope, parameters={"made_with": {"place": "town"}}, data={"works": "00001"},
        result=result, made_at=clock.now(), **more,
    )  # fmt: skip
    Term.objects.get_or_create(
        vocabulary="place", key="town", defaults={"uid": "town00000001", "name_en": "Town", "latitude": 31.3, "longitude": 121.3}
    )  # fmt: skip


def test_a_printed_ranking_is_calculated_again_from_its_counts(ranking: None) -> None:
    found = published.newest()
    assert found is not None and found.check is not None
    assert (found.edition, found.before, found.check.same_ranks) == (2023, 2022, 3)
    assert [line.change for line in found.lines] == [1, -1, None]
    assert dict(found.lines[2].rank_by) == {"pct_applications": 3, "publications": 1}
    assert found.lines[0].calculated == pytest.approx(15.0, abs=0.1)


def test_the_page_shows_the_print_with_its_source_and_marks_this_centre(client: Client, ranking: None) -> None:
    page = client.get("/clusters/").content.decode()
    for shown in ("Global Innovation Index 2023", "up 1", "down 1", "12,400", "15.0%", SOURCE, "This centre"):
        assert shown in page
    assert "China, Hong Kong" in page
    assert "since 2022" in page
    assert "Not computed yet" in page and "technopole observatory measure" in page
    assert page.index("Alpha</a>") < page.index("Gamma</a>")
    turned = client.get("/clusters/?sort=-publications").content.decode()
    assert turned.index("Gamma</a>") < turned.index("Alpha</a>")


def test_without_a_ranking_the_page_says_which_table_brings_one(client: Client) -> None:
    assert "clusters.csv" in client.get("/clusters/").content.decode()
    assert client.get("/clusters/published.geojson").json() == {"type": "FeatureCollection", "features": []}


def test_clusters_of_a_sample_wear_its_mark_and_say_what_it_covers(client: Client, ranking: None) -> None:
    computed(samples={"works": {"en": "Works of six journals", "zh": "六种期刊的论文"}})
    page = client.get("/clusters/").content.decode()
    assert "mark-sample" in page and "Works of six journals" in page
    assert "Townbay" in page and "1,234" in page and "12.50%" in page
    assert page.count("Townbay") > 1 and "rank 1" in page  # the centre's place lies in it


def test_variants_stand_beside_each_other(client: Client) -> None:
    computed("15-400")
    computed("20-900")
    page = client.get("/clusters/?scope=20-900").content.decode()
    assert "What the parameters change" in page
    assert "?scope=15-400#computed" in page


def test_variants_are_told_as_they_were_computed_last(client: Client) -> None:
    computed("15-400")
    computed("20-900")
    assert "Townbay" in client.get("/clusters/").content.decode()
    row = Analysis.objects.get(scope="20-900")
    row.result["clusters"][0]["name"] = "Newbay"
    row.save()
    page = client.get("/clusters/").content.decode()
    assert "Newbay" in page and "Townbay" in page
    first, second = clusters_computed.variants()
    assert [each.row.get_deferred_fields() for each in (first, second)] == [{"result"}, {"result"}]
    assert (second.first, second.own, second.summary.own_rank) == ({"": "Newbay"}, 1, 1)


def test_one_cluster_has_its_page(client: Client, ranking: None) -> None:
    computed()
    printed = client.get("/clusters/?cluster=gamma").content.decode()
    assert "rank 1 by it alone, among the 3 listed" in printed and SOURCE in printed
    made = client.get("/clusters/?cluster=c1").content.decode()
    for shown in ("Town University", "Chemistry", "Cluster computed here", "computed.geojson"):
        assert shown in made
    assert client.get("/clusters/?cluster=nowhere").status_code == 404
    assert client.get("/clusters/?cluster=c9").status_code == 404


CITY = {"name": {"en": "Town", "zh": "市"}, "country": "CN", "latitude": 31.2, "longitude": 121.4, "weight": 9.0}
OTHERS = [{"rank": 2, "name": {"en": "Far"}, "places": [{**CITY, "name": {"en": "Far"}}]},
          {"rank": 3, "name": {"en": "Both"}, "places": [CITY, {**CITY, "name": {"en": "Far"}}]},
          {"rank": 4, "name": {"en": "Half"}, "places": [{**CITY, "weight": 4.0}]}]  # fmt: skip


def test_a_cluster_of_one_place_is_told_by_its_inhabitants_with_their_source(client: Client) -> None:
    computed()
    row = Analysis.objects.get()
    first = {**row.result["clusters"][0], "weight": 9.0, "publications": 55.5, "patents": 5.0, "places": [CITY]}
    row.result["clusters"] = [first, *({**first, **each} for each in OTHERS)]
    row.save()
    by = By(label="test")
    assert "inhabitants" not in client.get("/clusters/").content.decode()
    people = {"key": "population", "name": {"en": "Inhabitants"}, "unit": {"id": "persons", "en": "inhabitants"}}
    put("indicator", "centre", "population", {**people, "place": "town", "direction": "none"}, by)
    for year, number, status in (("2020", "1500000", "actual"), ("2024", "2000000", "actual"), ("2025", "9", "claim")):
        said = {"key": year, "indicator": "population", "place": "town", "period": year, "value": number}
        put("observation", "centre", year, {**said, "unit": "persons", "status": status, "sources": [SOURCE]}, by)
    page = client.get("/clusters/").content.decode().split('id="computed"')[1]
    assert "27.75" in page and "0.03" in page  # 55.5 and 5 of two million
    assert page.count("Not known</") == 6 and "2,000,000" in page and SOURCE in page
    one = client.get("/clusters/?cluster=c1").content.decode()
    assert "2,000,000" in one and "of Town, 2024" in one and SOURCE in one
    assert "in one place alone" in client.get("/clusters/?cluster=c3").content.decode()
    body = b"".join(client.get("/clusters/computed.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(body)))
    assert [line["publications_per_million"] for line in lines] == ["27.75", "", "", ""]
    assert (lines[0]["inhabitants"], lines[0]["inhabitants_period"]) == ("2000000", "2024")


def test_both_lists_are_downloads(client: Client, ranking: None) -> None:
    computed()
    body = b"".join(client.get("/clusters/published.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(body)))
    assert [line["cluster"] for line in lines] == ["alpha", "beta", "gamma"]
    assert lines[0]["previous_rank"] == "2" and lines[2]["previous_rank"] == ""
    features = client.get("/clusters/computed.geojson").json()["features"]
    assert features[0]["geometry"]["type"] == "Polygon" and features[0]["properties"]["weight"] == 1234
    assert len(client.get("/clusters/published.geojson").json()["features"]) == 3
    assert client.get("/clusters/elsewhere.csv").status_code == 404
