"""Eight writers write while the server, and writers too, are killed again and again: nothing acknowledged is lost."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from technopole.centre import template

WRITER = Path(__file__).with_name("writer.py")
LOOK = """
import django, json, sys
django.setup()
from technopole.core.models import SourceRecord
from technopole.keeping import verify
from technopole.search import worker
worker.catch_up_once()
held = {key: int(record["legal_form"]) for key, record in
        SourceRecord.objects.filter(source="writers").values_list("key", "record")}
wrong = [each.what for each in verify.everything(every_thing=True) if not each.good]
print(json.dumps({"held": held, "wrong": wrong}))
"""


class Portal:
    """A home with its server and writers, each a process group that can be killed."""

    def __init__(self, top: Path) -> None:
        self.top, self.home = top, top / "portal"
        self.stop, self.acknowledged = top / "stop", top / "acknowledged.txt"
        self.environment = os.environ | {
            "TECHNOPOLE_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "technopole.settings",
            "PYTHONUNBUFFERED": "1",
        }
        self.environment.pop("DATABASE_URL", None)
        self.processes: list[subprocess.Popen[bytes]] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        template.make(top / "city")

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        log = (self.top / "log.txt").open("ab")
        process = subprocess.Popen(
            [sys.executable, *command], env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        self.processes.append(process)
        return process

    def start_server(self) -> subprocess.Popen[bytes]:
        said = self.log().count("is ready")
        server = self.start("-m", "technopole.cli", "up", str(self.top / "city"), "--port", str(self.port))
        deadline = time.monotonic() + 60
        while self.log().count("is ready") == said:
            assert server.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.1)
        return server

    def start_writer(self, name: str) -> subprocess.Popen[bytes]:
        return self.start(str(WRITER), name, "4", str(self.acknowledged), str(self.stop))

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def log(self) -> str:
        path = self.top / "log.txt"
        return path.read_text(errors="replace") if path.exists() else ""


@pytest.fixture
def portal(tmp_path: Path, empty_store: Path) -> Iterator[Portal]:
    made = Portal(tmp_path)
    made.home.mkdir()
    shutil.copyfile(empty_store, made.home / "store.sqlite3")
    yield made
    for process in made.processes:
        made.kill(process)


def written_while_killed(portal: Portal, *, kills: int, seconds: float) -> int:
    """Write and kill; check everything; gives how many writes were acknowledged."""
    began = time.monotonic()
    server = portal.start_server()
    writers = {name: portal.start_writer(name) for name in ("east", "west")}
    for number in range(kills):
        time.sleep(max(1.0, (seconds - (time.monotonic() - began)) / (kills - number) - 3))
        portal.kill(server)
        if number % 4 == 1:  # now and then a writer dies too, in the midst of a transaction
            portal.kill(writers["west"])
            writers["west"] = portal.start_writer("west")
        server = portal.start_server()
    portal.stop.touch()
    for writer in writers.values():
        assert writer.wait(60) == 0, portal.log()
    server.terminate()
    assert server.wait(30) == 0, portal.log()

    seen = subprocess.run([sys.executable, "-c", LOOK], env=portal.environment, capture_output=True, text=True)
    assert seen.returncode == 0, seen.stderr
    found = json.loads(seen.stdout)
    last: dict[str, int] = {}
    lines = portal.acknowledged.read_text().splitlines()
    for line in lines:
        key, value = line.split()
        last[key] = int(value)
    lost = {key: (value, found["held"].get(key)) for key, value in last.items() if found["held"].get(key, -1) < value}
    assert lost == {}
    assert found["wrong"] == []
    assert "database is locked" not in portal.log()
    return len(lines)


def test_no_acknowledged_write_is_lost_when_the_server_is_killed_twice(portal: Portal) -> None:
    assert written_while_killed(portal, kills=2, seconds=6) > 20


@pytest.mark.slow
def test_no_acknowledged_write_is_lost_in_a_minute_with_20_kills(portal: Portal) -> None:
    assert written_while_killed(portal, kills=20, seconds=60) > 400
