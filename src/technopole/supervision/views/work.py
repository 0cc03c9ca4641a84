"""My work with reports, ratings and lists: of who speaks for organisations, of supervisory units, of registrars."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from technopole.core import clock
from technopole.registry.models import Organisation
from technopole.supervision import lists, queries, rules, words
from technopole.supervision.flow import ON_LIST
from technopole.supervision.models import AnnualReport, ListCase, ProgressReport, Rating
from technopole.supervision.views import shared

SHOWN = 50
SHOWN_OF_A_WORKLIST = 10


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My reports with their days, notices to answer, listings, ratings, progress reports; and my unit's receipts."""
    user: Any = request.user
    cases = queries.with_names(rules.its_own.filter(user, ListCase.objects.exclude(state="proposed")))
    ratings = queries.with_names(rules.its_own.filter(user, Rating.objects.all()))
    progress = queries.with_names(rules.its_own.filter(user, ProgressReport.objects.all()))
    done = queries.with_names(rules.its_own.filter(user, AnnualReport.objects.filter(sent_on__isnull=False)))
    to_receive = rules.for_unit.filter(user, AnnualReport.objects.filter(state="submitted"))
    context = {
        "organisations": [
            {"names": shared.names(row), "url": shared.page_of(row.uid), "row": row}
            for row in Organisation.objects.filter(uid__in=user.represents).order_by("sort_name")
        ],
        "owed": [_report(row) for row in queries.owed(user)[:SHOWN]],
        "done": [_report(row) for row in done.exclude(state="returned").order_by("-year", "pk")[:SHOWN]],
        "cases": [_case(row) for row in cases.order_by("-proposed_on", "-pk")[:SHOWN]],
        "ratings": [_rating(row) for row in ratings.order_by("-pk")[:SHOWN]],
        "progress": [_progress(row) for row in progress.order_by("-year", "pk")[:SHOWN]],
        "to_receive": [_report(row) for row in queries.with_names(to_receive).order_by("due", "pk")[:SHOWN]],
        "years": [clock.today().year, clock.today().year - 1],
        "trail": [{"label": _("Supervision")}],
    }
    return render(request, "supervision/mine.html", context)


@login_required
@require_GET
def worklists(request: HttpRequest) -> HttpResponse:
    """What waits for a registrar: reports to receive, overdue ones, listings, ratings, progress reports."""
    user: Any = request.user
    if not rules.registrar.allows(user):
        raise PermissionDenied
    today = clock.today()
    soon = queries.reports().filter(sent_on=None, due__gte=today).order_by("due", "pk")
    late = queries.reports().filter(queries.overdue(today)).order_by("due", "pk")
    waiting: dict[str, Any] = {
        "receive": queries.to_receive(user), "overdue": late, "due": soon, "cases": queries.cases_to_decide(user),
        "ratings": queries.ratings_to_decide(user), "progress": queries.progress_to_read(user),
        "inspect": queries.without_inspection(today.year - 1),
        "listed": queries.with_names(ListCase.objects.filter(state__in=ON_LIST)).order_by("listed_on", "pk"),
    }  # fmt: skip
    shown: dict[str, Any] = {
        "receive": _report, "overdue": _report, "due": _report, "cases": _case, "ratings": _rating,
        "progress": _progress, "inspect": _report, "listed": _case,
    }  # fmt: skip
    titles = {
        "receive": _("Reports to receive"), "cases": _("Listings to decide"), "ratings": _("Ratings to assess"),
        "progress": _("Progress reports to read"), "overdue": _("Overdue reports"),
        "inspect": _("Received and not inspected yet"), "listed": _("On a list now"), "due": _("Due next"),
    }  # fmt: skip
    reports, listings = reverse("supervision:annual-reports"), reverse("supervision:listings")
    more = {
        "overdue": f"{reports}?overdue=yes", "receive": f"{reports}?state=submitted&state=unit_received",
        "due": f"{reports}?state=due&state=draft", "inspect": f"{reports}?state=received&year={today.year - 1}",
        "listed": f"{listings}?state=listed&state=repair_asked",
    }  # fmt: skip
    context = {
        "worklists": [
            {
                "key": key, "title": title, "url": more.get(key, ""), "count": waiting[key].count(),
                "entries": [shown[key](row) for row in waiting[key][:SHOWN_OF_A_WORKLIST]],
            }
            for key, title in titles.items()
        ],
        "shown": SHOWN_OF_A_WORKLIST,
    }  # fmt: skip
    return render(request, "supervision/worklists.html", context)


def _report(row: AnnualReport) -> dict[str, Any]:
    writing = row.state in ("due", "draft", "returned")
    return {
        "names": queries.name_of(row), "what": f"{words.REPORT_KINDS[row.kind]} {row.year}",
        "badge": lists.report_state(row), "url": lists.report_link(row), "row": row,
        "day_label": _("due"), "day": row.unit_due if row.unit_due and row.unit_due >= clock.today() else row.due,
        "edit_url": f"{lists.report_link(row)}edit/" if writing else "", "synthetic": row.synthetic,
    }  # fmt: skip


def _case(row: ListCase) -> dict[str, Any]:
    return {
        "names": queries.name_of(row), "what": words.LISTS[row.list], "sub": lists.ground(row),
        "badge": words.badge("listing", row.state), "url": lists.listing_link(row), "row": row,
        "day_label": _("may answer until") if row.state == "noticed" else _("since"),
        "day": row.answer_until if row.state == "noticed" else row.listed_on or row.proposed_on,
        "synthetic": row.synthetic,
    }  # fmt: skip


def _rating(row: Rating) -> dict[str, Any]:
    return {
        "names": queries.name_of(row), "what": f"{words.KINDS['rating']} {row.grade}".strip(),
        "badge": lists.rating_state(row), "url": lists.rating_link(row), "row": row,
        "day_label": _("valid until") if row.valid_to else _("applied for on"),
        "day": row.valid_to or row.applied_on, "synthetic": row.synthetic,
    }  # fmt: skip


def _progress(row: ProgressReport) -> dict[str, Any]:
    return {
        "names": queries.name_of(row), "what": f"{words.KINDS['progress']} {row.year}",
        "badge": words.badge("progress", row.state), "url": shared.address("progress", row.uid), "row": row,
        "day_label": _("sent on"), "day": row.sent_on, "synthetic": row.synthetic,
        "edit_url": f"{shared.address('progress', row.uid)}edit/" if row.state in ("draft", "commented") else "",
    }  # fmt: skip
