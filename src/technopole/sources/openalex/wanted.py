"""Which works are wanted, decided before their rows are made and, where bytes tell, before they are parsed.

Filters of one kind are alternatives, those of different kinds must all hold. Works are filtered; of the other entities
all are given.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from technopole.core.errors import SourceError
from technopole.sources.openalex import records, values
from technopole.sources.openalex.authorships import authorships

_FEW_COUNTRIES = 8
# two plain characters to begin with are found many times faster than a class of characters
_IDS = tuple(re.compile(before + rb"i([0-9]+)").findall for before in (b"/", b'"'))
_RORS = tuple(re.compile(before + rb"(0[a-z0-9]{8})").findall for before in (b"/", b'"'))
_ESCAPED = b"\\u00"
"""Before a plain character that is written as an escape: then bytes tell nothing."""


@dataclass(frozen=True)
class Wanted:
    """What is given: everything, but for `is_xpac` records, unless asked otherwise. Make it with `wanted`."""

    institutions: frozenset[str] = frozenset()
    """I…"""
    rors: frozenset[str] = frozenset()
    """Bare."""
    lineage: bool = True
    """Does a work of a part count as one of the institution? By the ids alone: lineages name no RORs."""
    places: frozenset[str] = frozenset()
    """What the places are called whose institutions are `located`."""
    located: frozenset[str] = frozenset()
    """I… or bare RORs of all institutions that lie there. Parts of them that lie elsewhere do not count."""
    countries: frozenset[str] = frozenset()
    first_year: int | None = None
    last_year: int | None = None
    types: frozenset[str] = frozenset()
    xpac: bool = False
    abstracts: bool = False
    entities: frozenset[str] = frozenset({"works", "institutions", "authors", "sources", "topics"})

    def why_not(self, record: Mapping[str, Any]) -> str:
        """Why a work is left out, in a word; "" if it is wanted."""
        if not self.xpac and values.truth(record.get("is_xpac")):
            return "xpac"
        if self.first_year is not None or self.last_year is not None:
            year = records.year_of(record)
            if year is None or year < (self.first_year or 0) or year > (self.last_year or 9999):
                return "year"
        if self.types and records.kind(record) not in self.types:
            return "type"
        if self.countries and not self._in_countries(record):
            return "country"
        if (self.institutions or self.rors) and not _at(record, self.institutions, self.rors, self.lineage):
            return "institution"
        if self.places and not _at(record, self.located, self.located, lineage=False):
            return "place"
        return ""

    def may_be(self) -> Callable[[bytes], bool] | None:
        """Whether the JSON of a record, or of a page of them, can hold a work that is wanted, by a look at its bytes.

        It may say yes in vain, but never no in vain: codes and ids stand in JSON as they are after a quote or a slash,
        unless characters are escaped, and then it says yes. None where bytes cannot tell. It speaks of works alone.
        """
        tests: list[Callable[[bytes], bool]] = []
        if self.countries and len(self.countries) <= _FEW_COUNTRIES:
            spellings = {f'"{code}"'.encode() for one in self.countries for code in _cases(one)}
            tests.append(lambda line: any(each in line for each in spellings))
        if self.institutions or self.rors:
            tests.append(_naming(self.institutions, self.rors))
        if self.places:
            tests.append(_naming(*self._located()))
        if not tests:
            return None
        return lambda line: _ESCAPED in line or all(test(line) for test in tests)

    def told(self) -> dict[str, Any]:
        """The choices that are not the usual ones, for those who must know what a load holds."""
        usual = Wanted()
        given = {name: value for name, value in vars(self).items() if value != getattr(usual, name)}
        told = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in given.items()}
        if located := told.pop("located", None):  # a thousand ids: the table of institutions holds them, too
            digest = hashlib.sha256(" ".join(located).encode()).hexdigest()[:16]
            told["located"] = {"institutions": len(located), "digest": digest}
        return told

    def _located(self) -> tuple[frozenset[str], frozenset[str]]:
        ids = frozenset(key for key in self.located if key.startswith("I"))
        return ids, self.located - ids

    def _in_countries(self, record: Mapping[str, Any]) -> bool:
        for each in authorships(record.get("authorships")):
            codes = [*(each.countries or ()), *(place.country_code for place in each.institutions or ())]
            if any(values.country(code) in self.countries for code in codes):
                return True
        return False


EVERYTHING = Wanted(xpac=True, abstracts=True)


def wanted(
    *,
    institutions: Iterable[str] = (),
    lineage: bool = True,
    countries: Iterable[str] = (),
    first_year: int | None = None,
    last_year: int | None = None,
    types: Iterable[str] = (),
    xpac: bool = False,
    abstracts: bool = False,
    entities: Iterable[str] | None = None,
) -> Wanted:
    """What somebody asks for, checked. `institutions` are ids of OpenAlex or of ROR, as URLs or bare.

    Raises `SourceError` for an institution that is neither, a country that has not two letters, years in the wrong
    order.
    """
    ids, rors = set(), set()
    for value in institutions:
        key = values.identifier(value.strip())
        if key.startswith("I"):
            ids.add(key)
        elif found := values.ror(value.strip()):
            rors.add(found)
        else:
            hint = "Write I27837315 or 00jmfr291, or the address at openalex.org or ror.org."
            raise SourceError(f"{value!r} is no id of an institution", field="institution", hint=hint)
    codes = {code.strip().upper() for code in countries}
    for code in codes:
        if len(code) != 2 or not code.isascii() or not code.isalpha():
            raise SourceError(f"{code!r} is no country", field="country", hint="Write two letters, such as CN.")
    if first_year is not None and last_year is not None and first_year > last_year:
        raise SourceError(f"{first_year} is after {last_year}", field="year", hint="Write the earlier year first.")
    made = Wanted(
        institutions=frozenset(ids), rors=frozenset(rors), lineage=lineage, countries=frozenset(codes),
        first_year=first_year, last_year=last_year, types=frozenset(kind.strip().lower() for kind in types),
        xpac=xpac, abstracts=abstracts,
    )  # fmt: skip
    return made if entities is None else Wanted(**{**vars(made), "entities": frozenset(entities)})


def _at(record: Mapping[str, Any], ids: frozenset[str], rors: frozenset[str], lineage: bool) -> bool:
    for each in authorships(record.get("authorships")):
        for place in each.institutions or ():
            if values.identifier(place.id) in ids or values.ror(place.ror) in rors:
                return True
            if lineage and any(values.identifier(key) in ids for key in place.lineage or ()):
                return True
    return False


def _naming(institutions: frozenset[str], bare_rors: frozenset[str]) -> Callable[[bytes], bool]:
    ids = frozenset(key[1:].encode() for key in institutions)
    rors = frozenset(key.encode() for key in bare_rors)
    return lambda line: _names(line, ids, rors)


def _names(line: bytes, ids: frozenset[bytes], rors: frozenset[bytes]) -> bool:
    """Does an id stand in the line, after a slash or a quote? However many ids, some 200 MB a second."""
    small = line.lower()
    if ids and not all(ids.isdisjoint(found(small)) for found in _IDS):
        return True
    return bool(rors) and not all(rors.isdisjoint(found(small)) for found in _RORS)


def _cases(code: str) -> set[str]:
    return {first + second for first in (code[0], code[0].lower()) for second in (code[1], code[1].lower())}
