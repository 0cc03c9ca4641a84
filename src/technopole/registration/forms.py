"""The questions of applications and of steps as forms; made from `answers.Question`, so that they are said once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.pages.display import choose
from technopole.pages.questions import Questions
from technopole.registration import answers, authorities, rules_in_force, words
from technopole.registration.answers import CHOICE, DAY, EMAIL, LONGEST, NUMBER, PROSE, URL, Question
from technopole.registry import vocabulary

Choices = list[tuple[str, str | Promise]]


def for_case(kind: str, form: str) -> type[Questions]:
    """The form of an application of this kind about this legal form."""
    asked = answers.questions(kind, form)
    groups: dict[str, list[str]] = {}
    for name, question in asked.items():
        groups.setdefault(question.group, []).append(name)
    return _made(asked, form, [(words.GROUPS[group], names) for group, names in groups.items()])


def _made(asked: Mapping[str, Question], form: str, groups: Sequence[tuple[Any, Sequence[str]]]) -> type[Questions]:
    fields: dict[str, Any] = {name: _field(name, question, form) for name, question in asked.items()}
    return type("CaseQuestions", (Questions,), {**fields, "groups": groups, "__doc__": Questions.__doc__})


def _field(name: str, question: Question, form: str) -> forms.Field:
    said: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": question.required}
    if question.kind == CHOICE:
        return forms.ChoiceField(**said, choices=lambda: _choices(name, question, form))
    widget: forms.Widget
    if question.kind == PROSE:
        widget = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(**said, widget=widget)
    attributes: dict[str, Any] = {"autocomplete": "off"}
    if question.kind in (NUMBER, DAY):
        attributes |= {"class": "width-date", "inputmode": "numeric" if question.kind == NUMBER else "text"}
    if question.kind == URL:
        attributes |= {"inputmode": "url"}
    if question.kind == EMAIL:
        attributes |= {"inputmode": "email"}
    if name.endswith("_zh"):
        attributes |= {"lang": "zh-Hans"}
    if question.kind == DAY and not question.hint:
        said["help_text"] = _("Such as 2026-05-31.")
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(**said, max_length=LONGEST[question.kind], widget=widget)


def _text(texts: Mapping[str, str]) -> str:
    return choose(texts, get_language()).text


def _choices(name: str, question: Question, form: str) -> Choices:
    first: Choices = [("", _("Choose one") if question.required else _("Not known or none"))]
    if question.choices is not None:
        return [*first, *question.choices.items()]
    return [*first, *_OF_CENTRE[name](form)]


def _authorities(form: str) -> Choices:
    known = rules_in_force.forms().get(form)
    kinds = {version.authority for version in known.versions} if known else {"civil_affairs", "public_security"}
    return [(each.key, _text(each.name)) for each in authorities.every().values() if each.kind in kinds]


def _units(form: str) -> Choices:
    return [(each.key, _text(each.name)) for each in authorities.of_kind(authorities.UNIT)]


def _districts(form: str) -> Choices:
    return [(key, _text(texts)) for key, texts in vocabulary.districts().items()]


def _countries(form: str) -> Choices:
    named = ((key, _text(texts)) for key, texts in vocabulary.countries().items() if key != "CN")
    return sorted(named, key=lambda pair: pair[1])


def _direct_kinds(form: str) -> Choices:
    return [(key, _text(texts)) for key, texts in rules_in_force.direct_kinds().items()]


_OF_CENTRE: dict[str, Callable[[str], Choices]] = {
    "authority": _authorities, "supervisory_unit": _units, "district": _districts, "home_country": _countries,
    "direct_kind": _direct_kinds,
}  # fmt: skip


def in_words(name: str, question: Question, value: Any) -> Any:
    """An answer as a page shows it: a key by its words."""
    if name in ("authority", "supervisory_unit"):
        return authorities.name(value)
    if name == "district":
        return vocabulary.words(vocabulary.districts(), [value])
    if name == "home_country":
        return vocabulary.countries().get(value, value)
    if name == "direct_kind":
        return rules_in_force.direct_kinds().get(value, value)
    if question.choices is not None:
        return question.choices.get(value, value)
    return value


# --- steps -----------------------------------------------------------------------------------------------------

_WHY = Question("why", _("Why"), PROSE, _("The applicant reads it."), required=True)
STEP_QUESTIONS: dict[str, dict[str, Question]] = {
    "consent": {
        "number": Question("why", _("Number of the consent")),
        "text": Question("why", _("Remark"), PROSE),
    },
    "decline": {"text": _WHY},
    "record_consent": {
        "number": Question("why", _("Number of the consent"), required=True),
        "on": Question("why", _("Day of the consent"), DAY, required=True),
    },
    "ask_supplement": {"text": Question("why", _("What is missing"), PROSE, _WHY.hint, required=True)},
    "supply": {"text": Question("why", _("Your answer"), PROSE)},
    "record_visit": {
        "on": Question("why", _("Day of the visit"), DAY, required=True),
        "place": Question("why", _("Where"), required=True),
        "found": Question("why", _("What was found"), PROSE, required=True),
        "conclusion": Question("why", _("Conclusion"), required=True),
    },
    "publish_notice": {
        "text_zh": Question("why", _("Text in Chinese"), PROSE),
        "text_en": Question("why", _("Text in English"), PROSE),
    },
    "prepare": {
        "decision": Question("why", _("Decision"), CHOICE, required=True, choices=words.DECISIONS),
        "reason": Question("why", _("Reason"), PROSE, _("Needed for a refusal. The applicant reads it.")),
        "remedy": Question("why", _("Remedy"), PROSE, _("Needed for a refusal: what the applicant can do about it.")),
    },
    "return_decision": {"text": Question("why", _("What has to be looked at again"), PROSE, required=True)},
    "withdraw": {"text": Question("why", _("Why"), PROSE)},
}
"""What a step asks of whoever takes it; steps that are not here ask nothing."""
CODE = Question("why", _("Unified social credit code"), hint=_("Leave empty where the authority hands out codes."))
LINK = Question(
    "why", _("Known in the directory as"), hint=_("The identifier of the organisation's page, if it is listed already.")
)


def step_questions(step: str, *, first_decision: bool = False) -> dict[str, Question]:
    """What a step asks; the decision on a new organisation asks also for its code and its entry in the directory."""
    asked = dict(STEP_QUESTIONS.get(step, {}))
    return {**asked, "code": CODE, "link": LINK} if step == "prepare" and first_decision else asked


def for_step(step: str, *, first_decision: bool = False) -> type[Questions]:
    """The form of one step."""
    asked = step_questions(step, first_decision=first_decision)
    return _made(asked, "", [("", list(asked))])
