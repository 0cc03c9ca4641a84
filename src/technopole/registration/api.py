"""The register over HTTP: reading it, checking a name, applying, and taking the steps of a case."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Status

from technopole.core import clock
from technopole.core.errors import Invalid
from technopole.core.rules import everyone, signed_in
from technopole.pages.api import Keyset, Page, Router, both, must_match, page_of, version_is
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.shapes import Line, Uid
from technopole.pages.finding import containing
from technopole.registration import answers, authorities, certificates, lists, names, queries, rules, services
from technopole.registration import api_shapes as shapes
from technopole.registration.models import Case, Registration
from technopole.registration.transitions import ESTABLISH

router = Router("Register of social organisations")
_by_name = Keyset("registrations", ("sort_name", "id"))
_latest_first = Keyset("registration-cases", ("-id",))


# --- the public register ---------------------------------------------------------------------------------------


def _authority(key: str) -> dict[str, Any] | None:
    return {"key": key, "name": authorities.name(key)} if key else None


def shown(row: Registration) -> dict[str, Any]:
    """The public fields of one organisation."""
    return {
        **{
            name: getattr(row, name)
            for name in (
                "uid", "version", "code", "organisation_uid", "former_names", "legal_form", "registered_on",
                "valid_from", "valid_to", "charter_approved_on", "status", "status_since", "deregistered_on", "rules",
                "synthetic", "updated_at",
            )
        },
        "url": lists.address(row),
        "name": both(row, "name"),
        "authority": _authority(row.authority),
        "supervisory_unit": _authority(row.supervisory_unit),
        "district": row.district or None,
        "details": {
            name: str(row.details[name])
            for name in answers.public_names(row.legal_form)
            if name not in answers.COLUMNS and row.details.get(name)
        },
    }  # fmt: skip


@router.get("registrations", may=everyone, response=Page[shapes.RegistrationOut], summary="The register")
def registrations(
    request: HttpRequest,
    filters: Query[shapes.Filters],
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """Registered social organisations by name, deregistered ones included."""
    rows = queries.registrations()
    for column, values in (
        ("legal_form", filters.form), ("status", filters.status), ("authority", filters.authority),
        ("supervisory_unit", filters.supervisory_unit), ("district", filters.district),
    ):  # fmt: skip
        if values:
            rows = rows.filter(**{f"{column}__in": values})
    if filters.registered_from:
        rows = rows.filter(registered_on__gte=filters.registered_from)
    if filters.registered_to:
        rows = rows.filter(registered_on__lte=filters.registered_to)
    if filters.q:
        rows = containing(rows, filters.q, "name_zh", "name_en", "code")
    return page_of(request, rows, _by_name, shown, cursor=cursor, limit=limit, count=count)


@router.get(
    "registrations/{code}", may=everyone, response=shapes.RegistrationDetail, summary="One organisation of the register"
)
def registration(request: HttpRequest, code: shapes.Code) -> Any:
    """Its public fields, its certificates with what they are worth today, its branches."""
    row = queries.get(code)
    if row is None:
        raise Http404
    version_is(request, row.version)
    today = clock.today()
    return {
        **shown(row),
        "certificates": [
            {
                "number": each.number, "issued_on": each.issued_on, "valid_from": each.valid_from,
                "valid_to": each.valid_to, "standing": certificates.standing(each, today),
            }
            for each in row.certificates.all()
        ],
        "branches": list(row.branches.all()),
    }  # fmt: skip


@router.get("registration-names", may=everyone, response=shapes.NameCheck, summary="Check a name")
def check_registration_name(
    request: HttpRequest, name_zh: Line, form: shapes.Form = "association", name_en: Line = ""
) -> Any:
    """May a new organisation of this legal form bear the name, and who has it or one like it?"""
    found = names.check(" ".join(name_zh.split()), " ".join(name_en.split()), form, names.register_of(form))
    parts = found.parts
    return {
        "verdict": found.verdict, "area": parts.area, "distinctive": parts.distinctive, "field": parts.field,
        "form": parts.form, "problems": [reason for why in found.problems.values() for reason in why],
        "bearers": [
            {"how": each.how, "name": each.name, "kind": each.kind, "code": each.code or None, "blocks": each.blocks}
            for each in found.bearers
        ],
    }  # fmt: skip


# --- cases -----------------------------------------------------------------------------------------------------


def brief(row: Case) -> dict[str, Any]:
    return {
        "uid": row.request.uid, "version": row.request.version, "kind": row.kind, "state": row.state,
        "legal_form": row.legal_form, "name": both(row, "name"), "authority": row.authority or None,
        "supervisory_unit": row.supervisory_unit or None, "direct": row.direct, "rules": row.rules or None,
        "registration": row.registration.code if row.registration else None, "accepted_on": row.accepted_on,
        "due_at": row.request.due_at, "synthetic": row.synthetic,
    }  # fmt: skip


def detailed(request: HttpRequest, row: Case) -> dict[str, Any]:
    """One case as this caller may see it; says its version to the caller."""
    version_is(request, row.request.version)
    user = request.user
    everything = (
        rules.is_applicant.allows(user, row) or rules.acts_for_authority.allows(user, row)
        or rules.supervises.allows(user, row)
    )  # fmt: skip
    asked = answers.questions(row.kind, row.legal_form)
    said = row.request.payload.get("answers", {})
    papers: dict[str, list[str]] = {"on_paper": row.request.payload.get("papers", {}).get("on_paper", [])}
    for each in row.request.attachments.order_by("id"):
        papers.setdefault(each.paper or "other", []).append(each.name)
    return {
        **brief(row),
        "answers": {name: said[name] for name in asked if name in said and (everything or asked[name].public)},
        "papers": papers,
        "steps": services.steps_for(row, user),
    }


def _find(request: HttpRequest, uid: str) -> Case:
    rows = Case.objects.select_related("request", "registration")
    found: Case | None = rules.may_see.filter(request.user, rows.filter(request__uid=uid)).first()
    if found is None:
        raise Http404
    return found


@router.get("registration-cases", may=signed_in, response=Page[shapes.CaseOut], summary="Applications to the register")
def registration_cases(
    request: HttpRequest,
    state: Line | None = None,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """Those that you may see, the latest first."""
    rows = rules.may_see.filter(request.user, Case.objects.select_related("request", "registration"))
    if state:
        rows = rows.filter(state=state)
    return page_of(request, rows, _latest_first, brief, cursor=cursor, limit=limit, count=count)


@router.get("registration-cases/{uid}", may=signed_in, response=shapes.CaseDetail, summary="One application")
def registration_case(request: HttpRequest, uid: Uid) -> Any:
    """With its answers, its papers and the steps you may take. The ETag is needed for every step."""
    return detailed(request, _find(request, uid))


@router.post("registration-cases", may=signed_in, response=shapes.CaseDetail, summary="Draft an application")
def new_registration_case(request: HttpRequest, response: HttpResponse, body: shapes.CaseIn) -> Any:
    """For a new organisation, or about one that you represent. Papers: `requests/{uid}/attachments`."""
    if body.kind == ESTABLISH:
        if body.legal_form is None:
            raise Invalid("", fields={"legal_form": ["Say which legal form."]})
        made = services.begin(body.legal_form, request.user, body.answers)
    else:
        found = queries.get(body.code or "")
        if found is None:
            raise Invalid("", fields={"code": ["There is no such organisation in the register."]})
        made = services.begin_about(found, body.kind, request.user, body.answers)
    response["Location"] = reverse("api:v1:registration_case", args=[made.request.uid])
    return Status(201, detailed(request, made))


@router.post(
    "registration-cases/{uid}/steps", may=signed_in, response=shapes.CaseDetail, summary="Take a step", status=200,
    if_match=True,
)  # fmt: skip
def take_registration_step(request: HttpRequest, uid: Uid, body: shapes.StepIn) -> Any:
    """By whoever the table of steps says: applicant, supervisory unit, registrar, or a second registrar."""
    row = _find(request, uid)
    must_match(request, row.request.version)
    said = body.model_dump(exclude={"step"})
    services.take(uid, body.step, request.user, row.request.version, **said)
    fresh = Case.objects.select_related("request", "registration").get(pk=row.pk)
    return detailed(request, fresh)


routers = (router,)
