"""The pages of those who decide: the registrars' worklist, what waits for a supervisory unit."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from technopole.registration import authorities, lists, notices, rules, words
from technopole.registration.models import Case


def _only_registrars(request: HttpRequest) -> None:
    if not rules.registrar.allows(request.user):
        raise PermissionDenied


@login_required
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """What was sent, soonest due first."""
    _only_registrars(request)
    return lists.worklist.page(request)


@login_required
@require_GET
def worklist_export(request: HttpRequest, form: str) -> HttpResponseBase:
    _only_registrars(request)
    return lists.worklist.download(request, form)


@login_required
@require_GET
def consents(request: HttpRequest) -> HttpResponse:
    """The applications that ask for the consent of a unit the reader acts for, and those it consented to lately."""
    user: Any = request.user
    units = authorities.units_of(user)
    if not units:
        raise PermissionDenied
    rows = Case.objects.filter(supervisory_unit__in=units).select_related("request").prefetch_related("names")
    asked = (rules.supervises & rules.asked).filter(user, rows)
    context = {
        "units": [authorities.name(unit) for unit in units],
        "waiting": [_entry(row) for row in asked.filter(state="consent_asked").order_by("pk")[:200]],
        "settled": [_entry(row) for row in asked.exclude(state="consent_asked").order_by("-pk")[:50]],
    }
    return render(request, "registration/consents.html", context)


def _entry(row: Case) -> dict[str, Any]:
    return {
        "url": lists.case_address(row),
        "names": lists.case_names(row),
        "form": lists.form_name(row.legal_form),
        "kind": words.KINDS[row.kind],
        "badge": words.badge(row.state),
        "until": notices.term(row) if row.state == "consent_asked" else None,
        "row": row,
    }
