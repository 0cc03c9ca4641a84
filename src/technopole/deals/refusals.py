"""Why a step is refused, in the reader's language: what, how things stand, what can be done. None names a side."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.deals import words
from technopole.deals.transitions import TIME, Table, Transition
from technopole.pages import display


def listed(texts: Iterable[Any]) -> str:
    return display.listed([f"“{text}”" for text in texts], get_language())


def either(texts: Iterable[Any]) -> str:
    return str(_(" or ")).join(f"“{text}”" for text in texts)


def instead(table: Table, state: str) -> str:
    """What can be done in a state, by whomever."""
    steps = [words.STEPS[each.step] for each in table.possible(state) if TIME not in each.who]
    if not steps:
        return _("It has ended, and nothing more can be done with it.")
    return _("What can be done now: %(steps)s.") % {"steps": listed(steps)}


def no_such_step(table: Table, step: str, state: str) -> str:
    said = _("“%(step)s” is no step of this.") % {"step": step}
    return " ".join([said, instead(table, state)])


def not_now(table: Table, transition: Transition, state: str) -> str:
    said = _("“%(step)s” can be done while it is %(allowed)s; it is “%(state)s” now.") % {
        "step": words.STEPS[transition.step],
        "allowed": either(words.STATES[table.kind][source][0] for source in transition.sources),
        "state": words.STATES[table.kind][state][0],
    }
    return " ".join([said, instead(table, state)])


def not_yours(transition: Transition, both_sides: bool) -> str:
    if TIME in transition.who:
        why = _("Nobody may do this: it comes with time.")
    elif both_sides:
        why = _("You speak for both sides, so you can act for neither. Let somebody else do it for one of them.")
    else:
        who = either(words.PARTS[part] for part in transition.who)
        why = _("This is done by %(who)s.") % {"who": who}
    return _("“%(step)s”: %(why)s") % {"step": words.STEPS[transition.step], "why": why}


def changed() -> str:
    return _("Somebody else changed this since you opened it. Look at it again.")
