"""The pages of the register: an organisation, the counts of the directory, the hubs."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from technopole.core.sourced import merged
from technopole.methods import identifiers
from technopole.pages import charts, display, objects
from technopole.pages.actions import actions
from technopole.pages.drawing import render_pair
from technopole.registry import contributions, gone, linked, lists, queries, vocabulary
from technopole.registry.duplicates.redirects import merged_elsewhere
from technopole.registry.models import Hub, Organisation
from technopole.registry.vocabulary import FIELDS

_RELATIVES: dict[str, Promise] = {
    "parent": gettext_lazy("Part of"),
    "child": gettext_lazy("Its parts"),
    "predecessor": gettext_lazy("Was before"),
    "successor": gettext_lazy("Became"),
    "related": gettext_lazy("Related"),
}
_NAME_KINDS: dict[str, Promise] = {
    "display": gettext_lazy("Name"),
    "label": gettext_lazy("Name"),
    "alias": gettext_lazy("Also known as"),
    "acronym": gettext_lazy("Abbreviation"),
    "former": gettext_lazy("Former name"),
}
_RELATIVES_SHOWN = 12


def organisation(request: HttpRequest, uid: str) -> HttpResponse:
    """Who is this? Its names, what it is, where, what it belongs to, what others say of it."""
    rows = Organisation.objects.prefetch_related(
        "names", "types", "sectors", "hubs", "identifiers", "links", "relations"
    )
    row = rows.filter(uid=uid).first()
    if row is None:
        try:
            return merged_elsewhere(lambda survivor: reverse("registry:organisation", args=[survivor]), uid)
        except Http404:
            return gone.page(request, uid)
    point = lists.point(row)
    relatives = queries.relatives(row)
    context = {
        "organisation": row,
        "title": lists.names_of(row),
        "kind_label": vocabulary.words(vocabulary.types(), [each.type for each in row.types.all()]),
        "summary": {language: text for language, text in (("en", row.summary_en), ("zh", row.summary_zh)) if text},
        "facts": _facts(row),
        "names": _names(row),
        "relatives": _relatives(relatives),
        "points": [point] if point else [],
        "place": lists.place_of(row),
        "linked": linked.organisation(row, request.build_absolute_uri(request.path), relatives),
        "actions": actions("organisation", request, row),
        "contributions": contributions.table(row),
        **objects.with_panels("organisation", row, FIELDS),
    }
    return render(request, "registry/organisation.html", context)


def _facts(row: Organisation) -> list[dict[str, Any]]:
    hubs = {hub.key: hub for hub in Hub.objects.filter(key__in=[each.hub for each in row.hubs.all()])}
    note = merged("organisation", row.uid).get("note")
    facts: list[dict[str, Any]] = [
        {
            "label": FIELDS["types"],
            "values": [
                {"text": vocabulary.words(vocabulary.types(), [each.type]), "url": _filtered(row, "type", each.type)}
                for each in row.types.all()
            ],
        },
        {
            "label": FIELDS["sectors"],
            "values": [
                {
                    "text": vocabulary.words(vocabulary.sectors(), [each.sector]),
                    "url": _filtered(row, "sector", each.sector),
                }
                for each in row.sectors.all()
            ],
        },
        {
            "label": _("Hub"),
            "values": [
                {"text": {"en": hub.name_en, "zh": hub.name_zh}, "url": reverse("registry:hub", args=[hub.uid])}
                for hub in hubs.values()
            ],
        },
        {"label": FIELDS["places"], "text": lists.place_of(row), "mark": _approximate(row)} if _has_place(row) else {},
        {"label": FIELDS["established"], "values": _date(row.established)},
        {
            "label": FIELDS["legal_form"],
            "values": [{"text": vocabulary.legal_form(row.legal_form)}] if row.legal_form else [],
        },
        {
            "label": FIELDS["links"],
            "values": [{"text": each.url, "url": each.url, "external": True} for each in row.links.all()],
        },
        {
            "label": FIELDS["identifiers"],
            "values": [
                {
                    "text": f"{identifiers.label(each.scheme, get_language() or 'en')} "
                    f"{identifiers.display(each.scheme, each.value)}",
                    "url": identifiers.url(each.scheme, each.value),
                    "external": True,
                }
                for each in row.identifiers.all()
            ],
        },
        {"label": FIELDS["note"], "text": note} if note else {},
    ]
    return [fact for fact in facts if fact]


def _date(text: str) -> list[dict[str, str]]:
    return [{"text": display.partial_date(text, get_language())}] if text else []


def _has_place(row: Organisation) -> bool:
    return bool(row.district or row.place_name or row.country)


def _approximate(row: Organisation) -> str:
    return "approximate" if row.latitude is not None and row.precision in lists.APPROXIMATE else ""


def _filtered(row: Organisation, facet: str, value: str) -> str:
    scope = "&reference=*" if row.reference else ""
    return f"{reverse('registry:organisations')}?{facet}={value}{scope}"


def _names(row: Organisation) -> list[dict[str, Any]]:
    return [
        {
            "value": name.value,
            "language": name.language,
            "spoken": vocabulary.language(name.language),
            "kind": _NAME_KINDS.get(name.kind, _NAME_KINDS["alias"]),
        }
        for name in row.names.all()
    ]


def _relatives(found: dict[str, list[queries.Relative]]) -> list[dict[str, Any]]:
    groups = []
    for kind, title in _RELATIVES.items():
        entries = [
            {
                "text": lists.names_of(each.organisation) if each.organisation else each.label,
                "url": lists.address(each.organisation) if each.organisation else "",
            }
            for each in found.get(kind, ())
        ]
        if entries:
            groups.append({"title": title, "entries": entries[:_RELATIVES_SHOWN], "more": entries[_RELATIVES_SHOWN:]})
    return groups


def counts(request: HttpRequest) -> HttpResponse:
    """How many organisations of the centre there are, by sector and by decade of founding."""
    language = get_language() or "en"
    rows = queries.of_centre()
    names = vocabulary.sectors()
    by_sector = [(names.get(key, {"en": key}), count) for key, count in queries.counts_by_sector(rows)]
    by_decade = queries.counts_by_decade(rows)
    cache = settings.HOME / "cache" / "charts"
    context = {
        "sector_chart": _chart(
            lambda width: charts.categories(by_sector, language=language, width=width),
            cache,
            _("Organisations by sector"),
            by_sector,
            _("Sector"),
            "sectors",
        ),
        "decade_chart": _chart(
            lambda width: charts.bars(by_decade, language=language, width=width),
            cache,
            _("Organisations by decade of founding"),
            by_decade,
            _("Decade"),
            "decades",
        ),
        "total": rows.count(),
        "dated": sum(count for _decade, count in by_decade),
    }
    return render(request, "registry/counts.html", context)


def _chart(make: Any, cache: Any, title: str, rows: list[tuple[Any, int]], head: str, name: str) -> dict[str, Any]:
    wide, narrow = render_pair(make, cache, title) if rows else ("", "")
    return {
        "id": name,
        "title": title,
        "svg": wide,
        "svg_narrow": narrow,
        "spec": make(680) if rows else None,
        "source": _("counted from this register"),
        "columns": [{"key": "what", "label": head}, {"key": "count", "label": _("Organisations"), "numeric": True}],
        "rows": [{"url": "", "cells": [{"text": text}, {"text": str(count)}]} for text, count in rows],
    }


def hubs(request: HttpRequest) -> HttpResponse:
    """All hubs: a map, and the same as a list."""
    found = queries.hubs_with_counts()
    names = {hub.key: {"en": hub.name_en, "zh": hub.name_zh} for hub in found}
    context = {
        "hubs": [
            {
                "row": hub,
                "url": reverse("registry:hub", args=[hub.uid]),
                "name": names[hub.key],
                "summary": {"en": hub.summary_en, "zh": hub.summary_zh},
                "parent": names.get(hub.parent_key),
                "members": hub.members,  # type: ignore[attr-defined]
                "district": vocabulary.words(vocabulary.districts(), [hub.district]) if hub.district else None,
            }
            for hub in sorted(found, key=lambda hub: (-hub.members, hub.name_en))  # type: ignore[attr-defined]
        ],
        "points": hub_points(found),
    }
    return render(request, "registry/hubs.html", context)


def hub_points(found: list[Hub]) -> list[dict[str, Any]]:
    """Hubs as points of a map, as large as the number of their organisations."""
    return [
        {
            "name": {"en": hub.name_en, "zh": hub.name_zh},
            "url": reverse("registry:hub", args=[hub.uid]),
            "latitude": hub.latitude,
            "longitude": hub.longitude,
            "approximate": hub.precision in lists.APPROXIMATE,
            "weight": max(1, hub.members),  # type: ignore[attr-defined]
        }
        for hub in found
        if hub.latitude is not None
    ]


def hub(request: HttpRequest, uid: str) -> HttpResponse:
    """One hub: what it is, who is there, what it belongs to."""
    row = get_object_or_404(Hub, uid=uid)
    members = queries.of_centre().filter(hubs__hub=row.key).order_by("sort_name").distinct()
    parent = Hub.objects.filter(key=row.parent_key).first() if row.parent_key else None
    facts: list[dict[str, Any]] = [
        {
            "label": FIELDS["parent"],
            "text": {"en": parent.name_en, "zh": parent.name_zh},
            "url": reverse("registry:hub", args=[parent.uid]),
        }
        if parent
        else {},
        {"label": FIELDS["district"], "text": vocabulary.words(vocabulary.districts(), [row.district])}
        if row.district
        else {},
        {"label": FIELDS["focus"], "text": vocabulary.words(vocabulary.sectors(), row.focus)} if row.focus else {},
        {"label": FIELDS["established"], "values": _date(row.established)} if row.established else {},
    ]
    own = [
        {
            "name": {"en": row.name_en, "zh": row.name_zh},
            "url": "",
            "latitude": row.latitude,
            "longitude": row.longitude,
            "approximate": row.precision in lists.APPROXIMATE,
            "weight": 1,
        }
    ]
    context = {
        "hub": row,
        "title": {"en": row.name_en, "zh": row.name_zh},
        "summary": {"en": row.summary_en, "zh": row.summary_zh},
        "facts": [fact for fact in facts if fact],
        "members": [{"text": lists.names_of(member), "url": lists.address(member)} for member in members],
        "parts": [
            {"text": {"en": part.name_en, "zh": part.name_zh}, "url": reverse("registry:hub", args=[part.uid])}
            for part in Hub.objects.filter(parent_key=row.key)
        ],
        "points": own if row.latitude is not None else [],
        "members_url": f"{reverse('registry:organisations')}?hub={row.key}",
        **objects.with_panels("hub", row, FIELDS),
    }
    return render(request, "registry/hub.html", context)
