"""Datasets: version beside version, parts that survive a kill, readers that see one version whole."""

import json
from pathlib import Path

import numpy as np
import pytest

from technopole.core.errors import Conflict, TechnopoleError
from technopole.lake import building, repeated
from technopole.lake.columns import Column
from technopole.lake.datasets import Dataset, NoSuchVersion, datasets

COLUMNS = [
    Column("id", "text"), Column("words", "texts", few=True), Column("year", "integer16"), Column("level", "integer8"),
    Column("price", "number"), Column("synthetic", "truth"),
]  # fmt: skip


def rows(first: int, count: int) -> list[tuple]:
    return [(f"k{n}", ["a", "b"][: n % 3], 2000 + n % 20, n % 9 or None, n / 3, n % 2 == 0) for n in range(first, first + count)]


def values(first: int, count: int) -> list[tuple]:
    return list(zip(*rows(first, count), strict=True)) if count else [()] * len(COLUMNS)


def keys(first: int, count: int) -> np.ndarray:
    return np.arange(first, first + count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def make(dataset: Dataset, plan: dict, sizes: list[int]) -> str:
    with building.alone(dataset):
        if version := building.already(dataset, plan):
            return version
        made = building.begin(dataset, plan, COLUMNS)
        first = 0
        for number, size in enumerate(sizes):
            if number not in made.finished:
                note = building.write_part(made.folder, number, COLUMNS, values(first, size), keys(first, size), range(size), {})
                made.finished[number] = note
            first += size
        return made.publish("2026-01-01T00:00:00+00:00", {"licence": "CC0-1.0"}, {"notes.txt": lambda out: out.write(b"hello")})


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path / "lake", "offers")


def test_what_was_written_is_read_in_order(dataset: Dataset) -> None:
    make(dataset, {"source": 1}, [5, 7])
    assert [tuple(row.values()) for row in dataset.rows()] == rows(0, 12)
    assert dataset.count() == 12
    assert [batch.to_pydict() for batch in dataset.batches(["id"], parts=[1], size=4)] == [
        {"id": ["k5", "k6", "k7", "k8"]}, {"id": ["k9", "k10", "k11"]},
    ]  # fmt: skip


def test_the_manifest_says_what_there_is_and_of_what_it_was_made(dataset: Dataset) -> None:
    version = make(dataset, {"source": 1}, [5, 7])
    manifest = dataset.manifest()
    assert (manifest["dataset"], manifest["rows"], manifest["licence"]) == ("offers", 12, "CC0-1.0")
    assert manifest["plan"]["source"] == 1
    assert [part["rows"] for part in manifest["parts"]] == [5, 7]
    assert manifest["columns"][1] == {"name": "words", "kind": "texts"}
    assert dataset.damaged() == []
    assert sorted(path.name for path in dataset.path(version).iterdir()) == [
        "manifest.json", "notes.txt", "part-00000.parquet", "part-00001.parquet",
    ]  # fmt: skip


def test_the_same_again_makes_nothing(dataset: Dataset) -> None:
    assert make(dataset, {"source": 1}, [5]) == make(dataset, {"source": 1}, [5])
    assert dataset.versions() == ["00001"]


def test_an_older_version_can_still_be_read(dataset: Dataset) -> None:
    first = make(dataset, {"source": 1}, [5])
    second = make(dataset, {"source": 2}, [6])
    assert (dataset.current(), dataset.count(first), dataset.count(second)) == (second, 5, 6)
    assert len(list(dataset.rows(version=first))) == 5


def test_a_reader_that_has_begun_goes_on_with_its_version(dataset: Dataset) -> None:
    make(dataset, {"source": 1}, [5, 5])
    reading = dataset.batches(["id"])
    next(reading)
    make(dataset, {"source": 2}, [1])
    assert next(reading).num_rows == 5


def test_the_first_source_loaded_again_after_another_is_a_new_version(dataset: Dataset) -> None:
    for source in (1, 2, 1):
        make(dataset, {"source": source}, [5])
    assert dataset.versions() == ["00001", "00002", "00003"]
    assert dataset.current() == "00003"


def test_forgetting_keeps_the_newest_and_the_current(dataset: Dataset) -> None:
    for source in (1, 2, 3, 4):
        make(dataset, {"source": source}, [source])
    dataset.make_current("00002")
    assert dataset.forget(keep=1) == ["00001", "00003"]
    assert dataset.versions() == ["00002", "00004"]
    with pytest.raises(TechnopoleError, match="At least one"):
        dataset.forget(keep=0)


def test_what_forgetting_was_killed_over_is_taken_away_by_the_next(dataset: Dataset) -> None:
    for source in (1, 2):
        make(dataset, {"source": source}, [source])
    (dataset.folder / "00001" / "manifest.json").unlink()
    assert dataset.versions() == ["00002"]
    dataset.forget(keep=1)
    assert not (dataset.folder / "00001").exists()


def test_a_version_that_is_not_there_is_told_with_those_that_are(dataset: Dataset) -> None:
    with pytest.raises(NoSuchVersion, match="Nothing was loaded"):
        dataset.count()
    make(dataset, {"source": 1}, [1])
    with pytest.raises(NoSuchVersion, match="There are: 00001"):
        dataset.count("00007")


@pytest.mark.parametrize("name", ["", "../x", "A", "a/b", "x" * 41, "1a", "a\n"])
def test_a_name_that_is_no_folder_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TechnopoleError):
        Dataset(tmp_path, name)


def test_datasets_that_hold_something_are_listed(tmp_path: Path) -> None:
    assert datasets(tmp_path / "lake") == []
    make(Dataset(tmp_path / "lake", "needs"), {"source": 1}, [1])
    (tmp_path / "lake" / "empty").mkdir()
    assert datasets(tmp_path / "lake") == ["needs"]


def test_two_loads_at_once_are_refused(dataset: Dataset) -> None:
    with building.alone(dataset), pytest.raises(Conflict, match="Another process"), building.alone(dataset):
        pass


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    digests = []
    for name in ("one", "two"):
        dataset = Dataset(tmp_path, name)
        make(dataset, {"source": 1}, [300, 200])
        digests.append([part["sha256"] for part in dataset.manifest()["parts"]])
    assert digests[0] == digests[1]


def test_finished_parts_are_kept_and_half_written_ones_made_again(dataset: Dataset) -> None:
    made = building.begin(dataset_folder(dataset), {"source": 1}, COLUMNS)
    for number in range(4):
        building.write_part(made.folder, number, COLUMNS, values(0, 3), keys(0, 3), range(3), {})
    (made.folder / "part-00001.json").unlink()  # killed before the note
    (made.folder / "part-00002.parquet").write_bytes(b"half")  # what a disk without power may leave
    (made.folder / "part-00003.parquet").unlink()
    assert sorted(building.begin(dataset, {"source": 1}, COLUMNS).finished) == [0]


def dataset_folder(dataset: Dataset) -> Dataset:
    dataset.folder.mkdir(parents=True)
    return dataset


def test_what_was_begun_of_another_source_is_removed(dataset: Dataset) -> None:
    old = building.begin(dataset_folder(dataset), {"source": 1}, COLUMNS)
    building.write_part(old.folder, 0, COLUMNS, values(0, 3), keys(0, 3), range(3), {})
    new = building.begin(dataset, {"source": 2}, COLUMNS)
    assert new.finished == {}
    assert [path.name for path in dataset.folder.glob("*.building")] == ["00001.building"]


@pytest.mark.parametrize("step", ["manifest", "scratch", "named"])
def test_a_kill_between_the_last_steps_costs_nothing(dataset: Dataset, monkeypatch, step: str) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    if step == "manifest":
        monkeypatch.setattr(building, "_complete", killed)
    elif step == "scratch":
        monkeypatch.setattr(building.durable, "rename", killed)
    else:
        monkeypatch.setattr(Dataset, "make_current", killed)
    with pytest.raises(Killed):
        make(dataset, {"source": 1}, [5, 7])
    assert dataset.current() is None
    monkeypatch.undo()
    assert make(dataset, {"source": 1}, [0, 0]) == "00001"  # nothing is made again
    assert dataset.current() == "00001"
    assert dataset.count() == 12
    assert dataset.damaged() == []


def test_a_damaged_part_is_found(dataset: Dataset) -> None:
    version = make(dataset, {"source": 1}, [5, 7])
    part = dataset.path(version) / "part-00001.parquet"
    part.write_bytes(part.read_bytes()[:-9])
    assert dataset.damaged() == ["part-00001.parquet"]
    with pytest.raises(TechnopoleError, match="cannot be read"):
        list(dataset.rows())


def test_keys_that_come_twice_are_found_however_parts_lie(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(repeated, "_AT_ONCE", 7)
    chosen = np.random.default_rng(5).integers(0, 40, 60).astype(np.uint64) * np.uint64(2**58)
    expected: dict[int, list] = {}
    for part in range(3):
        mine = chosen[part * 20 : part * 20 + 20]
        building.write_part(tmp_path, part, COLUMNS, values(0, 20), mine, range(100, 120), {})
        for place, key in enumerate(mine, start=100):
            expected.setdefault(int(key), []).append((part, place))
    found = {key: [tuple(each) for each in where] for key, where in repeated.repeated(tmp_path, [2, 0, 1])}
    assert found == {key: where for key, where in expected.items() if len(where) > 1}


def test_rows_are_left_out_of_a_finished_part(dataset: Dataset) -> None:
    made = building.begin(dataset_folder(dataset), {"source": 1}, COLUMNS)
    twice = [*rows(0, 3), *rows(1, 2)]
    made.finished[0] = building.write_part(made.folder, 0, COLUMNS, list(zip(*twice, strict=True)), keys(0, 5), range(5), {"bad": 3})
    made.leave_out(0, {"k1": 1, "k2": 0}, "id", {"repeated": 3})
    made = building.begin(dataset, {"source": 1}, COLUMNS)
    assert (made.finished[0]["rows"], made.finished[0]["bad"], made.finished[0]["repeated"]) == (2, 3, 3)
    made.publish("2026-01-01", {}, {})
    assert [row["id"] for row in dataset.rows()] == ["k0", "k1"]
    assert json.loads((dataset.path() / "manifest.json").read_bytes())["rows"] == 2
