"""Loading all of ROR: the first time, and again when nothing changed.

Peer: sqlite-utils (Apache-2.0), the usual way to bring JSON lines into SQLite: `upsert --pk id`. It checks nothing,
keeps no history and makes one table; Technopole checks every record first, then writes names, types, identifiers,
links and relations to tables of their own, with the history of each organisation and its place in the outbox.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
from pathlib import Path

import _kit


def step(home: Path) -> None:
    """In a child: one load."""
    _kit.use_home(home)
    from technopole.registry import ror_load

    with _kit.measured() as say:
        report = ror_load.load(_kit.ROR)
        say([report.created, report.changed, report.unchanged])


def peer(folder: Path) -> list[_kit.Cost]:
    """Two upserts of the same lines; unpacking them is part of it, as it is for us."""
    program = str(_kit.peer("sqlite-utils"))
    costs = []
    for _ in range(2):
        lines = folder / "ror.jsonl"
        with gzip.open(_kit.ROR) as packed, lines.open("wb") as plain:
            shutil.copyfileobj(packed, plain)
        with lines.open("rb") as plain:
            upsert = [program, "upsert", str(folder / "peer.db"), "organisations", "-", "--nl", "--pk", "id"]
            costs.append(_kit.command(upsert, plain))
    return costs


def main() -> None:
    _kit.need_ror()
    with tempfile.TemporaryDirectory(prefix="technopole-bench-") as name:
        folder = Path(name)
        home = folder / "home"
        prepare = f"import _kit; from pathlib import Path; _kit.make_store(Path({str(home)!r}))"
        _kit.subprocess.run([sys.executable, "-c", prepare], check=True, cwd=Path(__file__).parent)
        ours = [_kit.in_child(__file__, str(home)) for _ in range(2)]
        program = [sys.executable, "-m", "technopole.cli", "registry", "load", "ror", str(_kit.ROR)]
        indexed = [_kit.command([*program, "--home", str(folder / "searchable")]) for _ in range(2)]
        theirs = peer(folder)
    created, changed, unchanged = ours[0].said
    count = created + changed + unchanged
    rows = [
        [
            label,
            f"{cost.wall:.1f} s",
            f"{cost.cpu:.1f} s",
            f"{count / cost.cpu:,.0f}",
            f"{cost.memory:.0f} MiB",
            f"{other.cpu / cost.cpu:.2f}×" if other else "",
        ]
        for label, cost, other in (
            ("Technopole, first load", ours[0], theirs[0]),
            ("Technopole, second load, nothing changed", ours[1], theirs[1]),
            ("the command, until all of it can be searched", indexed[0], None),
            ("the command again, nothing changed", indexed[1], None),
            ("sqlite-utils, first upsert", theirs[0], None),
            ("sqlite-utils, second upsert", theirs[1], None),
        )
    ]
    second = dict(zip(("created", "changed", "unchanged"), ours[1].said, strict=True))
    notes = (
        f"The file holds {count:,} organisations; {changed:,} of them joined a row of the demo centre. "
        f"The second load: {second['created']} created, {second['changed']} changed, {second['unchanged']:,} as they "
        "were. The peer makes one table and checks nothing; the ratio is of processor time, above 1 where Technopole "
        "takes less."
    )
    head = ["Loading ROR", "elapsed", "processor", "organisations / processor second", "peak memory", "peer / ours"]
    _kit.write("ror_load", "Loading the world's research organisations", notes, head, rows)


if __name__ == "__main__":
    step(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
