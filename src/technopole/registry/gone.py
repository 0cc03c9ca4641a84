"""What is left of an organisation that no source speaks of any more: a page that says so, at the address it had."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from technopole.core.merge import Record
from technopole.core.models import Change
from technopole.methods import identifiers
from technopole.pages import objects
from technopole.registry import lists, queries
from technopole.registry.kinds import organisation_columns


def page(request: HttpRequest, uid: str) -> HttpResponse:
    """That it was withdrawn, when and why, what it was called, and by what it was replaced.

    Answered as found, not as gone: whoever cited the address is told what became of it. Raises `Http404` for an
    address that was never an organisation's.
    """
    line = Change.history("organisation", uid).filter(action="withdrawn").first()
    if line is None:
        raise Http404
    record: Record = (line.diff.get("record") or [{}])[0] or {}
    columns = organisation_columns(record)
    names = {language: columns[f"name_{language}"] for language in ("en", "zh") if columns[f"name_{language}"]}
    context = {
        "title": names or {"": columns["name"] or uid},
        "when": line.at.date().isoformat(),
        "why": objects.reason(line.why),
        "replaced_by": _replaced_by(record),
        "identifiers": [
            f"{identifiers.label(each['scheme'], get_language() or 'en')} {each['value']}"
            for each in record.get("identifiers", ())
        ],
        "history_url": reverse("history", args=["organisation", uid]),
    }
    return render(request, "registry/gone.html", context)


def _replaced_by(record: Record) -> list[dict[str, Any]]:
    """The successors that its last record named, with their pages where they are here."""
    heirs = [each for each in record.get("relations", ()) if each.get("kind") == "successor"]
    known = queries.resolve({each["target"] for each in heirs if each.get("target")})
    return [
        {"text": lists.names_of(row), "url": lists.address(row)}
        if (row := known.get(each.get("target", "")))
        else {"text": each.get("label") or each.get("target", ""), "url": ""}
        for each in heirs
    ]
