"""The byline of a work: a row for each author and each of their affiliations, in the order of the byline."""

from __future__ import annotations

from typing import Any, NamedTuple

from technopole.methods.bibliometrics.credit import credits
from technopole.sources.openalex.values import country, fields, identifier, listed, orcid, ror, text, word

NOBODY = frozenset({"A9999999999", "A5317838346"})
"""The null author and the deleted author: not people."""
RAW = "raw:"
"""Before an address as written, where no institution was recognised in it."""

Place = tuple[str, str, str, str, str, str, str]
"""Affiliation, institution, ROR, its name, its type, country, the address as written."""
_NOWHERE: Place = ("", "", "", "", "", "", "")
_MOST_KNOWN = 50_000
_known: dict[tuple[Any, ...], tuple[str, str, str, str, str]] = {}


class Byline(NamedTuple):
    """The rows, and what they come to."""

    rows: list[tuple[Any, ...]]
    countries: list[str]
    authors: int
    institutions: int


def byline(work: str, authorships: list[Any]) -> Byline:
    """The rows of `authorships` as given, which is the order of the byline. A work without them has one row.

    An author's institutions are those that OpenAlex recognised, each once; if it recognised none, the addresses as
    written; if there are none, one row says so.
    """
    if not authorships:
        return Byline([(work, 0, "", "", "", False, *_NOWHERE, credits(())[0][0])], [], 0, 0)
    people, everywhere = [], []
    countries: set[str] = set()
    for given in authorships:
        each = given if type(given) is dict else fields(given)
        stated = each.get("countries")
        if stated:
            stated = [code for one in listed(stated) if (code := country(one))]
            countries.update(stated)
        people.append(_person(each))
        everywhere.append(_places(each, stated[0] if stated and len(stated) == 1 else ""))
    rows: list[tuple[Any, ...]] = []
    institutions: set[str] = set()
    shared = credits([len(places) for places in everywhere])
    for position, (person, places, parts) in enumerate(zip(people, everywhere, shared, strict=True), 1):
        for place, part in zip(places, parts, strict=True):
            rows.append((work, position, *person, *place, part))
            countries.add(place[5])
            if place[1] or place[2]:
                institutions.add(place[0])
    countries.discard("")
    return Byline(rows, sorted(countries), len(people), len(institutions))


def _person(each: dict[str, Any]) -> tuple[str, str, str, bool]:
    """Id, name, ORCID, corresponding. An author who is nobody keeps the name as printed alone."""
    author = each.get("author")
    if type(author) is not dict:
        author = fields(author)
    key = identifier(author.get("id"))
    corresponding = each.get("is_corresponding") is True
    if key in NOBODY:
        return "", text(each.get("raw_author_name")), orcid(each.get("raw_orcid")), corresponding
    name = text(author.get("display_name")) or text(each.get("raw_author_name"))
    found = author.get("orcid") or each.get("raw_orcid")
    return key if key.startswith("A") else "", name, orcid(found) if found else "", corresponding


def _places(each: dict[str, Any], only: str) -> list[Place]:
    """Their institutions, each once; else the addresses. `only` is the one country that is stated for the author."""
    institutions = listed(each.get("institutions"))
    addresses = _addresses(each)
    if not institutions:
        if not addresses:
            return [_NOWHERE if not only else ("", "", "", "", "", only, "")]
        return [(RAW + address, "", "", "", "", only, address) for address in addresses]
    written = _written(each) if len(institutions) > 1 else None
    together = addresses[0] if len(addresses) == 1 else "; ".join(addresses)
    found: dict[str, Place] = {}
    for given in institutions:
        key, of_ror, name, kind, code = _institution(given)
        raw = written.get(key, together) if written else together
        affiliation = key or (RAW + (raw or name) if raw or name else "")
        if affiliation not in found:
            found[affiliation] = (affiliation, key, of_ror, name, kind, code or only, raw)
    if len(found) > 1:
        found.pop("", None)
    return list(found.values())


def _institution(given: Any) -> tuple[str, str, str, str, str]:
    """Id, ROR, name, type, country. The same ones come again and again: what was read once is kept for a while."""
    if type(given) is not dict:
        given = fields(given)
    get = given.get
    stated = (get("id"), get("ror"), get("display_name"), get("type"), get("country_code"))
    try:
        known = _known.get(stated)
    except TypeError:  # not even texts
        stated, known = (None, None, None, None, None), None
    if known is None:
        key, of_ror, name, kind, code = stated
        key = identifier(key)
        known = (key if key.startswith("I") else "", ror(of_ror), text(name), word(kind), country(code))
        if len(_known) > _MOST_KNOWN:
            _known.clear()
        _known[stated] = known
    return known


def _addresses(each: dict[str, Any]) -> list[str]:
    """As written; one text in the oldest generation."""
    stated = each.get("raw_affiliation_strings")
    if type(stated) is list and len(stated) == 1 and type(stated[0]) is str and (one := stated[0].strip()):
        return [one]
    found = [text(one).strip() for one in listed(stated)]
    if not any(found):
        found = [text(each.get("raw_affiliation_string")).strip()]
    if not any(found):
        found = [text(fields(one).get("raw_affiliation_string")).strip() for one in listed(each.get("affiliations"))]
    return list(dict.fromkeys(filter(None, found)))


def _written(each: dict[str, Any]) -> dict[str, str]:
    """In which addresses each institution was recognised."""
    found: dict[str, list[str]] = {}
    for one in listed(each.get("affiliations")):
        known = fields(one)
        address = text(known.get("raw_affiliation_string")).strip()
        if address:
            for value in listed(known.get("institution_ids")):
                found.setdefault(identifier(value), []).append(address)
    return {key: "; ".join(dict.fromkeys(values)) for key, values in found.items()}
