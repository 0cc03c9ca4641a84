"""Partial dates and periods as first and last days."""

import datetime as dt

import pytest

from technopole.methods import periods


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2023-08-29", dt.date(2023, 8, 29), dt.date(2023, 8, 29)),
        ("2021-Q3", dt.date(2021, 7, 1), dt.date(2021, 9, 30)),
        ("2018/2020-06", dt.date(2018, 1, 1), dt.date(2020, 6, 30)),
    ],
)
def test_a_period_runs_from_its_first_to_its_last_day(text: str, first: dt.date, last: dt.date) -> None:
    assert periods.span(text) == (first, last)


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2023-02-29", "2024-Q5", "2020/2018", "next year", "2024/"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        periods.span(text)
