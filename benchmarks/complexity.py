"""Economic complexity of 150 economies and thousands of products, beside py-ecomplexity on the same tables.

The peer is installed into an environment of its own; where that fails, ours is measured and printed, and nothing is
written. Each in a process of its own, on all cores that the machine gives: both spend their time in the same linear
algebra. What both give is compared, too.
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import _kit

PEER = "ecomplexity==0.5.3"
ECONOMIES = 150
PRODUCTS = (200, 1_000, 5_000)
MOST_FOR_PEER = 1_000
"""The peer looks for the eigenvectors of products × products, which for 5,000 takes it minutes."""
ROUNDS = 3
COLUMNS = ("rca", "mcp", "diversity", "ubiquity", "eci", "pci", "density", "coi", "cog")
PEERS_SCRIPT = Path(__file__).with_name("_ecomplexity_peer.py")


def make(path: Path, products: int) -> None:
    """Made-up exports: the more an economy can do, the more and the rarer its products; a fifth of pairs are there."""
    import numpy as np

    chance = np.random.default_rng(1)
    able, hard = chance.normal(size=ECONOMIES), chance.normal(size=products)
    liking = chance.normal(size=(ECONOMIES, 5)) @ chance.normal(size=(5, products)) / 3
    there = chance.random((ECONOMIES, products)) < 1 / (1 + np.exp(2.0 - 1.5 * (able[:, None] - hard) - liking))
    sizes = np.exp(chance.normal(size=ECONOMIES) * 1.5)[:, None] * np.exp(chance.normal(size=products) + liking)
    values = np.round(1e6 * sizes * np.exp(chance.normal(size=sizes.shape)) * there)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["region", "activity", "value"])
        for region, activity in zip(*(each.tolist() for each in np.nonzero(values)), strict=True):
            writer.writerow([f"E{region:03}", f"{activity:04}", values[region, activity]])


def ours(source: Path) -> None:
    """In a child: the measures of a table that has been read."""
    import numpy as np

    from technopole.methods import complexity, specialisation
    from technopole.sources import long_tables

    with source.open("rb") as file:
        table = long_tables.read(file, source.name)
    np.linalg.eigh(np.eye(2))  # what is loaded once is not the method's
    with _kit.measured() as say:
        m = complexity.presence(specialisation.location_quotient(table.values))
        found = complexity.complexity(m)
        complexity.outlook(m, found.activity_vector)
        say([int(m.sum()), m.size])


def command(source: Path, out: Path) -> _kit.Cost:
    """The whole command, from file to file."""
    return _kit.command([
        sys.executable, "-m", "technopole.cli", "observatory", "complexity", str(source), "--output", str(out)
    ])  # fmt: skip


def peer_python() -> str | None:
    """A Python that has the peer; if it cannot be installed, says so loudly."""
    try:
        return str(_kit.environment("ecomplexity", [PEER]) / "bin" / "python")
    except subprocess.CalledProcessError:
        sys.stderr.write(f"SKIPPED: the comparison with {PEER}, which could not be installed. What follows is not "
                         "written down.\n")  # fmt: skip
        return None


def run_peer(python: str, source: Path, out: Path) -> tuple[float, float]:
    """Seconds of the peer's function, and the process's peak in MiB."""
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    asked = [python, str(PEERS_SCRIPT), str(source), str(out), *COLUMNS]
    done = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True, env=alone)
    took, memory = map(float, done.stdout.split()[-2:])
    return took, memory


def differ(one: Path, other: Path) -> float:
    """The largest difference of any number of the two tables."""

    def read(path: Path) -> Iterator[tuple[tuple[str, str], list[float]]]:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield (row["region"], row["activity"]), [float(row[name]) for name in COLUMNS]

    first, second = dict(read(one)), dict(read(other))
    if first.keys() != second.keys():
        raise SystemExit("The two tables have different pairs.")
    return max(abs(a - b) for key, each in first.items() for a, b in zip(each, second[key], strict=True))


def main() -> None:
    python = peer_python()
    rows: list[list[str]] = []
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for products in PRODUCTS:
            source, out, peers = (Path(folder) / f"{name}{products}.csv" for name in ("in", "out", "peer"))
            make(source, products)
            costs = [_kit.in_child(__file__, str(source)) for _ in range(ROUNDS)]
            took = statistics.median(cost.wall for cost in costs)
            whole = command(source, out)
            theirs = memory = times = "–"
            if python and products <= MOST_FOR_PEER:
                seconds, peak = run_peer(python, source, peers)
                theirs, memory, times = f"{seconds:,.2f}", f"{peak:,.0f}", f"{seconds / took:,.0f}"
                worst = max(worst, differ(out, peers))
            rows.append([
                f"{ECONOMIES} × {products:,}", f"{took:,.3f}", f"{costs[0].memory:,.0f}", f"{whole.wall:,.2f}", theirs,
                memory, times,
            ])  # fmt: skip
    head = ["Economies × products", "s", "MiB", "file to file, s", "py-ecomplexity, s", "MiB", "times as fast"]
    if python is None:
        print("\n".join(_kit.table(head, rows)))
        return
    notes = (
        "Comparative advantage, the 0/1 matrix, ECI, PCI, density, outlook index and gain of made-up exports, of a "
        "table that has been read; memory is that of the process with the table in it. File to file is the command, "
        f"start of Python, reading and writing included. Peer: {PEER} on pandas. Largest difference of any number of "
        f"the tables that both made: {worst:.0e}."
    )
    _kit.write("complexity", "Economic complexity", notes, head, rows)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        ours(Path(sys.argv[1]))
    else:
        main()
