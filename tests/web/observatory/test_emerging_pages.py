"""The page of emerging topics: ranked, with small lines and bursts, one topic with all its evidence, the twins."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from networks_world import emerging_works, load_works

from technopole.core import clock
from technopole.lake import sql
from technopole.observatory.analyses import emerging
from technopole.observatory.analyses.running import Context, Result
from technopole.observatory.models import Analysis

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    folder: Path = tmp_path_factory.mktemp("lake")
    load_works(folder, emerging_works())
    with sql.opened(folder) as lake:
        return list(emerging.of_works(lake, Context("town", {})))


@pytest.fixture
def computed(results: list[Result]) -> None:
    Analysis.objects.bulk_create(
        Analysis(
            name="emerging", scope=each.scope, parameters=dict(each.parameters), result=dict(each.result),
            data={"works": "00001"}, samples={"works": {"en": "Some works.", "zh": "部分成果。"}}, made_at=clock.now(),
        )
        for each in results
    )  # fmt: skip


def text(client: Client, address: str, **headers: Any) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def names(page: str) -> list[str]:
    part = page.split('id="topics"', 1)[1].split("</section>", 1)[0]
    return re.findall(r'<th scope="row"><span><a href="[^"]+">([^<]+)</a>', part)


def test_before_anything_was_computed_the_page_says_which_commands_make_it(client: Client) -> None:
    assert "technopole observatory measure" in text(client, "/emerging/")
    assert client.get("/emerging/topics.csv").status_code == 200


def test_topics_are_ranked_with_a_line_over_the_bands_of_their_bursts(client: Client, computed: None) -> None:
    page = text(client, "/emerging/")
    assert names(page)[0] == "Topic 2"
    assert 'aria-label="Works in 2015–2020: 0, 0, 0, 0, 6, 16 (burst 2019–2020)"' in page
    assert 'class="burst"' in page
    assert "<strong>+" in page  # the growth is certain
    assert "18.2%" in page  # 4 of 22 works are the town's
    assert 'class="mark-sample"' in page
    assert "style=" not in page.split("<main", 1)[1]


def test_one_topic_has_its_evidence_and_its_works_one_click_away(client: Client, computed: None) -> None:
    part = text(client, "/emerging/?topic=T2").split('id="topic"', 1)[1].split("</section>", 1)[0]
    assert "https://openalex.org/T2" in part
    assert "https://doi.org/10.1/2020.39" in part
    assert "cited 2,039 times" in part
    assert "4 of 22 works, 18.2%" in part
    assert '<rect class="column"' in part
    assert client.get("/emerging/?topic=T99").status_code == 404


def test_bursts_are_drawn_as_bands_with_a_table_beside_them(client: Client, computed: None) -> None:
    part = text(client, "/emerging/").split('id="bursts"', 1)[1].split("</section>", 1)[0]
    assert part.count('<rect class="band"') == 2  # wide and narrow
    assert "<title>2019–2020</title>" in part
    assert "The same as a table" in part


def test_the_list_is_narrowed_and_sorted(client: Client, computed: None) -> None:
    assert names(text(client, "/emerging/?only=clear")) == ["Topic 2"]
    assert names(text(client, "/emerging/?only=burst")) == ["Topic 2"]
    assert names(text(client, "/emerging/?q=topic+2&sort=name")) == ["Topic 2"]
    assert "Nothing found" in text(client, "/emerging/?q=nothing")


def test_too_few_works_are_told(client: Client, computed: None) -> None:
    page = text(client, "/emerging/?of=place")
    assert "It takes at least 100 works" in page
    assert "Some works." in page


def test_the_page_is_there_in_chinese(client: Client, computed: None) -> None:
    main = text(client, "/emerging/?topic=T2", **{"accept-language": "zh-hans"}).split("<main", 1)[1]
    assert "新兴主题" in main
    assert "部分成果。" in main
    assert "Emerging topics" not in main


def test_twins_hold_every_topic_with_its_works_by_year(client: Client, computed: None) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/emerging/topics.csv").getvalue().decode("utf-8-sig"))))
    assert [rows[0][name] for name in ("key", "works_2019", "works_2020", "began", "bursts", "here")] == [
        "T2", "6", "16", "2019", "2019-2020", "4",
    ]  # fmt: skip
    assert json.loads(client.get("/emerging/topics.json").getvalue())[0]["name_en"] == "Topic 2"
    assert client.get("/emerging/topics.exe").status_code == 404
    assert client.get("/emerging/?of=nowhere").status_code == 404
