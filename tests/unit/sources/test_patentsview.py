"""PatentsView's tables as offers: joined in bounded memory, whatever their order."""

import csv
import io
import random
import zipfile
from pathlib import Path

import pytest

from technopole.core.errors import SourceError
from technopole.sources import patentsview as tables_of_patents
from technopole.sources.offers import patentsview, record

TABLES = {
    "g_patent": [
        ["patent_id", "patent_type", "patent_date", "patent_title", "wipo_kind", "num_claims", "withdrawn", "filename"],
        ["10000001", "utility", "2018-06-19", 'A "smart" pump', "B2", "5", "0", "x"],
        ["D800001", "design", "2017-10-10", "Lamp", "S1", "1", "0", "x"],
        ["PP30001", "plant", "2018-12-25", "Rose plant", "P2", "1", "0", "x"],
        ["9999999", "utility", "2018-06-12", "Taken back", "B2", "1", "1", "x"],
        ["4000000", "utility", "1976-12-28", "", "A", "3", "0", "x"],
    ],
    "g_patent_abstract": [
        ["patent_id", "patent_abstract"],
        ["D800001", "It\tshines.\nBrightly."],
        ["10000001", "It pumps."],
        ["777", "Of no patent."],
    ],
    "g_cpc_current": [
        ["patent_id", "cpc_sequence", "cpc_section", "cpc_class", "cpc_subclass", "cpc_group", "cpc_type", "cpc_symbol_position"],
        ["10000001", "1", "F", "F16", "F16K", "F16K3/00", "additional", ""],
        ["10000001", "0", "F", "F04", "F04B", "F04B1/00", "inventional", ""],
    ],
    "g_assignee_disambiguated": [
        ["patent_id", "assignee_sequence", "assignee_id", "disambig_assignee_individual_name_first",
         "disambig_assignee_individual_name_last", "disambig_assignee_organization", "assignee_type", "location_id"],
        ["10000001", "1", "b", "", "", "Second Inc.", "2", "p2"],
        ["10000001", "0", "a", "", "", "First Co., Ltd.", "3", "p1"],
        ["D800001", "0", "c", "Ada", "Maker", "", "14", "p3"],
    ],
    "g_location_disambiguated": [
        ["location_id", "disambig_city", "disambig_state", "disambig_country", "latitude", "longitude", "county", "state_fips", "county_fips"],
        ["p1", "Shanghai", "", "CN", "31.2", "121.4", "", "", ""],
        ["p3", "Austin", "TX", "US", "30.2", "-97.7", "", "", ""],
    ],
}  # fmt: skip


def table(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def folder_of(folder: Path, names: list[str] | None = None, *, zipped: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names or list(TABLES):
        data = table(TABLES[name])
        if zipped:
            with zipfile.ZipFile(folder / f"{name}.tsv.zip", "w") as archive:
                archive.writestr(f"{name}.tsv", data)
        else:
            (folder / f"{name}.tsv").write_bytes(data)
    return folder


def read(folder: Path, spool: Path) -> tuple[dict[str, dict], list]:
    spool.mkdir(exist_ok=True)
    rows, others = {}, []
    for piece in patentsview.pieces(patentsview.find([folder]), spool):
        made = patentsview.parse(piece)
        for row in made.rows:
            rows[row[0]] = dict(zip(record.COLUMNS, row, strict=True))
        others += [*made.bad, *made.empty]
    return rows, others


@pytest.mark.parametrize("zipped", [False, True])
def test_what_belongs_to_a_patent_comes_together(tmp_path: Path, zipped: bool) -> None:
    rows, others = read(folder_of(tmp_path / "tables", zipped=zipped), tmp_path / "spool")
    assert sorted(rows) == ["us:10000001", "us:D800001", "us:PP30001"]
    pump, lamp, rose = rows["us:10000001"], rows["us:D800001"], rows["us:PP30001"]
    assert (pump["title"], pump["text"], pump["year"], pump["fields"]) == ('A "smart" pump', "It pumps.", 2018, ["F04B1/00", "F16K3/00"])
    assert (pump["owner"], pump["owner_kind"], pump["country"], pump["region"]) == ("First Co., Ltd.", "firm", "CN", "")
    assert (pump["kind"], pump["rights"], pump["numbers"], pump["source"]) == ("patent", ["patent"], ["US 10000001"], "PatentsView")
    assert (lamp["owner"], lamp["owner_kind"], lamp["region"], lamp["rights"]) == ("Ada Maker", "person", "TX", ["design"])
    assert (rose["owner"], rose["owner_kind"], rose["rights"], rose["text"]) == ("", "", ["variety"], "")
    assert [(each.line, each.problem) for each in others] == [(6, "has neither a title nor a text")]


def test_only_the_patents_themselves_are_needed(tmp_path: Path) -> None:
    rows, _ = read(folder_of(tmp_path / "tables", ["g_patent"]), tmp_path / "spool")
    assert rows["us:10000001"]["fields"] == []


def test_buckets_change_nothing_but_the_order(tmp_path: Path, monkeypatch) -> None:
    folder = folder_of(tmp_path / "tables")
    one = read(folder, tmp_path / "one")[0]
    monkeypatch.setattr(tables_of_patents, "BUCKET", 100)
    monkeypatch.setattr(tables_of_patents, "HELD", 60)
    assert tables_of_patents.buckets(patentsview.find([folder])) > 5
    assert read(folder, tmp_path / "many")[0] == one


def test_tables_in_another_order_give_the_same_offers(tmp_path: Path) -> None:
    expected = read(folder_of(tmp_path / "tables"), tmp_path / "spool")[0]
    chance = random.Random(4)
    for name, rows in TABLES.items():
        shuffled = rows[1:]
        chance.shuffle(shuffled)
        (tmp_path / "tables" / f"{name}.tsv").write_bytes(table([rows[0], *shuffled]))
    assert read(tmp_path / "tables", tmp_path / "again")[0] == expected


def test_tables_that_lie_in_buckets_already_are_not_put_there_again(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "tables")
    first = read(folder, tmp_path / "spool")
    (tmp_path / "spool" / "g_cpc_current.done").unlink()  # killed while this one was being put there
    assert read(folder, tmp_path / "spool") == first


@pytest.mark.parametrize(("name", "data", "problem"), [
    ("g_patent.tsv", b"patent_id\tpatent_title\n", "the column is missing"),
    ("g_patent.tsv", table(TABLES["g_patent"]) + b'"1"\t"utility"\n', "has 2 cells"),
    ("g_patent.tsv", table(TABLES["g_patent"])[:-9] + b'"broken', "no well-formed table"),
    ("g_patent.tsv", table(TABLES["g_patent"]) + b"\xff\n", "not UTF-8"),
    ("g_patent.tsv.zip", b"PK\x03\x04 no zip", "no zip file"),
])  # fmt: skip
def test_a_table_that_is_none_is_refused(tmp_path: Path, name: str, data: bytes, problem: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=problem) as raised:
        read(tmp_path, tmp_path / "spool")
    assert name in str(raised.value)


def test_other_files_are_named_with_the_nearest_table(tmp_path: Path) -> None:
    (tmp_path / "g_patents.tsv").write_bytes(b"")
    with pytest.raises(SourceError, match="Did you mean 'g_patent'"):
        patentsview.find([tmp_path / "g_patents.tsv"])
    with pytest.raises(SourceError, match="g_patent.tsv is not there"):
        patentsview.find([tmp_path])


def test_a_patent_that_stands_twice_is_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "tables")
    (folder / "g_patent.tsv").write_bytes(table([*TABLES["g_patent"], TABLES["g_patent"][1]]))
    _, others = read(folder, tmp_path / "spool")
    assert "'10000001' stands on line 2 already" in [each.problem for each in others]
