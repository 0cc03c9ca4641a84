"""exchange search, exchange match: what a corpus finds, on the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from technopole.cli import environment
from technopole.cli.output import whole
from technopole.cli.progress import Progress
from technopole.core.errors import SourceError, TechnopoleError

_RUN = "technopole"
_LISTS = ("fields", "sectors", "modes")
_NUMBERS = ("trl_min", "trl_max", "price_high")
_TEXTS = ("text", "title", "currency", "country", "region")


def add_verbs(verbs: Any) -> None:
    search = verbs.add_parser("search", help="find offers by a few words")
    search.add_argument("text", metavar="TEXT")
    search.add_argument("--top", type=_positive, default=10, metavar="N", help="how many (default: %(default)s)")
    search.add_argument(
        "--filter", action="append", default=[], metavar="FACET=VALUE", help="narrow, such as field=H01M or trl=7; "
        "several values of one facet are alternatives",
    )  # fmt: skip
    environment.add_home(search)
    search.set_defaults(run=_search)
    match = verbs.add_parser("match", help="match needs to offers")
    match.add_argument("queries", metavar="QUERIES.jsonl", help='lines with "_id", "text" and what else is wanted')
    match.add_argument("--top", type=_positive, default=100, metavar="N", help="offers for each need")
    match.add_argument("--output", metavar="RUN.trec", default="-", help="in TREC's format of runs; - is the screen")
    match.add_argument(
        "--per-owner", type=_positive, default=3, metavar="N",
        help="after N offers of one owner others come first (default: %(default)s)",
    )  # fmt: skip
    environment.add_home(match)
    match.set_defaults(run=_match)


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError(f"{text}: 1 to 1000")
    return number


def _search(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    from technopole.search.corpora import open_corpus

    filters: dict[str, list[str]] = {}
    for each in arguments.filter:
        facet, equals, value = each.partition("=")
        if not equals or not value:
            raise TechnopoleError(f"--filter {each}: write it as FACET=VALUE, such as field=H01M.")
        filters.setdefault(facet, []).append(value)
    try:
        page = open_corpus("offers").search(arguments.text, filters, arguments.top)
    except ValueError as error:
        raise TechnopoleError(f"--filter: {error}.") from None
    for place, hit in enumerate(page.hits, 1):
        print(f"{place:>3}  {hit.uid}  {hit.score:8.3f}  {_line(hit.body)}")
        if hit.excerpt is not None:
            print(f"     {' '.join(hit.excerpt.text.split())}")
    if not page.hits:
        print("Nothing was found.", file=sys.stderr)
    return 0


def _line(body: dict[str, Any]) -> str:
    titles = " · ".join(str(body[name]) for name in ("title", "title_2") if body.get(name))
    rest = ", ".join(str(body[name]) for name in ("owner", "year") if body.get(name))
    return f"{titles} ({rest})" if rest else titles


def _match(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    from technopole.exchange import matching

    needs = list(_needs(arguments.queries))
    with whole(arguments.output) as out, Progress("needs") as progress:
        for done, (name, wanted, filters) in enumerate(needs, 1):
            found = matching.offers_for(wanted, filters, arguments.top, per_owner=arguments.per_owner)
            for place, each in enumerate(found, 1):
                line = f"{name} Q0 {each.body.get('id') or each.uid} {place} {each.score:.6f} {_RUN}\n"
                out.write(line.encode())
            progress(done, len(needs))
    if silent := [name for name, wanted, _ in needs if not wanted.text.strip()]:
        print(f"Nothing is proposed for needs without a text: {', '.join(silent[:10])}.", file=sys.stderr)
    return 0


def _needs(path: str) -> Iterator[tuple[str, Any, dict[str, list[str]]]]:
    file: BinaryIO
    if path == "-":
        yield from _lines("standard input", sys.stdin.buffer)
        return
    try:
        with Path(path).open("rb") as file:
            yield from _lines(path, file)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file=path, hint="Check the name.") from None


def _lines(name: str, file: BinaryIO) -> Iterator[tuple[str, Any, dict[str, list[str]]]]:
    from technopole.search.corpora import Wanted

    seen: set[str] = set()
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue

        def wrong(message: str, field: str, hint: str, number: int = number) -> SourceError:
            return SourceError(message, file=name, line=number, field=field, hint=hint)

        try:
            given = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise wrong(f"is not JSON: {error}", "", "Write one object on each line.") from None
        if not isinstance(given, dict):
            raise wrong("is not an object", "", 'Write {"_id": …, "text": …}.')
        key, text = given.get("_id"), given.get("text")
        if not isinstance(key, str | int) or not str(key).strip() or " " in str(key):
            raise wrong("there is no name of the need", "_id", "Give each line an _id without spaces.")
        if str(key) in seen:
            raise wrong(f"{key} stands twice", "_id", "Give each need its own.")
        seen.add(str(key))
        if not isinstance(text, str):
            raise wrong("there is no text that says what is wanted", "text", "Write one.")
        yield str(key), Wanted(**_values(given, wrong)), _filters(given, wrong)


def _values(given: dict[str, Any], wrong: Callable[[str, str, str], SourceError]) -> dict[str, Any]:
    """What a line says of its need; what is left out or null says nothing."""
    said = {field: given[field] for field in (*_TEXTS, *_LISTS, *_NUMBERS) if given.get(field) is not None}
    for field, value in said.items():
        if field in _TEXTS and not isinstance(value, str):
            raise wrong("is not a text", field, "Write it in quotes, or leave it out.")
        if field in _LISTS and not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            raise wrong("is not a list of texts", field, 'Write it as ["…", "…"], or leave it out.')
        if field in _NUMBERS and (not isinstance(value, int | float) or isinstance(value, bool)):
            raise wrong("is not a number", field, "Write it without quotes, or leave it out.")
    return said


def _filters(given: dict[str, Any], wrong: Callable[[str, str, str], SourceError]) -> dict[str, list[str]]:
    from technopole.search.corpora.records import FACETS

    filters = {} if given.get("filters") is None else given["filters"]
    if not isinstance(filters, dict):
        raise wrong("is not an object", "filters", 'Write it as {"field": ["H01M"], "trl": [6, 7]}, or leave it out.')
    if unknown := set(filters) - set(FACETS):
        raise wrong(f"there is no facet {', '.join(sorted(unknown))}", "filters", f"There are {', '.join(FACETS)}.")
    chosen = {facet: kept if isinstance(kept, list) else [kept] for facet, kept in filters.items()}
    for facet, values in chosen.items():
        if not all(isinstance(each, str | int) for each in values):
            problem = f"a value of {facet} is neither a text nor a whole number"
            raise wrong(problem, "filters", f'Write it as {{"{facet}": ["…", "…"]}}.')
    return {
        facet: [str(int(each) if isinstance(each, bool) else each) for each in values]
        for facet, values in chosen.items()
    }
