"""Requests over HTTP: make, send, review, decide. Every step but a comment names the version it was decided upon."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from ninja import Query, Status

from technopole.core.errors import Invalid
from technopole.core.requests import procedures, queries, rules, services
from technopole.core.requests.models import Request
from technopole.core.rules import everyone, signed_in
from technopole.pages.api import Keyset, Page, Router, must_match, page_of, version_is
from technopole.pages.api.cursors import LIMIT, Cursor, Limit, slice_of
from technopole.pages.api.router import View
from technopole.pages.api.shapes import Uid
from technopole.registry import procedures as register
from technopole.registry import wanted
from technopole.registry.api.organisations import get as organisation_of
from technopole.registry.api.writing import answers, change_payload
from technopole.web.api import request_shapes as shapes

router = Router("Requests")
_latest_first = Keyset("requests", ("-id",))


# --- reading ----------------------------------------------------------------------------------------------------


def brief(request: Request) -> dict[str, Any]:
    names = queries.names(request)
    return {
        "uid": request.uid, "version": request.version, "kind": request.kind, "state": request.state,
        "title": {"en": names.get("en"), "zh": names.get("zh")},
        "subject": _thing(request.subject_kind, request.subject_uid),
        "outcome": _thing(request.outcome_kind, request.outcome_uid),
        "created_at": request.created_at, "submitted_at": request.submitted_at, "due_at": request.due_at,
        "expires_at": request.expires_at, "decided_at": request.decided_at, "reason": request.decision_reason or None,
    }  # fmt: skip


def _thing(kind: str, uid: str) -> dict[str, str] | None:
    return {"kind": kind, "uid": uid} if kind and uid else None


def detailed(request: HttpRequest, asked: Request) -> dict[str, Any]:
    """One request as this caller may see it; says its version to the caller."""
    version_is(request, asked.version)
    reviews = rules.may_see_internal.allows(request.user, asked)
    own = rules.is_own(request.user, asked)
    return {
        **brief(asked),
        "payload": asked.payload,
        "own": own,
        "applicant": {"name": asked.applicant_name, "email": asked.applicant_email or None} if own or reviews else None,
        "timeline": [
            {
                "at": event.at, "event": event.kind, "text": event.text, "internal": event.internal,
                "from_state": event.from_state or None, "to_state": event.to_state or None,
                "by": _who(event.actor_id, asked), "name": event.actor_label if reviews and event.actor_label else None,
            }
            for event in queries.timeline(asked, internal=reviews)
        ],
        "advice": [
            {"adviser": str(row.adviser), "recommends": row.recommends, "text": row.text, "at": row.at}
            for row in asked.advice.select_related("adviser").order_by("id")
        ] if reviews else [],
        "attachments": list(asked.attachments.order_by("id")),
        "may": _may(request.user, asked),
    }  # fmt: skip


def _who(actor_id: int | None, asked: Request) -> str:
    if actor_id is None:
        return "system" if asked.applicant_id is not None else "public"
    return "applicant" if actor_id == asked.applicant_id else "centre"


def _may(user: Any, asked: Request) -> list[str]:
    """The steps this person may take now, by the names of their addresses."""
    own, decides = rules.is_own(user, asked), rules.may_decide.allows(user, asked)
    advises = decides or rules.may_advise.allows(user, asked)
    state, decidable = asked.state, asked.state in services.DECIDABLE
    if procedures.get(asked.kind).staged:  # its own operations move it on
        own_steps = {"attachments": own and state in services.EDITABLE, "advice": advises and decidable}
        return [step for step, allowed in {**own_steps, "comments": asked.is_open}.items() if allowed]
    can_be_supplied = procedures.get(asked.kind).supplement_days > 0
    steps = {
        "edit": own and state in services.EDITABLE,
        "submit": own and state == "draft",
        "supply": own and state == "supplement_requested",
        "withdraw": own and (asked.is_open or state == "draft"),
        "attachments": own and state in services.EDITABLE,
        "review": advises and state == "submitted",
        "advice": advises and decidable,
        "supplement": decides and decidable and asked.applicant_id is not None and can_be_supplied,
        "decision": decides and decidable,
        "comments": asked.is_open,
    }
    return [step for step, allowed in steps.items() if allowed]


def find(request: HttpRequest, uid: str) -> Request:
    """The request if this caller may see it; otherwise there is none."""
    found = queries.visible(request.user).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


@router.get("procedures", may=everyone, response=list[shapes.ProcedureOut], summary="What may be asked for")
def what_may_be_asked(request: HttpRequest) -> Any:
    return [
        {
            "kind": each.kind, "title": _in_both(each.title), "summary": _in_both(each.summary),
            "days_to_decide": each.days_to_decide, "most_attachments": each.most_papers, "public": each.public,
        }
        for each in procedures.every()
    ]


def _in_both(text: Any) -> dict[str, str]:
    said = {}
    for language, code in (("en", "en"), ("zh", "zh-hans")):
        with translation.override(code):
            said[language] = str(text)
    return said


@router.get("requests", may=signed_in, response=Page[shapes.RequestOut], summary="Requests, the latest first")
def requests(
    request: HttpRequest, filters: Query[shapes.Filters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """Those that you made, or all that you may see."""
    rows = queries.mine(request.user) if filters.of == "mine" else queries.visible(request.user)
    if filters.state:
        rows = rows.filter(state__in=filters.state)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    return page_of(request, rows, _latest_first, brief, cursor=cursor, limit=limit, count=count)


@router.get("inbox", may=signed_in, response=Page[shapes.Awaiting], summary="What waits for me, oldest due first")
def inbox(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT, count: bool = False) -> Any:
    page = slice_of(request, "inbox", queries.inbox(request.user), cursor=cursor, limit=limit, count=count)
    return {
        **page,
        "items": [
            {"request": brief(each.request), "what": each.what, "due": each.due, "overdue": each.overdue}
            for each in page["items"]
        ],
    }


@router.get("requests/{uid}", may=signed_in, response=shapes.RequestDetail, summary="One request")
def one_request(request: HttpRequest, uid: Uid) -> Any:
    """With its timeline, its papers and what you may do. The ETag is needed for every step."""
    return detailed(request, find(request, uid))


def _step_at(name: str, summary: str) -> Callable[[View], View]:
    """An operation that moves a request on: it names the version it was decided upon."""
    return router.post(
        f"requests/{{uid}}/{name}", may=signed_in, response=shapes.RequestDetail, summary=summary, status=200,
        if_match=True,
    )  # fmt: skip


# --- by the applicant --------------------------------------------------------------------------------------------


@router.post("requests", may=signed_in, response=shapes.RequestDetail, summary="Draft a request")
def draft_request(request: HttpRequest, response: HttpResponse, body: shapes.RequestIn) -> Any:
    """A draft is seen by nobody else until you submit it."""
    asked = body.root
    subject = ("", "")
    payload: dict[str, Any]
    if isinstance(asked, shapes.RegisterIn):
        payload = {"answers": wanted.tidy(answers(asked.organisation)), "post": asked.post}
    else:
        organisation = _subject(asked.organisation_uid)
        subject = (register.KIND, organisation.uid)
        if isinstance(asked, shapes.ChangeIn):
            payload = change_payload(organisation, asked.organisation)
        else:
            names = {"en": organisation.name_en or organisation.name, "zh": organisation.name_zh}
            payload = {"subject_names": names, "post": asked.post, "statement": asked.statement}
    made = services.create_draft(asked.kind, request.user, payload, subject=subject)
    response["Location"] = reverse("api:v1:one_request", args=[made.uid])
    return Status(201, detailed(request, made))


def _subject(uid: str) -> Any:
    try:
        return organisation_of(uid)
    except Http404:
        raise Invalid("", fields={"organisation_uid": ["There is no such organisation here."]}) from None


@router.patch("requests/{uid}", may=signed_in, response=shapes.RequestDetail, summary="Change what is asked for")
def edit_request(request: HttpRequest, uid: Uid, body: shapes.RequestEdit) -> Any:
    """Of a draft, or while a supplement is wanted."""
    asked = _matching(request, uid)
    payload = dict(asked.payload)
    if body.organisation is not None:
        if "answers" not in payload:
            raise Invalid("", fields={"organisation": ["This request does not describe an organisation."]})
        payload["answers"] = wanted.tidy({**payload["answers"], **answers(body.organisation)})
    for name in ("post", "statement"):
        if (text := getattr(body, name)) is not None:
            payload[name] = text
    return detailed(request, services.edit(uid, request.user, payload, asked.version))


@_step_at("submit", "Submit a draft")
def submit_request(request: HttpRequest, uid: Uid) -> Any:
    return _step(request, uid, services.submit)


@_step_at("supply", "Send what was missing")
def supply_request(request: HttpRequest, uid: Uid, body: shapes.TextIn) -> Any:
    return _step(request, uid, services.supply, text=body.text)


@_step_at("withdraw", "Withdraw a request")
def withdraw_request(request: HttpRequest, uid: Uid, body: shapes.ReasonIn) -> Any:
    return _step(request, uid, services.withdraw, reason=body.reason)


@router.post("requests/{uid}/comments", may=signed_in, response=shapes.RequestDetail, summary="Comment")
def comment_request(request: HttpRequest, uid: Uid, body: shapes.CommentIn) -> Any:
    """An internal comment is seen by those who review only."""
    asked = find(request, uid)
    return Status(
        201, detailed(request, services.comment(uid, request.user, asked.version, body.text, internal=body.internal))
    )


# --- by those who review -----------------------------------------------------------------------------------------


@_step_at("review", "Start the review")
def review_request(request: HttpRequest, uid: Uid) -> Any:
    """Say that somebody is looking at it."""
    return _step(request, uid, services.start_review)


@_step_at("supplement", "Ask for a supplement")
def ask_supplement(request: HttpRequest, uid: Uid, body: shapes.TextIn) -> Any:
    """The time for deciding stops until it is supplied."""
    return _step(request, uid, services.ask_for_supplement, text=body.text)


@_step_at("advice", "Advise")
def advise_request(request: HttpRequest, uid: Uid, body: shapes.AdviceIn) -> Any:
    """A second advice of the same person replaces the first."""
    return _step(request, uid, services.advise, recommends=body.recommends, text=body.text)


@_step_at("decision", "Decide")
def decide_request(request: HttpRequest, uid: Uid, body: shapes.DecisionIn) -> Any:
    """Accepting carries out what was asked; a refusal needs its reason, which the applicant reads."""
    return _step(request, uid, services.accept if body.decision == "accept" else services.refuse, reason=body.reason)


def _matching(request: HttpRequest, uid: str) -> Request:
    asked = find(request, uid)
    must_match(request, asked.version)
    return asked


def _step(request: HttpRequest, uid: str, step: Any, **said: Mapping[str, Any] | str) -> dict[str, Any]:
    asked = _matching(request, uid)
    step(uid, request.user, asked.version, **said)
    return detailed(request, Request.objects.get(pk=asked.pk))


routers = (router,)
