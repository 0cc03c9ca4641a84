"""The observatory over ten million made-up works: what measuring them costs, and how long its pages take then.

    python benchmarks/observatory_pages.py [WORKS]

No peer is at hand: nothing else measures indicators of so many records and serves them. The lake is written by
`_made_up_works`; measuring is `technopole observatory measure`, in a process of its own; pages are asked over the wire.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import _kit
import _made_up_works
from pages import ask, family, free_port, serving

WORKS = 10_000_000
PAGES = (
    "/scoreboard/", "/indicators/", "/indicators/papers_full/", "/indicators/papers_full/records/", "/compare/",
    "/composite/", "/clusters/", "/specialisation/", "/networks/", "/emerging/",
)  # fmt: skip


def home_of(works: int) -> Path:
    """A home with the demo centre, and so many made-up works in its lake; kept between runs."""
    home = _kit.WORK / f"observatory-{works}"
    if not (home / "complete").exists():
        script = f"import _kit; from pathlib import Path; _kit.make_store(Path({str(home)!r}))"
        subprocess.run([sys.executable, "-c", script], check=True, cwd=_kit.ROOT / "benchmarks")
        print(f"Making up {works:,} works …", flush=True)
        _made_up_works.make(home / "lake", works)
        (home / "complete").touch()
    return home


def main() -> None:
    works = int(sys.argv[1]) if len(sys.argv) > 1 else WORKS
    home = home_of(works)
    program = str(Path(sys.executable).parent / "technopole")
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([program, "observatory", "measure", "--force", "--home", str(home)], check=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    most = after.ru_maxrss / 1024
    measuring = f"Measuring everything took {wall:,.0f} s ({cpu:,.0f} s of processor), {most:,.0f} MiB at most."
    port = free_port()
    rows = []
    serve = [program, "serve", "--home", str(home), "--port", str(port)]
    with serving(serve, port, {"TECHNOPOLE_HOME": str(home)}) as pid:
        for page in PAGES:
            median, p95, spent = ask(port, pid, [page])
            rows.append([page, f"{median:.0f} ms", f"{p95:.0f} ms", f"{spent:.0f} ms"])
        memory = sum(_proportional(each) for each in family(pid))
    notes = (
        f"{works:,} made-up works in the lake. {measuring} The server took {memory:,.0f} MiB afterwards. Goal: a page "
        "in less than a second."
    )
    head = ["Page", "median", "p95", "processor"]
    _kit.write("observatory_pages", "The observatory's pages over ten million works", notes, head, rows)


def _proportional(pid: int) -> float:
    """What the process takes of memory, what it shares divided among those that share it, in MiB."""
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
