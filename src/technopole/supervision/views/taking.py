"""The steps that a page offers, and taking them: one description gives the button, the door and the call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from technopole.core.sourced import By
from technopole.supervision import lawbook, rules
from technopole.supervision.flow import MACHINES
from technopole.supervision.models import AnnualReport, CreditRecord, ListCase, ProgressReport, Rating, Supervised
from technopole.supervision.services import listings, progress, ratings, records, reports

MODELS: Mapping[str, type[Supervised]] = {
    "report": AnnualReport, "rating": Rating, "listing": ListCase, "progress": ProgressReport, "record": CreditRecord,
}
OWN, UNIT, REGISTRAR = "own", "unit", "registrar"
RULES = {OWN: rules.writes_own, UNIT: rules.receives_for_unit, REGISTRAR: rules.decides}
Call = Callable[[str, By, int, QueryDict], Any]


def _always(row: Any) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """One step: its name in the table of steps, who takes it, what it asks, and what it calls."""

    name: str
    who: str
    call: Call
    text: str | Promise = ""
    """What the box for words asks; no box if empty."""
    needed: bool = False
    tone: str = ""
    special: str = ""
    """A part of the form of its own: `points` or `grade`."""
    when: Callable[[Any], bool] = _always


def _text(said: QueryDict) -> str:
    return said.get("text", "")


def _points(uid: str, by: By, version: int, said: QueryDict) -> Any:
    items = [
        {"item": key, "points": said.get(f"points_{key}", ""), "most": said.get(f"most_{key}", "")}
        for key in lawbook.rating_items()
        if said.get(f"points_{key}", "").strip()
    ]
    return ratings.assess(uid, by, version, said.get("scale", ""), items)


_REASON = _("Reason")
_REMARK = _("Remark")

STEPS: Mapping[str, tuple[Step, ...]] = {
    "report": (
        Step(
            "unit_receive", UNIT, lambda uid, by, version, said: reports.unit_receive(uid, by, version, _text(said)),
            _REMARK, when=lambda row: row.unit_due is not None,
        ),
        Step(
            "receive", REGISTRAR, lambda uid, by, version, said: reports.receive(uid, by, version, _text(said)),
            _REMARK, when=lambda row: row.unit_due is None or row.state == "unit_received",
        ),
        Step(
            "return", UNIT, lambda uid, by, version, said: reports.send_back(uid, by, version, _text(said)),
            _("What must be changed"), needed=True, tone="secondary",
        ),
    ),
    "rating": (
        Step("assess", REGISTRAR, _points, special="points"),
        Step(
            "grant", REGISTRAR,
            lambda uid, by, version, said: ratings.grant(uid, by, version, said.get("grade", ""), _text(said)), _REASON,
            special="grade",
        ),
        Step(
            "refuse", REGISTRAR, lambda uid, by, version, said: ratings.refuse(uid, by, version, _text(said)), _REASON,
            needed=True, tone="secondary",
        ),
        Step(
            "revoke", REGISTRAR, lambda uid, by, version, said: ratings.revoke(uid, by, version, _text(said)), _REASON,
            needed=True, tone="danger",
        ),
        Step("withdraw", OWN, lambda uid, by, version, said: ratings.withdraw(uid, by, version), tone="danger"),
    ),
    "listing": (
        Step(
            "answer", OWN, lambda uid, by, version, said: listings.answer(uid, by, version, _text(said)),
            _("Your answer"), needed=True,
        ),
        Step(
            "ask_repair", OWN, lambda uid, by, version, said: listings.ask_repair(uid, by, version, _text(said)),
            _("What you put right, and what proves it"), needed=True,
        ),
        Step("notify", REGISTRAR, lambda uid, by, version, said: listings.notify(uid, by, version)),
        Step(
            "list", REGISTRAR, lambda uid, by, version, said: listings.put_on(uid, by, version, _text(said)), _REASON,
            tone="danger",
        ),
        Step(
            "repair", REGISTRAR, lambda uid, by, version, said: listings.repair(uid, by, version, _text(said)), _REMARK
        ),
        Step(
            "refuse_repair", REGISTRAR,
            lambda uid, by, version, said: listings.refuse_repair(uid, by, version, _text(said)), _REASON, needed=True,
            tone="secondary",
        ),
        Step(
            "drop", REGISTRAR, lambda uid, by, version, said: listings.drop(uid, by, version, _text(said)), _REASON,
            needed=True, tone="secondary",
        ),
    ),
    "progress": (
        Step(
            "accept", REGISTRAR, lambda uid, by, version, said: progress.accept(uid, by, version, _text(said)), _REMARK
        ),
        Step(
            "comment", REGISTRAR, lambda uid, by, version, said: progress.comment(uid, by, version, _text(said)),
            _("What should be said otherwise"), needed=True, tone="secondary",
        ),
    ),
    "record": (
        Step(
            "annul", REGISTRAR, lambda uid, by, version, said: records.annul(uid, by, version, _text(said)), _REASON,
            needed=True, tone="danger",
        ),
    ),
}


def may(step: Step, actor: Any, row: Supervised) -> bool:
    """Whether this person may take it; of a report passed on by the unit only the registrar sends back."""
    own = rules.writes_own.allows(actor, row)
    if step.who == OWN:
        return own
    if own:
        return False
    if step.who == UNIT and getattr(row, "state", "") == "submitted":
        return rules.receives_for_unit.allows(actor, row)
    return rules.decides.allows(actor, row)


def offered(kind: str, row: Any, actor: Any) -> list[Step]:
    """The steps that this person may take now."""
    if not actor.is_authenticated:
        return []
    machine = MACHINES[kind]
    possible = (step for step in STEPS[kind] if machine.allows(row.state, step.name) and step.when(row))
    return [step for step in possible if may(step, actor, row)]
