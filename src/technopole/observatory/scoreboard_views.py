"""The observatory's home: the scoreboard, its downloads, and the report of all of it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from technopole.core.errors import TechnopoleError
from technopole.observatory import charts, lists, scoreboard, scoreboard_words, sections, thresholds
from technopole.observatory.models import Indicator
from technopole.observatory.report import documents
from technopole.observatory.scoreboard import Row
from technopole.pages import exports
from technopole.pages.drawing import ChartError

FORMATS = ("csv", "json")


def page(request: HttpRequest) -> HttpResponse:
    """The core indicators in one table, then all others by group. A constant number of queries."""
    found = scoreboard.rows()
    others = lists.groups(request, Indicator.objects.filter(core__isnull=True))
    context = {
        "sections": sections.tabs("observatory:scoreboard"),
        "rows": [
            {**scoreboard_words.cells(row), "svg": drawing}
            for row, drawing in zip(found, _drawings(found), strict=True)
        ],
        "summary": scoreboard_words.summary(found),
        "groups": others["groups"],
        "thresholds": thresholds.tables(),
        "twins": [
            {"format": exports.LABELS[form], "url": reverse("observatory:scoreboard-figures", args=[form])}
            for form in FORMATS
        ],
    }
    return render(request, "observatory/scoreboard.html", context)


def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """The table as CSV or JSON."""
    if form not in FORMATS:
        raise Http404(f"There is no {form!r} twin; there are {', '.join(FORMATS)}.")
    return exports.respond(form, "scoreboard", scoreboard.COLUMNS, scoreboard.rows())


def report(request: HttpRequest) -> HttpResponse:
    """The report as a file to keep: in both languages, or the one asked for."""
    language = request.GET.get("language", "both")
    if language not in documents.LANGUAGES:
        raise Http404(f"There is no report in {language!r}; there is one in {', '.join(documents.LANGUAGES)}.")
    try:
        page = documents.report(language)
    except TechnopoleError:
        return redirect("observatory:scoreboard")  # which says how an indicator becomes a core indicator
    answer = HttpResponse(page)
    answer["Content-Disposition"] = 'attachment; filename="report.html"'
    return answer


def _drawings(found: list[Row]) -> list[Any]:
    outlooks = {row.indicator.key: row.outlook for row in found}
    cache = settings.HOME / "cache" / "charts"
    try:
        return list(charts.small_multiples([row.found for row in found], get_language() or "en", cache, outlooks))
    except ChartError:
        return [""] * len(found)
