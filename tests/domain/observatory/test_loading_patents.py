"""Patents become a version of a dataset: two tables of one load, organisations of the register, places of the centre."""

import argparse
import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest
import ror_files

from technopole.cli import observatory_load_patents as verb
from technopole.core.errors import SourceErrors
from technopole.core.sourced import By, put
from technopole.lake import building, home, sql
from technopole.lake.datasets import Dataset
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.observatory.patents import loading
from technopole.registry import resolving, resolving_apart, ror_load
from technopole.registry.models import Organisation
from technopole.sources.offers import json_lines

pytestmark = pytest.mark.django_db
PLACES = (("shanghai", "Shanghai", "上海", "city"), ("china", "China", "中国", "country"), ("jiangsu", "Jiangsu", "江苏", "province"))


@pytest.fixture
def places(db) -> None:
    for position, (key, english, chinese, kind) in enumerate(PLACES):
        put(
            "term", "centre", f"place/{key}",
            {"vocabulary": "place", "key": key, "name": {"en": english, "zh": chinese}, "kind": kind, "position": position},
            By(label="test"),
        )  # fmt: skip
    put(
        "term", "centre", "district/pudong",
        {"vocabulary": "district", "key": "pudong", "name": {"en": "Pudong New Area", "zh": "浦东新区"}}, By(label="test"),
    )  # fmt: skip


@pytest.fixture
def small_pieces(monkeypatch) -> None:
    monkeypatch.setattr(json_lines, "ROWS", 2)


def patent(number: int, *inventors: dict[str, Any], **said: Any) -> dict[str, Any]:
    return {"id": f"CN{number:07d}A", "filed": "2020-01-01", "inventors": list(inventors) or [{"name": "A"}], **said}


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    data = b"".join(orjson.dumps(row) + b"\n" for row in rows)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def kept() -> Dataset:
    return Dataset(home.folder(), loading.DATASET)


def rows(statement: str) -> list[dict[str, Any]]:
    with sql.opened(home.folder()) as lake:
        return lake.rows(statement)


def test_a_load_is_one_version_with_two_tables_whose_credits_sum_to_the_patents(tmp_path, small_pieces) -> None:
    people = [{"name": name, "city": "Wuhan", "country": "CN"} for name in "ABCDEFG"]
    path = write(
        tmp_path / "a.jsonl.gz", [patent(1, *people, pct=True), patent(2, *people[:3], ipc=["H04W 4/00"]), patent(3), patent(4)]
    )
    loaded = loading.load([path], about={"sample": True, "licence": "CC0-1.0"})
    assert (loaded.version, loaded.patents, loaded.parties, loaded.fresh) == ("00001", 4, 12, True)
    assert rows("SELECT count(*) AS n, sum(credit) AS credit FROM patent_parties WHERE role = 'inventor'") == [
        {"n": 12, "credit": 4 * WHOLE}
    ]
    assert rows("SELECT id, fields FROM patents WHERE len(fields) > 0 OR pct ORDER BY id") == [
        {"id": "CN0000001A", "fields": []}, {"id": "CN0000002A", "fields": ["4"]},
    ]  # fmt: skip
    about = kept().manifest()["about"]
    assert (about["sample"], about["licence"], about["sources"]) == (True, "CC0-1.0", ["a.jsonl.gz"])
    assert "CN" in about["coverage"]["zh"]
    assert "2020" in about["coverage"]["en"]


def test_the_same_again_is_nothing_to_do_until_an_organisation_changes(tmp_path, monkeypatch) -> None:
    path = write(tmp_path / "a.jsonl", [patent(1)])
    assert loading.load([path]).fresh
    again = loading.load([path])
    assert (again.version, again.fresh) == ("00001", False)
    monkeypatch.setattr(loading.parties, "stamp", lambda: 7)
    assert (loading.load([path]).version, loading.load([path]).fresh) == ("00002", False)


def test_a_load_that_was_killed_goes_on_with_the_parts_that_were_finished(tmp_path, monkeypatch, small_pieces) -> None:
    path = write(tmp_path / "a.jsonl", [patent(number) for number in range(9)])
    write_tables, written = building.write_tables, []

    def killed(folder: Path, number: int, tables: Any, note: Any) -> Any:
        if number == 3 and len(written) < 4:
            raise KeyboardInterrupt
        written.append(number)
        return write_tables(folder, number, tables, note)

    monkeypatch.setattr(building, "write_tables", killed)
    with pytest.raises(KeyboardInterrupt):
        loading.load([path])
    assert kept().current() is None
    written.append(-1)
    assert loading.load([path]).patents == 9
    assert written == [0, 1, 2, -1, 3, 4]
    assert kept().damaged() == []
    assert [row["n"] for row in rows("SELECT count(DISTINCT id) AS n FROM patents")] == [9]


def test_a_patent_that_stands_twice_is_refused_or_kept_once(tmp_path, small_pieces) -> None:
    twice = patent(1, {"name": "B"}, {"name": "C"})
    path = write(tmp_path / "a.jsonl", [patent(1), twice, patent(2), twice, patent(3)])
    with pytest.raises(SourceErrors) as raised:
        loading.load([path])
    assert [(error.line, error.field) for error in raised.value.errors] == [(2, "id"), (4, "id")]
    assert "stands on line 1 already" in str(raised.value)
    assert kept().current() is None
    loaded = loading.load([path], skip_bad=True)
    assert (loaded.patents, loaded.repeated) == (3, 2)
    assert rows("SELECT patent, name FROM patent_parties ORDER BY patent") == [
        {"patent": f"CN000000{number}A", "name": "A"} for number in (1, 2, 3)
    ]
    assert loaded.report is not None
    assert loaded.report.read_text().count("stands before already") == 2
    with pytest.raises(SourceErrors):
        loading.load([path])


def test_wrong_rows_stop_a_load_or_are_listed(tmp_path) -> None:
    path = write(tmp_path / "a.jsonl", [patent(1), patent(2, filed="someday"), patent(3, ipc=["no symbol"])])
    with pytest.raises(SourceErrors) as raised:
        loading.load([path])
    assert [(error.line, error.field) for error in raised.value.errors] == [(2, "filed"), (3, "ipc")]
    loaded = loading.load([path], skip_bad=True)
    assert (loaded.patents, loaded.bad, [each.line for each in loaded.first]) == (1, 2, [2, 3])


def test_people_are_placed_and_their_organisations_are_those_of_the_register(tmp_path, places) -> None:
    ror_load.load(ror_files.write(tmp_path, "jsonl"))
    resolving.refresh()
    fudan = Organisation.objects.get(identifiers__value=ror_files.FUDAN)
    path = write(tmp_path / "a.jsonl", [
        patent(
            1, {"name": "A", "organisation": "Fudan University", "country": "CN", "city": "Shanghai"},
            {"name": "B", "country": "CN", "city": "Pudong"}, {"name": "C", "country": "CN", "region": "Jiangsu", "city": "Suzhou"},
            {"name": "D", "country": "US", "city": "Shanghai", "latitude": 40.0, "longitude": -75.0}, {"name": "E", "country": "CN", "city": "上海"}, {"name": "F"},
            applicants=[{"name": "Fudan University", "country": "CN"}, {"name": "Nobody Knows Ltd"}],
        )
    ])  # fmt: skip
    try:
        loading.load([path])
    finally:
        resolving_apart.stop()
    found = rows("SELECT name, organisation, place FROM patent_parties ORDER BY role DESC, position")
    assert [(row["name"], row["place"]) for row in found[:6]] == [
        ("A", "shanghai"), ("B", "shanghai"), ("C", "jiangsu"), ("D", ""), ("E", "shanghai"), ("F", ""),
    ]  # fmt: skip
    assert [row["organisation"] for row in found] == [fudan.uid, "", "", "", "", "", fudan.uid, ""]


def test_the_command_says_what_it_did(tmp_path, capsys) -> None:
    path = write(tmp_path / "a.jsonl", [patent(1) | {"colour": "red"}])
    parser = argparse.ArgumentParser()
    verb.add_kind(parser.add_subparsers())
    arguments = parser.parse_args(["patents", str(path), "--coverage", "All there are", "--coverage-zh", "全部"])
    assert arguments.run(arguments) == 0
    assert arguments.run(arguments) == 0
    out = capsys.readouterr().out
    assert "1 patent with 1 inventors and applicants in the dataset patents, version 00001." in out
    assert "no patent has such keys: colour (1)" in out
    assert "holds this already: 1 patent, version 00001" in out
    assert kept().manifest()["about"]["coverage"] == {"en": "All there are", "zh": "全部"}


def test_a_folder_of_patentsviews_tables_is_loaded(tmp_path, places) -> None:
    tables = {
        "g_patent": ["patent_id\tpatent_type\tpatent_date\tpatent_title\twipo_kind\twithdrawn", "10000001\tutility\t2018-06-19\tA pump\tB2\t0"],
        "g_inventor_disambiguated": [
            "patent_id\tinventor_sequence\tinventor_id\tdisambig_inventor_name_first\tdisambig_inventor_name_last\tlocation_id",
            "10000001\t0\ti1\tWei\tLi\tp1", "10000001\t1\ti2\tAda\tMaker\t",
        ],
        "g_location_disambiguated": [
            "location_id\tdisambig_city\tdisambig_state\tdisambig_country\tlatitude\tlongitude", "p1\tShanghai\t\tCN\t31.2\t121.4",
        ],
    }  # fmt: skip
    for name, lines in tables.items():
        (tmp_path / f"{name}.tsv").write_text("\n".join(lines) + "\n")
    loaded = loading.load([tmp_path])
    assert (loaded.patents, loaded.parties) == (1, 2)
    assert rows("SELECT name, place, credit FROM patent_parties ORDER BY position") == [
        {"name": "Wei Li", "place": "shanghai", "credit": WHOLE // 2}, {"name": "Ada Maker", "place": "", "credit": WHOLE // 2},
    ]  # fmt: skip
    assert kept().manifest()["about"]["coverage"]["en"] == "Patents granted by the United States (PatentsView)"
    assert not loading.load([tmp_path]).fresh
