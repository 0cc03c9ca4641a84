"""The home page: what this centre is, and the centre at a glance."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from technopole.core.models import Change
from technopole.exchange.models import Need
from technopole.observatory.cards import scoreboard_cards
from technopole.pages import objects
from technopole.policies.models import Policy
from technopole.programme.models import Event, Facility
from technopole.registry import queries, views, vocabulary
from technopole.registry.models import Organisation

NEWS = 6
NEEDS = 5


def page(request: HttpRequest) -> HttpResponse:
    """Counts, scoreboard, hubs on a map, needs looking for an answer, what is new. A constant number of queries."""
    hubs = queries.hubs_with_counts()
    here = queries.of_centre()
    context = {
        "stats": [
            _stat(_("Organisations"), here.count(), "registry:organisations"),
            _stat(_("Hubs and zones"), len(hubs), "registry:hubs"),
            _stat(_("Facilities"), Facility.objects.count(), "programme:facilities"),
            _stat(_("Events"), Event.objects.count(), "programme:events"),
            _stat(_("Needs"), Need.objects.count(), "exchange:needs"),
            _stat(_("Policies"), Policy.objects.count(), "policies:policies"),
        ],
        "cards": scoreboard_cards(),
        "points": views.hub_points(hubs),
        "sectors": [
            {
                "text": vocabulary.words(vocabulary.sectors(), [key]),
                "count": count,
                "url": f"{reverse('registry:organisations')}?sector={key}",
            }
            for key, count in queries.counts_by_sector(here)[:10]
        ],
        "needs": [
            {
                "text": {"en": need.statement_en, "zh": need.statement_zh},
                "url": reverse("exchange:need", args=[need.uid]),
                "by": {"en": need.stated_by_en, "zh": need.stated_by_zh},
                "on": need.stated_on,
            }
            for need in Need.objects.filter(status="open").order_by("-stated_on", "pk")[:NEEDS]
        ],
        "events": [
            {
                "text": {"en": event.name_en, "zh": event.name_zh},
                "url": reverse("programme:event", args=[event.uid]),
                "when": event.start,
            }
            for event in Event.objects.order_by("-start", "pk")[:NEWS]
        ],
        "news": _news(),
    }
    return render(request, "technopole/home.html", context)


def _stat(label: str, value: int, name: str) -> dict[str, Any]:
    return {"label": label, "value": value, "url": reverse(name)}


def _news() -> list[dict[str, Any]]:
    """The organisations of this centre whose record changed last, each once."""
    changes = Change.objects.filter(kind="organisation", action="changed").order_by("-id")[: NEWS * 10]
    latest: dict[str, Change] = {}
    for change in changes:
        latest.setdefault(change.uid, change)
    rows = {row.uid: row for row in Organisation.objects.filter(uid__in=list(latest), reference=False)}
    shown = [(change, rows[uid]) for uid, change in latest.items() if uid in rows][:NEWS]
    return [
        {
            "when": change.at.date().isoformat(),
            "text": {"en": row.name_en or row.name, "zh": row.name_zh or row.name},
            "url": reverse("registry:organisation", args=[row.uid]),
            "why": objects.reason(change.why),
        }
        for change, row in shown
    ]
