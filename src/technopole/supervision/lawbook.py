"""The rules of supervision as data (`data/rules.yaml`), read once: which version is in force on a day, what it says.

Pure: dates come in, rules go out. Nothing here reads the store or the clock.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import yaml

Texts = Mapping[str, str]

ABNORMAL, SERIOUS = "abnormal", "serious"
NO_GRADE = "none"
UNKNOWN_GRADE = ""
"""The source of a scale does not say which grade so many points give: a person decides."""


@dataclass(frozen=True)
class ReportRule:
    """What must be handed in each year, by whom and until when."""

    id: str
    forms: frozenset[str]
    valid_from: dt.date
    valid_to: dt.date | None
    document: Texts
    source: str
    confidence: str
    unit_due: str | None
    """Month and day, in the year after the one reported on."""
    due: str
    exempt_months: int
    plan_due: str | None
    """Month and day, in the year before the one planned."""
    inspection: bool
    charity_inspection: bool


@dataclass(frozen=True)
class Ground:
    """Why an organisation may be put on a list; `needs` says what must be there before it may leave again."""

    key: str
    list: str
    text: Texts
    needs: str = ""


@dataclass(frozen=True)
class ListRule:
    id: str
    valid_from: dt.date
    valid_to: dt.date | None
    document: Texts
    source: str
    notice_working_days: int
    serious_after_years: int
    record_working_days: int
    grounds: Mapping[str, Ground]


@dataclass(frozen=True)
class RatingRule:
    id: str
    valid_from: dt.date
    valid_to: dt.date | None
    document: Texts
    source: str
    forms: frozenset[str]
    first_after_years: int
    again_after_years: int
    valid_years: int
    fair_in_a_row: int
    grades: tuple[str, ...]
    """Best first."""
    benefits: tuple[tuple[str, Texts], ...] = field(default=())

    def benefits_of(self, grade: str) -> list[Texts]:
        """What an organisation of this grade may claim."""
        if grade not in self.grades:
            return []
        return [text for least, text in self.benefits if self.grades.index(grade) <= self.grades.index(least)]


@dataclass(frozen=True)
class Scale:
    """The points from which an authority gives each grade."""

    id: str
    name: Texts
    valid_from: dt.date
    maximum: int
    grades: Mapping[str, int]
    rest: str
    confidence: str

    def grade(self, points: Decimal) -> str:
        """The grade so many points give, `none`, or empty where the source does not say."""
        for grade, least in sorted(self.grades.items(), key=lambda each: -each[1]):
            if points >= least:
                return grade
        return NO_GRADE if self.rest == "none" else UNKNOWN_GRADE


@cache
def _data() -> dict[str, Any]:
    text = resources.files("technopole.supervision").joinpath("data/rules.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def _dates(said: Mapping[str, Any]) -> tuple[dt.date, dt.date | None]:
    until = said.get("valid_to")
    return dt.date.fromisoformat(said["valid_from"]), dt.date.fromisoformat(until) if until else None


@cache
def report_rules() -> tuple[ReportRule, ...]:
    found = []
    for said in _data()["annual_report"]:
        start, end = _dates(said)
        report = said["report"]
        found.append(
            ReportRule(
                said["id"], frozenset(said["forms"]), start, end, said["document"], said["source"], said["confidence"],
                report["unit_due"], report["due"], report["exempt_months"], said.get("plan", {}).get("due"),
                said["inspection"], said["charity_inspection"],
            )
        )
    return tuple(found)


def report_rule(form: str, day: dt.date) -> ReportRule | None:
    """The rule of a legal form in force on a day."""
    return next((rule for rule in report_rules() if form in rule.forms and _covers(rule, day)), None)


def reminder_days() -> tuple[int, ...]:
    return tuple(_data()["reminders"]["days"])


@cache
def list_rules() -> tuple[ListRule, ...]:
    found = []
    for said in _data()["lists"]:
        start, end = _dates(said)
        grounds = {
            key: Ground(key, name, ground["text"], ground.get("needs", ""))
            for name in (ABNORMAL, SERIOUS)
            for key, ground in said[name].items()
        }
        found.append(
            ListRule(
                said["id"], start, end, said["document"], said["source"], said["notice_working_days"],
                said["serious_after_years"], said["record_working_days"], grounds,
            )
        )
    return tuple(found)


def list_rule(day: dt.date) -> ListRule:
    """The rule of lists in force on a day; the first one there was for days before it."""
    return next((rule for rule in list_rules() if _covers(rule, day)), list_rules()[0])


@cache
def rating_rules() -> tuple[RatingRule, ...]:
    found = []
    for said in _data()["rating"]:
        start, end = _dates(said)
        benefits = tuple((each["least"], each["text"]) for each in said["benefits"])
        found.append(
            RatingRule(
                said["id"], start, end, said["document"], said["source"], frozenset(said["forms"]),
                said["first_after_years"], said["again_after_years"], said["valid_years"], said["fair_in_a_row"],
                tuple(said["grades"]), benefits,
            )
        )
    return tuple(found)


def rating_rule(day: dt.date) -> RatingRule | None:
    return next((rule for rule in rating_rules() if _covers(rule, day)), None)


@cache
def scales() -> Mapping[str, Scale]:
    """{id: scale of points}."""
    return {
        said["id"]: Scale(
            said["id"], said["name"], dt.date.fromisoformat(said["valid_from"]), said["maximum"], said["grades"],
            said["rest"], said["confidence"],
        )
        for said in _data()["scales"]
    }


def scales_on(day: dt.date) -> dict[str, Scale]:
    return {key: scale for key, scale in scales().items() if scale.valid_from <= day}


def rating_items() -> Mapping[str, Texts]:
    items: Mapping[str, Texts] = _data()["rating_items"]
    return items


def credit_kinds() -> Mapping[str, Texts]:
    kinds: Mapping[str, Texts] = _data()["credit_kinds"]
    return kinds


def _covers(rule: Any, day: dt.date) -> bool:
    return rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)
