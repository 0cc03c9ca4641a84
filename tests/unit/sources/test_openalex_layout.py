"""Which files of OpenAlex are read, and how: both layouts, pages, and copies that are not whole."""

import gzip
import json
from pathlib import Path

import pytest
from openalex_made import HOME, author, institution, read, snapshot, unit_of, work, write

from technopole.core.errors import SourceError, SourceErrors
from technopole.sources.openalex import gone, layout, reading, streams
from technopole.sources.openalex.wanted import wanted

OLD, NEW = "2025-11-12", "2026-06-23"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small snapshot: works in two partitions, institutions in one, and an entity that is not read."""
    home = snapshot(tmp_path, "works", {OLD: [work(2)], NEW: [work(1, author(1, institution(1))), work(3)]})
    (home / "deleted_ids.csv").write_text("work_id,deleted_date\nhttps://openalex.org/W3,2026-08-14\n")
    snapshot(tmp_path, "institutions", {NEW: [institution(1)]})
    snapshot(tmp_path, "funders", {NEW: [{"id": f"{HOME}F1"}]})
    return tmp_path


def test_a_snapshot_is_found_from_any_of_its_folders(copy: Path) -> None:
    below = [copy, copy / "data", copy / "data/jsonl"]
    assert [[unit.entity for unit in layout.find([one]).units] for one in below] == [
        ["institutions", "works", "works"]
    ] * 3
    found = layout.find([copy])
    assert [unit.updated for unit in found.of("works")] == [OLD, NEW] and found.released == "2026-06-25"
    assert [unit.records for unit in found.of("works")] == [1, 2]
    assert found.unread == [("data/jsonl/funders", "this entity is not read")]
    assert [unit.updated for unit in layout.find([copy / "data/jsonl/works"]).units] == [OLD, NEW]
    partition = copy / f"data/jsonl/works/updated_date={NEW}"
    assert [(unit.entity, unit.updated) for unit in layout.find([partition]).units] == [("works", NEW)]
    assert layout.find([partition / "part_0000.gz"]).units[0][2:4] == ("works", NEW)
    assert len(layout.find([copy, copy / "data/jsonl/works"]).units) == 3, "what is named twice is read once"


def test_deleted_works_are_told_after_all_works(copy: Path) -> None:
    found = layout.find([copy])
    assert [each for path in found.deleted for each in gone.deleted(path)] == [("W3", "")]
    assert {each["id"] for each in read(copy)["works"]} == {"W1", "W2", "W3"}


def test_the_layout_of_old_is_read_with_its_merged_ids(tmp_path: Path) -> None:
    snapshot(tmp_path, "works", {OLD: [work(1)]}, legacy=True)
    snapshot(tmp_path, "venues", {OLD: [{"id": f"{HOME}V8", "display_name": "Old venue"}]}, legacy=True)
    lists = tmp_path / "data/merged_ids/works"
    lists.mkdir(parents=True)
    (lists / "2022-06-21.csv.gz").write_bytes(gzip.compress(b"merge_date,id,merge_into_id\n2022-06-21,W9,W1\n"))
    found = layout.find([tmp_path])
    assert [(unit.entity, unit.updated, unit.records) for unit in found.units] == [
        ("sources", OLD, 1),
        ("works", OLD, 1),
    ]
    assert [(entity, *gone.merged(path)) for entity, path in found.merged] == [("works", ("W9", "W1"))]
    assert read(tmp_path)["sources"][0]["id"] == "S8"


def test_the_combined_manifest_speaks_for_entities_without_their_own(copy: Path) -> None:
    home = copy / "data/jsonl"
    own = json.loads((home / "works/manifest.json").read_text())
    (home / "works/manifest.json").unlink()
    both = [{"entity": "works", "files": own["files"]}, {"entity": "authors", "files": own["files"]}]
    (home / "manifest.json").write_text(json.dumps({"date": "2026-09-25", "entities": both}))
    found = layout.find([copy])
    assert [unit.records for unit in found.of("works")] == [1, 2], "authors were not fetched at all"
    assert found.released == "2026-09-25"


def test_a_short_and_a_missing_file_are_named_together(copy: Path) -> None:
    home = copy / "data/jsonl/works"
    (home / f"updated_date={OLD}/part_0000.gz").unlink()
    path = home / f"updated_date={NEW}/part_0000.gz"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(SourceErrors) as told:
        layout.find([copy])
    assert f"{OLD}/part_0000.gz: is missing" in str(told.value)
    assert f"{NEW}/part_0000.gz: is short" in str(told.value)


def test_a_file_with_fewer_records_than_its_manifest_says_is_named(copy: Path) -> None:
    manifest = copy / "data/jsonl/works/manifest.json"
    manifest.write_text(manifest.read_text().replace('"record_count": 2', '"record_count": 3'))
    unit = layout.find([copy]).units[-1]
    with pytest.raises(SourceError, match=f"{NEW}/part_0000.gz: holds 2 records where the manifest says 3"):
        list(reading.read(unit))


def test_what_an_earlier_release_left_over_is_not_read(copy: Path) -> None:
    write(copy / "data/jsonl/works/updated_date=2020-01-01/part_0000.gz", work(1, title="old"))
    found = layout.find([copy])
    assert len(found.of("works")) == 2
    assert any("2020-01-01" in name and "left over" in why for name, why in found.unread)


def test_a_manifest_that_cannot_be_understood_is_told(copy: Path) -> None:
    for text in ("{", "[]", "{}", '{"files": [{}]}', '{"entities": [1]}'):
        (copy / "data/jsonl/works/manifest.json").write_text(text)
        with pytest.raises(SourceError, match=r"manifest\.json"):
            layout.find([copy])


def test_a_manifest_of_something_else_is_no_matter(tmp_path: Path) -> None:
    write(tmp_path / "works.jsonl", work(1), gz=False)
    (tmp_path / "manifest.json").write_text('{"name": "an application of the web"}')
    assert [unit.name for unit in layout.find([tmp_path]).units] == ["works.jsonl"]


def test_of_the_same_records_in_two_forms_one_is_read(copy: Path) -> None:
    write(copy / "data/parquet/works/updated_date=2026-06-23/part_0000.gz", work(1))
    assert len(layout.find([copy]).units) == 3


@pytest.mark.parametrize(
    "form", ["page", "pretty", "one line of pages", "array", "array of a line", "single", "lines", "bom"]
)
@pytest.mark.parametrize("gz", [False, True])
def test_a_loose_file_is_read_whatever_its_form(tmp_path: Path, form: str, gz: bool) -> None:
    works = [work(1), work(2)]
    text = {
        "page": json.dumps({"meta": {"count": 2}, "results": works, "group_by": []}),
        "pretty": json.dumps({"meta": {"count": 2}, "results": works}, indent=2),
        "one line of pages": "\n".join(json.dumps({"results": [each]}) for each in works),
        "array": json.dumps(works, indent=1),
        "array of a line": json.dumps(works),
        "single": json.dumps(work(1), indent=1),
        "lines": "\n\n".join(json.dumps(each) for each in works),
        "bom": "\ufeff" + "\r\n".join(json.dumps(each) for each in works) + "\r\n",
    }[form]
    data = text.encode()
    path = tmp_path / ("page.json.gz" if gz else "page.json")
    path.write_bytes(gzip.compress(data) if gz else data)
    expected = ["W1"] if form == "single" else ["W1", "W2"]
    assert [each["id"] for each in read(path)["works"]] == expected
    assert [each["id"] for each in read(tmp_path)["works"]] == expected


def test_files_of_something_else_are_told_and_not_read(tmp_path: Path) -> None:
    write(tmp_path / "works.jsonl", work(1), gz=False)
    write(tmp_path / "papers.jsonl.gz", {"paper_id": "https://openalex.org/W1"})
    (tmp_path / "README.md").write_text("x")
    found = layout.find([tmp_path])
    assert [unit.name for unit in found.units] == ["works.jsonl"]
    assert [name for name, _ in found.unread] == ["README.md", "papers.jsonl.gz"]
    with pytest.raises(SourceError, match="holds no records"):
        layout.find([tmp_path / "papers.jsonl.gz"])
    with pytest.raises(SourceError, match="no such file"):
        layout.find([tmp_path / "nowhere"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="holds no records"):
        layout.find([tmp_path / "empty"])


def test_a_folder_that_links_back_to_itself_is_gone_through_once(tmp_path: Path) -> None:
    write(tmp_path / "pages/w.jsonl", work(1), gz=False)
    (tmp_path / "pages/again").symlink_to(tmp_path)
    assert [unit.name for unit in layout.find([tmp_path, tmp_path / "pages"]).units] == ["w.jsonl"]


def test_half_a_character_in_an_array_is_told(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    path.write_text(json.dumps([work(1), work(2, title="\ud83d")], indent=1))
    (batch,) = reading.read(unit_of(path))
    assert [row[0] for row in batch.rows["works"]] == ["W1"] and [error.line for error in batch.bad] == [2]


def test_a_wrong_line_is_told_with_its_place_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "w.jsonl"
    lines = [json.dumps(work(1)), '{"id": "W2"', "null", '{"id": "x"}', json.dumps(work(3)), "7"]
    path.write_text("\n".join(lines))
    (batch,) = reading.read(unit_of(path))
    assert [row[0] for row in batch.rows["works"]] == ["W1", "W3"]
    assert [error.line for error in batch.bad] == [2, 3, 4, 6] and batch.left_out == {"bad": 4} and batch.read == 6


def test_a_record_of_another_entity_in_a_partition_is_told(copy: Path) -> None:
    write(copy / "data/jsonl/topics/updated_date=2026-01-01/part_0000.gz", work(1))
    unit = layout.find([copy]).of("topics")[0]
    (batch,) = reading.read(unit)
    assert "no record of topics" in str(batch.bad[0])


@pytest.mark.parametrize("cut", [200, -4])
def test_a_compressed_file_that_breaks_off_stops_the_reading(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path / "w.jsonl.gz", *[work(number, title=f"{number * 7919 % 1000}") for number in range(99)])
    unit = unit_of(path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(SourceError, match=r"w\.jsonl\.gz: the compressed data ends too early"):
        list(reading.read(unit))
    data = bytearray(path.read_bytes())
    data[120:140] = b"\xff" * 20
    path.write_bytes(data)
    with pytest.raises(SourceError, match="damaged|too early"):
        list(reading.read(unit))


def test_several_members_of_gzip_are_one_file_and_lines_cross_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "_PLAIN", 100)
    monkeypatch.setattr(streams, "_READ", 64)
    lines = [f"{number}:" + "x" * (number * 37 % 400) for number in range(60)]
    path = tmp_path / "w.gz"
    path.write_bytes(
        b"".join(gzip.compress(("\n".join(part) + "\n").encode()) for part in (lines[:30], lines[30:])) + b"\0" * 9
    )
    assert [line.decode() for line in streams.lines(path, "w")] == lines


def test_rows_come_in_batches_and_are_the_same_whatever_their_size(tmp_path: Path) -> None:
    path = write(tmp_path / "w.jsonl.gz", *[work(number, author(1), author(2)) for number in range(20)])
    once = [batch.rows for batch in reading.read(unit_of(path))]
    pieces = [batch.rows for batch in reading.read(unit_of(path), rows=6)]
    assert len(once) == 1 and len(pieces) == 11
    assert [row for rows in pieces for row in rows["works"]] == once[0]["works"]
    assert len(next(reading.read(unit_of(path))).columns("authorships")[0]) == 40


def test_parquet_gives_the_same_rows_as_json(tmp_path: Path) -> None:
    """With the types of the exporter: a map of ids, timestamps, dates, and abstracts that are texts of JSON."""
    import datetime as dt

    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = work(
        1,
        author(1, institution(1)),
        ids={"doi": "https://doi.org/10.1/1"},
        abstract_inverted_index={"a": [1], "b": [0]},
    )
    plain["doi"] = None
    xpac = work(2, is_xpac=True)
    records = [
        {**each, "awards": None, "funders": None, "ids": list(each.get("ids", {}).items()), "publication_date": dt.date(2024, 5, 6),
         "updated_date": dt.datetime(2026, 6, 23, 1, 2, 3, 4), "abstract_inverted_index": text}
        for each, text in ((plain, '{"a": [1], "b": [0]}'), (xpac, '{"a": [1], "b'), ({**work(3), "authorships": None}, None))
    ]  # fmt: skip
    empty = pa.Table.from_pylist([{**records[0], "doi": ""}])
    shape = empty.schema.set(empty.schema.get_field_index("ids"), pa.field("ids", pa.map_(pa.string(), pa.string())))
    folder = tmp_path / "data/parquet/works/updated_date=2026-06-23"
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(records, schema=shape), folder / "part_0000.parquet", row_group_size=1)
    (unit,) = layout.find([tmp_path]).units
    assert (unit.form, unit.entity, unit.updated) == ("parquet", "works", "2026-06-23")
    choice = wanted(abstracts=True, xpac=True)
    found = list(reading.read(unit, choice))
    assert sum(batch.noted["abstract"] for batch in found) == 1
    json_rows = read(write(tmp_path / "same.jsonl.gz", plain, xpac, work(3)), choice)
    assert [row for batch in found for row in batch.rows["works"]] == [
        tuple(each.values()) for each in json_rows["works"]
    ]
    assert len(found[0].rows["authorships"]) == 3 and json_rows["works"][0]["abstract"] == "b a"


def test_a_damaged_parquet_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(SourceError, match=r"x\.parquet: cannot be read as Parquet"):
        list(reading.read(unit_of(path)))


def test_the_small_snapshot_is_read_whole(shared: Path) -> None:
    found = layout.find([shared / "data/works/openalex_mini_snapshot"])
    total = {entity: sum(unit.records or 0 for unit in found.of(entity)) for entity in layout.ENTITIES}
    assert total == {"topics": 4516, "sources": 4, "institutions": 31, "authors": 31, "works": 127}
    rows = [
        row for unit in found.of("institutions", "works") for batch in reading.read(unit) for row in batch.rows["works"]
    ]
    assert len(rows) == 126 and len(list(gone.deleted(found.deleted[0]))) == 3
