"""What the verbs of `observatory` on long tables (region, activity, value) share: the table read, several written."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from technopole.cli.input import called, opened
from technopole.cli.output import whole
from technopole.core.errors import TechnopoleError

if TYPE_CHECKING:
    from technopole.sources.long_tables import LongTable


def add_files(verb: argparse.ArgumentParser) -> None:
    """What both commands on long tables read and write."""
    verb.add_argument(
        "file", metavar="LONG.csv",
        help="region,activity,value: CSV in UTF-8, plain or compressed with gzip; - is standard input",
    )  # fmt: skip
    verb.add_argument("--output", metavar="OUT.csv", required=True, help="what to write; - is standard output")


def read(name: str) -> LongTable:
    """The table, and on standard error what was left out of it. Raises `SourceError`."""
    from technopole.sources import long_tables

    with opened(name) as source:
        table = long_tables.read(source, called(name))
    for what, dropped in (("region", table.dropped_regions), ("activity", table.dropped_activities)):
        if dropped:
            many = {"region": "regions have", "activity": "activities have"}[what]
            told = f"{len(dropped):,} {many}" if len(dropped) > 1 else f"1 {what} has"
            some = ", ".join(dropped[:5]) + (", …" if len(dropped) > 5 else "")
            sys.stderr.write(f"Left out: {told} no value above zero ({some}).\n")
    return table


@contextlib.contextmanager
def all_whole(names: Sequence[str | None]) -> Iterator[list[Any]]:
    """Where to write each file; None for one that is not asked for. Raises `TechnopoleError` for one named twice."""
    asked = [name if name == "-" else os.path.abspath(name) for name in names if name is not None]
    if len(set(asked)) < len(asked):
        raise TechnopoleError("Two tables cannot be written to one place.", hint="Name a file for each.")
    with contextlib.ExitStack() as stack:
        yield [None if name is None else stack.enter_context(whole(name)) for name in names]
