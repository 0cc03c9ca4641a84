"""Days: adding months and years, and the working days of the calendar in `data/working_days.csv`. Pure.

The table names public holidays and the weekend days that are worked instead. Of a year that is not in it only
Saturdays and Sundays are known to be free; `known` tells.
"""

import csv
import datetime as dt
from functools import cache
from importlib import resources

ONE = dt.timedelta(days=1)


@cache
def _table() -> dict[dt.date, str]:
    with resources.files("technopole.supervision").joinpath("data/working_days.csv").open(encoding="utf-8") as file:
        return {dt.date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}


@cache
def _years() -> frozenset[int]:
    counted: dict[int, int] = {}
    for day in _table():
        counted[day.year] = counted.get(day.year, 0) + 1
    return frozenset(year for year, days in counted.items() if days > 10)


def known(day: dt.date) -> bool:
    """Whether the table holds the holidays of this day's year."""
    return day.year in _years()


def is_working_day(day: dt.date) -> bool:
    kind = _table().get(day)
    return day.weekday() < 5 if kind is None else kind == "workday"


def working_days_after(day: dt.date, number: int) -> dt.date:
    """The last of so many working days, counted from the day after `day`. Cost: one step a day."""
    while number > 0:
        day += ONE
        if is_working_day(day):
            number -= 1
    return day


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day some months later; the last of the month where there is no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - ONE).day
    return dt.date(year, month, min(day.day, last))


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 28 February for the 29th where there is none."""
    return months_after(day, 12 * years)


def on(year: int, month_day: str) -> dt.date:
    """The day of a year that `05-31` names."""
    month, _dash, day = month_day.partition("-")
    return dt.date(year, int(month), int(day))
