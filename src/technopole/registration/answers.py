"""What an application states: its questions, which of them are published, and what is wrong with answers.

Only shape is judged here (a number is a number); whether the rules in force are met is `rules_in_force`'s affair.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from technopole.core import typed
from technopole.methods.chinese import has_han
from technopole.methods.social_names import key
from technopole.registration import words

Answers = dict[str, Any]

LINE, PROSE, NUMBER, DAY, CHOICE, URL, EMAIL = "line", "prose", "number", "day", "choice", "url", "email"
DOMESTIC = frozenset({"association", "social_service_institution", "foundation", "international_organisation"})
MEMBERSHIP = frozenset({"association", "international_organisation"})
ABROAD = frozenset({"overseas_office", "overseas_activity"})
OFFICE, ACTIVITY = frozenset({"overseas_office"}), frozenset({"overseas_activity"})
SEATED = DOMESTIC | OFFICE


@dataclass(frozen=True)
class Question:
    """One question: how it is asked, of which legal forms, and whether its answer is published."""

    group: str
    label: Any
    kind: str = LINE
    hint: Any = ""
    public: bool = True
    required: bool = False
    of: frozenset[str] | None = None
    """The legal forms it is asked of; of all if None."""
    choices: Mapping[str, Any] | None = None
    """Fixed choices; those that depend on the centre are the form's to fill in."""


QUESTIONS: dict[str, Question] = {
    "name_zh": Question(
        "identity",
        gettext_lazy("Name in Chinese"),
        hint=gettext_lazy("Area, distinctive word, field of work, legal form: 上海市树图区块链研究院."),
        required=True,
    ),
    "name_en": Question("identity", gettext_lazy("Name in English")),
    "abbreviation": Question("identity", gettext_lazy("Abbreviation"), of=SEATED),
    "direct_kind": Question(
        "identity",
        gettext_lazy("Kind of work"),
        CHOICE,
        gettext_lazy("Some kinds may be registered directly, without a supervisory unit."),
        of=frozenset({"association", "social_service_institution", "foundation"}),
    ),
    "nature": Question(
        "identity", gettext_lazy("Nature"), CHOICE, of=frozenset({"social_service_institution"}), choices=words.NATURES
    ),
    "foundation_kind": Question(
        "identity",
        gettext_lazy("Kind of foundation"),
        CHOICE,
        of=frozenset({"foundation"}),
        required=True,
        choices=words.FOUNDATION_KINDS,
    ),
    "authority": Question("authority", gettext_lazy("Registration authority"), CHOICE, required=True),
    "supervisory_unit": Question("authority", gettext_lazy("Business supervisory unit"), CHOICE, of=SEATED),
    "district": Question("place", gettext_lazy("District"), CHOICE, of=SEATED),
    "address": Question(
        "place",
        gettext_lazy("Registered address"),
        hint=gettext_lazy("Where it is registered and can be reached."),
        required=True,
        of=SEATED,
    ),
    "premises_source": Question(
        "place", gettext_lazy("Premises"), hint=gettext_lazy("Own, rented or lent, and by whom."), of=SEATED
    ),
    "area_of_activity": Question("place", gettext_lazy("Area of activity"), required=True),
    "website": Question("place", gettext_lazy("Website"), URL),
    "purpose": Question("purpose", gettext_lazy("Purpose"), PROSE, required=True),
    "scope": Question(
        "purpose",
        gettext_lazy("Scope of work"),
        PROSE,
        gettext_lazy("As the charter words it; it is printed on the certificate."),
        required=True,
        of=SEATED,
    ),
    "registered_money": Question("money", gettext_lazy("Registered money in yuan"), NUMBER, required=True, of=DOMESTIC),
    "original_money": Question("money", gettext_lazy("Opening money in yuan"), NUMBER, of=DOMESTIC),
    "money_source": Question("money", gettext_lazy("Where the money comes from"), of=SEATED | ACTIVITY),
    "bank_account": Question(
        "money", gettext_lazy("Bank and account"), hint=gettext_lazy("Not published."), public=False, of=SEATED
    ),
    "legal_representative": Question("people", gettext_lazy("Legal representative"), required=True, of=DOMESTIC),
    "chief_representative": Question("people", gettext_lazy("Chief representative"), required=True, of=OFFICE),
    "council": Question("people", gettext_lazy("Members of the council"), NUMBER, of=DOMESTIC),
    "standing_council": Question("people", gettext_lazy("Members of the standing council"), NUMBER, of=MEMBERSHIP),
    "supervisors": Question("people", gettext_lazy("Supervisors"), NUMBER, of=DOMESTIC),
    "staff_full_time": Question("people", gettext_lazy("Full-time staff"), NUMBER, required=True, of=SEATED),
    "staff_part_time": Question("people", gettext_lazy("Part-time staff"), NUMBER, of=SEATED),
    "officers": Question(
        "people",
        gettext_lazy("Founders and officers"),
        PROSE,
        gettext_lazy("One a line: name, post, contact. Not published."),
        public=False,
        of=SEATED,
    ),
    "person_members": Question(
        "members", gettext_lazy("Persons who are members"), NUMBER, required=True, of=MEMBERSHIP
    ),
    "unit_members": Question("members", gettext_lazy("Units that are members"), NUMBER, required=True, of=MEMBERSHIP),
    "home_name": Question("abroad", gettext_lazy("Name of the organisation abroad"), required=True, of=ABROAD),
    "home_country": Question("abroad", gettext_lazy("Country or region"), CHOICE, required=True, of=ABROAD),
    "home_years": Question("abroad", gettext_lazy("Years of real activity abroad"), NUMBER, required=True, of=OFFICE),
    "home_liable": Question(
        "abroad",
        gettext_lazy("Can it bear civil liability by itself?"),
        CHOICE,
        required=True,
        of=OFFICE,
        choices=words.YES_NO,
    ),
    "partner": Question("activity", gettext_lazy("Chinese partner"), required=True, of=ACTIVITY),
    "activity_from": Question("activity", gettext_lazy("First day"), DAY, required=True, of=ACTIVITY),
    "activity_to": Question("activity", gettext_lazy("Last day"), DAY, required=True, of=ACTIVITY),
    "contact": Question("contact", gettext_lazy("Contact person"), public=False),
    "phone": Question("contact", gettext_lazy("Telephone"), public=False),
    "email": Question("contact", gettext_lazy("E-mail address"), EMAIL, public=False),
    "post": Question(
        "contact",
        gettext_lazy("Your post at the organisation"),
        hint=gettext_lazy("You become its representative when it is registered."),
        public=False,
    ),
}

OF_KIND: dict[str, dict[str, Question]] = {
    "charter": {
        "charter_adopted_on": Question("charter", gettext_lazy("Adopted on"), DAY, required=True),
        "charter_changes": Question("charter", gettext_lazy("What changes in the charter"), PROSE, required=True),
    },
    "branch": {
        "branch_kind": Question("branch", gettext_lazy("Kind"), CHOICE, required=True, choices=words.BRANCH_KINDS),
        "branch_name_zh": Question("branch", gettext_lazy("Name in Chinese"), required=True),
        "branch_name_en": Question("branch", gettext_lazy("Name in English")),
        "branch_address": Question("branch", gettext_lazy("Address of the branch")),
        "branch_head": Question("branch", gettext_lazy("Head of the branch")),
    },
    "deregister": {
        "reason": Question("why", gettext_lazy("Why the organisation ends"), PROSE, required=True),
        "liquidation_head": Question("liquidation", gettext_lazy("Head of the liquidation group"), required=True),
        "liquidation_members": Question(
            "liquidation",
            gettext_lazy("Members of the liquidation group"),
            PROSE,
            gettext_lazy("One a line. Not published."),
            public=False,
            required=True,
        ),
        "liquidation_from": Question("liquidation", gettext_lazy("Liquidation began on"), DAY, required=True),
        "liquidation_to": Question("liquidation", gettext_lazy("Liquidation ended on"), DAY),
        "property_left": Question("liquidation", gettext_lazy("What becomes of the property that is left"), PROSE),
    },
}
"""The questions of what is asked for of a registered organisation; a change asks those of `CHANGEABLE`."""

CHANGEABLE: dict[str, tuple[str, ...]] = {
    "name": ("name_zh", "name_en"),
    "domicile": ("district", "address", "premises_source"),
    "purpose": ("purpose", "scope"),
    "legal_representative": ("legal_representative", "chief_representative"),
    "money": ("registered_money",),
    "supervisory_unit": ("supervisory_unit",),
}
"""What may be changed, and by which questions."""
CHANGED = tuple(name for names in CHANGEABLE.values() for name in names)
ON_CERTIFICATE = frozenset(CHANGED) - {"premises_source", "district"}
"""What stands on a certificate: changing it calls for another."""
COLUMNS = ("name_zh", "name_en", "authority", "supervisory_unit", "district")
"""Answers that are columns of a registration; all others are its `details`."""
LONGEST = {LINE: 300, PROSE: 4000, NUMBER: 15, DAY: 10, CHOICE: 60, URL: 500, EMAIL: 254}


def questions(kind: str, form: str) -> dict[str, Question]:
    """The questions of a case of this kind about an organisation of this legal form, in the order they are asked."""
    if kind in OF_KIND:
        return OF_KIND[kind]
    asked = {name: each for name, each in QUESTIONS.items() if each.of is None or form in each.of}
    if kind == "change":
        why = Question("why", gettext_lazy("Why it changes"), PROSE, required=True)
        return {"reason": why, **{name: asked[name] for name in CHANGED if name in asked}}
    return asked


def public_names(form: str) -> list[str]:
    """The questions whose answers anybody may read."""
    return [name for name, each in questions("establish", form).items() if each.public]


def tidy(asked: Mapping[str, Question], given: Mapping[str, Any]) -> Answers:
    """Answers to these questions without stray spaces and unprintable characters; others are dropped."""
    tidied: Answers = {}
    for name, question in asked.items():
        if name not in given:
            continue
        text = str(given[name] if given[name] is not None else "").replace("\0", "").replace("\r\n", "\n").strip()
        tidied[name] = text if question.kind == PROSE else " ".join(text.split())
    return tidied


def problems(asked: Mapping[str, Question], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is missing or not of its shape, {question: reasons}."""
    found: dict[str, list[str]] = {}
    for name, question in asked.items():
        text = str(answers.get(name) or "")
        reason = _problem(question, text)
        if not reason and name.startswith(("name_", "branch_name_")) and text and not key(text):
            reason = _("A name has letters, and at most 300 characters.")
        if not reason and name.endswith("name_zh") and text and not has_han(text):
            reason = _("Write the Chinese name in Chinese characters.")
        if reason:
            found[name] = [reason]
    return found


def _problem(question: Question, text: str) -> str:
    if not text:
        return _("Answer this question.") if question.required else ""
    if len(text) > LONGEST[question.kind]:
        return _("Use at most %(most)d characters.") % {"most": LONGEST[question.kind]}
    if question.kind == NUMBER and not (text.isascii() and text.isdigit()):
        return _("Write a whole number, with digits only.")
    if question.kind == DAY and day(text) is None:
        return _("Write a day such as 2026-05-31.")
    if question.choices is not None and text not in question.choices:
        return _("Choose from the list.")
    if question.kind == URL:
        return typed.problem_of_web_address(text)
    if question.kind == EMAIL:
        return typed.problem_of_email(text)
    return ""


def day(text: Any) -> dt.date | None:
    """The day that a text of ten characters names."""
    try:
        return dt.date.fromisoformat(str(text or "")) if len(str(text or "")) == 10 else None
    except ValueError:
        return None


def changed(before: Mapping[str, Any], after: Mapping[str, Any], asked: Iterable[str] = CHANGED) -> list[str]:
    """The questions of a change that are answered differently."""
    return [name for name in asked if name in after and (after.get(name) or "") != (before.get(name) or "")]
