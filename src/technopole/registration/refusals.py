"""Why a step of the register is refused, in the reader's language: what, how things stand, what can be done."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.pages import display
from technopole.pages.texts import in_both
from technopole.registration import authorities, rules_in_force, transitions, words
from technopole.registration.models import Case, Registration, Status
from technopole.registration.transitions import TIME, Transition


def _listed(texts: Iterable[Any]) -> str:
    return display.listed([f"“{text}”" for text in texts], get_language())


def _shown(texts: Any) -> str:
    return display.choose(texts, get_language()).text


def instead(case: Case) -> str:
    """What can be done with a case as it is, by whomever."""
    steps = [words.STEPS[each.step] for each in transitions.possible(case.kind, case.state) if each.who != TIME]
    if not steps:
        return _("It has ended, and nothing more can be done with it.")
    return _("What can be done now: %(steps)s.") % {"steps": _listed(steps)}


def no_such_step(step: str, case: Case) -> str:
    return " ".join([_("“%(step)s” is no step of an application.") % {"step": step}, instead(case)])


def no_step_of_its_kind(transition: Transition, case: Case) -> str:
    why = _("“%(step)s” is no step of this kind of application: %(kind)s.")
    said = why % {"step": words.STEPS[transition.step], "kind": words.KINDS[case.kind]}
    return " ".join([said, instead(case)])


def not_now(transition: Transition, case: Case) -> str:
    allowed = _(" or ").join(f"“{words.STATES[state][0]}”" for state in transition.sources)
    said = _("“%(step)s” can be done while the case is %(allowed)s; it is “%(state)s” now.") % {
        "step": words.STEPS[transition.step], "allowed": allowed, "state": words.STATES[case.state][0]
    }  # fmt: skip
    return " ".join([said, instead(case)])


def not_yours(transition: Transition, why: str) -> str:
    return _("“%(step)s”: %(why)s") % {"step": words.STEPS[transition.step], "why": why}


def only_the_unit(case: Case) -> str:
    unit = _shown(authorities.name(case.supervisory_unit))
    if not unit:
        return _("No supervisory unit is chosen that could do this. The applicant chooses one first.")
    return _("Only those who speak for the supervisory unit (%(unit)s) may do this. You can ask to represent it.") % {
        "unit": unit
    }


def only_the_authority(case: Case) -> str:
    authority = _shown(authorities.name(case.authority))
    if not authority:
        return _("No registration authority is chosen that could do this. The applicant chooses one first.")
    why = _("Only a registrar of the registration authority (%(authority)s) may do this. Ask one, or an administrator.")
    return why % {"authority": authority}


def only_representatives(registration: Registration) -> str:
    why = _("Only those who represent “%(name)s” can apply about it. You can ask to represent it on its page.")
    return why % {"name": name(registration)}


def name(registration: Registration) -> str:
    return _shown(in_both(registration, "name")) or registration.code


def standing(registration: Registration, allowed: Iterable[str]) -> str:
    """Why this cannot be done with an organisation of its status, and what would have to be done first."""
    first = {
        Status.REGISTERED: _("Its certificate has to be issued first."),
        Status.LIQUIDATING: _("If it is to go on, its deregistration has to be withdrawn first."),
        Status.DEREGISTERED: _("It has left the register; a new organisation can be applied for."),
    }.get(Status(registration.status), "")
    said = _("“%(name)s” is “%(status)s”; this can only be done with an organisation that is %(allowed)s.") % {
        "name": name(registration), "status": words.STATUSES[registration.status][0],
        "allowed": _(" or ").join(f"“{words.STATUSES[status][0]}”" for status in allowed),
    }  # fmt: skip
    return " ".join(part for part in (said, first) if part)


def open_already(rows: Iterable[Case]) -> str:
    """Applications about the same organisation that stand in the way."""
    named = [f"{words.KINDS[row.kind]} ({row.uid})" for row in rows]
    return _("An application about this organisation is open: %(cases)s. End or withdraw it first.") % {
        "cases": _listed(named)
    }


def no_such_form(form: str) -> str:
    known = _listed(_shown(each.name) for each in rules_in_force.forms().values())
    return _("There is no legal form “%(form)s”. Choose one of: %(forms)s.") % {"form": form, "forms": known}


def no_such_kind(kind: str) -> str:
    known = _listed(words.KINDS[each] for each in transitions.KINDS if each != transitions.ESTABLISH)
    why = _("“%(kind)s” cannot be asked for about a registered organisation. Choose one of: %(kinds)s.")
    return why % {"kind": kind, "kinds": known}
