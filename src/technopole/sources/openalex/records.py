"""A work of OpenAlex, of any of three generations, as a row of `works` and its rows of `authorships`.

`host_venue` (to 2023), `primary_location` with `grants` (2023 to 2025) and Walden (with `is_xpac`, `awards`,
`funders`) are told apart by their keys. Not read, whatever they say: concepts and `x_concepts`, the work's own
`institutions` (new and often empty: the byline tells), related works, mesh, funding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from technopole.sources.openalex import abstracts
from technopole.sources.openalex.authorships import authorships
from technopole.sources.openalex.bylines import Byline, byline
from technopole.sources.openalex.values import (
    best_first,
    date,
    doi,
    fields,
    identifier,
    listed,
    maybe,
    number,
    number_of,
    text,
    truth,
    whole,
    word,
    year,
)

WALDEN, LOCATION, VENUE = "walden", "primary_location", "host_venue"
_OF_WALDEN = frozenset({"is_xpac", "awards", "funders", "has_content"})
TELLING = sorted(_OF_WALDEN)
"""Fields by whose being there a generation is told."""
_HOME = "https://openalex.org/"
_REFERENCES = re.compile(r"(?:https://openalex\.org/W[0-9]+(?:,|\Z))+\Z").match
_TYPES = {
    "journal-article": "article", "proceedings-article": "article", "posted-content": "preprint",
    "book-section": "book-chapter", "book-part": "book-chapter", "book-track": "book-chapter",
    "monograph": "book", "reference-book": "book", "edited-book": "book", "book-set": "book", "book-series": "book",
    "report-series": "report", "report-component": "report",
    "journal": "paratext", "journal-volume": "paratext", "journal-issue": "paratext", "proceedings": "paratext",
    "component": "paratext", "proceedings-series": "paratext",
}  # fmt: skip
"""Types of the oldest generation, which were Crossref's, in OpenAlex's own of today."""

COLUMNS = (
    "id", "doi", "title", "display_name", "ids", "publication_date", "publication_year", "language", "type",
    "authorships", "authors_count", "is_authors_truncated", "primary_topic", "topics", "keywords", "locations",
    "primary_location", "host_venue", "alternate_host_venues", "open_access", "is_paratext", "is_retracted",
    "is_xpac", "referenced_works", "abstract_inverted_index", "abstract", "cited_by_count", "fwci",
    "citation_normalized_percentile", "countries_distinct_count", "institutions_distinct_count", "updated_date",
)  # fmt: skip
"""The fields that are looked at."""
_INSIDE = {
    "authorships": (
        "author.id", "author.display_name", "author.orcid", "is_corresponding", "countries", "institutions.id",
        "institutions.display_name", "institutions.ror", "institutions.country_code", "institutions.type",
        "institutions.lineage", "raw_author_name", "raw_orcid", "raw_affiliation_strings", "affiliations",
    ),
    "primary_topic": ("id", "subfield.id", "field.id", "domain.id"),
    "topics": ("id", "score", "subfield.id", "field.id", "domain.id"),
    "keywords": ("display_name", "score"),
    "locations": ("is_oa",),
    "primary_location": ("is_oa", "source.id", "source.display_name"),
}  # fmt: skip


def columns(*, abstracts: bool, lineage: bool) -> list[str]:
    """What of a file in columns is read, down to single fields: the fewer, the faster."""
    unread = set() if abstracts else {"abstract_inverted_index", "abstract"}
    if not lineage:
        unread.add("authorships.institutions.lineage")
    found = [f"{name}.{inner}" if inner else name for name in COLUMNS for inner in _INSIDE.get(name, ("",))]
    return [name for name in found if name not in unread]


class Work(NamedTuple):
    """What becomes of a record."""

    row: tuple[Any, ...]
    authorships: list[tuple[Any, ...]]
    cut: bool
    """Does the record hold fewer authors than the work has?"""
    abstract_broken: bool


def generation(record: Mapping[str, Any]) -> str:
    """By its keys, not by any date."""
    if not _OF_WALDEN.isdisjoint(record):
        return WALDEN
    if "primary_location" not in record and ("host_venue" in record or "alternate_host_venues" in record):
        return VENUE
    return LOCATION


def kind(record: Mapping[str, Any]) -> str:
    """The type, in today's words."""
    named = word(record.get("type"))
    return _TYPES.get(named, named)


def year_of(record: Mapping[str, Any]) -> int | None:
    stated = year(record.get("publication_year"))
    if stated is None and (day := date(record.get("publication_date"))):
        return int(day[:4])
    return stated


def work(record: Mapping[str, Any], key: str, updated: str = "", *, abstract: bool = False) -> Work:
    """The rows of a record whose id is `key`. `updated` is the date of its partition, where the record has none.

    Cost: some ten microseconds, and three for each author.
    """
    made = byline(key, authorships(record.get("authorships")))
    of_source, source_name, oa_there = _source(record)
    access, standing = fields(record.get("open_access")), fields(record.get("citation_normalized_percentile"))
    topics = best_first(record.get("topics"))
    topic = fields(record.get("primary_topic")) or (topics[0] if topics else {})
    authors, countries, institutions, cut = _counts(record, made)
    plain, broken = abstracts.of(record) if abstract else ("", False)
    row = (
        key,
        doi(record.get("doi")) or doi(fields(record.get("ids")).get("doi")),
        text(record.get("title")) or text(record.get("display_name")),
        word(record.get("language")),
        kind(record),
        year_of(record),
        date(record.get("publication_date")),
        of_source,
        source_name,
        truth(access["is_oa"]) if access.get("is_oa") is not None else oa_there,
        word(access.get("oa_status")),
        truth(record.get("is_retracted")),
        truth(record.get("is_xpac")),
        truth(record.get("is_paratext")),
        whole(record.get("cited_by_count")) or 0,
        maybe(standing.get("is_in_top_10_percent")),
        maybe(standing.get("is_in_top_1_percent")),
        number(record.get("fwci")),
        number(standing.get("value")),
        identifier(topic.get("id")),
        number_of(fields(topic.get("subfield")).get("id")),
        number_of(fields(topic.get("field")).get("id")),
        number_of(fields(topic.get("domain")).get("id")),
        [found for each in topics if (found := identifier(each.get("id")))],
        _keywords(record.get("keywords")),
        _references(record.get("referenced_works")),
        made.countries,
        authors,
        countries,
        institutions,
        date(record.get("updated_date")) or updated,
        plain,
        generation(record),
    )
    return Work(row, made.rows, cut, broken)


def _counts(record: Mapping[str, Any], made: Byline) -> tuple[int, int, int, bool]:
    """Authors, countries, institutions, and whether the byline is cut: the API gives 100 authors at most."""
    authors = max(whole(record.get("authors_count")) or 0, made.authors)
    cut = authors > made.authors or truth(record.get("is_authors_truncated"))
    countries, institutions = len(made.countries), made.institutions
    if cut or not made.authors:
        countries = max(countries, whole(record.get("countries_distinct_count")) or 0)
        institutions = max(institutions, whole(record.get("institutions_distinct_count")) or 0)
    return authors, min(countries, 32_767), institutions, cut


def _source(record: Mapping[str, Any]) -> tuple[str, str, bool]:
    """Where it appeared, and whether any location is said to be open: that tells where nothing is said of the work."""
    location = fields(record.get("primary_location"))
    locations = listed(record.get("locations"))
    source = fields(location.get("source"))
    if not location and "primary_location" not in record:
        venue = fields(record.get("host_venue"))
        if venue:
            locations = [venue, *listed(record.get("alternate_host_venues"))]
            source = venue
    key = identifier(source.get("id"))
    if key.startswith("V"):  # venues became sources of the same number
        key = "S" + key[1:]
    found_open = location.get("is_oa") is True or any(
        type(each) is dict and each.get("is_oa") is True for each in locations
    )
    return key if key.startswith("S") else "", text(source.get("display_name")), found_open


def _keywords(values: Any) -> list[str]:
    """Names; texts alone are keywords of other people's files, `keyword` that of an early form."""
    if type(values) is not list or not values:
        return []
    if type(values[0]) is str:
        return [each for each in values if type(each) is str and each]
    return [
        name for each in best_first(values) if (name := text(each.get("display_name")) or text(each.get("keyword")))
    ]


def _references(values: Any) -> list[str]:
    """The works cited, each once, as they stand."""
    if type(values) is not list or not values:
        return []
    try:
        together = ",".join(values)
    except TypeError:  # nulls among them
        together = ""
    if _REFERENCES(together):  # as OpenAlex writes them: all at once, as there may be thousands
        found = together.replace(_HOME, "").split(",")
    else:
        found = [key for each in values if (key := identifier(each)).startswith("W")]
    return list(dict.fromkeys(found))
