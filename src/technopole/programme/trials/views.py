"""Pages of trials: asking for one, one trial, and its steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.requests import queries as requests
from technopole.pages import display
from technopole.pages.questions import version_of
from technopole.pages.texts import in_both
from technopole.programme import queries
from technopole.programme.models import ShowcaseItem, Trial
from technopole.programme.trials import forms, present, procedure, sides, steps, words
from technopole.registry import named
from technopole.registry.lists import names_of
from technopole.registry.models import Organisation


def _organisations(user: Any) -> list[tuple[str, str]]:
    """Whom somebody may ask as: the organisations they represent; the centre, for its officers and brokers."""
    rows = Organisation.objects.filter(uid__in=user.represents).order_by("sort_name", "pk")
    language = get_language()
    found = [(row.uid, display.choose(names_of(row), language).text) for row in rows]
    if sides.staff.allows(user):
        found.append((sides.CENTRE, _("The centre, on behalf of the city")))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, uid: str) -> HttpResponse:
    """The form on which a trial is asked for; whoever represents nobody is told how to."""
    item = get_object_or_404(queries.showcase(), uid=uid)
    user: Any = request.user
    choices = _organisations(user)
    made = forms.asked(choices)
    form, status = made({"organisation": choices[0][0] if len(choices) == 1 else None}), 200
    if request.method == "POST" and choices:
        said = made.read(request.POST)
        try:
            sent = procedure.ask(item, user, said.pop("organisation"), said, get_language() or "")
            messages.success(request, _("Sent. The maker or the centre answers within 30 days; you get an e-mail."))
            return redirect("requests:request", uid=sent.uid)
        except Invalid as invalid:
            answers = {**said, "organisation": request.POST.get("organisation", "")}
            form, status = made(answers, invalid.fields), 422
    name = in_both(item, "name")
    maker = sides.maker_of(item)
    context = {
        "item": item, "name": name, "form": form, "may_ask": bool(choices),
        "spoken_for": maker is not None and sides.is_spoken_for(maker.uid),
        "trail": [
            {"label": _("Showcase"), "url": reverse("programme:showcase")},
            {"label": name, "url": reverse("programme:showcase-item", args=[uid])},
            {"label": _("Request a trial")},
        ],
    }  # fmt: skip
    return render(request, "programme/ask_trial.html", context, status=status)


def _find(request: HttpRequest, uid: str) -> Trial:
    row = sides.may_see.filter(request.user, Trial.objects.filter(uid=uid)).first()
    if row is None:
        raise Http404
    return row  # type: ignore[no-any-return]


@require_GET
def trial(request: HttpRequest, uid: str) -> HttpResponse:
    """One trial: everything to the two sides and the centre; to everybody else what both consented to publish."""
    row = _find(request, uid)
    inside = sides.takes_part.allows(request.user, row)
    item, facts = _facts(row)
    case = requests.visible(request.user).filter(uid=row.request_uid).first() if inside else None
    if inside:
        facts.append({"label": words.LABELS["paid_by"], "text": words.PAID_BY.get(row.paid_by, "")})
    context = {
        "trial": row, "title": present.said(row.scenario, row), "badge": words.badge(row.state), "facts": facts,
        "result": in_both(row, "result"), "inside": inside,
        "consents": [
            {"side": words.SIDES[side], "at": getattr(row, f"{side}_consented_at")}
            for side in (sides.ASKER, sides.MAKER)
        ] if inside and row.state == "done" else [],
        "steps": [
            {"label": words.STEPS[step], "url": reverse("programme:trial-step", args=[uid, step]),
             "secondary": step in ("retract", "call_off")}
            for step in steps.steps_for(row, request.user)
        ],
        "case_url": reverse("requests:request", args=[case.uid]) if case is not None else "",
        "synthetic": bool(item and item.synthetic),
        "trail": _trail(item, _("Trial")),
    }  # fmt: skip
    return render(request, "programme/trial.html", context)


def _facts(row: Trial) -> tuple[ShowcaseItem | None, list[dict[str, Any]]]:
    item = queries.showcase().filter(uid=row.item_uid).first()
    maker: Any = None
    if item is not None:
        maker = named.link(item, "maker", "registry:organisation", item.maker_label or item.maker_key)
    return item, present.facts(row, present.organisations([row]), item, maker)


def _trail(item: ShowcaseItem | None, here: str) -> list[dict[str, Any]]:
    trail: list[dict[str, Any]] = [{"label": _("Showcase"), "url": reverse("programme:showcase")}]
    if item is not None:
        trail.append({"label": in_both(item, "name"), "url": reverse("programme:showcase-item", args=[item.uid])})
    return [*trail, {"label": here}]


@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, uid: str, step: str) -> HttpResponse:
    """One step on a page of its own: what it asks, or that it is meant."""
    row = _find(request, uid)
    if step not in steps.STEPS or not sides.takes_part.allows(request.user, row):
        raise Http404
    made = forms.of_step(step)
    form, problem, status = made({"result_en": row.result_en, "result_zh": row.result_zh}), "", 200
    if request.method == "POST":
        said = made.read(request.POST)
        try:
            steps.take(uid, step, request.user, version_of(request), **said)
            messages.success(request, _("Done. The other side is told."))
            return redirect("programme:trial", uid=uid)
        except Invalid as invalid:
            form, status = made(said, invalid.fields), 422
        except Conflict as conflict:
            form, problem, status = made(said), conflict.message, 409
        except NotAllowed as refused:
            form, problem, status = made(said), refused.message, 403
    elif step not in steps.steps_for(row, request.user):
        return redirect("programme:trial", uid=uid)
    item = queries.showcase().filter(uid=row.item_uid).first()
    context = {
        "trial": row, "label": words.STEPS[step], "step": step, "form": form, "problem": problem,
        "result": in_both(row, "result") if step == "consent" else {}, "heading": in_both(item, "name") if item else "",
        "back": reverse("programme:trial", args=[uid]), "trail": _trail(item, words.STEPS[step]),
    }  # fmt: skip
    return render(request, "programme/trial_step.html", context, status=status)
