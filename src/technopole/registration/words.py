"""The words of the register on pages: states, steps, kinds of case, statuses; and what each question is called."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: dict[str, Any] = {
    "establish": _("Registration"),
    "change": _("Change of what is registered"),
    "charter": _("Charter approval"),
    "branch": _("Filing of a branch"),
    "deregister": _("Deregistration"),
}

STATES: dict[str, tuple[Any, str]] = {
    "draft": (_("Draft"), "quiet"),
    "name_checked": (_("Name checked"), "accent"),
    "consent_asked": (_("Waiting for the supervisory unit"), "warn"),
    "consented": (_("Supervisory unit consents"), "accent"),
    "liquidating": (_("In liquidation"), "warn"),
    "liquidated": (_("Liquidation ended"), "accent"),
    "submitted": (_("Submitted"), "accent"),
    "supplement_requested": (_("Waiting for the applicant"), "warn"),
    "accepted": (_("Papers complete"), "accent"),
    "in_review": (_("In review"), "accent"),
    "decision_prepared": (_("Decision prepared"), "warn"),
    "registered": (_("Registered"), "good"),
    "certified": (_("Certificate issued"), "good"),
    "granted": (_("Granted"), "good"),
    "refused": (_("Refused"), "bad"),
    "withdrawn": (_("Withdrawn by the applicant"), "quiet"),
    "lapsed": (_("Lapsed"), "quiet"),
}

STATUSES: dict[str, tuple[Any, str]] = {
    "registered": (_("Registered, certificate not issued yet"), "accent"),
    "active": (pgettext_lazy("of a registration", "Registered"), "good"),
    "liquidating": (_("In liquidation"), "warn"),
    "deregistered": (_("Deregistered"), "quiet"),
}

STEPS: dict[str, Any] = {
    "edit": _("Change the answers"),
    "check_name": _("Check the name and keep it"),
    "release_name": _("Give the name up"),
    "ask_consent": _("Ask the supervisory unit for consent"),
    "recall_consent": _("Take the request for consent back"),
    "consent": _("Consent"),
    "decline": _("Decline to consent"),
    "record_consent": _("Record a consent given on paper"),
    "begin_liquidation": _("Begin the liquidation"),
    "end_liquidation": _("End the liquidation"),
    "submit": _("Send the application"),
    "ask_supplement": _("Ask for a supplement"),
    "supply": _("Send what was missing"),
    "accept": _("Accept: the papers are complete"),
    "start_review": _("Start the review"),
    "record_visit": _("Record a field visit"),
    "publish_notice": _("Publish a notice"),
    "prepare": _("Prepare the decision"),
    "return_decision": _("Return the prepared decision"),
    "approve": _("Approve the decision"),
    "approve_refusal": _("Approve the refusal"),
    "issue_certificate": _("Issue the certificate"),
    "withdraw": _("Withdraw the application"),
    "lapse": _("Let it lapse"),
}

EVENTS: dict[str, Any] = {
    "created": _("Drafted"),
    "edit": _("Edited"),
    "check_name": _("Name checked and kept"),
    "release_name": _("Name given up"),
    "ask_consent": _("Consent asked for"),
    "recall_consent": _("Request for consent taken back"),
    "consent": _("Supervisory unit consented"),
    "decline": _("Supervisory unit declined"),
    "record_consent": _("Consent on paper recorded"),
    "begin_liquidation": _("Liquidation begun"),
    "end_liquidation": _("Liquidation ended"),
    "submit": _("Sent"),
    "ask_supplement": _("Supplement asked for"),
    "supply": _("Supplement sent"),
    "accept": _("Accepted: papers complete, the clock starts"),
    "start_review": _("Review started"),
    "record_visit": _("Field visit recorded"),
    "publish_notice": _("Notice published"),
    "prepare": _("Decision prepared"),
    "return_decision": _("Prepared decision returned"),
    "approve": _("Decision approved"),
    "approve_refusal": _("Refusal approved"),
    "issue_certificate": _("Certificate issued"),
    "withdraw": _("Withdrawn by the applicant"),
    "expired": _("Lapsed"),
    "comment": _("Comment"),
    "attached": _("File attached"),
    "attachment_removed": _("File removed"),
    "advised": _("Advice given"),
}

ACTIONS: dict[str, Any] = {
    "registered": _("Registered"),
    "certificate": _("Certificate issued"),
    "changed": pgettext_lazy("history", "Changed"),
    "charter": _("Charter approved"),
    "branch": _("Branch filed"),
    "liquidating": _("Liquidation begun"),
    "liquidation_ended": _("Liquidation ended"),
    "resumed": _("Liquidation given up"),
    "deregistered": _("Deregistered"),
}
"""What history says of a registered organisation."""

WHO: dict[str, Any] = {
    "applicant": _("the applicant"),
    "supervisor": _("the supervisory unit"),
    "registrar": _("a registrar of the registration authority"),
    "second": _("a second registrar, who did not prepare it"),
    "time": _("nobody: time alone"),
}

GROUPS: dict[str, Any] = {
    "identity": _("Names and kind"),
    "authority": _("Authorities"),
    "place": _("Place"),
    "purpose": _("Purpose"),
    "money": _("Money"),
    "people": _("People"),
    "members": _("Members"),
    "abroad": _("The organisation abroad"),
    "activity": _("The activity"),
    "contact": _("Contact, not published"),
    "branch": _("The branch"),
    "charter": _("The charter"),
    "liquidation": _("Liquidation"),
    "why": _("Why"),
}

NATURES = {
    "legal_person": _("Legal person"),
    "partnership": _("Partnership"),
    "individual": _("Individual"),
}
FOUNDATION_KINDS = {
    "non_public": _("Not raising funds from the public"),
    "public_local": _("Raising funds from the public, local"),
    "public_national": _("Raising funds from the public, national"),
}
BRANCH_KINDS = {"branch": _("Branch"), "representative": _("Representative body")}
YES_NO = {"yes": pgettext_lazy("answer", "Yes"), "no": pgettext_lazy("answer", "No")}
DECISIONS = {"register": _("Grant what is asked for"), "refuse": _("Refuse")}
VERDICTS: dict[str, tuple[Any, str]] = {
    "yes": (_("met"), "good"),
    "no": (_("not met"), "bad"),
    "unknown": (_("not known"), "warn"),
}
LIKENESS = {
    "same": _("same name"),
    "same_core": _("same word and field of work"),
    "same_word": _("same distinctive word"),
    "alike": _("almost the same words"),
}


def badge(state: str) -> dict[str, Any]:
    """The badge of a case's state."""
    label, tone = STATES.get(state, (state, "quiet"))
    return {"label": label, "tone": tone}


def status_badge(status: str) -> dict[str, Any]:
    """The badge of a registration's status."""
    label, tone = STATUSES.get(status, (status, "quiet"))
    return {"label": label, "tone": tone}
