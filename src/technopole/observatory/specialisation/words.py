"""What the specialisation map says in words."""

from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from technopole.pages import display

BASES = {
    "subfields": _("Publications by subfield"),
    "fields": _("Publications by field"),
    "patents": _("Patents by field of technology"),
    "register": pgettext_lazy("what is counted", "Organisations by sector"),
}
RECORDS = {
    "subfields": _("Publications"),
    "fields": _("Publications"),
    "patents": _("Patent families"),
    "register": _("Organisations"),
}
LEVELS = {"city": _("cities"), "country": _("countries"), "district": _("districts")}
JUDGEMENTS = {
    "rooted": _("Strong and rooted"),
    "alone": _("Strong, but alone"),
    "near": _("Near, not yet ours"),
    "far": _("Far, and not ours"),
    "few": _("Too few to tell"),
}
"""The quarters of the plane."""
EXPLAINED = {
    "rooted": _("more than the average, and near to much that is done here"),
    "alone": _("more than the average, but near to little that is done here"),
    "near": _("less than the average, but near to much that is done here: what may come next"),
    "far": _("less than the average, and near to little that is done here"),
    "few": _("more than the average, but too few records stand behind it"),
}


def number(value: Any, decimals: int | None = None) -> str:
    return "" if value is None else display.number(value, get_language(), decimals)


def two(value: Any) -> str:
    return number(value, 2)


def three(value: Any) -> str:
    return number(value, 3)


def quotient(value: float) -> str:
    """A location quotient with the digits that it deserves."""
    return number(value, 1 if value >= 10 else 2)


def interval(low: float, high: float) -> str:
    return f"{quotient(low)}–{quotient(high)}"


def percent(part: float) -> str:
    return number(100 * part, 1 if part >= 0.001 or not part else 2) + "%"


def text(value: Any) -> str:
    return display.choose(value, get_language()).text
