"""What one line of a list is: a number of some register, right or mistyped, or a name.

Numbers that look like nothing else are recognised bare (ROR, unified social credit code, LEI, ISNI, GRID, Wikidata,
Crossref Funder ID); those that any short number or word could be (HESA, UKPRN, UCAS, CNRS, OrgRef) only with their
prefix, as in `ukprn:10007764`. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from technopole.methods import identifiers
from technopole.methods.identifiers import CHECK_DIGIT, InvalidIdentifier

NAME, NOTHING = "name", "nothing"

_BARE = (
    ("ror", re.compile(r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}", re.IGNORECASE)),
    ("uscc", re.compile(r"(?=(?:.*[0-9]){8})[0-9A-Z]{18}", re.IGNORECASE)),
    ("lei", re.compile(r"(?=(?:.*[0-9]){4})[0-9A-Z]{18}[0-9]{2}", re.IGNORECASE)),
    ("isni", re.compile(r"[0-9]{4}[\s\-]?[0-9]{4}[\s\-]?[0-9]{4}[\s\-]?[0-9]{3}[0-9X]", re.IGNORECASE)),
    ("grid", re.compile(r"grid\.[0-9]+\.[0-9a-z]+", re.IGNORECASE)),
    ("wikidata", re.compile(r"Q[0-9]+")),
    ("fundref", re.compile(r"(?:10\.13039/)?(?:100|501)[0-9]{6,11}")),
)
"""Schemes by the shape of a bare number. Letters that a scheme does not have pass here, so that O for 0 is told."""

_SPELLED = tuple(
    (scheme.key, re.compile(rf"(?:{scheme.key}\s*:|{scheme.prefixes or '(?!)'})\s*\S*[0-9]", re.IGNORECASE | re.ASCII))
    for scheme in identifiers.SCHEMES.values()
)
"""Schemes by what stands before the number. Without a digit it is a name: `HESA: the statistics agency`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was read as.

    `scheme` is a key of `identifiers.SCHEMES`, "name", or "nothing" for an empty text. `value` is the canonical
    number, or the text itself. Of a wrong number, `wrong` is "check_digit" or "shape", and `expected` the check
    digits there should be, where they can be computed.
    """

    scheme: str
    value: str
    wrong: str = ""
    error: InvalidIdentifier | None = None

    @property
    def is_number(self) -> bool:
        return self.scheme not in (NAME, NOTHING)


def read(text: str) -> Reading:
    """What the text is. Cost: microseconds.

    >>> read("https://ror.org/013q1eq08").value
    '013q1eq08'
    >>> read("ror:013q1eq09").wrong
    'check_digit'
    >>> read("Fudan University").scheme
    'name'
    """
    tidy = " ".join(_without_controls(unicodedata.normalize("NFKC", text)).split())
    if not tidy:
        return Reading(NOTHING, "")
    scheme = next((key for key, shape in _SPELLED if shape.match(tidy)), "")
    compact = re.sub(r"[\s\-]", "", tidy)
    if not scheme:
        scheme = next((key for key, shape in _BARE if shape.fullmatch(tidy if key == "isni" else compact)), "")
    if not scheme or (scheme == "wikidata" and " " in tidy):
        return Reading(NAME, tidy)
    return _numbered(scheme, tidy)


def _numbered(scheme: str, text: str) -> Reading:
    try:
        value = identifiers.normalise(scheme, text)
    except InvalidIdentifier as error:
        return Reading(scheme, text, CHECK_DIGIT if error.reason == CHECK_DIGIT else "shape", error)
    if scheme == "isni" and identifiers.is_valid("orcid", value):
        return Reading("orcid", identifiers.normalise("orcid", value))
    return Reading(scheme, value)


def _without_controls(text: str) -> str:
    """Spaces for control characters; marks of writing direction and zero-width characters are dropped."""
    return "".join(
        " " if unicodedata.category(character) == "Cc" else "" if unicodedata.category(character) == "Cf" else character
        for character in text
    )
