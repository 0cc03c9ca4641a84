"""Reference offers: files become a version of a dataset, whatever is wrong with them and whatever is killed meanwhile."""

import gzip
import io
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from technopole.core import durable
from technopole.core.errors import Conflict, SourceError, SourceErrors, TechnopoleError
from technopole.core.ids import uid_for
from technopole.exchange import reference, reference_parts, reference_repeated
from technopole.lake import building
from technopole.simulation import offers
from technopole.sources.offers import json_lines

LOADING = Path(__file__).with_name("reference_loading.py")


def write(path: Path, rows: list, end: bytes = b"\n") -> Path:
    data = b"".join((row if isinstance(row, bytes) else orjson.dumps(row)) + end for row in rows)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def offer(key: str, **said: object) -> dict:
    return {"_id": key, "title": f"Pump {key}", "text": "It pumps."} | said


@pytest.fixture
def small_pieces(monkeypatch) -> None:
    monkeypatch.setattr(json_lines, "ROWS", 3)


def ids(version: str | None = None) -> list[str]:
    return [row["id"] for row in reference.dataset().rows(["id"], version)]


def test_a_file_becomes_a_version_whose_offers_have_their_address(tmp_path) -> None:
    path = write(tmp_path / "a.jsonl", [offer("x:1", title_zh="泵", year=2020), offer("x:2")])
    loaded = reference.load([path], licence="CC0-1.0")
    assert (loaded.version, loaded.rows, loaded.fresh, loaded.bad, loaded.report) == ("00001", 2, True, 0, None)
    first, second = reference.dataset().rows()
    assert first["uid"] == uid_for("offer", "offers:x:1")
    assert (first["title_2"], first["year"], second["year"]) == ("泵", 2020, None)
    manifest = reference.dataset().manifest()
    assert manifest["licence"] == "CC0-1.0"
    assert manifest["plan"]["sources"] == [
        {"name": "a.jsonl", "format": "jsonl", "bytes": path.stat().st_size, "sha256": durable.sha256(path)}
    ]


def test_the_same_file_again_is_nothing_to_do_and_a_changed_one_is_a_new_version(tmp_path) -> None:
    path = write(tmp_path / "a.jsonl", [offer("1")])
    reference.load([path])
    assert not reference.load([path]).fresh
    write(path, [offer("1"), offer("2")])
    assert (reference.load([path]).version, ids(), ids("00001")) == ("00002", ["1", "2"], ["1"])


def test_offers_keep_the_order_of_files_and_lines(tmp_path, small_pieces) -> None:
    first = write(tmp_path / "b.jsonl.gz", [offer(str(number)) for number in range(7)])
    second = write(tmp_path / "a.jsonl", [offer(str(number)) for number in range(7, 11)])
    (tmp_path / "c.csv").write_text("_id,title\n11,x\n")
    reference.load([first, second, tmp_path / "c.csv"])
    assert ids() == [str(number) for number in range(12)]
    assert [part["rows"] for part in reference.dataset().manifest()["parts"]] == [3, 3, 1, 3, 1, 1]


def test_wrong_rows_are_told_and_nothing_is_loaded(tmp_path) -> None:
    reference.load([write(tmp_path / "a.jsonl", [offer("old")])])
    rows = [offer("1"), offer("2", trl=10), b"{", *(offer(f"y{n}", year="x") for n in range(30))]
    with pytest.raises(SourceErrors) as raised:
        reference.load([write(tmp_path / "a.jsonl", rows)])
    told = raised.value.errors
    assert (told[0].file, told[0].line, told[0].field) == ("a.jsonl", 2, "trl")
    assert told[1].line == 3
    assert len(told) == 21
    assert "and 12 more" in str(told[-1])
    assert ids() == ["old"]


def test_wrong_rows_can_be_left_out_and_are_listed(tmp_path, small_pieces) -> None:
    rows = [offer("1"), offer("2", trl=0), offer("3", title="", text=""), b"{", offer("5"), offer("1"), offer("6", colour=1), offer("5")]
    loaded = reference.load([write(tmp_path / "a.jsonl", rows)], skip_bad=True)
    assert (loaded.rows, loaded.bad, loaded.empty, loaded.repeated, loaded.unknown) == (3, 2, 1, 2, {"colour": 1})
    assert ids() == ["1", "5", "6"]
    listed = loaded.report.read_text().splitlines()
    assert listed[0] == "file,line,field,problem,hint"
    assert sorted(int(row.split(",")[1]) for row in listed[1:]) == [2, 3, 4, 6, 8]
    assert "'1' stands on line 1 already" in loaded.report.read_text()
    assert len(loaded.first) == 5
    again = reference.load([tmp_path / "a.jsonl"], skip_bad=True)
    assert (again.fresh, again.bad) == (False, 2)


def test_what_was_loaded_with_rows_left_out_is_still_wrong_without(tmp_path, small_pieces) -> None:
    path = write(tmp_path / "a.jsonl", [offer("1"), offer("2", trl=0)])
    reference.load([path], skip_bad=True)
    with pytest.raises(SourceErrors):
        reference.load([path])


def test_parts_without_wrong_rows_are_kept_when_the_load_is_repeated_with_them_left_out(tmp_path, small_pieces, monkeypatch) -> None:
    path = write(tmp_path / "a.jsonl", [*(offer(str(n)) for n in range(6)), offer("bad", trl=0)])
    with pytest.raises(SourceErrors):
        reference.load([path])
    made = []
    keep = reference_parts.building.write_part
    monkeypatch.setattr(reference_parts.building, "write_part", lambda *given: made.append(given[1]) or keep(*given))
    assert reference.load([path], skip_bad=True).rows == 6
    assert made == [2]


def test_an_id_that_stands_twice_is_told_across_files_and_parts(tmp_path, small_pieces) -> None:
    first = write(tmp_path / "a.jsonl", [offer(str(number)) for number in range(5)])
    second = write(tmp_path / "b.jsonl", [offer("9"), offer("3"), offer("8"), offer("7"), offer("8")])
    with pytest.raises(SourceErrors) as raised:
        reference.load([first, second])
    assert [str(error).split(". ")[0] for error in raised.value.errors] == [
        "b.jsonl:2, field _id: '3' stands on line 4 of a.jsonl already Give each offer its own.",
        "b.jsonl:5, field _id: '8' stands on line 3 already Give each offer its own.",
    ]
    assert reference.dataset().current() is None


def test_the_same_file_named_twice_is_loaded_once_when_repeated_rows_are_left_out(tmp_path, small_pieces, monkeypatch) -> None:
    monkeypatch.setattr(reference_repeated, "_AT_ONCE", 4)
    path = write(tmp_path / "a.jsonl", [offer(str(number)) for number in range(10)])
    loaded = reference.load([path, path], skip_bad=True)
    assert (loaded.rows, loaded.repeated) == (10, 10)
    assert ids() == [str(number) for number in range(10)]
    assert len(loaded.report.read_text().splitlines()) == 11
    with pytest.raises(SourceErrors) as raised:
        reference.load([path, path])
    assert [error.line for error in raised.value.errors] == list(range(1, 11))


def test_standard_input_is_loaded_like_a_file(tmp_path) -> None:
    data = gzip.compress(orjson.dumps(offer("1")))
    loaded = reference.load([io.BytesIO(data)])
    assert (loaded.rows, ids()) == (1, ["1"])
    assert not reference.load([io.BytesIO(data)]).fresh
    assert sorted(path.name for path in reference.dataset().folder.iterdir()) == [".lock", "00001", "CURRENT"]
    with pytest.raises(SourceErrors, match="standard input:1"):
        reference.load([io.BytesIO(b"{\n")])


def test_a_file_without_offers_a_missing_one_and_a_folder_are_refused(tmp_path) -> None:
    for path, problem in (
        (write(tmp_path / "empty.jsonl", []), "holds no offers"), (tmp_path / "none.jsonl", "no such file"),
        (write(tmp_path / "blank.jsonl", [offer("1", title="", text="")]), "holds no offers"), (tmp_path, "g_patent.tsv is not there"),
    ):  # fmt: skip
        with pytest.raises(SourceError, match=problem):
            reference.load([path])
    with pytest.raises(TechnopoleError, match="No file"):
        reference.load([])
    with pytest.raises(TechnopoleError, match="cannot name a dataset"):
        reference.load([tmp_path], "../offers")


def test_a_truncated_file_is_refused_even_if_wrong_rows_are_left_out(tmp_path) -> None:
    path = write(tmp_path / "a.jsonl.gz", [offer(str(number), text=str(number**9)) for number in range(3000)])
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(SourceError, match="ends too early"):
        reference.load([path], skip_bad=True)
    assert reference.dataset().current() is None


def test_two_loads_at_once_are_refused(tmp_path) -> None:
    with building.alone(reference.dataset()), pytest.raises(Conflict):
        reference.load([write(tmp_path / "a.jsonl", [offer("1")])])


# Kills


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """1,200 offers with some wrong, some empty, and some twice."""
    rows: list = list(offers.block(1, 0, 1200))
    for place in (50, 333, 1100):
        rows[place] = rows[place] | {"trl": 10}
    rows[77] = offer("", title="", text="") | {"_id": "empty"}
    for place in (400, 401, 900):
        rows[place] = rows[7]
    return write(tmp_path_factory.mktemp("source") / "offers.jsonl.gz", rows)


def digests(home: Path) -> dict[str, str]:
    folder = home / "lake" / "offers" / "00001"
    return {path.name: durable.sha256(path) for path in folder.iterdir() if path.name != "manifest.json"}


def start(home: Path, source: Path, pause: float) -> subprocess.Popen[str]:
    (home / "static").mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, str(LOADING), str(home), "100", str(pause), str(source)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
    )  # fmt: skip


def reference_is_whole(home: Path) -> bool:
    return (home / "lake" / "offers" / "00001").exists() or any(home.glob("lake/offers/*.building/manifest.json"))


def test_a_load_killed_again_and_again_ends_with_the_same_bytes(source: Path, tmp_path: Path) -> None:
    whole = start(tmp_path / "whole", source, 0)
    said, _ = whole.communicate(timeout=120)
    assert whole.returncode == 0, said
    expected = digests(tmp_path / "whole")
    assert len([name for name in expected if name.endswith(".parquet")]) == 12
    assert said.split()[-2:] == ["00001", "1193"]

    home, chance = tmp_path / "killed", random.Random(20261122)
    kept: set[str] = set()
    for _ in range(3):
        load = start(home, source, 0.004)
        assert load.stdout is not None
        assert load.stdout.readline() == "begins\n"
        try:
            load.communicate(timeout=chance.uniform(0.05, 0.5))
        except subprocess.TimeoutExpired:
            load.kill()
            load.communicate()
        finished = {note.name for note in home.glob("lake/offers/*.building/part-*.json")}
        assert kept <= finished or reference_is_whole(home)  # what was finished stays finished
        kept = finished
    last = start(home, source, 0)
    said, _ = last.communicate(timeout=120)
    assert last.returncode == 0, said
    assert digests(home) == expected
    assert not list((home / "lake" / "offers").glob("*.building"))


@pytest.mark.parametrize("step", range(1, 26, 2))
def test_a_kill_at_any_step_that_reaches_the_disk_loses_nothing(source: Path, tmp_path, monkeypatch, step: int) -> None:
    monkeypatch.setattr(json_lines, "ROWS", 300)

    class Killed(BaseException):
        pass

    count = 0
    sync = durable.sync

    def counted(folder: Path) -> None:
        nonlocal count
        count += 1
        if count == step:
            raise Killed
        sync(folder)

    monkeypatch.setattr(durable, "sync", counted)
    try:
        reference.load([source], skip_bad=True)
    except Killed:
        monkeypatch.setattr(durable, "sync", sync)
        assert reference.load([source], skip_bad=True).rows == 1193
    assert reference.dataset().damaged() == []
    assert len(ids()) == len(set(ids())) == 1193
    assert len((reference.dataset().path() / reference.LEFT_OUT).read_text().splitlines()) == 1 + 7


# Processes and real files


def test_several_processes_make_the_same_parts_as_one(tmp_path, monkeypatch) -> None:
    from technopole.cli.many import Workers

    monkeypatch.setattr(json_lines, "ROWS", 2000)
    path = write(tmp_path / "a.jsonl.gz", list(offers.block(1, 0, 7000)))
    reference.load([path])
    alone = [part["sha256"] for part in reference.dataset().manifest()["parts"]]

    def spread(prepare, given, pieces):
        with Workers(3, prepare, *given) as workers:
            yield from workers.answers(pieces)

    shutil.rmtree(reference.dataset().folder)
    reference.load([path], spread=spread)
    assert [part["sha256"] for part in reference.dataset().manifest()["parts"]] == alone


def test_real_files_load_without_a_wrong_row(shared: Path) -> None:
    folder = shared / "data" / "exchange" / "texts"
    if not folder.is_dir():
        pytest.skip("the texts of the exchange are not here")
    paths = sorted(folder.glob("*.jsonl.gz"))
    assert len(paths) == 7
    loaded = reference.load(paths)
    assert (loaded.rows, loaded.bad, loaded.repeated, loaded.empty, loaded.unknown) == (59_754, 0, 0, 13, {})
    languages = {row["language"] for row in reference.dataset().rows(["language"])}
    assert languages == {"en", "zh", "de", "fr", "und"}
