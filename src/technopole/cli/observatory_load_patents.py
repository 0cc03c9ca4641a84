"""observatory load patents: patents with their inventors and applicants into the lake."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from technopole.cli import environment
from technopole.cli.input import opened
from technopole.cli.progress import Progress

_MIB = 1 << 20
_PHASES = {"fingerprint": "looking at the files, MiB", "load": "loading, MiB"}


def add_kind(kinds: Any) -> None:
    patents = kinds.add_parser(
        "patents", help="patents with their inventors and applicants",
        description="Reads patents as CSV or JSON lines (docs/reference/patents-table.md), or PatentsView's tables, "
        "and makes of them a version of the dataset `patents`, whose organisations are those of the register.",
    )  # fmt: skip
    patents.add_argument(
        "paths", metavar="PATH", nargs="+",
        help="files, plain or compressed (gzip, Zstandard); a folder of PatentsView's tables; - is standard input",
    )  # fmt: skip
    patents.add_argument("--format", choices=["jsonl", "csv", "patentsview"], help="default: what the name tells")
    patents.add_argument("--licence", metavar="TEXT", default="", help="the data's licence, noted in the manifest")
    patents.add_argument(
        "--coverage", metavar="TEXT", default="",
        help="what part of the world's patents this is, shown with every figure (default: offices and years)",
    )  # fmt: skip
    patents.add_argument("--coverage-zh", metavar="TEXT", default="", help="the same in Chinese")
    patents.add_argument("--sample", action="store_true", help="mark every figure made of it as of a sample")
    patents.add_argument("--synthetic", action="store_true", help="mark every figure made of it as synthetic")
    patents.add_argument("--skip-bad", action="store_true", help="leave wrong rows out and list them, not stop")
    environment.add_home(patents)
    patents.set_defaults(run=_patents)


def _patents(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    environment.migrate()
    from technopole.observatory.patents import loading

    said: dict[str, Any] = {"sample": arguments.sample, "synthetic": arguments.synthetic, "licence": arguments.licence}
    coverage = {
        language: text for language, text in (("en", arguments.coverage), ("zh", arguments.coverage_zh)) if text
    }
    with Progress("looking") as progress:

        def tell(phase: str, done: int, total: int) -> None:
            progress.label = _PHASES.get(phase, phase)
            progress(done // _MIB, max(1, total // _MIB))

        loaded = loading.load(
            [opened(path) if path == "-" else Path(path) for path in arguments.paths], kind=arguments.format,
            about=said | ({"coverage": coverage} if coverage else {}), skip_bad=arguments.skip_bad, progress=tell,
        )  # fmt: skip
    _print(loaded)
    return 0


def _print(loaded: Any) -> None:
    patents = "patent" if loaded.patents == 1 else "patents"
    if not loaded.fresh:
        print(f"The dataset patents holds this already: {loaded.patents:,} {patents}, version {loaded.version}.")
        return
    print(
        f"{loaded.patents:,} {patents} with {loaded.parties:,} inventors and applicants in the dataset patents, "
        f"version {loaded.version}."
    )
    counts = ((loaded.bad, "wrong"), (loaded.repeated, "that stood before"))
    told = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    if told:
        print(f"Left out: {told}. All are listed in {loaded.report}.")
        for each in loaded.first[:5]:
            where = f"{each.file}:{each.line}" + (f", field {each.field}" if each.field else "")
            print(f"  {where}: {each.problem}")
    if loaded.unknown:
        names = ", ".join(f"{key} ({count:,})" for key, count in sorted(loaded.unknown.items())[:20])
        print(f"Not read, as no patent has such keys: {names}.")
