"""The applicant's pages: what each legal form needs, the check of a name, answers, papers, my registrations."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from technopole.core import clock
from technopole.core.errors import Conflict, Invalid
from technopole.core.requests import services as requests
from technopole.pages import papers
from technopole.pages.questions import Questions, version_of
from technopole.pages.texts import in_both
from technopole.registration import (
    authorities,
    effects,
    forms,
    lists,
    names,
    queries,
    rules_in_force,
    services,
    words,
)
from technopole.registration.answers import CHANGED
from technopole.registration.models import Case, Registration
from technopole.registration.transitions import CHANGE, ENDED, ESTABLISH, TABLE

EDITABLE = next(each for each in TABLE if each.step == "edit").sources


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Which legal forms there are, what each needs and how long it takes."""
    today = clock.today()
    context = {"forms": [_needs(form, today) for form in rules_in_force.forms().values()]}
    return render(request, "registration/start.html", context)


def _needs(form: rules_in_force.Table, today: Any) -> dict[str, Any]:
    version = rules_in_force.in_force(form, today)
    kinds = rules_in_force.direct_kinds()
    return {
        "key": form.key,
        "name": form.name,
        "summary": form.summary,
        "version": version,
        "registers": [each.name for each in authorities.of_kind(version.authority)] if version else [],
        "papers": [rules_in_force.paper_names()[paper] for paper in version.papers] if version else [],
        "direct": [kinds[kind] for kind in version.direct_kinds] if version else [],
    }


# --- the name --------------------------------------------------------------------------------------------------


@require_GET
def name_check(request: HttpRequest) -> HttpResponse:
    """May an organisation bear this name, and who has it or one like it? Answers as one types."""
    said = {
        name: " ".join(request.GET.get(name, "").replace("\0", "").split())[:300] for name in ("name_zh", "name_en")
    }
    with_names = [form for form in rules_in_force.forms().values() if form.suffixes]
    chosen = request.GET.get("form", "")
    form = next((each for each in with_names if each.key == chosen), with_names[0])
    register = names.register_of(form.key)
    found = names.check(said["name_zh"], said["name_en"], form.key, register) if said["name_zh"] else None
    context = {
        "said": said,
        "form": form,
        "forms": with_names,
        "check": found,
        **(shown_check(found) if found else {}),
    }
    template = "registration/parts_name.html" if request.headers.get("HX-Request") else "registration/name_check.html"
    return render(request, template, context)


def shown_check(found: names.Check) -> dict[str, Any]:
    """A check of a name as pages show it."""
    parts = (
        (_("Area of the name"), found.parts.area), (_("Distinctive word"), found.parts.distinctive),
        (_("Field of work"), found.parts.field), (_("Word of the legal form"), found.parts.form),
    )  # fmt: skip
    return {
        "verdict": {
            names.FREE: {"text": _("Nobody has this name."), "tone": "success"},
            names.SIMILAR: {
                "text": _("Nobody has this name, but there are names like it. A registrar judges."), "tone": "warning",
            },
            names.TAKEN: {"text": _("This name is taken."), "tone": "error"},
            names.UNFIT: {"text": _("This name cannot be registered."), "tone": "error"},
        }[found.verdict],
        "parts": [{"label": label, "text": text or "–"} for label, text in parts],
        "reasons": [reason for reasons in found.problems.values() for reason in reasons],
        "bearers": [
            {
                "name": each.name,
                "how": words.LIKENESS[each.how],
                "code": each.code,
                "kept_until": each.until,
                "blocks": each.blocks,
                "url": reverse("registration:registration", args=[each.code]) if each.code
                else reverse("registry:organisation", args=[each.uid]) if each.uid else "",
            }
            for each in found.bearers
        ],
    }  # fmt: skip


# --- answers ---------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, form: str) -> HttpResponse:
    """A new application for a legal form."""
    if form not in rules_in_force.forms():
        raise Http404
    asked = forms.for_case(ESTABLISH, form)
    heading = {"kind": _("Registration"), "title": lists.form_name(form)}
    if request.method == "GET":
        first = {name: request.GET[name] for name in ("name_zh", "name_en") if request.GET.get(name)}
        registers = [key for key, _name in forms._authorities(form)]
        first |= {"authority": registers[0]} if len(registers) == 1 else {}
        return _ask(request, asked(first), heading)
    given = asked.read(request.POST)
    case = services.begin(form, request.user, given)
    return _saved(request, case, given)


@login_required
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A new application about a registered organisation, by somebody who represents it."""
    registration = get_object_or_404(Registration, code=code.upper())
    user: Any = request.user
    if kind not in words.KINDS or kind == ESTABLISH:
        raise Http404
    if registration.organisation_uid not in user.represents:
        messages.info(request, _("Only its representatives can apply. You can ask to represent it here."))
        return redirect("requests:represent", uid=registration.organisation_uid)
    asked = forms.for_case(kind, registration.legal_form)
    heading = {"kind": words.KINDS[kind], "title": in_both(registration, "name") or {"en": registration.code}}
    if request.method == "GET":
        unfinished = registration.cases.filter(kind=kind).exclude(state__in=ENDED).first()
        if unfinished is not None:
            return redirect("registration:case", uid=unfinished.request.uid)
        first = effects.as_registered(Case(registration=registration)) if kind == CHANGE else {}
        return _ask(request, asked({name: first[name] for name in CHANGED if name in first}), heading)
    given = asked.read(request.POST)
    case = services.begin_about(registration, kind, user, given)
    return _saved(request, case, given)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, uid: str) -> HttpResponse:
    """The questions of one's own application."""
    case = _own(request, uid)
    asked = forms.for_case(case.kind, case.legal_form)
    heading = {"kind": words.KINDS[case.kind], "title": lists.case_names(case)}
    if request.method == "GET":
        kept = case.request.payload.get("answers", {})
        found = effects.problems(case, kept) if "check" in request.GET else None
        return _ask(request, asked(kept, found), heading, case=case)
    given = asked.read(request.POST)
    try:
        case = services.take(uid, "edit", request.user, version_of(request), answers=given)
    except Invalid as invalid:
        return _ask(request, asked(given, invalid.fields), heading, case=case, status=422)
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return _ask(request, asked(given), heading, case=_own(request, uid), status=409)
    return _saved(request, case, given)


def _saved(request: HttpRequest, case: Case, given: dict[str, Any]) -> HttpResponse:
    """After saving: leave it for later, or go on if nothing is wrong."""
    if "later" in request.POST:
        messages.success(request, _("Saved as a draft. Go on with it whenever you like."))
        return redirect("registration:mine")
    found = effects.problems(case, given)
    if found:
        asked = forms.for_case(case.kind, case.legal_form)
        heading = {"kind": words.KINDS[case.kind], "title": lists.case_names(case)}
        return _ask(request, asked(given, found), heading, case=case, status=422)
    return redirect("registration:case", uid=case.request.uid)


def _ask(
    request: HttpRequest, form: Questions, heading: dict[str, Any], *, case: Case | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "case": case,
        "action": reverse("registration:answers", args=[case.request.uid]) if case else request.path,
    }
    return render(request, "registration/questions.html", context, status=status)


def _own(request: HttpRequest, uid: str) -> Case:
    user: Any = request.user
    case = get_object_or_404(
        Case.objects.select_related("request", "registration"), request__uid=uid, request__applicant=user
    )
    if case.state not in EDITABLE:
        raise Conflict(_("This application was already sent and can no longer be edited."))
    return case


# --- papers ----------------------------------------------------------------------------------------------------


@login_required
@require_POST
def attach(request: HttpRequest, uid: str) -> HttpResponse:
    """Hand in a paper of the list, or another."""
    case = _own(request, uid)
    paper = request.POST.get("paper", "")
    try:
        if paper and paper not in rules_in_force.paper_names():
            raise Invalid(_("Choose from the list."))
        requests.attach(uid, request.user, version_of(request), *papers.uploaded(request), paper)
    except Invalid as invalid:
        messages.error(request, invalid.message)
        return redirect("registration:case", uid=case.request.uid)  # to its top, where it is said
    messages.success(request, _("The file is attached."))
    return redirect(reverse("registration:case", args=[case.request.uid]) + "#papers")


@login_required
@require_POST
def remove(request: HttpRequest, uid: str, paper: str) -> HttpResponse:
    """Take a paper back."""
    case = _own(request, uid)
    if not case.request.attachments.filter(uid=paper).exists():
        raise Http404
    requests.remove_attachment(uid, request.user, version_of(request), paper)
    messages.success(request, _("The file is removed."))
    return redirect(reverse("registration:case", args=[case.request.uid]) + "#papers")


# --- mine ------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My applications, and the registered organisations I represent."""
    user: Any = request.user
    cases = Case.objects.filter(request__applicant=user).select_related("request").order_by("-pk")[:100]
    own = queries.registrations().filter(organisation_uid__in=user.represents)
    context = {
        "cases": [
            {
                "url": lists.case_address(row),
                "names": lists.case_names(row),
                "kind": words.KINDS[row.kind],
                "form": lists.form_name(row.legal_form),
                "badge": words.badge(row.state),
                "clock": lists.clock_badge(row),
                "row": row,
            }
            for row in cases
        ],
        "registrations": [
            {"row": row, "names": in_both(row, "name") or {"en": row.code}, "status": words.status_badge(row.status),
             "url": lists.address(row), "form": lists.form_name(row.legal_form)}
            for row in own
        ],
        "consents": bool(authorities.units_of(user)),
    }  # fmt: skip
    return render(request, "registration/mine.html", context)
