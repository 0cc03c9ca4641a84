"""Values as OpenAlex and those who copied it write them, made one form. What is null, absent or of no use is empty."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Any

_USUAL = re.compile(r"https://openalex\.org/[A-Z][0-9]{1,20}\Z").match
_USUAL_ORCID = re.compile(r"https://orcid\.org/(?:[0-9]{4}-){3}[0-9]{3}[0-9X]\Z").match
_ID = re.compile(r"(?:.*/)?([A-Za-z])([0-9]{1,20})/?")
_NUMBER = re.compile(r"(?:.*/)?([0-9]+)/?")
_ROR = re.compile(r"(?:.*/)?(0[A-Za-z0-9]{8})/?")
_ORCID = re.compile(r"(?:.*/)?([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])/?")
_DOI = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)?(10\..+)", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LARGEST = 2**63 - 1


def identifier(value: Any) -> str:
    """`W123` of a URL in any of its forms, or of a bare id in any letter case; "" for what is none."""
    if type(value) is not str:
        return ""
    found = _USUAL(value)
    if found:
        return value[21:]
    found = _ID.fullmatch(value)
    return found[1].upper() + found[2] if found else ""


def number_of(value: Any) -> str:
    """The number of a subfield, field or domain: `1702` of `https://openalex.org/subfields/1702`."""
    if type(value) is str:
        found = _NUMBER.fullmatch(value)
        return found[1] if found else ""
    return str(value) if type(value) is int and value >= 0 else ""


def ror(value: Any) -> str:
    """Bare, in small letters."""
    found = _ROR.fullmatch(value) if type(value) is str else None
    return found[1].lower() if found else ""


def orcid(value: Any) -> str:
    """Bare, with hyphens."""
    if type(value) is str and _USUAL_ORCID(value):
        return value[18:]
    found = _ORCID.fullmatch(value) if type(value) is str else None
    return "-".join(found.groups()).upper() if found else ""


def doi(value: Any) -> str:
    """Bare, in small letters."""
    found = _DOI.fullmatch(value.strip()) if type(value) is str else None
    return found[1].lower() if found else ""


def country(value: Any) -> str:
    """A code in capital letters."""
    return value.upper() if type(value) is str and value.isascii() else ""


def text(value: Any) -> str:
    return value if type(value) is str else ""


def word(value: Any) -> str:
    """A word of a vocabulary, in small letters; the last part of a URL."""
    return value.rpartition("/")[2].lower() if type(value) is str else ""


def date(value: Any) -> str:
    """A day, of a text or of what Parquet gives. What is no whole date is empty."""
    if type(value) is str:
        return value[:10] if _DATE.match(value) else ""
    return value.isoformat()[:10] if isinstance(value, dt.date) else ""


def truth(value: Any) -> bool:
    """Is it stated to be so? Not stated is no."""
    return value is True or (type(value) is str and value.lower() == "true")


def maybe(value: Any) -> bool | None:
    """True, false, or not known."""
    return value if type(value) is bool else None


def whole(value: Any) -> int | None:
    if type(value) is int:
        return value if abs(value) <= _LARGEST else None
    if type(value) is float and value.is_integer() and abs(value) < _LARGEST:
        return int(value)
    if type(value) is str and value.isascii() and value.isdecimal() and len(value) < 19:
        return int(value)
    return None


def year(value: Any) -> int | None:
    found = whole(value)
    return found if found is not None and 0 < found < 10_000 else None


def number(value: Any) -> float | None:
    if isinstance(value, (int, float, Decimal)) and type(value) is not bool:
        try:
            made = float(value)
        except OverflowError:
            return None
        return made if math.isfinite(made) else None
    return None


def listed(value: Any) -> list[Any]:
    """The elements that say anything."""
    if type(value) is not list:
        return []
    return [each for each in value if each is not None] if None in value else value


def fields(value: Any) -> dict[str, Any]:
    """An object; Parquet gives a map as a list of pairs."""
    if type(value) is dict:
        return value
    if type(value) is list and value and all(isinstance(each, tuple) and len(each) == 2 for each in value):
        return dict(value)
    return {}


def best_first(values: Any, score: str = "score") -> list[dict[str, Any]]:
    """Objects by their score, the best first; OpenAlex does not promise their order. Equal ones stay as they are."""
    found = [each for each in listed(values) if type(each) is dict]
    if len(found) > 1:
        found.sort(key=lambda each: number(each.get(score)) or 0.0, reverse=True)
    return found
