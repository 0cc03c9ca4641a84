"""A load of works is killed at any moment and started again: what it ends with is what it would have made at once."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from technopole.lake.datasets import Dataset
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.observatory.loading import openalex, works
from technopole.sources.openalex.wanted import wanted

LOADER = Path(__file__).with_name("works_loader.py")
HOME = "https://openalex.org/"


class Loads:
    """Loads in processes that can be killed with all their children."""

    def __init__(self, top: Path, jobs: int) -> None:
        self.top, self.jobs = top, jobs
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {"DJANGO_SETTINGS_MODULE": "technopole.settings"}

    def start(self, lake: Path, folder: Path) -> subprocess.Popen[bytes]:
        with lake.with_suffix(".log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, str(LOADER), str(lake), str(folder), str(self.jobs)],
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def finish(self, lake: Path, folder: Path) -> None:
        openalex_of_folder = openalex.given([folder], wanted())
        works.load(openalex_of_folder, works.Told(), kept=Dataset(lake, "works"))

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


@pytest.fixture
def loads(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Loads]:
    made = Loads(tmp_path, request.param)
    yield made
    for process in made.processes:
        made.kill(process)


def records(folder: Path, files: int, each: int, day: str) -> Path:
    for number in range(files):
        lines = (
            {
                "id": f"{HOME}W{1 + (number * each + at) * 7 % (files * each)}", "title": f"{day} {at}",
                "publication_year": 2020, "updated_date": day, "is_xpac": False,
                "authorships": [
                    {"author": {"id": f"{HOME}A{1 + at + who}"}, "institutions": [{"id": f"{HOME}I{1 + who}"}]}
                    for who in range(1 + at % 4)
                ],
            }
            for at in range(each)
        )  # fmt: skip
        path = folder / "works" / f"updated_date={day}" / f"part_{number:03d}.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode(), 1))
    return folder


def seen(lake: Path) -> tuple[list[tuple[str, str]], int, int]:
    kept = Dataset(lake, "works")
    assert kept.damaged() == []
    found = sorted((row["id"], row["updated"]) for row in kept.rows(["id", "updated"]))
    credit = sum(row["credit"] for row in kept.rows(["credit"], table="authorships"))
    return found, credit, len(found)


def same_as_uninterrupted(loads: Loads, files: int, each: int, kills: int, within: float) -> None:
    first = records(loads.top / "first", files, each, "2026-01-01")
    second = records(loads.top / "second", files, each // 2, "2026-02-01")
    at_once, lake = loads.top / "at-once", loads.top / "killed"
    loads.finish(at_once, first)
    before = seen(at_once)
    loads.finish(at_once, second)
    expected = seen(at_once)
    assert expected[1] == WHOLE * expected[2]
    loads.finish(lake, first)
    chance, done = random.Random(kills), 0
    while done < kills:
        process = loads.start(lake, second)
        while process.poll() is None and not list((lake / "works").glob("*.building")):
            time.sleep(0.005)
        time.sleep(chance.uniform(0.0, within))
        ended = process.poll()
        assert ended in (None, 0), lake.with_suffix(".log").read_text(errors="replace")
        loads.kill(process)
        assert seen(lake) in (before, expected)
        done += 1
    loads.finish(lake, second)
    assert seen(lake) == expected
    assert not list((lake / "works").glob("*.building"))


@pytest.mark.parametrize("loads", [1], indirect=True)
def test_a_load_of_works_killed_once_ends_as_if_it_never_was(loads: Loads) -> None:
    same_as_uninterrupted(loads, files=3, each=60, kills=1, within=0.2)


@pytest.mark.slow
@pytest.mark.parametrize("loads", [2], indirect=True)
def test_a_load_of_60000_works_killed_12_times_ends_as_if_it_never_was(loads: Loads) -> None:
    same_as_uninterrupted(loads, files=12, each=5000, kills=12, within=6.0)
