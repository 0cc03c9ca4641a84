"""The words of supervision in both languages: states, steps, questions, conditions, and why a step is refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from technopole.pages import display
from technopole.supervision.flow import Machine

Badge = Mapping[str, Any]

STATES: dict[str, dict[str, tuple[Promise, str]]] = {
    "report": {
        "due": (_("Not begun"), "quiet"),
        "draft": (_("Being written"), "quiet"),
        "submitted": (_("Handed in"), "accent"),
        "returned": (_("Sent back for changes"), "warn"),
        "unit_received": (_("Received by the supervisory unit"), "accent"),
        "received": (_("Received by the registrar"), "good"),
    },
    "rating": {
        "applied": (_("Applied for"), "accent"),
        "assessing": (_("Being assessed"), "accent"),
        "granted": (_("In force"), "good"),
        "refused": (_("Refused"), "bad"),
        "withdrawn": (pgettext_lazy("rating", "Withdrawn"), "quiet"),
        "expired": (_("Expired"), "quiet"),
        "revoked": (_("Revoked"), "bad"),
    },
    "listing": {
        "proposed": (_("Proposed"), "quiet"),
        "noticed": (_("Organisation was told"), "accent"),
        "answered": (_("Organisation has answered"), "accent"),
        "listed": (_("On the list"), "bad"),
        "repair_asked": (_("On the list; repair asked for"), "warn"),
        "repaired": (_("Repaired, off the list"), "good"),
        "dropped": (_("Not listed"), "quiet"),
    },
    "progress": {
        "draft": (_("Draft"), "quiet"),
        "sent": (pgettext_lazy("progress report", "Sent"), "accent"),
        "commented": (_("Commented"), "warn"),
        "accepted": (_("Accepted"), "good"),
    },
    "record": {
        "in_force": (_("In force"), "accent"),
        "annulled": (_("Annulled"), "quiet"),
    },
}

ACTIONS: dict[str, Promise] = {
    "open": _("Owed from this day"),
    "start": _("Begin it"),
    "save": _("Save it"),
    "attach": _("Attach a paper"),
    "take_back": _("Take a paper back"),
    "submit": _("Hand it in"),
    "return": _("Send it back for changes"),
    "unit_receive": _("Receive it for the supervisory unit"),
    "receive": _("Receive it for the registrar"),
    "apply": _("Apply for a rating"),
    "assess": _("Enter the points"),
    "grant": _("Give the rating"),
    "refuse": _("Refuse the rating"),
    "withdraw": _("Withdraw the application"),
    "expire": _("End it when its time is over"),
    "revoke": _("Revoke the rating"),
    "propose": _("Propose a listing"),
    "notify": _("Tell the organisation"),
    "answer": _("Answer the notice"),
    "list": _("Put it on the list"),
    "drop": _("Drop the proposal"),
    "ask_repair": _("Ask for repair"),
    "repair": _("Take it off the list"),
    "refuse_repair": _("Refuse the repair"),
    "send": _("Send it"),
    "comment": _("Comment on it"),
    "accept": _("Accept it"),
    "enter": _("Enter a record"),
    "annul": _("Annul the record"),
}

DONE: dict[str, Promise] = {
    "open": _("The report became due to be written"),
    "start": _("Begun"),
    "overdue": _("Became overdue"),
    "save": _("Saved"),
    "attach": _("Paper attached"),
    "take_back": _("Paper taken back"),
    "submit": _("Handed in"),
    "return": _("Sent back for changes"),
    "unit_receive": _("Received by the supervisory unit"),
    "receive": _("Received by the registrar"),
    "apply": _("Rating applied for"),
    "assess": _("Points entered"),
    "grant": _("Rating given"),
    "refuse": _("Rating refused"),
    "withdraw": _("Application withdrawn"),
    "expire": _("Rating expired"),
    "revoke": _("Rating revoked"),
    "propose": _("Listing proposed"),
    "notify": _("Organisation was told"),
    "answer": _("Organisation has answered"),
    "list": _("Put on the list"),
    "drop": _("Proposal dropped"),
    "ask_repair": _("Repair asked for"),
    "repair": _("Repaired, off the list"),
    "refuse_repair": _("Repair refused"),
    "send": _("Progress report sent"),
    "comment": _("Commented"),
    "accept": _("Progress report accepted"),
    "enter": _("Record entered"),
    "annul": _("Record annulled"),
}
KINDS: dict[str, Promise] = {
    "report": _("Annual report"),
    "rating": _("Rating"),
    "listing": _("Listing"),
    "progress": _("Progress report"),
    "record": _("Credit record"),
}
REPORT_KINDS: dict[str, Promise] = {"report": _("Annual report"), "plan": _("Plan of activities")}
LISTS: dict[str, Promise] = {
    "abnormal": _("List of abnormal activity"),
    "serious": _("List of serious violations"),
}
CONCLUSIONS: dict[str, tuple[Promise, str]] = {
    "passed": (_("Passed"), "good"),
    "fair": (_("Basically passed"), "warn"),
    "failed": (_("Failed"), "bad"),
}
NO_GRADE = _("No grade")

FINDINGS: dict[str, Promise] = {
    "rule": _("Rules of rating are in force"),
    "form": _("It is an association, a social service institution or a foundation"),
    "two_years": _("Two full years have passed since it was registered (on %(day)s)"),
    "inspected": _("It was inspected for %(year)s"),
    "not_failed": _("It did not fail the inspection for %(year)s"),
    "not_fair_twice": _("It was not “basically passed” both for %(from)s and for %(to)s"),
    "no_penalty": _("It had no administrative penalty in %(year)s"),
    "on_no_list": _("It is on no list"),
    "not_investigated": _("It is not under investigation"),
    "again": _("Two years have passed since its last rating (on %(day)s)"),
}
VERDICTS: dict[str, tuple[Promise, str]] = {
    "yes": (_("Met"), "good"),
    "no": (_("Not met"), "bad"),
    "unknown": (_("For the registrar to look at"), "warn"),
}
PARTS: dict[str, Promise] = {
    "progress": _("Progress"),
    "innovation": _("Technology innovation"),
    "transformation": _("Transformation of results"),
}


def both(text: Promise | str) -> dict[str, str]:
    """A text in both languages, as history keeps what it tells."""
    said = {}
    for language, code in (("en", "en"), ("zh", "zh-hans")):
        with translation.override(code):
            said[language] = str(text)
    return said


def badge(kind: str, state: str) -> Badge:
    """The state of a row as a word with its tone."""
    label, tone = STATES[kind].get(state, (state, "quiet"))
    return {"label": label, "tone": tone}


def conclusion(key: str) -> Badge | None:
    if key not in CONCLUSIONS:
        return None
    label, tone = CONCLUSIONS[key]
    return {"label": label, "tone": tone}


def finding(said: Mapping[str, Any]) -> dict[str, Any]:
    """A stored condition of a rating in words, with its verdict as a badge."""
    values = {
        name: display.partial_date(value, get_language()) if name == "day" else value
        for name, value in said.get("values", {}).items()
    }
    label, tone = VERDICTS[said["verdict"]]
    return {"text": str(FINDINGS[said["id"]]) % values, "badge": {"label": label, "tone": tone}}


def refusal(machine: Machine, state: str, action: str) -> str:
    """Why a step may not be taken in a state: what it is now, and in which states the step may be taken."""
    here = str(STATES[machine.kind].get(state, (state, ""))[0])
    possible = [str(STATES[machine.kind][each][0]) for each in machine.table if machine.allows(each, action)]
    step = str(ACTIONS.get(action, action))
    if not possible:
        why = gettext("“%(step)s” is no step of this.") % {"step": step}
    else:
        why = gettext("“%(step)s” cannot be done now: its state is “%(state)s”, and this can be done in: %(possible)s.")
        why %= {"step": step, "state": here, "possible": _listed(possible)}
    now = [str(ACTIONS[each]) for each in machine.table.get(state, {})]
    what = gettext("What can be done now: %(steps)s.") % {"steps": _listed(now)}
    return f"{why} {what if now else gettext('It has ended, and nothing more can be done with it.')}"


def _listed(texts: Sequence[str]) -> str:
    return display.listed([f"“{text}”" for text in texts], get_language())
