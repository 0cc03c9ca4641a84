"""The page of a composite index, its scores for the page's own program, and its files.

What the index is worked out with is imported only when one is asked for: an idle server does not hold it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from technopole.observatory import compare, figures, lists, queries, sections
from technopole.pages import display
from technopole.pages.api import Problem, callers, rates
from technopole.pages.api.problems import respond
from technopole.pages.texts import in_both

if TYPE_CHECKING:
    from technopole.methods.composite import Refused
    from technopole.observatory.composing.choice import Choice
    from technopole.observatory.composing.index import Index

FILES = ("scores.csv", "iData.csv", "iMeta.csv", "model.toml")


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Choices on one side, the ranking on the other. Works without a script: then a button asks for the ranking."""
    try:
        chosen, index, problem = _asked(request)
    except Problem as refused:
        return _too_often(request, refused)
    context = {
        "sections": sections.tabs("observatory:composite"),
        "choice": chosen,
        "groups": compare.indicator_choices(chosen.candidates, chosen.indicators),
        "places": _place_choices(chosen),
        "weights": _weights(chosen, index),
        "options": _options(chosen),
        "scores_url": reverse("observatory:composite-scores"),
        **_result(chosen, index, problem),
    }
    return render(request, "observatory/composite.html", context)


@never_cache
@require_safe
def scores(request: HttpRequest) -> HttpResponse:
    """The index as JSON: ranking, shares of weights, the query that leads to it, and the part of the page it fills."""
    try:
        chosen, index, problem = _asked(request)
    except Problem as refused:
        return respond(request, refused)
    context = _result(chosen, index, problem)
    return JsonResponse({
        "problem": problem,
        "query": chosen.query,
        "weights": {each["key"]: each["share"] for each in _weights(chosen, index)},
        "ranking": [
            {name: row[name] for name in ("place", "rank", "score", "rank_5", "rank_50", "rank_95", "available")}
            for row in context["result"]["rows"]
        ]
        if context["result"]
        else [],
        "html": render_to_string("observatory/parts_index.html", context, request),
    })  # fmt: skip


@never_cache
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Scores, or the tables and choices to go on with elsewhere."""
    from technopole.observatory.composing import files, present

    if name not in FILES:
        raise Http404(f"There is no {name!r}; there are {', '.join(FILES)}.")
    try:
        _chosen, index, problem = _asked(request)
    except Problem as refused:
        return _too_often(request, refused)
    if index is None:
        return HttpResponse(problem, status=422, content_type="text/plain; charset=utf-8")
    ranking = present.result(index, queries.own_place())["rows"]
    response = HttpResponse(files.contents(index, name, ranking), content_type=files.NAMES[name])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- parts of the page -----------------------------------------------------------------------------------------


def _too_often(request: HttpRequest, refused: Problem) -> HttpResponse:
    return render(request, "429.html", status=429) if refused.status == 429 else respond(request, refused)


def _asked(request: HttpRequest) -> tuple[Choice, Index | None, str]:
    """The choice, its index if there is one, and why not. Raises `Problem` for too many calls of one caller."""
    from technopole.methods.composite import Refused
    from technopole.observatory.composing import choice, index

    rates.spend(callers.identify(request))
    chosen = choice.read(request.GET)
    try:
        return chosen, index.work_out(chosen), ""
    except Refused as refused:
        return chosen, None, _in_words(refused, chosen)


def _in_words(refused: Refused, chosen: Choice) -> str:
    """What stands in the way, in the reader's language as far as it is one of the few things that can."""
    if len(chosen.indicators) < 2:
        return _("An index needs at least two indicators.")
    if not any(chosen.weights.values()):
        return _("Give at least one indicator a weight.")
    if "too few places" in refused.message or len(chosen.places) < 3:
        return _("Fewer than three of these places have two thirds of these indicators. Choose other places, other "
                 "indicators, or the latest period of each place.")  # fmt: skip
    return _("These choices do not go together: %(problem)s") % {"problem": refused.message}


def _result(chosen: Choice, index: Index | None, problem: str) -> dict[str, Any]:
    from technopole.observatory.composing import present

    return {
        "problem": problem,
        "result": present.result(index, queries.own_place()) if index is not None else None,
        "twins": [
            {"format": name, "url": f"{reverse('observatory:composite-file', args=[name])}?{chosen.query}"}
            for name in FILES
        ]
        if index is not None
        else [],
        "compare_url": f"{reverse('observatory:compare')}?{chosen.query}",
        "address": f"{reverse('observatory:composite')}?{chosen.query}",
    }


def _weights(chosen: Choice, index: Index | None) -> list[dict[str, Any]]:
    from technopole.observatory.composing import present

    share = present.shares(index) if index is not None else {}
    return [
        {
            "key": each.key,
            "name": in_both(each, "name"),
            "value": f"{chosen.weights[each.key]:g}",
            "share": f"{round(100 * share[each.key])}%" if each.key in share else "",
        }
        for each in chosen.indicators
    ]


def _place_choices(chosen: Choice) -> list[dict[str, Any]]:
    return [
        {"key": place, "name": lists.place_name(place), "indicators": many, "chosen": place in chosen.places}
        for place, many in compare.place_counts(chosen.candidates).items()
    ]


def _options(chosen: Choice) -> list[dict[str, Any]]:
    """The selects: name, label, and what may be chosen."""
    from technopole.observatory.composing import choice

    language = get_language()
    years = {str(year): display.partial_date(str(year), language) for year in _years(chosen)}
    return [
        {
            "name": name,
            "label": label,
            "chosen": getattr(chosen, name),
            "choices": list(known.items()),
        }
        for name, label, known in (
            ("period", _("Period"), {**figures.RULES, **years}),
            ("fill", _("Missing figures"), choice.FILL),
            ("treat", _("Outliers"), choice.TREAT),
            ("normalise", _("Common scale"), choice.NORMALISE),
            ("aggregate", _("Mean"), choice.AGGREGATE),
            ("vary", _("What might be otherwise"), choice.VARY),
            ("noise", _("How far weights may be off"), choice.NOISE),
        )
    ]


def _years(chosen: Choice) -> list[int]:
    """The years for which any of the indicators has figures of at least half the places, the last first."""
    keys = [each.key for each in chosen.indicators]
    return figures.years(keys, chosen.places)
