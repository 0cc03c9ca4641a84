"""Forms of supervision: they show answers and what is wrong with them; what is wrong is decided elsewhere."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.core import clock
from technopole.pages.display import choose
from technopole.supervision import lawbook, questions, words
from technopole.supervision.questions import COUNT, MONEY


class Asked(forms.Form):
    """Questions with answers and the problems found; saved however incomplete they are."""

    use_required_attribute = False
    groups: Sequence[tuple[Any, Sequence[str]]] = ()

    def __init__(self, answers: Mapping[str, Any], problems: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(initial=dict(answers))
        self.build()
        if problems:
            here = {name if name in self.fields else "__all__": ErrorList(why) for name, why in problems.items()}
            self._errors = ErrorDict(here)
        for name, field in self.fields.items():
            if problems and name in problems:
                field.widget.attrs["aria-invalid"] = "true"
                field.widget.attrs["aria-describedby"] = f"id_{name}_helptext id_{name}_error"

    def build(self) -> None:
        """Add fields that depend on data."""

    def sections(self) -> list[dict[str, Any]]:
        if not self.groups:
            return [{"title": "", "fields": list(self)}]
        return [{"title": title, "fields": [self[name] for name in names]} for title, names in self.groups]


def _line(label: Any, hint: Any = "", *, required: bool = False, most: int = 300, **attributes: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most, widget=widget)


def _text(label: Any, hint: Any = "", *, required: bool = False, rows: int = 6, **attributes: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **attributes})
    return forms.CharField(label=label, help_text=hint, required=required, widget=widget)


_NUMBER: dict[str, Any] = {"class": "width-date", "inputmode": "decimal"}


class ReportForm(Asked):
    """The questions of an annual report or a plan."""

    def __init__(
        self, kind: str, answers: Mapping[str, Any], problems: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.kind = kind
        super().__init__(answers, problems)

    def build(self) -> None:
        grouped: dict[str, list[str]] = {}
        for each in questions.of(self.kind):
            if each.type in (COUNT, MONEY):
                field = _line(each.label, each.hint, required=each.needed, most=20, **_NUMBER)
            else:
                field = _text(each.label, each.hint, required=each.needed)
            self.fields[each.name] = field
            grouped.setdefault(each.group, []).append(each.name)
        self.groups = [(questions.GROUPS[group], names) for group, names in grouped.items()]


class ProgressForm(Asked):
    """The three parts, each in both languages."""

    def build(self) -> None:
        groups = []
        for part in questions.PROGRESS_PARTS:
            hint = questions.PROGRESS_HINTS[part]
            self.fields[f"{part}_en"] = _text(_("In English"), hint, lang="en")
            self.fields[f"{part}_zh"] = _text(_("In Chinese"), "", lang="zh-Hans")
            groups.append((words.PARTS[part], [f"{part}_en", f"{part}_zh"]))
        self.groups = groups

    @staticmethod
    def read(posted: QueryDict) -> dict[str, dict[str, str]]:
        return {
            part: {language: posted.get(f"{part}_{language}", "") for language in ("en", "zh")}
            for part in questions.PROGRESS_PARTS
        }

    @staticmethod
    def shown(parts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        return {f"{part}_{language}": text for part, texts in parts.items() for language, text in texts.items()}


class RecordForm(Asked):
    """A credit record to enter."""

    kind = forms.ChoiceField(label=_("Kind"), required=True)
    year = _line(_("Year inspected"), _("For an inspection only."), most=4, **_NUMBER)
    conclusion = forms.ChoiceField(label=_("Conclusion"), required=False, help_text=_("For an inspection only."))
    title_zh = _line(_("What was decided, in Chinese"), _("For a penalty or another record."), lang="zh-Hans")
    title_en = _line(_("What was decided, in English"), "", lang="en")
    authority = _line(_("Decided by"), required=True, most=200)
    document_number = _line(_("Document number"), most=100)
    decided_on = forms.DateField(
        label=_("Decided on"), required=True, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("It is entered within five working days after that."),
    )
    source = _line(_("Where it is published"), _("A full web address."), most=500, inputmode="url")

    def build(self) -> None:
        nothing = ("", _("Not an inspection"))
        kinds = [(key, _shown(texts)) for key, texts in lawbook.credit_kinds().items()]
        conclusions = [(key, label) for key, (label, _tone) in words.CONCLUSIONS.items()]
        self._choose("kind", kinds)
        self._choose("conclusion", [nothing, *conclusions])

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @staticmethod
    def read(posted: QueryDict) -> dict[str, Any]:
        """The answers, the year as a number and the day as a date where they are such."""
        names = ("kind", "conclusion", "title_zh", "title_en", "authority", "document_number", "source")
        said: dict[str, Any] = {name: posted.get(name, "").strip() for name in names}
        year = posted.get("year", "").strip()
        said["year"] = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
        try:
            said["decided_on"] = dt.date.fromisoformat(posted.get("decided_on", "").strip())
        except ValueError:
            said["decided_on"] = None
        return said


class ProposalForm(Asked):
    """A listing to propose."""

    ground = forms.ChoiceField(label=_("Ground"), required=True, widget=forms.RadioSelect)
    facts = _text(_("Facts stated"), _("The organisation reads it, and the public once it is listed."), required=True)

    def build(self) -> None:
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        grounds = lawbook.list_rule(clock.today()).grounds.values()
        field.choices = [
            (name, [(each.key, _shown(each.text)) for each in grounds if each.list == key])
            for key, name in words.LISTS.items()
        ]


class UploadForm(Asked):
    """A file to import."""

    file = forms.FileField(
        label=_("File"), required=True, help_text=_("CSV in UTF-8 or GB 18030, or XLSX; at most 50 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


def _shown(texts: Mapping[str, str]) -> str:
    return choose(texts, get_language()).text
