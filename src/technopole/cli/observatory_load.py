"""observatory load: records of works into the lake."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from technopole.cli import environment, observatory_load_patents
from technopole.cli.many import Workers
from technopole.cli.progress import Progress

_MOST_JOBS = 2
_MIB = 1 << 20
_PHASES = {"fingerprint": "looking at the files, MiB", "load": "loading, MiB", "merge": "putting together, rows"}


def add_verb(verbs: Any) -> None:
    load = verbs.add_parser("load", help="load records: works of the world into the lake")
    kinds = load.add_subparsers(metavar="KIND", required=True)
    _add_openalex(kinds)
    _add_works(kinds)
    observatory_load_patents.add_kind(kinds)


def _add_openalex(kinds: Any) -> None:
    openalex = kinds.add_parser(
        "openalex", help="works, institutions, authors, sources and topics of OpenAlex",
        description="Reads what was fetched from OpenAlex and merges it into the dataset `works`: of each record the "
        "newest statement stands, and works that OpenAlex deleted are gone.",
    )  # fmt: skip
    openalex.add_argument(
        "paths", metavar="PATH", nargs="+",
        help="a snapshot's folder, or any part of it; pages of the API, JSON lines or Parquet, plain or gzip",
    )  # fmt: skip
    add_filters(openalex)
    add_usual(openalex)
    openalex.set_defaults(run=_openalex)


def _add_works(kinds: Any) -> None:
    works = kinds.add_parser(
        "works", help="works from a table made with a spreadsheet",
        description="Reads CSV as docs/reference/works-csv.md tells it and merges it into the dataset `works`: of each "
        "work what is loaded last stands.",
    )  # fmt: skip
    works.add_argument("files", metavar="FILE.csv", nargs="+", help="CSV in UTF-8, plain or gzip")
    works.add_argument("--licence", metavar="TEXT", default="", help="the data's licence, noted in the manifest")
    add_usual(works)
    works.set_defaults(run=_works)


def add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--institution", metavar="ID", action="append", default=[],
        help="only works with an author there, or at a part of it: an id of OpenAlex or ROR; may be given again",
    )  # fmt: skip
    parser.add_argument(
        "--place", metavar="PLACE", action="append", default=[],
        help="only works with an author at an institution that lies there: a place of the centre by key or name, such "
        "as shanghai, or a city or region as OpenAlex writes it, such as 'Boston, US'; may be given again",
    )  # fmt: skip
    parser.add_argument(
        "--country", metavar="CN", action="append", default=[],
        help="only works with an address there: two letters; may be given again",
    )  # fmt: skip
    parser.add_argument("--from-year", type=int, metavar="YEAR", help="only works published then or later")
    parser.add_argument("--to-year", type=int, metavar="YEAR", help="only works published then or earlier")
    parser.add_argument(
        "--type",
        metavar="TYPE",
        action="append",
        default=[],
        help="only this type, such as article; may be given again",
    )
    parser.add_argument(
        "--keep-xpac", action="store_true",
        help="also the records that OpenAlex leaves out unless asked: data sets and the like of repositories",
    )  # fmt: skip
    parser.add_argument("--abstracts", action="store_true", help="keep abstracts, too: several times the room")


def add_usual(parser: argparse.ArgumentParser) -> None:
    """What every load of records takes."""
    parser.add_argument(
        "--coverage", metavar="TEXT", default="",
        help="what part of the world's records this is, shown with every figure (default: told by the filters)",
    )  # fmt: skip
    parser.add_argument("--coverage-zh", metavar="TEXT", default="", help="the same in Chinese")
    parser.add_argument("--sample", action="store_true", help="mark every figure made of it as of a sample")
    parser.add_argument("--synthetic", action="store_true", help="mark every figure made of it as synthetic")
    parser.add_argument("--replace", action="store_true", help="begin anew instead of merging into what is there")
    parser.add_argument("--skip-bad", action="store_true", help="leave wrong records out and list them, not stop")
    parser.add_argument(
        "--jobs", type=environment.jobs(64), default=0, metavar="N", help="processes (default: one a core, up to 2)"
    )
    environment.add_home(parser)


def _openalex(arguments: argparse.Namespace) -> int:
    from technopole.observatory.loading import openalex
    from technopole.sources.openalex.wanted import wanted

    environment.set_up(arguments)
    asked = wanted(
        institutions=arguments.institution, countries=arguments.country, first_year=arguments.from_year,
        last_year=arguments.to_year, types=arguments.type, xpac=arguments.keep_xpac, abstracts=arguments.abstracts,
    )  # fmt: skip
    environment.migrate()  # first, as places are told by the store
    paths = [Path(each) for each in arguments.paths]
    return load_works(arguments, openalex.given(paths, asked, arguments.place, _print_placed))


def _works(arguments: argparse.Namespace) -> int:
    from technopole.observatory.loading import csv_files

    environment.set_up(arguments)
    environment.migrate()
    given = csv_files.given([Path(each) for each in arguments.files])
    return load_works(arguments, given, arguments.licence or "not stated")


def load_works(arguments: argparse.Namespace, given: Any, licence: str = "") -> int:
    from technopole.lake import home
    from technopole.observatory.loading import affiliations, works

    coverage = {
        language: text for language, text in (("en", arguments.coverage), ("zh", arguments.coverage_zh)) if text
    }
    says = works.Told(coverage, arguments.sample, arguments.synthetic, licence or works.CC0)
    with Progress("looking") as progress:
        loaded = works.load(
            given, says, replace=arguments.replace, skip_bad=arguments.skip_bad, spread=spread(arguments.jobs),
            progress=telling(progress),
        )  # fmt: skip
    _print(loaded)
    with Progress("whose affiliations, done") as progress:
        affiliations.bring_up_to_date(home.folder(), progress)
    return 0


def spread(jobs: int) -> Callable[..., Iterator[Any]]:
    """Pieces of work on several processes."""
    jobs = jobs or min(_MOST_JOBS, os.cpu_count() or 1)

    def over(prepare: Any, given: tuple[Any, ...], pieces: Iterable[Any]) -> Iterator[Any]:
        with Workers(jobs, prepare, *given) as workers:
            yield from workers.answers(pieces)

    return over


def telling(progress: Progress) -> Callable[[str, int, int], None]:
    def tell(phase: str, done: int, total: int) -> None:
        progress.label = _PHASES.get(phase, phase)
        unit = 1 if phase == "merge" else _MIB
        progress(done // unit, max(1, total // unit))

    return tell


def _print_placed(placed: Any) -> None:
    for key, count in placed.found.items():
        print(f"Institutions in {key}: {count:,}.")


_WHY = {
    "xpac": "of the extended corpus (--keep-xpac keeps them)", "year": "of other years", "type": "of other types",
    "country": "of other countries", "institution": "of other institutions", "place": "of other places",
    "unlikely": "of other institutions or countries, not parsed",
    "entity": "of kinds that are not read", "nobody": "authors who are nobody", "bad": "wrong",
    "older": "older statements", "gone": "deleted or merged",
}  # fmt: skip


def _print(loaded: Any) -> None:
    works = "work" if loaded.works == 1 else "works"
    if not loaded.fresh:
        print(f"The dataset works holds this already: {loaded.works:,} {works}, version {loaded.version}.")
        return
    print(f"{loaded.works:,} {works} in the dataset works, version {loaded.version} ({loaded.read:,} records read).")
    told = ", ".join(f"{count:,} {_WHY.get(why, why)}" for why, count in loaded.left_out.items() if count)
    if told:
        print(f"Not among them: {told}.")
    if loaded.noted.get("cut"):
        print(f"{loaded.noted['cut']:,} works have more authors than their records: the API gives 100 at most.")
    if loaded.noted.get("abstract"):
        print(f"{loaded.noted['abstract']:,} abstracts were cut in the file and left out.")
    if loaded.report:
        print(f"All that was wrong is listed in {loaded.report}.")
        for each in loaded.first[:5]:
            where = f"{each.file}:{each.line}" if each.line is not None else each.file
            print(f"  {where}: {each.problem}")
    for name, why in list(loaded.unread)[:10]:
        print(f"Not read: {name} ({why}).")
    if len(loaded.unread) > 10:
        print(f"Not read: {len(loaded.unread) - 10:,} more.")
