"""Who may do what with which requests: each rule gives the check on one request and the filter on a list."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from technopole.core.requests import procedures
from technopole.core.requests.models import Request
from technopole.core.requests.procedures import Procedure
from technopole.core.rules import Condition, Rule


def _of_each_procedure(name: str, part: Callable[[Procedure], Rule]) -> Rule:
    """The rule that holds for a request when its own procedure's rule does."""

    def where(actor: Any) -> Condition:
        whole: list[str] = []
        condition: Q | None = None
        for procedure in procedures.every():
            said = part(procedure).where(actor)
            if said is True:
                whole.append(procedure.kind)
            elif said is not False:
                here = Q(kind=procedure.kind) & said
                condition = here if condition is None else condition | here
        if whole:
            condition = Q(kind__in=whole) if condition is None else condition | Q(kind__in=whole)
        return False if condition is None else condition

    return Rule(name, where)


def _own(actor: Any) -> Condition:
    return Q(applicant=actor.pk) if actor.is_authenticated else False


def _of_others(actor: Any) -> Condition:
    return ~Q(applicant=actor.pk) if actor.is_authenticated else False


is_applicant = Rule("the applicant", _own)
sent = Rule("any request that was sent", lambda actor: Q(submitted_at__isnull=False))

may_apply = _of_each_procedure("whom the procedure lets apply", lambda procedure: procedure.may_apply)
"""Asked of the draft itself, inside the transaction that makes it."""

_not_own = Rule("anybody but the applicant", _of_others)
may_decide = _of_each_procedure("who decides", lambda procedure: procedure.decides) & _not_own & sent
"""Nobody decides what they asked for themselves, whatever their roles."""

may_advise = (
    _of_each_procedure("who advises or decides", lambda procedure: procedure.advises | procedure.decides)
    & _not_own
    & sent
)

_looks_on = _of_each_procedure("whom it concerns", lambda procedure: procedure.also_sees) & sent
_was_asked = _of_each_procedure("whom the applicant asked", lambda procedure: procedure.asked_before)
may_see = is_applicant | may_advise | _looks_on | _was_asked
may_see_internal = may_advise
may_comment = may_see


def is_own(actor: Any, request: Request) -> bool:
    """Whether this person handed the request in (no query)."""
    return bool(actor.is_authenticated and request.applicant_id == actor.pk)
