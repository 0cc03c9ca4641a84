"""Why a step of a listing is refused, in the reader's language: what, how things stand, what can be done."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.exchange import screening, workflow
from technopole.exchange import working_words as words
from technopole.exchange.models import Listing
from technopole.exchange.questions import QUESTIONS
from technopole.exchange.workflow import TIME, Transition
from technopole.pages import display


def listed(texts: Iterable[Any]) -> str:
    return display.listed([f"“{text}”" for text in texts], get_language())


def instead(listing: Listing) -> str:
    """What can be done with a listing as it is, by whomever."""
    steps = [
        words.STEPS[each.step] for each in workflow.possible(listing.state, listing.standing) if each.who != TIME
    ]
    if not steps:
        return _("It has ended, and nothing more can be done with it. A new listing can be written.")
    return _("What can be done now: %(steps)s.") % {"steps": listed(steps)}


def no_such_step(step: str, listing: Listing) -> str:
    return " ".join([_("“%(step)s” is no step of a listing.") % {"step": step}, instead(listing)])


def not_now(transition: Transition, listing: Listing) -> str:
    step = words.STEPS[transition.step]
    if listing.state in transition.sources:
        said = _("“%(step)s” can only be done once a version of the listing was published.")
        return " ".join([said % {"step": step}, instead(listing)])
    allowed = _(" or ").join(f"“{words.STATES[state][0]}”" for state in transition.sources)
    said = _("“%(step)s” can be done while the listing is %(allowed)s; it is “%(state)s” now.") % {
        "step": step, "allowed": allowed, "state": words.STATES[listing.state][0],
    }  # fmt: skip
    return " ".join([said, instead(listing)])


def not_yours(transition: Transition, why: str) -> str:
    return _("“%(step)s”: %(why)s") % {"step": words.STEPS[transition.step], "why": why}


def sign_in() -> str:
    return _("Sign in first.")


def only_writers() -> str:
    return _(
        "Only those who represent its owner, and the technology manager it is written by or assigned to, may do this. "
        "You can ask to represent an organisation on its page."
    )


def only_brokers() -> str:
    return _("Only an exchange broker may do this. Ask one, or an administrator.")


def own_words() -> str:
    return _("You wrote some of these words yourself. A second person has to review them: ask another exchange broker.")


def speaks_for_owner() -> str:
    return _("You represent its owner. Somebody who does not has to review it: ask another exchange broker.")


def comes_with_time() -> str:
    return _("Nobody may do this: it comes with time.")


def changed_meanwhile() -> str:
    return _("Somebody else changed this listing since you opened it. Look at it again.")


def cannot_write_for(name: str) -> str:
    return _(
        "You do not represent “%(name)s”. You can ask to on its page; an exchange broker can also write for an owner."
    ) % {"name": name}


def once_named() -> str:
    return _(
        "It was public with its owner's name, and what was public once stays in history. Take it back and write a new "
        "listing that is anonymous from its first day."
    )


_WHAT = {
    screening.NAME: lambda: _("a name of the owner"),
    screening.PERSON: lambda: _("the name of a person"),
    screening.PATENT: lambda: _("the number of a right"),
    screening.EMAIL: lambda: _("an e-mail address"),
    screening.ADDRESS: lambda: _("a web address"),
    screening.PHONE: lambda: _("a telephone number"),
    screening.IDENTIFIER: lambda: _("an identifier"),
    screening.PLACE: lambda: _("a street address"),
    screening.ACCOUNT: lambda: _("an account of a messenger"),
}


def tells_owner(found: screening.Found, text: str) -> str:
    """Where in an answer something tells who the owner is."""
    before = text[max(0, found.start - 12) : found.start].replace("\n", " ")
    after = text[found.end : found.end + 12].replace("\n", " ")
    why = _("An anonymous listing must not tell its owner: “%(text)s” is %(what)s (character %(place)s: …%(around)s…).")
    return why % {
        "text": found.text, "what": _WHAT[found.kind](), "place": found.start + 1,
        "around": f"{before}{found.text}{after}",
    }  # fmt: skip


def label_of(name: str) -> str:
    return str(QUESTIONS[name].label) if name in QUESTIONS else name
