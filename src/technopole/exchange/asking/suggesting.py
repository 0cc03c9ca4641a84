"""What was found for the needs one works on, and taking a suggestion off the list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from technopole.core.errors import NotAllowed
from technopole.exchange import lists, queries, standing
from technopole.exchange.asking.reasons import strength
from technopole.exchange.models import Suggestion
from technopole.pages.actions import Action
from technopole.pages.texts import in_both


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Suggestions by need, the latest first."""
    found = standing.suggestions(for_manager=request.user)
    needs = {row.uid: row for row in queries.needs().filter(uid__in={each.need_uid for each in found})}
    by_need: dict[str, list[Suggestion]] = {}
    for each in found:
        by_need.setdefault(each.need_uid, []).append(each)
    context = {
        "needs": [
            {"title": lists.need_name(needs[uid]), "url": lists.link(needs[uid]), "synthetic": needs[uid].synthetic,
             "all_url": reverse("exchange:need-matches", args=[uid]), "suggestions": [shown(each) for each in several]}
            for uid, several in by_need.items() if uid in needs
        ],
        "trail": [
            {"label": _("Technology exchange"), "url": reverse("exchange:front")}, {"label": _("Suggestions")},
        ],
    }  # fmt: skip
    return render(request, "exchange/asking_suggestions.html", context)


def shown(row: Suggestion) -> dict[str, Any]:
    """A suggestion as exchange/parts_suggestion.html wants it."""
    return {
        "title": in_both(row, "title"), "url": reverse("exchange:offer", args=[row.offer_uid]),
        "strength": strength(row.score), "on": row.found_at, "synthetic": row.synthetic, "reference": row.reference,
        "dismiss_url": reverse("exchange:dismiss-suggestion", args=[row.pk]),
    }  # fmt: skip


@login_required
@require_POST
def dismiss(request: HttpRequest, number: int) -> HttpResponse:
    """Take one off the list; for whoever may not see it, there is none."""
    try:
        standing.dismiss(number, request.user)
    except (Suggestion.DoesNotExist, NotAllowed):
        raise Http404 from None
    messages.success(request, _("The suggestion was taken off your list."))
    return redirect("exchange:suggestions")


def actions_of_need(request: HttpRequest, thing: Any) -> list[Action]:
    """On a need's page, for those who work on it: how many suggestions wait. Costs nothing for others."""
    if not request.user.is_authenticated or not standing.may_see(request.user, thing.uid):
        return []
    count = len(standing.suggestions(for_need=thing.uid))
    if not count:
        return []
    said = ngettext("%(count)d suggestion", "%(count)d suggestions", count) % {"count": count}
    return [Action(said, reverse("exchange:suggestions"), "inbox")]
