"""Loading OpenAlex into the lake: from a compressed snapshot to a version that SQL can read, in two processes.

Measured on the snapshot that `openalex` makes of the real records of ../shared: a first load, the same load again, and
an update that restates the works of one file and deletes some. What reading alone costs is told by `openalex`.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import _kit
import openalex

JOBS = 2


def load(folder: Path, lake: Path, step: str) -> None:
    """In a child: load what is in the folder of the step."""
    _kit.use_home(lake.parent)
    from technopole.cli.observatory_load import spread
    from technopole.lake.datasets import Dataset
    from technopole.observatory.loading import openalex as source
    from technopole.observatory.loading import works
    from technopole.sources.openalex.wanted import wanted

    peak = _Peak()
    wall, cpu = time.perf_counter(), _processor()
    given = source.given([folder / step], wanted())
    loaded = works.load(given, works.Told(), kept=Dataset(lake, "works"), spread=spread(JOBS))
    done = {"wall": time.perf_counter() - wall, "cpu": _processor() - cpu, "memory": peak.end()}
    print(json.dumps({**done, "said": [loaded.works, loaded.linked, loaded.fresh]}), flush=True)


class _Peak:
    """The largest memory of this process and its children together, looked at ten times a second."""

    def __init__(self) -> None:
        self._most = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        own = os.getpid()
        while not self._over.wait(0.1):
            children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
            self._most = max(self._most, sum(_resident(int(each)) for each in [own, *map(int, children)]))

    def end(self) -> float:
        self._over.set()
        self._thread.join()
        return self._most / 1024


def _resident(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def _processor() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def make_update(folder: Path) -> int:
    """A later partition: the works of the first file anew, and a list of deleted ones; gives its plain bytes."""
    first = sorted((folder / "first").rglob("*.gz"))[0]
    home = folder / "update" / "works" / "updated_date=2026-09-01"
    home.mkdir(parents=True)
    plain, ids = 0, []
    with gzip.open(first) as source, gzip.open(home / "part_0000.gz", "wb", 6) as out:
        for line in source:
            record: dict[str, Any] = json.loads(line)
            ids.append(record["id"])
            record["updated_date"] = "2026-09-01"
            plain += out.write(json.dumps(record).encode() + b"\n")
    deleted = "".join(f"{each},2026-09-01\n" for each in ids[::10])
    (home.parent / "deleted_ids.csv").write_text("work_id,deleted_date\n" + deleted)
    return plain


def main() -> None:
    if not openalex.WORKS.is_dir():
        where = openalex.WORKS.relative_to(_kit.ROOT.parent)
        sys.stderr.write(f"skipped: this benchmark reads {where} beside the repository.\n")
        return
    with tempfile.TemporaryDirectory(prefix="technopole-bench-") as name:
        folder = Path(name)
        made = openalex.make(folder / "first")
        plain = {"first": made["plain"], "update": make_update(folder)}
        lake = folder / "home" / "lake"
        steps = (
            ("A snapshot", "first"), ("The same again", "first"), ("An update of one file, a tenth deleted", "update"),
        )  # fmt: skip
        costs = [(label, step, _kit.in_child(__file__, name, str(lake), step)) for label, step in steps]
        bytes_there = sum(path.stat().st_size for path in (lake / "works" / "00001").glob("*.parquet"))
    rows = [
        [label, f"{cost.wall:.1f} s", f"{cost.cpu:.1f} s", f"{plain[step] / 1e6 / cost.wall:,.0f}",
         f"{plain[step] / 1e6 / cost.cpu:,.0f}", f"{cost.memory:,.0f} MiB", f"{cost.said[0]:,}", f"{cost.said[1]:,}"]
        for label, step, cost in costs
    ]  # fmt: skip
    notes = (
        f"{made['records']:,} works, {made['plain'] / 1e6:,.0f} MB of JSON in {made['packed'] / 1e6:,.0f} MB of gzip, "
        f"{made['files']} files, {JOBS} processes; {bytes_there / 1e6:,.0f} MB in the lake. MB are those of JSON. "
        "Peak memory is that of all processes together."
    )
    head = ["Loading OpenAlex", "elapsed", "processor", "MB / s", "MB / processor second", "peak memory", "works there",
            "parts kept as they were"]  # fmt: skip
    _kit.write("openalex_load", "Loading OpenAlex", notes, head, rows)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        load(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    else:
        main()
