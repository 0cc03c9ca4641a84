"""Whose each affiliation of the works is: by ROR, by name, by the resolver; and in which place it lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from works_world import HOME, World, snapshot, work, write

from technopole.core.sourced import By, put
from technopole.lake.datasets import Dataset
from technopole.observatory.loading import affiliations
from technopole.registry import resolving, resolving_apart
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db
BY = By(label="test")
PLACES = (
    ("shanghai", "Shanghai", "上海", "city"),
    ("boston", "Boston", "波士顿", "city"),
    ("china", "China", "中国", "country"),
)


@pytest.fixture
def register(db: None) -> None:
    for position, (key, english, chinese, kind) in enumerate(PLACES):
        term = {"vocabulary": "place", "key": key, "name": {"en": english, "zh": chinese}, "kind": kind}
        at = {"latitude": 42.36, "longitude": -71.06} if key == "boston" else {}
        put("term", "centre", f"place/{key}", {**term, **at, "position": position}, BY)
    pudong = {"vocabulary": "district", "key": "pudong", "name": {"en": "Pudong New Area", "zh": "浦东新区"}}
    put("term", "centre", "district/pudong", pudong, BY)
    own = (
        ("ror:013q1eq08", "Fudan University", "university", {"identifiers": [{"scheme": "ror", "value": "013q1eq08"}]}),
        ("test:imaging", "Shining Imaging", "company", {}),
    )  # fmt: skip
    company = {"vocabulary": "type", "key": "company", "name": {"en": "Company"}, "kind": "company"}
    put("term", "centre", "type/company", company, BY)
    for key, name, kind, more in own:
        record: dict[str, Any] = {
            "key": key.partition(":")[2], "names": [{"value": name, "kind": "display", "language": "en"}],
            "types": [kind], "country": "CN", "places": [{"district": "pudong", "country": "CN"}], **more,
        }  # fmt: skip
        put("organisation", "centre", key, record, BY)


def institution(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"{HOME}I{number}", "display_name": name, "country_code": "CN", "type": "education", **more}


def byline(*places: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"author": {"id": f"{HOME}A{1 + at}"}, **(place if "raw_affiliation_strings" in place else {"institutions": [place]})}
        for at, place in enumerate(places)
    ]  # fmt: skip


def told(world: World) -> dict[str, dict[str, Any]]:
    return {row["affiliation"]: row for row in Dataset(world.folder / "lake", "affiliations").rows()}


def test_institutions_are_known_by_ror_by_name_and_by_where_they_lie(register: None, tmp_path: Path) -> None:
    world = World(tmp_path)
    known = [
        institution(1, "Fudan", ror="https://ror.org/013q1eq08"),
        institution(2, "Shining imaging", type="company"),
        institution(3, "Institute of Foreign Things", country_code="US"),
        institution(4, "Shanghai Chest Hospital", type="healthcare"),
        institution(5, "Institute of Boston, England", country_code="GB"),
        institution(6, "Beijing Office of the Shanghai Academy", type="funder"),
        institution(7, "Fudan University", country_code="US"),
    ]
    geo = {
        3: {"city": "Boston", "region": "Massachusetts", "latitude": 42.3, "longitude": -71.1},
        5: {"city": "Boston", "region": "Lincolnshire", "latitude": 52.98, "longitude": -0.02},
        6: {"city": "浦东新区", "country": "China"},
    }
    found = snapshot(tmp_path / "a", {"2026-01-01": [work(1, authorships=byline(*known))]})
    institutions = [
        {**each, "geo": geo[int(each["id"].partition("I")[2])]} for each in known if int(each["id"][-1]) in geo
    ]
    snapshot(tmp_path / "a", {"2026-01-01": institutions}, "institutions")
    world.load(found)
    lake = world.folder / "lake"
    assert affiliations.bring_up_to_date(lake) == "00001"
    rows = told(world)
    uids = dict(Organisation.objects.values_list("name", "uid"))
    assert {key: (row["organisation"], row["how"], row["place"]) for key, row in rows.items()} == {
        "I1": (uids["Fudan University"], "ror", "shanghai"), "I2": ("", "", ""), "I3": ("", "", "boston"),
        "I4": ("", "", "shanghai"), "I5": ("", "", ""), "I6": ("", "", "shanghai"), "I7": ("", "", ""),
    } | {"I2": (uids["Shining Imaging"], "name", "shanghai")}  # fmt: skip
    assert (rows["I2"]["type"], rows["I6"]["type"], rows["I4"]["type"]) == ("company", "other", "healthcare")
    assert (rows["I3"]["city"], rows["I3"]["latitude"], rows["I1"]["score"]) == ("Boston", 42.3, 1.0)


def test_it_is_made_anew_only_when_works_or_the_register_changed(register: None, tmp_path: Path) -> None:
    world, lake = World(tmp_path), tmp_path / "lake"
    assert affiliations.bring_up_to_date(lake) is None
    world.load(write(tmp_path / "a.jsonl", [work(1)]))
    assert affiliations.bring_up_to_date(lake) == affiliations.bring_up_to_date(lake) == "00001"
    world.load(write(tmp_path / "b.jsonl", [work(2, places=(2,))]))
    assert affiliations.bring_up_to_date(lake) == "00002"
    record = {"key": "two", "names": [{"value": "Institute 2", "kind": "display", "language": "en"}], "country": "CN"}
    put("organisation", "centre", "test:two", record, BY)
    assert affiliations.bring_up_to_date(lake) == affiliations.bring_up_to_date(lake) == "00003"
    assert told(world)["I2"]["how"] == "name"
    assert told(world)["I1"]["how"] == ""


def test_an_address_without_an_institution_is_resolved_and_placed(
    register: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolving_apart, "resolve", resolving.resolve)
    monkeypatch.setattr(resolving_apart, "refresh", resolving.refresh)
    world = World(tmp_path)
    addresses = [
        "School of Physics, Fudan University, Shanghai 200433, China",
        "Nobody's Laboratory, Shanghai 200000, P. R. China",
    ]
    people = [{"raw_affiliation_strings": [each], "countries": ["CN"]} for each in addresses]
    world.load(write(tmp_path / "a.jsonl", [work(1, authorships=byline(*people))]))
    affiliations.bring_up_to_date(tmp_path / "lake")
    rows = told(world)
    first, second = rows[f"raw:{addresses[0]}"], rows[f"raw:{addresses[1]}"]
    assert (first["organisation_name"], first["how"], first["place"]) == ("Fudan University", "resolver", "shanghai")
    assert 0.5 < first["score"] <= 1.0
    assert (second["organisation"], second["place"], second["how"]) == ("", "shanghai", "")
    monkeypatch.setattr(affiliations, "MOST_RESOLVED", 0)
    affiliations.bring_up_to_date(tmp_path / "lake")
    assert {row["how"] for row in told(world).values()} == {""}
