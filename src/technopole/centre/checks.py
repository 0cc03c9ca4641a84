"""What a cell of a centre's tables may hold. A check gives the problem and what to do, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from technopole.core.errors import SourceError
from technopole.methods.identifiers import InvalidIdentifier, normalise
from technopole.sources import rows

Problem = tuple[str, str] | None
Check = Callable[[str], Problem]

SEPARATOR = "|"


@dataclass(frozen=True)
class Cell:
    """The rule of one column."""

    check: Check = lambda value: None
    required: bool = False
    several: bool = False
    """Several values, `|` between them; each is checked alone."""
    refers: str = ""
    """The file whose ids this column names."""
    or_name: bool = False
    """A value that does not look like an id is the name of something outside the centre."""

    def values(self, value: str) -> list[str]:
        if not self.several:
            return [value] if value else []
        return [part.strip() for part in value.split(SEPARATOR) if part.strip()]


def slug(value: str) -> Problem:
    if rows.is_key(value):
        return None
    return f"{value!r} is not an id", "Use small letters, digits and hyphens, such as fudan-university."


def date(value: str) -> Problem:
    """A day, a month or a year."""
    return _readable(lambda: rows.partial_date({"": value}, ""))


def number(value: str) -> Problem:
    return _readable(lambda: rows.decimal({"": value}, ""))


def degrees(most: float) -> Check:
    def within(value: str) -> Problem:
        problem = number(value)
        if problem is None and abs(float(value)) > most:
            return f"{value} is beyond ±{most:g} degrees", "Latitude goes to 90, longitude to 180; were they swapped?"
        return problem

    return within


def _readable(read: Callable[[], object]) -> Problem:
    try:
        read()
    except SourceError as error:
        return error.message, error.hint
    return None


def url(value: str) -> Problem:
    parts = urlsplit(value)
    if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", value):
        return None
    return f"{value!r} is not a web address", "Begin it with https:// and separate several with |."


def ror(value: str) -> Problem:
    return _identifier("ror", value)


def uscc(value: str) -> Problem:
    return _identifier("uscc", value)


def _identifier(scheme: str, value: str) -> Problem:
    try:
        normalise(scheme, value)
    except InvalidIdentifier as error:
        return str(error), "Copy the identifier again from its register."
    return None
