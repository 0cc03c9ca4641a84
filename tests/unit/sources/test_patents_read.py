"""Patents are read as files say them: CSV, JSON lines and PatentsView's tables give the same rows, and errors their line."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_patentsview import TABLES, table

from technopole.core.errors import SourceError
from technopole.lake import compressed
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.sources.offers import files
from technopole.sources.patents import forms, parsing, patentsview, record
from technopole.sources.patents.pieces import Parsed

PATENT = {
    "id": "CN 112345678 B", "title": "固态电池", "abstract": "一种固态电池。", "kind": "b", "family": "71234567",
    "application": "202010123456.7", "first_filed": "2019-03-01", "filed": "2020-02-28", "published": "2021-07-18",
    "granted": True, "high_value": True, "cited_by": 12, "ipc": ["H01M 10/0525", "h04w4/00", "H01M 10/0525"],
    "references": ["US10000001B2"],
    "inventors": [
        {"name": "李伟", "country": "CN", "city": "Shanghai", "latitude": 31.2, "longitude": 121.4},
        {"name": "Ana Silva", "country": "pt", "city": "Porto"},
        {"name": "王芳", "country": "CN"},
    ],
    "applicants": [{"name": "上海交通大学", "country": "CN", "region": "上海"}],
}  # fmt: skip
HEADER = (
    "id,title,abstract,kind,family,application,first_filed,filed,published,granted,high_value,cited_by,ipc,references,"
    "inventors,inventor_countries,inventor_cities,inventor_latitudes,inventor_longitudes,applicants,applicant_countries,applicant_regions"
)
ROW = (
    "CN 112345678 B,固态电池,一种固态电池。,b,71234567,202010123456.7,2019-03-01,2020-02-28,20210718,yes,true,12,"
    "H01M 10/0525; h04w4/00;H01M 10/0525,US10000001B2,李伟;Ana Silva;王芳,CN;pt;CN,Shanghai;Porto;,31.2;;,121.4;;,上海交通大学,CN,上海"
)


def parsed(data: bytes, kind: str, tmp_path: Path) -> Parsed:
    path = tmp_path / f"patents.{kind}"
    path.write_bytes(data)
    with files.opened(path, path.name) as (stream, _):
        made = [parsing.parse(piece) for piece in parsing.pieces(stream, path.name, kind)]
    assert len(made) == 1
    return made[0]


def as_dicts(made: Parsed) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    def named(shapes: Any, rows: Any) -> list[dict[str, Any]]:
        return [dict(zip([shape.name for shape in shapes], row, strict=True)) for row in rows]

    return named(record.PATENTS, made.patents), named(record.PARTIES, made.parties)


@pytest.mark.parametrize("packed", [bytes, gzip.compress, compressed.packed])
@pytest.mark.parametrize(
    ("kind", "data"),
    [("jsonl", json.dumps(PATENT).encode() + b"\n"), ("csv", b"\xef\xbb\xbf" + f"{HEADER}\n{ROW}\n".encode())],
)
def test_a_patent_is_the_same_from_either_form(kind: str, data: bytes, packed: Any, tmp_path: Path) -> None:
    made = parsed(packed(data), kind, tmp_path)
    assert (made.bad, made.unknown) == ([], {})
    (patent,), parties = as_dicts(made)
    assert patent == {
        "id": "CN112345678B", "office": "CN", "title": "固态电池", "abstract": "一种固态电池。", "kind": "B",
        "family": "71234567", "application": "202010123456.7", "filed": "2020-02-28",
        "published": "2021-07-18", "year": 2019, "granted": True,
        "pct": False, "high_value": True, "cited_by": 12, "ipc": ["H01M 10/0525", "H04W 4/00"], "fields": ["1", "4"],
        "references": ["US10000001B2"],
    }  # fmt: skip
    told = [(each["role"], each["position"], each["name"], each["country"], each["city"], each["latitude"]) for each in parties]
    assert told == [
        ("inventor", 1, "李伟", "CN", "Shanghai", 31.2), ("inventor", 2, "Ana Silva", "PT", "Porto", None),
        ("inventor", 3, "王芳", "CN", "", None), ("applicant", 1, "上海交通大学", "CN", "", None),
    ]  # fmt: skip
    assert (parties[3]["organisation_name"], parties[3]["region"], parties[0]["organisation_name"]) == ("上海交通大学", "上海", "")


@pytest.mark.parametrize("count", [1, 3, 7, 29, 97])
def test_the_credits_of_a_patent_sum_to_it_exactly_in_each_role(count: int) -> None:
    people = [{"name": f"N{number}"} for number in range(count)]
    _, parties = record.rows({"id": "CN1234567A", "inventors": people, "applicants": people[:1]})
    credits = {role: [party[-1] for party in parties if party[1] == role] for role in record.ROLES}
    assert {role: sum(each) for role, each in credits.items()} == dict.fromkeys(record.ROLES, WHOLE)
    assert max(credits["inventor"]) - min(credits["inventor"]) == (WHOLE % count > 0)


@pytest.mark.parametrize(
    ("said", "international"),
    [
        ({"id": "WO2020123456A1"}, True), ({"id": "US10000001B2", "application": "PCT/CN2020/123456"}, True),
        ({"id": "CN112345678B"}, False), ({"id": "CN112345678B", "pct": True}, True), ({"id": "WO2020123456A1", "pct": False}, False),
    ],
)  # fmt: skip
def test_what_is_an_international_application_is_told_or_seen(said: dict[str, Any], international: bool) -> None:
    (row, parties) = record.rows(said)
    assert row[[shape.name for shape in record.PATENTS].index("pct")] is international
    assert parties == []


WRONG = [
    ({"id": ""}, "id", "is missing", "publication number"),
    ({"id": "battery !"}, "id", "no publication number", "CN112345678B"),
    ({"filed": "2020-02-30"}, "filed", "is no date", "2021-07-18"),
    ({"filed": "28.02.2020"}, "filed", "is no date", ""),
    ({"ipc": ["battery"]}, "ipc", "no symbol", "H01M 10/0525"),
    ({"cited_by": -1}, "cited_by", "is no count", ""),
    ({"pct": "perhaps"}, "pct", "neither true nor false", ""),
    ({"inventors": [{"name": "A", "latitude": 91, "longitude": 0}]}, "inventors[1].latitude", "no latitude", "-90 to 90"),
    ({"inventors": [{"name": "A"}, {"name": "B", "latitude": 31}]}, "inventors[2].latitude", "stands alone", "both"),
    ({"inventors": [{"name": "A", "country": "China"}]}, "inventors[1].country", "no country code", "ISO 3166"),
    ({"applicants": [{"nam": "A"}]}, "applicants", "'nam' is not known", "Known: name"),
    ({"applicants": ["A"]}, "applicants", "no list of objects", ""),
    ({"office": "CNIPA"}, "office", "no patent office", "CN"),
    ({"title": "a\0b"}, "title", "NUL", ""),
]


@pytest.mark.parametrize(("said", "field", "problem", "hint"), WRONG)
def test_what_cannot_be_right_is_told_with_its_line_and_field(
    said: dict[str, Any], field: str, problem: str, hint: str, tmp_path: Path
) -> None:
    lines = [PATENT, {**PATENT, **said}]
    made = parsed(b"".join(json.dumps(line).encode() + b"\n" for line in lines), "jsonl", tmp_path)
    assert len(made.patents) == 1
    (bad,) = made.bad
    assert (bad.file, bad.line, bad.field) == ("patents.jsonl", 2, field)
    assert problem in bad.problem
    assert hint in bad.hint


@pytest.mark.parametrize(
    ("cells", "field", "problem", "hint"),
    [
        ("CN1234567A,A;B,Shanghai", "inventor_cities", "holds 1, where inventors holds 2", "Shanghai;;Wuhan"),
        ("CN1234567A,A；B,Shanghai;Wuhan", "inventor_cities", "holds 2, where inventors holds 1", "not ；"),
        ("CN1234567A,A", "", "has 2 cells", "commas"),
    ],
)
def test_people_that_do_not_stand_side_by_side_are_told(cells: str, field: str, problem: str, hint: str, tmp_path: Path) -> None:
    made = parsed(f"id,inventors,inventor_cities\n{cells}\n".encode(), "csv", tmp_path)
    (bad,) = made.bad
    assert (bad.line, bad.field) == (2, field)
    assert problem in bad.problem
    assert hint in bad.hint


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"ids,title\n", "field id: the column is missing"), (b"id;title\n", "semicolons"), (b"id,inventor_country\n", "Call it inventor_countries"),
        (b"id,title,title\n", "twice"),
    ],
)  # fmt: skip
def test_a_header_that_is_none_is_refused(data: bytes, told: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=told):
        parsed(data, "csv", tmp_path)


def test_a_spreadsheet_of_a_chinese_computer_is_told_by_name(tmp_path: Path) -> None:
    made = parsed("id,title\nCN1234567A,固态电池\n".encode("gb18030"), "csv", tmp_path)
    assert ["GB 18030" in each.problem and "UTF-8" in each.hint for each in made.bad] == [True]


def test_columns_that_no_patent_has_are_counted(tmp_path: Path) -> None:
    assert parsed(b"id,colour\nCN1234567A,red\n", "csv", tmp_path).unknown == {"colour": 1}


OTHERS = {
    "g_application": [
        ["application_id", "patent_id", "patent_application_type", "filing_date", "series_code", "rule_47_flag"],
        ["15/123456", "10000001", "15", "2016-09-01", "15", "0"],
        ["04/1", "4000000", "04", "1074-01-00", "04", "0"],
    ],
    "g_foreign_priority": [
        ["patent_id", "priority_claim_sequence", "priority_claim_kind", "foreign_application_id", "filing_date", "foreign_country_filed"],
        ["10000001", "0", "national", "201510000001", "2015-09-02", "CN"],
        ["10000001", "1", "national", "x", "0000-00-00", "CN"],
    ],
    "g_pct_data": [["patent_id", "published_filed_date", "pct_doc_number"], ["10000001", "2016-09-01", "WO2016/123456"]],
    "g_ipc_at_issue": [
        ["patent_id", "ipc_sequence", "section", "ipc_class", "subclass", "main_group", "subgroup"],
        ["10000001", "1", "F", "4", "B", "1", "00"],
        ["10000001", "0", "H", "04", "W", "72", "04"],
        ["10000001", "2", "", "", "", "", ""],
    ],
    "g_us_patent_citation": [
        ["patent_id", "citation_sequence", "citation_patent_id"],
        ["10000001", "0", "4000000"],
        ["D800001", "0", "4000000"],
    ],
    "g_inventor_disambiguated": [
        ["patent_id", "inventor_sequence", "inventor_id", "disambig_inventor_name_first", "disambig_inventor_name_last", "location_id"],
        ["10000001", "1", "i2", "Wei", "Li", "p1"],
        ["10000001", "0", "i1", "Ada", "Maker", ""],
    ],
}  # fmt: skip


def test_patentsviews_tables_give_patents_with_their_people_and_owners(tmp_path: Path) -> None:
    for name, rows in (TABLES | OTHERS).items():
        (tmp_path / f"{name}.tsv").write_bytes(table(rows))
    (tmp_path / "spool").mkdir()
    found = patentsview.find([tmp_path])
    (made,) = [patentsview.parse(piece) for piece in patentsview.pieces(found, tmp_path / "spool")]
    patents, parties = as_dicts(made)
    assert made.bad == []
    pump = next(each for each in patents if each["id"] == "US10000001")
    assert pump["published"] == "2018-06-19"
    assert (pump["filed"], pump["year"], pump["application"], pump["pct"]) == ("2016-09-01", 2015, "US15123456", True)
    assert (pump["ipc"], pump["fields"], pump["references"], pump["cited_by"]) == (
        ["H04W 72/04", "F04B 1/00"], ["4", "27"], ["US4000000"], 0,
    )  # fmt: skip
    old = next(each for each in patents if each["id"] == "US4000000")
    assert (old["filed"], old["year"], old["cited_by"], old["pct"], old["granted"]) == ("", None, 2, False, True)
    own = [each for each in parties if each["patent"] == "US10000001"]
    assert [(each["role"], each["position"], each["name"], each["party"]) for each in own] == [
        ("inventor", 1, "Ada Maker", "i1"), ("inventor", 2, "Wei Li", "i2"),
        ("applicant", 1, "First Co., Ltd.", "a"), ("applicant", 2, "Second Inc.", "b"),
    ]  # fmt: skip
    assert (own[1]["city"], own[1]["country"], own[1]["latitude"]) == ("Shanghai", "CN", 31.2)
    assert [each["credit"] for each in own] == [WHOLE // 2] * 4


def test_only_the_patents_themselves_need_be_there(tmp_path: Path) -> None:
    (tmp_path / "g_patent.tsv").write_bytes(table(TABLES["g_patent"]))
    (tmp_path / "spool").mkdir()
    found = patentsview.find([tmp_path])
    (made,) = [patentsview.parse(piece) for piece in patentsview.pieces(found, tmp_path / "spool")]
    patents, parties = as_dicts(made)
    assert {each["id"] for each in patents} == {"US10000001", "USD800001", "USPP30001", "US4000000"}
    assert {each["cited_by"] for each in patents} == {None}
    assert parties == []


def documented() -> Iterator[str]:
    """The examples in the reference of the form."""
    text = (Path(__file__).parents[3] / "docs/reference/patents-table.md").read_text("utf-8")
    for language in ("csv", "json"):
        yield text.split(f"```{language}\n")[1].split("```")[0]


def test_the_documented_examples_are_read(tmp_path: Path) -> None:
    csv, lines = documented()
    rows = [parsed(csv.encode(), "csv", tmp_path), parsed(lines.encode(), "jsonl", tmp_path)]
    assert [(made.bad, made.unknown) for made in rows] == [([], {}), ([], {})]
    assert rows[0].patents == rows[1].patents
    assert rows[0].parties == rows[1].parties
    text = (Path(__file__).parents[3] / "docs/reference/patents-table.md").read_text("utf-8")
    assert [name for name in forms.COLUMNS if f"`{name}`" not in text] == []
