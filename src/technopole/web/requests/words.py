"""The words pages use for states, steps, recommendations and reasons."""

from typing import Any

from django.utils.translation import gettext_lazy as _

STATES: dict[str, tuple[Any, str]] = {
    "draft": (_("Draft"), "quiet"),
    "submitted": (_("Submitted"), "accent"),
    "supplement_requested": (_("Waiting for the applicant"), "warn"),
    "in_review": (_("In review"), "accent"),
    "accepted": (_("Accepted"), "good"),
    "refused": (_("Refused"), "bad"),
    "withdrawn": (_("Withdrawn by the applicant"), "quiet"),
    "expired": (_("Lapsed"), "quiet"),
}

EVENTS: dict[str, Any] = {
    "created": _("Drafted"),
    "edited": _("Edited"),
    "submitted": _("Sent"),
    "supplied": _("Supplement sent"),
    "attached": _("File attached"),
    "attachment_removed": _("File removed"),
    "review_started": _("Review started"),
    "supplement_requested": _("Supplement asked for"),
    "comment": _("Comment"),
    "advised": _("Advice given"),
    "accepted": _("Accepted"),
    "refused": _("Refused"),
    "withdrawn": _("Withdrawn by the applicant"),
    "expired": _("Lapsed"),
    "trial_report": _("Result of the trial written"),
    "trial_consent": _("Consented to publish the trial"),
    "trial_retract": _("Consent to publish the trial taken back"),
    "trial_call_off": _("Trial called off"),
}

RECOMMENDATIONS: dict[str, Any] = {
    "accept": _("Accept"),
    "refuse": _("Refuse"),
    "abstain": _("No recommendation"),
}

AWAITED: dict[str, Any] = {
    "decide": _("Your decision"),
    "advise": _("Your advice"),
    "supplement": _("Your answer"),
}

LIKENESS: dict[str, Any] = {
    "identifier": _("same identifier"),
    "name": _("same name"),
    "domain": _("same web domain"),
}


def badge(state: str) -> dict[str, Any]:
    """The badge of a request's state."""
    label, tone = STATES.get(state, (state, "quiet"))
    return {"label": label, "tone": tone}
