"""The specialisation map: drawn, listed and told with intervals; one activity; downloads."""

import csv
import io
from typing import Any

import numpy as np
import pytest
from django.test import Client

from technopole.core import clock
from technopole.observatory.analyses.specialised import Cells, portrait
from technopole.observatory.models import Analysis
from technopole.observatory.specialisation import drawing, stored, views

pytestmark = pytest.mark.django_db
NAMES = ("Light", "Water", "Stone", "Air", "Salt", "Glass")
VALUES = np.array([
    [60, 40, 1, 5, 0, 2], [50, 45, 2, 40, 1, 0], [2, 5, 70, 30, 20, 1], [4, 1, 50, 3, 40, 30], [3, 2, 2, 2, 30, 40],
    [9, 9, 9, 9, 9, 9],
], float)  # fmt: skip


def result() -> dict[str, Any]:
    cells = Cells(("town", "bay", "hill", "lake", "port"), NAMES, VALUES, VALUES)
    made = portrait(cells, ["town", "bay", "hill"], least=3)
    for region in made["regions"]:
        region |= {"name": {"en": region["id"].title(), "zh": f"{region['id']}区"}, "own": region["id"] == "town"}
    strong = {"name": {"en": "Town University"}, "uid": "", "value": 12.5, "records": 20}
    made["regions"][0]["strong"] = {"Light": [strong]}
    for activity in made["activities"]:
        activity["name"] = {"en": activity["id"], "zh": f"{activity['id']}业"}
    return made | {"level": "country", "years": [2015, 2024]}


@pytest.fixture
def computed() -> Analysis:
    limits = {"least_of_place": 30, "least_of_activity": 10, "least_of_both": 3}
    return Analysis.objects.create(
        name="specialisation", scope="fields", parameters=limits, data={"works": "00001"}, result=result(),
        samples={"works": {"en": "Works of six journals"}}, made_at=clock.now(),
    )  # fmt: skip


def test_the_place_is_judged_by_quotient_and_relatedness(computed: Analysis) -> None:
    found = stored.profile(computed, "")
    assert found is not None and found.region["id"] == "town"
    by = {each.id: found.judgement(each) for each in found.activities}
    assert by["Light"] == "rooted" and by["Salt"] == "far"
    light, stone = found.activity("Light"), found.activity("Stone")
    assert light is not None and stone is not None
    assert light.low < light.quotient < light.high and light.certain
    assert light.symmetric == pytest.approx((light.quotient - 1) / (light.quotient + 1))
    special = found.most_special(9)
    assert [each.low for each in special] == sorted((each.low for each in special), reverse=True)
    assert all(each.has for each in special)


def test_few_records_make_no_strength(computed: Analysis) -> None:
    few = VALUES.copy()
    few[0, 5] = 40
    records = few.copy()
    records[0, 5] = 2  # two works of many authors
    made = portrait(Cells(("town", "bay", "hill", "lake", "port"), NAMES, few, records), ["town"], least=3)
    for activity in made["activities"]:
        activity["name"] = {"en": activity["id"]}
    computed.result = {**computed.result, **made}
    found = stored.Profile(computed, {**made["regions"][0], "name": {}})
    glass = next(each for each in found.activities if each.quotient > 1 and not each.has)
    assert found.judgement(glass) == "few"


def test_the_page_tells_all_numbers_with_their_intervals_and_what_they_are_a_sample_of(
    client: Client, computed: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get("/specialisation/").content.decode()
    for shown in ("Works of six journals", "mark-sample", "Strong and rooted", "Relatedness density", "Years 2015 to 2024",
                  "at least 30 records", "Clopper"):  # fmt: skip
        assert shown in page
    assert page.index(">Light</a>") < page.index(">Water</a>")
    assert page.count("<svg role=") == 4  # both drawings, wide and narrow
    monkeypatch.setattr(views, "render_pair", lambda *_: ("", ""))  # drawing takes its time
    turned = client.get("/specialisation/?basis=fields&region=bay&sort=quotient").content.decode()
    assert "<h2>Bay" in turned
    assert "sort=-quotient" in turned
    in_chinese = client.get("/specialisation/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "优势稳固" in in_chinese and "Light业" in in_chinese


def test_an_activity_has_its_neighbours_its_organisations_and_other_places(client: Client, computed: Analysis) -> None:
    page = client.get("/specialisation/?basis=fields&region=town&activity=Light").content.decode()
    for shown in (
        "Town University",
        "Nearest activities",
        "Water",
        "In other places",
        "Hill",
        "with 95 percent confidence",
    ):
        assert shown in page
    other = client.get("/specialisation/?basis=fields&region=bay&activity=Light").content.decode()
    assert "Who is strong in it here" not in other
    assert client.get("/specialisation/?basis=fields&activity=Nothing").status_code == 404


def test_names_in_the_plane_touch_no_other_and_what_may_be_average_is_hollow(computed: Analysis) -> None:
    found = stored.profile(computed, "hill")
    assert found is not None
    spec = drawing.plane(found, ("across", "up"), ("a", "b", "c", "d"))
    layers = {layer["name"]: layer["data"]["values"] for layer in spec["layer"] if "name" in layer}
    drawn = len(layers["certain"]) + len(layers["uncertain"])
    assert drawn == sum(each.density is not None for each in found.activities)
    names = [name for key, values in layers.items() if key.startswith("names_") for name in values]
    boxes = [drawing._box(name) for name in names]
    assert boxes and not any(
        drawing._touch(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]
    )  # fmt: skip
    unsure = {each.name["en"] for each in found.activities if not each.certain and each.density is not None}
    assert {row["name"] for row in layers["uncertain"]} == unsure


def test_the_activities_are_a_download(client: Client, computed: Analysis) -> None:
    answer = client.get("/specialisation/fields.csv?region=bay")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert len(lines) == len(NAMES)
    assert {"location_quotient", "low", "high", "relatedness_density", "complexity"} <= set(lines[0])
    assert len(b"".join(client.get("/specialisation/patents.csv").streaming_content).splitlines()) == 1  # type: ignore[attr-defined]
    assert client.get("/specialisation/dreams.csv").status_code == 404


def test_before_anything_is_computed_the_page_says_what_computes_it(client: Client) -> None:
    assert "technopole observatory measure" in client.get("/specialisation/").content.decode()
    Analysis.objects.create(name="specialisation", scope="fields", parameters={"least_of_place": 30}, made_at=clock.now(),
                            result={"regions": [], "activities": [], "compared": 0, "level": "city"})  # fmt: skip
    assert "Too little to compare" in client.get("/specialisation/").content.decode()
