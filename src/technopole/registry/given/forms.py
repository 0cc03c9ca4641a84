"""The questions of the pages that take a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from technopole.registry.given.models import GivenList

_PROFILES = (
    ("complete", _("Complete: misses fewer organisations")),
    ("precise", _("Precise: gives fewer wrong answers")),
)
_TEXTS: dict[str, tuple[Any, Any]] = {
    GivenList.Purpose.RESOLVE: (
        _("Paste a list"),
        _("One affiliation or name a line, in any language. One line may name several organisations."),
    ),
    GivenList.Purpose.CHECK: (
        _("Paste a list"),
        _("One a line: a name, or a number such as a ROR ID, unified social credit code, ISNI, LEI, Wikidata or GRID."),
    ),
}  # fmt: skip


class ListForm(forms.Form):
    """A list, pasted or as a file."""

    use_required_attribute = False

    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}))
    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        label=_("Or choose a file"),
        help_text=_("CSV in UTF-8, XLSX, or text with one a line. You choose the column in the next step."),
        widget=forms.FileInput(attrs={"accept": ".csv,.gz,.xlsx,.txt"}),
    )
    profile = forms.ChoiceField(label=_("What matters more"), choices=_PROFILES, widget=forms.RadioSelect)

    def __init__(self, purpose: str, *arguments: Any, **options: Any) -> None:
        options.setdefault("initial", {"profile": "complete"})
        super().__init__(*arguments, **options)
        self.fields["text"].label, self.fields["text"].help_text = _TEXTS[purpose]
        if purpose == GivenList.Purpose.CHECK:
            del self.fields["profile"]
