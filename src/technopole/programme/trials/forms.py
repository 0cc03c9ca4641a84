"""The questions of a request for a trial, and of its steps."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.pages import display
from technopole.pages.questions import Questions
from technopole.programme.trials import words
from technopole.registry import vocabulary

_DAY = _("Such as 2026-05-31.")


def _prose(name: str, hint: Any = "", needed: bool = True, rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=words.LABELS[name], help_text=hint, required=needed, widget=area)


def _day(name: str) -> forms.CharField:
    box = forms.TextInput(attrs={"class": "width-date", "autocomplete": "off"})
    return forms.CharField(label=words.LABELS[name], help_text=_DAY, widget=box)


def asked(organisations: Sequence[tuple[str, Any]]) -> type[Questions]:
    """The form on which somebody asks for a trial, as one of these organisations [(uid, name)]."""
    language = get_language()
    districts = sorted(
        (key, display.choose(text, language).text) for key, text in vocabulary.districts().items()
    )  # fmt: skip
    fields: dict[str, Any] = {
        "organisation": forms.ChoiceField(label=words.LABELS["organisation"], choices=list(organisations)),
        "scenario": forms.CharField(
            label=words.LABELS["scenario"], max_length=300,
            help_text=_("Where and for what it would be tried: a crossing, a ward, a school, a line."),
        ),
        "district": forms.ChoiceField(
            label=words.LABELS["district"], required=False, choices=[("", _("None of these")), *districts],
        ),
        "place": forms.CharField(label=words.LABELS["place"], required=False, max_length=300),
        "starts": _day("starts"),
        "ends": _day("ends"),
        "measured": _prose("measured", _("What would be counted or compared, and what would be a success.")),
        "paid_by": forms.ChoiceField(
            label=words.LABELS["paid_by"], choices=[("", _("Choose one")), *words.PAID_BY.items()],
            help_text=_("Set-up, use, staff and insurance of the trial."),
        ),
        "note": _prose("note", needed=False, rows=3),
    }  # fmt: skip
    return type("TrialQuestions", (Questions,), {**fields, "__doc__": Questions.__doc__})


def of_step(step: str) -> type[Questions]:
    """What a step asks."""
    fields: dict[str, Any] = {}
    if step == "report":
        hint = _("What was measured, against what was expected. In one language or in both.")
        fields = {"result_zh": _prose("result_zh", hint, False, 6), "result_en": _prose("result_en", hint, False, 6)}
    if step == "call_off":
        fields = {"text": _prose("text", _("The other side reads it."))}
    return type("StepQuestions", (Questions,), {**fields, "__doc__": Questions.__doc__})
