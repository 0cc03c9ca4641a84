"""The form in which somebody describes a need. Nothing of it is kept."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.exchange import words
from technopole.exchange.forms import COMMON_CURRENCIES
from technopole.methods import patents
from technopole.methods.codes import CURRENCIES
from technopole.pages.display import choose
from technopole.registry import vocabulary as centre
from technopole.search.corpora import Wanted

MOST = 20_000
MOST_FIELDS = 12
LEVELS = tuple((str(level), f"TRL {level}") for level in range(1, 10))


def _sorted(known: Any) -> list[tuple[str, str]]:
    texts = {key: choose(label, get_language()).text for key, label in known.items()}
    return sorted(texts.items(), key=lambda pair: pair[1])


def _level(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("Any")), *LEVELS])


class NeedForm(forms.Form):
    """What is needed, and what of it is a must."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("What do you need?"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("The problem, the target values, what was tried: in English or Chinese, up to 20,000 characters. "
                    "It is compared and not kept."),
        error_messages={"required": _("Describe what you need: a few sentences are enough.")},
    )  # fmt: skip
    title = forms.CharField(label=_("Title"), max_length=300, required=False,
                            help_text=_("Its words weigh as much as those of the description."))  # fmt: skip
    trl_min = _level(_("Lowest readiness level"))
    trl_max = _level(_("Highest readiness level"))
    modes = forms.MultipleChoiceField(
        label=_("Ways to work together"), required=False, choices=lambda: list(words.MODES.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    budget = forms.DecimalField(
        label=_("Budget"), required=False, min_value=0, max_digits=15, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "width-date"}),
        help_text=_("The most you can pay. Compared only with prices in the same currency."),
    )  # fmt: skip
    currency = forms.ChoiceField(
        label=_("Currency"), required=False,
        choices=lambda: [("", "–"), *((code, code) for code in COMMON_CURRENCIES if code in CURRENCIES)],
    )  # fmt: skip
    fields_wanted = forms.CharField(
        label=_("Patent classification"), required=False, max_length=300,
        help_text=_("Symbols of the IPC or CPC, such as H01M or H01M 10/0525, a comma between several."),
    )  # fmt: skip
    sector = forms.ChoiceField(
        label=_("Sector"), required=False, choices=lambda: [("", _("Any")), *_sorted(centre.sectors())]
    )
    country = forms.ChoiceField(
        label=_("Country or region"), required=False, choices=lambda: [("", _("Any")), *_sorted(centre.countries())]
    )
    region = forms.CharField(label=_("Region"), required=False, max_length=120)
    must = forms.MultipleChoiceField(
        label=_("What is a must"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Anything else is weighed: it moves an offer up or down, and shuts none out."),
        choices=[
            ("listing", _("Only listings of this exchange")), ("real", _("No synthetic data")),
            ("trl", _("Within these readiness levels")), ("mode", _("One of these ways to work together")),
            ("field", _("In these fields")), ("country", _("In this country or region")),
        ],
    )  # fmt: skip

    def clean_fields_wanted(self) -> list[str]:
        parts = re.split(r"[,，;；、\n]", self.cleaned_data["fields_wanted"])
        symbols = [part.strip() for part in parts if part.strip()]
        for symbol in symbols:
            try:
                patents.symbol(symbol)
            except ValueError:
                why = _("“%(value)s” is no symbol of the patent classification. Write it as H01M or H01M 10/0525.")
                raise forms.ValidationError(why, params={"value": symbol}) from None
        return symbols[:MOST_FIELDS]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        low, high = said.get("trl_min"), said.get("trl_max")
        if low and high and low > high:
            self.add_error("trl_max", _("It is below the lowest level."))
        if said.get("budget") is not None and not said.get("currency"):
            self.add_error("currency", _("Say in which currency the budget is."))
        return said

    def wanted(self) -> Wanted:
        """What is looked for; only after `is_valid`."""
        said = self.cleaned_data
        return Wanted(
            text=said["text"], title=said["title"], fields=said["fields_wanted"],
            sectors=[said["sector"]] if said["sector"] else [],
            trl_min=int(said["trl_min"]) if said["trl_min"] else None,
            trl_max=int(said["trl_max"]) if said["trl_max"] else None,
            modes=said["modes"], price_high=float(said["budget"]) if said["budget"] is not None else None,
            currency=said["currency"], country=said["country"], region=said["region"],
        )  # fmt: skip

    def filters(self) -> dict[str, list[str]]:
        """What shuts out; only after `is_valid`."""
        said = self.cleaned_data
        must, found = set(said["must"]), {}
        if "listing" in must:
            found["standing"] = ["listing"]
        if "real" in must:
            found["synthetic"] = ["0"]
        if "trl" in must and (said["trl_min"] or said["trl_max"]):
            low, high = int(said["trl_min"] or 1), int(said["trl_max"] or 9)
            found["trl"] = [str(level) for level in range(low, high + 1)]
        if "mode" in must and said["modes"]:
            found["mode"] = said["modes"]
        if "field" in must and said["fields_wanted"]:
            found["field"] = [subclass(symbol) for symbol in said["fields_wanted"]]
        if "country" in must and said["country"]:
            found["country"] = [said["country"]]
        return found


def subclass(symbol: str) -> str:
    """The narrowest beginning of a symbol that searches are narrowed by: H01M of h01m 10/0525."""
    return re.sub(r"\s+", "", symbol).upper()[:4]
