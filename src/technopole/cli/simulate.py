"""simulate: offers, organisations and people that do not exist, as many as a portal is to be tried with."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from technopole.cli.many import Workers
from technopole.cli.output import whole
from technopole.cli.progress import Progress
from technopole.core.errors import TechnopoleError

_MOST_OFFERS = 1_000_000_000
_MOST_FILES = 100
_IN_FILE = 1_000_000
_NOTE = """\
Everything here is made up: `technopole simulate --offers {offers} --organisations {organisations} --people {people}
--seed {seed}`. No owner, person, product, code or patent number in it exists; every record says "synthetic": true.
"""


def add_commands(commands: Any) -> None:
    simulate = commands.add_parser("simulate", help="make up offers, organisations and people to try a portal with")
    for kind in ("offers", "organisations", "people"):
        simulate.add_argument(f"--{kind}", type=_count, default=0, metavar="N", help=f"how many {kind} to make")
    simulate.add_argument("--output", metavar="DIR", required=True, help="the folder to fill; it must be empty")
    simulate.add_argument("--seed", type=_count, default=1, metavar="N", help="another gives others (default: 1)")
    simulate.add_argument(
        "--files", type=_count, default=0, metavar="N", help="files to spread offers over (default: a million in each)"
    )
    simulate.add_argument("--plain", action="store_true", help="do not compress")
    simulate.add_argument("--jobs", type=_count, default=0, metavar="N", help="processes (default: one for each core)")
    simulate.set_defaults(run=_simulate)


def _count(text: str) -> int:
    number = int(text.replace(",", "").replace("_", ""))
    if not 0 <= number <= _MOST_OFFERS:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {_MOST_OFFERS:,}")
    return number


def _simulate(arguments: argparse.Namespace) -> int:
    from technopole.simulation import files, owners

    counts = {kind: getattr(arguments, kind) for kind in ("offers", "organisations", "people")}
    if not any(counts.values()):
        raise TechnopoleError("Nothing was asked for.", hint="Say how many: --offers N, --organisations N, --people N.")
    if counts["organisations"] > owners.MOST:
        raise TechnopoleError(
            f"{counts['organisations']:,} organisations are more than there are codes for.",
            hint=f"At most {owners.MOST:,} can be made.",
        )
    many = arguments.files or min(_MOST_FILES, -(-counts["offers"] // _IN_FILE))
    if many > _MOST_FILES:
        raise TechnopoleError(f"{many} files are too many.", hint=f"At most {_MOST_FILES}.")
    folder = _empty(Path(arguments.output))
    jobs = arguments.jobs or os.cpu_count() or 1
    blocks = list(files.blocks(counts, max(1, many), arguments.plain))
    written = 0
    options = (arguments.seed, counts["organisations"])
    with Progress("records") as progress, Workers(min(jobs, len(blocks)), files.maker, *options) as workers:
        answers: Iterator[bytes] = workers.answers(blocks)
        for name, of_file in groupby(blocks, key=lambda block: block.file):
            with whole(str(folder / name)) as out:
                for block in of_file:
                    out.write(next(answers))
                    written += block.records
                    progress(written, sum(counts.values()))
    note = _NOTE.format(seed=arguments.seed, **counts)
    (folder / "README.txt").write_text(note, encoding="utf-8")
    told = ", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count)
    print(f"{told} made up in {folder}, in {len({block.file for block in blocks})} files.")
    if counts["offers"]:
        print(f"Load them: technopole exchange load offers {folder}/offers-*")
    return 0


def _empty(folder: Path) -> Path:
    """The folder, made if need be. Raises `TechnopoleError` if it holds something."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = next(folder.iterdir(), None)
    except OSError as error:
        reason = f"{folder} cannot be used: {error.strerror}."
        raise TechnopoleError(reason, hint="Name another with --output.") from None
    if held is not None:
        raise TechnopoleError(f"{folder} holds something already ({held.name}).", hint="Name a new or empty folder.")
    return folder
