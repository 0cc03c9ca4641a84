"""Institutions, authors, sources and topics of OpenAlex as rows, and which of them a record is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from technopole.sources.openalex.bylines import NOBODY
from technopole.sources.openalex.values import (
    country,
    date,
    fields,
    identifier,
    listed,
    number,
    number_of,
    orcid,
    ror,
    text,
    truth,
    whole,
    word,
)

Row = tuple[Any, ...]
Make = Callable[[Mapping[str, Any], str, str], Row | None]

BY_LETTER = {"W": "works", "A": "authors", "I": "institutions", "S": "sources", "V": "sources", "T": "topics"}
"""What a record is, by the letter of its id."""


def institution(record: Mapping[str, Any], key: str, updated: str) -> Row:
    geo = fields(record.get("geo"))
    return (
        key,
        ror(record.get("ror")) or ror(fields(record.get("ids")).get("ror")),
        text(record.get("display_name")),
        country(record.get("country_code")) or country(geo.get("country_code")),
        word(record.get("type")),
        text(geo.get("city")),
        text(geo.get("region")),
        number(geo.get("latitude")),
        number(geo.get("longitude")),
        [found for each in listed(record.get("lineage")) if (found := identifier(each))],
        truth(record.get("is_super_system")),
        whole(record.get("works_count")) or 0,
        whole(record.get("cited_by_count")) or 0,
        date(record.get("updated_date")) or updated,
    )


def author(record: Mapping[str, Any], key: str, updated: str) -> Row | None:
    """None for the authors who are nobody."""
    if key in NOBODY:
        return None
    last = listed(record.get("last_known_institutions")) or [record.get("last_known_institution")]
    return (
        key,
        text(record.get("display_name")),
        orcid(record.get("orcid")),
        whole(record.get("works_count")) or 0,
        whole(record.get("cited_by_count")) or 0,
        whole(fields(record.get("summary_stats")).get("h_index")),
        [found for each in last if (found := identifier(fields(each).get("id")))],
        date(record.get("updated_date")) or updated,
    )


def source(record: Mapping[str, Any], key: str, updated: str) -> Row:
    """Also of the venues of old: they became sources of the same number."""
    return (
        "S" + key[1:],
        text(record.get("display_name")),
        text(record.get("issn_l")),
        [each for each in listed(record.get("issn")) if type(each) is str],
        word(record.get("type")),
        text(record.get("host_organization_name")) or text(record.get("publisher")),
        country(record.get("country_code")),
        truth(record.get("is_oa")),
        truth(record.get("is_core")),
        date(record.get("updated_date")) or updated,
    )


def topic(record: Mapping[str, Any], key: str, updated: str) -> Row:
    subfield, field, domain = (fields(record.get(name)) for name in ("subfield", "field", "domain"))
    return (
        key,
        text(record.get("display_name")),
        text(record.get("description")),
        number_of(subfield.get("id")),
        text(subfield.get("display_name")),
        number_of(field.get("id")),
        text(field.get("display_name")),
        number_of(domain.get("id")),
        text(domain.get("display_name")),
        date(record.get("updated_date")) or updated,
    )


MAKERS: Mapping[str, Make] = {
    "institutions": institution, "authors": author, "sources": source, "topics": topic,
}  # fmt: skip

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "institutions": (
        "id", "ids", "ror", "display_name", "country_code", "type", "geo", "lineage", "is_super_system",
        "works_count", "cited_by_count", "updated_date",
    ),
    "authors": (
        "id", "display_name", "orcid", "works_count", "cited_by_count", "summary_stats", "last_known_institutions",
        "last_known_institution", "updated_date",
    ),
    "sources": (
        "id", "display_name", "issn_l", "issn", "type", "host_organization_name", "publisher", "country_code",
        "is_oa", "is_core", "updated_date",
    ),
    "topics": ("id", "display_name", "description", "subfield", "field", "domain", "updated_date"),
}  # fmt: skip
"""The fields that are looked at."""
