"""Reads: what waits for a person, whose requests are where, and what the public may know of one."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from technopole.core import clock
from technopole.core.requests import procedures, rules
from technopole.core.requests.models import ENDED_STATES, OPEN_STATES, Request, RequestEvent, State
from technopole.core.requests.services import DECIDABLE

DECIDE, ADVISE, SUPPLEMENT = "decide", "advise", "supplement"


@dataclass(frozen=True)
class Awaiting:
    """A request and what it waits for from the person who asks."""

    request: Request
    what: str
    """`decide`, `advise` or `supplement`."""
    due: dt.datetime | None
    overdue: bool

    @property
    def names(self) -> Mapping[str, str]:
        return names(self.request)


def names(request: Request) -> Mapping[str, str]:
    """What a request is about, in the languages it is known in."""
    return procedures.get(request.kind).names(request) or {"en": request.title}


def awaiting_decision(actor: Any) -> "QuerySet[Request]":
    """Requests this person may decide now, oldest due first."""
    rows = Request.objects.filter(state__in=DECIDABLE).select_related("applicant")
    return rules.may_decide.filter(actor, rows).order_by(F("due_at").asc(nulls_last=True), "id")


def awaiting_advice(actor: Any) -> "QuerySet[Request]":
    """Requests on which this person may advise but not decide, and has not advised yet, oldest due first."""
    rows = Request.objects.filter(state__in=DECIDABLE).select_related("applicant")
    decided_by_them = rules.may_decide.filter(actor, Request.objects.all()).values("pk")
    rows = rules.may_advise.filter(actor, rows).exclude(pk__in=decided_by_them).exclude(advice__adviser=actor.pk)
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")


def awaiting_supplement(actor: Any) -> "QuerySet[Request]":
    """This person's own requests that the centre wants something added to, soonest to lapse first."""
    if not actor.is_authenticated:
        return Request.objects.none()
    return Request.objects.filter(applicant=actor, state=State.SUPPLEMENT).order_by("expires_at", "id")


def inbox(actor: Any, limit: int = 200) -> list[Awaiting]:
    """All that waits for this person, oldest due first. Cost: three queries, at most `limit` rows of each."""
    now = clock.now()
    waiting = [
        Awaiting(request, what, due, bool(due and due < now))
        for what, rows in (
            (SUPPLEMENT, awaiting_supplement(actor)),
            (DECIDE, awaiting_decision(actor)),
            (ADVISE, awaiting_advice(actor)),
        )
        for request in rows[:limit]
        for due in (request.expires_at if what == SUPPLEMENT else request.due_at,)
    ]
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(waiting, key=lambda item: (item.due or far, item.request.pk))


def waiting_count(actor: Any) -> int:
    """How many requests wait for this person, for the number beside the menu entry."""
    return (
        awaiting_supplement(actor).count() + awaiting_decision(actor).count() + awaiting_advice(actor).count()
    )


def decided_by(actor: Any) -> "QuerySet[Request]":
    """What this person decided, latest first."""
    return Request.objects.filter(decided_by=actor).order_by("-decided_at", "-id")


def mine(actor: Any) -> "QuerySet[Request]":
    """The requests this person made, latest first, drafts included."""
    if not actor.is_authenticated:
        return Request.objects.none()
    return Request.objects.filter(applicant=actor).order_by("-id")


def visible(actor: Any) -> "QuerySet[Request]":
    """Every request this person may read."""
    return rules.may_see.filter(actor, Request.objects.all())


def of_subject(kind: str, uid: str, actor: Any) -> "QuerySet[Request]":
    """The requests about one thing that this person may read, latest first."""
    return rules.may_see.filter(actor, Request.objects.filter(subject_kind=kind, subject_uid=uid)).order_by("-id")


def open_of_subject(kind: str, uid: str) -> "QuerySet[Request]":
    """The undecided requests about one thing, whoever made them; for notices and checks, not for display."""
    return Request.objects.filter(subject_kind=kind, subject_uid=uid, state__in=OPEN_STATES).order_by("id")


def timeline(request: Request, *, internal: bool) -> "QuerySet[RequestEvent]":
    """What happened to a request, oldest first; with the reviewers' own notes if `internal`."""
    events = request.events.select_related("actor").order_by("id")
    return events if internal else events.filter(internal=False)


# --- what the public may know ------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicView:
    """A public request without anything about persons: neither who asked nor their own words."""

    uid: str
    kind: str
    title: Any
    names: Mapping[str, str]
    subject_kind: str
    subject_uid: str
    field: str
    state: str
    submitted_at: dt.datetime | None
    due_at: dt.datetime | None
    decided_at: dt.datetime | None
    answer: str
    """What the centre said when it decided."""


def public_requests(kind: str = "") -> "QuerySet[Request]":
    """Sent requests whose status is public, latest first."""
    rows = Request.objects.filter(public=True, submitted_at__isnull=False).order_by("-id")
    return rows.filter(kind=kind) if kind else rows


def public_view(request: Request) -> PublicView:
    """What anybody may know of a public request."""
    procedure = procedures.get(request.kind)
    return PublicView(
        uid=request.uid,
        kind=request.kind,
        title=procedure.title,
        names=procedure.names(request),
        subject_kind=request.subject_kind,
        subject_uid=request.subject_uid,
        field=request.payload.get("field", ""),
        state=request.state,
        submitted_at=request.submitted_at,
        due_at=request.due_at if request.state in OPEN_STATES else None,
        decided_at=request.decided_at,
        answer=request.decision_reason if request.state in ENDED_STATES else "",
    )
