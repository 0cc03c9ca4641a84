"""Everything that can happen to a case: made, and taken from step to step, each in one transaction.

Every step names the version of the case it was decided upon; whoever comes second gets `Conflict`. A step at the
wrong time is `Conflict`, by the wrong person `NotAllowed`, with wrong values `Invalid`; each says why, in the
reader's language.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.accounts.policy import is_demo_centre
from technopole.core import clock
from technopole.core.errors import Conflict, NotAllowed
from technopole.core.requests import notices
from technopole.core.requests import services as requests
from technopole.core.requests.models import Request
from technopole.core.turns import alone
from technopole.registration import answers as asked_for
from technopole.registration import (
    deciding,
    effects,
    moves,
    names,
    procedures,
    refusals,
    rules,
    rules_in_force,
    transitions,
)
from technopole.registration.models import Case, Registration, Status
from technopole.registration.moves import Done, Move
from technopole.registration.records import ORGANISATION
from technopole.registration.transitions import APPLICANT, ENDED, REGISTRAR, SECOND, SUPERVISOR, Transition

EFFECTS = {**effects.EFFECTS, **deciding.EFFECTS}


# --- making a case ---------------------------------------------------------------------------------------------


@alone()
def begin(legal_form: str, applicant: Any, answers: Mapping[str, Any], *, synthetic: bool | None = None) -> Case:
    """A draft for a new organisation. What is made in a demo centre is synthetic, and marked so."""
    if legal_form not in rules_in_force.forms():
        raise Conflict(refusals.no_such_form(legal_form))
    given = asked_for.tidy(asked_for.questions(transitions.ESTABLISH, legal_form), answers)
    payload = {"answers": given, "legal_form": legal_form, "language": get_language()}
    request = requests.create_draft(procedures.kind_of(transitions.ESTABLISH), applicant, payload)
    case = Case(
        request=request, kind=transitions.ESTABLISH, state="draft", legal_form=legal_form,
        synthetic=is_demo_centre() if synthetic is None else synthetic,
    )  # fmt: skip
    effects.place(case, given)
    case.save()
    return case


@alone()
def begin_about(registration: Registration, kind: str, applicant: Any, answers: Mapping[str, Any]) -> Case:
    """A draft about a registered organisation, by somebody who represents it."""
    if kind not in transitions.KINDS or kind == transitions.ESTABLISH:
        raise Conflict(refusals.no_such_kind(kind))
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    if not (applicant.is_authenticated and registration.organisation_uid in applicant.represents):
        raise NotAllowed(refusals.only_representatives(registration))
    standing = (Status.ACTIVE, Status.LIQUIDATING) if kind == transitions.DEREGISTER else (Status.ACTIVE,)
    if registration.status not in standing:
        raise Conflict(refusals.standing(registration, standing))
    if same := registration.cases.filter(kind=kind).exclude(state__in=ENDED).select_related("request"):
        raise Conflict(refusals.open_already(same))
    given = asked_for.tidy(asked_for.questions(kind, registration.legal_form), answers)
    names_now = {"zh": registration.name_zh, "en": registration.name_en}
    payload = {"answers": given, "subject_names": names_now, "language": get_language()}
    request = requests.create_draft(
        procedures.kind_of(kind), applicant, payload, subject=(ORGANISATION, registration.organisation_uid)
    )
    case = Case(
        request=request, kind=kind, state="draft", legal_form=registration.legal_form, registration=registration,
        synthetic=registration.synthetic,
    )  # fmt: skip
    effects.place(case, given)
    case.save()
    return case


# --- taking a step ---------------------------------------------------------------------------------------------


@alone()
def take(uid: str, step: str, by: Any, version: int, **said: Any) -> Case:
    """Take one step of the table; all that it writes is written in one transaction."""
    request = Request.objects.select_for_update(of=("self",)).select_related("applicant").get(uid=uid)
    case = Case.objects.select_related("registration").get(request=request)
    case.request = request
    transition = transitions.get(step)
    if transition is None or step not in EFFECTS:
        raise Conflict(refusals.no_such_step(step, case))
    if refusal := why_not(transition.who, by, case):
        raise NotAllowed(refusals.not_yours(transition, refusal))
    if request.version != version:
        raise Conflict(_("Somebody else changed this request since you opened it. Look at it again."))
    _must_be_possible(transition, case)
    done = EFFECTS[step](Move(case, request, by, said, clock.today()))
    _record(transition, case, request, by, done)
    return case


def _must_be_possible(transition: Transition, case: Case) -> None:
    if case.kind not in transition.kinds:
        raise Conflict(refusals.no_step_of_its_kind(transition, case))
    if case.state not in transition.sources:
        raise Conflict(refusals.not_now(transition, case))


def why_not(who: str, by: Any, case: Case) -> str:
    """Why this person may not take the part of `who` in a case; empty if they may."""
    own = bool(by is not None and by.is_authenticated and case.request.applicant_id == by.pk)
    if by is None or not by.is_authenticated:
        return _("Sign in first.")
    if who == APPLICANT:
        return "" if own else _("Only the applicant may do this, signed in with the account that made the application.")
    if who == SUPERVISOR:
        return "" if rules.supervises.allows(by, case) else refusals.only_the_unit(case)
    if who in (REGISTRAR, SECOND):
        if own:
            return _("You cannot decide your own request. Another registrar does.")
        if not rules.acts_for_authority.allows(by, case):
            return refusals.only_the_authority(case)
        if who == SECOND and case.prepared_by_id == by.pk:
            return _("A second person has to do this: you prepared the decision yourself. Ask another registrar.")
        return ""
    return _("Nobody may do this: it comes with time.")


def _record(transition: Transition, case: Case, request: Request, by: Any, done: Done) -> None:
    before = case.state
    assert not done.to or done.to in transition.to, f"{transition.step} may not lead to {done.to}"
    case.state = done.to or before
    moved = (before, case.state) if case.state != before else ("", "")
    case.request = requests.advance(
        request,
        transition.step,
        by,
        to=done.request_state,
        text=done.text,
        stages=moved,
        changes=done.changes,
        note=done.note,
    )
    case.save()
    if done.tell:
        notices.notify(case.request, done.tell, done.text if done.tell != "submitted" else "")


def steps_for(case: Case, by: Any) -> list[str]:
    """The steps this person may take now, in the order of the table."""
    return [
        each.step
        for each in transitions.possible(case.kind, case.state)
        if each.step in EFFECTS and not why_not(each.who, by, case) and _fits(case, each.step)
    ]


def _fits(case: Case, step: str) -> bool:
    """Whether a step is the one that this case calls for, where the table leaves several."""
    answers = case.request.payload.get("answers", {})
    if step in ("approve", "approve_refusal"):
        return bool((case.prepared.get("decision") == deciding.REGISTER) == (step == "approve"))
    if step == "check_name":
        return moves.asks_for_name(case, answers)
    if step == "ask_consent":
        return moves.needs_consent(case) and case.state == moves.before_consent(case, answers)
    if step == "submit":
        return case.state == moves.ready_state(case, answers)
    return True


def lapsed(request: Request) -> None:
    """The time of a request has run out: so has its case's, and the name is free again."""
    case = Case.objects.filter(request=request).first()
    if case is not None:
        names.release(case)
        case.state = "lapsed"
        case.save(update_fields=["state"])
