"""One listing, to whoever works on it: what is stated, its versions, what happened, and the steps one may take."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.exchange import effects, forms, lists, queries, questions, rules, services, steps, words, workflow
from technopole.exchange import working_words as working
from technopole.exchange.models import Listing, ListingVersion
from technopole.exchange.workflow import LISTING, REVIEWER, WRITTEN
from technopole.pages.questions import version_of

SAME = ("published", "expired", "withdrawn")
"""States in which the words are those that are, or were, public."""
_HIDDEN = frozenset({"edit", "expire"})
_SECONDARY = frozenset({"withdraw", "take_down", "recall", "discard", "assign", "return", "revise"})
"""Steps that do not lead on: their button is plain, and they wait folded up."""


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for review or publication, the oldest first."""
    _only_brokers(request)
    return lists.inbox.page(request)


@login_required
@require_GET
def inbox_export(request: HttpRequest, form: str) -> HttpResponseBase:
    _only_brokers(request)
    return lists.inbox.download(request, form)


def _only_brokers(request: HttpRequest) -> None:
    if not rules.broker.allows(request.user):
        raise PermissionDenied


def find(request: HttpRequest, uid: str) -> Listing | None:
    """A listing for whoever may read it; strangers find none."""
    rows = Listing.objects.select_related("author", "edited_by", "manager").filter(uid=uid)
    found: Listing | None = rules.may_see.filter(request.user, rows).first()
    return found


@login_required
@require_GET
def listing(request: HttpRequest, uid: str) -> HttpResponse:
    row = find(request, uid)
    if row is None:
        raise Http404
    return _show(request, row)


def _show(
    request: HttpRequest, row: Listing, *, failed: str = "", problem: str = "", wrong: Any = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    writes = rules.writes.allows(user, row)
    possible = services.steps_for(row, user)
    context = {
        "listing": row,
        "title": queries.titles(row) or _("Without a title"),
        "profile": {"label": words.PROFILES[row.profile], "who_pays": words.WHO_PAYS[row.profile]},
        "badge": working.badge(row.state),
        "standing": working.standing_badge(row.standing) if row.state not in SAME else None,
        "owner": queries.organisation_link(row.organisation_uid),
        "facts": _facts(row),
        "groups": stated(row.profile, row.content),
        "review": _review(row),
        "telling": _telling(row) if row.anonymous else [],
        "steps": [_step(request, row, each, failed, problem, wrong) for each in possible if each not in _HIDDEN],
        "may_edit": writes and row.state in WRITTEN,
        "public_url": reverse(f"exchange:{row.kind}", args=[row.public_uid]) if row.standing else "",
        "changes": _changes(row) if row.standing in workflow.PUBLIC and row.state not in SAME else [],
        "timeline": timeline(row),
        "own_words": row.state == "in_review" and rules.broker.allows(user) and services.why_not(REVIEWER, user, row),
        "failed": failed,
        "problem": problem,
        "trail": [
            {"label": _("My listings"), "url": reverse("exchange:mine")} if writes
            else {"label": lists.inbox.title, "url": reverse("exchange:inbox")},
            {"label": pgettext("of the exchange", "Listing")},
        ],
    }  # fmt: skip
    return render(request, "exchange/listing.html", context, status=status)


def _facts(row: Listing) -> list[dict[str, Any]]:
    return [
        {"label": _("Author"), "text": str(row.author or "")},
        {"label": _("Technology manager"), "text": str(row.manager or "")},
        {"label": _("Published with the owner's name"), "text": _("no") if row.anonymous else _("yes")},
        {"label": _("Published on"), "text": row.published_on.isoformat() if row.published_on else ""},
        {"label": _("Valid until"), "text": row.expires_on.isoformat() if row.expires_on else ""},
    ]


def stated(profile: str, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every answer under its heading; private ones say so."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, question in questions.questions(profile).items():
        if content.get(name):
            values = forms.in_words(name, question, content[name])
            if question.private:
                values[-1]["badge"] = {"label": _("not published"), "tone": "quiet"}
            groups.setdefault(question.group, []).append({"label": question.label, "values": values})
    return [{"title": working.GROUPS[group], "facts": facts} for group, facts in groups.items()]


def _telling(row: Listing) -> list[str]:
    """What in the words of an anonymous listing tells its owner, for the reviewer too."""
    return [reason for reasons in effects.telling(row).values() for reason in reasons]


def _review(row: Listing) -> list[dict[str, Any]]:
    """What was found at the last review."""
    return [
        {
            "label": working.CHECKS[name][0],
            "badge": {"label": _("in order"), "tone": "good"} if said["ok"]
            else {"label": _("commented"), "tone": "warn"},
            "comment": said["comment"],
        }
        for name, said in (row.review.get("checks") or {}).items()
    ]


def _changes(row: Listing) -> list[dict[str, Any]]:
    """What a revision changes against the words that are public."""
    before = row.versions.filter(number=row.published_version or 0).first()
    return difference(row.profile, before.content if before is not None else {}, row.content)


def difference(profile: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The questions that are answered otherwise, with both answers."""
    found = []
    for name, question in questions.questions(profile).items():
        if before.get(name) != after.get(name):
            told = [
                "\n".join(str(value["text"]) for value in forms.in_words(name, question, said[name]))
                if said.get(name) else "" for said in (before, after)
            ]  # fmt: skip
            found.append({"label": question.label, "before": told[0], "after": told[1]})
    return found


def timeline(row: Listing) -> list[dict[str, Any]]:
    """What happened, the latest first."""
    return [
        {
            "at": each.at,
            "text": working.EVENTS.get(each.step, each.step),
            "detail": each.text,
            "by": str(each.actor) if each.actor else (_("by itself") if each.by == steps.TIME else each.by),
        }
        for each in reversed(steps.of(LISTING, row.uid))
    ]


@login_required
@require_GET
def versions(request: HttpRequest, uid: str) -> HttpResponse:
    """Every version that was handed in, and what each changed against the one before."""
    row = find(request, uid)
    if row is None:
        raise Http404
    every: list[ListingVersion] = list(row.versions.select_related("made_by").order_by("number"))
    shown, before = [], None
    for each in every:
        whole = before is None
        shown.append({
            "row": each,
            "current": each.number == row.published_version,
            "changes": [] if before is None else difference(row.profile, before.content, each.content),
            "groups": stated(row.profile, each.content) if whole else [],
            "intact": each.digest == effects.digest(row.profile, each.anonymous, each.content),
        })  # fmt: skip
        before = each
    context = {
        "listing": row,
        "title": queries.titles(row) or _("Without a title"),
        "versions": list(reversed(shown)),
        "broken": steps.verify(LISTING, row.uid),
        "timeline": timeline(row),
        "trail": [
            {"label": queries.titles(row) or pgettext("of the exchange", "Listing"), "url": lists.listing_link(row)},
            {"label": _("Versions and history")},
        ],
    }  # fmt: skip
    return render(request, "exchange/versions.html", context)


# --- taking steps ----------------------------------------------------------------------------------------------


def _step(
    request: HttpRequest, row: Listing, step: str, failed: str, problem: str, wrong: Any
) -> dict[str, Any]:
    """One step with its form; the one that failed shows what was typed."""
    form, is_failed = forms.for_step(step), step == failed
    typed = form.read(request.POST) if form is not None and is_failed else {}
    return {
        "step": step,
        "label": working.STEPS[step],
        "form": form(typed, wrong if is_failed else None, auto_id=f"id_{step}_%s") if form is not None else None,
        "review": step in ("approve", "return"),
        "folded": step in _SECONDARY and not is_failed,
        "secondary": step in _SECONDARY,
        "danger": step in ("withdraw", "take_down"),
        "problem": problem if is_failed else "",
    }


@login_required
@require_POST
def step(request: HttpRequest, uid: str, step: str) -> HttpResponse:
    """Take a step; one that fails shows the listing again with what was typed."""
    row = find(request, uid)
    if row is None or workflow.get(step) is None or step in _HIDDEN:
        raise Http404
    form = forms.for_step(step)
    said: dict[str, Any] = form.read(request.POST) if form is not None else {}
    if step in ("approve", "return"):
        said = {"checks": forms.checks_of(said), "text": said.get("text")}
    try:
        taken = services.take(uid, step, request.user, version_of(request), **said)
    except Invalid as invalid:
        if step == "submit":
            return redirect(f"{reverse('exchange:answers', args=[uid])}?check=1")
        reasons = [reason for reasons in invalid.fields.values() for reason in reasons]
        return _show(request, row, failed=step, problem=" ".join(dict.fromkeys(reasons)) or invalid.message,
                     wrong=invalid.fields, status=422)  # fmt: skip
    except Conflict as conflict:
        return _show(request, find(request, uid) or row, failed=step, problem=conflict.message, status=409)
    except NotAllowed as refused:
        return _show(request, row, failed=step, problem=refused.message, status=403)
    messages.success(request, f"{working.EVENTS.get(step, step)}.")
    return redirect("exchange:listing", uid=taken.uid)
