"""SQL over the lake: views of versions, limits that hold, and errors that say where."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from technopole.core import durable
from technopole.lake import building, sql
from technopole.lake.columns import Column
from technopole.lake.datasets import Dataset, NoSuchVersion, tables_of
from technopole.lake.sql import Lake, SqlError, TookTooLong, TooMuchMemory

WORKS = [
    Column("id", "text"), Column("year", "integer16", few=True), Column("topics", "texts", few=True),
    Column("fwci", "number"), Column("is_oa", "truth"),
]  # fmt: skip
SHARES = [Column("work", "text"), Column("credit", "integer")]
NONE = [Column("id", "text"), Column("names", "texts"), Column("works", "integer")]
UNIT = 5_354_228_880


def work(number: int) -> tuple:
    return f"W{number}", 2000 + number % 3, ["T1", "T2"][: number % 3], None if number % 2 else 0.5, number % 2 == 0


def make(folder: Path, count: int) -> str:
    tables = {
        "works": (WORKS, [work(number) for number in range(count)]),
        "authorships": (SHARES, [(f"W{number}", UNIT) for number in range(count)]),
        "sources": (NONE, []),
    }
    return building.write_version(
        Dataset(folder, "works"), {"count": count}, tables, "2026-01-01", {"about": {"sample": True}}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "lake's [own] folder"
    make(folder, 3)
    make(folder, 10)
    (folder.parent / "secret.csv").write_text("a\n1\n")
    offers = Dataset(folder, "offers")
    with building.alone(offers):
        begun = building.begin(offers, {"a": 1}, [Column("id", "text")])
        begun.finished[0] = building.write_part(begun.folder, 0, [Column("id", "text")], [["o1", "o2"]], None, None, {})
        begun.publish("2026-01-01", {}, {})
    return folder


@pytest.fixture
def lake(folder: Path) -> Iterator[Lake]:
    with sql.opened(folder, seconds=20, memory="50MB", disk="5MB") as lake:
        yield lake


def test_the_tables_of_all_datasets_are_there(lake: Lake) -> None:
    assert lake.tables == {
        "works": ("works", "00002"), "authorships": ("works", "00002"), "sources": ("works", "00002"),
        "offers": ("offers", "00001"),
    }  # fmt: skip
    assert lake.rows("SELECT count(*) AS n FROM offers") == [{"n": 2}]
    assert lake.rows("FROM works ORDER BY id LIMIT 1") == [
        {"id": "W0", "year": 2000, "topics": [], "fwci": 0.5, "is_oa": True}
    ]
    assert lake.rows("SELECT id, names, works FROM sources") == []
    counted = "SELECT id FROM works WHERE year = $year AND id IN (SELECT work FROM authorships) ORDER BY ALL"
    assert [row["id"] for row in lake.rows(counted, {"year": 2001})] == ["W1", "W4", "W7"]


def test_an_earlier_version_is_read_as_it_was(folder: Path) -> None:
    with sql.opened(folder, {"works": "00001"}) as lake:
        assert lake.rows("SELECT count(*) AS n FROM works") == [{"n": 3}]
        assert lake.used("SELECT 1 FROM works, offers") == {"works": "00001", "offers": "00001"}
    with pytest.raises(NoSuchVersion, match="no version 00009"), sql.opened(folder, {"works": "00009"}):
        pass
    with pytest.raises(NoSuchVersion, match="no dataset 'patents'"), sql.opened(folder, {"patents": "00001"}):
        pass


def test_what_a_statement_reads_is_told_without_carrying_it_out(lake: Lake) -> None:
    nested = "WITH w AS (SELECT * FROM Works) SELECT (SELECT count(*) FROM offers) FROM w JOIN range(3) ON true"
    assert lake.used(nested) == {"works": "00002", "offers": "00001"}
    assert lake.used("SELECT 1") == {}


def test_whole_sums_stay_whole_however_large(lake: Lake, tmp_path: Path) -> None:
    total = "SELECT sum(credit * 1000000) AS credit, avg(credit) AS mean, 0.5 * count(*) AS half FROM authorships"
    assert lake.columns(total)["credit"].dtype == np.int64
    assert lake.columns(total)["half"].dtype == np.float64
    assert lake.rows(total) == [{"credit": 10_000_000 * UNIT, "mean": float(UNIT), "half": 5.0}]
    path = tmp_path / "written.parquet"
    assert lake.write(total + " -- with a remark", path) == 1
    assert pq.read_table(path).to_pylist() == lake.rows(total)


def test_columns_are_arrays_with_nothing_missing_told_as_nan(lake: Lake) -> None:
    found = lake.columns("SELECT id, year, fwci, NULL::INT AS none FROM works ORDER BY length(id), id")
    assert found["id"].tolist()[:2] == ["W0", "W1"]
    assert np.isnan(found["fwci"]).tolist() == [False, True] * 5
    assert np.isnan(found["none"]).all()
    empty = lake.columns("SELECT id, year, fwci FROM works WHERE year = 1")
    assert [(name, array.dtype.kind, len(array)) for name, array in empty.items()] == [
        ("id", "O", 0), ("year", "i", 0), ("fwci", "f", 0)
    ]  # fmt: skip


def test_files_beside_the_lake_are_tables_when_named(folder: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"place": ["x"]}), tmp_path / "it's.parquet")
    with sql.opened(folder, extra={"places": tmp_path / "it's.parquet"}) as lake:
        assert lake.rows("FROM places") == [{"place": "x"}]
        assert lake.used("FROM places") == {}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELECT id,\n  yeer FROM works", 'line 2, column 3: Referenced column "yeer" not found.* Did you mean year'),
        ("SELECT 'é', 1\nFROM workz", "line 2, column 6: There is no table 'workz'. Did you mean works"),
        ("SELECT year FROM works GROUP", "line 1, column 2[0-9]: syntax error"),
        ("SELECT nosuch(1)", "line 1, column 8: Scalar Function with name nosuch does not exist"),
        ("SELECT id::INT AS n FROM works", "Could not convert string 'W0'"),
        ("SELECT $first", "Values were not provided for the following .*parameters: first"),
        ("SELECT 1; SELECT 2", "There are 2 statements"),
        ("DROP VIEW works", "Only SELECT"),
        ("COPY works TO 'x.csv'", "Only SELECT"),
        ("SET memory_limit = '4GB'", "Only SELECT"),
        ("ATTACH 'x.db'", "Only SELECT"),
        ("SELECT * FROM read_csv('../secret.csv')", "read_csv cannot be read from here"),
        ("SELECT * FROM query('DROP VIEW works')", "query cannot be read from here"),
        ("SELECT * FROM '../secret.csv'", "There is no table"),
        ("SELECT * FROM information_schema.tables", "There is no table 'information_schema.tables'"),
    ],
)
def test_what_cannot_be_done_says_where_and_what_was_meant(lake: Lake, statement: str, said: str) -> None:
    with pytest.raises(SqlError, match=said):
        lake.rows(statement)


def test_duckdb_itself_reads_nothing_outside_the_lake_and_its_settings_are_locked(lake: Lake, folder: Path) -> None:
    secret = folder.parent / "secret.csv"
    for statement in (
        f"SELECT * FROM read_csv($${secret}$$)", f"SELECT * FROM read_text($${folder}/works/../../secret.csv$$)",
        f"COPY (SELECT 1) TO $${folder.parent}/out.csv$$", "SET enable_external_access = true",
        "SET memory_limit = '4GB'", "INSTALL httpfs",
    ):  # fmt: skip
        with pytest.raises(Exception, match="disabled by configuration|locked"):
            lake._connection.execute(statement)
    folder_of_python = [1, 2]  # noqa: F841  a variable of the caller is no table
    with pytest.raises(SqlError, match="no table 'folder_of_python'"):
        lake.rows("FROM folder_of_python")


def test_a_statement_that_needs_too_much_memory_or_disk_ends(lake: Lake) -> None:
    with pytest.raises(TooMuchMemory, match="more than it may have"):
        lake.rows("SELECT hash(r.range) AS h FROM range(8000000) r ORDER BY h")
    with pytest.raises(TooMuchMemory, match="more than 10 rows"):
        lake.rows("FROM range(100)", most=10)
    assert lake.rows("SELECT 1 AS still") == [{"still": 1}]


def test_a_statement_that_takes_too_long_ends(folder: Path) -> None:
    with sql.opened(folder, seconds=0.2) as lake:
        for ask in (lake.rows, lake.columns, lambda statement: lake.write(statement, folder.parent / "x.parquet")):
            with pytest.raises(TookTooLong, match="within 0.2 seconds"):
                ask("SELECT count(*) AS n FROM range(1000000000000) r WHERE hash(r.range) % 7 = 3")
        assert lake.rows("SELECT 1 AS still") == [{"still": 1}]
    assert not (folder.parent / "x.parquet").exists()


def test_batches_are_read_one_after_the_other_in_time_that_only_duckdb_uses(folder: Path) -> None:
    with sql.opened(folder, seconds=5, memory="100MB") as lake:
        batches = lake.batches("SELECT r.range AS n FROM range(1000000) r", size=5000)
        assert max(next(batches).num_rows for _ in range(20)) <= 5000


def test_thousands_of_parts_are_one_table(tmp_path: Path) -> None:
    version = tmp_path / "many" / "00001"
    version.mkdir(parents=True)
    pq.write_table(pa.table({"id": ["a", "b"]}), version / "one.parquet")
    for number in range(1500):
        (version / f"part-{number:05d}.parquet").hardlink_to(version / "one.parquet")
    parts = [{"file": f"part-{number:05d}.parquet", "rows": 2} for number in range(1500)]
    manifest = building.json.dumps({"rows": 3000, "columns": [{"name": "id", "kind": "text"}], "parts": parts})
    durable.write_bytes(version / "manifest.json", manifest.encode())
    Dataset(tmp_path, "many").make_current("00001")
    with sql.opened(tmp_path) as lake:
        assert lake.rows("SELECT count(*) AS n, count(DISTINCT id) AS ids FROM many") == [{"n": 3000, "ids": 2}]


def test_what_a_killed_process_put_aside_is_removed(folder: Path) -> None:
    left = folder / ".sql" / "left"
    left.mkdir(parents=True)
    (left / "duckdb_temp_storage.tmp").write_bytes(b"x")
    with sql.opened(folder), sql.opened(folder) as lake:
        assert not left.exists()
        assert lake.rows("SELECT 1 AS one") == [{"one": 1}]
    assert [each.name for each in (folder / ".sql").iterdir()] == [".lock"]


def test_tables_of_one_load_stay_together(folder: Path) -> None:
    dataset = Dataset(folder, "works")
    manifest = dataset.manifest("00001")
    assert {name: table["rows"] for name, table in tables_of(manifest, "works").items()} == {
        "works": 3, "authorships": 3, "sources": 0
    }  # fmt: skip
    assert (manifest["rows"], manifest["about"], dataset.count("00001")) == (3, {"sample": True}, 3)
    assert [row["id"] for row in dataset.rows(["id"], "00001")] == ["W0", "W1", "W2"]
    assert next(dataset.rows(version="00001", table="authorships")) == {"work": "W0", "credit": UNIT}
    assert dataset.damaged() == []
    assert make(folder, 10) == "00002"
