"""Pages on which registrars decide whether two records are one organisation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from technopole.accounts.views.people import only
from technopole.core.errors import Conflict, Invalid
from technopole.core.sourced import By
from technopole.methods import identifiers
from technopole.pages import display, objects
from technopole.pages.texts import in_both
from technopole.registry import lists as directory
from technopole.registry import queries, vocabulary
from technopole.registry.duplicates import lists, merging, pairs, words
from technopole.registry.models import DuplicatePair, Merge, Organisation
from technopole.registry.procedures import registrar
from technopole.registry.vocabulary import FIELDS

_HISTORY = 5


@only(registrar)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All pairs."""
    return lists.duplicates.page(request)


@only(registrar)
@require_GET
def download(request: HttpRequest, form: str) -> Any:
    """The pairs as a file."""
    return lists.duplicates.download(request, form)


@only(registrar)
@require_GET
def pair(request: HttpRequest, uid: str) -> HttpResponse:
    """The two records side by side, the evidence, and what may be done."""
    return _show(request, get_object_or_404(DuplicatePair, uid=uid))


@only(registrar)
@require_POST
def step(request: HttpRequest, uid: str, step: str) -> HttpResponse:
    """Merge the two, keep them apart, look again, or undo a merge."""
    row = get_object_or_404(DuplicatePair, uid=uid)
    said = request.POST
    version = int(said["version"]) if said.get("version", "").isdigit() else 0
    by, why = By(user=request.user), said.get("why", "")
    try:
        if step == "merge":
            done = merging.merge(uid, said.get("survivor", ""), by, version, why)
            messages.success(request, _("Merged. The old address leads to the record that stayed."))
            return redirect("registry:organisation", uid=done.into)
        if step == "dismiss":
            pairs.dismiss(uid, by, version, why)
            messages.success(request, _("Kept apart. The pair comes back only if what is known of them changes."))
            return redirect("registry:duplicates")
        if step == "reopen":
            pairs.reopen(uid, by, version)
            messages.success(request, _("The pair is to be decided again."))
        elif step == "separate":
            last = row.merges.filter(undone_at=None).order_by("-at").first()
            if last is None:
                raise Conflict(_("This merge has been undone already."))
            merging.undo(last.pk, by, why)
            messages.success(request, _("Separated. Both records are as they were."))
        else:
            raise Invalid(_("Choose a decision."))
    except (Invalid, Conflict) as refusal:
        row.refresh_from_db()
        problems = getattr(refusal, "fields", {}) or {}
        status = 409 if isinstance(refusal, Conflict) else 422
        return _show(request, row, failed=step, problem=str(refusal), wrong=problems, status=status)
    return redirect("registry:duplicate", uid=uid)


def _show(
    request: HttpRequest,
    row: DuplicatePair,
    *,
    failed: str = "",
    problem: str = "",
    wrong: Any = None,
    status: int = 200,
) -> HttpResponse:
    halves = [_half(uid, name) for uid, name in ((row.a, row.name_a), (row.b, row.name_b))]
    merge = row.merges.filter(undone_at=None).select_related("by").order_by("-at").first()
    context = {
        "pair": row,
        "badge": lists.state_badge(row),
        "percent": round(100 * row.score),
        "evidence": words.in_words(row.evidence),
        "halves": halves,
        "lines": _lines(halves),
        "histories": [
            {"name": half["name"], "history": half["history"], "url": half["history_url"]} for half in halves
        ],
        "may_merge": row.state == DuplicatePair.State.OPEN and all(half["row"] for half in halves),
        "fuller": max(halves, key=lambda half: half["fullness"])["uid"],
        "merge": merge,
        "separations": list(Merge.objects.filter(pair=row).exclude(undone_at=None).select_related("undone_by")),
        "failed": failed,
        "problem": problem,
        "wrong": wrong or {},
        "typed": request.POST if failed else {},
    }
    return render(request, "registry/duplicates/pair.html", context, status=status)


def _half(uid: str, name: str) -> dict[str, Any]:
    """One of the two as it is now; after a merge, what it was called and where it leads."""
    row = (
        Organisation.objects.prefetch_related("names", "types", "identifiers", "links", "relations", "hubs", "sectors")
        .filter(uid=uid)
        .first()
    )
    half: dict[str, Any] = {
        "uid": uid,
        "row": row,
        "name": (in_both(row, "name") or {"en": row.name}) if row else {"en": name},
        "url": directory.address(row) if row else "",
        "history": objects.history("organisation", uid, FIELDS, limit=_HISTORY),
        "history_url": reverse("history", args=["organisation", uid]),
        "fullness": 0,
        "values": {},
    }
    if row is None:
        return half
    relatives = queries.relatives(row)
    values: dict[str, list[Any]] = {
        "names": [{"text": each.value} for each in row.names.all()],
        "types": [{"text": vocabulary.words(vocabulary.types(), [each.type])} for each in row.types.all()],
        "status": [{"badge": row.status}],
        "places": [{"text": directory.place_of(row)}] if row.district or row.place_name or row.country else [],
        "established": [{"text": display.partial_date(row.established, get_language())}] if row.established else [],
        "links": [{"text": each.url, "url": each.url, "external": True} for each in row.links.all()],
        "identifiers": [
            {
                "text": f"{identifiers.label(each.scheme, get_language() or 'en')} "
                f"{identifiers.display(each.scheme, each.value)}",
                "url": identifiers.url(each.scheme, each.value),
                "external": True,
            }
            for each in row.identifiers.all()
        ],
        "relations": [{"text": each.label} for group in relatives.values() for each in group][:12],
        "sources": [{"text": text} for text in row.sources[:6]],
    }
    half["values"] = values
    half["fullness"] = sum(map(len, values.values())) + (0 if row.reference else 100)
    return half


def _lines(halves: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table of both, a line for each field that one of them has; what both say is marked."""
    lines = []
    labels = {**FIELDS, "relations": _("Belongs together"), "status": _("Status")}
    for name in ("names", "types", "status", "places", "established", "links", "identifiers", "relations", "sources"):
        cells = [half["values"].get(name, []) for half in halves]
        if not any(cells):
            continue
        texts = [{str(value.get("text") or value.get("badge")) for value in cell} for cell in cells]
        lines.append(
            {
                "label": labels.get(name, name),
                "cells": [
                    {
                        "name": half["name"],
                        "values": [
                            {**value, "shared": str(value.get("text") or value.get("badge")) in texts[1 - place]}
                            for value in cell
                        ],
                    }
                    for place, (half, cell) in enumerate(zip(halves, cells, strict=True))
                ],
            }
        )
    return lines
