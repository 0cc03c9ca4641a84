"""Works are asked for by where their authors' institutions lie: a place of the centre, or any city or region."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from works_world import HOME, institution, snapshot, work

from technopole.core.errors import SourceError
from technopole.core.sourced import By, put
from technopole.observatory.loading import openalex, works
from technopole.sources.openalex.wanted import wanted

pytestmark = pytest.mark.django_db
BY = By(label="test")
PLACES = (
    ("shanghai", "Shanghai", "上海", "city"),
    ("boston", "Boston", "波士顿", "city"),
    ("china", "China", "中国", "country"),
)
FUDAN = "013q1eq08"


@pytest.fixture(autouse=True)
def centre(db: None) -> None:
    for position, (key, english, chinese, kind) in enumerate(PLACES):
        term = {"vocabulary": "place", "key": key, "name": {"en": english, "zh": chinese}, "kind": kind}
        at = {"latitude": 42.36, "longitude": -71.06} if key == "boston" else {}
        put("term", "centre", f"place/{key}", {**term, **at, "position": position}, BY)
    pudong = {"vocabulary": "district", "key": "pudong", "name": {"en": "Pudong New Area", "zh": "浦东新区"}}
    put("term", "centre", "district/pudong", pudong, BY)
    fudan = {
        "key": "fudan", "names": [{"value": "Fudan University", "kind": "display", "language": "en"}], "country": "CN",
        "types": [], "places": [{"district": "pudong", "country": "CN"}],
        "identifiers": [{"scheme": "ror", "value": FUDAN}],
    }  # fmt: skip
    put("organisation", "centre", "fudan", fudan, BY)


def lying(number: int, city: str, country: str = "CN", at: tuple[float, float] | None = None, **more: Any) -> Any:
    geo = {"city": city, "latitude": at[0], "longitude": at[1]} if at else {"city": city}
    return {**institution(number, country=country), "geo": geo, **more}


INSTITUTIONS = [
    lying(1, "Shanghai", ror="https://ror.org/000000019"), lying(2, "浦东新区"), lying(3, "Boston", "US", (42.3, -71.1)),
    lying(4, "Boston", "GB", (52.98, -0.02)), lying(5, "Xi’an"), lying(6, "Hefei", updated_date="2026-01-01"),
    lying(6, "Shanghai", updated_date="2025-01-01"), {**institution(7), "geo": {"city": "Nanchang", "region": "Jiangxi"}},
]  # fmt: skip


@pytest.fixture
def load(tmp_path: Path, settings: Any) -> Callable[..., works.Loaded]:
    """Works of each institution: W1 at I1 and so on, W8 at one that only the register's ROR tells, W9 at a part of I1."""
    settings.HOME = tmp_path / "home"
    fudan = work(8)
    fudan["authorships"][0]["institutions"] = [{"ror": f"https://ror.org/{FUDAN}", "lineage": []}]
    part = work(9, places=(5,))
    part["authorships"][0]["institutions"][0]["lineage"].append(f"{HOME}I1")
    first = work(1)
    first["authorships"][0]["institutions"][0]["ror"] = "https://ror.org/000000019"
    records = [first, *(work(number, places=(number,)) for number in range(2, 8)), fudan, part]
    snapshot(tmp_path / "all", {"2026-01-01": records})
    snapshot(tmp_path / "all", {"2026-01-01": INSTITUTIONS}, "institutions")

    def load(*asked: str, part: str = "data", told: Any = lambda _: None, **filters: Any) -> works.Loaded:
        return works.load(openalex.given([tmp_path / "all" / part], wanted(**filters), asked, told), works.Told())

    return load


def titles() -> str:
    rows = works.dataset().rows(["id"], None, "works")
    return " ".join(sorted(row["id"] for row in rows))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["shanghai"], "W1 W2 W8"), (["上海市"], "W1 W2 W8"), (["boston"], "W3"), (["Boston, GB"], "W4"),
        (["Xi'an"], "W5 W9"), (["hefei", "Boston"], "W3 W6"),
        (["江西省"], "W7"),
    ],
)  # fmt: skip
def test_a_place_is_told_by_key_or_name_and_another_city_as_openalex_writes_it(
    load: Any, asked: list[str], expected: str
) -> None:
    load(*asked)
    assert titles() == expected


def test_the_manifest_tells_the_place_and_how_many_lie_there_together_with_the_other_filters(load: Any) -> None:
    heard: list[Any] = []
    loaded = load("Shanghai", "hefei", told=heard.append, countries=["CN"], first_year=2019)
    about = works.dataset().manifest(loaded.version)["about"]
    assert heard[0].found == {"shanghai": 3, "hefei": 1}
    assert about["filters"]["places"] == ["hefei", "shanghai"] and about["filters"]["located"]["institutions"] == 4
    assert about["coverage"] == {
        "en": "Works of OpenAlex, with an author at an institution in Shanghai or hefei, with an address in CN, "
        "published from 2019",
        "zh": "OpenAlex 收录的论著；作者单位所在地：上海、hefei；地址所在国家或地区：CN；发表年份：2019 年起",
    }
    assert loaded.left_out["unlikely"] == 4 and loaded.left_out.get("place", 0) == 1


def test_a_place_and_an_institution_must_both_hold(load: Any) -> None:
    load("shanghai", institutions=["I1", "I6"])
    assert titles() == "W1"


def test_institutions_that_were_loaded_before_tell_the_place_too(load: Any) -> None:
    with pytest.raises(SourceError, match=r"nothing tells which institutions lie where.*Give the snapshot's folder"):
        load("shanghai", part="data/works")
    load("shanghai")
    load("boston", part="data/works")
    assert titles() == "W1 W2 W3 W8"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("China", "'China' is a country Use --country"),
        ("浦东新区", "'浦东新区' is a district Works tell cities: use --place shanghai"),
        ("Hefey", "no institution lies in 'Hefey' Name a city .* Written alike: Hefei. The centre's places are shang"),
        (" ", "names no place The centre's places are shanghai, boston"),
    ],
)
def test_what_is_no_place_to_ask_for_is_told(load: Any, asked: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        load(asked)
    assert not works.dataset().versions()


def test_a_ror_id_means_its_parts_too_where_the_institution_is_given(load: Any) -> None:
    load(institutions=["000000019"])
    assert titles() == "W1 W9"
