"""The pages that take a list, show its answers, and give them as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from technopole.pages.api import Problem, callers, rates
from technopole.registry.given import downloads, present, services, work
from technopole.registry.given.forms import ListForm
from technopole.registry.given.models import GivenList
from technopole.registry.given.problems import ListProblem, in_words
from technopole.registry.models import Organisation

PAGE = 50
RESOLVE, CHECK = GivenList.Purpose.RESOLVE, GivenList.Purpose.CHECK
State = GivenList.State

TITLES = {RESOLVE: gettext_lazy("Resolve affiliations"), CHECK: gettext_lazy("Check names or numbers")}
INTROS = {
    RESOLVE: gettext_lazy(
        "Which organisations does a line mean? Paste affiliations as they stand in publications or grant lists, and "
        "get each organisation’s identifier, how sure that is, and why."
    ),
    CHECK: gettext_lazy(
        "Is each organisation of a list known, still active, and is its number right? What was renamed or merged leads "
        "to what stands in its place today."
    ),
}


@never_cache
@require_http_methods(["GET", "POST"])
def resolve(request: HttpRequest) -> HttpResponse:
    """A list of free texts."""
    return _take(request, RESOLVE)


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """A list of names or numbers."""
    return _take(request, CHECK)


def _take(request: HttpRequest, purpose: str) -> HttpResponse:
    if request.method == "GET":
        return _ask(request, purpose, ListForm(purpose))
    form = ListForm(purpose, request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, purpose, form, status=422)
    answers = form.cleaned_data
    try:
        rates.spend(callers.identify(request), rates.BATCH)
        given = services.take(request, purpose, answers.get("profile") or "complete", answers["text"], answers["file"])
    except Problem:
        form.add_error(None, _("Too many lists came from you just now. Wait a minute and send it again."))
        return _ask(request, purpose, form, status=429)
    except ListProblem as problem:
        form.add_error("file" if answers["file"] else "text", in_words(problem.kept()))
        return _ask(request, purpose, form, status=422)
    return redirect("registry:given", uid=given.uid)


def _ask(request: HttpRequest, purpose: str, form: ListForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "title": TITLES[GivenList.Purpose(purpose)],
        "intro": INTROS[GivenList.Purpose(purpose)],
        "lists": services.of(request, purpose),
        "known": Organisation.objects.count(),
        "tabs": _purposes(purpose),
        "signed_out_rows": services.SIGNED_OUT_ROWS,
        "at_once_rows": services.AT_ONCE_ROWS,
        "most_rows": services.MOST_ROWS,
        "days": services.KEPT_FOR.days,
        "hours": services.SIGNED_OUT_KEPT_FOR.seconds // 3600,
    }
    return render(request, "registry/given/ask.html", context, status=status)


def _purposes(current: str) -> list[dict[str, Any]]:
    return [
        {"label": title, "url": reverse(f"registry:{purpose.value}"), "current": purpose == current}
        for purpose, title in TITLES.items()
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, uid: str) -> HttpResponse:
    """A list: its column is chosen, or it is waited for, or its answers are shown."""
    given = _own(request, uid)
    problem, status = "", 200
    if request.method == "POST" and given.state == State.CHOOSING:
        try:
            services.choose_column(given, request.POST.get("column", ""))
            return redirect("registry:given", uid=uid)
        except ListProblem as wrong:
            problem, status = in_words(wrong.kept()), 422
    context: dict[str, Any] = {
        "given": given,
        "title": given.name or _("Pasted list"),
        "kind": TITLES[GivenList.Purpose(given.purpose)],
        "back_url": reverse(f"registry:{given.purpose}"),
        "problem": problem or (in_words(given.problem) if given.state == State.FAILED else ""),
    }
    if given.state == State.CHOOSING:
        context["columns"] = present.columns_to_choose(given.choice["header"], given.choice["rows"])
        return render(request, "registry/given/choose.html", context, status=status)
    if given.state == State.WAITING:
        context["percent"] = 100 * given.done // given.rows if given.rows else 0
        return render(request, "registry/given/waiting.html", context)
    if given.state == State.FAILED:
        return render(request, "registry/given/failed.html", context)
    return render(request, "registry/given/answers.html", {**context, **_answers(request, given)})


def _answers(request: HttpRequest, given: GivenList) -> dict[str, Any]:
    here = reverse("registry:given", args=[given.uid])
    sorts = present.counted(given)
    chosen = request.GET.get("sort", "")
    chosen = chosen if any(chosen == sort for sort, _words, _count in sorts) else ""
    total = given.counts[chosen] if chosen else given.rows
    last = max(1, -(-total // PAGE))
    asked = request.GET.get("page", "1")
    number = min(max(1, int(asked)), last) if asked.isdecimal() and len(asked) < 7 else 1
    first = (number - 1) * PAGE
    lines = work.answers_of(given).page([chosen] if chosen else [], first, PAGE)
    kept = f"sort={chosen}&" if chosen else ""
    return {
        "lines": [present.line(given, *each) for each in lines],
        "tabs": [
            {"label": _("All lines"), "url": here, "current": not chosen, "count": given.rows},
            *(
                {"label": words, "url": f"{here}?sort={sort}", "current": chosen == sort, "count": count}
                for sort, words, count in sorts
            ),
        ],
        "twins": [
            {"format": label, "url": reverse("registry:given-download", args=[given.uid, form])}
            for form, label in downloads.FORMATS.items()
        ],
        "copy_url": reverse("registry:given-download", args=[given.uid, "tsv"]),
        "pagination": {
            "first": first + 1,
            "last": first + len(lines),
            "total": total,
            "previous_url": f"{here}?{kept}page={number - 1}" if number > 1 else "",
            "next_url": f"{here}?{kept}page={number + 1}" if number < last else "",
        }
        if total > PAGE
        else None,
    }


@never_cache
@require_GET
def download(request: HttpRequest, uid: str, form: str) -> HttpResponseBase:
    """The answers as a file."""
    given = _own(request, uid)
    if given.state != State.DONE or form not in (*downloads.FORMATS, downloads.TO_COPY):
        raise Http404
    return downloads.respond(given, form)


@never_cache
@require_POST
def delete(request: HttpRequest, uid: str) -> HttpResponse:
    """Take the list away now."""
    given = _own(request, uid)
    services.delete(given)
    messages.success(request, _("The list was deleted."))
    return redirect(f"registry:{given.purpose}")


def _own(request: HttpRequest, uid: str) -> GivenList:
    given = services.find(request, uid)
    if given is None or (given.state != State.CHOOSING and given.rows and not work.answers_of(given).is_there):
        raise Http404  # somebody else's, or gone with its time, or from another machine's backup
    return given
