"""observatory report: where the centre stands, as one file to hand over."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from technopole.cli.environment import add_home, require_store, set_up
from technopole.cli.output import whole
from technopole.core.errors import TechnopoleError


def add_verb(verbs: Any) -> None:
    report = verbs.add_parser(
        "report",
        help="where the centre stands, as HTML and PDF",
        description="One HTML file, whole in itself, in both languages: scoreboard, a page for each core indicator "
        "with target and forecast, methods, sources. With --pdf printed by a browser of this machine, too.",
    )
    add_home(report)
    report.add_argument("--output", metavar="OUT.html", required=True, help="what to write; - is standard output")
    report.add_argument("--pdf", metavar="OUT.pdf", help="write it as PDF, too")
    report.add_argument("--language", choices=("en", "zh", "both"), default="both", help="default: %(default)s")
    report.add_argument("--as-of", metavar="YEAR", type=int, help="with nothing that was published after this year")
    report.add_argument("--browser", metavar="PATH", default="", help="the browser that prints; found if not named")
    report.set_defaults(run=_report)


def _report(arguments: argparse.Namespace) -> int:
    if arguments.pdf == arguments.output:
        raise TechnopoleError("HTML and PDF cannot be written to one place.", hint="Name a file for each.")
    set_up(arguments)
    from technopole.observatory.report import documents, pdf

    require_store()
    program = pdf.browser(arguments.browser) if arguments.pdf else ""
    html, paper = documents.pair(arguments.language, arguments.as_of)
    printed = pdf.printed(paper, program) if arguments.pdf else b""
    with whole(arguments.output) as out:
        out.write(html.encode())
    if arguments.pdf:
        with whole(arguments.pdf) as out:
            out.write(printed)
    if arguments.output != "-":
        written = " and ".join(filter(None, (arguments.output, arguments.pdf)))
        sys.stdout.write(f"The report is in {written}.\n")
    return 0
