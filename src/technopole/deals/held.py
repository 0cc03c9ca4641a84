"""What the exchange holds beside what was claimed of the market: counted from its public rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.core.models import Change
from technopole.deals.charts import MOST_BARS, place
from technopole.exchange import reference, terms
from technopole.exchange.models import Need, Offer, ServiceOffer
from technopole.lake.datasets import datasets
from technopole.pages import charts, display
from technopole.pages.drawing import ChartError

THINGS = {"en": "offers", "zh": "项"}
_KINDS = ("offer", "need", "service")
_KEPT_SECONDS = 3600


def page(folder: Path) -> dict[str, Any]:
    """The part of the market's page about what is offered; `folder` keeps its drawings."""
    found = _counted()
    language = get_language() or "en"
    stats = [
        {"label": _("offers live"), "value": found["offers"], "name": "exchange:offers"},
        {"label": _("owners named in them"), "value": found["owners"]},
        {"label": _("needs open"), "value": found["needs"], "name": "exchange:needs"},
        {"label": _("services"), "value": found["services"], "name": "exchange:services"},
        {"label": _("reference offers"), "value": found["reference"]},
    ]
    classes = [(_class_name(key, language), number) for key, number in found["classes"]]
    places = [(place(key), number) for key, number in found["places"]]
    sections = [
        _section("held-fields", _("Live offers by field"), _("Field"), classes, folder),
        _section("held-places", _("Live offers by place"), _("Place"), places, folder),
    ]
    return {"held": stats, "held_sections": [section for section in sections if section]}


def _counted() -> dict[str, Any]:
    newest = Change.objects.filter(kind__in=_KINDS).order_by("-id").values_list("id", flat=True).first()
    key = f"deals:held:{newest}:{','.join(datasets(reference.folder()))}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = _count()
        cache.set(key, found, _KEPT_SECONDS)
    return found


def _count() -> dict[str, Any]:
    classes: Counter[str] = Counter()
    places: Counter[str] = Counter()
    owners: set[str] = set()
    count = 0
    rows = Offer.objects.filter(status="live").values_list(
        "fields", "region", "country", "organisation_key", "owner_uid", "owner_en", "owner_zh"
    )
    for fields, region, country, *owner in rows.iterator(chunk_size=2000):
        count += 1
        if fields:
            classes[str(fields[0])[:3]] += 1
        if region or country:
            places[region or country] += 1
        if named := next((each for each in owner if each), ""):
            owners.add(named)
    return {
        "offers": count,
        "owners": len(owners),
        "needs": Need.objects.filter(status="open").count(),
        "services": ServiceOffer.objects.count(),
        "reference": sum(reference.dataset(name).count() for name in datasets(reference.folder())),
        "classes": classes.most_common(MOST_BARS),
        "places": places.most_common(MOST_BARS),
    }


def _class_name(symbol: str, language: str) -> str:
    named = terms.field_name(symbol, language)
    return f"{symbol} {named}" if named else symbol


def _section(
    key: str, title: str, heading: str, rows: list[tuple[str, int]], folder: Path
) -> dict[str, Any] | None:  # fmt: skip
    """A table with its drawing; nothing where there is nothing to compare."""
    if len(rows) < 2:
        return None
    language = get_language() or "en"

    def make(width: int) -> dict[str, Any]:
        return charts.categories(rows, unit=THINGS, language=language, width=width)

    try:
        wide, narrow = charts.render_pair(make, folder, title)
        drawn = {"id": key, "svg": wide, "svg_narrow": narrow, "title": "", "spec": make(680)}
    except ChartError:
        drawn = None  # the table says the same
    return {
        "key": key, "title": title, "chart": drawn,
        "columns": [{"key": "name", "label": heading}, {"key": "offers", "label": _("Offers"), "numeric": True}],
        "rows": [
            {"url": "", "cells": [{"text": name}, {"text": display.number(number, language)}]} for name, number in rows
        ],
    }  # fmt: skip
