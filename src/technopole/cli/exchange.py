"""exchange load: offers of the world by the million."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from technopole.cli import asking, environment
from technopole.cli.input import opened
from technopole.cli.many import Workers
from technopole.cli.progress import Progress

_MOST_JOBS = 2
"""Unless more are asked for: each process of a load takes up to 290 MB, and together they stay under a gigabyte."""
_MIB = 1 << 20
_PHASES = {"fingerprint": "reading, MiB", "load": "loading, MiB", "compare": "comparing"}


def add_commands(commands: Any) -> None:
    exchange = commands.add_parser("exchange", help="offers of the world: load, search, match")
    verbs = exchange.add_subparsers(metavar="VERB", required=True)
    _add_load(verbs)
    _add_index(verbs)
    asking.add_verbs(verbs)


def _add_index(verbs: Any) -> None:
    index = verbs.add_parser("index", help="index a dataset of the lake anew, as after an update of the program")
    index.add_argument("--dataset", metavar="NAME", default="offers", help="default: %(default)s")
    environment.add_home(index)
    index.set_defaults(run=_index)


def _add_load(verbs: Any) -> None:
    load = verbs.add_parser("load", help="load reference offers by the million: patents, papers, projects")
    load.add_argument("what", choices=["offers"], help="offers: reference offers, kept in the lake")
    load.add_argument(
        "files", metavar="FILE", nargs="+",
        help="JSON lines or CSV, plain or compressed (gzip, Zstandard); a folder of PatentsView's tables; "
        "- is standard input",
    )  # fmt: skip
    load.add_argument("--dataset", metavar="NAME", default="offers", help="the dataset to load (default: %(default)s)")
    load.add_argument("--format", choices=["jsonl", "csv", "patentsview"], help="default: what the name tells")
    load.add_argument("--licence", metavar="TEXT", default="", help="the data's licence, noted in the manifest")
    load.add_argument("--skip-bad", action="store_true", help="leave wrong rows out and list them, instead of stopping")
    load.add_argument(
        "--jobs", type=environment.jobs(64), default=0, metavar="N", help="processes (default: one a core, up to 2)"
    )
    environment.add_home(load)
    load.set_defaults(run=_load)


def _load(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    environment.migrate()
    from technopole.exchange import reference, reference_index

    jobs = arguments.jobs or min(_MOST_JOBS, os.cpu_count() or 1)

    def spread(prepare: Any, given: tuple[Any, ...], pieces: Iterable[Any]) -> Iterator[Any]:
        with Workers(jobs, prepare, *given) as workers:
            yield from workers.answers(pieces)

    with Progress("reading") as progress:

        def tell(phase: str, done: int, total: int) -> None:
            progress.label = _PHASES.get(phase, phase)
            unit = _MIB if phase in ("fingerprint", "load") else 1
            progress(done // unit, max(1, total // unit))

        loaded = reference.load(
            [_opened(name) for name in arguments.files], arguments.dataset, kind=arguments.format,
            licence=arguments.licence, skip_bad=arguments.skip_bad, spread=spread, progress=tell,
        )  # fmt: skip
    _print(loaded, arguments.dataset)
    if not reference_index.is_indexed(arguments.dataset):
        _build(arguments.dataset)
    elif not loaded.fresh:
        # a load that was killed after its last step but one left an index that nobody has taken over
        reference_index.adopt()
    return 0


def _index(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    environment.migrate()
    _build(arguments.dataset)
    return 0


def _build(dataset: str) -> None:
    from technopole.exchange import reference_index

    with Progress("indexing") as progress:
        built, adopted = reference_index.index_reference(dataset, progress)
    when = "can be searched" if adopted else "are indexed: the portal, which is running, takes them over"
    print(f"{built.records:,} offers {when}.")


def _opened(name: str) -> Path | BinaryIO:
    return opened(name) if name == "-" else Path(name)


def _print(loaded: Any, dataset: str) -> None:
    if not loaded.fresh:
        print(f"{dataset} holds these {loaded.rows:,} offers already (version {loaded.version}).")
        return
    offers = "offer" if loaded.rows == 1 else "offers"
    print(f"{loaded.rows:,} {offers} loaded into {dataset}, version {loaded.version}.")
    counts = (
        (loaded.bad, "wrong"), (loaded.repeated, "under an _id that stood before"),
        (loaded.empty, "with neither a title nor a text"),
    )  # fmt: skip
    told = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    if told:
        print(f"Left out: {told}. All are listed in {loaded.report}.")
        for each in loaded.first[:5]:
            where = f"{each.file}:{each.line}" + (f", field {each.field}" if each.field else "")
            print(f"  {where}: {each.problem}")
    if loaded.unknown:
        names = ", ".join(f"{key} ({count:,})" for key, count in sorted(loaded.unknown.items())[:20])
        print(f"Not read, as no offer has such keys: {names}.")
