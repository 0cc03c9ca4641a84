"""What the network explorer calls things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from technopole.pages import display

KINDS: Mapping[str, Any] = {
    "organisations": _("Organisations"), "people": _("People"), "places": _("Countries and regions"),
    "topics": _("Topics"), "applicants": _("Patent applicants"),
}  # fmt: skip
ONE: Mapping[str, Any] = {
    "organisations": _("Organisation"), "people": _("Person"), "places": _("Country or region"),
    "topics": _("Topic"), "applicants": _("Applicant"),
}  # fmt: skip
LEADS: Mapping[str, Any] = {
    "organisations": _("Organisations are linked by the works whose authors name both as their address."),
    "people": _("People are linked by the works that they signed together."),
    "places": _("Countries and regions are linked by the works that have addresses in both."),
    "topics": _("Topics are linked by the works that are about both."),
    "applicants": _("Applicants are linked by the patent families that they applied for together."),
}
COUNTING: Mapping[str, Any] = {"full": _("Full"), "fractional": _("Fractional")}
COUNTING_MEANS: Mapping[str, Any] = {
    "full": _("Each work counts as one for every member and for every pair of members."),
    "fractional": _(
        "A work is divided among its members, and each member’s links from it add up to one, so that works of many "
        "members do not outweigh those of few."
    ),
}
WORKS_IN_ALL: Mapping[str, Any] = {"works": _("All works"), "patents": _("All patents")}
MEMBERS: Mapping[str, Any] = {
    "organisations": ngettext_lazy("%(n)s organisation", "%(n)s organisations", "count"),
    "people": ngettext_lazy("%(n)s person", "%(n)s people", "count"),
    "places": ngettext_lazy("%(n)s country or region", "%(n)s countries and regions", "count"),
    "topics": ngettext_lazy("%(n)s topic", "%(n)s topics", "count"),
    "applicants": ngettext_lazy("%(n)s applicant", "%(n)s applicants", "count"),
}
COUNTED: Mapping[str, Any] = {
    "works": pgettext_lazy("scientific works", "Works"), "patents": _("Patent families"),
}  # fmt: skip
MEASURES: Mapping[str, Any] = {
    "salton": _("Salton’s cosine"), "jaccard": _("Jaccard index"), "association": _("Association strength"),
    "affinity": _("Affinity"),
}  # fmt: skip
MEASURES_MEAN: Mapping[str, Any] = {
    "salton": _("Joint works divided by the root of the product of both sides’ works: from 0 to 1."),
    "jaccard": _("Joint works as a part of the works of either side: from 0 to 1."),
    "association": _(
        "How many times more joint works there are than if works fell together by chance: 1 is as by chance."
    ),
    "affinity": _(
        "How many times more joint works there are than each side’s joint works with all others would give: 1 is no "
        "preference. Where joint works are few, it swings."
    ),
}

TYPES: Mapping[str, Any] = {
    "education": _("University or school"), "company": _("Company"), "government": _("Government"),
    "facility": _("Research institute"), "healthcare": _("Health care"), "nonprofit": _("Non-profit organisation"),
    "archive": _("Archive or library"), "funder": _("Funder"),
}  # fmt: skip
"""What ROR calls types of organisations."""


def sentences(said: Sequence[str]) -> str:
    """Sentences in a row, as the page's language sets them: Chinese leaves nothing between them."""
    return ("" if display.short_language(get_language()) == "zh" else " ").join(said)
