"""Papers of a report, a progress report or a repair: handed in and taken back by its writers, read by those inside."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from technopole.core.errors import Conflict, Invalid
from technopole.core.rules import Rule
from technopole.pages import papers as shared_papers
from technopole.pages.questions import version_of
from technopole.supervision import queries, rules
from technopole.supervision.flow import MACHINES
from technopole.supervision.services import papers
from technopole.supervision.views import shared


def section(kind: str, row: Any, actor: Any, *, inside: bool) -> dict[str, Any] | None:
    """What the page of a row shows of its papers; nothing to the public, nor where none are handed in or ever will."""
    if not inside or kind not in papers.TAKE_PAPERS:
        return None
    rows = list(queries.papers_of(kind, row.uid))
    may_attach = may_write(kind, row, actor, "attach")
    if not rows and not may_attach:
        return None
    return {
        "rows": rows,
        "may_attach": may_attach and len(rows) < papers.MOST_PAPERS,
        "may_take_back": may_write(kind, row, actor, "take_back"),
    }


def may_write(kind: str, row: Any, actor: Any, step: str) -> bool:
    """Whether this person may attach or take back papers now."""
    return MACHINES[kind].allows(row.state, step) and rules.writes_own.allows(actor, row)


@login_required
@require_POST
def attach(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """Hand in a paper."""
    _find(request, kind, uid, rules.writes_own)
    try:
        name, content = shared_papers.uploaded(request)
        papers.attach(kind, uid, shared.by(request), version_of(request), name, content)
    except (Invalid, Conflict) as refused:
        return _refused(request, kind, uid, refused.message)
    messages.success(request, _("The file is attached."))
    return _back(kind, uid)


@login_required
@require_POST
def take_back(request: HttpRequest, kind: str, uid: str, paper: str) -> HttpResponse:
    """Take a paper back."""
    _find(request, kind, uid, rules.writes_own)
    try:
        papers.take_back(kind, uid, shared.by(request), version_of(request), paper)
    except Conflict as refused:
        return _refused(request, kind, uid, refused.message)
    messages.success(request, _("The file is removed."))
    return _back(kind, uid)


@require_GET
def paper(request: HttpRequest, kind: str, uid: str, paper: str) -> HttpResponseBase:
    """A paper, to those inside; always as a download."""
    _find(request, kind, uid, rules.sees_inside)
    found = queries.papers_of(kind, uid).filter(uid=paper).first()
    if found is None:
        raise Http404
    return shared_papers.download(found)


def _back(kind: str, uid: str) -> HttpResponse:
    return redirect(shared.address(kind, uid) + "#papers")


def _refused(request: HttpRequest, kind: str, uid: str, why: str) -> HttpResponse:
    """Back to the top of the page, where it is said: at the papers, which did not change, nobody would see it."""
    messages.error(request, why)
    return redirect(shared.address(kind, uid))


def _find(request: HttpRequest, kind: str, uid: str, may: Rule) -> None:
    """404 unless the rule lets this person."""
    if papers.row_of(kind, uid, request.user, may) is None:
        raise Http404
