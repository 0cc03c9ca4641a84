"""The disruption index of made-up citation graphs, by Technopole and by pySciSci."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import _kit
import numpy as np

PEER = ("pyscisci==0.92", "pandas==2.3.3", "numpy==2.3.5", "scipy==1.16.3", "tqdm==4.67.1")
"""pySciSci and what its disruption index stands on."""
SMALL, LARGE = 20_000, 300_000
"""Works of the graph that both are asked about, and of the one that only we are."""
REFERENCES = 10


def made_up(works: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Citations among works in the order of their years: half to recent works, half to what is already cited often.

    A citation of the second kind copies that of an earlier work, so that few works collect many, as in reality.
    """
    random = np.random.default_rng(seed)
    citing = np.repeat(np.arange(1, works), random.poisson(REFERENCES - 1, works - 1) + 1)
    begin = np.searchsorted(citing, citing)
    age = random.exponential(works / 20, len(citing)).astype(np.int64) + 1
    cited = np.maximum(citing - age, random.integers(0, citing))
    copied = (random.random(len(citing)) < 0.5) & (begin > 0)
    source = np.where(copied, random.integers(0, np.maximum(begin, 1)), np.arange(len(citing)))
    while (source != source[source]).any():
        source = source[source]
    # each pair once: pySciSci counts repeated citations again
    distinct = np.unique(citing * np.int64(works) + cited[source])
    return distinct // works, distinct % works


def ours(path: str, result: str) -> None:
    """In a process of its own: the graph from its arrays, then all works."""
    from technopole.methods.bibliometrics.citations import citations
    from technopole.methods.bibliometrics.disruption import disruption

    with np.load(path) as table:
        citing, cited = table["citing"], table["cited"]
    with _kit.measured() as say:
        start = time.perf_counter()
        graph = citations(citing, cited)
        built = time.perf_counter() - start
        found = disruption(graph)
        say({
            "works": len(graph), "citations": len(graph.cited), "built": built,
            "seconds": time.perf_counter() - start,
            "looked_at": int((graph.citations.astype(np.int64) ** 2).sum()),
        })  # fmt: skip
    np.savez(result, work=found.works, index=found.index, plus=found.only_focal + found.both + found.only_references)


def peer() -> Path | None:
    """The Python of pySciSci's environment; None, and loudly, where it cannot be had."""
    try:
        return _kit.environment("pyscisci", PEER) / "bin" / "python"
    except (subprocess.CalledProcessError, OSError) as problem:
        sys.stderr.write(f"SKIPPED, the comparison with pySciSci: {problem}\n")
        return None


def against(program: Path, table: Path, mine: Path) -> dict[str, Any] | None:
    """What pySciSci took, and on how many works both agree once the focal work is counted as it counts it."""
    theirs = table.with_suffix(".theirs.npz")
    done = subprocess.run(
        [str(program), str(Path(__file__).with_name("_pyscisci_peer.py")), str(table), str(theirs)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if done.returncode:
        sys.stderr.write("SKIPPED, the comparison with pySciSci: it failed; what it said stands above.\n")
        return None
    with np.load(mine) as one, np.load(theirs) as other:
        place = np.searchsorted(one["work"], other["work"])
        # it has the focal work among those who cite only its references
        wanted = one["index"][place] * one["plus"][place] / (one["plus"][place] + 1)
        same = np.isclose(wanted, other["index"], atol=1e-12, equal_nan=True)
        return {**json.loads(done.stdout.splitlines()[-1]), "works": len(place), "same": int(same.sum())}


def main() -> int:
    """Measure both and write the table."""
    _kit.WORK.mkdir(exist_ok=True)
    found = {}
    for works in (SMALL, LARGE):
        table, mine = _kit.WORK / f"citations-{works}.npz", _kit.WORK / f"disruption-{works}.npz"
        citing, cited = made_up(works)
        np.savez(table, citing=citing, cited=cited)
        found[works] = _kit.in_child(__file__, "ours", str(table), str(mine))
    program = peer()
    table, mine = _kit.WORK / f"citations-{SMALL}.npz", _kit.WORK / f"disruption-{SMALL}.npz"
    theirs = against(program, table, mine) if program else None
    small, large = found[SMALL], found[LARGE]
    speed = small.said["works"] / small.said["seconds"]
    rows = [
        ["works", *(f"{each.said['works']:,}" for each in (small, large)), f"{theirs['works']:,}" if theirs else "–"],
        ["citations", *[f"{each.said['citations']:,}" for each in (small, large)],
         f"{small.said['citations']:,}" if theirs else "–"],
        ["citers of references looked at", *[f"{each.said['looked_at']:,}" for each in (small, large)], "the same"],
        ["elapsed", *[f"{each.said['seconds']:.2f} s" for each in (small, large)],
         f"{theirs['seconds']:.1f} s" if theirs else "skipped"],
        ["works a second", *[f"{each.said['works'] / each.said['seconds']:,.0f}" for each in (small, large)],
         f"{theirs['works'] / theirs['seconds']:,.0f}" if theirs else "–"],
        ["peak memory", *[f"{each.memory:,.0f} MiB" for each in (small, large)],
         f"{theirs['memory']:,.0f} MiB" if theirs else "–"],
    ]  # fmt: skip
    notes = (
        "Made-up graphs in which few works are cited very often. Elapsed time is that of sorting the citations and of "
        "the index of all works; pySciSci gives those that are cited."
    )
    if theirs:
        times = speed / (theirs["works"] / theirs["seconds"])
        notes += (
            f" Technopole is {times:,.0f} times as fast. {theirs['same']:,} of {theirs['works']:,} values are the same "
            "once the focal work is counted among those who cite only its references, as pySciSci does."
        )
    _kit.write(
        "disruption", "Disruption index", notes,
        ["All works", f"Technopole, {SMALL:,}", f"Technopole, {LARGE:,}", f"pySciSci, {SMALL:,}"], rows,
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.path[:0] = [str(_kit.ROOT / "src")]
    if sys.argv[1:2] == ["ours"]:
        ours(*sys.argv[2:4])
    else:
        sys.exit(main())
