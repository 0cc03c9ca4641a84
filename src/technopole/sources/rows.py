"""Reading the cells of a centre folder's table, each with an error that names the field and what to do.

A row is {column: text} as a CSV reader gives it. An empty cell means "not known" and is left out of the record.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from technopole.core.errors import SourceError
from technopole.core.merge import Record
from technopole.methods import periods

Row = Mapping[str, str]

PRECISIONS = ("exact", "campus", "host_campus", "locality", "district", "city", "region", "country")
"""How exactly a place's coordinates say where it is."""

_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_KEY = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


def cell(row: Row, column: str) -> str:
    """The text of a cell, empty if the table has no such column."""
    return (row.get(column) or "").strip()


def required(row: Row, column: str) -> str:
    """The text of a cell that may not be empty."""
    text = cell(row, column)
    if not text:
        raise SourceError("is empty", field=column, hint="Give it a value.")
    return text


def key(row: Row, column: str = "id") -> str:
    """The row's own id: lower-case letters and digits with single hyphens, underscores or points between."""
    text = required(row, column)
    if not _KEY.fullmatch(text) or len(text) > 80:
        raise SourceError(
            f"{text!r} is not an id",
            field=column,
            hint="Use up to 80 lower-case letters and digits, with hyphens between.",
        )
    return text


def is_key(text: str) -> bool:
    """Could this be the id of a row, rather than a name?"""
    return bool(_KEY.fullmatch(text))


def both(row: Row, stem: str) -> dict[str, str] | None:
    """A text in two languages from the columns `stem_en` and `stem_zh`; nothing if both are empty."""
    texts = {language: cell(row, f"{stem}_{language}") for language in ("en", "zh")}
    return {language: text for language, text in texts.items() if text} or None


def required_in_a_language(row: Row, stem: str) -> dict[str, str]:
    """A text in two languages of which at least one is stated."""
    text = both(row, stem)
    if text is None:
        raise SourceError("is empty in both languages", field=f"{stem}_en", hint=f"Fill {stem}_en, {stem}_zh or both.")
    return text


def several(row: Row, column: str) -> list[str] | None:
    """The values of a cell that may hold several, `|` between, each once."""
    values = [value.strip() for value in cell(row, column).split("|")]
    return list(dict.fromkeys(value for value in values if value)) or None


def several_in_both(row: Row, stem: str) -> dict[str, list[str]] | None:
    """Lists of texts, one for each language that has any."""
    lists = {language: several(row, f"{stem}_{language}") for language in ("en", "zh")}
    return {language: values for language, values in lists.items() if values} or None


def choice(row: Row, column: str, allowed: Iterable[str], default: str | None = None) -> str | None:
    """One of the `allowed` words."""
    text = cell(row, column) or default
    allowed = tuple(allowed)
    if text is not None and text not in allowed:
        raise SourceError(f"{text!r} is not known", field=column, hint=f"Use one of: {', '.join(allowed)}.")
    return text


def choices(row: Row, column: str, allowed: Iterable[str]) -> list[str] | None:
    """Several of the `allowed` words."""
    values, allowed = several(row, column), tuple(allowed)
    for value in values or []:
        if value not in allowed:
            raise SourceError(f"{value!r} is not known", field=column, hint=f"Use any of: {', '.join(allowed)}.")
    return values


def partial_date(row: Row, column: str) -> str | None:
    """A date as far as it is known: `2021`, `2021-07` or `2021-07-18`."""
    text = cell(row, column)
    if text:
        _checked(periods.first_day, text, column)
    return text or None


def date_pair(row: Row, start: str, end: str) -> tuple[str | None, str | None]:
    """Two partial dates of which the second is not before the first."""
    first, last = partial_date(row, start), partial_date(row, end)
    if first and last and periods.last_day(last) < periods.first_day(first):
        raise SourceError(f"{last} is before {first}", field=end, hint=f"Correct {start} or {end}.")
    return first, last


def period(row: Row, column: str) -> str:
    """A year, month, day, quarter, or two dates with a slash between."""
    text = required(row, column)
    _checked(periods.span, text, column)
    return text


def decimal(row: Row, column: str) -> str | None:
    """A number exactly as it is stated, thousands separators apart."""
    text = cell(row, column)
    if not text:
        return None
    plain = _ungrouped(text)
    try:
        if not Decimal(plain).is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise SourceError(f"{text!r} is not a number", field=column, hint="Write it as 12345.67.") from None
    return plain


def whole_number(row: Row, column: str) -> int | None:
    text = _ungrouped(cell(row, column))
    if text and not text.isdecimal():
        raise SourceError(f"{text!r} is not a whole number", field=column, hint="Write it as 12345.")
    return int(text) if text else None


def yes_or_no(row: Row, column: str) -> bool | None:
    text = choice(row, column, ("", "yes", "no")) or ""
    return {"yes": True, "no": False}.get(text)


def url(row: Row, column: str) -> str | None:
    """A web address."""
    text = cell(row, column)
    if text:
        _check_url(text, column)
    return text or None


def sources(row: Row, column: str = "source") -> list[str]:
    """Where the row's facts come from: one or more public web addresses. A row without a source is refused."""
    found = several(row, column)
    if not found:
        raise SourceError("names no source", field=column, hint="Every row cites a public web address or a ROR id.")
    found = [f"https://ror.org/{address[4:]}" if address.startswith("ror:") else address for address in found]
    for address in found:
        _check_url(address, column)
    return found


def parties(row: Row, column: str, roles: Iterable[str] = ()) -> list[dict[str, str]] | None:
    """Who takes part: `id` of an organisation or its name, `role:` before it where there are roles, `|` between."""
    known, found = tuple(roles), []
    for value in several(row, column) or []:
        party: dict[str, str] = {}
        if known:
            role, colon, rest = value.partition(":")
            if not colon or role.strip() not in known or not rest.strip():
                raise SourceError(
                    f"{value!r} names no role and organisation",
                    field=column,
                    hint=f"Write role:organisation with one of the roles {', '.join(known)}.",
                )
            party["role"], value = role.strip(), rest.strip()
        party["organisation" if is_key(value) else "label"] = value
        found.append(party)
    return found or None


def place(row: Row) -> Record:
    """Latitude, longitude and how precise they are; coordinates come in pairs."""
    found: Record = {}
    for column, limit in (("latitude", 90), ("longitude", 180)):
        text = decimal(row, column)
        if text is not None:
            if abs(Decimal(text)) > limit:
                raise SourceError(f"{text} is beyond {limit} degrees", field=column, hint="Write decimal degrees.")
            found[column] = float(text)
    if len(found) == 1:
        raise SourceError("stands alone", field=next(iter(found)), hint="Give both latitude and longitude, or none.")
    precision = choice(row, "coord_precision", ("", *PRECISIONS))
    if found and precision:
        found["precision"] = precision
    return found


def stated(**fields: Any) -> Record:
    """A record of the fields that are known."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _ungrouped(text: str) -> str:
    """Without the commas between thousands; a comma that stands for a decimal point stays, and is then refused."""
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _check_url(text: str, column: str) -> None:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SourceError(f"{text!r} is not a web address", field=column, hint="It starts with http:// or https://.")


def _checked(read: Any, text: str, column: str) -> None:
    try:
        read(text)
    except ValueError as error:
        hint = "Write 2021, 2021-07, 2021-07-18, 2021-Q3 or 2021-01/2021-06."
        raise SourceError(f"{error}", field=column, hint=hint) from None
