"""Pages as a reader gets them: one client, one connection, the real server on loopback, 129,000 organisations.

Peer: Datasette (Apache-2.0) over a compacted copy of the same store, counting the same facets. It has no relevance
search over several tables, so its search is a LIKE on the name.
"""

from __future__ import annotations

import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import _kit

ROUNDS = 20
WARM_UP = 4


@contextmanager
def serving(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """A server that answers on `port`; gives its process id."""
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended at once")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(2)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> list[int]:
    """The process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def processor(pid: int) -> float:
    """Seconds of processor time that a server and its children have used."""
    ticks = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def ask(port: int, pid: int, addresses: list[str]) -> tuple[float, float, float]:
    """Median and 95th percentile of the time to the last byte, and mean processor time, all in ms.

    Addresses are asked in turn, so that no answer is the one just given."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    times, spent = [], 0.0
    for turn in range(WARM_UP + ROUNDS):
        if turn == WARM_UP:
            spent = processor(pid)
        began = time.perf_counter()
        connection.request("GET", addresses[turn % len(addresses)])
        answer = connection.getresponse()
        body = answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200 or not body:
            raise SystemExit(f"{addresses[turn % len(addresses)]}: {answer.status}")
    spent = (processor(pid) - spent) * 1000 / ROUNDS
    connection.close()
    return (*_kit.median_and_p95(times[WARM_UP:]), spent)


def main() -> None:
    _kit.need_ror()
    home = _kit.loaded_home()
    store = sqlite3.connect(home / "store.sqlite3")
    uids = [uid for (uid,) in store.execute("SELECT uid FROM registry_organisation ORDER BY weight DESC LIMIT 20")]
    numbers = [pk for (pk,) in store.execute("SELECT id FROM registry_organisation ORDER BY weight DESC LIMIT 20")]
    copy = _kit.WORK / "copy.db"
    copy.unlink(missing_ok=True)
    store.execute("VACUUM INTO ?", (str(copy),))
    words = ["fudan", "复旦大学", "hydrogen", "tongji university", "SJTU", "max planck", "hospital", "机器人"]
    starts = ["fu", "shanghai j", "复", "max pl", "tong", "uni", "east ch", "chin"]
    ours = {
        "list of 50 out of 129,000, seven facets": [f"/organisations/?reference=*&page={n}" for n in range(1, 9)],
        "list of 50, filtered by country and type": [
            f"/organisations/?reference=*&country={code}&type=education" for code in ("CN", "DE", "US", "JP")
        ],
        "an organisation": [f"/organisations/{uid}/" for uid in uids],
        "search": [f"/search?q={_quoted(word)}" for word in words],
        "suggest": [f"/search/suggest?q={_quoted(start)}" for start in starts],
        "API, list of 50": ["/api/v1/organisations?limit=50"],
    }
    table = "/copy/registry_organisation"
    facets = "_facet=reference&_facet=district&_facet=country&_facet=status&_facet=established_year"
    theirs = {
        "list of 50 out of 129,000, seven facets": [f"{table}?_size=50&{facets}&_sort=sort_name"],
        "list of 50, filtered by country and type": [
            f"{table}?_size=50&{facets}&country={code}&_where=id+in+(select+organisation_id+from+"
            "registry_organisationtype+where+type%3D'education')"
            for code in ("CN", "DE", "US", "JP")
        ],
        "an organisation": [f"{table}/{number}" for number in numbers],
        "search": [f"{table}?_size=20&name__contains={_quoted(word)}" for word in words],
        "API, list of 50": [f"{table}.json?_size=50"],
    }
    port, other = free_port(), free_port()
    program = str(Path(sys.executable).parent / "technopole")
    here = [program, "serve", "--home", str(home), "--port", str(port)]
    with serving(here, port, {"TECHNOPOLE_HOME": str(home)}) as pid:
        found = {name: ask(port, pid, addresses) for name, addresses in ours.items()}
    limits = ["--setting", "sql_time_limit_ms", "20000", "--setting", "facet_time_limit_ms", "20000"]
    there = [str(_kit.peer("datasette")), "serve", "-i", str(copy), "--port", str(other), *limits]
    with serving(there, other, {}) as pid:
        peers = {name: ask(other, pid, addresses) for name, addresses in theirs.items()}
    rows = []
    for name, (median, p95, spent) in found.items():
        row = [name, f"{median:.0f} ms", f"{p95:.0f} ms", f"{spent:.0f} ms"]
        if name in peers:
            their_median, their_p95, their_spent = peers[name]
            row += [f"{their_median:.0f} ms", f"{their_p95:.0f} ms", f"{their_spent:.0f} ms"]
            row.append(f"{their_spent / spent:.1f}×")
        rows.append(row + [""] * (8 - len(row)))
    notes = (
        f"{ROUNDS} answers each after {WARM_UP} to warm up, one client. The peer counts five facets, all of one table. "
        "The ratio is of processor time, above 1 where Technopole takes less: elapsed times suffer from whatever else "
        "the machine does. Targets: a list under 150 ms, a search under 50 ms."
    )
    head = ["Answer", "median", "p95", "processor", "Datasette median", "p95", "processor", "peer / ours"]
    _kit.write("pages", "Pages over the wire", notes, head, rows)


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text)


if __name__ == "__main__":
    main()
