"""The dated rules of registration: which version is in force on a day, and what it says of an application.

The tables are data (`data/rules.yaml`); this reads them once and judges answers by them. Arithmetic is in whole
numbers and calendar days, so that a limit is met exactly or not at all. What was not answered is not known, not wrong.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

Texts = Mapping[str, str]
YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class Version:
    """What holds from one day to another."""

    id: str
    valid_from: dt.date
    valid_to: dt.date | None
    confidence: str
    document: Texts
    source: str
    papers: tuple[str, ...]
    clocks: Mapping[str, int]
    conditions: tuple[Mapping[str, Any], ...]
    authority: str = ""
    """The kind of authority that registers."""
    consent: str = "none"
    """`required`, `unless_direct` (the kinds of `direct_kinds` need none) or `none`."""
    direct_kinds: tuple[str, ...] = ()
    name_check: bool = False

    def covers(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def needs_consent(self, direct_kind: str) -> bool:
        """Whether a supervisory unit must consent to an organisation of this kind of work."""
        if self.consent == "unless_direct":
            return direct_kind not in self.direct_kinds
        return self.consent == "required"


@dataclass(frozen=True)
class Table:
    """One legal form, or one thing asked for of a registered organisation, in its versions."""

    key: str
    name: Texts
    versions: tuple[Version, ...]
    summary: Texts = field(default_factory=dict)
    code_start: str = ""
    organisation_type: str = ""
    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One condition, and whether these answers meet it."""

    id: str
    verdict: str
    """`yes`, `no`, or `unknown` where an answer is missing."""
    text: Texts
    ref: Texts


@cache
def _data() -> dict[str, Any]:
    text = resources.files("technopole.registration").joinpath("data/rules.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


@cache
def forms() -> dict[str, Table]:
    """{key: legal form}, in the order of the file."""
    return {key: _table(key, said) for key, said in _data()["forms"].items()}


@cache
def procedures() -> dict[str, Table]:
    """{key: what may be asked for of a registered organisation}."""
    return {key: _table(key, said) for key, said in _data()["procedures"].items()}


def paper_names() -> Mapping[str, Texts]:
    """{paper: what it is called}."""
    names: Mapping[str, Texts] = _data()["paper_names"]
    return names


def direct_kinds() -> Mapping[str, Texts]:
    """{kind of work: what it is called} of those that may do without a supervisory unit."""
    kinds: Mapping[str, Texts] = _data()["direct_kinds"]
    return kinds


def consent_reminders() -> tuple[int, ...]:
    """How many days before its end a supervisory unit is reminded of a case that waits for its consent."""
    return tuple(_data()["reminders"]["consent_days"])


def _table(key: str, said: Mapping[str, Any]) -> Table:
    return Table(
        key=key,
        name=said["name"],
        summary=said.get("summary", {}),
        code_start=said.get("code_start", ""),
        organisation_type=said.get("organisation_type", ""),
        suffixes=tuple(said.get("suffixes", ())),
        versions=tuple(_version(each) for each in said["versions"]),
    )


def _version(said: Mapping[str, Any]) -> Version:
    until = said["valid_to"]
    return Version(
        id=said["id"],
        valid_from=dt.date.fromisoformat(said["valid_from"]),
        valid_to=dt.date.fromisoformat(until) if until else None,
        confidence=said["confidence"],
        document=said["document"],
        source=said["source"],
        papers=tuple(said["papers"]),
        clocks=said["clocks"],
        conditions=tuple(said["conditions"]),
        authority=said.get("authority", ""),
        consent=said.get("consent", "none"),
        direct_kinds=tuple(said.get("direct_kinds", ())),
        name_check=bool(said.get("name_check", False)),
    )


def in_force(table: Table, day: dt.date) -> Version | None:
    """The version in force on a day; None where there is none."""
    return next((version for version in table.versions if version.covers(day)), None)


def version(identity: str) -> Version | None:
    """A version by its id, in force or not."""
    tables = [*forms().values(), *procedures().values()]
    return next((each for table in tables for each in table.versions if each.id == identity), None)


def contradictions(tables: Sequence[Table]) -> list[str]:
    """What is wrong with the dates of tables: versions that overlap, gaps between them, ends before beginnings."""
    found = []
    for table in tables:
        for earlier, later in zip(table.versions, table.versions[1:], strict=False):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                found.append(f"{earlier.id} and {later.id} overlap")
            elif (later.valid_from - earlier.valid_to).days > 1:
                found.append(f"there is a gap between {earlier.id} and {later.id}")
        found += [f"{each.id} ends before it begins" for each in table.versions if _is_empty(each)]
    return found


def _is_empty(version: Version) -> bool:
    return version.valid_to is not None and version.valid_to < version.valid_from


# --- judging ---------------------------------------------------------------------------------------------------


def judge(version: Version, answers: Mapping[str, Any], day: dt.date) -> list[Finding]:
    """Each condition of a version with its verdict on these answers, as of a day."""
    return [
        Finding(condition["id"], _verdict(condition, answers, day), condition["text"], condition["ref"])
        for condition in version.conditions
    ]


def _verdict(condition: Mapping[str, Any], answers: Mapping[str, Any], day: dt.date) -> str:
    if "any" in condition:
        by = answers.get(condition["by"]) if "by" in condition else None
        return _any([_reaches(each, answers, by, "by" in condition) for each in condition["any"]])
    if "stated" in condition:
        return YES if all(str(answers.get(name) or "").strip() for name in condition["stated"]) else UNKNOWN
    if "days_before" in condition:
        wanted = condition["days_before"]
        start = _day(answers.get(wanted["start"]))
        return UNKNOWN if start is None else _truth((start - day).days >= wanted["at_least"])
    if "within_years" in condition:
        wanted = condition["within_years"]
        start, end = _day(answers.get(wanted["start"])), _day(answers.get(wanted["end"]))
        if start is None or end is None:
            return UNKNOWN
        return _truth(start <= end < years_after(start, wanted["years"]))
    said = [answers.get(name) for name in condition["all_yes"]]
    return UNKNOWN if None in said or "" in said else _truth(all(value in (True, "yes") for value in said))


def _reaches(wanted: Mapping[str, Any], answers: Mapping[str, Any], by: Any, is_by: bool) -> str:
    limit = wanted["at_least"]
    if is_by:
        if by not in limit:
            return UNKNOWN
        limit = limit[by]
    numbers = [_whole(answers.get(name)) for name in wanted["sum"]]
    known = sum(number for number in numbers if number is not None)
    if known >= limit:
        return YES  # what is missing can only add to it
    return UNKNOWN if None in numbers else NO


def _any(verdicts: Sequence[str]) -> str:
    if YES in verdicts:
        return YES
    return UNKNOWN if UNKNOWN in verdicts else NO


def _truth(value: bool) -> str:
    return YES if value else NO


def _whole(value: Any) -> int | None:
    text = str(value if value is not None else "").replace(",", "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value or ""))
    except ValueError:
        return None


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 28 February for the 29th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
