"""An authorship as OpenAlex writes it: its fields by name, each of the type it ought to have.

Lines of a snapshot are parsed straight into these, which is faster than into dictionaries; what comes from elsewhere,
or is written otherwise, is brought into this form first.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from technopole.sources.openalex.values import fields, listed, text


class Author(Struct, gc=False):
    id: str | None = None
    display_name: str | None = None
    orcid: str | None = None


_OF_AN_INSTITUTION = ("id", "ror", "display_name", "type", "country_code")


class Institution(Struct, gc=False):
    id: str | None = None
    ror: str | None = None
    display_name: str | None = None
    type: str | None = None
    country_code: str | None = None
    lineage: list[str] | None = None


class Affiliation(Struct, gc=False):
    """An address, and the institutions that were recognised in it."""

    raw_affiliation_string: str | None = None
    institution_ids: list[str] | None = None


class Authorship(Struct, gc=False):
    author: Author | None = None
    is_corresponding: bool | None = None
    countries: list[str] | None = None
    institutions: list[Institution] | None = None
    raw_author_name: str | None = None
    raw_orcid: str | None = None
    raw_affiliation_strings: list[str] | None = None
    raw_affiliation_string: str | None = None
    """In the oldest generation."""
    affiliations: list[Affiliation] | None = None


def authorships(value: Any) -> list[Authorship]:
    """Those of a record, in its order. Nulls are left out; what is no authorship is one that says nothing."""
    if type(value) is list and value and type(value[0]) is Authorship:  # parsed into them: all are
        return value
    return [_authorship(fields(each)) for each in listed(value)]


def _authorship(each: dict[str, Any]) -> Authorship:
    author = fields(each.get("author"))
    return Authorship(
        author=Author(*(text(author.get(name)) for name in ("id", "display_name", "orcid"))),
        is_corresponding=each.get("is_corresponding") is True,
        countries=_texts(each.get("countries")),
        institutions=[_institution(fields(one)) for one in listed(each.get("institutions"))],
        raw_author_name=text(each.get("raw_author_name")),
        raw_orcid=text(each.get("raw_orcid")),
        raw_affiliation_strings=_texts(each.get("raw_affiliation_strings")),
        raw_affiliation_string=text(each.get("raw_affiliation_string")),
        affiliations=[_affiliation(fields(one)) for one in listed(each.get("affiliations"))],
    )


def _institution(one: dict[str, Any]) -> Institution:
    key, of_ror, name, kind, code = (text(one.get(field)) for field in _OF_AN_INSTITUTION)
    return Institution(key, of_ror, name, kind, code, _texts(one.get("lineage")))


def _affiliation(one: dict[str, Any]) -> Affiliation:
    return Affiliation(text(one.get("raw_affiliation_string")), _texts(one.get("institution_ids")))


def _texts(value: Any) -> list[str]:
    return [each for each in listed(value) if type(each) is str]
