"""The network explorer: drawing, choices, one member with its partners, tables, files, and what is not there."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from networks_world import NETWORK_WORKS, load_works

from technopole.core import clock
from technopole.lake import sql
from technopole.observatory.analyses import networks
from technopole.observatory.analyses.running import Context, Result
from technopole.observatory.models import Analysis

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> list[Result]:
    folder: Path = tmp_path_factory.mktemp("lake")
    load_works(folder, NETWORK_WORKS)
    with django_db_blocker.unblock(), sql.opened(folder) as lake:
        return list(networks.of_works(lake, Context("town", {})))


@pytest.fixture
def computed(results: list[Result]) -> None:
    Analysis.objects.bulk_create(
        Analysis(
            name="network", scope=each.scope, parameters=dict(each.parameters), result=dict(each.result),
            data={"works": "00001"}, samples={"works": {"en": "Six works.", "zh": "六篇论文。"}}, made_at=clock.now(),
        )
        for each in results
    )  # fmt: skip


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_before_anything_was_computed_the_page_says_which_commands_make_it(client: Client) -> None:
    page = text(client, "/networks/")
    assert "technopole observatory measure" in page
    assert "network-drawing" not in page


def test_the_drawing_has_a_circle_and_a_link_for_each_member(client: Client, computed: None) -> None:
    page = text(client, "/networks/")
    wide = page.split('class="chart-wide"', 1)[1].split("</svg>", 1)[0]
    assert wide.count("<circle") == 3
    assert wide.count("<line") == 3
    assert 'href="?node=Itown#node"' in wide
    assert "<title>Town: Works 4</title>" in wide
    assert ">Far</text>" in wide
    assert "style=" not in page  # the policy of the pages forbids it


def test_the_sample_is_marked_and_what_it_covers_is_told(client: Client, computed: None) -> None:
    page = text(client, "/networks/")
    assert 'class="mark-sample"' in page
    assert "Six works." in page
    assert "All 3 organisations in 5 works of 2020–2023." in page


def test_a_member_is_shown_with_its_partners_and_the_way_to_openalex(client: Client, computed: None) -> None:
    page = text(client, "/networks/?node=Ifar")
    part = page.split('id="node"', 1)[1].split("</section>", 1)[0]
    assert "https://openalex.org/Ifar" in part
    assert re.findall(r'<th scope="row"><span><a href="[^"]+">(\w+)</a>', part) == ["Town", "Off"]
    assert client.get("/networks/?node=nobody").status_code == 404


def test_a_member_of_the_register_leads_to_its_page_there(client: Client, computed: None) -> None:
    row = Analysis.objects.get(name="network", scope="organisations")
    row.result["nodes"][0] |= {"uid": "abc123", "name": {"en": "Town University", "zh": "城大"}}
    row.save()
    page = text(client, "/networks/?node=Itown")
    assert page.count('href="/organisations/abc123/"') == 2  # on its own part, and in the table
    assert "城大" in client.get("/networks/", headers={"accept-language": "zh-hans"}).content.decode()


def test_countries_have_measures_that_partners_are_sorted_by(client: Client, computed: None) -> None:
    page = text(client, "/networks/?of=places&node=CN&by=affinity")
    part = page.split('id="node"', 1)[1].split("</section>", 1)[0]
    assert "Salton’s cosine" in part
    assert "1.67" in part  # China and the United States: 2 · 10 / (3 · 4)
    assert 'aria-sort="descending"' in part
    assert "Luukkonen" in page


def test_counting_and_the_least_weight_are_choices(client: Client, computed: None) -> None:
    page = text(client, "/networks/?counting=fractional&least=1")
    wide = page.split('class="chart-wide"', 1)[1].split("</svg>", 1)[0]
    assert wide.count("<line") == 2
    assert "Drawn are the 2 strongest of 3 links." in page
    page = text(client, "/networks/?least=99")
    assert "Not drawn, as they have none of these links: 3." in page


def test_a_closer_view_is_a_link_and_shows_a_part_of_the_same_drawing(client: Client, computed: None) -> None:
    page = text(client, "/networks/")
    assert 'href="?zoom=2#drawing"' in page
    page = text(client, "/networks/?zoom=2")
    assert 'viewBox="250.0 165.0 500.0 330.0"' in page
    assert 'href="?zoom=2&amp;x=0.25#drawing"' in page


def test_members_are_sorted_and_found_by_words(client: Client, computed: None) -> None:
    def names(query: str) -> list[str]:
        part = text(client, f"/networks/{query}").split('id="members"', 1)[1].split("</section>", 1)[0]
        return re.findall(r'<th scope="row"><span><a href="[^"]+">(\w+)</a>', part)

    assert names("") == ["Town", "Far", "Off"]
    assert names("?sort=name") == ["Far", "Off", "Town"]
    assert names("?sort=strength") == ["Far", "Town", "Off"]
    assert names("?q=OW") == ["Town"]
    assert names("?q=nothing") == []


def test_the_works_of_the_place_make_a_network_of_their_own(client: Client, computed: None) -> None:
    page = text(client, "/networks/?works=place")
    assert "All 3 organisations in 4 works of 2020–2023." in page


def test_the_last_years_are_a_choice_where_they_were_computed(client: Client, computed: None) -> None:
    assert "years=recent" not in text(client, "/networks/?works=place")
    row = Analysis.objects.get(scope="organisations.place")
    for scope in ("organisations.recent", "organisations.place.recent"):
        result = {**row.result, "years": [2022, 2023]}
        Analysis.objects.create(name="network", scope=scope, parameters=row.parameters, result=result, data=row.data,
                                samples=row.samples, made_at=row.made_at)  # fmt: skip
    page = text(client, "/networks/?works=place&years=recent")
    assert "works of 2022–2023." in page and "Last 5 years" in page
    assert '"?of=people&amp;works=place"' in page  # of people nothing of the last years was computed
    assert '"?works=place"' in page and "network.csv?works=place&amp;years=recent" in page


def test_the_page_is_there_in_chinese(client: Client, computed: None) -> None:
    page = client.get("/networks/?of=places", headers={"accept-language": "zh-hans"}).content.decode()
    assert "中国" in page
    assert "六篇论文。" in page
    assert "Networks" not in page.split("<main", 1)[1]


def test_files_for_other_tools_hold_what_is_shown(client: Client, computed: None) -> None:
    graph = ET.fromstring(client.get("/networks/network.graphml?least=2").content)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(graph.findall(f".//{space}node")) == 3
    assert len(graph.findall(f".//{space}edge")) == 2
    assert client.get("/networks/network.net").content.startswith(b'\xef\xbb\xbf*Vertices 3\n1 "Town" ')
    assert client.get("/networks/network.map.txt").content.split(b"\n")[1].startswith(b"1\tTown\t")
    assert client.get("/networks/network.network.txt").content == b"1\t2\t2.0\n1\t3\t1.0\n2\t3\t2.0\n"
    rows = list(
        csv.DictReader(io.StringIO(client.get("/networks/network.links.csv?of=places").getvalue().decode("utf-8-sig")))
    )
    assert [rows[0][name] for name in ("first", "second_name", "full", "affinity")] == [
        "CN",
        "United States",
        "2",
        "1.66667",
    ]
    rows = list(csv.DictReader(io.StringIO(client.get("/networks/network.csv").getvalue().decode("utf-8-sig"))))
    assert [row["works"] for row in rows] == ["4", "3", "2"]


def test_what_is_not_there_is_told_and_wrong_numbers_are_passed_over(client: Client, computed: None) -> None:
    assert client.get("/networks/?of=planets").status_code == 404
    assert client.get("/networks/network.exe").status_code == 404
    assert client.get("/networks/network.net?of=applicants").content == b"\xef\xbb\xbf*Vertices 0\n*Edges\n"
    for form in ("graphml", "map.txt", "network.txt", "csv", "links.csv"):
        assert client.get(f"/networks/network.{form}?of=applicants").status_code == 200
    assert client.get("/networks/?least=x&page=-3&zoom=7&x=nan&counting=no&group=1e99").status_code == 200


def test_a_page_asks_the_store_no_more_than_a_few_questions(client: Client, computed: None) -> None:
    client.get("/networks/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/networks/?of=people")
    assert sum("observatory_analysis" in each["sql"] for each in asked.captured_queries) == 2
