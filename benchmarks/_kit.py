"""What the benchmarks share: a loaded home, peers in an environment of their own, times, and the table they write."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROR = ROOT.parent / "shared" / "data" / "registry" / "ror.jsonl.gz"
WORK = ROOT / ".bench"
"""Loaded stores and peers, kept between runs; git ignores it."""
PAGE = ROOT / "docs" / "performance.md"
PEERS = {"datasette": "datasette==0.65.5", "sqlite-utils": "sqlite-utils==4.2.1"}


def need_ror() -> Path:
    """The registry's file; where it is absent, the benchmark says so and ends."""
    if not ROR.exists():
        sys.stderr.write(f"skipped: this benchmark reads {ROR.relative_to(ROOT.parent)} beside the repository.\n")
        raise SystemExit(0)
    return ROR


def use_home(home: Path) -> None:
    """Make this process work on a home; before anything of Django is imported."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ["TECHNOPOLE_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "technopole.settings"
    import django

    django.setup()


def make_store(home: Path) -> None:
    """An empty store with the demo centre in it. Sets up Django for `home`."""
    use_home(home)
    from django.core.management import call_command

    from technopole.centre import loader

    call_command("migrate", verbosity=0)
    loader.load(ROOT / "centres" / "shanghai", label="benchmark")


def loaded_home() -> Path:
    """A home with the demo centre and all of ROR, indexed; made in a process of its own unless it is there."""
    code = [*sorted(ROOT.glob("src/technopole/*/migrations/0*.py")), ROOT / "src/technopole/search/schema.py",
            *sorted((ROOT / "src/technopole/registry").glob("*.py"))]  # fmt: skip
    stamp = hashlib.blake2b(b"".join(file.read_bytes() for file in code), digest_size=6).hexdigest()
    home = WORK / f"home-{stamp}"
    if not (home / "complete").exists():
        print("Loading the demo centre and ROR, and indexing them (some minutes, once) …", flush=True)
        script = (
            f"import _kit; from pathlib import Path; _kit.make_store(Path({str(home)!r}));"
            "from technopole.registry import ror_load; from technopole.search import worker;"
            "ror_load.load(_kit.need_ror()); worker.rebuild()"
        )
        subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT / "benchmarks")
        (home / "complete").touch()
    return home


def peer(name: str) -> Path:
    """The program of a peer, installed into an environment that has nothing of ours."""
    folder = WORK / "peers"
    program = folder / "bin" / name
    if not program.exists():
        if not (folder / "bin" / "pip").exists():
            venv.create(folder, with_pip=True)
        alone = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        subprocess.run([str(folder / "bin" / "pip"), "install", "-qq", PEERS[name]], check=True, env=alone)
    return program


def environment(name: str, packages: Sequence[str]) -> Path:
    """An environment with just these packages, for a peer that is a library and not a program."""
    folder = WORK / f"peer-{name}"
    stamp = folder / "packages"
    if not stamp.exists() or stamp.read_text().split() != list(packages):
        venv.create(folder, with_pip=True, clear=True)
        alone = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        subprocess.run([str(folder / "bin" / "pip"), "install", "-qq", *packages], check=True, env=alone)
        stamp.write_text("\n".join(packages))
    return folder


@dataclass(frozen=True)
class Cost:
    """What a piece of work took."""

    wall: float
    cpu: float
    memory: float
    """Peak, MiB."""
    said: Any = None


@contextmanager
def measured() -> Iterator[Callable[[Any], None]]:
    """In a child process: run the block, then print its cost, with what it says, for `in_child`."""
    said: list[Any] = []
    wall, cpu = time.perf_counter(), time.process_time()
    yield said.append
    cost = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "said": said[-1] if said else None,
    }
    print(json.dumps(cost), flush=True)


def in_child(script: str, *arguments: str) -> Cost:
    """Run one step of a benchmark in a process of its own, so that its memory is only its own."""
    done = subprocess.run([sys.executable, script, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def command(arguments: Sequence[str], stdin: Any = None) -> Cost:
    """Run a peer's command. Its memory is that of the largest child so far."""
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(arguments, check=True, stdin=stdin, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.perf_counter() - wall, cpu, after.ru_maxrss / 1024)


def median_and_p95(times: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def machine() -> str:
    """Where and when this was measured; how busy the machine was tells how far to trust elapsed times."""
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    return (
        f"{dt.date.today():%Y-%m-%d}, {os.cpu_count()} cores of {model[1] if model else platform.machine()}, "
        f"Python {platform.python_version()}, load average {os.getloadavg()[0]:.1f} at the end"
    )


def write(name: str, title: str, notes: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print the table, and put it into docs/performance.md in place of the one of this name."""
    body = [f"## {title}", "", *table(head, rows), "", f"*{machine()}. `./technopole bench {name}`.* {notes}"]
    put_into_page(name, "\n".join(body))
    print("\n".join(body))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table, all columns but the first to the right."""
    lines = [f"| {' | '.join(head)} |", "|" + "|".join([" --- "] + [" ---: "] * (len(head) - 1)) + "|"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def put_into_page(name: str, body: str) -> None:
    """Put a section into docs/performance.md in place of the one of this name."""
    begin, end = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    text = PAGE.read_text("utf-8") if PAGE.exists() else "# Performance\n"
    block = f"{begin}\n{body}\n{end}"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    text = pattern.sub(lambda _: block, text) if begin in text else f"{text.rstrip()}\n\n{block}\n"
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, "utf-8")
