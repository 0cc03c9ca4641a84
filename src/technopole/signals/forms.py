"""Forms about what one follows, and about webhooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from technopole.core import signals
from technopole.pages import display
from technopole.signals.models import Rhythm, Subscription


class FollowForm(forms.Form):
    """How one wants to be told."""

    kinds = forms.MultipleChoiceField(
        label=_("Tell me of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to be told of everything."),
    )
    rhythm = forms.ChoiceField(label=_("Mail"), choices=Rhythm.choices, widget=forms.RadioSelect, initial=Rhythm.DAILY)
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("What you call it, for your own list.")
    )

    def __init__(self, *args: Any, thing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kinds"]
        field.choices = [(kind.name, kind.label) for kind in signals.kinds_of(thing)]


class WebhookForm(forms.Form):
    """A new webhook."""

    name = forms.CharField(label=_("What is it for?"), max_length=100, help_text=_("Such as “Our supplier database”."))
    url = forms.CharField(
        label=_("Address of the program"),
        max_length=500,
        help_text=_("Begins with https://. Each signal is sent there with POST, as JSON."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    subscription = forms.ChoiceField(label=_("What is sent"), required=False)

    def __init__(self, *args: Any, subscriptions: list[tuple[Subscription, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["subscription"]
        field.choices = [
            ("", _("All that I follow")),
            *((row.uid, display.choose(words, None).text if isinstance(words, dict) else words)
              for row, words in subscriptions),
        ]  # fmt: skip


class WebhookEditForm(forms.Form):
    """Another name or address."""

    name = forms.CharField(label=_("What is it for?"), max_length=100)
    url = forms.CharField(
        label=_("Address of the program"), max_length=500, widget=forms.URLInput(attrs={"spellcheck": "false"})
    )
