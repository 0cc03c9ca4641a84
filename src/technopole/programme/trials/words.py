"""The words of trials on pages and in mail."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PAID_BY: dict[str, Any] = {
    "asker": _("Whoever tries it"),
    "maker": _("The maker"),
    "shared": _("Both, each its own costs"),
    "public": _("A public programme"),
}
STATES: dict[str, tuple[Any, str]] = {
    "agreed": (pgettext_lazy("of a trial", "Agreed"), "accent"),
    "done": (pgettext_lazy("of a trial", "Done"), "good"),
    "called_off": (pgettext_lazy("of a trial", "Called off"), "quiet"),
}
STEPS: dict[str, Any] = {
    "report": _("Write the result"),
    "consent": _("Consent to publication"),
    "retract": _("Take the consent back"),
    "call_off": _("Call the trial off"),
}
SIDES: dict[str, Any] = {"asker": _("Whoever tries it"), "maker": _("The maker")}
LABELS: dict[str, Any] = {
    "organisation": _("Who asks"),
    "scenario": _("Scenario"),
    "district": _("District"),
    "place": pgettext_lazy("of a trial", "Place"),
    "starts": _("First day"),
    "ends": pgettext_lazy("of a trial", "Last day"),
    "measured": _("What is to be measured"),
    "paid_by": _("Who pays"),
    "note": _("Remark"),
    "result_en": _("Result in English"),
    "result_zh": _("Result in Chinese"),
    "text": _("Why"),
}


def badge(state: str) -> dict[str, Any]:
    label, tone = STATES.get(state, (state, "quiet"))
    return {"label": label, "tone": tone}
