"""United States patents of PatentsView (https://patentsview.org, CC BY 4.0), with their inventors and owners.

Read are `g_patent` (needed) and, as far as they are there: `g_patent_abstract`, `g_application` (filing),
`g_foreign_priority` (the first filing), `g_pct_data` (which came as international applications), `g_ipc_at_issue`
(and `g_cpc_current` for patents without it), `g_us_patent_citation` (references and citations from these patents),
`g_inventor_disambiguated`, `g_assignee_disambiguated` and `g_location_disambiguated`.

Withdrawn patents are left out. A patent's owner stands as its applicant. Dates that cannot be are left out, as the
tables have a few; so are symbols of no classification.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from technopole.methods import patents
from technopole.sources import patentsview
from technopole.sources.offers.pieces import Bucket
from technopole.sources.patents.pieces import Parsed, parsed, take
from technopole.sources.patentsview import PLACES, Table, Told, bucket, by_sequence, number, patents_of


def _person(cells: list[str], places: Mapping[str, str]) -> list[Any]:
    sequence, identifier, first, last, location = cells[1:]
    return [number(sequence), identifier, _name(first, last), "", places.get(location, "")]


def _owner(cells: list[str], places: Mapping[str, str]) -> list[Any]:
    sequence, identifier, first, last, organisation, location = cells[1:]
    return [number(sequence), identifier, _name(first, last) or organisation, organisation, places.get(location, "")]


def _name(first: str, last: str) -> str:
    return " ".join(part for part in (first, last) if part)


_FIRST, _LAST = "disambig_{}_name_first", "disambig_{}_name_last"
TABLES = (
    Table(
        "g_patent", ("patent_id", "patent_type", "patent_date", "patent_title", "wipo_kind", "withdrawn"),
        lambda cells, _: cells[1:],
    ),
    Table("g_patent_abstract", ("patent_id", "patent_abstract"), lambda cells, _: cells[1:]),
    Table("g_application", ("patent_id", "application_id", "filing_date"), lambda cells, _: cells[1:]),
    Table("g_foreign_priority", ("patent_id", "filing_date"), lambda cells, _: cells[1:]),
    Table("g_pct_data", ("patent_id", "pct_doc_number"), lambda cells, _: cells[1:]),
    Table(
        "g_ipc_at_issue",
        ("patent_id", "ipc_sequence", "section", "ipc_class", "subclass", "main_group", "subgroup"),
        lambda cells, _: [number(cells[1]), _ipc(*cells[2:])],
    ),
    Table("g_cpc_current", ("patent_id", "cpc_sequence", "cpc_group"), lambda cells, _: [number(cells[1]), cells[2]]),
    Table(
        "g_us_patent_citation", ("patent_id", "citation_sequence", "citation_patent_id"),
        lambda cells, _: [number(cells[1]), cells[2]],
    ),
    Table(
        "cited", ("citation_patent_id", "citation_sequence"), lambda cells, _: [], file="g_us_patent_citation",
    ),
    Table(
        "g_inventor_disambiguated",
        (
            "patent_id", "inventor_sequence", "inventor_id", _FIRST.format("inventor"), _LAST.format("inventor"),
            "location_id",
        ),
        _person, needs_places=True,
    ),
    Table(
        "g_assignee_disambiguated",
        (
            "patent_id", "assignee_sequence", "assignee_id", _FIRST.format("assignee_individual"),
            _LAST.format("assignee_individual"), "disambig_assignee_organization", "location_id",
        ),
        _owner, needs_places=True,
    ),
)  # fmt: skip
_PLACE = ("latitude", "longitude", "disambig_country", "disambig_state", "disambig_city")
_KNOWN = (*dict.fromkeys(table.source for table in TABLES), PLACES)


def find(paths: Sequence[Path]) -> dict[str, Path]:
    """The tables among the files, or in the folders, that were named. Raises `SourceError` if `g_patent` is not."""
    return patentsview.find(paths, _KNOWN)


def pieces(found: Mapping[str, Path], spool: Path, told: Told = lambda count: None) -> Iterator[Bucket]:
    """A piece for each bucket, as `sources.patentsview.spread` puts the tables there."""
    for each in range(patentsview.spread(TABLES, _PLACE, found, spool, told)):
        yield Bucket(str(spool), each)


def parse(piece: Bucket) -> Parsed:
    """The patents of a bucket, in the order of their numbers. Memory: some ten times the bucket's size."""
    folder, at = Path(piece.folder), piece.number
    made = parsed("g_patent.tsv")
    found = patents_of(folder, at, made.bad)
    abstracts = {key: text for _, (key, text) in bucket(folder, "g_patent_abstract", at)}
    applications = {key: cells for _, (key, *cells) in bucket(folder, "g_application", at)}
    earliest: dict[str, str] = {}
    for _, (key, day) in bucket(folder, "g_foreign_priority", at):
        if (day := _day(day)) and day < earliest.get(key, "9"):
            earliest[key] = day
    international = {key for _, (key, document) in bucket(folder, "g_pct_data", at)}
    symbols, groups = (by_sequence(folder, table, at) for table in ("g_ipc_at_issue", "g_cpc_current"))
    references = by_sequence(folder, "g_us_patent_citation", at)
    cited: dict[str, int] = {}
    for _, (key, *_rest) in bucket(folder, "cited", at):
        cited[key] = cited.get(key, 0) + 1
    counted = (folder / "cited.done").exists()
    inventors, owners = (by_sequence(folder, f"g_{who}_disambiguated", at) for who in ("inventor", "assignee"))
    for key in sorted(found):
        line, _, date, title, kind, _ = found[key]
        application, filed = applications.get(key, ("", ""))
        filed = _day(filed)
        value = {
            "id": f"US{key}",
            "office": "US",
            "title": title,
            "abstract": abstracts.get(key, ""),
            "kind": kind,
            "application": f"US{application.replace('/', '')}" if application else "",
            "first_filed": min(filter(None, (earliest.get(key, ""), filed)), default=""),
            "filed": filed,
            "published": _day(date),
            "granted": True,
            "pct": key in international,
            "cited_by": cited.get(key, 0) if counted else None,
            "ipc": _symbols(symbols.get(key) or groups.get(key) or []),
            "references": [f"US{each[1]}" for each in references.get(key, ())],
            "inventors": [_said(cells) for cells in inventors.get(key, ())],
            "applicants": [_said(cells) for cells in owners.get(key, ())],
        }
        take(made, value, line)
    made.bad.sort(key=lambda each: each.line)
    return made


def _ipc(section: str, group: str, subclass: str, main: str, sub: str) -> str:
    return f"{section}{group.zfill(2)}{subclass} {main.lstrip('0')}/{sub}"


def _symbols(rows: Sequence[Sequence[Any]]) -> list[str]:
    found = []
    for _, text in rows:
        try:
            found.append(patents.symbol(text))
        except ValueError:
            continue
    return found


def _day(text: str) -> str:
    """A date, or nothing where the table has none that can be."""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _said(cells: Sequence[Any]) -> dict[str, Any]:
    _, identifier, name, organisation, place = cells
    latitude, longitude, country, region, city = place.split("|", 4) if place else [""] * 5
    said: dict[str, Any] = {
        "name": name, "id": identifier, "organisation": organisation, "region": region, "city": city,
        "country": country if len(country) == 2 and country.isalpha() else "",
    }  # fmt: skip
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return said
    if abs(north) <= 90.0 and abs(east) <= 180.0 and (north or east):
        said |= {"latitude": north, "longitude": east}
    return said
