"""Dates that are only partly known, and the periods observations speak of, as first and last days.

A partial date is ISO 8601 cut short: `2021`, `2021-07`, `2021-07-18`. A period is a partial date, a quarter
(`2021-Q3`), or two partial dates with a slash between (`2021-07/2022-06`, ISO 8601 clause 5.5.1).
"""

import calendar
import datetime as dt
import re

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])")


def first_day(text: str) -> dt.date:
    """The earliest day a partial date may mean. Raises `ValueError` for anything else."""
    year, month, day = _parts(text)
    return dt.date(year, month or 1, day or 1)


def last_day(text: str) -> dt.date:
    """The latest day a partial date may mean. Raises `ValueError` for anything else."""
    year, month, day = _parts(text)
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def span(period: str) -> tuple[dt.date, dt.date]:
    """The first and last day of a period. Raises `ValueError` if it is none, or ends before it starts."""
    if match := _QUARTER.fullmatch(period):
        year, quarter = int(match[1]), int(match[2])
        return dt.date(year, 3 * quarter - 2, 1), last_day(f"{year}-{3 * quarter:02}")
    start, slash, end = period.partition("/")
    first, last = first_day(start), last_day(end if slash else start)
    if last < first:
        raise ValueError(f"{period!r} ends before it starts")
    return first, last


def _parts(text: str) -> tuple[int, int | None, int | None]:
    match = _PARTIAL.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a date such as 2021, 2021-07 or 2021-07-18")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # the pattern asks for it
    dt.date(year, month or 1, day or 1)  # refuses the 13th month and the 31st of June
    return year, month, day
