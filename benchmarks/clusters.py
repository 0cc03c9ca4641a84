"""Clusters of weighted places on the Earth, found by Technopole and by scikit-learn's DBSCAN.

Both in processes of their own, on the same places; each finds them several times, of which the median counts. The peer
is installed into an environment of its own.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _growth
import _kit
import numpy as np

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
PEER_SIZES = (10_000, 30_000, 100_000)
"""What the peer does in bearable time and memory: it writes down every neighbour of every place."""
RADIUS_KM = 15.0
SHARE = 0.0002
"""Of the whole weight, the minimum."""
CENTRES = 1_000
TIMES = 5
IMAGE = "images/clusters-growth.svg"
PEER = "scikit-learn==1.9.1"


def points(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unique places as addresses lie: most around centres of very different size, a tenth anywhere, weights 1 to 9."""
    chance = np.random.default_rng(1)
    size = 1.0 / np.arange(1, CENTRES + 1)
    home = chance.choice(CENTRES, count, p=size / size.sum())
    spread = chance.uniform(0.03, 0.3, CENTRES)[home]
    lat = chance.uniform(-55, 65, CENTRES)[home] + chance.normal(0, 1, count) * spread
    lon = chance.uniform(-180, 180, CENTRES)[home] + chance.normal(0, 1, count) * spread
    anywhere = chance.random(count) < 0.1
    lat[anywhere] = np.degrees(np.arcsin(chance.uniform(-1, 1, int(anywhere.sum()))))
    lon[anywhere] = chance.uniform(-180, 180, int(anywhere.sum()))
    return lat, (lon + 180.0) % 360.0 - 180.0, chance.integers(1, 10, count).astype(float)


def minimum(weight: np.ndarray) -> int:
    return round(SHARE * float(weight.sum()))


def ours(count: int) -> None:
    """In a process of its own: find them."""
    from technopole.methods.clusters import dbscan

    lat, lon, weight = points(count)

    def find() -> dict[str, int]:
        found = dbscan(lat, lon, weight, radius_km=RADIUS_KM, min_weight=minimum(weight))
        return _told(found.cluster, found.core)

    _several_times(find)


def theirs(count: int) -> None:
    """In a process of its own: the peer finds them."""
    from sklearn.cluster import DBSCAN

    from technopole.methods.clusters import EARTH_RADIUS_KM

    lat, lon, weight = points(count)

    def find() -> dict[str, int]:
        peer = DBSCAN(eps=RADIUS_KM / EARTH_RADIUS_KM, min_samples=minimum(weight), metric="haversine")
        peer.fit(np.radians(np.stack([lat, lon], axis=1)), sample_weight=weight)
        core = np.zeros(count, bool)
        core[peer.core_sample_indices_] = True
        return _told(peer.labels_, core)

    _several_times(find)


def _several_times(find: Callable[[], dict[str, int]]) -> None:
    """Say what was found, and the median of the processor time of `TIMES` of them."""
    took = []
    with _kit.measured() as say:
        for _ in range(TIMES):
            wall, processor = time.perf_counter(), time.process_time()
            found = find()
            took.append((time.process_time() - processor, time.perf_counter() - wall))
        processor, wall = (statistics.median(each) for each in zip(*took, strict=True))
        say({"found": found, "cpu": processor, "wall": wall})


def _told(cluster: np.ndarray, core: np.ndarray) -> dict[str, int]:
    """What both must agree on: the partition of cores as one number, how many are core, how many are noise."""
    _, first, number = np.unique(cluster[core], return_index=True, return_inverse=True)
    partition = int(np.sum(first[number] * (np.arange(len(number)) % 1_000_003)) % (2**61 - 1)) if len(number) else 0
    return {
        "clusters": int(cluster.max(initial=-1)) + 1, "core": int(core.sum()), "noise": int((cluster < 0).sum()),
        "partition": partition,
    }  # fmt: skip


def command(count: int) -> _kit.Cost:
    """The whole command: a table read, its clusters written."""
    table, out = _kit.WORK / f"points-{count}.csv", _kit.WORK / "clusters.csv"
    lat, lon, weight = points(count)
    with table.open("w") as handle:
        handle.write("id,lat,lon,weight\n")
        rows = zip(lat.tolist(), lon.tolist(), weight.tolist(), strict=True)
        handle.writelines(f"{at},{a!r},{b!r},{w:.0f}\n" for at, (a, b, w) in enumerate(rows))
    verb = ["observatory", "clusters", str(table), "--radius-km", str(RADIUS_KM)]
    least = str(minimum(weight))
    cost = _kit.command([sys.executable, "-m", "technopole.cli", *verb, "--min-weight", least, "--output", str(out)])
    table.unlink()
    out.unlink()
    return cost


def peer() -> Path | None:
    """The Python of an environment that has the peer."""
    try:
        return _kit.environment("clusters", [PEER]) / "bin" / "python"
    except subprocess.CalledProcessError:
        sys.stderr.write(f"SKIPPED: the comparison with {PEER}, which could not be installed.\n")
        return None


def by_peer(python: Path, count: int) -> Any:
    """What the peer said; nothing if it fails, as for want of memory."""
    done = subprocess.run(
        [str(python), __file__, "theirs", str(count)], stdout=subprocess.PIPE, text=True,
        env={"PYTHONPATH": str(_kit.ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return None if done.returncode else _kit.Cost(**json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    """Measure both and write the table and the chart."""
    _kit.WORK.mkdir(exist_ok=True)
    python = peer()
    rows: list[list[str]] = []
    mine: dict[int, _kit.Cost] = {}
    others: dict[int, _kit.Cost] = {}
    for count in SIZES:
        mine[count] = _kit.in_child(__file__, "ours", str(count))
        if python and count in PEER_SIZES and (other := by_peer(python, count)):
            others[count] = other
        rows.append(_row(count, mine[count], others.get(count)))
    whole = command(SIZES[-1])
    rows.append(["the command, a table of a million rows", f"{whole.wall:.1f} s", f"{whole.cpu:.1f} s", "",
                 f"{whole.memory:,.0f} MiB", "", "", ""])  # fmt: skip
    differing = [count for count, other in others.items() if other.said["found"] != mine[count].said["found"]]
    agreement = (
        f"They differ at {differing}!" if differing else "Core places, partition of cores and noise are the same."
    )
    took = {count: cost.said["cpu"] for count, cost in mine.items()}
    power = statistics.linear_regression([math.log(n) for n in took], [math.log(took[n]) for n in took]).slope
    _kit.write(
        "clusters", "Clusters of places",
        f"Radius {RADIUS_KM:g} km, minimum {SHARE:.2%} of all weight; made-up places, all different, most around "
        f"{CENTRES:,} centres. Medians of {TIMES}, {PEER.replace('==', ' ')}; the ratio "
        "is of processor time, above 1 where Technopole takes less. "
        + (agreement if others else "scikit-learn could not be installed here and was not compared.")
        + f" Ours grows as n to the power of {power:.2f} (least squares on logarithms; n log n would be "
        f"{_power_of_n_log_n():.2f} over these sizes).\n\n![Time to find clusters by number of places]({IMAGE})",
        ["Clusters", "elapsed", "processor", "per place", "peak memory", "scikit-learn", "its memory", "peer / ours"],
        rows,
    )  # fmt: skip
    (_kit.PAGE.parent / IMAGE).write_text(chart(took, {n: cost.said["cpu"] for n, cost in others.items()}), "utf-8")
    return 1 if differing else 0


def _row(count: int, mine: _kit.Cost, other: _kit.Cost | None) -> list[str]:
    said = mine.said
    row = [f"{count:,} places, {said['found']['clusters']:,} clusters", f"{said['wall']:.2f} s", f"{said['cpu']:.2f} s"]
    row += [f"{said['cpu'] / count * 1e6:.1f} µs", f"{mine.memory:,.0f} MiB"]
    if not other:
        return [*row, "", "", ""]
    ratio = other.said["cpu"] / said["cpu"]
    return [*row, f"{other.said['cpu']:.1f} s", f"{other.memory:,.0f} MiB", f"{ratio:.0f}×"]


def _power_of_n_log_n() -> float:
    sizes = [math.log(count) for count in SIZES]
    return statistics.linear_regression(sizes, [size + math.log(size) for size in sizes]).slope


def chart(mine: dict[int, float], others: dict[int, float]) -> str:
    """Both, and n log n through our first."""
    first = SIZES[0]
    unit = mine[first] / (first * math.log(first))
    lines = [
        _growth.Line("Technopole", 0, list(mine.items())),
        _growth.Line("n log n", 1, [(count, unit * count * math.log(count)) for count in SIZES], dashed=True),
    ]
    if others:
        lines.append(_growth.Line("scikit-learn", 2, list(others.items())))
    return _growth.chart("Time to find clusters by number of places", lines, sizes="places", unit="s")


if __name__ == "__main__":
    sys.path[:0] = [str(_kit.ROOT / "src")]
    if sys.argv[1:2] in (["ours"], ["theirs"]):
        {"ours": ours, "theirs": theirs}[sys.argv[1]](int(sys.argv[2]))
    else:
        sys.exit(main())
