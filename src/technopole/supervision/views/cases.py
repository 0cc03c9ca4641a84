"""The page of one report, rating, listing, progress report or record, and the steps taken on it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from technopole.core import clock
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.pages import display
from technopole.pages.questions import version_of
from technopole.supervision import lawbook, lists, queries, questions, rules, words
from technopole.supervision.calendar import ONE
from technopole.supervision.forms import ProgressForm, ReportForm
from technopole.supervision.models import AnnualReport, CreditRecord, ListCase, ProgressReport, Rating
from technopole.supervision.services import listings as listing_steps
from technopole.supervision.services import progress as progress_steps
from technopole.supervision.services import ratings as rating_steps
from technopole.supervision.services import reports as report_steps
from technopole.supervision.services import steps
from technopole.supervision.views import papers, shared, taking

Facts = list[dict[str, Any]]


def report(request: HttpRequest, uid: str) -> HttpResponse:
    """One annual report: its days for everybody, its figures once received, its whole to those inside."""
    return _show(request, "report", uid)


def rating(request: HttpRequest, uid: str) -> HttpResponse:
    """One rating; public once it was given."""
    return _show(request, "rating", uid)


def listing(request: HttpRequest, uid: str) -> HttpResponse:
    """One way onto a list; public once it was decided."""
    return _show(request, "listing", uid)


def progress(request: HttpRequest, uid: str) -> HttpResponse:
    """One progress report; public once it was accepted."""
    return _show(request, "progress", uid)


def record(request: HttpRequest, uid: str) -> HttpResponse:
    """One credit record."""
    return _show(request, "record", uid)


_PUBLIC = {"rating": queries.PUBLIC_RATINGS, "listing": queries.PUBLIC_CASES, "progress": ("accepted",)}
"""In which states everybody may see a row; of the other kinds always."""


def _find(request: HttpRequest, kind: str, uid: str) -> tuple[Any, bool]:
    """The row and whether this person sees it from inside; 404 for what is not public and not theirs."""
    row: Any = queries.with_names(taking.MODELS[kind]._default_manager.filter(uid=uid)).first()
    if row is None:
        raise Http404
    inside = shared.sees_inside(request, row)
    if not inside and kind in _PUBLIC and row.state not in _PUBLIC[kind]:
        raise Http404
    return row, inside


def _show(
    request: HttpRequest, kind: str, uid: str, *, failed: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    row, inside = _find(request, kind, uid)
    user: Any = request.user
    organisation = shared.organisation(row.organisation_uid)
    context = {
        "case": row,
        "kind": kind,
        "title": _titles(kind, row),
        "names": queries.name_of(row),
        "organisation": organisation,
        "badge": _badge(kind, row),
        "inside": inside,
        "facts": _FACTS[kind](row, inside),
        "timeline": shared.timeline(queries.events_of(kind, uid).exclude(action="save"), user, inside=inside),
        "steps": [
            {"step": step, "label": words.ACTIONS[step.name], "failed": failed == step.name}
            for step in taking.offered(kind, row, user)
        ],
        "edit_url": _edit_url(kind, row, user),
        "papers": papers.section(kind, row, user, inside=inside),
        "failed": failed,
        "problem": problem,
        "typed": request.POST if failed else {},
        "trail": shared.trail(organisation, {"label": _titles(kind, row)}),
        **_more(kind, row, inside),
    }
    return render(request, "supervision/case.html", context, status=status)


def _titles(kind: str, row: Any) -> Any:
    if kind == "report":
        return f"{words.REPORT_KINDS[row.kind]} {row.year}"
    if kind == "progress":
        return f"{words.KINDS[kind]} {row.year}"
    if kind == "listing":
        return words.LISTS[row.list]
    if kind == "record":
        return lists.record_title(row)
    return f"{words.KINDS[kind]} {row.grade}".strip()


def _badge(kind: str, row: Any) -> Any:
    if kind == "report":
        return lists.report_state(row)
    if kind == "rating":
        return lists.rating_state(row)
    if kind == "record":
        return lists.record_badge(row) or words.badge(kind, row.state)
    return words.badge(kind, row.state)


def _edit_url(kind: str, row: Any, actor: Any) -> str:
    if kind not in ("report", "progress") or not rules.writes_own.allows(actor, row):
        return ""
    writing = ("due", "draft", "returned") if kind == "report" else ("draft", "commented")
    return f"{shared.address(kind, row.uid)}edit/" if row.state in writing else ""


# --- facts -----------------------------------------------------------------------------------------------------


def _report_facts(row: AnnualReport, inside: bool) -> Facts:
    rule = next((each for each in lawbook.report_rules() if each.id == row.rules), None)
    facts: Facts = [
        {"label": _("Owed to the supervisory unit by"), "text": shared.day(row.unit_due)},
        {"label": _("Owed to the registrar by"), "text": shared.day(row.due)},
        {"label": _("Overdue since"), "text": shared.day(row.due + ONE) if queries.is_overdue(row) else ""},
        {"label": _("Handed in"), "text": shared.day(row.sent_on), "sub": _("late") if row.was_late else ""},
        {"label": _("Received by the supervisory unit"), "text": shared.day(row.unit_received_on)},
        {"label": _("Received by the registrar"), "text": shared.day(row.received_on)},
        {
            "label": _("Followed by"),
            "text": _("An inspection") if row.inspection else _("No inspection: it is a charity"),
        }
        if row.kind == "report"
        else {},
    ]
    if rule is not None:
        low = _("recalled, to be compared with the official text") if rule.confidence == "low" else ""
        facts.append({"label": _("By the rule"), "text": rule.document, "sub": low})
    return [fact for fact in facts if fact]


def _rating_facts(row: Rating, inside: bool) -> Facts:
    scale = lawbook.scales().get(row.scale)
    facts: Facts = [
        {"label": _("Applied for on"), "text": shared.day(row.applied_on)},
        {"label": _("Grade"), "text": row.grade},
        {"label": _("Valid from"), "text": shared.day(row.valid_from)},
        {"label": _("Valid until"), "text": shared.day(row.valid_to)},
    ]
    if scale is not None and row.points is not None:
        points = _("%(points)s of %(most)s points") % {
            "points": display.number(row.points, get_language()), "most": display.number(scale.maximum, get_language())
        }
        facts.append({"label": _("Points"), "text": points, "sub": scale.name})
    rule = lawbook.rating_rule(row.applied_on)
    if rule is not None and row.grade:
        benefits = [{"text": text} for text in rule.benefits_of(row.grade)]
        facts.append({"label": _("What it brings"), "values": benefits or [{"text": _("No benefits at this grade")}]})
    if inside and row.reason:
        facts.append({"label": _("Reason"), "text": row.reason})
    return facts


def _listing_facts(row: ListCase, inside: bool) -> Facts:
    facts: Facts = [
        {"label": _("Ground"), "text": lists.ground(row)},
        {
            "label": _("Because of the report on"), "text": str(row.report.year),
            "url": lists.report_link(row.report),
        }
        if row.report
        else {},
        {
            "label": _("Because of the listing"), "text": words.LISTS[row.before.list],
            "url": lists.listing_link(row.before),
        }
        if row.before
        else {},
        {"label": _("Facts stated"), "text": row.facts},
        {"label": _("Told on"), "text": shared.day(row.noticed_on)},
        {"label": _("May answer until"), "text": shared.day(row.answer_until)},
        {"label": _("Answer of the organisation"), "text": row.answer if inside else ""},
        {"label": _("Put on the list on"), "text": shared.day(row.listed_on)},
        {"label": _("Reason"), "text": row.decision},
        {"label": _("Repair asked for on"), "text": shared.day(row.repair_asked_on)},
        {"label": _("What was put right"), "text": row.repair_proof if inside else ""},
        {"label": _("Repaired on"), "text": shared.day(row.repaired_on)},
    ]  # fmt: skip
    return [fact for fact in facts if fact]


def _progress_facts(row: ProgressReport, inside: bool) -> Facts:
    return [
        {"label": _("Sent on"), "text": shared.day(row.sent_on)},
        {"label": _("Accepted on"), "text": shared.day(row.accepted_on)},
    ]


def _record_facts(row: CreditRecord, inside: bool) -> Facts:
    late = _("late: due by %(day)s") % {"day": shared.day(row.enter_by)} if row.entered_late else ""
    return [
        {"label": _("Kind"), "text": lawbook.credit_kinds()[row.kind]},
        {"label": _("Year inspected"), "text": str(row.year or "")},
        {"label": _("Decided by"), "text": row.authority},
        {"label": _("Decided on"), "text": shared.day(row.decided_on)},
        {"label": _("Document number"), "text": row.document_number},
        {"label": _("Entered on"), "text": shared.day(row.entered_on), "sub": late},
        {"label": _("Where it is published"), "text": row.source, "url": row.source, "external": True},
    ]


_FACTS: dict[str, Any] = {
    "report": _report_facts, "rating": _rating_facts, "listing": _listing_facts, "progress": _progress_facts,
    "record": _record_facts,
}


def _more(kind: str, row: Any, inside: bool) -> dict[str, Any]:
    if kind == "report":
        return {"answers": _answers(row, inside)}
    if kind == "rating":
        items = lawbook.rating_items()
        given = {each["item"]: each for each in row.items}
        return {
            "findings": [words.finding(each) for each in row.findings] if inside else [],
            "statement": row.statement if inside else "",
            "items": [
                {"key": key, "label": label, "points": given.get(key, {}).get("points", ""),
                 "most": given.get(key, {}).get("most", "")}
                for key, label in items.items()
            ],
            "scales": lawbook.scales_on(clock.today()).values(),
            "proposed_grade": rating_steps.proposed_grade(row),
            "grades": rule.grades if (rule := lawbook.rating_rule(clock.today())) else (),
        }  # fmt: skip
    if kind == "listing":
        return {"missing": listing_steps.missing(row) if inside and row.state == "repair_asked" else ""}
    if kind == "progress":
        shown = row.parts  # seen from outside only once accepted
        return {
            "parts": [{"title": words.PARTS[part], "text": shown[part]} for part in words.PARTS if part in shown],
            "versions": list(row.versions.all()) if inside else [],
        }
    return {}


def _answers(row: AnnualReport, inside: bool) -> list[dict[str, Any]]:
    """The answers under their headings: all to those inside, the public ones to everybody once received."""
    groups = []
    for group, title in questions.GROUPS.items():
        facts = [
            {"label": each.label, "text": _answer(each, row.data[each.name])}
            for each in questions.of(row.kind)
            if each.group == group and row.data.get(each.name) and (inside or (each.public and row.state == "received"))
        ]
        if facts:
            groups.append({"title": title, "facts": facts})
    return groups


def _answer(question: questions.Question, text: str) -> str:
    if question.type == questions.MONEY:
        return shared.money(text)
    return display.number(text, get_language()) if question.type == questions.COUNT else text


# --- writing ---------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def edit_report(request: HttpRequest, uid: str) -> HttpResponse:
    """The questions of a report; saved however incomplete, handed in once complete."""
    row = _own(request, AnnualReport, uid)
    answers, problems, status = dict(row.data), {}, 200
    if request.method == "POST":
        answers = questions.tidy(row.kind, request.POST.dict())
        try:
            saved = report_steps.save(uid, shared.by(request), version_of(request), answers)
            if "submit" in request.POST:
                report_steps.submit(uid, shared.by(request), saved.version)
                messages.success(request, _("The report is handed in."))
                return redirect("supervision:report", uid=uid)
            messages.success(request, _("Saved. It is not handed in yet."))
            return redirect("supervision:report-edit", uid=uid)
        except Invalid as invalid:
            problems, status = invalid.fields, 422
        except Conflict as conflict:
            messages.error(request, conflict.message)
            status = 409
        row = _own(request, AnnualReport, uid)
    return _write(request, row, "report", ReportForm(row.kind, answers, problems), status)


@login_required
@require_http_methods(["GET", "POST"])
def edit_progress(request: HttpRequest, uid: str) -> HttpResponse:
    """The three parts of a progress report."""
    row = _own(request, ProgressReport, uid)
    parts, problems, status = row.parts, {}, 200
    if request.method == "POST":
        parts = questions.tidy_parts(ProgressForm.read(request.POST))
        try:
            saved = progress_steps.save(uid, shared.by(request), version_of(request), parts)
            if "submit" in request.POST:
                progress_steps.send(uid, shared.by(request), saved.version)
                messages.success(request, _("The progress report is sent."))
                return redirect("supervision:progress", uid=uid)
            messages.success(request, _("Saved. It is not sent yet."))
            return redirect("supervision:progress-edit", uid=uid)
        except Invalid as invalid:
            problems, status = invalid.fields, 422
        except Conflict as conflict:
            messages.error(request, conflict.message)
            status = 409
        row = _own(request, ProgressReport, uid)
    return _write(request, row, "progress", ProgressForm(ProgressForm.shown(parts), problems), status)


def _own(request: HttpRequest, model: Any, uid: str) -> Any:
    """A row of an organisation that this person speaks for; 404 for any other."""
    row = rules.writes_own.filter(request.user, model._default_manager.filter(uid=uid)).first()
    if row is None:
        raise Http404
    return row


def _write(request: HttpRequest, row: Any, kind: str, form: Any, status: int) -> HttpResponse:
    organisation = shared.organisation(row.organisation_uid)
    said = queries.events_of(kind, row.uid).filter(action__in=("return", "comment")).last()
    context = {
        "form": form,
        "row": row,
        "kind": kind,
        "title": _titles(kind, row),
        "names": shared.names(organisation),
        "remark": said.text if said is not None and row.state in ("returned", "commented") else "",
        "due": row.due if kind == "report" else None,
        "unit_due": row.unit_due if kind == "report" else None,
        "cancel_url": shared.address(kind, row.uid),
        "papers": queries.papers_of(kind, row.uid).count(),
        "trail": shared.trail(organisation, {"label": _titles(kind, row)}),
    }
    return render(request, "supervision/write.html", context, status=status)


@login_required
@require_POST
def step(request: HttpRequest, kind: str, uid: str, step: str) -> HttpResponse:
    """Take one step; one that fails shows the page again with what was typed and why."""
    if kind not in taking.STEPS:
        raise Http404
    row, _inside = _find(request, kind, uid)
    found = next((each for each in taking.STEPS[kind] if each.name == step), None)
    if found is None:
        raise Http404
    if not taking.may(found, request.user, row):
        raise NotAllowed(steps.refusal(taking.RULES[found.who], row.organisation_uid))
    try:
        found.call(uid, shared.by(request), version_of(request), request.POST)
    except Invalid as invalid:
        why = " ".join(reason for reasons in invalid.fields.values() for reason in reasons) or invalid.message
        return _show(request, kind, uid, failed=step, problem=why, status=422)
    except Conflict as conflict:
        return _show(request, kind, uid, failed=step, problem=conflict.message, status=409)
    messages.success(request, str(words.DONE[step]))
    return redirect(f"supervision:{kind}", uid=uid)
