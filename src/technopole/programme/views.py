"""Pages of events, facilities and showcase items, and the events' calendar."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.core import clock
from technopole.core.order import ordered
from technopole.pages import actions, display
from technopole.pages.objects import with_panels
from technopole.pages.texts import in_both
from technopole.programme import calendar, linked_data, lists, queries, words
from technopole.programme.models import Event, Facility, Trial
from technopole.programme.trials import present, sides
from technopole.programme.trials import words as trial_words
from technopole.registry import named, vocabulary

SHOWN = 20
CALENDAR = "text/calendar; charset=utf-8"


def event(request: HttpRequest, uid: str) -> HttpResponse:
    today = clock.today()
    rows = queries.events(today).prefetch_related(queries.roles(), queries.hubs())
    row = get_object_or_404(rows, uid=uid)
    context = {
        "event": row,
        "name": in_both(row, "name"),
        "status": words.event_status(row, today),
        "facts": _event_facts(row),
        "summary": in_both(row, "summary"),
        "key_numbers": _key_numbers(row),
        "note": in_both(row, "note"),
        "point": _point(row, lists.event_link(row)),
        "others": [
            {"name": in_both(other, "name"), "url": lists.event_link(other), "when": lists.when(other)}
            for other in queries.other_editions(row)[:12]
        ],
        "series": in_both(row, "series"),
        "has_days": calendar.has_days(row),
        "structured": linked_data.event(row, request.build_absolute_uri(lists.event_link(row))),
        **with_panels("event", row, words.FIELDS),
        "trail": _trail(_("Events"), "programme:events", in_both(row, "name")),
    }
    return render(request, "programme/event.html", context)


def _event_facts(row: Event) -> list[dict[str, Any]]:
    place = in_both(row, "place")
    approximate = (queries.place_of(row) or {}).get("approximate")
    by_role: dict[str, list[dict[str, Any]]] = {}
    for role in row.roles.all():
        found = named.link(role, "organisation", "registry:organisation", role.label or role.organisation_key)
        by_role.setdefault(role.role, []).append(found)
    return [
        {"label": _("When"), "text": lists.when(row)},
        {"label": _("Where"), "text": place, "mark": "approximate" if approximate else ""},
        {"label": _("District"), "values": [{"text": lists.district_name(key)} for key in row.districts]},
        {"label": _("Hub"), "values": [named.link(hub, "hub", "registry:hub", hub.hub) for hub in row.hubs.all()]},
        *({"label": words.ROLES[role], "values": by_role[role]} for role in words.ROLES if role in by_role),
        {"label": _("Level"), "text": words.LEVELS.get(row.level, "")},
        {"label": _("Format"), "text": words.FORMATS.get(row.format, "")},
        {"label": _("Attendance"), "text": display.number(row.attendance, get_language()) if row.attendance else ""},
        {"label": _("Website"), "text": row.website, "url": row.website, "external": True},
    ]


def _key_numbers(row: Event) -> list[dict[str, str]]:
    """What the sources count, each in both languages if both say as many."""
    english, chinese = row.key_numbers.get("en", []), row.key_numbers.get("zh", [])
    if len(english) == len(chinese):
        return [{"en": en, "zh": zh} for en, zh in zip(english, chinese, strict=True)]
    here = "zh" if (get_language() or "").startswith("zh") else "en"
    language = here if row.key_numbers.get(here) else ("en" if here == "zh" else "zh")
    return [{language: text} for text in row.key_numbers.get(language, [])]


def event_calendar(request: HttpRequest, uid: str) -> HttpResponse:
    """One event for a calendar program."""
    row = get_object_or_404(Event.objects.exclude(status="draft"), uid=uid)
    return _calendar(request, [row], f"{row.uid}.ics", str(row))


def calendar_feed(request: HttpRequest) -> HttpResponse:
    """All events, or those that the filters of the list leave, for a calendar program to subscribe to."""
    rows = ordered(lists.events.narrowed(request), "starts_on", "pk")
    return _calendar(request, list(rows), "events.ics", _("Events"))


def _calendar(request: HttpRequest, rows: list[Event], file: str, name: str) -> HttpResponse:
    entries = ((row, request.build_absolute_uri(lists.event_link(row))) for row in rows)
    host = request.get_host().partition(":")[0]
    body = calendar.feed(entries, name, host, clock.now(), get_language() or "en")
    response = HttpResponse(body, content_type=CALENDAR)
    response["Content-Disposition"] = f'inline; filename="{file}"'
    return response


def facility(request: HttpRequest, uid: str) -> HttpResponse:
    row = get_object_or_404(queries.facilities().prefetch_related(queries.operators()), uid=uid)
    context = {
        "facility": row,
        "name": in_both(row, "name"),
        "intro": in_both(row, "type"),
        "status": words.facility_status(row),
        "facts": _facility_facts(row),
        "note": in_both(row, "note"),
        "details": in_both(row, "facts"),
        "point": _point(row, lists.facility_link(row)),
        **with_panels("facility", row, words.FIELDS),
        "trail": _trail(_("Facilities"), "programme:facilities", in_both(row, "name")),
    }
    return render(request, "programme/facility.html", context)


def _facility_facts(row: Facility) -> list[dict[str, Any]]:
    approximate = (queries.place_of(row) or {}).get("approximate")
    operators = [
        named.link(each, "organisation", "registry:organisation", each.label or each.organisation_key)
        for each in row.operators.all()
    ]
    own = named.link(row, "organisation", "registry:organisation")
    return [
        {"label": _("Operated by"), "values": operators},
        {"label": _("In the register as"), "values": [own] if own["text"] else []},
        {"label": _("Opened"), "text": display.partial_date(row.opened, get_language())},
        {"label": _("Where"), "text": in_both(row, "place"), "mark": "approximate" if approximate else ""},
        {"label": _("District"), "text": lists.district_name(row.district)},
        {"label": _("Hub"), "values": [named.link(row, "hub", "registry:hub", row.hub)] if row.hub else []},
        {"label": _("Website"), "text": row.website, "url": row.website, "external": True},
    ]


def showcase_item(request: HttpRequest, uid: str) -> HttpResponse:
    row = get_object_or_404(queries.showcase(), uid=uid)
    shown_at = queries.event_of_item(row)
    maker = named.link(row, "maker", "registry:organisation", row.maker_label or row.maker_key)
    sectors = vocabulary.sectors()
    trials = list(queries.trials_of_item(uid))
    taking_part = sides.takes_part.filter(request.user, Trial.objects.filter(item_uid=uid, published_on=None))
    known = present.organisations(trials)
    context = {
        "item": row,
        "name": in_both(row, "name"),
        "intro": in_both(row, "summary"),
        "facts": [
            {"label": _("Made by"), "values": [maker] if maker["text"] else [{"text": _("The source names no maker")}]},
            {"label": _("What it is for"), "text": in_both(row, "scenario")},
            {
                "label": _("Sectors"),
                "values": [{"text": sectors.get(key, key.replace("_", " "))} for key in row.sectors],
            },
            {
                "label": _("Shown at"),
                "values": [{"text": in_both(shown_at, "name"), "url": lists.event_link(shown_at)}] if shown_at else [],
            },
        ],
        "actions": actions.actions("showcase", request, row),
        "trials": [present.entry(trial, known) for trial in trials],
        "own_trials": [
            {
                "title": present.said(trial.scenario, trial),
                "url": reverse("programme:trial", args=[trial.uid]),
                "badge": trial_words.badge(trial.state),
            }
            for trial in taking_part[:SHOWN]
        ],
        **with_panels("showcase", row, words.FIELDS),
        "trail": _trail(_("Showcase"), "programme:showcase", in_both(row, "name")),
    }
    return render(request, "programme/showcase_item.html", context)


def _point(row: Event | Facility, url: str) -> list[dict[str, Any]]:
    place = queries.place_of(row)
    return [{**place, "name": in_both(row, "name"), "url": url}] if place else []


def _trail(label: str, page: str, name: Any) -> list[dict[str, Any]]:
    return [{"label": label, "url": reverse(page)}, {"label": name}]
