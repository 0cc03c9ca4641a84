"""The procedures of a centre: for each kind of request who applies, advises and decides, and what acceptance does.

Each domain registers its own when its app starts; services, queries and pages know only this registry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from technopole.core.requests.models import Request
from technopole.core.rules import Rule, nobody

Problems = Mapping[str, list[str]]
"""Why a request may not be sent as it is, {field: reasons}; empty when it may."""


def _no_problems(request: Request) -> Problems:
    return {}


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One kind of request. All its rules speak of rows of `Request`."""

    kind: str
    title: Any
    """What the applicant asks for, in the reader's language (lazy)."""
    summary: Any = ""
    may_apply: Rule
    advises: Rule
    decides: Rule
    also_sees: Rule = nobody
    """Who, besides the applicant and those who advise or decide, may read and comment what was sent."""
    carry_out: Callable[[Request, Any], tuple[str, str]]
    """Do what was asked, on behalf of the person given; gives the kind and uid of what came of it."""
    check: Callable[[Request], Problems] = _no_problems
    names: Callable[[Request], Mapping[str, str]]
    """What the request is about, {"en": …, "zh": …}, either may be absent."""
    days_to_decide: int = 30
    draft_days: int = 90
    supplement_days: int = 30
    """How long the applicant may take to add what is missing; 0: nothing can be added, it is asked for anew."""
    most_papers: int = 10
    """How many attachments may be handed in; 0 for none."""
    public: bool = False
    """Whether its status may be read by anybody who has the address."""
    staged: bool = False
    """It has steps of its own: its domain moves it on, by `services.advance`, and nobody else does."""
    asked_before: Rule = nobody
    """Who may read what is not sent yet, because its applicant asked them for something first."""
    shows: Callable[[Request], list[dict[str, Any]]] | None = None
    """What is asked for, as facts of a definition list, where the procedure has its own questions."""
    page: Callable[[Request], str] | None = None
    """The address of its own page, where it has one instead of the page of all requests."""
    lapsed: Callable[[Request], None] | None = None
    """Called in the transaction in which a request lapses."""


_procedures: dict[str, Procedure] = {}


def register(procedure: Procedure) -> Procedure:
    """Make a procedure known; called once, when its app starts."""
    _procedures[procedure.kind] = procedure
    return procedure


def get(kind: str) -> Procedure:
    """The procedure of this kind. Raises KeyError for an unknown one."""
    return _procedures[kind]


def every() -> list[Procedure]:
    """All procedures, in the order of their kinds."""
    return [_procedures[kind] for kind in sorted(_procedures)]
