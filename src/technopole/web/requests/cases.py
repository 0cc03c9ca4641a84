"""One request as a case: what is asked left, the decision right, duplicates and history at hand."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from technopole.core import clock
from technopole.core.errors import Conflict, Invalid
from technopole.core.requests import correction, notices, procedures, queries, rules, services
from technopole.core.requests.models import OPEN_STATES, Request, State
from technopole.pages import papers
from technopole.pages.questions import version_of
from technopole.web.requests import present, words


@require_GET
def case(request: HttpRequest, uid: str) -> HttpResponse:
    """The case, to those who may read it; the bare status of a public request to everybody else."""
    row = _find(request, uid)
    if row is None:
        return _status(request, uid)
    if page := procedures.get(row.kind).page:
        return redirect(page(row))
    return _show(request, row)


def _find(request: HttpRequest, uid: str) -> Request | None:
    rows = Request.objects.select_related("applicant", "decided_by")
    return rules.may_see.filter(request.user, rows.filter(uid=uid)).first()


def _status(request: HttpRequest, uid: str) -> HttpResponse:
    row = queries.public_requests().filter(uid=uid).first()
    if row is None:
        raise Http404
    view = queries.public_view(row)
    context = {"view": view, "badge": words.badge(view.state), "subject": present.subject(row)}
    return render(request, "technopole/requests/status.html", context)


def _show(
    request: HttpRequest, row: Request, *, failed: str = "", problem: str = "", wrong: str = "", status: int = 200
) -> HttpResponse:
    user: Any = request.user
    procedure = procedures.get(row.kind)
    is_own = rules.is_own(user, row)
    reviews = not is_own and rules.may_advise.allows(user, row)
    may_decide = reviews and rules.may_decide.allows(user, row)
    undecided = row.state in services.DECIDABLE
    context = {
        "case": row,
        "procedure": procedure,
        "names": queries.names(row),
        "badge": words.badge(row.state),
        "subject": present.subject(row),
        "shown": present.payload(row),
        **_applicant(row, shown=reviews or is_own, with_address=may_decide),
        "overdue": bool(undecided and row.due_at and row.due_at < clock.now()),
        "papers": list(row.attachments.order_by("id")),
        "duplicates": present.duplicates(row, for_reviewers=True) if reviews and row.state in OPEN_STATES else {},
        "earlier": [
            {"request": each, "badge": words.badge(each.state), "title": procedures.get(each.kind).title}
            for each in queries.of_subject(row.subject_kind, row.subject_uid, user).exclude(pk=row.pk)[:10]
        ]
        if row.subject_uid
        else [],
        "advice": [
            {"advice": advice, "recommends": words.RECOMMENDATIONS[advice.recommends]}
            for advice in row.advice.select_related("adviser").order_by("at")
        ]
        if reviews
        else [],
        "timeline": present.timeline(row, internal=reviews, reviewer_names=reviews),
        "outcome_url": present.outcome_address(row) if row.state == State.ACCEPTED else "",
        "is_own": is_own,
        "reviews": reviews,
        "may_advise": reviews and undecided,
        "may_decide": may_decide and undecided,
        "may_ask": may_decide and undecided and row.applicant_id is not None and procedure.supplement_days > 0,
        "may_start": reviews and row.state == State.SUBMITTED,
        "may_edit": is_own and row.state in services.EDITABLE and row.kind != correction.KIND,
        "may_withdraw": is_own and (row.state == State.DRAFT or row.is_open),
        "may_comment": row.is_open,
        "recommendations": words.RECOMMENDATIONS.items(),
        "failed": failed,
        "problem": problem,
        "wrong": wrong,
        "typed": request.POST if failed else {},
    }
    return render(request, "technopole/requests/case.html", context, status=status)


def _applicant(row: Request, *, shown: bool, with_address: bool) -> dict[str, Any]:
    """Who asks, for those who may know; the address for those who decide only."""
    if not shown:
        return {}
    applicant: Any = row.applicant
    return {
        "applicant": applicant or row.applicant_name or _("Sent without an account"),
        "applicant_email": notices.address(row) if with_address else "",
    }


# --- steps -----------------------------------------------------------------------------------------------------


def _decide(uid: str, by: Any, version: int, said: Any) -> str:
    decision, reason = said.get("decision", ""), said.get("reason", "")
    if decision == "accept":
        services.accept(uid, by, version, reason)
        return _("Accepted, and carried out.")
    if decision == "refuse":
        services.refuse(uid, by, version, reason)
        return _("Refused. The applicant is told the reason.")
    if decision == "supplement":
        services.ask_for_supplement(uid, by, version, reason)
        return _("The applicant is asked for a supplement.")
    raise Invalid(_("Choose a decision."))


def _advise(uid: str, by: Any, version: int, said: Any) -> str:
    services.advise(uid, by, version, said.get("recommends", ""), said.get("text", ""))
    return _("Your advice is kept.")


def _comment(uid: str, by: Any, version: int, said: Any) -> str:
    services.comment(uid, by, version, said.get("text", ""), internal="internal" in said)
    return _("Your comment is kept.")


def _start(uid: str, by: Any, version: int, said: Any) -> str:
    services.start_review(uid, by, version)
    return _("The review has begun.")


def _withdraw(uid: str, by: Any, version: int, said: Any) -> str:
    services.withdraw(uid, by, version, said.get("text", ""))
    return _("The request is withdrawn.")


STEPS: dict[str, Callable[[str, Any, int, Any], str]] = {
    "decide": _decide, "advise": _advise, "comment": _comment, "start": _start, "withdraw": _withdraw,
}


@login_required
@require_POST
def step(request: HttpRequest, uid: str, step: str) -> HttpResponse:
    """Take one step; a step that fails shows the case again with what was typed."""
    row = _find(request, uid)
    if row is None or step not in STEPS:
        raise Http404
    try:
        said = STEPS[step](uid, request.user, version_of(request), request.POST)
    except Invalid as invalid:
        reasons = [reason for reasons in invalid.fields.values() for reason in reasons]
        wrong = next(iter(invalid.fields), "")
        return _show(request, row, failed=step, problem=" ".join(reasons) or invalid.message, wrong=wrong, status=422)
    except Conflict as conflict:
        fresh = _find(request, uid) or row
        return _show(request, fresh, failed=step, problem=conflict.message, status=409)
    messages.success(request, said)
    if step == "decide":
        return redirect("requests:inbox")
    return redirect("requests:request", uid=uid)


@require_GET
def paper(request: HttpRequest, uid: str, paper: str) -> HttpResponseBase:
    """A paper, to those who may read its request; always as a download that no browser interprets."""
    row = _find(request, uid)
    attachment = row.attachments.filter(uid=paper).first() if row is not None else None
    if attachment is None:
        raise Http404
    return papers.download(attachment)
