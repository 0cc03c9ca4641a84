"""The page of one indicator, its downloads, its chart as a picture, and the page that others embed."""

from collections.abc import Mapping
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from technopole.methods import progress
from technopole.observatory import charts, lists, outlook_page, queries, units, words
from technopole.observatory.measuring import pages as measured
from technopole.observatory.models import Indicator, Observation
from technopole.observatory.outlooks import Outlook
from technopole.observatory.queries import Standing
from technopole.pages import display, exports
from technopole.pages.charts import legend, render_pair, render_svg
from technopole.pages.drawing import ChartError
from technopole.pages.objects import with_panels
from technopole.pages.texts import in_both


def indicator(request: HttpRequest, key: str) -> HttpResponse:
    row = get_object_or_404(Indicator, key=key)
    everywhere = queries.everywhere(row)
    found = _asked(request, row, everywhere)
    foot = with_panels("indicator", row, words.FIELDS)
    latest, said = found.latest, _all_of(found)
    computed = measured.section(row, found, request.GET.get("period", ""))
    outlook = outlook_page.section(found, everywhere)
    context = {
        **foot,
        "indicator": row,
        "name": in_both(row, "name"),
        "definition": in_both(row, "definition"),
        "status": words.badge(found) if found.target else None,
        "latest": _latest(found) if latest else None,
        "place": lists.place_name(found.place),
        "places": _places(row, found, everywhere),
        "sentences": measured.sentences(found, computed) or words.standing(found),
        "note": in_both(row, "note"),
        "chart": _chart(found, request, outlook["computed"]),
        "outlook": outlook,
        "computed": computed,
        "twins": _twins(row),
        "differences": [*_conflicts(found), *foot["differences"]],
        "comparison": _comparison(found, everywhere),
        "claims": [_claim(observation, found) for observation in said],
        "has_speakers": any(each.speaker_en or each.speaker_zh for each in said),
        "facts": _facts(row, found),
        "thresholds": {
            "on_course": progress.ON_COURSE,
            "behind": progress.BEHIND,
            "about": int(progress.ABOUT * 100),
        },
        "sources": list(dict.fromkeys([*row.sources, *(url for each in said for url in each.sources)])),
        "embed": f'<iframe src="{request.build_absolute_uri(reverse("observatory:embed", args=[key]))}" '
        f'width="720" height="460" title="{display.choose(in_both(row, "name"), get_language()).text}"></iframe>',
        "trail": [
            {"label": _("Observatory"), "url": reverse("observatory:scoreboard")},
            {"label": _("Indicators"), "url": reverse("observatory:indicators")},
            {"label": in_both(row, "name")},
        ],
    }
    return render(request, "observatory/indicator.html", context)


def download(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """All observations of an indicator, in every place, as CSV, JSON or Parquet."""
    if form not in exports.FORMATS:
        raise Http404(f"There is no {form!r} twin; there are {', '.join(exports.FORMATS)}.")
    row = get_object_or_404(Indicator, key=key)
    return exports.respond(form, row.key, lists.OBSERVATION_COLUMNS, lists.observation_rows(row))


def chart(request: HttpRequest, key: str) -> HttpResponse:
    """The chart as a picture."""
    row = get_object_or_404(Indicator, key=key)
    language = get_language() or "en"
    spec = charts.line(queries.series(row, request.GET.get("place", "")), language)
    if spec is None:
        raise Http404("There is no figure to draw.")
    name = display.choose(in_both(row, "name"), language).text
    try:
        picture = render_svg(spec, settings.HOME / "cache" / "charts", name)
    except ChartError as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(picture, content_type="image/svg+xml")


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # its stubs know views without arguments only
def embed(request: HttpRequest, key: str) -> HttpResponse:
    """A page for the frames of other sites: latest figure, chart, and the way back to all claims and sources."""
    row = get_object_or_404(Indicator, key=key)
    found = queries.series(row)
    context = {
        "indicator": row,
        "name": in_both(row, "name"),
        "latest": _latest(found) if found.latest else None,
        "status": words.badge(found) if found.target else None,
        "chart": _chart(found, request),
        "url": request.build_absolute_uri(lists.link(row)),
    }
    return render(request, "observatory/embed.html", context)


# --- parts of the page -----------------------------------------------------------------------------------------


def _asked(request: HttpRequest, row: Indicator, everywhere: Mapping[str, Standing]) -> Standing:
    """The standing of the place asked for, of its own place, or of the first that was observed."""
    asked = request.GET.get("place", "")
    if asked and asked not in everywhere:
        raise Http404("Nothing was observed in this place.")
    for place in (asked, row.place):
        if place in everywhere:
            return everywhere[place]
    return next(iter(everywhere.values()), Standing(row, row.place))


def _latest(found: Standing) -> dict[str, Any]:
    assert found.latest is not None
    return {
        "text": words.stated(found.latest.headline, found.indicator),
        "period": found.latest.period,
        "mark": words.mark(found.latest.headline),
        "status": words.STATUSES[found.latest.headline.status],
    }


def _places(row: Indicator, found: Standing, everywhere: Mapping[str, Standing]) -> list[dict[str, Any]]:
    """The places to choose from, if there is a choice."""
    if len(everywhere) < 2:
        return []
    return [
        {
            "label": lists.place_name(place),
            "url": lists.link(row) + ("" if place == row.place else f"?place={place}"),
            "current": place == found.place,
        }
        for place in everywhere
    ]


def _chart(found: Standing, request: HttpRequest, outlook: Outlook | None = None) -> dict[str, Any] | None:
    language = get_language() or "en"
    spec = charts.line(found, language, outlook=outlook)
    if spec is None or _one_figure(found):
        return None
    name = display.choose(in_both(found.indicator, "name"), language).text
    description = " ".join(words.standing(found))
    try:
        wide, narrow = render_pair(
            lambda width: charts.line(found, language, width, outlook) or spec,
            settings.HOME / "cache" / "charts",
            name,
            description,
        )
    except ChartError:
        wide = narrow = ""
    return {
        "id": "series",
        "title": in_both(found.indicator, "name"),
        "subtitle": " · ".join(part for part in (_text(lists.place_name(found.place)), _unit(found.indicator)) if part),
        "svg": wide,
        "svg_narrow": narrow,
        "legend": legend([*charts.headline_points(found, language), *charts.other_points(found, language)], language),
        "spec": spec,
        "source": _("Computed from records, which the table below leads to.")
        if found.is_computed
        else _("Every claim with its source stands in the table below."),
        "twins": measured.twins(found.indicator) if found.is_computed else _twins(found.indicator),
    }


def _one_figure(found: Standing) -> bool:
    """Whether a drawing would be a single mark with nothing to compare it to."""
    return len(found.points) < 2 and not found.target and not any(point.others for point in found.points)


def _twins(row: Indicator) -> list[dict[str, str]]:
    return [
        {"format": exports.LABELS[form], "url": reverse("observatory:observations", args=[row.key, form])}
        for form in exports.FORMATS
    ]


def _conflicts(found: Standing) -> list[dict[str, Any]]:
    """The periods for which sources give different figures, the latest first, the headline before the others."""
    return [
        {
            "label": display.partial_date(point.period, get_language()),
            "values": [
                {
                    "text": display.bracketed(
                        words.stated(row, found.indicator), str(words.STATUSES[row.status]), get_language()
                    ),
                    "source": _host(row.sources[0]) if row.sources else "",
                    "source_url": row.sources[0] if row.sources else "",
                    "shown": row is point.headline,
                }
                for row in (point.headline, *point.conflicting)
            ],
        }
        for point in reversed(found.points)
        if point.conflicting
    ]


def _comparison(found: Standing, everywhere: Mapping[str, Standing]) -> dict[str, Any] | None:
    """The last period for which this place and others have figures, side by side."""
    language = get_language() or "en"
    for point in reversed(found.points):
        side_by_side = [
            (place, other)
            for place, standing in everywhere.items()
            for other in standing.points
            if other.period == point.period
        ]
        if len(side_by_side) > 1:
            break
    else:
        return None
    ranked = sorted(side_by_side, key=lambda pair: -pair[1].value)
    named = [(lists.place_name(place), other) for place, other in ranked]
    title = _("Other places in %(period)s") % {"period": display.partial_date(point.period, language)}
    try:
        wide, narrow = render_pair(
            lambda width: charts.places(named, found.indicator, language, width),
            settings.HOME / "cache" / "charts",
            title,
        )
    except ChartError:
        wide = narrow = ""
    return {
        "id": "places",
        "title": title,
        "svg": wide,
        "svg_narrow": narrow,
        "columns": [{"label": _("Place")}, {"label": _("Value"), "numeric": True}],
        "rows": [
            {"cells": [{"text": name}, {"text": words.stated(other.headline, found.indicator)}]}
            for name, other in named
        ],
    }


def _all_of(found: Standing) -> list[Observation]:
    """Everything said of the place, the latest period first; within one the headline first."""
    rows = [row for point in found.points for row in (point.headline, *point.others) if row.status in queries.TIERS]
    rows += [*found.targets, *found.missing, *found.other_units]
    order = {row.pk: number for number, row in enumerate(rows)}
    return sorted(rows, key=lambda row: (-row.period_end.toordinal(), order[row.pk]))


def _claim(row: Observation, found: Standing) -> dict[str, Any]:
    headline = next((point.headline for point in found.points if point.period == row.period), None)
    return {
        "period": row.period,
        "value": words.stated(row, found.indicator),
        "status": words.STATUSES[row.status],
        "headline": headline is not None and row.pk == headline.pk,
        "conflicts": headline is not None and row.status in queries.TIERS and row.number != headline.number,
        "published": row.published,
        "speaker": in_both(row, "speaker"),
        "note": in_both(row, "note"),
        "sources": [{"url": url, "text": _host(url)} for url in row.sources],
        "synthetic": row.synthetic,
    }


def _facts(row: Indicator, found: Standing) -> list[dict[str, Any]]:
    baseline, wanted = found.baseline, found.target
    note = row.baseline.get("note")
    targets = (
        [
            {
                "text": words.dated(words.target(wanted, row), row.target["period"]),
                "url": row.target.get("source", ""),
                "external": True,
            }
        ]
        if wanted
        else []
    )
    baselines: list[dict[str, Any]] = []
    if baseline:
        baselines = [{"text": words.dated(words.amount(baseline.value, row), row.baseline["period"]), "sub": note}]
    elif row.baseline and wanted:
        baselines = [{"text": _("Not known"), "sub": note}]
    return [
        {"label": _("Definition"), "text": in_both(row, "definition")},
        {
            "label": _("Unit"),
            "text": {name: text for name in ("en", "zh") if (text := units.words(row, "en").get(name))},
        },
        {"label": _("Baseline"), "values": baselines},
        {"label": _("Target"), "values": targets},
        {"label": _("Which way is better"), "text": words.DIRECTIONS[row.direction]},
        {"label": _("How often"), "text": words.FREQUENCIES.get(row.frequency, row.frequency)},
        {"label": _("How it is measured"), "text": in_both(row, "method")},
        {"label": _("Group"), "text": words.GROUPS.get(row.group, row.group.replace("_", " "))},
    ]


def _text(value: Any) -> str:
    return display.choose(value, get_language()).text


def _unit(row: Indicator) -> str:
    return _text(units.words(row, get_language()))


def _host(url: str) -> str:
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")
