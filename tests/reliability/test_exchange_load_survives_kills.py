"""A load of offers is killed at any moment and started again: what it ends with is what it would have made at once."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from technopole.search.corpora import Corpus, building
from technopole.simulation import files

LOADER = Path(__file__).with_name("exchange_loader.py")
ASKED: list[tuple[str, dict[str, list[str]]]] = [
    ("battery", {}), ("sensor for process control", {}), ("复合材料", {}), ("光学薄膜 coating", {}),
    ("a robot that learns", {}), ("pump", {"trl": ["5", "6"], "country": ["CN"]}),
]  # fmt: skip


class Loads:
    """Homes into which the same files are loaded, by processes that can be killed with all their children."""

    def __init__(self, top: Path, empty_store: Path, offers: int, commit_every: int) -> None:
        self.top, self.empty_store, self.commit_every = top, empty_store, commit_every
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {"DJANGO_SETTINGS_MODULE": "technopole.settings"}
        self.environment.pop("DATABASE_URL", None)
        make, made = files.maker(1, 0), top / "files"
        made.mkdir()
        for block in files.blocks({"organisations": 0, "people": 0, "offers": offers}, 2, False):
            with (made / block.file).open("ab") as out:
                out.write(make(block))
        self.files = sorted(map(str, made.iterdir()))

    def home(self, name: str) -> Path:
        home = self.top / name
        home.mkdir()
        shutil.copyfile(self.empty_store, home / "store.sqlite3")
        return home

    def start(self, home: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(LOADER), str(self.commit_every), "exchange", "load", "offers", *self.files]
        with (home.with_suffix(".log")).open("ab") as log:
            process = subprocess.Popen(
                [*command, "--home", str(home)], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def finish(self, home: Path) -> float:
        """Load to the end; gives the seconds."""
        began = time.monotonic()
        assert self.start(home).wait(1800) == 0, self.log(home)
        return time.monotonic() - began

    def log(self, home: Path) -> str:
        return home.with_suffix(".log").read_text(errors="replace")

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)

    def look(self, home: Path) -> dict[str, Any]:
        corpus = Corpus(home / "corpora" / "offers")
        found = [corpus.search(text, filters, limit=50).hits for text, filters in ASKED]
        return {
            "count": len(corpus),
            "digest": building.digest(corpus.everything()),
            "found": [[(hit.uid, hit.score) for hit in hits] for hits in found],
            "facets": corpus.facet_counts("", {}, ["trl", "kind"]),
        }


@pytest.fixture
def loads(tmp_path: Path, empty_store: Path, request: pytest.FixtureRequest) -> Iterator[Loads]:
    made = Loads(tmp_path, empty_store, *request.param)
    yield made
    for process in made.processes:
        made.kill(process)


def killed(loads: Loads, kills: int, seconds: float) -> list[Path]:
    """Homes whose loads were killed `kills` times in all, and then finished.

    A load that ends before it is killed has been taken up to its end; then another home is begun.
    """
    chance, homes = random.Random(kills), [loads.home("killed-1")]
    done = 0
    while done < kills:
        process = loads.start(homes[-1])
        try:
            assert process.wait(chance.uniform(0.15, 0.95) * seconds) == 0, loads.log(homes[-1])
            homes.append(loads.home(f"killed-{len(homes) + 1}"))
        except subprocess.TimeoutExpired:
            loads.kill(process)
            done += 1
    loads.finish(homes[-1])
    return homes


def same_as_uninterrupted(loads: Loads, kills: int) -> None:
    at_once = loads.home("at-once")
    seconds = loads.finish(at_once)
    expected = loads.look(at_once)
    for home in killed(loads, kills, seconds):
        assert "Traceback" not in loads.log(home), loads.log(home)
        seen = loads.look(home)
        assert (seen["count"], seen["digest"]) == (expected["count"], expected["digest"])
        assert seen["facets"] == expected["facets"]
        for found, wanted in zip(seen["found"], expected["found"], strict=True):
            assert wanted
            assert [score for _, score in found] == [score for _, score in wanted]
            last = wanted[-1][1]  # of those with the last score, which are shown is not told by relevance
            assert [uid for uid, score in found if score > last] == [uid for uid, score in wanted if score > last]


@pytest.mark.parametrize("loads", [(4_000, 500)], indirect=True)
def test_a_load_killed_twice_ends_as_if_it_never_was(loads: Loads) -> None:
    same_as_uninterrupted(loads, kills=2)


@pytest.mark.slow
@pytest.mark.parametrize("loads", [(300_000, 20_000)], indirect=True)
def test_a_load_of_300000_killed_10_times_ends_as_if_it_never_was(loads: Loads) -> None:
    same_as_uninterrupted(loads, kills=10)
