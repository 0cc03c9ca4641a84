"""The import of official exports: upload, mapping, dry run, load, report."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from technopole.core.errors import Conflict, Invalid
from technopole.registry.official import words
from technopole.registry.vocabulary import FIELDS as RECORD_FIELDS
from technopole.sources.official import columns
from technopole.supervision import imports as runs
from technopole.supervision import rules
from technopole.supervision.forms import UploadForm
from technopole.supervision.models import ImportRun
from technopole.supervision.views import shared

STATES = {
    "uploaded": (gettext_lazy("Columns to be confirmed"), "accent"),
    "planning": (gettext_lazy("Being checked"), "quiet"),
    "planned": (gettext_lazy("Checked, nothing written"), "accent"),
    "loading": (gettext_lazy("Being loaded"), "quiet"),
    "loaded": (gettext_lazy("Loaded"), "good"),
    "failed": (gettext_lazy("Could not be read"), "bad"),
}
COUNTS = {
    "new": gettext_lazy("New"), "changed": gettext_lazy("Changed"), "same": gettext_lazy("The same"),
    "duplicate": gettext_lazy("Repeated in the file"), "wrong": gettext_lazy("Wrong"),
    "created": gettext_lazy("New"), "unchanged": gettext_lazy("The same"),
    "left_out": gettext_lazy("Left out as wrong"),
}  # fmt: skip


def _must(request: HttpRequest) -> None:
    if not rules.registrar.allows(request.user):
        raise PermissionDenied


def _run(uid: str) -> ImportRun:
    found = ImportRun.objects.select_related("created_by").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _badge(run: ImportRun) -> dict[str, Any]:
    label, tone = STATES.get(run.state, (run.state, "quiet"))
    return {"label": label, "tone": tone}


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a file; those uploaded lately."""
    _must(request)
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                why = _("Choose a file.")
                raise Invalid(why, fields={"file": [why]})
            made = runs.upload(file.name or "", file.chunks(), shared.by(request))
        except Invalid as invalid:
            problems = invalid.fields
        else:
            return redirect("supervision:import", uid=made.uid)
    latest = ImportRun.objects.select_related("created_by").order_by("-id")[:20]
    context = {
        "form": UploadForm({}, problems),
        "runs": [{"row": each, "badge": _badge(each)} for each in latest],
        "trail": [{"label": _("Back office"), "url": reverse("office")}, {"label": _("Import an official export")}],
    }
    return render(request, "supervision/imports.html", context, status=422 if problems else 200)


@login_required
@require_GET
def run(request: HttpRequest, uid: str) -> HttpResponse:
    """One import: its columns, what loading would do, what is wrong, what was done."""
    _must(request)
    return _show(request, _run(uid))


def _show(request: HttpRequest, row: ImportRun, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "row": row,
        "badge": _badge(row),
        "problem": problem,
        "columns": [
            {**each, "chosen": row.mapping.get(each["heading"], each["field"]), "sure": each["score"] >= columns.SURE}
            for each in row.columns
        ]
        if row.state in ("uploaded", "planned", "failed")
        else [],
        "fields": [(name, words.field_name(name)) for name in columns.FIELDS],
        "counts": [{"label": COUNTS[name], "value": count} for name, count in row.counts.items() if name in COUNTS],
        "wrong": row.counts.get("wrong", 0),
        "loadable": row.state == "planned"
        and any(row.counts.get(name) for name in ("new", "changed")),
        "changes": [
            {**each, "fields": [str(RECORD_FIELDS.get(name, name)) for name in each["fields"]],
             "url": reverse("registry:organisation", args=[each["uid"]])}
            for each in row.sample
        ]
        if row.state == "planned"
        else [],
        "problems": [
            {"problem": each, "said": words.said(each), "advice": words.advice(each),
             "is_error": each.severity == "error", "severity": words.severity(each)}
            for each in runs.problems_of(row)[:100]
        ],
        "waiting": row.state in ("planning", "loading"),
        "trail": [
            {"label": _("Back office"), "url": reverse("office")},
            {"label": _("Import an official export"), "url": reverse("supervision:imports")},
            {"label": row.file_name},
        ],
    }  # fmt: skip
    return render(request, "supervision/import.html", context, status=status)


@login_required
@require_POST
def step(request: HttpRequest, uid: str, step: str) -> HttpResponse:
    """Confirm the columns (`plan`), or load (`load`)."""
    _must(request)
    row = _run(uid)
    try:
        if step == "plan":
            mapping = {
                heading: request.POST.get(f"field_{place}", "")
                for place in range(columns_shown(request))
                if (heading := request.POST.get(f"heading_{place}", ""))
            }
            runs.plan(uid, shared.by(request), mapping)
        elif step == "load":
            made = runs.start(uid, shared.by(request), skip_bad="skip_bad" in request.POST)
            if made.state == "loaded":
                messages.success(request, _("The export is loaded."))
        else:
            raise Http404
    except Invalid as invalid:
        return _show(request, _run(uid), invalid.message, 422)
    except Conflict as conflict:
        return _show(request, _run(uid), conflict.message, 409)
    return redirect("supervision:import", uid=row.uid)


def columns_shown(request: HttpRequest) -> int:
    text = request.POST.get("columns", "0")
    return min(int(text), 500) if text.isascii() and text.isdigit() and len(text) < 5 else 0


@login_required
@require_GET
def problems(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Everything wrong with the file as CSV, row by row, with what to do."""
    _must(request)
    row = _run(uid)
    path = runs.report_of(row)
    if not path.exists():
        raise Http404
    name = f"{row.file_name.rsplit('.', 1)[0]}-problems.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
