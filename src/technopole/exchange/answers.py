"""Answers to the questions of a listing: made tidy, checked, and turned into a record. Pure but for vocabularies."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from technopole.core import typed
from technopole.exchange import checks, vocabulary, words
from technopole.exchange.questions import (
    CHOICE,
    DAY,
    EMAIL,
    LEVEL,
    LINE,
    LINES,
    MONEY,
    PROSE,
    SEVERAL,
    TICK,
    URL,
    YEAR,
    Question,
    questions,
    stem_of,
)  # fmt: skip
from technopole.exchange.rights import rights_of

Content = dict[str, Any]
Problems = dict[str, list[str]]

LONGEST = {LINE: 300, PROSE: 10_000, DAY: 10, YEAR: 4, LEVEL: 1, MONEY: 20, CHOICE: 60, URL: 500, EMAIL: 254}
MOST_LINES = 40


def tidy(profile: str, given: Mapping[str, Any]) -> Content:
    """Answers to the questions of a profile without stray spaces and unprintable characters; others are dropped."""
    found: Content = {}
    for name, question in questions(profile).items():
        value = _tidied(question, given.get(name))
        if value not in ("", [], False, None):
            found[name] = value
    return found


def _tidied(question: Question, value: Any) -> Any:
    if question.kind == TICK:
        return value in (True, "on", "true", "yes", "1", 1)
    if isinstance(value, bool) or value is None:
        return [] if question.kind in (SEVERAL, LINES) else ""
    if question.kind in (SEVERAL, LINES):
        items = [value] if isinstance(value, str) else list(value)
        lines = [" ".join(_printable(item).split()) for item in items]
        return list(dict.fromkeys(line for line in lines if line))
    text = _printable("\n".join(map(str, value)) if isinstance(value, list | tuple) else value).strip()
    return text if question.kind == PROSE else " ".join(text.split())


def _printable(value: Any) -> str:
    text = str(value).replace("\r\n", "\n").encode("utf-8", "ignore").decode()
    return "".join(letter for letter in text if letter in "\n\t" or ord(letter) >= 32 and ord(letter) != 127)


def problems(profile: str, content: Content) -> Problems:
    """What is missing or not of its shape before it can be handed in, {question: reasons}."""
    asked = questions(profile)
    found: Problems = shapes(profile, content)
    for name, question in asked.items():
        stem = stem_of(name)
        if profile not in question.needed or stem and name != f"{stem}_zh":
            continue
        if stem and not any(content.get(f"{stem}_{language}") for language in ("en", "zh")):
            found.setdefault(name, []).append(_("Answer this question, in Chinese or in English."))
        elif not stem and not content.get(name):
            found.setdefault(name, []).append(_("Answer this question."))
    if not found:
        found = _half_told(profile, asked, content)
    return found


def _half_told(profile: str, asked: Mapping[str, Question], content: Content) -> Problems:
    """Every text that is needed has to stand in one and the same language."""
    needed = [
        stem_of(name) for name, each in asked.items() if profile in each.needed and name.endswith("_en")
    ]  # fmt: skip
    missing = {
        language: [stem for stem in needed if not content.get(f"{stem}_{language}")] for language in ("zh", "en")
    }
    if all(missing.values()):
        language = min(missing, key=lambda each: len(missing[each]))
        why = _("In one language at least everything that is asked for has to be told.")
        return {f"{stem}_{language}": [why] for stem in missing[language]}
    return {}


def shapes(profile: str, content: Content) -> Problems:
    """What is not of its shape, however much is still missing: a day is a day, money is money."""
    found: Problems = {}
    for name, question in questions(profile).items():
        if reason := _shape(question, content.get(name)):
            found[name] = [reason]
    check = checks.offer if profile in vocabulary.OFFER_PROFILES else checks.need
    record = plain(profile, content, lenient=True)
    for name, reasons in check(record).items():
        place = {"ipc": "fields"}.get(name, name)
        if name in ("title", "statement", "kind", "profile") or place in found:
            continue
        found[place] = reasons
    if content.get("rights"):
        rights, wrong = rights_of(content["rights"])
        if wrong:
            found["rights"] = wrong
    return found


def _shape(question: Question, value: Any) -> str:
    if question.kind in (LINES, SEVERAL):
        items = value or []
        if len(items) > MOST_LINES or any(len(item) > LONGEST[LINE] for item in items):
            return _("At most %(lines)d, each of at most %(most)d characters.") % {
                "lines": MOST_LINES, "most": LONGEST[LINE],
            }  # fmt: skip
        if question.choices is not None and any(item not in question.choices for item in items):
            return _("Choose from the list.")
        return ""
    if question.kind == TICK or not value:
        return ""
    if question.kind == LEVEL and value not in {str(level) for level in words.READINESS}:
        return _("A technology readiness level is a whole number from 1 to 9.")
    most = question.most or LONGEST[question.kind]
    if len(value) > most:
        return _("Use at most %(most)d characters; these are %(count)d.") % {"most": most, "count": len(value)}
    if question.kind == CHOICE and question.choices is not None and value not in question.choices:
        return _("Choose from the list.")
    if question.kind == YEAR and not (value.isascii() and value.isdigit()):
        return _("Write a year with four digits, such as 2024.")
    if question.kind == MONEY:
        try:
            checks.amount(value)
        except ValueError as error:
            return str(error)
    if question.kind == URL:
        return typed.problem_of_web_address(value)
    if question.kind == EMAIL:
        return typed.problem_of_email(value)
    return ""


def plain(profile: str, content: Content, *, lenient: bool = False) -> dict[str, Any]:
    """What is not private as a record: texts in two languages, numbers as numbers, rights taken apart.

    `lenient` leaves out what cannot be read, for content that was not checked yet.
    """
    record: dict[str, Any] = {"profile": profile}
    for name, question in questions(profile).items():
        value = content.get(name)
        if question.private or name == "anonymous" or value in (None, "", [], False):
            continue
        stem = stem_of(name)
        if stem:
            record.setdefault(stem, {})[name[-2:]] = value
        elif name == "rights":
            record["rights"] = rights_of(value)[0]
        elif question.kind in (LEVEL, YEAR):
            if str(value).isdigit() and str(value).isascii():
                record[name] = int(value)
            elif not lenient:
                raise ValueError(name)
        elif question.kind == MONEY:
            record[name] = _money(value, lenient)
        else:
            record[name] = value
    if profile in vocabulary.NEED_PROFILES and "fields" in record:
        record["ipc"] = record.pop("fields")
    return {name: value for name, value in record.items() if value is not None}


def _money(value: str, lenient: bool) -> str | None:
    try:
        amount = checks.amount(value)
    except ValueError:
        if lenient:
            return None
        raise
    return None if amount is None else f"{amount:.2f}"
