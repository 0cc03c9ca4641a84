"""Everything that can happen to a request. Each step is one transaction and leaves a line in its timeline.

Every step names the version of the request it was decided upon; if somebody else was faster it raises `Conflict`.
Steps by the wrong person raise `NotAllowed`, steps at the wrong time `Conflict`, wrong values `Invalid`.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from technopole.core import clock, ids, typed
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.jobs import task
from technopole.core.models import Change
from technopole.core.requests import notices, papers, procedures, rules
from technopole.core.requests.models import OPEN_STATES, Advice, Attachment, Request, RequestEvent, State
from technopole.core.rules import Rule

DECIDABLE = (State.SUBMITTED, State.IN_REVIEW)
EDITABLE = (State.DRAFT, State.SUPPLEMENT)
RECOMMENDATIONS = ("accept", "refuse", "abstain")
HISTORY_KIND = "request"


# --- by the applicant ------------------------------------------------------------------------------------------


@transaction.atomic
def create_draft(
    kind: str,
    applicant: Any,
    payload: Mapping[str, Any],
    *,
    subject: tuple[str, str] = ("", ""),
    name: str = "",
    email: str = "",
) -> Request:
    """A new request, not yet sent. `subject` is (kind, uid) of the thing it is about, if it is about one."""
    procedure, now = procedures.get(kind), clock.now()
    person = applicant if applicant is not None and applicant.is_authenticated else None
    request = Request(
        uid=ids.new_uid(), kind=kind, subject_kind=subject[0], subject_uid=subject[1], payload=dict(payload),
        applicant=person, applicant_name=name or (str(person) if person else ""), applicant_email=email,
        public=procedure.public, created_at=now, expires_at=now + dt.timedelta(days=procedure.draft_days), version=0,
    )
    request.title = _title(request)
    request.save()
    if not procedure.may_apply.allows(applicant, request):
        raise NotAllowed(_("You may not make this request."))
    return _record(request, "created", person)


@transaction.atomic
def edit(uid: str, by: Any, payload: Mapping[str, Any], version: int) -> Request:
    """Change what is asked for: of a draft, or of a request that waits for a supplement."""
    request = _take_unstaged(uid, version, *EDITABLE)
    _must(rules.is_applicant, by, request)
    if request.payload == dict(payload):
        return request
    request.payload = dict(payload)
    request.title = _title(request)
    return _record(request, "edited", by)


@transaction.atomic
def submit(uid: str, by: Any, version: int) -> Request:
    """Send a draft. Raises `Invalid` naming what is missing or wrong."""
    request = _take_unstaged(uid, version, State.DRAFT)
    if request.applicant_id is not None:
        _must(rules.is_applicant, by, request)
    _must_be_in_order(request)
    _start_clock(request, clock.now())
    _move(request, State.SUBMITTED, "submitted", by)
    if request.applicant_id is not None:  # an address nobody proved is written to only once a person has decided
        notices.notify(request, "submitted")
    return request


@transaction.atomic
def supply(uid: str, by: Any, version: int, text: str = "") -> Request:
    """Answer a request for a supplement; the time for deciding starts anew, as the papers are complete only now."""
    request = _take_unstaged(uid, version, State.SUPPLEMENT)
    _must(rules.is_applicant, by, request)
    _must_be_in_order(request)
    _start_clock(request, clock.now())
    return _move(request, State.SUBMITTED, "supplied", by, text)


@transaction.atomic
def withdraw(uid: str, by: Any, version: int, reason: str = "") -> Request:
    """The applicant no longer wants it."""
    request = _take_unstaged(uid, version, State.DRAFT, *OPEN_STATES)
    _must(rules.is_applicant, by, request)
    request.due_at = request.expires_at = None
    return _move(request, State.WITHDRAWN, "withdrawn", by, reason)


@transaction.atomic
def apply_at_once(kind: str, applicant: Any, payload: Mapping[str, Any], **details: Any) -> Request:
    """Make and send a request in one step, for short forms and for people without an account."""
    request = create_draft(kind, applicant, payload, **details)
    return submit(request.uid, applicant, request.version)


@transaction.atomic
def attach(uid: str, by: Any, version: int, name: str, content: bytes, paper: str = "") -> Attachment:
    """Hand in a paper; `paper` says which of those that the procedure asks for.

    Raises `Invalid` for a type or size that is not accepted, or one paper too many.
    """
    request = _take(uid, version, *EDITABLE)
    _must(rules.is_applicant, by, request)
    papers.must_be_fewer(request.attachments.count(), procedures.get(request.kind).most_papers)
    attachment = request.attachments.create(paper=paper, **papers.columns(name, content, by))
    _record(request, "attached", by, attachment.name)
    return attachment


@transaction.atomic
def remove_attachment(uid: str, by: Any, version: int, attachment_uid: str) -> Request:
    """Take a paper back, before the request is sent."""
    request = _take(uid, version, *EDITABLE)
    _must(rules.is_applicant, by, request)
    attachment = request.attachments.filter(uid=attachment_uid).first()
    if attachment is None:
        raise Conflict(_("This file has already been removed."))
    attachment.delete()
    return _record(request, "attachment_removed", by, attachment.name)


# --- by those who review ---------------------------------------------------------------------------------------


@transaction.atomic
def start_review(uid: str, by: Any, version: int) -> Request:
    """Say that somebody is looking at it."""
    request = _take_unstaged(uid, version, State.SUBMITTED)
    _must(rules.may_advise, by, request)
    return _move(request, State.IN_REVIEW, "review_started", by)


@transaction.atomic
def ask_for_supplement(uid: str, by: Any, version: int, text: str) -> Request:
    """Ask the applicant for what is missing. The clock stops until it is supplied."""
    request = _take_unstaged(uid, version, *DECIDABLE)
    _must(rules.may_decide, by, request)
    if request.applicant_id is None:
        raise Conflict(_("This request was made without an account, so nothing can be added to it."))
    if not procedures.get(request.kind).supplement_days:
        raise Conflict(_("Nothing can be added to such a request. Refuse it with the reason; it can be made anew."))
    _required(text, "text", _("Say what is missing."))
    request.due_at = None
    days = procedures.get(request.kind).supplement_days
    request.expires_at = clock.now() + dt.timedelta(days=days)
    _move(request, State.SUPPLEMENT, "supplement_requested", by, text)
    notices.notify(request, "supplement_requested", text)
    return request


@transaction.atomic
def comment(uid: str, by: Any, version: int, text: str, *, internal: bool = False) -> Request:
    """Write into the timeline; an internal comment is seen by those who review only."""
    request = _take(uid, version, *OPEN_STATES)
    _must(rules.may_see_internal if internal else rules.may_comment, by, request)
    _required(text, "text", _("Write a comment."))
    return _record(request, "comment", by, text, internal=internal)


@transaction.atomic
def advise(uid: str, by: Any, version: int, recommends: str, text: str = "") -> Advice:
    """Recommend a decision; a second advice of the same person replaces the first."""
    request = _take(uid, version, *DECIDABLE)
    _must(rules.may_advise, by, request)
    if recommends not in RECOMMENDATIONS:
        why = _("Choose what you recommend.")
        raise Invalid(why, fields={"recommends": [why]})
    advice, _created = Advice.objects.update_or_create(
        request=request, adviser=by, defaults={"recommends": recommends, "text": typed.clean(text), "at": clock.now()}
    )
    _record(request, "advised", by, internal=True)
    return advice


@transaction.atomic
def accept(uid: str, by: Any, version: int, reason: str = "") -> Request:
    """Accept and carry out, in one transaction: if it cannot be carried out, it stays undecided."""
    request = _take_unstaged(uid, version, *DECIDABLE)
    _must_decide(by, request)
    _decided(request, by, reason)
    _move(request, State.ACCEPTED, "accepted", by, reason)
    request.outcome_kind, request.outcome_uid = procedures.get(request.kind).carry_out(request, by)
    request.save(update_fields=["outcome_kind", "outcome_uid"])
    notices.notify(request, "accepted", reason.strip())
    return request


@transaction.atomic
def refuse(uid: str, by: Any, version: int, reason: str) -> Request:
    """Refuse, with the reason the applicant is told."""
    request = _take_unstaged(uid, version, *DECIDABLE)
    _must_decide(by, request)
    _required(reason, "reason", _("Give the reason. The applicant will read it."))
    _decided(request, by, reason)
    _move(request, State.REFUSED, "refused", by, reason)
    notices.notify(request, "refused", reason.strip())
    return request


# --- by procedures that have steps of their own ------------------------------------------------------------------


@transaction.atomic
def advance(
    request: Request, event: str, actor: Any, *, to: str = "", text: str = "", internal: bool = False,
    stages: tuple[str, str] = ("", ""), changes: Mapping[str, Any] | None = None, note: Mapping[str, Any] | None = None,
) -> Request:
    """One step of a request whose procedure has steps of its own: its domain has locked it in this transaction, and
    checked its version, who takes the step and when.

    `to` is the request's state afterwards (as before if empty), `stages` the procedure's own states before and after,
    which the timeline and history show. `changes` are columns that the step writes, such as `payload` or `due_at`;
    `note` goes into history, which holds no personal data: such as the list of papers.
    """
    for column, value in (changes or {}).items():
        setattr(request, column, value)
    request.title = _title(request)
    request.state = to or request.state
    if to == State.SUBMITTED:
        request.submitted_at = request.submitted_at or clock.now()
    return _record(request, event, actor, text, internal=internal, states=stages, note=note)


# --- by time -----------------------------------------------------------------------------------------------


@task("requests.expire", every=dt.timedelta(hours=1))
def expire_due() -> None:
    """End drafts and unanswered requests for a supplement whose time has run out."""
    late = Request.objects.filter(state__in=EDITABLE, expires_at__lte=clock.now())
    for pk in list(late.values_list("pk", flat=True)):
        with transaction.atomic():
            request = late.select_for_update().filter(pk=pk).first()
            if request is None:
                continue  # its applicant was faster
            was_sent = request.submitted_at is not None
            _move(request, State.EXPIRED, "expired", None)
            if lapsed := procedures.get(request.kind).lapsed:
                lapsed(request)
            if was_sent:
                notices.notify(request, "expired")


@task("requests.sweep_papers", every=dt.timedelta(days=1))
def sweep_papers() -> None:
    """Delete kept bytes that no paper names: those taken back, and those whose transaction was undone."""
    a_day_ago = clock.now() - dt.timedelta(days=1)
    papers.sweep({paper.sha256 for paper in papers.every()}, a_day_ago.timestamp())


# --- shared ------------------------------------------------------------------------------------------------


def _take(uid: str, version: int, *states: str) -> Request:
    """The request, locked for this transaction, if it is still as its reader saw it; in any state if none is named."""
    request = Request.objects.select_for_update().get(uid=uid)
    if request.version != version:
        raise Conflict(_("Somebody else changed this request since you opened it. Look at it again."))
    if states and request.state not in states:
        raise Conflict(_("This can no longer be done: the request has moved on."))
    return request


def _take_unstaged(uid: str, version: int, *states: str) -> Request:
    """The same, unless the procedure has steps of its own, which nothing here may pass over."""
    request = _take(uid, version, *states)
    if procedures.get(request.kind).staged:
        raise Conflict(_("This procedure has steps of its own; take them on its own page."))
    return request


def _must(rule: Rule, actor: Any, request: Request) -> None:
    if actor is None or not rule.allows(actor, request):
        raise NotAllowed(_("You may not do this with this request."))


def _must_decide(actor: Any, request: Request) -> None:
    if actor is not None and rules.is_own(actor, request):
        raise NotAllowed(_("You cannot decide your own request."))
    _must(rules.may_decide, actor, request)


def _must_be_in_order(request: Request) -> None:
    problems = dict(procedures.get(request.kind).check(request))
    if problems:
        raise Invalid(_("The request cannot be sent yet."), fields=problems)


def _required(text: str, field: str, why: str) -> None:
    if not text.strip():
        raise Invalid(why, fields={field: [why]})


def _start_clock(request: Request, now: dt.datetime) -> None:
    request.submitted_at = request.submitted_at or now
    request.due_at = now + dt.timedelta(days=procedures.get(request.kind).days_to_decide)
    request.expires_at = None


def _decided(request: Request, by: Any, reason: str) -> None:
    request.decided_at, request.decided_by, request.decision_reason = clock.now(), by, typed.clean(reason)
    request.expires_at = None


def _title(request: Request) -> str:
    names = procedures.get(request.kind).names(request)
    return (names.get("en") or names.get("zh") or request.kind)[:300]


def _move(request: Request, to: State, event: str, actor: Any, text: str = "") -> Request:
    before, request.state = request.state, to
    return _record(request, event, actor, text, states=(before, str(to)))


def _record(
    request: Request, event: str, actor: Any, text: str = "", *, internal: bool = False,
    states: tuple[str, str] = ("", ""), note: Mapping[str, Any] | None = None,
) -> Request:
    """Save the next version with its line in the timeline and its entry in history, which holds no personal data."""
    person = actor if actor is not None and actor.is_authenticated else None
    now = clock.now()
    request.version += 1
    request.save()
    RequestEvent.objects.create(
        request=request, at=now, kind=event, actor=person, actor_label=str(person)[:200] if person else "",
        text=typed.clean(text), from_state=states[0], to_state=states[1], internal=internal,
    )
    Change.objects.create(
        at=now, kind=HISTORY_KIND, uid=request.uid, action=event, actor=person,
        diff=({"state": list(states)} if any(states) else {}) | dict(note or {}),
    )
    return request
