"""The public pages: an organisation's entry in the register, its certificate, the notices that run."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from technopole.core import clock
from technopole.core.models import Change
from technopole.pages import display
from technopole.pages.panels import panels
from technopole.pages.texts import in_both
from technopole.registration import answers, authorities, certificates, forms, lists, rules, rules_in_force, words
from technopole.registration.models import Case, Registration, Status
from technopole.registration.records import HISTORY


def standing_badge(standing: str) -> dict[str, Any]:
    """What anybody who checks a certificate is told."""
    label, tone = {
        "valid": (_("Valid"), "good"),
        "expired": (_("Expired"), "bad"),
        "superseded": (_("Superseded by a later certificate"), "warn"),
        "cancelled": (_("Cancelled: the organisation is deregistered"), "bad"),
    }[standing]
    return {"label": label, "tone": tone}


def _found(code: str) -> Registration:
    return get_object_or_404(Registration, code=code.upper())


@require_GET
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation of the register: what is public, and to those who may the rest."""
    if code != code.upper():
        return redirect("registration:registration", code=code.upper())
    row = _found(code)
    user: Any = request.user
    may_see_all = rules.sees_restricted(user, row.organisation_uid)
    current = row.certificates.first()
    context = {
        "registration": row,
        "title": in_both(row, "name") or {"en": row.details.get("home_name", row.code)},
        "kind_label": lists.form_name(row.legal_form),
        "status": words.status_badge(row.status),
        "groups": _groups(row),
        "restricted": _restricted(row) if may_see_all else [],
        "certificate": current,
        "standing": standing_badge(certificates.standing(current, clock.today())) if current else None,
        "certificates": _certificates(row),
        "branches": list(row.branches.all()),
        "panels": panels("registration", row),
        "history": _history(row),
        "organisation_url": reverse("registry:organisation", args=[row.organisation_uid]),
        "is_own": bool(user.is_authenticated and row.organisation_uid in user.represents),
        "may_apply": [
            {"label": words.KINDS[kind], "url": reverse("registration:about", args=[row.code, kind])}
            for kind in _possible(row)
        ],
        "trail": [
            {"label": lists.registrations.title, "url": reverse("registration:registrations")}, {"label": row.code},
        ],
    }  # fmt: skip
    return render(request, "registration/registration.html", context)


def _possible(row: Registration) -> list[str]:
    if row.status == Status.ACTIVE:
        return [kind for kind in words.KINDS if kind != "establish"]
    return ["deregister"] if row.status == Status.LIQUIDATING else []


def _fact(name: str, question: answers.Question, value: Any) -> dict[str, Any]:
    if question.kind == answers.URL:
        shown: dict[str, Any] = {"text": value, "url": value, "external": True}
    elif question.kind == answers.NUMBER:
        shown = {"text": display.number(value, get_language())}
    elif question.kind == answers.DAY:
        shown = {"text": display.partial_date(value, get_language())}
    else:
        shown = {"text": forms.in_words(name, question, value)}
    return {"label": question.label, "values": [shown]}


def _day(value: Any) -> dict[str, str]:
    return {"text": display.partial_date(value, get_language())}


def _groups(row: Registration) -> list[dict[str, Any]]:
    """The public fields, under their headings."""
    asked = answers.questions("establish", row.legal_form)
    version = rules_in_force.version(row.rules)
    found: list[dict[str, Any]] = [
        {"label": _("Unified social credit code") if len(row.code) == 18 else _("Filing number"), "text": row.code},
        {"label": _("Former names"), "values": [{"text": name} for name in row.former_names]},
        {"label": _("Registration authority"), "text": authorities.name(row.authority)},
        {"label": _("Business supervisory unit"), "text": authorities.name(row.supervisory_unit)},
        {"label": _("Number of the consent"), "text": row.consent_number},
        {"label": _("Registered on"), **_day(row.registered_on)},
        {"label": _("Certificate valid from"), **_day(row.valid_from)},
        {"label": _("Certificate valid until"), **_day(row.valid_to)},
        {"label": _("Charter approved on"), **_day(row.charter_approved_on)},
        {"label": _("District"), "text": forms.in_words("district", asked["district"], row.district)}
        if row.district
        else {},
        {"label": _("In liquidation since"), **_day(row.liquidation.get("from"))},
        {"label": _("Liquidation ended on"), **_day(row.liquidation.get("to"))},
        {"label": _("Deregistered on"), **_day(row.deregistered_on)},
        {"label": _("Registered by the rules"), "text": version.document} if version else {},
    ]
    groups: list[dict[str, Any]] = [{"title": "", "facts": [fact for fact in found if fact]}]
    by_group: dict[str, list[dict[str, Any]]] = {}
    for name in answers.public_names(row.legal_form):
        if name not in answers.COLUMNS and row.details.get(name):
            by_group.setdefault(asked[name].group, []).append(_fact(name, asked[name], row.details[name]))
    groups += [{"title": words.GROUPS[group], "facts": facts} for group, facts in by_group.items()]
    return groups


def _restricted(row: Registration) -> list[dict[str, Any]]:
    asked = answers.questions("establish", row.legal_form)
    return [
        _fact(name, each, row.details[name])
        for name, each in asked.items()
        if not each.public and row.details.get(name)
    ]


def _certificates(row: Registration) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        {
            "certificate": each,
            "badge": standing_badge(certificates.standing(each, today)),
            "url": f"{reverse('registration:certificate', args=[row.code])}?number={each.number}",
        }
        for each in row.certificates.all()
    ]


def _history(row: Registration) -> list[dict[str, Any]]:
    labels = {name: each.label for name, each in answers.QUESTIONS.items()}
    labels |= {"name": _("Name"), "status": _("Status"), "charter_approved_on": _("Charter approved on")}
    labels |= {"valid_to": _("Certificate valid until")}
    return [
        {
            "when": change.at.date().isoformat(),
            "text": words.ACTIONS.get(change.action, change.action),
            "detail": display.listed([str(labels.get(name, name)) for name in change.diff], get_language()),
        }
        for change in Change.history(HISTORY, row.uid)
    ]


@require_GET
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """A certificate for print, and what it is worth today. Without a number: the one in force."""
    row = _found(code)
    rows = row.certificates.all()
    number = request.GET.get("number", "")
    found = rows.filter(number=number).first() if number else rows.first()
    if found is None:
        raise Http404
    content = found.content
    asked = answers.questions("establish", row.legal_form)
    facts = [
        {"label": asked[name].label, "text": display.number(content[name], get_language()) if name == "registered_money"
         else content[name]}
        for name in certificates.PRINTED if content.get(name) and name in asked
    ]  # fmt: skip
    context = {
        "registration": row,
        "certificate": found,
        "names": {language: content.get(f"name_{language}", "") for language in ("en", "zh")}
        if content.get("name_zh") or content.get("name_en")
        else {"en": content.get("home_name", row.code)},
        "form": lists.form_name(row.legal_form),
        "facts": [*facts, {"label": _("Business supervisory unit"), "text": content.get("supervisory_unit")}],
        "authority": content["authority"],
        "standing": standing_badge(certificates.standing(found, clock.today())),
        "verify_url": request.build_absolute_uri(reverse("registration:registration", args=[row.code])),
        "trail": [
            {"label": lists.registrations.title, "url": reverse("registration:registrations")},
            {"label": row.code, "url": lists.address(row)}, {"label": _("Certificate")},
        ],
    }  # fmt: skip
    return render(request, "registration/certificate.html", context)


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The public notices that run: anybody may object until their last day."""
    today = clock.today().isoformat()
    rows = (
        Case.objects.filter(state__in=("in_review", "decision_prepared")).exclude(notice={}).select_related("request")
    )
    running = [
        {
            "names": lists.case_names(row),
            "form": lists.form_name(row.legal_form),
            "kind": words.KINDS[row.kind],
            "text": {"en": row.notice["text_en"], "zh": row.notice["text_zh"]},
            "until": row.notice["to"],
            "synthetic": row.synthetic,
        }
        for row in rows.order_by("-pk")
        if row.notice["to"] >= today
    ]
    return render(request, "registration/notices.html", {"notices": running})
