"""Technology managers: those who agreed to be named, and one's own record."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from technopole.core.errors import Conflict, Invalid
from technopole.exchange import forms, rules
from technopole.exchange import managers as people
from technopole.exchange import working_words as working
from technopole.exchange.models import TechnologyManager
from technopole.pages.questions import version_of
from technopole.pages.texts import in_both
from technopole.registry import vocabulary

KEPT = ("name_en", "name_zh", "level", "certificate_number", "languages", "public")


@require_GET
def managers(request: HttpRequest) -> HttpResponse:
    """The technology managers who agreed to be named, with what they are credited with."""
    sectors, rows = vocabulary.sectors(), list(people.named_in_public())
    points = people.points_of(row.user for row in rows)
    context = {
        "managers": [
            {
                "name": in_both(row, "name"),
                "level": working.LEVELS.get(row.level, ""),
                "fields": [sectors.get(key, key) for key in row.fields],
                "languages": row.languages,
                "points": points.get(row.user.uid, 0),
            }
            for row in rows
        ],
        "credits": [{"what": what, "points": worth} for worth, what in people.CREDITS.values()],
        "may_edit": rules.broker.allows(request.user),
    }
    return render(request, "exchange/managers.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own record as a technology manager, for exchange brokers."""
    user: Any = request.user
    if not rules.broker.allows(user):
        raise PermissionDenied
    row = TechnologyManager.objects.filter(user=user).first()
    if request.method == "GET":
        return _ask(request, forms.Manager(_kept(row)), row)
    given = forms.Manager.read(request.POST)
    said = {**given, "conflicts": [_conflict(line) for line in given["conflicts"]],
            "fields": row.fields if row is not None else []}  # fmt: skip
    try:
        people.save(user, said, version_of(request) if row is not None else 0)
    except Invalid as invalid:
        return _ask(request, forms.Manager(given, invalid.fields), row, status=422)
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return _ask(request, forms.Manager(given), row, status=409)
    messages.success(request, _("Saved."))
    return redirect("exchange:own-manager")


def _kept(row: TechnologyManager | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {
        **{name: getattr(row, name) for name in KEPT},
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        "fee_share": f"{row.fee_share:f}" if row.fee_share is not None else "",
        "conflicts": [f"{each.get('uid', '')} {each.get('why', '')}".strip() for each in row.conflicts],
    }  # fmt: skip


def _conflict(line: str) -> dict[str, str]:
    uid, _blank, why = line.partition(" ")
    return {"uid": uid, "why": why.strip()}


def _ask(request: HttpRequest, form: Any, row: TechnologyManager | None, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "credits": people.credits(request.user),
        "points": people.points(request.user),
    }
    return render(request, "exchange/own_manager.html", context, status=status)
