"""One organisation under supervision: for the public, for those who speak for it, for registrars."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from technopole.core import clock
from technopole.core.errors import Conflict, Invalid
from technopole.pages.drawing import ChartError, render_pair
from technopole.registration import queries as registrations
from technopole.registration.models import Registration
from technopole.registry import contributions
from technopole.registry.models import Organisation
from technopole.supervision import charts, eligibility, lawbook, lists, queries, rules, words
from technopole.supervision.forms import ProposalForm, RecordForm
from technopole.supervision.models import AnnualReport, Rating
from technopole.supervision.services import listings, progress, ratings, records
from technopole.supervision.views import shared

SHOWN = 12


def organisation(request: HttpRequest, uid: str) -> HttpResponse:
    """Lists, rating, reports with their days, money, decisions; and to those inside what they can do, and all steps."""
    row = shared.organisation(uid)
    user: Any = request.user
    own = bool(user.is_authenticated and uid in user.represents)
    keeps = bool(user.is_authenticated and rules.registrar.allows(user))
    rating = queries.rating_now(uid)
    reports = list(queries.reports_of(uid)[:SHOWN])
    rule = lawbook.rating_rule(clock.today())
    context = {
        "organisation": row,
        "title": shared.names(row),
        "registration": registrations.of_organisation(uid).first(),
        "own": own,
        "keeps": keeps,
        "listed": [_listed(each) for each in queries.listed_now(uid)],
        "past": [_listed(each) for each in queries.listings().filter(organisation_uid=uid, state="repaired")],
        "rating": rating,
        "benefits": rule.benefits_of(rating.grade) if rating and rule else [],
        "overdue": [each for each in reports if queries.is_overdue(each)],
        "reports": _table_of_reports(reports),
        "money": _money(uid),
        "records": _table_of_records(uid),
        "progress": [
            {"row": each, "badge": words.badge("progress", each.state), "url": shared.address("progress", each.uid)}
            for each in queries.progress_of(uid, user)
        ],
        "contributions": contributions.table(row),
        "open_cases": [
            {"row": each, "badge": words.badge("listing", each.state), "ground": lists.ground(each),
             "url": lists.listing_link(each)}
            for each in queries.open_cases(uid)
        ]
        if own or keeps
        else [],
        "open_rating": Rating.objects.filter(organisation_uid=uid, state__in=("applied", "assessing")).first()
        if own or keeps
        else None,
        "timeline": shared.timeline(queries.timeline(uid), user, inside=True, with_kind=True) if keeps else [],
        "years": [clock.today().year, clock.today().year - 1],
        "trail": shared.trail(row),
    }  # fmt: skip
    return render(request, "supervision/organisation.html", context)


def _listed(row: Any) -> dict[str, Any]:
    return {
        "row": row, "list": words.LISTS[row.list], "ground": lists.ground(row), "url": lists.listing_link(row),
    }  # fmt: skip


def _table_of_reports(rows: list[AnnualReport]) -> dict[str, Any]:
    columns = [
        {"key": "year", "label": _("Year")}, {"key": "kind", "label": _("Kind")}, {"key": "due", "label": _("Due")},
        {"key": "sent", "label": _("Handed in")}, {"key": "received", "label": _("Received")},
        {"key": "state", "label": _("State")},
    ]  # fmt: skip
    return {
        "columns": columns,
        "rows": [
            {
                "url": lists.report_link(row),
                "cells": [
                    {"text": str(row.year)},
                    {"text": words.REPORT_KINDS[row.kind]},
                    {"text": lists.day(row.due), "whole": True},
                    {"text": lists.day(row.sent_on), "whole": True, "sub": _("late") if row.was_late else ""},
                    {"text": lists.day(row.received_on), "whole": True},
                    {"text": "", "badge": lists.report_state(row)},
                ],
            }
            for row in rows
        ],
    }


def _money(uid: str) -> dict[str, Any] | None:
    """The chart and the table of five years of money, from the reports that were received."""
    rows = queries.money(uid)
    if not rows:
        return None
    language, title = get_language() or "en", _("Five years of money")
    try:
        wide, narrow = render_pair(
            lambda width: charts.money(rows, language, width), settings.HOME / "cache" / "charts", title
        )
    except ChartError:
        wide = narrow = ""  # the table says the same
    names = ("income", "expenditure", "assets")
    labels = (_("Income"), _("Expenditure"), _("Assets"))
    return {
        "id": "money",
        "title": title,
        "svg": wide,
        "svg_narrow": narrow,
        "legend": charts.legend(language),
        "spec": charts.money(rows, language, 680),
        "source": _("annual reports that the registrar received"),
        "columns": [
            {"key": "year", "label": _("Year")},
            *({"key": name, "label": label, "numeric": True} for name, label in zip(names, labels, strict=True)),
        ],
        "rows": [
            {
                "url": lists.report_link(row),
                "cells": [
                    {"text": str(row.year)},
                    *({"text": shared.money(getattr(row, name)), "numeric": True} for name in names),
                ],
            }
            for row in reversed(rows)
        ],
    }


def _table_of_records(uid: str) -> dict[str, Any]:
    columns = [
        {"key": "decided", "label": _("Decided on")}, {"key": "what", "label": _("What was decided")},
        {"key": "authority", "label": _("Decided by")}, {"key": "entered", "label": _("Entered on")},
    ]  # fmt: skip
    rows = [
        {
            "url": lists.record_link(row),
            "cells": [
                {"text": lists.day(row.decided_on), "whole": True},
                {"text": lists.record_title(row), "badge": lists.record_badge(row)},
                {"text": row.authority},
                {"text": lists.day(row.entered_on), "sub": _("late") if row.entered_late else ""},
            ],
        }
        for row in queries.records_of(uid)[:SHOWN]
    ]
    return {"columns": columns, "rows": rows}


# --- forms -----------------------------------------------------------------------------------------------------


def _must_keep(request: HttpRequest) -> None:
    if not rules.registrar.allows(request.user):
        raise PermissionDenied


@login_required
@require_http_methods(["GET", "POST"])
def enter_record(request: HttpRequest, uid: str) -> HttpResponse:
    """A credit record to enter, by a registrar."""
    row = shared.organisation(uid)
    _must_keep(request)
    answers: dict[str, Any] = {"kind": "inspection", "year": clock.today().year - 1}
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        answers = RecordForm.read(request.POST)
        try:
            made = records.enter(uid, shared.by(request), answers)
        except Invalid as invalid:
            problems = invalid.fields
        else:
            messages.success(request, _("The record is entered."))
            return redirect("supervision:record", uid=made.uid)
    return _ask(request, row, RecordForm(answers, problems), _("Enter a record"), _("Enter the record"), problems)


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, uid: str) -> HttpResponse:
    """A listing to propose, by a registrar."""
    row = shared.organisation(uid)
    _must_keep(request)
    answers = {name: request.POST.get(name, "") for name in ("ground", "facts")}
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = listings.propose(uid, answers["ground"], shared.by(request), answers["facts"])
        except Invalid as invalid:
            problems = invalid.fields
        except Conflict as conflict:
            problems = {"ground": [conflict.message]}
        else:
            messages.success(request, _("The listing is proposed. The organisation is told next."))
            return redirect("supervision:listing", uid=made.uid)
    form = ProposalForm(answers, problems)
    return _ask(request, row, form, _("Propose a listing"), _("Propose it"), problems)


def _ask(
    request: HttpRequest, row: Organisation, form: Any, title: str, submit: str, problems: dict[str, list[str]]
) -> HttpResponse:
    context = {
        "form": form, "title": title, "names": shared.names(row), "submit_label": submit,
        "cancel_url": shared.page_of(row.uid), "trail": shared.trail(row, {"label": title}),
    }  # fmt: skip
    return render(request, "supervision/ask.html", context, status=422 if problems else 200)


@login_required
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, uid: str) -> HttpResponse:
    """The conditions of a rating with their verdicts, and the application, by who speaks for the organisation."""
    row = shared.organisation(uid)
    user: Any = request.user
    if uid not in user.represents and not rules.registrar.allows(user):
        raise PermissionDenied
    problem = ""
    if request.method == "POST":
        try:
            made = ratings.apply(uid, shared.by(request), request.POST.get("statement", ""))
        except (Invalid, Conflict) as error:
            problem = error.message
        else:
            messages.success(request, _("The application is made."))
            return redirect("supervision:rating", uid=made.uid)
    registration = registrations.of_organisation(uid).first()
    findings = _findings(registration)
    context = {
        "names": shared.names(row),
        "organisation": row,
        "findings": findings,
        "fits": bool(findings) and all(each["verdict"] != eligibility.NO for each in findings),
        "own": uid in user.represents,
        "problem": problem,
        "statement": request.POST.get("statement", ""),
        "rule": lawbook.rating_rule(clock.today()),
        "trail": shared.trail(row, {"label": _("Apply for a rating")}),
    }
    return render(request, "supervision/apply.html", context, status=422 if problem else 200)


def _findings(registration: Registration | None) -> list[dict[str, Any]]:
    if registration is None:
        return []
    found = eligibility.check(queries.standing(registration), clock.today())
    return [{**words.finding(ratings.stored(each)), "verdict": each.verdict} for each in found]


@login_required
@require_POST
def begin_progress(request: HttpRequest, uid: str) -> HttpResponse:
    """Begin, or go on with, the progress report of a year."""
    shared.organisation(uid)
    text = request.POST.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    made = progress.begin(uid, year, shared.by(request))
    return redirect("supervision:progress-edit", uid=made.uid)
