"""Works as a table that people make with a spreadsheet, for those who have none of OpenAlex: the same rows.

One row a work; `;` between people, `|` between the affiliations of one, in the same order in every column. An id of
OpenAlex may stand before a name: `I27837315 University of Michigan`. docs/reference/works-csv.md tells every column.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from technopole.core.errors import SourceError, SourceErrors
from technopole.methods import identifiers
from technopole.methods.bibliometrics.credit import credits
from technopole.sources.openalex import records, values
from technopole.sources.openalex.bylines import NOBODY, RAW
from technopole.sources.openalex.reading import ROWS, Batch
from technopole.sources.spelling import nearest
from technopole.sources.streams import Rows, place_of
from technopole.sources.subfields import UNKNOWN, subfields

COLUMNS = (
    "id", "doi", "title", "year", "date", "type", "language", "source", "source_issn", "authors", "orcids",
    "affiliations", "rors", "affiliation_types", "countries", "topics", "subfields", "keywords", "references",
    "cited_by", "oa_status", "retracted", "top_10", "top_1", "fwci", "percentile", "source_url",
)  # fmt: skip
GENERATION = "csv"
PEOPLE, PLACES = ";", "|"
OA = ("diamond", "gold", "green", "hybrid", "bronze", "closed")
AFFILIATION_TYPES = (
    "education", "company", "government", "facility", "healthcare", "nonprofit", "archive", "funder", "other",
)  # fmt: skip
_MOST_BAD = 100
_WITH_ID = re.compile(r"(?:https://openalex\.org/)?([A-Za-z][0-9]{3,20})(?:\s+(.*))?", re.DOTALL)
_ISSN = re.compile(r"[0-9]{4}-?[0-9]{3}[0-9Xx]")

Cells = dict[str, str]


class Named(NamedTuple):
    """A name, with an id of OpenAlex if one stands before it."""

    id: str
    name: str


class _Wrong(Exception):
    """What is wrong with a cell."""

    def __init__(self, column: str, told: str, hint: str) -> None:
        self.column, self.told, self.hint = column, told, hint


def read(stream: BinaryIO, name: str, rows: int = ROWS) -> Iterator[Batch]:
    """The works of a table as rows of `works`, `authorships`, `sources` and `topics`; `name` is what errors call it.

    `stream` holds CSV in UTF-8, plain or gzip. A wrong row is told in its batch with its line and column, and left out.
    Raises `SourceErrors` for a header that is not right, `SourceError` for a file that cannot be read any further.
    Memory: a batch, and the ids of all works.
    """
    table = Rows(stream, name)
    _check(table.header, name)
    made, batch, count, began = _Table(), Batch(), 0, 0

    def bad(error: SourceError) -> None:
        batch.read += 1
        batch.left_out["bad"] += 1
        if len(batch.bad) < _MOST_BAD:
            batch.bad.append(error)

    for _, cells in table.read(bad):
        if not any(cell.strip() for cell in cells):
            continue
        began = table.began
        try:
            work, byline = made.take(dict(zip(table.header, (cell.strip() for cell in cells), strict=True)), began)
        except _Wrong as wrong:
            bad(SourceError(wrong.told, file=name, line=began, field=wrong.column, hint=wrong.hint))
            continue
        batch.read += 1
        batch.rows["works"].append(work)
        batch.rows["authorships"] += byline
        count += 1 + len(byline)
        if count >= rows:
            yield batch
            batch, count = Batch(), 0
    batch.rows["sources"] = list(made.sources.values())
    batch.rows["topics"] = list(made.topics.values())
    yield batch


def _check(header: list[str], name: str) -> None:
    """Are these the columns? All that is wrong is told at once."""
    if len(header) == 1 and header[0] not in COLUMNS:
        place_of(header, "title", name)  # semicolons, or tabs
    wrong = []
    for place, column in enumerate(header):
        if column not in COLUMNS:
            hint = nearest(column, COLUMNS) or f"Columns are: {', '.join(COLUMNS)}."
            wrong.append(SourceError("unknown column", file=name, line=1, field=column or "(no name)", hint=hint))
        elif column in header[:place]:
            wrong.append(SourceError("stands in the header twice", file=name, line=1, field=column, hint="Keep one."))
    for one, other, why in (("title", "title", "Every work has one."), ("year", "date", "Add one of them."),
                            ("id", "doi", "Add one of them: a work needs a name that stays.")):  # fmt: skip
        if one not in header and other not in header:
            told = "the column is missing" if one == other else f"there is neither {one} nor {other}"
            wrong.append(SourceError(told, file=name, line=1, field=one, hint=why))
    if wrong:
        raise SourceErrors(wrong)


class _Table:
    """What is known so far: ids, sources and topics."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.sources: dict[str, tuple[Any, ...]] = {}
        self.topics: dict[str, tuple[Any, ...]] = {}

    def take(self, cells: Cells, line: int) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
        """The row of a work and those of its byline. Raises `_Wrong`."""
        get = cells.get
        key, doi = _key(cells)
        if key in self.lines:
            raise _Wrong("id", f"{key} stands on line {self.lines[key]} already", "Give each work one row.")
        year, published = _when(cells)
        if not get("title"):
            raise _Wrong("title", "is empty", "Every row needs it.")
        people = _people(cells)
        topics = self._topics(cells)
        source, source_name = self._source(cells)
        oa = _choice(cells, "oa_status", OA)
        rows, countries, institutions = _byline(key, people)
        first = topics[0] if topics else ("", "", "", "", "", "", "", "", "", "")
        self.lines[key] = line
        work = (
            key, doi, cells["title"], get("language", "").lower(), records.kind(cells), year, published,
            source, source_name, oa not in ("", "closed"), oa, _yes(cells, "retracted") is True, False, False,
            _whole(cells, "cited_by") or 0, _yes(cells, "top_10"), _yes(cells, "top_1"), _number(cells, "fwci"),
            _number(cells, "percentile"), first[0], first[3], first[5], first[7], [topic[0] for topic in topics],
            _several(get("keywords", "")), _references(get("references", "")),
            countries, len(people), len(countries), institutions, "", "", GENERATION,
        )  # fmt: skip
        return work, rows

    def _source(self, cells: Cells) -> tuple[str, str]:
        named = _named(cells.get("source", ""), "S")
        numbers = [each.upper() for each in _several(cells.get("source_issn", ""))]
        for each in numbers:
            if not _ISSN.fullmatch(each):
                raise _Wrong("source_issn", f"{each!r} is no ISSN", "Write 1234-5678.")
        numbers = [f"{each[:4]}-{each[-4:]}" for each in numbers]
        key = named.id or (f"issn:{numbers[0]}" if numbers else "")
        if key:
            self.sources.setdefault(
                key, (key, named.name, numbers[0] if numbers else "", numbers, "", "", "", False, False, "")
            )
        return key, named.name

    def _topics(self, cells: Cells) -> list[tuple[Any, ...]]:
        """Rows of `topics`; where a name alone is known it is the key."""
        found = [_named(each, "T") for each in _several(cells.get("topics", ""))]
        numbers = [each.strip() for each in cells["subfields"].split(PEOPLE)] if cells.get("subfields") else []
        if numbers and len(numbers) != len(found):
            told = f"has {len(numbers)} where topics has {len(found)}"
            raise _Wrong("subfields", told, "Write one for each topic, in the same order.")
        rows = []
        for place, named in enumerate(found):
            number = numbers[place] if numbers else ""
            if number and number not in subfields():
                raise _Wrong("subfields", f"{number!r} is no subfield", "Write four digits of ASJC, such as 1702.")
            key = named.id or f"topic:{named.name}"
            within = subfields().get(number, UNKNOWN)
            known = self.topics.get(key)
            if known is None or (named.name and not known[1]) or (number and not known[3]):
                known = self.topics[key] = (key, named.name or (known[1] if known else ""), "", *within, "")
            rows.append(known if not number else (*known[:3], *within, ""))
        return rows


class _Person(NamedTuple):
    author: Named
    orcid: str
    places: list[tuple[Named, str, str, str]]
    """Affiliation, ROR, type, country."""


def _people(cells: Cells) -> list[_Person]:
    columns = ("authors", "orcids", "affiliations", "rors", "affiliation_types", "countries")
    parts = {name: [each.strip() for each in cells[name].split(PEOPLE)] for name in columns if cells.get(name)}
    count = len(parts.get("authors", ()))
    for name, values_ in parts.items():
        if len(values_) != count:
            told = f"has {len(values_)} parts where authors has {count}"
            raise _Wrong(name, told, f"Write one for each of the people, {PEOPLE!r} between, empty where not known.")
    people = []
    for place in range(count):
        one = {name: each[place] for name, each in parts.items()}
        if not one["authors"]:
            raise _Wrong("authors", f"number {place + 1} has no name", f"Is there a {PEOPLE!r} too many?")
        people.append(_Person(_named(one["authors"], "A"), _orcid(one.get("orcids", "")), _places(one)))
    return people


def _places(one: Cells) -> list[tuple[Named, str, str, str]]:
    columns = ("affiliations", "rors", "affiliation_types", "countries")
    parts = {name: [each.strip() for each in one[name].split(PLACES)] for name in columns if one.get(name)}
    count = max(map(len, parts.values()), default=0)
    for name, each in parts.items():
        if len(each) != count:
            told = f"{one['authors']} has {len(each)} where another column has {count}"
            raise _Wrong(name, told, f"Write one for each affiliation of a person, {PLACES!r} between.")
    found: dict[str, tuple[Named, str, str, str]] = {}
    for place in range(count):
        named = _named(parts["affiliations"][place], "I") if "affiliations" in parts else Named("", "")
        ror = _ror(parts["rors"][place]) if "rors" in parts else ""
        kind = parts["affiliation_types"][place].lower() if "affiliation_types" in parts else ""
        if kind and kind not in AFFILIATION_TYPES:
            hint = nearest(kind, AFFILIATION_TYPES) or f"Use one of: {', '.join(AFFILIATION_TYPES)}."
            raise _Wrong("affiliation_types", f"{kind!r} is not known", hint)
        code = parts["countries"][place].upper() if "countries" in parts else ""
        if code and (len(code) != 2 or not code.isascii() or not code.isalpha()):
            raise _Wrong("countries", f"{code!r} is no country", "Write two letters, such as CN.")
        found.setdefault((named.id or named.name or ror), (named, ror, kind, code))
    return list(found.values())


def _byline(work: str, people: list[_Person]) -> tuple[list[tuple[Any, ...]], list[str], int]:
    """Rows of `authorships`, countries, number of institutions."""
    if not people:
        return [(work, 0, "", "", "", False, "", "", "", "", "", "", "", credits(())[0][0])], [], 0
    rows: list[tuple[Any, ...]] = []
    countries, institutions = set(), set()
    shared = credits([len(person.places) for person in people])
    nowhere = [(Named("", ""), "", "", "")]
    for position, (person, parts) in enumerate(zip(people, shared, strict=True), 1):
        for (named, ror, kind, code), part in zip(person.places or nowhere, parts, strict=True):
            known = bool(named.id or ror)
            raw = "" if known else named.name
            key = named.id or (RAW + (named.name or ror) if named.name or ror else "")
            rows.append((
                work, position, person.author.id, person.author.name, person.orcid, False, key, named.id, ror,
                named.name if known else "", kind, code, raw, part,
            ))  # fmt: skip
            countries.add(code)
            if known:
                institutions.add(key)
    return rows, sorted(countries - {""}), len(institutions)


def _key(cells: Cells) -> tuple[str, str]:
    stated, text = cells.get("id", ""), cells.get("doi", "")
    doi = values.doi(text)
    if text and not doi:
        raise _Wrong("doi", f"{text!r} is no DOI", "It begins with 10. and has a slash.")
    if not stated and not doi:
        raise _Wrong("id", "is empty, and doi is too", "A work needs one of them.")
    if stated and (any(character.isspace() for character in stated) or PEOPLE in stated):
        raise _Wrong("id", f"{stated!r} holds a space or a semicolon", "Write a short key.")
    return _reference(stated) if stated else f"doi:{doi}", doi


def _reference(text: str) -> str:
    """The key of a work: an id of OpenAlex, a DOI, or the file's own."""
    found = values.identifier(text)
    if found.startswith("W"):
        return found
    return f"doi:{doi}" if (doi := values.doi(text)) else text


def _references(text: str) -> list[str]:
    return list(dict.fromkeys(_reference(each) for each in _several(text)))


def _when(cells: Cells) -> tuple[int, str]:
    text, day = cells.get("year", ""), cells.get("date", "")
    if day:
        try:
            day = dt.date.fromisoformat(day).isoformat()
        except ValueError:
            raise _Wrong("date", f"{day!r} is no day", "Write 2024-05-06, or leave it empty.") from None
    if not text and not day:
        raise _Wrong("year", "is empty", "Every row needs the year or the date.")
    year = _whole(cells, "year") if text else int(day[:4])
    if year is None or not 1000 <= year <= 2999:
        raise _Wrong("year", f"{text!r} is no year", "Write four digits.")
    if day and int(day[:4]) != year:
        raise _Wrong("date", f"{day} is not in {year}", "Correct the year or the date.")
    return year, day


def _several(text: str) -> list[str]:
    return [each for part in text.split(PEOPLE) if (each := part.strip())]


def _named(text: str, letter: str) -> Named:
    """A name with an id of this letter before it, or one of them alone; nobody's id is none."""
    found = _WITH_ID.fullmatch(text)
    if found and found[1][0].upper() == letter:
        key = found[1].upper()
        return Named("" if key in NOBODY else key, found[2] or "")
    return Named("", text)


def _orcid(text: str) -> str:
    found = values.orcid(text)
    if text and not (found and identifiers.is_valid("orcid", found)):
        raise _Wrong("orcids", f"{text!r} is no ORCID", "Write 0000-0002-1825-0097; its last character is a check.")
    return found


def _ror(text: str) -> str:
    found = values.ror(text)
    if text and not (found and identifiers.is_valid("ror", found)):
        raise _Wrong("rors", f"{text!r} is no ROR id", "Write https://ror.org/013q1eq08; its end is a check.")
    return found


def _choice(cells: Cells, column: str, allowed: tuple[str, ...]) -> str:
    text = cells.get(column, "").lower()
    if text and text not in allowed:
        raise _Wrong(column, f"{text!r} is not known", nearest(text, allowed) or f"Use one of: {', '.join(allowed)}.")
    return text


def _yes(cells: Cells, column: str) -> bool | None:
    return {"yes": True, "no": False}.get(_choice(cells, column, ("yes", "no")))


def _whole(cells: Cells, column: str) -> int | None:
    text = cells.get(column, "")
    if text and values.whole(text) is None:
        raise _Wrong(column, f"{text!r} is no whole number", "Write it as 12345.")
    return values.whole(text)


def _number(cells: Cells, column: str) -> float | None:
    text = cells.get(column, "")
    try:
        found = values.number(float(text)) if text else None
    except ValueError:
        found = None
    if text and found is None:
        raise _Wrong(column, f"{text!r} is no number", "Write it as 1.23.")
    return found
