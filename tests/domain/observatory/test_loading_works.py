"""Works of OpenAlex become versions of the lake: the newest statement stands, what is gone is gone."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from works_world import HOME, World, institution, snapshot, work, write

from technopole.core import durable
from technopole.core.errors import SourceError, SourceErrors, TechnopoleError
from technopole.lake import home, newest, sql
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.observatory.loading import csv_files, settling, units, works


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_what_was_loaded_is_there_with_the_credit_of_each_work(world: World) -> None:
    found = snapshot(world.folder / "a", {"2026-01-01": [work(1), work(2, places=(1, 2, 3))]})
    snapshot(world.folder / "a", {"2026-01-02": [institution(1, "Fudan University", ror="013q1eq08")]}, "institutions")
    loaded = world.load(found, says=works.Told({"en": "Two works"}, sample=True))
    assert (loaded.works, loaded.read, loaded.fresh) == (2, 3, True)
    assert world.titles() == {"W1": "Work 1", "W2": "Work 2"}
    assert world.bylines() == {"W1": WHOLE, "W2": WHOLE}
    assert [row["name"] for row in world.kept.rows(table="institutions")] == ["Fudan University"]
    about = world.kept.manifest()["about"]
    assert (about["coverage"], about["sample"], about["licence"]) == ({"en": "Two works"}, True, "CC0-1.0")
    assert about["sources"]["files"] == 2
    assert world.kept.damaged() == []


def test_the_same_load_again_does_nothing(world: World) -> None:
    found = snapshot(world.folder / "a", {"2026-01-01": [work(1)]})
    first = world.load(found)
    again = world.load(found)
    assert (again.fresh, again.version) == (False, first.version)
    assert world.load(found, replace=True).fresh is False
    assert world.load(found, abstracts=True).fresh is True
    assert world.titles() == {"W1": "Work 1"}


def test_of_two_statements_the_newer_stands_whichever_comes_first(world: World) -> None:
    new = write(world.folder / "new.jsonl", [work(1, "2026-03-01", title="New", places=(2, 3)), work(3)])
    old = write(
        world.folder / "old.jsonl",
        [work(1, "2026-02-01", title="Old"), work(2), work(3, title="The same day, stated later"), work(2)],
    )
    world.load(new)
    loaded = world.load(old)
    assert world.titles() == {"W1": "New", "W2": "Work 2", "W3": "The same day, stated later"}
    assert loaded.left_out == {"older": 3}
    rows = list(world.kept.rows(["work", "institution"], table="authorships"))
    assert sorted((row["work"], row["institution"]) for row in rows) == [
        ("W1", "I2"), ("W1", "I3"), ("W2", "I1"), ("W3", "I1")
    ]  # fmt: skip
    assert set(world.bylines().values()) == {WHOLE}


def test_a_deleted_work_is_gone_with_its_byline(world: World) -> None:
    found = snapshot(world.folder / "a", {"2026-01-01": [work(1), work(2), work(3)]})
    world.load(found)
    deleted = world.folder / "deleted_ids.csv"
    deleted.write_text(f"work_id,deleted_date\n{HOME}W1,2026-02-01\n{HOME}W99,2026-02-01\n")
    more = snapshot(world.folder / "b", {"2026-02-01": [work(4), work(3, "2026-02-01", title="Anew")]})
    loaded = world.load(more, deleted)
    assert world.titles() == {"W2": "Work 2", "W3": "Anew", "W4": "Work 4"}
    assert set(world.bylines()) == {"W2", "W3", "W4"}
    assert loaded.left_out == {"older": 1, "gone": 1}


def test_ids_that_were_merged_are_followed(world: World) -> None:
    old = [
        work(1, places=(1,), referenced_works=[f"{HOME}W2", f"{HOME}W3"]), work(2), work(3, places=(2,)),
    ]  # fmt: skip
    world.load(snapshot(world.folder / "a", {"2026-01-01": old}))
    later = world.folder / "b"
    snapshot(later, {"2026-02-01": [work(5, places=(1,), referenced_works=[f"{HOME}W2"])]})
    for entity, text in (("works", "2026-02-01,W2,W4\n2026-02-02,W4,W5\n"), ("institutions", "2026-02-01,I1,I9\n")):
        folder = later / "data" / "merged_ids" / entity
        folder.mkdir(parents=True)
        (folder / "2026-02-01.csv.gz").write_bytes(gzip.compress(f"merge_date,id,merge_into_id\n{text}".encode()))
    world.load(later)
    assert {row["id"]: row["referenced"] for row in world.kept.rows(["id", "referenced"])} == {
        "W1": ["W5", "W3"], "W3": [], "W5": ["W5"],
    }  # fmt: skip
    found = {(row["work"], row["institution"], row["affiliation"]) for row in world.kept.rows(table="authorships")}
    assert found == {("W1", "I9", "I9"), ("W3", "I2", "I2"), ("W5", "I9", "I9")}


def test_parts_in_which_all_stands_are_the_same_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_SMALL", 2)
    parts = {f"2026-01-0{day}": [work(day * 10), work(day * 10 + 1)] for day in (1, 2, 3)}
    world.load(snapshot(world.folder / "a", parts))
    before = world.kept.path()
    loaded = world.load(write(world.folder / "b.jsonl", [work(20, "2026-02-01", title="Anew")]))
    after = world.kept.path()
    assert loaded.linked == 2

    def inodes(folder: Path) -> set[int]:
        return {path.stat().st_ino for path in folder.glob("*.parquet")}

    assert len(inodes(before) & inodes(after)) == 4  # two of three parts, of two tables
    assert world.titles()["W20"] == "Anew"
    assert world.titles(before.name)["W20"] == "Work 20"
    assert len(world.bylines()) == 6


def test_the_newest_are_found_in_buckets_as_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {f"2026-01-0{day}": [work(each, f"2026-01-0{day}") for each in range(day, 30, day)] for day in (1, 2, 3)}
    world.load(snapshot(world.folder / "a", parts))
    at_once = sorted(world.kept.rows(["id", "updated"]), key=lambda row: row["id"])
    monkeypatch.setattr(newest, "_AT_ONCE", 7)
    world.load(world.folder / "a", replace=True, xpac=True)
    assert sorted(world.kept.rows(["id", "updated"]), key=lambda row: row["id"]) == at_once
    assert {row["id"]: row["updated"] for row in at_once}["W6"] == "2026-01-03"


@pytest.mark.parametrize("entry", [b"{]\n", b'{"title": "No id"}\n'])
def test_a_wrong_record_stops_the_load_and_says_where_or_is_listed(world: World, entry: bytes) -> None:
    path = write(world.folder / "a" / "data" / "works" / "updated_date=2026-01-01" / "part_000.gz", [work(1)])
    path.write_bytes(path.read_bytes() + gzip.compress(entry, mtime=0))
    with pytest.raises(SourceErrors, match=r"part_000.gz:2"):
        world.load(world.folder / "a")
    assert world.kept.current() is None
    loaded = world.load(world.folder / "a", skip_bad=True)
    assert (loaded.works, loaded.left_out, loaded.first[0].line) == (1, {"bad": 1}, 2)
    assert loaded.report is not None
    assert "part_000.gz,2," in loaded.report.read_text()
    assert world.load(world.folder / "a", skip_bad=True).fresh is False
    with pytest.raises(SourceErrors):
        world.load(world.folder / "a")


def test_a_file_that_breaks_off_leaves_the_version_as_it_was(world: World) -> None:
    world.load(write(world.folder / "good.jsonl", [work(1)]))
    path = write(world.folder / "bad.jsonl.gz", [work(number) for number in range(2, 40)])
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(SourceError, match=r"bad.jsonl.gz: the compressed data ends too early"):
        world.load(path, skip_bad=True)
    assert world.titles() == {"W1": "Work 1"}


def test_a_manifest_that_is_wrong_names_the_file(world: World) -> None:
    folder = snapshot(world.folder / "a", {"2026-01-01": [work(1)]}) / "data" / "works"
    url = "s3://openalex/data/works/updated_date=2026-01-01/part_000.gz"
    size = (folder / "updated_date=2026-01-01" / "part_000.gz").stat().st_size
    for meta, said in (({"content_length": 9999}, "is short"), ({"content_length": size, "record_count": 7}, "says 7")):
        (folder / "manifest").write_text(json.dumps({"entries": [{"url": url, "meta": meta}]}))
        with pytest.raises(TechnopoleError, match=said):
            world.load(world.folder / "a")
    assert world.kept.current() is None


def test_real_works_and_synthetic_ones_never_mix(world: World) -> None:
    world.load(write(world.folder / "a.jsonl", [work(1)]), says=works.Told(synthetic=True))
    with pytest.raises(TechnopoleError, match="holds synthetic works"):
        world.load(write(world.folder / "b.jsonl", [work(2)]))
    assert world.load(world.folder / "b.jsonl", replace=True).works == 1
    assert world.kept.manifest()["about"]["synthetic"] is False


def test_filters_that_leave_nothing_say_why(world: World) -> None:
    path = write(world.folder / "a.jsonl", [work(1), work(2)])
    with pytest.raises(SourceError, match=r"no record is left \(left out: 2 unlikely|2 country"):
        world.load(path, countries=["DE"])


class _Cut(BaseException):
    """As if the power failed."""


def test_a_load_cut_off_at_any_step_ends_as_if_it_never_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_SMALL", 2)
    monkeypatch.setattr(units, "MOST_FIRST", 2)
    first = snapshot(tmp_path / "a", {"2026-01-01": [work(1), work(2)], "2026-01-02": [work(3), work(4)]})
    second = snapshot(tmp_path / "b", {"2026-02-01": [work(3, "2026-02-01", title="Anew"), work(5)]})
    at_once = World(tmp_path / "at-once")
    at_once.load(first)
    at_once.load(second)
    left = {"steps": -1}
    replace, rename = os.replace, os.rename

    def counted(real: Any) -> Any:
        def step(*given: Any) -> None:
            if left["steps"] == 0:
                raise _Cut
            left["steps"] -= 1
            real(*given)

        return step

    monkeypatch.setattr(durable.os, "replace", counted(replace))
    monkeypatch.setattr(durable.os, "rename", counted(rename))
    world, cuts = World(tmp_path / "cut"), 0
    world.load(first)
    steps = 0
    while cuts < 60:
        left["steps"] = steps
        try:
            world.load(second)
        except _Cut:
            cuts += 1
            assert world.titles() in (at_once.titles("00001"), at_once.titles())  # whole at any moment
            assert world.kept.damaged() == []
            steps += steps < 3  # the first loads get nowhere, later ones go on with what was finished
            continue
        break
    assert 3 <= cuts < 60
    assert world.titles() == at_once.titles()
    assert world.bylines() == at_once.bylines()
    names = [path.name for path in world.kept.path().iterdir()]
    assert sorted(names) == sorted(path.name for path in at_once.kept.path().iterdir())


def credit(world: World) -> list[dict[str, int]]:
    statement = "SELECT sum(credit) // $whole AS works, sum(credit) % $whole AS rest FROM authorships"
    with sql.opened(world.folder / "lake") as lake:
        return lake.rows(statement, {"whole": WHOLE})


def test_real_records_load_and_their_credit_is_the_number_of_works(shared: Path, world: World) -> None:
    real = shared / "data" / "works"
    first = world.load(real / "openalex_mini_snapshot")
    assert (first.works, first.left_out) == (124, {"xpac": 1, "gone": 2})
    loaded = world.load(real / "native_fixtures", xpac=True)
    assert loaded.works == len(world.titles()) > 600
    assert credit(world) == [{"works": loaded.works, "rest": 0}]
    assert {row["generation"] for row in world.kept.rows(["generation"])} >= {"primary_location", "walden"}
    assert {name: len(list(world.kept.rows(["id"], table=name))) for name in ("topics", "institutions")} == {
        "topics": 4516, "institutions": 31
    }  # fmt: skip


@pytest.mark.slow
def test_six_real_journals_load_and_their_credit_is_the_number_of_works(shared: Path, world: World) -> None:
    assert world.load(shared / "data" / "works" / "globalhealth").works == 2999
    assert credit(world) == [{"works": 2999, "rest": 0}]


def test_the_lake_of_this_home_is_where_settings_say() -> None:
    assert home.folder().name == "lake"


def test_a_table_made_with_a_spreadsheet_is_loaded_and_its_wrong_rows_are_told(world: World) -> None:
    path = world.folder / "works.csv"
    path.write_text("doi,title,year,authors\n10.1/a,A work,2020,Li Na; Wang Wei\n10.1/b,Another,20x0,Li Na\n", "utf-8")
    given = csv_files.given([path])
    with pytest.raises(SourceErrors, match=r"works.csv:3, field year: '20x0' is no whole number"):
        works.load(given, works.Told(), kept=world.kept)
    loaded = works.load(given, works.Told(licence="CC-BY-4.0"), kept=world.kept, skip_bad=True)
    assert (loaded.works, loaded.left_out) == (1, {"bad": 1})
    assert world.titles() == {"doi:10.1/a": "A work"}
    assert world.bylines() == {"doi:10.1/a": WHOLE}
    about = world.kept.manifest()["about"]
    assert (about["licence"], about["coverage"]["en"]) == ("CC-BY-4.0", "The works of works.csv")
    corrected = path.read_text("utf-8").replace("20x0", "2021")
    path.write_text(corrected, "utf-8")
    assert works.load(csv_files.given([path]), works.Told(), kept=world.kept).works == 2
