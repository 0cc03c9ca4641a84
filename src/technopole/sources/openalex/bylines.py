"""The byline of a work: a row for each author and each of their affiliations, in the order of the byline."""

from __future__ import annotations

from typing import Any, NamedTuple

from technopole.methods.bibliometrics.credit import credits
from technopole.sources.openalex.authorships import Author, Authorship, Institution
from technopole.sources.openalex.values import country, identifier, orcid, ror, word

NOBODY = frozenset({"A9999999999", "A5317838346"})
"""The null author and the deleted author: not people."""
_UNSTATED = Author()
RAW = "raw:"
"""Before an address as written, where no institution was recognised in it."""

Place = tuple[str, str, str, str, str, str, str]
"""Affiliation, institution, ROR, its name, its type, country, the address as written."""
_NOWHERE: Place = ("", "", "", "", "", "", "")
_MOST_KNOWN = 50_000
_known: dict[tuple[str | None, ...], tuple[str, str, str, str, str]] = {}


class Byline(NamedTuple):
    """The rows, and what they come to."""

    rows: list[tuple[Any, ...]]
    countries: list[str]
    authors: int
    institutions: int


def byline(work: str, authorships: list[Authorship]) -> Byline:
    """The rows of `authorships` as given, which is the order of the byline. A work without them has one row.

    An author's institutions are those that OpenAlex recognised, each once; if it recognised none, the addresses as
    written; if there are none, one row says so.
    """
    if not authorships:
        return Byline([(work, 0, "", "", "", False, *_NOWHERE, credits(())[0][0])], [], 0, 0)
    everywhere: list[list[Place]] = []
    countries: set[str] = set()
    for each in authorships:
        stated = each.countries
        if stated:
            stated = [code for one in stated if (code := country(one))]
            countries.update(stated)
        everywhere.append(_places(each, stated[0] if stated and len(stated) == 1 else ""))
    rows: list[tuple[Any, ...]] = []
    institutions: set[str] = set()
    shared = credits([len(places) for places in everywhere])
    position = 0
    for each, places, parts in zip(authorships, everywhere, shared, strict=True):
        position += 1
        person = _person(each)
        for place, part in zip(places, parts, strict=True):
            rows.append((work, position, *person, *place, part))
            countries.add(place[5])
            if place[1] or place[2]:
                institutions.add(place[0])
    countries.discard("")
    return Byline(rows, sorted(countries), position, len(institutions))


def _person(each: Authorship) -> tuple[str, str, str, bool]:
    """Id, name, ORCID, corresponding. An author who is nobody keeps the name as printed alone."""
    author = each.author or _UNSTATED
    corresponding = each.is_corresponding is True
    key = identifier(author.id)
    if key in NOBODY:
        return "", each.raw_author_name or "", orcid(each.raw_orcid), corresponding
    found = author.orcid or each.raw_orcid
    name = author.display_name or each.raw_author_name or ""
    return key if key.startswith("A") else "", name, orcid(found) if found else "", corresponding


def _places(each: Authorship, only: str) -> list[Place]:
    """Their institutions, each once; else the addresses. `only` is the one country that is stated for the author."""
    institutions = each.institutions
    addresses = _addresses(each)
    if not institutions:
        if not addresses:
            return [_NOWHERE if not only else ("", "", "", "", "", only, "")]
        return [(RAW + address, "", "", "", "", only, address) for address in addresses]
    together = addresses[0] if len(addresses) == 1 else "; ".join(addresses)
    if len(institutions) == 1:
        return [_place(_institution(institutions[0]), together, only)]
    written = _written(each)
    found: dict[str, Place] = {}
    for given in institutions:
        known = _institution(given)
        place = _place(known, written.get(known[0], together), only)
        found.setdefault(place[0], place)
    if len(found) > 1:
        found.pop("", None)
    return list(found.values())


def _place(institution: tuple[str, str, str, str, str], raw: str, only: str) -> Place:
    key, of_ror, name, kind, code = institution
    affiliation = key or (RAW + (raw or name) if raw or name else "")
    return affiliation, key, of_ror, name, kind, code or only, raw


def _institution(given: Institution) -> tuple[str, str, str, str, str]:
    """Id, ROR, name, type, country. The same ones come again and again: what was read once is kept for a while."""
    stated = (given.id, given.ror, given.display_name, given.type, given.country_code)
    known = _known.get(stated)
    if known is None:
        key, of_ror, name, kind, code = stated
        key = identifier(key)
        known = (key if key.startswith("I") else "", ror(of_ror), name or "", word(kind), country(code))
        if len(_known) > _MOST_KNOWN:
            _known.clear()
        _known[stated] = known
    return known


def _addresses(each: Authorship) -> list[str]:
    """As written; one text in the oldest generation."""
    stated = each.raw_affiliation_strings
    if stated and len(stated) == 1 and (one := stated[0].strip()):
        return [one]
    found = [one.strip() for one in stated or ()]
    if not any(found):
        found = [(each.raw_affiliation_string or "").strip()]
    if not any(found):
        found = [(one.raw_affiliation_string or "").strip() for one in each.affiliations or ()]
    return list(dict.fromkeys(filter(None, found)))


def _written(each: Authorship) -> dict[str, str]:
    """In which addresses each institution was recognised."""
    found: dict[str, list[str]] = {}
    for known in each.affiliations or ():
        address = (known.raw_affiliation_string or "").strip()
        if address:
            for value in known.institution_ids or ():
                found.setdefault(identifier(value), []).append(address)
    return {key: "; ".join(dict.fromkeys(values)) for key, values in found.items()}
