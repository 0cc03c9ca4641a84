"""Clusters of weighted places on the Earth, found by Technopole and by scikit-learn's DBSCAN."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import _kit
import numpy as np

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
PEER_SIZES = (10_000, 30_000, 100_000)
"""What the peer does in bearable time and memory: it writes down every neighbour of every place."""
RADIUS_KM = 15.0
SHARE = 0.0002
"""Of the whole weight, the minimum."""
CENTRES = 1_000


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
    with _kit.measured() as say:
        found = dbscan(lat, lon, weight, radius_km=RADIUS_KM, min_weight=minimum(weight))
        say(_told(found.cluster, found.core))


def theirs(count: int) -> None:
    """In a process of its own: the peer finds them."""
    from sklearn.cluster import DBSCAN

    from technopole.methods.clusters import EARTH_RADIUS_KM

    lat, lon, weight = points(count)
    with _kit.measured() as say:
        peer = DBSCAN(eps=RADIUS_KM / EARTH_RADIUS_KM, min_samples=minimum(weight), metric="haversine")
        peer.fit(np.radians(np.stack([lat, lon], axis=1)), sample_weight=weight)
        core = np.zeros(count, bool)
        core[peer.core_sample_indices_] = True
        say(_told(peer.labels_, core))


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
    """A Python that has the peer: this one, or that of an environment beside the other peers'."""
    for python in (Path(sys.executable), _kit.WORK / "peer-clusters" / "bin" / "python"):
        there = python.exists() and subprocess.run([str(python), "-c", "import sklearn"], stderr=subprocess.DEVNULL)
        if there and there.returncode == 0:
            return python
    sys.stderr.write("skipped: the comparison with scikit-learn, which is not installed.\n")
    sys.stderr.write(f"For it: python -m venv {_kit.WORK}/peer-clusters, and there pip install scikit-learn.\n")
    return None


def by_peer(python: Path, count: int) -> _kit.Cost | None:
    """What the peer takes; nothing if it fails, as for want of memory."""
    done = subprocess.run(
        [str(python), __file__, "theirs", str(count)], stdout=subprocess.PIPE, text=True,
        env={"PYTHONPATH": str(_kit.ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return None if done.returncode else _kit.Cost(**json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    """Measure both and write the table."""
    _kit.WORK.mkdir(exist_ok=True)
    python = peer()
    rows: list[list[str]] = []
    before = 0.0
    differing = []
    for count in SIZES:
        mine = _kit.in_child(__file__, "ours", str(count))
        growth = f"{mine.cpu / before:.1f}×" if before else ""
        before = mine.cpu
        row = [f"{count:,} places, {mine.said['clusters']:,} clusters", f"{mine.wall:.2f} s", f"{mine.cpu:.2f} s"]
        row += [growth, f"{mine.memory:,.0f} MiB"]
        other = by_peer(python, count) if python and count in PEER_SIZES else None
        row += (
            [f"{other.wall:.1f} s", f"{other.memory:,.0f} MiB", f"{other.cpu / mine.cpu:.0f}×"] if other else [""] * 3
        )
        if other and other.said != mine.said:
            differing.append(count)
        rows.append(row)
    whole = command(SIZES[-1])
    rows.append(["the command, a table of a million rows", f"{whole.wall:.1f} s", f"{whole.cpu:.1f} s", "",
                 f"{whole.memory:,.0f} MiB", "", "", ""])  # fmt: skip
    agreement = (
        f"They differ at {differing}!" if differing else "Core places, partition of cores and noise are the same."
    )
    _kit.write(
        "clusters", "Clusters of places",
        f"Radius {RADIUS_KM:g} km, minimum {SHARE:.2%} of all weight; made-up places, all different, most around "
        f"{CENTRES:,} centres. The ratio is of processor time, above 1 where Technopole takes less. "
        + (agreement if python else "scikit-learn is not installed here and was not compared."),
        ["Clusters", "elapsed", "processor", "growth", "peak memory", "scikit-learn", "its memory", "peer / ours"],
        rows,
    )  # fmt: skip
    return 1 if differing else 0


if __name__ == "__main__":
    sys.path[:0] = [str(_kit.ROOT / "src")]
    if sys.argv[1:2] in (["ours"], ["theirs"]):
        {"ours": ours, "theirs": theirs}[sys.argv[1]](int(sys.argv[2]))
    else:
        sys.exit(main())
