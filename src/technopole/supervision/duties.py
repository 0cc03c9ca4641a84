"""Which reports an organisation owes for a year, and until when. Pure: the dated rules applied to one organisation."""

import datetime as dt
from dataclasses import dataclass

from technopole.supervision import calendar, lawbook

REPORT, PLAN = "report", "plan"


@dataclass(frozen=True)
class Duty:
    """One report owed. `unit_due` is the day for the supervisory unit, where there is one; `due` the registrar's."""

    kind: str
    year: int
    opens: dt.date
    """From when on it can be written and is shown as owed."""
    unit_due: dt.date | None
    due: dt.date
    rule: str
    inspection: bool
    """Whether an inspection follows; otherwise the report stands alone."""


def is_exempt(registered_on: dt.date, year: int, months: int) -> bool:
    """Registered less than so many months on 31 December of the year: it need not report on that year.

    >>> is_exempt(dt.date(2023, 6, 30), 2023, 6), is_exempt(dt.date(2023, 7, 1), 2023, 6)
    (False, True)
    """
    end = dt.date(year, 12, 31)
    return registered_on > end or calendar.months_after(registered_on, months) > end


def report(
    form: str, registered_on: dt.date, year: int, *, charity: bool = False, has_unit: bool = True,
    ended_on: dt.date | None = None,
) -> Duty | None:
    """The annual report on `year`; None where none is owed: no rule, exempt, or ended before the report was due."""
    arises = dt.date(year + 1, 1, 1)
    rule = lawbook.report_rule(form, arises)
    if rule is None or is_exempt(registered_on, year, rule.exempt_months):
        return None
    due = calendar.on(year + 1, rule.due)
    if ended_on is not None and ended_on <= due:
        return None
    unit_due = calendar.on(year + 1, rule.unit_due) if rule.unit_due and has_unit else None
    inspected = rule.charity_inspection if charity else rule.inspection
    return Duty(REPORT, year, arises, unit_due, due, rule.id, inspected)


def plan(form: str, registered_on: dt.date, year: int, *, ended_on: dt.date | None = None) -> Duty | None:
    """The plan of activities for `year`, where the rule asks for one before the year begins."""
    due_year = year - 1
    rule = lawbook.report_rule(form, dt.date(due_year, 12, 1))
    if rule is None or rule.plan_due is None:
        return None
    due = calendar.on(due_year, rule.plan_due)
    if registered_on > due or (ended_on is not None and ended_on <= due):
        return None
    return Duty(PLAN, year, dt.date(due_year, 10, 1), None, due, rule.id, False)


def owed(
    form: str, registered_on: dt.date, day: dt.date, *, charity: bool = False, has_unit: bool = True,
    ended_on: dt.date | None = None, years: int = 1,
) -> list[Duty]:
    """All that is open on a day: reports on the last `years` years, and plans of this year and the next."""
    found = [
        report(form, registered_on, year, charity=charity, has_unit=has_unit, ended_on=ended_on)
        for year in range(day.year - years, day.year)
    ]
    found += [plan(form, registered_on, year, ended_on=ended_on) for year in (day.year, day.year + 1)]
    return [duty for duty in found if duty is not None and duty.opens <= day]
