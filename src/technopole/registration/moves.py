"""What a step is given, and what it gives back: shared by `effects` and `deciding`."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from technopole.core import clock, typed
from technopole.core.requests.models import Request
from technopole.registration import rules_in_force
from technopole.registration.models import Case
from technopole.registration.rules_in_force import Version
from technopole.registration.transitions import CHANGE, DEREGISTER, ESTABLISH


@dataclass(frozen=True)
class Move:
    """A step being taken: the case and its request, locked; who takes it, and what they said."""

    case: Case
    request: Request
    by: Any
    said: Mapping[str, Any]
    today: dt.date

    @property
    def answers(self) -> dict[str, Any]:
        return dict(self.request.payload.get("answers", {}))

    def text(self, name: str, missing: str = "", most: int = 4000) -> str:
        """What was said under a name; raises `Invalid` with `missing` if that was nothing."""
        return typed.text(self.said, name, missing, most)


@dataclass
class Done:
    """What a step did: where it led, what its line in the timeline says, what it changes of the request."""

    to: str = ""
    text: str = ""
    request_state: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    note: dict[str, Any] = field(default_factory=dict)
    """For history: the list of papers, the version of the rules."""
    tell: str = ""
    """Which notice the applicant gets."""


Effect = Callable[[Move], Done]


def version_on(case: Case, day: dt.date) -> Version | None:
    """The rules for this case on a day."""
    table = (
        rules_in_force.forms()[case.legal_form] if case.kind == ESTABLISH else rules_in_force.procedures()[case.kind]
    )
    return rules_in_force.in_force(table, day)


def version_of(case: Case) -> Version | None:
    """The rules by which the case is judged: those of the day of acceptance, and until then today's."""
    return rules_in_force.version(case.rules) if case.rules else version_on(case, clock.today())


def asks_for_name(case: Case, answers: Mapping[str, Any]) -> bool:
    """Whether a name must be checked: for a new organisation, and where a change asks for another name."""
    if case.kind == ESTABLISH:
        version = version_of(case)
        return version is not None and version.name_check
    if case.kind != CHANGE or case.registration is None:
        return False
    now = case.registration
    return any(name in answers and answers[name] != getattr(now, name) for name in ("name_zh", "name_en"))


def needs_consent(case: Case) -> bool:
    """Whether a supervisory unit must consent before it is sent."""
    if case.kind == ESTABLISH:
        return not case.direct
    return case.kind != "branch" and bool(case.supervisory_unit)


def before_consent(case: Case, answers: Mapping[str, Any]) -> str:
    """The state in which everything but the consent is in hand."""
    if case.kind == DEREGISTER:
        return "liquidated"
    return "name_checked" if asks_for_name(case, answers) else "draft"


def ready_state(case: Case, answers: Mapping[str, Any]) -> str:
    """The state from which the application may be sent."""
    return "consented" if needs_consent(case) else before_consent(case, answers)


def years_valid(rules: str) -> int:
    """For how many years a certificate under these rules is valid."""
    version = rules_in_force.version(rules)
    return version.clocks.get("certificate_years", 5) if version else 5
