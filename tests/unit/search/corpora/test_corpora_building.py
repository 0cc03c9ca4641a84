"""A set is built whole or taken up again; readers see the old one until the new one is there."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from search_made import Made, built, record

from technopole.search.corpora import Corpus, build, building
from technopole.search.corpora.sets import shard_folders
from technopole.search.index import IndexOutdated

PROGRAM = """
import sys
from pathlib import Path
sys.path[:0] = {paths!r}
from search_made import Made
from technopole.search.corpora import Corpus, building
building.COMMIT_EVERY = 400
corpus = Corpus(Path(sys.argv[1]))
building.build(corpus.set("made"), Made(3000), 3000, shards=1)
"""


def test_a_build_killed_at_any_point_is_taken_up_and_ends_the_same(tmp_path: Path) -> None:
    whole = built(tmp_path / "whole", 3000)
    program = PROGRAM.format(paths=[entry for entry in sys.path if entry])
    draw = random.Random(11)
    corpus = Corpus(tmp_path / "killed")
    kills = 0
    for _ in range(12):
        process = subprocess.Popen([sys.executable, "-c", program, str(corpus.path)])
        try:
            process.wait(timeout=0.3 + draw.random() * 0.5)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            kills += 1
            process.wait()
        if corpus.set("made").waiting():
            break
    else:
        subprocess.run([sys.executable, "-c", program, str(corpus.path)], check=True)
    assert kills
    waiting = corpus.set("made").waiting()
    assert waiting is not None
    corpus.set("made").swap(waiting.name)
    assert building.digest(corpus.everything()) == building.digest(whole.everything())
    for text in ("battery laser", "锂离子电池"):
        ours, theirs = (
            [(hit.score, hit.uid) for hit in each.search(text, limit=100).hits] for each in (corpus, whole)
        )
        assert [score for score, _ in ours] == [score for score, _ in theirs]


def test_an_interrupted_build_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "COMMIT_EVERY", 100)
    corpus = Corpus(tmp_path)
    asked: list[int] = []

    class Failing(Made):
        def __call__(self, shard: int, shards: int, skip: int):  # type: ignore[no-untyped-def]
            asked.append(skip)
            for at, each in enumerate(super().__call__(shard, shards, skip)):
                if skip == 0 and at == 350 and len(asked) > 1:
                    raise RuntimeError("the machine was switched off")
                yield each

    with pytest.raises(RuntimeError):
        build(corpus.set("made"), Failing(1000), 1000, shards=1)
    again = build(corpus.set("made"), Failing(1000), 1000, shards=1)
    assert again.taken_up == 300 and again.records == 1000
    assert asked == [0, 0, 300], "the sample, the first attempt, and from what was committed"


def test_a_build_of_other_records_begins_anew(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    folder = corpus.path / "made" / "building"
    folder.mkdir(parents=True)
    (folder / "identity").write_text("of something else")
    (folder / "rest").write_text("left over")
    assert build(corpus.set("made"), Made(50), 50).taken_up == 0
    assert not folder.exists()


def test_processes_side_by_side_build_the_same_records(tmp_path: Path) -> None:
    one, two = built(tmp_path / "one", 2000), built(tmp_path / "two", 2000, shards=2)
    assert len(shard_folders(two.set("made").generation())) == 2
    assert building.digest(one.everything()) == building.digest(two.everything())


def test_readers_read_the_old_set_until_the_new_one_is_adopted(tmp_path: Path) -> None:
    corpus = built(tmp_path, 200)
    build(corpus.set("made"), Made(300), 300)
    assert len(corpus) == 200
    waiting = corpus.set("made").waiting()
    assert waiting is not None
    corpus.set("made").swap(waiting.name)
    assert len(corpus) == 300
    assert corpus.get(record(299)["uid"]) is not None


def test_a_set_of_another_version_says_so(tmp_path: Path) -> None:
    corpus = built(tmp_path, 50)
    (corpus.set("made").generation() / "format.json").write_text('{"schema_version": 0}')
    with pytest.raises(IndexOutdated, match="version 0"):
        Corpus(tmp_path).set("made").shards()


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    build(Corpus(tmp_path).set("made"), Made(700), 700, shards=1, tell=lambda done, of: told.append((done, of)))
    assert told[-1] == (700, 700)


def test_children_end_with_the_parent(tmp_path: Path) -> None:
    program = PROGRAM.format(paths=[entry for entry in sys.path if entry]).replace("shards=1", "shards=2")
    program = program.replace("3000", "400000")
    script = tmp_path / "many.py"
    script.write_text("if __name__ == '__main__':\n    " + program.strip().replace("\n", "\n    "))
    process = subprocess.Popen([sys.executable, str(script), str(tmp_path / "corpus")])
    children: list[str] = []
    deadline = time.monotonic() + 60
    while len(children) < 3 and process.poll() is None and time.monotonic() < deadline:  # two fill, one keeps count
        time.sleep(0.1)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) >= 3
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 20
    while any(_runs(int(child)) for child in children) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not any(_runs(int(child)) for child in children)


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
