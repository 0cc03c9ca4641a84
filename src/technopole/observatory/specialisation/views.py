"""The specialisation map, one of its activities, and its download."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from technopole.observatory import sections
from technopole.observatory.made import made_of
from technopole.observatory.specialisation import drawing, stored, tables, words
from technopole.observatory.specialisation.stored import Activity, Profile
from technopole.pages import exports
from technopole.pages.drawing import ChartError, render_pair
from technopole.registry.models import Organisation

MOST_BARS = 10
FEW_PLACES = 10
"""Of fewer places it says little that two activities are found in the same ones."""
QUARTERS = ("alone", "rooted", "far", "near")
"""Above left and right, below left and right."""


def page(request: HttpRequest) -> HttpResponse:
    """The plane of a basis and a place; with `?activity=` what is known of one activity there."""
    rows = stored.rows()
    row = stored.chosen(rows, request.GET.get("basis", ""))
    found = stored.profile(row, request.GET.get("region", "")) if row else None
    context: dict[str, Any] = {
        "sections": sections.tabs("observatory:specialisation"),
        "bases": [
            {
                "label": words.BASES[scope], "current": each is row,
                "url": f"{reverse('observatory:specialisation')}?{urlencode({'basis': scope})}",
            }
            for scope, each in rows.items()
        ],
        "row": row,
        "made": made_of(row),
        "made_at": {**(made_of(row) or {}), "sample": False, "synthetic": False},  # told above already
        "few_places": row is not None and row.result.get("compared", 0) < FEW_PLACES,
        "limits": row.parameters if row else {},
        "result": row.result if row else {},
        "level": words.LEVELS.get(row.result.get("level", "")) if row else "",
        "records_name": words.RECORDS[row.scope] if row else "",
        "years": [str(year) for year in row.result.get("years") or []] if row else [],
    }  # fmt: skip
    if found is None:
        return render(request, "observatory/specialisation.html", context)
    context |= {"region": found.region, "profile": found}
    if asked := request.GET.get("activity", ""):
        each = found.activity(asked)
        if each is None:
            raise Http404("There is no such activity.")
        return render(request, "observatory/specialised_activity.html", {**context, **_one(found, each)})
    return render(request, "observatory/specialisation.html", {**context, **_whole(request, found)})


def twin(request: HttpRequest, basis: str, form: str) -> HttpResponseBase:
    """The activities of a place as CSV, JSON or Parquet; none where nothing was computed."""
    if basis not in stored.SCOPES or form not in exports.FORMATS:
        raise Http404("There is no such download.")
    row = stored.rows().get(basis)
    found = stored.profile(row, request.GET.get("region", "")) if row else None
    return exports.respond(form, f"specialisation-{basis}", tables.EXPORT, found.activities if found else ())


def _whole(request: HttpRequest, found: Profile) -> dict[str, Any]:
    special = found.most_special(MOST_BARS)
    counted: dict[str, list[Activity]] = {key: [] for key in words.JUDGEMENTS}
    for each in found.activities:
        if key := found.judgement(each):
            counted[key].append(each)
    return {
        "regions": [
            {"id": each["id"], "name": each["name"], "current": each is found.region}
            for each in found.row.result["regions"]
        ],
        "plane": _plane(found),
        "special": _special(special) if special else None,
        "quarters": [
            {
                "name": words.JUDGEMENTS[key], "explained": words.EXPLAINED[key], "count": len(counted[key]),
                "first": _firsts(found, key, counted[key]),
            }
            for key in ("rooted", "near", "alone", "far", "few")
            if counted[key]
        ],
        "table": tables.activities(request, found),
        "all_url": tables.address(found, rows="all", **_sorting(request)) + "#all",
        "twins": [
            {
                "format": exports.LABELS[form],
                "url": reverse("observatory:specialisation-twin", args=[found.row.scope, form])
                + f"?{urlencode({'region': found.region['id']})}",
            }
            for form in exports.FORMATS
        ],
    }  # fmt: skip


def _sorting(request: HttpRequest) -> dict[str, str]:
    return {"sort": request.GET["sort"]} if request.GET.get("sort") else {}


def _firsts(found: Profile, key: str, activities: list[Activity]) -> list[dict[str, Any]]:
    """The first of a quarter: the strongest by the lower bound, or, of what is not ours, the nearest."""
    by = (lambda each: -each.low) if key in ("rooted", "alone") else (lambda each: -(each.density or 0.0))
    chosen = sorted(activities, key=by)[:5] if key in ("rooted", "alone", "near") else []
    return [{"name": each.name, "url": tables.address(found, activity=each.id)} for each in chosen]


def _plane(found: Profile) -> dict[str, Any] | None:
    if not any(each.density is not None for each in found.activities):
        return None
    titles = (_("Relatedness density: how near to what is done here"), _("Location quotient: 1 is average"))
    quarters = [str(words.JUDGEMENTS[key]) for key in QUARTERS]
    title = _("Specialisation and relatedness: %(place)s") % {"place": words.text(found.region["name"])}

    def make(width: int) -> dict[str, Any]:
        return drawing.plane(found, titles, quarters, width, 460 if width > 400 else 420)

    return _figure("plane", title, make) | {
        "legend": [
            {"svg": _dot(filled=True), "label": _("the interval lies on one side of 1")},
            {"svg": _dot(filled=False), "label": _("may be average")},
        ],
        "subtitle": _("Areas by what is counted here; every number stands in the table below."),
    }


def _special(special: list[Activity]) -> dict[str, Any]:
    title = _("The most special, with intervals")

    def make(width: int) -> dict[str, Any]:
        return drawing.intervals(special, _("Location quotient: 1 is average"), width)

    said = _("Bars from the average to the quotient, lines for its interval; in the order of their lower ends.")
    return _figure("special", title, make) | {"subtitle": said, **tables.special(special)}


def _figure(key: str, title: str, make: Any) -> dict[str, Any]:
    try:
        wide, narrow = render_pair(make, settings.HOME / "cache" / "charts", title)
    except ChartError:
        wide = narrow = ""
    return {"id": key, "title": title, "svg": wide, "svg_narrow": narrow}


def _dot(*, filled: bool) -> str:
    fill = "#0b5a78" if filled else "#ffffff"
    return (
        '<svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="5" '
        f'fill="{fill}" fill-opacity="{0.5 if filled else 1}" stroke="#0b5a78" stroke-width="1.5"/></svg>'
    )


def _one(found: Profile, each: Activity) -> dict[str, Any]:
    """One activity in a place."""
    key = found.judgement(each)
    strong = found.strong(each.id)
    total = len(found.activities)
    return {
        "activity": each,
        "judgement": words.JUDGEMENTS.get(key, ""),
        "explained": words.EXPLAINED.get(key, ""),
        "facts": [
            {
                "label": _("Location quotient"), "text": words.quotient(each.quotient),
                "sub": _("between %(low)s and %(high)s with 95 percent confidence")
                % {"low": words.quotient(each.low), "high": words.quotient(each.high)},
            },
            {"label": _("Symmetric"), "text": words.number(each.symmetric, 2)},
            {
                "label": words.RECORDS[found.row.scope], "text": words.number(each.records),
                "sub": _("%(value)s counted fractionally") % {"value": words.number(each.value, 1)},
            },
            {
                "label": _("Share here"), "text": words.percent(each.share),
                "sub": _("%(share)s of all places together") % {"share": words.percent(each.whole)},
            },
            {
                "label": _("Relatedness density"), "text": words.number(each.density, 3),
                "sub": _("the median here is %(middle)s") % {"middle": words.number(found.middle, 3)},
            },
            {"label": _("Complexity"), "text": words.number(each.complexity, 2)},
            {
                "label": _("Places that have it"),
                "text": _("%(count)d of %(all)d") % {"count": each.ubiquity, "all": found.row.result["compared"]},
            },
        ],
        "total": total,
        "nearest": tables.nearest(found, each),
        "elsewhere": tables.elsewhere(found, each.id),
        "strong": _strong(strong) if strong else None,
        "trail": [
            {"label": _("Specialisation"), "url": tables.address(found)},
            {"label": each.name},
        ],
    }  # fmt: skip


def _strong(strong: list[dict[str, Any]]) -> dict[str, Any]:
    """The organisations that do most of it here, linked where the register has a page of them. One query."""
    uids = [each["uid"] for each in strong if each.get("uid")]
    known = set(Organisation.objects.filter(uid__in=uids).values_list("uid", flat=True))
    rows = []
    for each in strong:
        url = reverse("registry:organisation", args=[each["uid"]]) if each.get("uid") in known else ""
        cells = [{"text": each["name"], "url": url}, {"text": words.number(each["records"])},
                 {"text": words.number(each["value"], 1)}]  # fmt: skip
        rows.append({"cells": cells})
    columns = [
        {"label": _("Organisation")}, {"label": _("Records"), "numeric": True},
        {"label": _("Counted fractionally"), "numeric": True},
    ]  # fmt: skip
    return {"columns": columns, "rows": rows}
