"""Clusters of weighted places on the Earth, found by Technopole and by scikit-learn's DBSCAN.

Both on the same places, several times; medians count. For times both take turns in one process, as a machine may be
fast now and slow a little later; for memory each has a process of its own. The peer is installed into an environment
of its own.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import time
from pathlib import Path

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


def by_us(lat: np.ndarray, lon: np.ndarray, weight: np.ndarray) -> dict[str, int]:
    from technopole.methods.clusters import dbscan

    found = dbscan(lat, lon, weight, radius_km=RADIUS_KM, min_weight=minimum(weight))
    return _told(found.cluster, found.core)


def by_peer(lat: np.ndarray, lon: np.ndarray, weight: np.ndarray) -> dict[str, int]:
    from sklearn.cluster import DBSCAN

    from technopole.methods.clusters import EARTH_RADIUS_KM

    peer = DBSCAN(eps=RADIUS_KM / EARTH_RADIUS_KM, min_samples=minimum(weight), metric="haversine")
    peer.fit(np.radians(np.stack([lat, lon], axis=1)), sample_weight=weight)
    core = np.zeros(len(lat), bool)
    core[peer.core_sample_indices_] = True
    return _told(peer.labels_, core)


BY = {"ours": by_us, "theirs": by_peer}


def find(names: str, count: int) -> None:
    """In a process: find them by those named, in turns, and say for each what was found and the medians of its times,
    and of two how many times as long the second took."""
    places = points(count)
    finders = {name: BY[name] for name in names.split(",")}
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in finders}
    with _kit.measured() as say:
        found = {}
        for _ in range(TIMES):
            for name, finder in finders.items():
                wall, processor = time.perf_counter(), time.process_time()
                found[name] = finder(*places)
                took[name].append((time.process_time() - processor, time.perf_counter() - wall))
        middle = {name: [statistics.median(each) for each in zip(*times, strict=True)] for name, times in took.items()}
        pairs = zip(*(times for times in took.values()), strict=True)
        ratios = [pair[-1][0] / pair[0][0] for pair in pairs]
        say({"found": found, "took": middle, "ratio": [min(ratios), statistics.median(ratios), max(ratios)]})


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


def in_peers(python: Path, names: str, count: int) -> _kit.Cost | None:
    """The same as `in_child` by the peer's Python; nothing if it fails, as for want of memory."""
    done = subprocess.run(
        [str(python), __file__, names, str(count)], stdout=subprocess.PIPE, text=True,
        env={"PYTHONPATH": str(_kit.ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return None if done.returncode else _kit.Cost(**json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    """Measure both and write the table and the chart."""
    _kit.WORK.mkdir(exist_ok=True)
    python = peer()
    rows: list[list[str]] = []
    mine: dict[int, float] = {}
    others: dict[int, float] = {}
    differing = []
    for count in SIZES:
        alone = _kit.in_child(__file__, "ours", str(count))
        both = in_peers(python, "ours,theirs", count) if python and count in PEER_SIZES else None
        peers = in_peers(python, "theirs", count) if python and both else None
        said = (both or alone).said
        mine[count], wall = said["took"]["ours"]
        row = [f"{count:,} places, {said['found']['ours']['clusters']:,} clusters", f"{wall:.2f} s"]
        row += [f"{mine[count]:.2f} s", f"{mine[count] / count * 1e6:.1f} µs", f"{alone.memory:,.0f} MiB"]
        if both and peers:
            others[count] = said["took"]["theirs"][0]
            least, middle, most = said["ratio"]
            row += [f"{others[count]:.1f} s", f"{peers.memory:,.0f} MiB", f"{middle:.1f}× ({least:.1f}–{most:.1f})"]
            if said["found"]["theirs"] != said["found"]["ours"]:
                differing.append(count)
        rows.append(row if both else [*row, "", "", ""])
    whole = command(SIZES[-1])
    rows.append(["the command, a table of a million rows", f"{whole.wall:.1f} s", f"{whole.cpu:.1f} s", "",
                 f"{whole.memory:,.0f} MiB", "", "", ""])  # fmt: skip
    agreement = (
        f"They differ at {differing}!" if differing else "Core places, partition of cores and noise are the same."
    )
    power = statistics.linear_regression([math.log(n) for n in mine], [math.log(took) for took in mine.values()]).slope
    _kit.write(
        "clusters", "Clusters of places",
        f"Radius {RADIUS_KM:g} km, minimum {SHARE:.2%} of all weight; made-up places, all different, most around "
        f"{CENTRES:,} centres. Medians of {TIMES}, where there is a peer in turns with it, {PEER.replace('==', ' ')}; "
        "the ratio is of processor time, its median (least–most), above 1 where Technopole takes less. "
        + (agreement if others else "scikit-learn could not be installed here and was not compared.")
        + f" Ours grows as n to the power of {power:.2f} (least squares on logarithms; n log n would be "
        f"{_power_of_n_log_n():.2f} over these sizes).\n\n![Time to find clusters by number of places]({IMAGE})",
        ["Clusters", "elapsed", "processor", "per place", "peak memory", "scikit-learn", "its memory", "peer / ours"],
        rows,
    )  # fmt: skip
    (_kit.PAGE.parent / IMAGE).write_text(chart(mine, others), "utf-8")
    return 1 if differing else 0


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
    if len(sys.argv) > 1:
        find(sys.argv[1], int(sys.argv[2]))
    else:
        sys.exit(main())
