"""What a place is special in, computed from small lakes: places, shares, intervals, relatedness, organisations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from technopole.lake import sql
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.observatory.analyses import specialisation
from technopole.observatory.analyses.running import Context

COUNTRIES = ("CN", "US", "JP", "DE", "FR", "KR")
FIELDS = ("17", "22", "25", "27", "31")
WORK = {"is_paratext": False, "is_retracted": False, "is_xpac": False}


def _works() -> dict[str, list[dict[str, Any]]]:
    """Sixty works a country, most of them in two fields of its own; forty of China's are by the town's university."""
    works, authorships = [], []
    for at, country in enumerate(COUNTRIES):
        for number in range(60):
            key = f"W{country}{number}"
            field = FIELDS[(at + number % 2) % 5] if number < 50 else FIELDS[number % 5]
            here = country == "CN" and number < 40
            works.append({"id": key, "year": 2020 + number % 3, "field": field, "subfield": f"{field}02", **WORK})
            address = "Itown" if here else f"I{country}"
            authorships.append({"work": key, "affiliation": address, "credit": WHOLE, "institution": address})
    works.append({"id": "Wold", "year": 1999, "field": "17", "subfield": "1702", **WORK})
    works.append({"id": "Wgone", "year": 2021, "field": "17", "subfield": "1702", **WORK, "is_retracted": True})
    authorships += [
        {"work": key, "affiliation": "Itown", "credit": WHOLE, "institution": "Itown"} for key in ("Wold", "Wgone")
    ]
    for row in authorships:
        row["institution_name"] = f"University {row['institution']}"
    affiliations = [
        {"affiliation": f"I{name}", "institution": f"I{name}", "organisation": "", "organisation_name": f"University {name}",
         "place": "town" if name == "town" else "", "country": "CN" if name == "town" else name, "city": "", "type": "education"}
        for name in (*COUNTRIES, "town")
    ]  # fmt: skip
    return {"works": works, "authorships": authorships, "affiliations": affiliations}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sql.Lake]:
    folder = tmp_path_factory.mktemp("lake")
    patents: list[dict[str, Any]] = [
        {"id": f"P{country}{number}", "family": "", "fields": [str(1 + at), "6"], "year": 2021}
        for at, country in enumerate(COUNTRIES) for number in range(30)
    ]  # fmt: skip
    parties = [
        {"patent": row["id"], "role": role, "name": row["id"][1:3], "party": "", "organisation": "",
         "organisation_name": "", "country": row["id"][1:3], "city": "", "place": "", "credit": WHOLE}
        for row in patents for role in ("inventor", "applicant")
    ]  # fmt: skip
    organisations = [
        {"uid": f"o{district}{number}", "name_en": f"Body {district} {number}", "name_zh": "",
         "sectors": ["light", "water"] if number < 3 else [district], "district": district, "own": True}
        for district in ("east", "west", "north") for number in range(6)
    ]  # fmt: skip
    tables = {**_works(), "patents": patents, "patent_parties": parties, "organisations": organisations}
    with sql.opened(folder, extra=_written(folder, tables)) as opened:
        yield opened


def _written(folder: Path, tables: dict[str, list[dict[str, Any]]]) -> dict[str, Path]:
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), paths[name])
    return paths


def _made(results: Any) -> dict[str, Any]:
    return {each.scope: each for each in results}


@pytest.mark.django_db
def test_the_centres_place_stands_by_itself_and_its_country_without_it(lake: sql.Lake) -> None:
    made = _made(specialisation.of_works(lake, Context("town", {})))
    found = made["fields"].result
    assert set(made) == {"fields", "subfields"}
    assert (found["level"], found["years"], found["compared"]) == ("country", [2013, 2022], 6)
    town = found["regions"][0]
    assert (town["id"], town["own"], town["records"]) == ("=town", True, 40)  # neither the old nor the retracted work
    # China's other 20 works are fewer than a place needs: they are part of the whole alone
    assert found["elsewhere"] == 20 and "CN" not in {each["id"] for each in found["regions"]}
    fields = [each["id"] for each in found["activities"]]
    cells = town["cells"]
    at = fields.index("17")
    assert cells["quotient"][at] == pytest.approx((20 / 40) / (found["activities"][at]["value"] / 360), rel=1e-3)
    assert cells["low"][at] < cells["quotient"][at] < cells["high"][at]
    assert [bool(each) for each in cells["has"]] == [field in ("17", "22") for field in fields]
    assert {each["name"][""] for each in town["strong"]["17"]} == {"University town"}
    assert found["activities"][at]["name"] == {"en": "Computer Science", "zh": "计算机科学"}


@pytest.mark.django_db
def test_without_the_place_its_country_is_whole(lake: sql.Lake) -> None:
    found = _made(specialisation.of_works(lake, Context("", {})))["subfields"].result
    assert found["elsewhere"] == 0
    assert sorted(each["id"] for each in found["regions"]) == sorted(COUNTRIES)
    assert not any(each["own"] for each in found["regions"])
    assert found["activities"][0]["group"]["en"] == "Computer Science"


@pytest.mark.django_db
def test_a_work_of_two_places_is_one_work_elsewhere(lake: sql.Lake, tmp_path: Path) -> None:
    tables = _works()
    for number in range(10):
        tables["works"].append({"id": f"W{number}", "year": 2021, "field": "17", "subfield": "1702", **WORK})
        for name in ("XA", "XB", "XA"):  # the first of them twice
            address = {"affiliation": f"I{name}", "institution": f"I{name}", "institution_name": ""}
            tables["authorships"].append({"work": f"W{number}", "credit": WHOLE // 3, **address})
    blank = dict.fromkeys(tables["affiliations"][0], "")
    tables["affiliations"] += [{**blank, "affiliation": f"I{name}", "country": name} for name in ("XA", "XB")]
    context = Context("", {})
    before = _made(specialisation.of_works(lake, context))
    with sql.opened(tmp_path, extra=_written(tmp_path, tables)) as opened:
        after = _made(specialisation.of_works(opened, context))
    for scope, key in (("fields", "17"), ("subfields", "1702")):
        told = [next(each for each in made[scope].result["activities"] if each["id"] == key) for made in (before, after)]
        assert (after[scope].result["elsewhere"], after[scope].result["compared"]) == (10.0, 6)
        assert [told[1][name] - told[0][name] for name in ("records", "value")] == [10, 10.0]


@pytest.mark.django_db
def test_fields_and_subfields_are_counted_in_one_reading(lake: sql.Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    read, batches = [], sql.Lake.batches

    def heard(self: sql.Lake, statement: str, *more: Any, **asked: Any) -> Any:
        read.append("FROM authorships" in statement)
        return batches(self, statement, *more, **asked)

    monkeypatch.setattr(sql.Lake, "batches", heard)
    assert len(list(specialisation.of_works(lake, Context("town", {})))) == 2
    assert sum(read) == 3  # places as cities, as countries since cities are too few, and who is strong in the first


@pytest.mark.django_db
def test_a_patent_is_divided_among_its_fields(lake: sql.Lake) -> None:
    result = _made(specialisation.of_patents(lake, Context("", {})))["patents"]
    found = result.result
    assert result.parameters["role"] == "inventor"
    sixth = next(each for each in found["activities"] if each["id"] == "6")
    assert (sixth["value"], sixth["records"]) == (105.0, 180)  # half of each, and all of those in it alone
    first = found["regions"][0]
    assert first["strong"]["6"][0]["records"] == 30


@pytest.mark.django_db
def test_the_register_tells_of_districts(lake: sql.Lake) -> None:
    found = _made(specialisation.of_register(lake, Context("", {})))["register"].result
    assert (found["level"], found["compared"], found["total"]) == ("district", 3, 18.0)
    east = next(each for each in found["regions"] if each["id"] == "east")
    names = [each["id"] for each in found["activities"]]
    assert east["cells"]["value"][names.index("light")] == 1.5
    assert east["cells"]["quotient"][names.index("east")] == 3.0
    assert len(east["strong"]["east"]) == 3
