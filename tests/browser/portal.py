"""The portal under test: a server of its own on a free loopback port, with the demo centre loaded."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECONDS_TO_START = 120
SOURCES = Path(__file__).resolve().parents[2] / "src"


@dataclass(frozen=True)
class Portal:
    """Where it answers, and what there is to look at."""

    url: str
    facts: dict[str, Any]
    log: Path
    signed_in: dict[str, Any] = field(default_factory=dict)
    """What a browser keeps of each person who signed in: it outlives the browser, and hashing a password is slow."""

    def errors(self) -> list[str]:
        """What the server complained of so far."""
        return [line for line in self.log.read_text().splitlines() if " ERROR " in line or "Traceback" in line]


def prepared(folder: Path, empty_store: Path) -> Path:
    """A folder with the home that `prepare` makes and the facts it tells, made in `folder` by whoever asks first."""
    made = folder / "portal-prepared"
    with (folder / "portal-prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = folder / "portal-half-prepared"
            shutil.rmtree(half, ignore_errors=True)  # of whoever asked before and failed
            home = half / "home"
            home.mkdir(parents=True)
            shutil.copyfile(empty_store, home / "store.sqlite3")
            done = subprocess.run(
                [sys.executable, str(Path(__file__).with_name("prepare.py")), str(home)],
                env=_environment(home), capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            (half / "facts.json").write_text(done.stdout)
            half.rename(made)
    return made


@contextmanager
def running(folder: Path, prepared: Path) -> Iterator[Portal]:
    """A portal as `technopole up` would start it, with a copy of the prepared home in `folder`; gone at the end."""
    home, log = folder / "home", folder / "log"
    shutil.copytree(prepared / "home", home)
    port = _free_port()
    command = [sys.executable, "-m", "technopole.cli", "serve", "--home", str(home), "--port", str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, env=_environment(home), stdout=out, stderr=subprocess.STDOUT)
        try:
            portal = Portal(f"http://127.0.0.1:{port}", json.loads((prepared / "facts.json").read_text()), log)
            _wait_for(portal, process)
            yield portal
        finally:
            process.terminate()
            process.wait(30)


def _environment(home: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TECHNOPOLE_")}
    environment.pop("DATABASE_URL", None)
    path = os.pathsep.join(filter(None, [str(SOURCES), environment.get("PYTHONPATH", "")]))
    return {**environment, "TECHNOPOLE_HOME": str(home), "PYTHONPATH": path}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(portal: Portal, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        assert process.poll() is None, portal.log.read_text()
        try:
            with urllib.request.urlopen(portal.url + "/about/", timeout=30):
                return
        except urllib.error.HTTPError:
            return  # it answers; the tests say what is wrong with the answer
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the portal did not start in {SECONDS_TO_START} s:\n{portal.log.read_text()}")
