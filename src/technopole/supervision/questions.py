"""What an annual report, a plan and a progress report ask, and what is wrong with answers. Money is in yuan."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from technopole.supervision import words
from technopole.supervision.duties import PLAN

COUNT, MONEY, TEXT = "count", "money", "text"
LONGEST = 8000
LARGEST_COUNT, LARGEST_MONEY = 10_000_000, Decimal(10) ** 13


@dataclass(frozen=True)
class Question:
    """One question of a report; `needed` before it may be handed in."""

    name: str
    label: str | Promise
    type: str
    group: str
    needed: bool = False
    public: bool = False
    hint: str | Promise = ""


GROUPS: dict[str, Promise] = {
    "people": _("People"),
    "members": _("Members"),
    "money": _("Money"),
    "activities": _("Activities"),
    "changes": _("Changes"),
    "plan": _("Plan"),
}

REPORT: tuple[Question, ...] = (
    Question("staff_full_time", _("Full-time staff"), COUNT, "people", needed=True, public=True),
    Question("staff_part_time", _("Part-time staff"), COUNT, "people", public=True),
    Question("council", _("Members of the council"), COUNT, "people", needed=True, public=True),
    Question("supervisors", _("Supervisors"), COUNT, "people", public=True),
    Question("volunteers", _("Volunteers"), COUNT, "people", public=True),
    Question("unit_members", _("Members that are units"), COUNT, "members", public=True),
    Question("person_members", _("Members that are persons"), COUNT, "members", public=True),
    Question("income", _("Income of the year"), MONEY, "money", needed=True, public=True, hint=_("In yuan.")),
    Question("income_donations", _("of which donations"), MONEY, "money"),
    Question("income_government", _("of which from the government"), MONEY, "money"),
    Question("income_services", _("of which for services"), MONEY, "money"),
    Question("income_fees", _("of which fees of members"), MONEY, "money"),
    Question("expenditure", _("Expenditure of the year"), MONEY, "money", needed=True, public=True),
    Question("expenditure_purpose", _("of which for its purpose"), MONEY, "money"),
    Question("expenditure_management", _("of which for management"), MONEY, "money"),
    Question("assets", _("Assets at the end of the year"), MONEY, "money", needed=True, public=True),
    Question("liabilities", _("Liabilities at the end of the year"), MONEY, "money"),
    Question("activities", _("What it did in the year"), TEXT, "activities", needed=True),
    Question("international", _("International activities"), TEXT, "activities"),
    Question(
        "changes", _("What changed in the year"), TEXT, "changes",
        hint=_("Name, charter, officers, address, money; how each was registered."),
    ),
    Question("difficulties", _("Difficulties and what is asked of the authorities"), TEXT, "changes"),
)
PLAN_QUESTIONS: tuple[Question, ...] = (
    Question("activities", _("What it plans to do"), TEXT, "plan", needed=True),
    Question("partners", _("Partners"), TEXT, "plan"),
    Question("expenditure", _("Money it plans to spend"), MONEY, "plan", needed=True, hint=_("In yuan.")),
)
MONEY_PARTS = {
    "income": ("income_donations", "income_government", "income_services", "income_fees"),
    "expenditure": ("expenditure_purpose", "expenditure_management"),
}
PROGRESS_PARTS = tuple(words.PARTS)
PROGRESS_HINTS: dict[str, Promise] = {
    "progress": _("What the organisation set out to do in the year, and how far it came."),
    "innovation": _("New technology, methods, standards, patents, and who made them."),
    "transformation": _("Which results found users: contracts, products, trials, income."),
}

_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


def of(kind: str) -> tuple[Question, ...]:
    """What is asked in a report of this kind."""
    return PLAN_QUESTIONS if kind == PLAN else REPORT


def tidy(kind: str, given: Mapping[str, Any]) -> dict[str, str]:
    """The answers to what is asked and nothing else, without stray spaces; numbers in their plain form where valid."""
    tidied: dict[str, str] = {}
    for question in of(kind):
        text = str(given.get(question.name) if given.get(question.name) is not None else "").replace("\0", "").strip()
        if question.type != TEXT:
            text = _plain(text)
        if text:
            tidied[question.name] = text.replace("\r\n", "\n")
    return tidied


def _plain(text: str) -> str:
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def problems(kind: str, answers: Mapping[str, Any], *, complete: bool) -> dict[str, list[str]]:
    """What is wrong, {question: reasons}; with `complete` also what is missing."""
    found: dict[str, list[str]] = {}
    for question in of(kind):
        text = str(answers.get(question.name) or "")
        if not text:
            if complete and question.needed:
                found[question.name] = [gettext("Answer this question.")]
        elif question.type == TEXT:
            if len(text) > LONGEST:
                found[question.name] = [gettext("Use at most %(most)d characters.") % {"most": LONGEST}]
        elif question.type == COUNT:
            if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_COUNT:
                found[question.name] = [gettext("Write a whole number, such as 12.")]
        elif amount(text) is None:
            found[question.name] = [gettext("Write an amount in yuan, such as 1250000 or 1250000.50.")]
    for whole, parts in MONEY_PARTS.items():
        total = amount(answers.get(whole))
        stated = [value for part in parts if (value := amount(answers.get(part))) is not None]
        if total is not None and whole not in found and sum(stated) > total:
            found[whole] = [gettext("Its parts add up to more than the whole.")]
    return found


def amount(text: Any) -> Decimal | None:
    """An amount of money of at most two decimals, or None."""
    plain = str(text if text is not None else "")
    if not re.fullmatch(r"\d{1,14}(\.\d{1,2})?", plain, re.ASCII):
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value <= LARGEST_MONEY else None


def tidy_parts(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The three parts of a progress report, {part: {"en", "zh"}}, empty texts left out."""
    parts: dict[str, dict[str, str]] = {}
    for part in PROGRESS_PARTS:
        said = given.get(part) or {}
        texts = {language: str(said.get(language) or "").replace("\0", "") for language in ("en", "zh")}
        texts = {language: text.replace("\r\n", "\n").strip() for language, text in texts.items()}
        if kept := {language: text for language, text in texts.items() if text}:
            parts[part] = kept
    return parts


def problems_of_parts(parts: Mapping[str, Mapping[str, str]], *, complete: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in PROGRESS_PARTS:
        texts = parts.get(part, {})
        if complete and not texts:
            found[f"{part}_en"] = [gettext("Write this part in English, in Chinese, or in both.")]
        for language, text in texts.items():
            if len(text) > LONGEST:
                found[f"{part}_{language}"] = [gettext("Use at most %(most)d characters.") % {"most": LONGEST}]
    return found
