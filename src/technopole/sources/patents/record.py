"""One patent: from what a file says, as JSON values, to a checked row and the rows of its people and owners."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Any

from technopole.methods import patents
from technopole.methods.bibliometrics.credit import WHOLE, shares
from technopole.methods.technology_fields import fields_of
from technopole.sources.offers.record import Wrong, called, cleaned
from technopole.sources.openalex.shapes import Shape

PATENTS: tuple[Shape, ...] = (
    Shape("id", "text"),  # the publication's number
    Shape("office", "text", few=True),
    Shape("title", "text"),
    Shape("abstract", "text"),
    Shape("kind", "text", few=True),
    Shape("family", "text"),
    Shape("application", "text"),
    Shape("filed", "text", few=True),  # date
    Shape("published", "text", few=True),  # date
    Shape("year", "integer16", few=True),  # of the first filing anywhere, else of this one
    Shape("granted", "truth"),
    Shape("pct", "truth"),
    Shape("high_value", "truth"),
    Shape("cited_by", "integer"),
    Shape("ipc", "texts", few=True),
    Shape("fields", "texts", few=True),  # methods.technology_fields, "1" to "35"
    Shape("references", "texts"),
)
PARTIES: tuple[Shape, ...] = (
    Shape("patent", "text"),
    Shape("role", "text", few=True),  # inventor or applicant
    Shape("position", "integer"),  # within its role, from 1
    Shape("name", "text"),
    Shape("party", "text"),  # the file's own id of the person or firm
    Shape("organisation_name", "text", few=True),
    Shape("country", "text", few=True),
    Shape("region", "text", few=True),
    Shape("city", "text", few=True),
    Shape("latitude", "number"),
    Shape("longitude", "number"),
    Shape("organisation", "text", few=True),  # in the register; whoever loads knows
    Shape("place", "text", few=True),  # the centre's, if it lies there; whoever loads knows
    Shape("credit", "integer"),
)
ROLES = ("inventor", "applicant")
PERSON = ("name", "id", "organisation", "country", "region", "city", "latitude", "longitude")
"""What a file may say of an inventor or applicant."""
KEYS = frozenset({
    "id", "office", "title", "abstract", "kind", "family", "application", "first_filed", "filed", "published",
    "granted", "pct", "high_value", "cited_by", "ipc", "references", "inventors", "applicants",
})  # fmt: skip
"""What a file may say of a patent; anything else is reported and left out."""

Rows = tuple[tuple[Any, ...], list[tuple[Any, ...]]]
"""The row of a patent, and those of its inventors and applicants."""

_LONGEST = {"title": 5_000, "abstract": 100_000}
_LONGEST_OTHER = 500
_MOST_PEOPLE = 10_000
_ID = re.compile(r"[A-Z0-9][A-Z0-9./-]{2,39}")
_DATE = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?")
_DATES = "Write 2021-07-18, 2021-07 or 2021."
_EARLIEST, _LATEST = 1400, 2100


def rows(value: Any, doubtful: bool = True) -> Rows:
    """What a file says of one patent. Raises `Wrong`. `doubtful` is False if no control characters can be in it.

    Cost: about twenty microseconds.
    """
    if type(value) is not dict:
        raise Wrong("", "is no JSON object", 'Write one {"id": …, "title": …} on each line.')
    if doubtful:
        value = {key: cleaned(key, each) for key, each in value.items()}
    key = _id(value)
    office = _text(value, "office").upper() or (key[:2] if key[:2].isalpha() else "")
    if office and not (len(office) == 2 and office.isascii() and office.isalpha()):
        raise Wrong("office", f"{office[:40]!r} is no patent office", "Write its two letters (WIPO ST.3): CN, WO, EP.")
    application = _number(_text(value, "application"))
    symbols = _symbols(value)
    filed, granted = _date(value, "filed"), _granted(value)
    first = _date(value, "first_filed") or filed
    international = _truth(value, "pct")
    if international is None:
        international = office == "WO" or application.startswith("PCT/")
    row = (
        key, office, _text(value, "title"), _text(value, "abstract"), _text(value, "kind").upper(),
        _text(value, "family"), application, filed, _date(value, "published"), int(first[:4]) if first else None,
        granted, international, _truth(value, "high_value"), _count(value, "cited_by"), symbols,
        [str(number) for number in fields_of(symbols)], [_number(each) for each in _texts(value, "references")],
    )  # fmt: skip
    return row, [party for role in ROLES for party in _parties(key, role, value)]


def _id(value: Mapping[str, Any]) -> str:
    key = value.get("id")
    if type(key) is int:
        key = str(key)
    if type(key) is not str or not key.strip():
        raise Wrong("id", "is missing" if not key else "is no text", "Give each patent its publication number.")
    key = _number(key)
    if not _ID.fullmatch(key):
        raise Wrong("id", f"{key[:60]!r} is no publication number", "Write it as CN112345678B or WO2020123456A1.")
    return key


def _number(text: str) -> str:
    """A number of a patent or application as it is usually written; what has another shape only without its blanks."""
    try:
        return patents.number(text) if text else ""
    except ValueError:
        return re.sub(r"[\s,]", "", text.upper())[:_LONGEST_OTHER]


def _parties(key: str, role: str, value: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    field = f"{role}s"
    people = value.get(field) or []
    if type(people) is not list or not all(type(person) is dict for person in people):
        raise Wrong(field, "is no list of objects", 'Write [{"name": …, "city": …}, …].')
    if len(people) > _MOST_PEOPLE:
        raise Wrong(field, f"names {len(people):,}; at most are {_MOST_PEOPLE:,}", "It looks like a mistake.")
    if not people:
        return []
    found = []
    for position, (person, credit) in enumerate(zip(people, shares(WHOLE, len(people)), strict=True), 1):
        unknown = person.keys() - PERSON
        if unknown:
            raise Wrong(field, f"{min(unknown)!r} is not known of a person", f"Known: {', '.join(PERSON)}.")
        try:
            name, identifier, organisation, country, region, city = (_text(person, each) for each in PERSON[:6])
            latitude, longitude = _degrees(person, "latitude", 90.0), _degrees(person, "longitude", 180.0)
        except Wrong as wrong:
            raise Wrong(f"{field}[{position}].{wrong.field}", wrong.problem, wrong.hint) from None
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            hint = "Write the two letters of ISO 3166, such as CN."
            raise Wrong(f"{field}[{position}].country", f"{country[:40]!r} is no country code", hint)
        if (latitude is None) != (longitude is None):
            alone = "latitude" if longitude is None else "longitude"
            raise Wrong(f"{field}[{position}].{alone}", "stands alone", "Give both latitude and longitude, or none.")
        if role == "applicant" and not organisation:
            organisation = name
        found.append((
            key, role, position, name or organisation, identifier, organisation, country.upper(), region, city,
            latitude, longitude, "", "", credit,
        ))  # fmt: skip
    return found


def _symbols(value: Mapping[str, Any]) -> list[str]:
    found = []
    for text in _texts(value, "ipc"):
        try:
            found.append(patents.symbol(text))
        except ValueError as error:
            raise Wrong("ipc", str(error), "Write each symbol as H01M 10/0525.") from None
    return list(dict.fromkeys(found))


def _date(value: Mapping[str, Any], field: str) -> str:
    given = value.get(field)
    text = str(given) if type(given) is int else _text(value, field)
    if not text:
        return ""
    matched = _DATE.fullmatch(text) if text.isascii() else None
    parts = [part for part in matched.groups() if part] if matched else []
    try:
        first = dt.date(*(int(part) for part in [*parts, "1", "1"][:3])) if parts else None
    except ValueError:
        first = None
    if first is None or not _EARLIEST <= first.year <= _LATEST:
        raise Wrong(field, f"{text[:40]!r} is no date", _DATES)
    return "-".join(parts)


def _granted(value: Mapping[str, Any]) -> bool | None:
    """Whether it was granted; the day on which it was says so, too."""
    given = value.get("granted")
    if type(given) is int or (type(given) is str and _DATE.fullmatch(given.strip())):
        return bool(_date(value, "granted"))
    return _truth(value, "granted")


def _truth(value: Mapping[str, Any], field: str) -> bool | None:
    given = value.get(field)
    if given is None or given == "" or given is True or given is False:
        return given or (None if given is None or given == "" else False)
    raise Wrong(field, "is neither true nor false", "Write true or false, or leave it empty where it is not known.")


def _count(value: Mapping[str, Any], field: str) -> int | None:
    number = value.get(field)
    if number is None:
        return None
    if type(number) is not int or not 0 <= number <= 10_000_000:
        raise Wrong(field, f"{str(number)[:40]!r} is no count", "Write a whole number from 0, without separators.")
    return number


def _degrees(value: Mapping[str, Any], field: str, most: float) -> float | None:
    given = value.get(field)
    if given is None or given == "":
        return None
    if type(given) not in (int, float) or not math.isfinite(given) or abs(given) > most:
        hint = f"Write decimal degrees from -{most:g} to {most:g}, or leave it empty."
        raise Wrong(field, f"{str(given)[:40]!r} is no {field}", hint)
    return float(given)


def _text(value: Mapping[str, Any], field: str) -> str:
    text = value.get(field)
    if text is None:
        return ""
    if type(text) is not str:
        raise Wrong(field, f"is {called(text)}, not text", "Write it in double quotes.")
    most = _LONGEST.get(field, _LONGEST_OTHER)
    if len(text) > most:
        raise Wrong(field, f"has {len(text):,} characters; at most are {most:,}", "It looks like a mistake.")
    return " ".join(text.split()) if field != "abstract" else text.strip()


def _texts(value: Mapping[str, Any], field: str) -> list[str]:
    given = value.get(field)
    if not given and (given is None or given in ("", [])):
        return []
    if type(given) is not list or not all(type(each) is str for each in given):
        raise Wrong(field, "is no list of texts", 'Write ["…", "…"], also for one.')
    return [text for each in given if (text := each.strip()[:_LONGEST_OTHER])]
