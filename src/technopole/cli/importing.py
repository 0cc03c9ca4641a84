"""registry import: an official export of social organisations into the register."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from technopole.cli import environment
from technopole.cli.indexing import Indexing
from technopole.cli.progress import Progress
from technopole.core.errors import SourceError

_SHOWN = 20


def add_command(verbs: Any) -> None:
    command = verbs.add_parser("import", help="load an official export of social organisations (CSV or XLSX)")
    command.add_argument("file", metavar="FILE", help="CSV in UTF-8 or GB 18030, or XLSX")
    command.add_argument("--dry-run", action="store_true", help="say what loading would do, and write nothing")
    command.add_argument("--mapping", metavar="FILE", help='JSON {"heading": "field"}; "" leaves a column out')
    command.add_argument("--report", metavar="OUT.csv", help="write everything that is wrong, row by row")
    command.add_argument("--skip-bad", action="store_true", help="leave wrong rows out instead of loading nothing")
    environment.add_home(command)
    command.set_defaults(run=_run)


def _mapping(file: str | None) -> Mapping[str, str] | None:
    if not file:
        return None
    from technopole.sources.official.columns import FIELDS

    try:
        given = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot be read as JSON: {error}", file=file) from None
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise SourceError("is no mapping of headings to fields", file=file, hint='Write {"名称": "name"}.')
    for value in given.values():
        if value and value not in FIELDS:
            raise SourceError(f"{value!r} is no field", file=file, hint=f"Fields are {', '.join(FIELDS)}.")
    return {str(heading): value for heading, value in given.items()}


def _run(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    environment.migrate()
    from technopole.core.sourced import By
    from technopole.registry.official import load, words
    from technopole.sources.official import records

    path = Path(arguments.file)
    if not path.is_file():
        raise SourceError("there is no such file", file=arguments.file)
    export = records.read(path, mapping=_mapping(arguments.mapping))
    for column in export.proposals:
        meaning = column.field or "(not read)"
        print(f"{column.heading} → {meaning}" + (f" ({column.score})" if column.field else ""))
    if export.encoding:
        print(f"Read as {export.encoding}.")
    with Progress("planning") as progress:
        made = load.plan(export, progress)
    if arguments.report:
        with open(arguments.report, "wb") as out:
            out.writelines(words.report(made.problems))
    print("; ".join(f"{count:,} {verdict}" for verdict, count in made.counts.items()))
    for problem in made.problems[:_SHOWN] if arguments.dry_run or arguments.skip_bad else []:
        where = " ".join(str(part) for part in (problem.sheet, problem.row or "", problem.column) if part)
        print(f"  {where}: {words.said(problem)} {words.advice(problem)}")
    if len(made.problems) > _SHOWN:
        print(f"  … and {len(made.problems) - _SHOWN:,} more; --report OUT.csv writes them all.")
    if arguments.dry_run:
        print("Nothing was written.")
        return 0
    by = By(label="registry import", why=f"Loaded from {path.name}")
    with Progress("writing") as progress, Indexing() as indexing:
        indexing.begin()
        outcome = load.load(made, by, skip_bad=arguments.skip_bad, progress=progress)
        indexed = indexing.finished()
    print(f"{outcome.created:,} created, {outcome.changed:,} changed, {outcome.unchanged:,} as they were.")
    if not indexed:
        print("The portal is running: its worker brings the search up to date in the background.")
    return 0
