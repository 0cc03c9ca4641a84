"""United States patents of PatentsView (https://patentsview.org, CC BY 4.0) as offers.

Read are `g_patent` (needed) and, as far as they are there, `g_patent_abstract`, `g_cpc_current`,
`g_assignee_disambiguated` and `g_location_disambiguated`. The filing date of `g_application` is not read: a patent's
year is that of its grant, as on the patent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from technopole.sources import patentsview
from technopole.sources.offers.pieces import Bucket, Parsed, parsed, take
from technopole.sources.patentsview import PLACES, Table, Told, bucket, by_sequence, number, patents_of


def _assignee(cells: list[str], places: Mapping[str, str]) -> list[Any] | None:
    sequence, first, last, organisation, kind, location = cells[1:]
    owner = organisation or " ".join(part for part in (first, last) if part)
    return [number(sequence), owner, kind, places.get(location, "")] if owner else None


TABLES = (
    Table(
        "g_patent", ("patent_id", "patent_type", "patent_date", "patent_title", "withdrawn"),
        lambda cells, _: cells[1:],
    ),
    Table("g_patent_abstract", ("patent_id", "patent_abstract"), lambda cells, _: cells[1:]),
    Table(
        "g_cpc_current", ("patent_id", "cpc_sequence", "cpc_group"),
        lambda cells, _: [number(cells[1]), cells[2]],
    ),
    Table(
        "g_assignee_disambiguated",
        (
            "patent_id", "assignee_sequence", "disambig_assignee_individual_name_first",
            "disambig_assignee_individual_name_last", "disambig_assignee_organization", "assignee_type", "location_id",
        ),
        _assignee, needs_places=True,
    ),
)  # fmt: skip
_PLACE = ("disambig_state", "disambig_country")
_KNOWN = (*(table.name for table in TABLES), PLACES)
_OWNER_KINDS = {"2": "firm", "3": "firm", "4": "person", "5": "person", "6": "government", "7": "government",
                "8": "government", "9": "government"}  # fmt: skip
_RIGHTS = {"design": "design", "plant": "variety"}


def find(paths: Sequence[Path]) -> dict[str, Path]:
    """The tables among the files, or in the folders, that were named. Raises `SourceError` if `g_patent` is not."""
    return patentsview.find(paths, _KNOWN)


def pieces(found: dict[str, Path], spool: Path, told: Told = lambda count: None) -> Iterator[Bucket]:
    """A piece for each bucket, as `sources.patentsview.spread` puts the tables there."""
    for each in range(patentsview.spread(TABLES, _PLACE, found, spool, told)):
        yield Bucket(str(spool), each)


def parse(piece: Bucket) -> Parsed:
    """The patents of a bucket, in the order of their numbers. Memory: some ten times the bucket's size."""
    folder = Path(piece.folder)
    made = parsed("g_patent.tsv")
    patents = patents_of(folder, piece.number, made.bad)
    abstracts = {key: text for _, (key, text) in bucket(folder, "g_patent_abstract", piece.number)}
    groups = by_sequence(folder, "g_cpc_current", piece.number)
    owners = by_sequence(folder, "g_assignee_disambiguated", piece.number)
    for key in sorted(patents):
        line, kind, date, title, _ = patents[key]
        owner = owners.get(key, [[0, "", "", ""]])[0]
        region, _, country = owner[3].rpartition("|")
        value = {
            "_id": f"us:{key}",
            "kind": "patent",
            "language": "en",
            "title": title,
            "text": abstracts.get(key, ""),
            "fields": [group[1] for group in groups.get(key, ())],
            "owner": owner[1],
            "owner_kind": (_OWNER_KINDS.get(owner[2][-1:], "other") if owner[1] else ""),
            "country": country,
            "region": region,
            "year": int(date[:4]) if date[:4].isascii() and date[:4].isdigit() else None,
            "rights": [_RIGHTS.get(kind, "patent")],
            "numbers": [f"US {key}"],
            "source": "PatentsView",
        }
        take(made, value, line)
    made.bad.sort(key=lambda each: each.line)
    return made
