"""registry resolve, registry check: a column of names or numbers in, what the register knows of them out."""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from technopole.cli import environment
from technopole.cli.input import called, opened
from technopole.cli.many import Workers
from technopole.cli.output import whole
from technopole.cli.progress import Progress
from technopole.core.errors import SourceError, TechnopoleError

Lines = list[tuple[int, str]]
"""Rows of the column: number and text."""
Row = Sequence[object]

LONGEST_TEXT = 20_000
"""Characters of a cell that are looked at. A longer one is no affiliation; one of 10 MB would hold everything up."""
MOST_IN_PIECE = 1_000
LARGEST_PIECE = 1 << 20
"""Rows and characters that one process gets at a time: enough that handing them over costs nothing."""
TOLD = 5
"""Bad rows that are told one by one."""

RESOLVED = ("row", "organisation_id", "probability", "matched_name", "start", "end", "evidence")
CHECKED = (
    "row", "text", "read_as", "value", "valid", "result", "organisation_id", "name", "status", "successor_id",
    "standing",
)  # fmt: skip


def add_verbs(verbs: Any) -> None:
    """The two verbs, into those of `registry`."""
    resolve = verbs.add_parser("resolve", help="find the organisations that free texts, such as affiliations, name")
    _add_common(resolve)
    resolve.add_argument(
        "--profile", choices=["precise", "complete"], default="complete",
        help="precise: fewer wrong answers; complete: fewer missed ones (default: %(default)s)",
    )  # fmt: skip
    resolve.add_argument(
        "--min-probability", type=_probability, default=0.0, metavar="P", help="leave out answers below P (0 to 1)"
    )
    resolve.set_defaults(run=_resolve)
    check = verbs.add_parser("check", help="look up names or numbers, one a row: known, closed, replaced, mistyped?")
    _add_common(check)
    check.set_defaults(run=_check)


def _add_common(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("file", metavar="FILE", help="CSV in UTF-8, plain or compressed with gzip; - is standard input")
    verb.add_argument("--column", metavar="NAME", required=True, help="the column that holds the texts")
    verb.add_argument("--output", metavar="OUT.csv", required=True, help="what to write; - is standard output")
    verb.add_argument(
        "--jobs", type=environment.jobs(256), default=0, metavar="N", help="processes (default: one for each core)"
    )
    verb.add_argument(
        "--skip-bad", action="store_true", help="report and count rows that cannot be read, instead of stopping"
    )
    environment.add_home(verb)


def _probability(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no probability: 0 to 1")
    return value


def _resolve(arguments: argparse.Namespace) -> int:
    table = _prepare_home(arguments)
    return _run(arguments, RESOLVED, "texts", _resolver, table, arguments.profile, arguments.min_probability)


def _check(arguments: argparse.Namespace) -> int:
    _prepare_home(arguments)
    return _run(arguments, CHECKED, "rows", _checker)


def _prepare_home(arguments: argparse.Namespace) -> Path:
    """Refuse what cannot be done, and prepare the table of names if need be, before any process starts."""
    environment.set_up(arguments)
    environment.require_store()
    from technopole.registry import resolving
    from technopole.registry.models import Organisation

    if not Organisation.objects.exists():
        raise TechnopoleError(
            "There are no organisations here.",
            hint="`technopole registry load ror FILE` loads the world's; `technopole load CENTRE` a centre's own.",
        )
    if not resolving.is_current():
        again = " again, since organisations have changed" if resolving.is_there() else ""
        sys.stderr.write(f"Preparing the table of names{again} …\n")
        resolving.refresh()
    return resolving.path()


def _resolver(table: Path, profile: str, least: float) -> Callable[[Lines], tuple[int, bytes]]:
    """In each process: what resolves a piece. Needs the table only, not Django."""
    from technopole.methods.resolution import NameTable, Resolver
    from technopole.registry import resolving_helper

    resolver = Resolver(NameTable.load(table))

    def resolve(piece: Lines) -> Iterator[Row]:
        answers = resolving_helper.rows(resolver, [text for _, text in piece], profile)
        for (number, _), found in zip(piece, answers, strict=True):
            for _uid, organisation, _name, probability, matched, start, end, evidence in found:
                if probability >= least:
                    yield number, organisation, f"{probability:.4f}", matched, start, end, "|".join(evidence)

    return lambda piece: (len(piece), _csv(resolve(piece)))


def _checker() -> Callable[[Lines], tuple[int, bytes]]:
    """In each process: what checks a piece."""
    environment.set_up_again()
    from technopole.registry import checking

    def check(piece: Lines) -> Iterator[Row]:
        for (number, text), answer in zip(piece, checking.check([text for _, text in piece]), strict=True):
            for row in checking.as_rows(answer):
                yield (number, text, *row)

    return lambda piece: (len(piece), _csv(check(piece)))


def _csv(rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _run(
    arguments: argparse.Namespace,
    header: Sequence[str],
    label: str,
    prepare: Callable[..., Callable[[Lines], tuple[int, bytes]]],
    *options: Any,
) -> int:
    from technopole.sources import streams

    bad = _Bad() if arguments.skip_bad else None
    done = 0
    with opened(arguments.file) as source:
        lines = streams.texts(source, called(arguments.file), arguments.column, bad)
        pieces = _pieces(lines)
        first = next(pieces, None)  # so that a wrong column is told before processes start
        jobs = arguments.jobs or os.cpu_count() or 1
        with Progress(label) as progress, whole(arguments.output) as out, Workers(jobs, prepare, *options) as workers:
            out.write(_csv([header]))
            for count, written in workers.answers(_again(first, pieces)):
                out.write(written)
                if arguments.output == "-":
                    out.flush()
                done += count
                progress(done)
    if bad and bad.count:
        skipped = f"{bad.count:,} bad {'rows were' if bad.count > 1 else 'row was'} skipped"
        sys.stderr.write(f"{skipped}; {done:,} were read.\n")
    return 0


def _again(first: Lines | None, rest: Iterator[Lines]) -> Iterator[Lines]:
    if first is not None:
        yield first
        yield from rest


def _pieces(lines: Iterable[tuple[int, str]]) -> Iterator[Lines]:
    piece: Lines = []
    size = 0
    for number, text in lines:
        piece.append((number, text[:LONGEST_TEXT]))
        size += len(piece[-1][1])
        if len(piece) == MOST_IN_PIECE or size > LARGEST_PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


class _Bad:
    """Counts bad rows and tells the first of them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: SourceError) -> None:
        self.count += 1
        if self.count <= TOLD:
            sys.stderr.write(f"skipped: {error}\n")
        elif self.count == TOLD + 1:
            sys.stderr.write("skipped: and more, which are only counted\n")
