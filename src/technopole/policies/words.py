"""The words of policies on a page, and what may be said of whether one is in force."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from technopole.policies.models import Policy

LEVELS = {"national": _("National"), "municipal": _("Municipal"), "area": _("An area of the city")}
INSTRUMENTS = {
    "finance": _("Finance"),
    "research": _("Research"),
    "talent": _("Talent"),
    "international_cooperation": _("International cooperation"),
}
TOPICS = {
    "talent": _("Talent"),
    "tax": _("Tax"),
    "registration": _("Registration"),
    "plan": _("Plan"),
    "enterprise": _("Enterprises"),
}
SUBJECTS = {
    "enterprise": _("Enterprises"),
    "person": _("Persons"),
    "contract": _("Contracts"),
    "organisation": _("Organisations"),
    "area": _("Areas"),
}
VALIDITIES = {
    "in_force": _("In force"),
    "not_yet": _("Not yet in force"),
    "expired": _("No longer in force"),
    "not_stated": _("Validity not stated"),
}
VALIDITY_TONES = {"in_force": "good", "not_yet": "accent", "expired": "quiet", "not_stated": "quiet"}
FIELDS = {
    "title": _("Title"),
    "document_number": _("Document number"),
    "issuer": _("Issued by"),
    "published": _("Published"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid to"),
    "level": _("Level"),
    "area": _("Area"),
    "topic": _("Topic"),
    "instruments": _("Works by"),
    "subject": _("Concerns"),
    "summary": _("Summary"),
    "rule_pack": _("Rule pack"),
    "official": _("Official text compared"),
    "sources": _("Sources"),
}
"""The names of fields, for history and disagreements."""


def validity(policy: Policy, today: dt.date) -> str:
    """Is it in force on a day, as far as its dates say: `in_force`, `not_yet`, `expired` or `not_stated`."""
    if policy.valid_to_on and policy.valid_to_on < today:
        return "expired"
    if policy.valid_from_on is None:
        return "not_stated"
    return "not_yet" if policy.valid_from_on > today else "in_force"


def status(policy: Policy, today: dt.date) -> dict[str, object]:
    found = validity(policy, today)
    return {"label": VALIDITIES[found], "tone": VALIDITY_TONES[found]}
