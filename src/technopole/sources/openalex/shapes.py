"""The columns of the tables that works become, whatever they were read from: rows are tuples in the order of these.

Where nothing is known texts are "", lists have no elements, numbers and truths are None. Dates are texts, YYYY-MM-DD.
The kinds are those of the lake's columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Kind = Literal["text", "texts", "integer16", "integer", "number", "truth"]


class Shape(NamedTuple):
    """One column. `few`: the same values come again and again."""

    name: str
    kind: Kind
    few: bool = False


WORKS: tuple[Shape, ...] = (
    Shape("id", "text"),  # W…
    Shape("doi", "text"),  # bare, in small letters
    Shape("title", "text"),
    Shape("language", "text", few=True),
    Shape("type", "text", few=True),
    Shape("year", "integer16", few=True),
    Shape("published", "text", few=True),  # date
    Shape("source", "text", few=True),  # S…
    Shape("source_name", "text", few=True),
    Shape("is_oa", "truth"),
    Shape("oa_status", "text", few=True),
    Shape("is_retracted", "truth"),
    Shape("is_xpac", "truth"),
    Shape("is_paratext", "truth"),
    Shape("cited_by", "integer"),
    Shape("top_10", "truth"),
    Shape("top_1", "truth"),
    Shape("fwci", "number"),
    Shape("percentile", "number"),
    Shape("topic", "text", few=True),  # T…
    Shape("subfield", "text", few=True),  # the number alone: 1702
    Shape("field", "text", few=True),
    Shape("domain", "text", few=True),
    Shape("topics", "texts", few=True),  # T…, the best score first
    Shape("keywords", "texts", few=True),  # names
    Shape("referenced", "texts"),  # W…
    Shape("countries", "texts", few=True),  # ISO 3166-1, two letters, of all addresses
    Shape("author_count", "integer"),
    Shape("country_count", "integer16", few=True),
    Shape("institution_count", "integer"),
    Shape("updated", "text", few=True),  # date
    Shape("abstract", "text"),  # "" unless asked for
    Shape("generation", "text", few=True),  # host_venue, primary_location, walden, csv
)

AUTHORSHIPS: tuple[Shape, ...] = (
    Shape("work", "text"),
    Shape("position", "integer"),  # in the byline, from 1; 0 for the one row of a work without authors
    Shape("author", "text"),  # A…; "" if the author is not known
    Shape("author_name", "text"),
    Shape("orcid", "text"),  # bare
    Shape("corresponding", "truth"),
    Shape("affiliation", "text", few=True),  # the institution's id, else "raw:" and the address as written, else ""
    Shape("institution", "text", few=True),  # I… or ""
    Shape("ror", "text", few=True),  # bare
    Shape("institution_name", "text", few=True),
    Shape("institution_type", "text", few=True),
    Shape("country", "text", few=True),
    Shape("raw", "text"),  # the address as written
    Shape("credit", "integer"),  # methods.bibliometrics.credit
)

INSTITUTIONS: tuple[Shape, ...] = (
    Shape("id", "text"),
    Shape("ror", "text"),
    Shape("name", "text"),
    Shape("country", "text", few=True),
    Shape("type", "text", few=True),
    Shape("city", "text", few=True),
    Shape("region", "text", few=True),
    Shape("latitude", "number"),
    Shape("longitude", "number"),
    Shape("lineage", "texts", few=True),
    Shape("is_super", "truth"),
    Shape("works", "integer"),
    Shape("cited_by", "integer"),
    Shape("updated", "text", few=True),
)

AUTHORS: tuple[Shape, ...] = (
    Shape("id", "text"),
    Shape("name", "text"),
    Shape("orcid", "text"),
    Shape("works", "integer"),
    Shape("cited_by", "integer"),
    Shape("h_index", "integer"),
    Shape("institutions", "texts", few=True),  # the last that are known
    Shape("updated", "text", few=True),
)

SOURCES: tuple[Shape, ...] = (
    Shape("id", "text"),
    Shape("name", "text"),
    Shape("issn_l", "text"),
    Shape("issn", "texts"),
    Shape("type", "text", few=True),
    Shape("publisher", "text", few=True),
    Shape("country", "text", few=True),
    Shape("is_oa", "truth"),
    Shape("is_core", "truth"),
    Shape("updated", "text", few=True),
)

TOPICS: tuple[Shape, ...] = (
    Shape("id", "text"),
    Shape("name", "text"),
    Shape("description", "text"),
    Shape("subfield", "text", few=True),
    Shape("subfield_name", "text", few=True),
    Shape("field", "text", few=True),
    Shape("field_name", "text", few=True),
    Shape("domain", "text", few=True),
    Shape("domain_name", "text", few=True),
    Shape("updated", "text", few=True),
)

TABLES: Mapping[str, tuple[Shape, ...]] = {
    "works": WORKS,
    "authorships": AUTHORSHIPS,
    "institutions": INSTITUTIONS,
    "authors": AUTHORS,
    "sources": SOURCES,
    "topics": TOPICS,
}
"""Every table that reading can give rows of, by its name in the lake."""
