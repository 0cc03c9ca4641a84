"""What supervision adds to an organisation's page and to its entry in the register: lists, rating, overdue, years."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from technopole.pages.actions import Action
from technopole.pages.panels import Panel
from technopole.registry.contributions import Counted
from technopole.registry.models import Organisation
from technopole.registry.standing import Standing
from technopole.supervision import lists, queries, words
from technopole.supervision.models import AnnualReport


def of_organisation(organisation: Any) -> Panel | None:
    """Lists it is on, its rating with validity, overdue reports with their day, years reported. Costs three queries."""
    uid = organisation.uid
    rows: list[dict[str, Any]] = [
        {
            "text": words.LISTS[row.list], "url": lists.listing_link(row), "sub": lists.ground(row),
            "badge": words.badge("listing", row.state), "mark": "synthetic" if row.synthetic else "",
        }
        for row in queries.listed_now(uid)
    ]  # fmt: skip
    rating = queries.rating_now(uid)
    if rating is not None:
        rows.append(
            {
                "text": f"{words.KINDS['rating']} {rating.grade}", "url": lists.rating_link(rating),
                "sub": _("valid until %(day)s") % {"day": lists.day(rating.valid_to)},
                "mark": "synthetic" if rating.synthetic else "",
            }
        )  # fmt: skip
    reports = list(queries.reports_of(uid).filter(kind="report")[:20])
    for report in reports:
        if queries.is_overdue(report):
            rows.append(
                {
                    "text": f"{words.KINDS['report']} {report.year}", "url": lists.report_link(report),
                    "sub": _("was due on %(day)s") % {"day": lists.day(report.due)},
                    "badge": lists.report_state(report), "mark": "synthetic" if report.synthetic else "",
                }
            )  # fmt: skip
    years = [report for report in reports if report.state == "received"]
    if years:
        said = ", ".join(str(report.year) for report in sorted(years, key=lambda each: each.year))
        rows.append({"text": _("Reports received for %(years)s") % {"years": said}, "url": ""})
    page = reverse("supervision:organisation", args=[uid])
    return Panel(gettext_lazy("Supervision"), rows, page) if rows else None


def of_registration(registration: Any) -> Panel | None:
    """The same on its entry in the register of social organisations."""
    organisation = Organisation.objects.filter(uid=registration.organisation_uid).first()
    return of_organisation(organisation) if organisation else None


def actions(request: HttpRequest, organisation: Any) -> list[Action]:
    """The way from the organisation's page to its supervision, for those who work there."""
    user: Any = request.user
    if not user.is_authenticated or not (organisation.uid in user.represents or user.has_role("registrar")):
        return []
    return [Action(_("Reports, ratings and lists"), reverse("supervision:organisation", args=[organisation.uid]))]


def counted(organisation: Any) -> list[Counted]:
    """Reports on time, the rating in force, accepted progress reports: what this room's records say. Three queries."""
    uid = organisation.uid
    page = reverse("supervision:organisation", args=[uid])
    rating = queries.rating_now(uid)
    since = AnnualReport.objects.filter(organisation_uid=uid, kind="report", sent_on__isnull=False)
    first = since.order_by("year").values_list("year", flat=True).first()
    return [
        Counted(gettext_lazy("Annual reports handed in on time"), queries.on_time(uid), f"{page}#reports-title",
                _("since %(year)s") % {"year": first} if first else ""),
        Counted(gettext_lazy("Rating"), rating.grade if rating else "", lists.rating_link(rating) if rating else "",
                _("valid until %(day)s") % {"day": lists.day(rating.valid_to)} if rating else ""),
        Counted(gettext_lazy("Progress reports accepted"), queries.accepted_progress(uid), f"{page}#progress-title"),
    ]  # fmt: skip


def standing(uids: Sequence[str]) -> dict[str, list[Standing]]:
    """The lists that these organisations are on, and reports they owe past their day. Costs two queries."""
    found: dict[str, list[Standing]] = {}
    for row in queries.listed_among(uids):
        said = Standing(row.list, words.LISTS[row.list], "bad", url=lists.listing_link(row))
        found.setdefault(row.organisation_uid, []).append(said)
    for report in queries.overdue_among(uids):
        said = Standing("overdue", gettext_lazy("Report overdue"), "warn", url=lists.report_link(report))
        found.setdefault(report.organisation_uid, []).append(said)
    return found
