"""The register's procedures: an organisation asks to be registered, to be changed, or somebody to speak for it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from technopole.accounts.models import Representation, Role
from technopole.accounts.rules import represents
from technopole.accounts.services.roles import appoint_representative
from technopole.core import ids, sourced
from technopole.core.errors import Conflict, Invalid
from technopole.core.requests.models import OPEN_STATES, Request
from technopole.core.requests.procedures import Procedure, register
from technopole.core.rules import has_role, signed_in
from technopole.core.sourced import By
from technopole.core.turns import alone
from technopole.registry import wanted
from technopole.registry.duplicates import name_key
from technopole.registry.models import Identifier, Organisation

KIND = "organisation"
REGISTER, CHANGE, REPRESENTATION = "organisation.register", "organisation.change", "representation"
registrar = has_role(Role.REGISTRAR)


def by_request(request: Request, decider: Any) -> By:
    """Who changed the record and why: the decider, because of the request."""
    return By(user=decider, why=f"request:{request.uid}")


def _known(request: Request) -> bool:
    return request.subject_kind == KIND and Organisation.objects.filter(uid=request.subject_uid).exists()


def _unknown_subject() -> dict[str, list[str]]:
    return {"subject": [_("This organisation is not in the register any more.")]}


# --- registering -----------------------------------------------------------------------------------------------


def _names_asked(request: Request) -> Mapping[str, str]:
    said = request.payload.get("answers", {})
    names = {language: said.get(f"name_{language}", "") for language in ("en", "zh")}
    return {language: name for language, name in names.items() if name}


def check_registration(request: Request) -> dict[str, list[str]]:
    """What keeps an application from being sent."""
    answers = request.payload.get("answers", {})
    found = wanted.problems(answers)
    for scheme in ("uscc", "ror"):
        if scheme in found or not answers.get(scheme):
            continue
        listed = Identifier.objects.filter(scheme=scheme, value=answers[scheme], organisation__reference=False)
        if listed.exists():
            found[scheme] = [
                _("This identifier is already in the register. Ask to represent that organisation instead.")
            ]
    return found


def same_name_elsewhere(request: Request) -> list[Request]:
    """Other undecided applications that name an organisation by the same name; for reviewers only."""
    keys = {name_key(name) for name in _names_asked(request).values()}
    others = Request.objects.filter(kind=REGISTER, state__in=OPEN_STATES).exclude(pk=request.pk)
    return [other for other in others if keys & {name_key(name) for name in _names_asked(other).values()}]


@alone()
def _register(request: Request, by: Any) -> tuple[str, str]:
    problems = check_registration(request)
    if problems:  # somebody else may have registered it since
        raise Invalid(_("The organisation cannot be registered as it stands."), fields=problems)
    act = by_request(request, by)
    uid = ids.new_uid()
    record = wanted.new_record(request.payload["answers"])
    uid = sourced.put(KIND, "local", uid, record, act).uids[uid]
    applicant: Any = request.applicant
    if applicant is not None and applicant.is_active:
        appoint_representative(applicant, uid, act, post=request.payload.get("post", ""))
    return KIND, uid


registration = register(
    Procedure(
        kind=REGISTER,
        title=gettext_lazy("Register an organisation"),
        summary=gettext_lazy("Enter your organisation in the centre's register and become its representative."),
        may_apply=signed_in,
        advises=registrar,
        decides=registrar,
        carry_out=_register,
        check=check_registration,
        names=_names_asked,
        days_to_decide=60,
    )
)


# --- changing --------------------------------------------------------------------------------------------------


def _names_of_subject(request: Request) -> Mapping[str, str]:
    names = request.payload.get("subject_names") or {}
    return {language: name for language, name in names.items() if name}


def changed_questions(request: Request) -> list[str]:
    """The questions that a change answers differently from how the record read when it was drafted."""
    return wanted.changed(request.payload.get("before", {}), request.payload.get("answers", {}))


def check_change(request: Request) -> dict[str, list[str]]:
    """What keeps a change from being sent. Only what it changes is held against it."""
    if not _known(request):
        return _unknown_subject()
    asked = changed_questions(request)
    if not set(asked) - {"sources"}:
        return {"name_en": [_("Nothing is changed yet.")]}
    answers = request.payload.get("answers", {})
    found = wanted.problems(answers)
    for scheme in ("uscc", "ror"):
        others = Identifier.objects.filter(scheme=scheme, value=answers.get(scheme) or "-")
        if scheme not in found and others.exclude(organisation__uid=request.subject_uid).exists():
            found[scheme] = [_("Another organisation in the register has this identifier.")]
    return {question: why for question, why in found.items() if question in asked or question == "sources"}


@alone()
def _change(request: Request, by: Any) -> tuple[str, str]:
    problems = check_change(request)
    if problems:
        raise Invalid(_("The organisation cannot be changed as asked."), fields=problems)
    record = sourced.merged(KIND, request.subject_uid)
    after = wanted.applied(record, request.payload["answers"], changed_questions(request))
    sourced.edit_locally(KIND, request.subject_uid, after, by_request(request, by))
    return KIND, request.subject_uid


change = register(
    Procedure(
        kind=CHANGE,
        title=gettext_lazy("Change an organisation's entry"),
        summary=gettext_lazy("Say what should read differently, and where it can be checked."),
        may_apply=registrar | represents("subject_uid"),
        advises=registrar,
        decides=registrar,
        also_sees=represents("subject_uid"),
        carry_out=_change,
        check=check_change,
        names=_names_of_subject,
        days_to_decide=30,
    )
)


# --- speaking for an organisation ------------------------------------------------------------------------------


def check_representation(request: Request) -> dict[str, list[str]]:
    """What keeps somebody from asking to represent an organisation."""
    if not _known(request):
        return _unknown_subject()
    found: dict[str, list[str]] = {}
    said = request.payload
    if not str(said.get("post", "")).strip():
        found["post"] = [_("Say what your post at the organisation is.")]
    if not str(said.get("statement", "")).strip():
        found["statement"] = [_("Say how the centre can check that you may speak for it.")]
    mine = Q(user=request.applicant_id, organisation_uid=request.subject_uid, ended_at=None)
    if Representation.objects.filter(mine).exists():
        found["subject"] = [_("You already represent this organisation.")]
    return found


def _appoint(request: Request, by: Any) -> tuple[str, str]:
    if request.applicant is None:
        raise Conflict(_("The account of the applicant no longer exists."))
    post = str(request.payload.get("post", ""))[:150]
    appoint_representative(request.applicant, request.subject_uid, by_request(request, by), post=post)
    return KIND, request.subject_uid


representation = register(
    Procedure(
        kind=REPRESENTATION,
        title=gettext_lazy("Represent an organisation"),
        summary=gettext_lazy("Ask to speak for an organisation that is already in the register."),
        may_apply=signed_in,
        advises=registrar,
        decides=registrar,
        carry_out=_appoint,
        check=check_representation,
        names=_names_of_subject,
        days_to_decide=15,
    )
)
