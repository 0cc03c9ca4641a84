"""The page that takes a visitor's own tables, works out the index, and keeps nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from technopole.core.errors import SourceError
from technopole.observatory import sections
from technopole.pages.api import Problem, callers, rates


class OwnForm(forms.Form):
    """Two tables, and choices."""

    use_required_attribute = False

    table = forms.FileField(label=gettext_lazy("Figures: iData.csv"), help_text=gettext_lazy("A row for each place."))
    meta = forms.FileField(
        label=gettext_lazy("Structure: iMeta.csv"), help_text=gettext_lazy("A row for each indicator and aggregate.")
    )
    model = forms.FileField(
        label=gettext_lazy("Choices: model.toml"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Other choices than the usual."),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The form; after it the ranking on a page, or as a file if that is asked for."""
    if request.method == "GET":
        return _page(request, OwnForm())
    form = OwnForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        rates.spend(callers.identify(request), rates.BATCH)
    except Problem:
        form.add_error(None, _("You asked more often than this service allows. Wait a minute and try again."))
        return _page(request, form, status=429)
    from technopole.observatory.composing import own as tables

    files = form.cleaned_data
    try:
        given = [_content(files[name], tables.MOST_BYTES) for name in ("table", "meta", "model")]
        index = tables.work_out(*given)
    except SourceError as error:
        _tell(form, error)
        return _page(request, form, status=422)
    return _answer(request, form, index)


def _answer(request: HttpRequest, form: OwnForm, index: Any) -> HttpResponse:
    from technopole.observatory.composing import files, present

    ranking = present.own_rows(index)
    if request.POST.get("answer") == "csv":
        response = HttpResponse(files.own_scores(index, ranking), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="scores.csv"'
        return response
    return _page(request, form, result={**present.own_drawing(index, ranking), "rows": ranking, "draws": index.draws})


def _content(upload: Any, most: int) -> bytes:
    """What was sent, one byte more than is allowed at most: then it is told as too large."""
    return upload.read(most + 1) if upload else b""


def _tell(form: OwnForm, error: SourceError) -> None:
    """At the file that is wrong, as far as it is known."""
    field = {"iData.csv": "table", "iMeta.csv": "meta", "model.toml": "model"}.get(error.file)
    told = f"{error.problem.rstrip('.')}. {error.hint}".rstrip()
    words = {"line": error.line, "column": error.field, "problem": told}
    if error.line is not None and error.field:
        told = _("Line %(line)s, column %(column)s: %(problem)s") % words
    elif error.line is not None:
        told = _("Line %(line)s: %(problem)s") % words
    elif error.field:
        told = _("In %(column)s: %(problem)s") % words
    else:
        told = _("The file %(problem)s") % words
    form.add_error(field, told)


def _page(request: HttpRequest, form: OwnForm, *, result: Any = None, status: int = 200) -> HttpResponse:
    context = {
        "sections": sections.tabs("observatory:composite"),
        "form": form,
        "result": result,
        "trail": [
            {"label": _("Composite index"), "url": reverse("observatory:composite")},
            {"label": _("From your own tables")},
        ],
    }
    return render(request, "observatory/composite_own.html", context, status=status)
