"""One case, to whoever may read it: what is asked for, checks, papers, what happened, and the steps one may take."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from technopole.core import clock
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.requests import queries as requests
from technopole.pages.questions import version_of
from technopole.registration import (
    answers,
    authorities,
    deciding,
    effects,
    forms,
    lists,
    moves,
    names,
    rules,
    rules_in_force,
    services,
    transitions,
    words,
)
from technopole.registration.models import Case
from technopole.registration.transitions import CHANGE, DEREGISTER, ESTABLISH
from technopole.registration.views.applying import EDITABLE, shown_check

_HIDDEN_STEPS = frozenset({"edit"})
_SECONDARY = frozenset(
    {"withdraw", "release_name", "recall_consent", "decline", "return_decision", "record_visit", "publish_notice",
     "ask_supplement"}
)  # fmt: skip
"""Steps that do not lead on: their button is plain, and they wait folded up."""


def _find(request: HttpRequest, uid: str) -> Case | None:
    rows = Case.objects.select_related(
        "request", "request__applicant", "request__decided_by", "registration", "prepared_by"
    )
    return rules.may_see.filter(request.user, rows.filter(request__uid=uid)).first()


@require_GET
def case(request: HttpRequest, uid: str) -> HttpResponse:
    """The case; strangers find none."""
    row = _find(request, uid)
    if row is None:
        raise Http404
    return _show(request, row)


def _show(
    request: HttpRequest, row: Case, *, failed: str = "", problem: str = "", wrong: Any = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    is_own = bool(user.is_authenticated and row.request.applicant_id == user.pk)
    decides = not is_own and rules.acts_for_authority.allows(user, row)
    sees_all = is_own or decides or rules.supervises.allows(user, row)
    asked = row.request.payload.get("answers", {})
    steps = services.steps_for(row, user)
    version = moves.version_of(row)
    context = {
        "case": row,
        "kind_label": words.KINDS[row.kind],
        "title": lists.case_names(row),
        "badge": words.badge(row.state),
        "clock": lists.clock_badge(row),
        "form_name": lists.form_name(row.legal_form),
        "progress": _progress(row, asked),
        "facts": _facts(row),
        "version": version,
        "groups": [] if row.kind == CHANGE else _answers(row, asked, everything=sees_all),
        "changes": _changes(row, asked) if row.kind == CHANGE else [],
        "papers": _papers(row, version),
        "other_papers": [each for each in row.request.attachments.order_by("id") if not each.paper],
        "may_edit": is_own and row.state in EDITABLE,
        "findings": _findings(row, asked) if decides or is_own else [],
        "check": _name_evidence(row, asked) if decides and row.state in transitions.STATES[6:11] else None,
        "visits": row.visits if sees_all else [],
        "notice_text": {tongue: row.notice[f"text_{tongue}"] for tongue in ("en", "zh")} if row.notice else None,
        "timeline": _timeline(row, names_shown=decides),
        "prepared": _prepared(row) if decides else None,
        "steps": [
            _step(row, step, failed, wrong, request, problem) for step in steps if step not in _HIDDEN_STEPS
        ],
        "waiting_for_second": decides and row.state == "decision_prepared" and row.prepared_by_id == user.pk,
        "is_own": is_own,
        "decides": decides,
        "applicant": row.request.applicant if decides or is_own else None,
        "failed": failed,
        "problem": problem,
        "trail": _trail(decides, is_own),
    }  # fmt: skip
    return render(request, "registration/case.html", context, status=status)


def _trail(decides: bool, is_own: bool) -> list[dict[str, Any]]:
    first = (
        {"label": _("Applications to the register"), "url": reverse("registration:worklist")}
        if decides
        else {"label": _("My registrations"), "url": reverse("registration:mine")}
        if is_own
        else {"label": lists.registrations.title, "url": reverse("registration:registrations")}
    )
    return [first, {"label": _("Application")}]


def _progress(row: Case, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The way from the first answer to the end, and where the case stands on it."""
    way = ["draft"]
    if row.kind == DEREGISTER:
        way += ["liquidating", "liquidated"]
    if moves.asks_for_name(row, asked):
        way.append("name_checked")
    if moves.needs_consent(row):
        way.append("consented")
    way += ["submitted", "accepted", "in_review", "decision_prepared"]
    way += ["registered", "certified"] if row.kind == ESTABLISH else ["granted"]
    instead = {"supplement_requested": "submitted", "consent_asked": "consented"}
    here = instead.get(row.state, row.state)
    if here in ("refused", "withdrawn", "lapsed"):
        return []
    at = way.index(here) if here in way else 0
    ended = here in ("certified", "granted")
    return [
        {"label": words.STATES[state][0], "done": place < at or ended, "current": place == at and not ended}
        for place, state in enumerate(way)
    ]


def _facts(row: Case) -> list[dict[str, Any]]:
    return [
        {"label": _("Registration authority"), "text": authorities.name(row.authority)},
        {"label": _("Business supervisory unit"), "text": authorities.name(row.supervisory_unit)
         or (_("None needed: direct registration") if row.direct else "")},
        {"label": _("Consent"), "text": _consent(row)},
        {"label": _("Organisation"), "values": [{"text": row.registration.code, "url": lists.address(row.registration)}]
         if row.registration else []},
    ]  # fmt: skip


def _consent(row: Case) -> str:
    said = row.consent
    return " · ".join(text for text in (said.get("number", ""), said.get("on", "")) if text) if said else ""


def _answers(row: Case, asked: dict[str, Any], *, everything: bool) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, question in answers.questions(row.kind, row.legal_form).items():
        if asked.get(name) and (everything or question.public):
            text = forms.in_words(name, question, asked[name])
            groups.setdefault(question.group, []).append({"label": question.label, "text": text})
    return [{"title": words.GROUPS[group], "facts": facts} for group, facts in groups.items()]


def _changes(row: Case, asked: dict[str, Any]) -> list[dict[str, Any]]:
    before = effects.as_registered(row) if row.state not in transitions.ENDED else {}
    questions = answers.questions(CHANGE, row.legal_form)
    names_of_changed = (
        answers.changed(before, asked) if before else [name for name in answers.CHANGED if asked.get(name)]
    )
    return [
        {
            "label": questions[name].label,
            "before": forms.in_words(name, questions[name], before[name]) if before.get(name) else "",
            "after": forms.in_words(name, questions[name], asked[name]) if asked.get(name) else "",
        }
        for name in names_of_changed
        if name in questions
    ]


def _papers(row: Case, version: rules_in_force.Version | None) -> list[dict[str, Any]]:
    """The papers that the rules ask for, with what was handed in for each."""
    if version is None:
        return []
    handed_in: dict[str, list[Any]] = {}
    for each in row.request.attachments.order_by("id"):
        handed_in.setdefault(each.paper, []).append(each)
    on_paper = row.request.payload.get("papers", {}).get("on_paper", [])
    wanted = deciding.papers_wanted(row, version, consented=bool(row.consent))
    return [
        {
            "key": paper,
            "name": rules_in_force.paper_names()[paper],
            "files": handed_in.get(paper, []),
            "on_paper": paper in on_paper,
        }
        for paper in wanted
    ]


def _findings(row: Case, asked: dict[str, Any]) -> list[dict[str, Any]]:
    found = deciding.findings(row, asked, clock.today())
    shown: list[dict[str, Any]] = []
    for each in found:
        label, tone = words.VERDICTS[each.verdict]
        shown.append({"text": each.text, "ref": each.ref, "badge": {"label": label, "tone": tone}})
    apply_by = (row.registration.liquidation or {}).get("apply_by") if row.registration else None
    if row.kind == DEREGISTER and apply_by:
        sent = row.request.submitted_at
        late = (sent.date() if sent else clock.today()).isoformat() > apply_by
        shown.append(
            {
                "text": _("Application within 15 days after the liquidation ended: by %(day)s") % {"day": apply_by},
                "ref": "",
                "badge": {"label": _("late") if late else _("in time"), "tone": "bad" if late else "good"},
            }
        )
    return shown


def _name_evidence(row: Case, asked: dict[str, Any]) -> dict[str, Any] | None:
    if not row.name_zh or not moves.asks_for_name(row, asked):
        return None
    found = names.check(
        row.name_zh, row.name_en, row.legal_form, authorities.get(row.authority), without_case=row,
        without=row.registration,
    )  # fmt: skip
    return shown_check(found)


def _prepared(row: Case) -> dict[str, Any] | None:
    if not row.prepared:
        return None
    return {
        "decision": words.DECISIONS[row.prepared["decision"]],
        "by": row.prepared_by,
        "reason": row.prepared.get("reason", ""),
        "remedy": row.prepared.get("remedy", ""),
    }


def _timeline(row: Case, *, names_shown: bool) -> list[dict[str, Any]]:
    lines = []
    for event in requests.timeline(row.request, internal=names_shown):
        by: Any = ""
        if event.actor_id == row.request.applicant_id and event.actor_id is not None:
            by = _("Applicant")
        elif event.kind in ("consent", "decline"):
            by = _("Supervisory unit")
        elif event.actor_id is not None or event.actor_label:
            by = (event.actor or event.actor_label) if names_shown else _("The registration authority")
        # what a decision was prepared to be is the authority's own until a second person approves it
        if event.kind == "prepare" and not names_shown:
            continue
        lines.append({"at": event.at, "text": words.EVENTS.get(event.kind, event.kind), "detail": event.text, "by": by})
    return lines


def _step(row: Case, step: str, failed: str, wrong: Any, request: HttpRequest, problem: str) -> dict[str, Any]:
    """One step with its form; the one that failed shows what was typed."""
    first_decision = row.kind == ESTABLISH
    asked = forms.step_questions(step, first_decision=first_decision)
    form = forms.for_step(step, first_decision=first_decision)
    is_failed = step == failed
    typed = form.read(request.POST) if is_failed else {}
    wrong = {name: why for name, why in (wrong or {}).items() if name in asked} if is_failed else None
    return {
        "step": step,
        "label": words.STEPS[step],
        "form": form(typed, wrong, auto_id=f"id_{step}_%s") if asked else None,
        "papers": step == "accept",
        "folded": step in _SECONDARY and not is_failed,
        "secondary": step in _SECONDARY,
        "danger": step in ("withdraw", "decline"),
        "failed": is_failed,
        "problem": problem if is_failed else "",
    }


@login_required
@require_POST
def step(request: HttpRequest, uid: str, step: str) -> HttpResponse:
    """Take a step; one that fails shows the case again with what was typed."""
    row = _find(request, uid)
    if row is None or transitions.get(step) is None or step in _HIDDEN_STEPS:
        raise Http404
    said: dict[str, Any] = forms.for_step(step, first_decision=row.kind == ESTABLISH).read(request.POST)
    if step == "accept":
        said["on_paper"] = request.POST.getlist("on_paper")
    try:
        taken = services.take(uid, step, request.user, version_of(request), **said)
    except Invalid as invalid:
        reasons = [reason for reasons in invalid.fields.values() for reason in reasons]
        problem = " ".join(reasons) or invalid.message
        return _show(request, row, failed=step, problem=problem, wrong=invalid.fields, status=422)
    except Conflict as conflict:
        return _show(request, _find(request, uid) or row, failed=step, problem=conflict.message, status=409)
    except NotAllowed as refused:
        return _show(request, row, failed=step, problem=refused.message, status=403)
    messages.success(request, f"{words.EVENTS.get(step, step)}.")
    if _find(request, uid) is None:  # such as a unit that declined: the case is the applicant's again
        return redirect("registration:consents")
    return redirect("registration:case", uid=taken.request.uid)
