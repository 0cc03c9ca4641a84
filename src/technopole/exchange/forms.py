"""The questions of listings and of their steps as forms; made from `questions.Question`, so that they are said once."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from technopole.exchange import managers, questions, vocabulary, words, workflow
from technopole.exchange import working_words as working
from technopole.exchange.answers import LONGEST
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
)  # fmt: skip
from technopole.methods.codes import CURRENCIES
from technopole.pages.display import choose
from technopole.pages.questions import Questions
from technopole.registry import vocabulary as centre

Choices = list[tuple[str, str | Promise]]
COMMON_CURRENCIES = ("CNY", "EUR", "USD", "GBP", "JPY", "HKD", "SGD", "KRW", "CHF")


def for_profile(profile: str) -> type[Questions]:
    """The form of a listing of this profile."""
    asked = questions.questions(profile)
    groups: dict[str, list[str]] = {}
    for name, question in asked.items():
        groups.setdefault(question.group, []).append(name)
    fields: dict[str, Any] = {name: _field(name, question, profile) for name, question in asked.items()}
    return type("ListingQuestions", (Questions,), {
        **fields, "groups": [(working.GROUPS[group], names) for group, names in groups.items()],
        "lists": frozenset(name for name, question in asked.items() if question.kind == LINES),
        "__doc__": Questions.__doc__,
    })  # fmt: skip


def _field(name: str, question: Question, profile: str) -> forms.Field:
    # of a text in two languages one is enough, which its hint says; neither is marked as optional where it is needed
    said: dict[str, Any] = {
        "label": question.label, "help_text": question.hint, "required": profile in question.needed,
    }  # fmt: skip
    if question.kind in (CHOICE, LEVEL):
        return forms.ChoiceField(**said, choices=lambda: _choices(name, question))
    if question.kind == SEVERAL:
        several = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(**said, choices=lambda: _several(name, question), widget=several)
    if question.kind == TICK:
        return forms.BooleanField(**said, widget=forms.CheckboxInput)
    tongue = {"lang": "zh-Hans"} if name.endswith("_zh") else {"lang": "en"} if name.endswith("_en") else {}
    if question.kind in (PROSE, LINES):
        rows = 3 if question.kind == LINES or question.most else 5
        return forms.CharField(**said, widget=forms.Textarea(attrs={"rows": rows, **tongue}))
    attributes: dict[str, Any] = {"autocomplete": "off", **tongue}
    if question.kind in (YEAR, DAY, MONEY):
        keyboard = {MONEY: "decimal", YEAR: "numeric"}.get(question.kind, "text")
        attributes |= {"class": "width-date", "inputmode": keyboard}
    if question.kind in (URL, EMAIL):
        attributes |= {"inputmode": question.kind}
    if question.kind == DAY and not question.hint:
        said["help_text"] = _("Such as 2026-05-31.")
    most = question.most or LONGEST.get(question.kind, LONGEST[LINE])
    return forms.CharField(**said, max_length=most, widget=forms.TextInput(attrs=attributes))


def text(texts: Any) -> str:
    return choose(texts, get_language()).text


def _choices(name: str, question: Question) -> Choices:
    first: Choices = [("", _("Not known or none"))]
    if question.choices is not None:
        return [*first, *((str(key), label) for key, label in question.choices.items())]
    return [*first, *_OF_CENTRE[name]()]


def _several(name: str, question: Question) -> Choices:
    if question.choices is not None:
        return [(str(key), label) for key, label in question.choices.items()]
    return _OF_CENTRE[name]()


def _sectors() -> Choices:
    found: Choices = [(key, text(texts)) for key, texts in centre.sectors().items()]
    return found


def _countries() -> Choices:
    named = sorted(((key, text(texts)) for key, texts in centre.countries().items()), key=lambda pair: pair[1])
    found: Choices = [pair for pair in named if pair[0] == "CN"]
    return [*found, *(pair for pair in named if pair[0] != "CN")]


def _currencies() -> Choices:
    rest = sorted(CURRENCIES - set(COMMON_CURRENCIES))
    found: Choices = [(code, code) for code in (*COMMON_CURRENCIES, *rest)]
    return found


_OF_CENTRE: dict[str, Callable[[], Choices]] = {
    "sectors": _sectors, "country": _countries, "currency": _currencies,
}  # fmt: skip


def in_words(name: str, question: Question, value: Any) -> list[dict[str, Any]]:
    """An answer as the values of a fact."""
    if question.kind == TICK:
        return [{"text": _("yes")}]
    values = value if isinstance(value, list) else [value]
    if question.choices is not None:
        known = {str(key): label for key, label in question.choices.items()}
        return [{"text": known.get(each, each)} for each in values]
    if name in ("sectors", "country"):
        texts = centre.sectors() if name == "sectors" else centre.countries()
        return [{"text": texts.get(each, each)} for each in values]
    return [{"text": str(each)} for each in values]


# --- steps -----------------------------------------------------------------------------------------------------


def _why(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, widget=forms.Textarea(attrs={"rows": 3}))


def _checked() -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for name in workflow.CHECKS:
        label, hint = working.CHECKS[name]
        found[f"check_{name}"] = forms.BooleanField(label=label, help_text=hint, required=False)
        found[f"comment_{name}"] = forms.CharField(
            label=format_lazy(_("{}: {}"), pgettext_lazy("review", "Comment"), label),
            required=False, max_length=1000,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )  # fmt: skip
    return found


def _managers() -> Choices:
    return [("", _("Choose one")), *((each.user.username, str(each)) for each in managers.active())]


def for_step(step: str) -> type[Questions] | None:
    """The form of one step; None for a step that asks nothing."""
    fields: dict[str, forms.Field] = {}
    if step == "approve":
        fields = {**_checked(), "text": _why(_("Remark"), _("The author reads it."), required=False)}
    elif step == "return":
        fields = {**_checked(), "text": _why(_("What has to be changed"), _("The author reads it."))}
    elif step in ("withdraw", "take_down"):
        fields = {"text": _why(_("Why"))}
    elif step == "assign":
        fields = {"manager": forms.ChoiceField(label=_("Technology manager"), choices=_managers)}
    return type("StepQuestions", (Questions,), {**fields, "__doc__": Questions.__doc__}) if fields else None


def checks_of(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The checks of a sent form as `services.take` wants them."""
    return {
        name: {"ok": bool(given.get(f"check_{name}")), "comment": given.get(f"comment_{name}") or ""}
        for name in workflow.CHECKS
    }


class Manager(Questions):
    """A technology manager's record of himself."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=150, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=150, required=False)
    level = forms.ChoiceField(
        label=_("Level of the certificate"), required=False,
        choices=lambda: [("", _("Not known or none")), *working.LEVELS.items()],
    )  # fmt: skip
    certificate_number = forms.CharField(label=_("Number of the certificate"), max_length=60, required=False)
    valid_to = forms.CharField(
        label=_("Certificate valid until"), max_length=10, required=False, help_text=_("Such as 2026-05-31."),
        widget=forms.TextInput(attrs={"class": "width-date"}),
    )  # fmt: skip
    languages = forms.CharField(
        label=_("Languages"), required=False, help_text=_("One a line."), widget=forms.Textarea(attrs={"rows": 3})
    )
    conflicts = forms.CharField(
        label=_("Conflicts of interest"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: the identifier of an organisation's page, and why. You are never assigned to these."),
    )  # fmt: skip
    fee_share = forms.CharField(
        label=_("Share of the fee in percent"), max_length=6, required=False,
        widget=forms.TextInput(attrs={"class": "width-date", "inputmode": "decimal"}),
    )  # fmt: skip
    public = forms.BooleanField(
        label=_("Name me on the listings I look after"), required=False,
        help_text=_("Without this nobody outside the exchange reads your name."),
    )  # fmt: skip
    lists = frozenset({"languages", "conflicts"})


def profiles() -> list[dict[str, Any]]:
    """The types of profile with what tells them apart."""
    return [
        {"key": key, "label": words.PROFILES[key], "who_pays": words.WHO_PAYS[key],
         "is_offer": key in vocabulary.OFFER_PROFILES}
        for key in vocabulary.PROFILES
    ]  # fmt: skip
