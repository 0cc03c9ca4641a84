"""May an organisation apply for a rating? Each condition with its verdict, as in every rule of this house. Pure."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from technopole.supervision import calendar, lawbook

YES, NO, UNKNOWN = "yes", "no", "unknown"
PASSED, FAIR, FAILED = "passed", "fair", "failed"
"""合格 / 基本合格 / 不合格."""


@dataclass(frozen=True)
class Standing:
    """What is known of an organisation on the day it applies."""

    form: str
    registered_on: dt.date
    inspections: Mapping[int, str] = field(default_factory=dict)
    """{year: conclusion}; a charity's received annual report counts as `passed` where no inspection is held."""
    penalties: Collection[dt.date] = ()
    """Days of decision."""
    lists: Collection[str] = ()
    """The lists it is on today."""
    under_investigation: bool = False
    last_rated_on: dt.date | None = None


@dataclass(frozen=True)
class Finding:
    """One condition: `yes` met, `no` not met, `unknown` for a person to look at."""

    id: str
    verdict: str
    values: Mapping[str, object] = field(default_factory=dict)


def check(standing: Standing, day: dt.date) -> list[Finding]:
    """All conditions of the rule in force on `day`."""
    rule = lawbook.rating_rule(day)
    if rule is None:
        return [Finding("rule", NO)]
    last = day.year - 1
    two_years = calendar.years_after(standing.registered_on, rule.first_after_years)
    conclusion = standing.inspections.get(last)
    fair = [standing.inspections.get(last - back) == FAIR for back in range(rule.fair_in_a_row)]
    findings = [
        Finding("form", _truth(standing.form in rule.forms)),
        Finding("two_years", _truth(two_years <= day), {"day": two_years}),
        Finding("inspected", _truth(conclusion is not None), {"year": last}),
        Finding("not_failed", _truth(conclusion != FAILED), {"year": last}),
        Finding("not_fair_twice", _truth(not all(fair)), {"from": last - rule.fair_in_a_row + 1, "to": last}),
        Finding("no_penalty", _penalty(standing.penalties, day), {"year": last}),
        Finding("on_no_list", _truth(not standing.lists)),
        Finding("not_investigated", _truth(not standing.under_investigation)),
    ]
    if standing.last_rated_on is not None:
        again = calendar.years_after(standing.last_rated_on, rule.again_after_years)
        findings.append(Finding("again", _truth(again <= day), {"day": again}))
    return findings


def refused(findings: Sequence[Finding]) -> list[Finding]:
    """The conditions that are certainly not met."""
    return [finding for finding in findings if finding.verdict == NO]


def _penalty(penalties: Collection[dt.date], day: dt.date) -> str:
    """Last year's penalty refuses; one of this year the rule does not name, so a person looks at it."""
    if any(decided.year == day.year - 1 for decided in penalties):
        return NO
    return UNKNOWN if any(decided.year == day.year and decided <= day for decided in penalties) else YES


def _truth(value: bool) -> str:
    return YES if value else NO
