"""Applying: the questions, the draft, the papers, and the page that shows everything once more before it is sent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from technopole.core import sourced
from technopole.core.errors import Conflict, Invalid
from technopole.core.requests import procedures, queries, services
from technopole.core.requests.models import Request, State
from technopole.pages import papers
from technopole.pages.questions import Questions, version_of
from technopole.registry import wanted
from technopole.registry.procedures import CHANGE, REGISTER, REPRESENTATION
from technopole.web.requests import present, subjects
from technopole.web.requests.forms import OrganisationForm, RegistrationForm, RepresentationForm

FORMS: dict[str, type[Questions]] = {
    REGISTER: RegistrationForm, CHANGE: OrganisationForm, REPRESENTATION: RepresentationForm,
}
_BESIDE_ANSWERS = ("note", "post")


def payload_of(kind: str, given: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """What a draft keeps of a sent form; `kept` is what it kept before."""
    if kind == REPRESENTATION:
        return {**kept, **given}
    beside = {name: given[name] for name in _BESIDE_ANSWERS if name in given}
    return {**kept, **beside, "answers": wanted.tidy(given)}


def answers_in(request: Request) -> dict[str, Any]:
    """What the form shows of a draft."""
    beside = {name: value for name, value in request.payload.items() if isinstance(value, str)}
    return {**beside, **request.payload.get("answers", {})}


@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Which request to make."""
    return render(request, "technopole/requests/choose.html", {"register": procedures.get(REGISTER)})


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A new organisation."""
    return _new(request, REGISTER, None, {"post": "", "note": ""}, {})


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uid: str) -> HttpResponse:
    """A change of an organisation's entry, by somebody who may ask for one."""
    subject = _organisation(uid)
    user: Any = request.user
    if uid not in user.represents and not procedures.get(CHANGE).decides.allows(user):
        messages.info(request, _("Only its representatives can ask for a change. You can ask to represent it here."))
        return redirect("requests:represent", uid=uid)
    before = wanted.answers_of(sourced.merged("organisation", uid))
    kept = {"before": before, "subject_names": dict(subject.names)}
    return _new(request, CHANGE, subject, before, kept)


@login_required
@require_http_methods(["GET", "POST"])
def represent(request: HttpRequest, uid: str) -> HttpResponse:
    """Asking to speak for an organisation."""
    subject = _organisation(uid)
    user: Any = request.user
    if uid in user.represents:
        messages.info(request, _("You already represent this organisation."))
        return redirect("requests:my")
    return _new(request, REPRESENTATION, subject, {}, {"subject_names": dict(subject.names)})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """The questions of a draft, or of a request that waits for a supplement."""
    draft = _own(request, uid)
    if request.method == "GET":
        problems = procedures.get(draft.kind).check(draft) if "check" in request.GET else {}
        return _ask(request, draft.kind, answers_in(draft), draft=draft, problems=problems)
    given = FORMS[draft.kind].read(request.POST)
    try:
        draft = services.edit(uid, request.user, payload_of(draft.kind, given, draft.payload), version_of(request))
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return _ask(request, draft.kind, given, draft=draft, status=409)
    return _saved(request, draft, given)


@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, uid: str) -> HttpResponse:
    """Everything once more, the papers, and the button that sends it."""
    draft = _own(request, uid)
    procedure = procedures.get(draft.kind)
    problems = dict(procedure.check(draft))
    if request.method == "POST":
        try:
            if draft.state == State.SUPPLEMENT:
                services.supply(uid, request.user, version_of(request), request.POST.get("text", ""))
            else:
                services.submit(uid, request.user, version_of(request))
        except Invalid as invalid:
            problems = dict(invalid.fields)
        else:
            messages.success(request, _("Sent. You will get an e-mail when it is decided."))
            return redirect("requests:request", uid=uid)
    return _review(request, draft, problems, status=422 if request.method == "POST" else 200)


def _review(
    request: HttpRequest, draft: Request, problems: dict[str, Any], *, status: int = 200, paper_problem: str = ""
) -> HttpResponse:
    procedure = procedures.get(draft.kind)
    context = {
        "draft": draft,
        "procedure": procedure,
        "names": queries.names(draft),
        "shown": present.payload(draft),
        "problems": present.problems(draft, problems),
        "duplicates": present.duplicates(draft),
        "papers": list(draft.attachments.order_by("id")),
        "takes_papers": procedure.most_papers > 0,
        "paper_problem": paper_problem,
        "asked": draft.events.filter(kind="supplement_requested").last() if draft.state == State.SUPPLEMENT else None,
    }
    return render(request, "technopole/requests/review.html", context, status=status)


@login_required
@require_POST
def attach(request: HttpRequest, uid: str) -> HttpResponse:
    """Add a paper to a draft."""
    draft = _own(request, uid)
    try:
        services.attach(uid, request.user, version_of(request), *papers.uploaded(request))
    except Invalid as invalid:
        problems = dict(procedures.get(draft.kind).check(draft))
        return _review(request, draft, problems, status=422, paper_problem=invalid.message)
    messages.success(request, _("The file is attached."))
    return redirect("requests:review", uid=uid)


@login_required
@require_POST
def remove(request: HttpRequest, uid: str, paper: str) -> HttpResponse:
    """Take a paper back."""
    draft = _own(request, uid)
    if not draft.attachments.filter(uid=paper).exists():
        raise Http404
    services.remove_attachment(uid, request.user, version_of(request), paper)
    messages.success(request, _("The file is removed."))
    return redirect("requests:review", uid=uid)


def _organisation(uid: str) -> subjects.Subject:
    subject = subjects.find("organisation", uid)
    if subject is None:
        raise Http404
    return subject


def _own(request: HttpRequest, uid: str) -> Request:
    """The applicant's own request while it can be edited."""
    draft = Request.objects.filter(uid=uid, applicant=request.user).first()  # type: ignore[misc]
    if draft is None or draft.kind not in FORMS:
        raise Http404
    if draft.state not in services.EDITABLE:
        raise Conflict(_("This request was already sent and can no longer be edited."))
    return draft


def _new(
    request: HttpRequest, kind: str, subject: subjects.Subject | None, answers: dict[str, Any], kept: dict[str, Any]
) -> HttpResponse:
    unsent = queries.mine(request.user).filter(kind=kind, state=State.DRAFT)
    if subject is not None:
        draft = unsent.filter(subject_uid=subject.uid).first()
        if draft is not None and request.method == "GET":
            messages.info(request, _("You began this before. Go on from your draft."))
            return redirect("requests:edit", uid=draft.uid)
    if request.method == "GET":
        return _ask(request, kind, answers, subject=subject, unsent=[] if subject else list(unsent[:5]))
    given = FORMS[kind].read(request.POST)
    payload = payload_of(kind, given, {**kept, "language": get_language()})
    about = ("organisation", subject.uid) if subject else ("", "")
    draft = services.create_draft(kind, request.user, payload, subject=about)
    return _saved(request, draft, given)


def _saved(request: HttpRequest, draft: Request, given: dict[str, Any]) -> HttpResponse:
    """After saving: leave it for later, or go on if nothing is wrong."""
    if "later" in request.POST:
        messages.success(request, _("Saved as a draft. Go on with it whenever you like."))
        return redirect("requests:my")
    problems = procedures.get(draft.kind).check(draft)
    if problems:
        return _ask(request, draft.kind, given, draft=draft, problems=problems, status=422)
    return redirect("requests:review", uid=draft.uid)


def _ask(
    request: HttpRequest,
    kind: str,
    answers: dict[str, Any],
    *,
    subject: subjects.Subject | None = None,
    draft: Request | None = None,
    problems: Any = None,
    unsent: list[Request] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "procedure": procedures.get(kind),
        "form": FORMS[kind](answers, problems),
        "draft": draft,
        "names": queries.names(draft) if draft and draft.subject_uid else (subject.names if subject else None),
        "unsent": [{"request": each, "names": queries.names(each)} for each in unsent or ()],
        "action": present.address("edit", draft) if draft else request.path,
        "steps": {"step": 1, "total": 2},
    }
    return render(request, "technopole/requests/questions.html", context, status=status)
