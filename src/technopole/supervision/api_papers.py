"""Papers of reports, progress reports and repairs over HTTP."""

import datetime as dt
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, File, Status, UploadedFile

from technopole.core.rules import Rule, signed_in
from technopole.core.sourced import By
from technopole.pages.api import Out, Router
from technopole.pages.api.shapes import Uid
from technopole.pages.papers import download, received
from technopole.supervision import queries, rules
from technopole.supervision.services import papers

router = Router("Supervision")

Kind = Literal["report", "listing", "progress"]
"""A report or plan, a listing that is to be repaired, a progress report."""


class PaperOut(Out):
    uid: str
    name: str
    content_type: str
    size: int = Field(description="In bytes.")
    sha256: str
    added_at: dt.datetime


def _find(request: HttpRequest, kind: str, uid: str, may: Rule = rules.sees_inside) -> Any:
    """The row, to whom the rule lets; its papers are for nobody else."""
    row = papers.row_of(kind, uid, request.user, may)
    if row is None:
        raise Http404
    return row


@router.get(
    "supervision/{kind}/{uid}/papers", may=signed_in, response=list[PaperOut], summary="Papers of a report or a repair"
)
def supervision_papers(request: HttpRequest, kind: Kind, uid: Uid) -> Any:
    """For the organisation, its supervisory unit and registrars."""
    _find(request, kind, uid)
    return list(queries.papers_of(kind, uid))


@router.post("supervision/{kind}/{uid}/papers", may=signed_in, response=PaperOut, summary="Attach a paper")
def attach_supervision_paper(request: HttpRequest, kind: Kind, uid: Uid, file: File[UploadedFile]) -> Any:
    """PDF, PNG, JPG, DOCX, XLSX, CSV or TXT, 10 MB at most; by the organisation, while it writes the report or is
    on the list."""
    row = _find(request, kind, uid, rules.writes_own)
    return Status(201, papers.attach(kind, uid, By(user=request.user), row.version, *received(file)))


@router.get(
    "supervision/{kind}/{uid}/papers/{paper}", may=signed_in, response=bytes, summary="One paper of a report or repair",
    media_type="application/octet-stream",
)
def supervision_paper(request: HttpRequest, kind: Kind, uid: Uid, paper: Uid) -> Any:
    """The file as it was handed in; to be saved, never shown in place."""
    _find(request, kind, uid)
    found = queries.papers_of(kind, uid).filter(uid=paper).first()
    if found is None:
        raise Http404
    return download(found, "application/octet-stream")


@router.delete("supervision/{kind}/{uid}/papers/{paper}", may=signed_in, summary="Take a paper of a report back")
def take_supervision_paper_back(request: HttpRequest, kind: Kind, uid: Uid, paper: Uid) -> Any:
    """Before the report is handed in or the repair is asked for."""
    row = _find(request, kind, uid, rules.writes_own)
    papers.take_back(kind, uid, By(user=request.user), row.version, paper)
    return Status(204, None)
