"""The words of listings on the pages of those who work on them: states, steps, checks, groups of questions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: dict[str, tuple[Any, str]] = {
    "draft": (_("Draft"), "quiet"),
    "in_review": (_("In review"), "accent"),
    "returned": (_("Returned"), "warn"),
    "approved": (_("Approved, not published yet"), "accent"),
    "published": (pgettext_lazy("a listing", "Published"), "good"),
    "expired": (pgettext_lazy("a listing", "Expired"), "quiet"),
    "withdrawn": (_("Taken back"), "quiet"),
}
STANDINGS: dict[str, tuple[Any, str]] = {
    "live": (_("A version is public"), "good"),
    "expired": (_("The public version has expired"), "quiet"),
    "withdrawn": (_("The public version was taken back"), "quiet"),
}
STEPS: dict[str, Any] = {
    "edit": _("Change the words"),
    "submit": _("Hand in for review"),
    "recall": _("Take back from review"),
    "return": _("Return to the author"),
    "approve": pgettext_lazy("a listing", "Approve"),
    "publish": _("Publish"),
    "revise": _("Write a revision"),
    "discard": _("Drop the revision"),
    "renew": _("Renew for a year"),
    "withdraw": _("Take the listing back"),
    "take_down": _("Take down"),
    "assign": _("Assign a technology manager"),
    "expire": _("Let it expire"),
}
EVENTS: dict[str, Any] = {
    "create": _("Begun"),
    "edit": _("Words changed"),
    "submit": _("Handed in for review"),
    "recall": _("Taken back from review"),
    "return": _("Returned to the author"),
    "approve": pgettext_lazy("a listing", "Approved"),
    "publish": pgettext_lazy("a listing", "Published"),
    "revise": _("Revision begun"),
    "discard": _("Revision dropped"),
    "renew": _("Renewed"),
    "withdraw": _("Taken back by its owner"),
    "take_down": _("Taken down by the exchange"),
    "assign": _("Technology manager assigned"),
    "expire": pgettext_lazy("a listing", "Expired"),
    "remind": _("Owner reminded"),
}
CHECKS: dict[str, tuple[Any, Any]] = {
    "complete": (_("Complete"), _("A reader can judge it: what it is, what is offered or wanted, on what terms.")),
    "profile": (_("Right type of profile"), _("Who pays whom agrees with the type.")),
    "anonymity": (_("Anonymous where it says so"), _("Nothing in the words leads to the owner.")),
    "rights": (_("State of the rights evidenced"), _("Numbers and status agree with the register of the office.")),
    "readiness": (_("Readiness level evidenced"), _("The evidence shows the level that is claimed.")),
}
GROUPS: dict[str, Any] = {
    "text": _("What it is"),
    "class": _("Field and maturity"),
    "rights": _("Rights"),
    "terms": _("Terms"),
    "place": _("Where it comes from"),
    "contact": _("Owner and contact"),
}
LEVELS: dict[str, Any] = {
    "junior": pgettext_lazy("technology manager", "Junior"),
    "intermediate": pgettext_lazy("technology manager", "Intermediate"),
    "senior": pgettext_lazy("technology manager", "Senior"),
}


def badge(state: str) -> dict[str, Any]:
    label, tone = STATES[state]
    return {"label": label, "tone": tone}


def standing_badge(standing: str) -> dict[str, Any] | None:
    if standing not in STANDINGS:
        return None
    label, tone = STANDINGS[standing]
    return {"label": label, "tone": tone}
