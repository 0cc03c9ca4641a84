"""Anybody says that something published here is wrong, and may see what became of it."""

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Status

from technopole.core.errors import Invalid
from technopole.core.requests import correction, queries, services
from technopole.core.rules import everyone
from technopole.pages.api import Bilingual, In, Keyset, Out, Page, Router, page_of
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.shapes import Line, Prose, Uid, stated
from technopole.web.api import subjects

router = Router("Corrections")
_ADDRESS = r"^([^@\s\x00-\x1f,;<>]+@[^@\s\x00-\x1f,;<>]+\.[a-z]{2,})?$"
_latest_first = Keyset("corrections", ("-id",))


class CorrectionIn(In):
    """What is wrong, and if you know it what is right and where that can be checked."""

    kind: subjects.Kind = Field(description="The kind of the thing.")
    uid: Uid
    field: Line = Field("", description="Which field is wrong.", max_length=60)
    wrong: Annotated[Prose, Field(min_length=1, max_length=correction.LONGEST)]
    right: Annotated[Prose, Field(max_length=correction.LONGEST)] = ""
    source: Annotated[str, Field(max_length=500, pattern=r"^(https?://[^\s\x00-\x1f]+)?$")] = ""
    name: Line = Field("", max_length=200)
    email: Annotated[str, Field(max_length=254, pattern=_ADDRESS)] = ""


class CorrectionOut(Out):
    """What anybody may know of a correction: nothing about persons, nor their words."""

    uid: str
    about_kind: str
    about_uid: str
    about: Bilingual
    field: str | None
    state: str
    submitted_at: dt.datetime | None
    due_at: dt.datetime | None
    decided_at: dt.datetime | None
    answer: str | None = Field(description="What the centre said when it decided.")


def _shown(request: Any) -> dict[str, Any]:
    view = queries.public_view(request)
    return {
        "uid": view.uid, "about_kind": view.subject_kind, "about_uid": view.subject_uid,
        "about": stated(dict(view.names)),
        "field": view.field or None, "state": view.state, "submitted_at": view.submitted_at, "due_at": view.due_at,
        "decided_at": view.decided_at, "answer": view.answer or None,
    }


@router.post("corrections", may=everyone, response=CorrectionOut, summary="Say that something is wrong")
def new_correction(request: HttpRequest, response: HttpResponse, body: CorrectionIn) -> Any:
    """No login is needed. The answer's address tells what became of it."""
    names = subjects.names_of(body.kind, body.uid)
    if names is None:
        raise Invalid("", fields={"uid": ["There is no such thing here."]})
    said = body.model_dump(include={"field", "wrong", "right", "source"})
    payload = {"subject_names": names, **said}
    made = services.apply_at_once(
        correction.KIND, request.user, payload, subject=(body.kind, body.uid), name=body.name, email=body.email
    )
    response["Location"] = reverse("api:v1:one_correction", args=[made.uid])
    return Status(201, _shown(made))


@router.get("corrections", may=everyone, response=Page[CorrectionOut], summary="Corrections, the latest first")
def corrections(
    request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT, count: bool = False
) -> Any:
    rows = queries.public_requests(correction.KIND)
    return page_of(request, rows, _latest_first, _shown, cursor=cursor, limit=limit, count=count)


@router.get("corrections/{uid}", may=everyone, response=CorrectionOut, summary="What became of a correction")
def one_correction(request: HttpRequest, uid: Uid) -> Any:
    found = queries.public_requests(correction.KIND).filter(uid=uid).first()
    if found is None:
        raise Http404
    return _shown(found)


routers = (router,)
