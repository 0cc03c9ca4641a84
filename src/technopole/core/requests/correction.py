"""The procedure `correction`: anybody tells the centre that something it publishes is wrong.

Accepting one says that the report was right; the record itself is changed by whoever keeps it, with its sources.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from technopole.core import typed
from technopole.core.requests.models import Request
from technopole.core.requests.procedures import Procedure, register
from technopole.core.rules import Condition, Rule, everyone

KIND = "correction"
LONGEST = 4000

KEEPER = "registrar"
KEEPERS = {
    "event": "programme_officer",
    "facility": "programme_officer",
    "showcase": "programme_officer",
    "need": "broker",
    "offer": "broker",
    "service": "broker",
    "indicator": "analyst",
    "observation": "analyst",
}
"""Which role looks after things of a kind; the registrar after all others."""


def _kept_by(actor: Any) -> Condition:
    if not actor.is_authenticated:
        return False
    kept = [kind for kind, role in KEEPERS.items() if actor.has_role(role)]
    condition = Q(subject_kind__in=kept)
    if actor.has_role(KEEPER):
        return condition | ~Q(subject_kind__in=list(KEEPERS))
    return condition if kept else False


keepers = Rule("those who look after things of this kind", _kept_by)


def _check(request: Request) -> Mapping[str, list[str]]:
    problems: dict[str, list[str]] = {}
    said = request.payload
    if not str(said.get("wrong", "")).strip():
        problems["wrong"] = [_("Say what is wrong.")]
    for field in ("wrong", "right"):
        if len(str(said.get(field, ""))) > LONGEST:
            problems[field] = [_("Use at most %(most)d characters.") % {"most": LONGEST}]
    if (source := said.get("source")) and (reason := typed.problem_of_web_address(source)):
        problems["source"] = [reason]
    return problems


def _names(request: Request) -> Mapping[str, str]:
    names = request.payload.get("subject_names") or {}
    return {language: text for language, text in names.items() if text}


def _carry_out(request: Request, by: Any) -> tuple[str, str]:
    return request.subject_kind, request.subject_uid


correction = register(
    Procedure(
        kind=KIND,
        title=gettext_lazy("Correction"),
        summary=gettext_lazy("Tell us that something on a page is wrong."),
        may_apply=everyone,
        advises=keepers,
        decides=keepers,
        carry_out=_carry_out,
        check=_check,
        names=_names,
        days_to_decide=30,
        most_papers=0,
        public=True,
    )
)
