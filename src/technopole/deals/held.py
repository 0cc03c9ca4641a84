"""What the exchange holds beside what was claimed of the market: counted from its public rows, and drawn on maps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from technopole.core.models import Change
from technopole.deals.charts import MOST_BARS, figure
from technopole.exchange import reference, terms
from technopole.exchange.models import Need, Offer, ServiceOffer
from technopole.pages import charts, display
from technopole.registry import regions
from technopole.registry.models import Organisation

THINGS = {"en": "offers", "zh": "项"}
_KINDS = ("offer", "need", "service")
_KEPT_SECONDS = 3600
_MOST_LINKED = 20
"""Ways to write a region that one search takes."""
_ROOM = 2
"""Degrees around provinces and countries that a map shows."""


def page(folder: Path) -> dict[str, Any]:
    """The part of the market's page about what is offered and sought; `folder` keeps its drawings."""
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
    maps = [_by_place(found, language), _by_district(found, language)]
    return {
        "held": stats,
        "held_sections": [each for each in [_fields(classes, folder)] if each],
        "held_maps": [each for each in maps if each],
    }


# --- counting --------------------------------------------------------------------------------------------------


def _counted() -> dict[str, Any]:
    newest = Change.objects.filter(kind__in=_KINDS).order_by("-id").values_list("id", flat=True).first()
    key = f"deals:held:by-place:{newest}:{','.join(reference.names())}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = _count()
        cache.set(key, found, _KEPT_SECONDS)
    return found


def _count() -> dict[str, Any]:
    """Eight queries, and time in proportion to the offers and needs."""
    classes: Counter[str] = Counter()
    where: Counter[tuple[str, str]] = Counter()
    owners: set[str] = set()
    keyed: Counter[tuple[str, str]] = Counter()
    count = 0
    live = Offer.objects.filter(status="live")
    rows = live.values_list("fields", "region", "country", "owner_uid", "organisation_key", "owner_en", "owner_zh")
    for fields, region, country, *owner in rows.iterator(chunk_size=2000):
        count += 1
        if fields:
            classes[str(fields[0])[:3]] += 1
        where[country, region] += 1
        keyed[owner[0], owner[1]] += 1
        if named := next((each for each in owner if each), ""):
            owners.add(named)
    needs = Need.objects.filter(status="open")
    wanted = Counter(needs.values_list("country", "region"))
    return {
        "offers": count,
        "owners": len(owners),
        "needs": wanted.total(),
        "services": ServiceOffer.objects.count(),
        "reference": sum(reference.dataset(name).count() for name in reference.names()),
        "classes": classes.most_common(MOST_BARS),
        "places": places(where, wanted),
        "districts": _districts(keyed),
    }


def places(offers: Mapping[tuple[str, str], int], needs: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """What is where: `{"region", "offers", "needs", "said"}`, most first; `said` is how their rows write it.

    Both are given by (country, region) as they are written. Rows that tell neither are counted nowhere.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, written in (("offers", offers), ("needs", needs)):
        for (country, region), number in written.items():
            if spot := regions.place(country, region):
                row = found.setdefault(spot.code, {"region": spot, "offers": 0, "needs": 0, "said": []})
                row[name] += number
                if name == "offers":
                    row["said"].append((country, region))
    return sorted(found.values(), key=lambda row: (-row["offers"] - row["needs"], row["region"].code))


def _districts(keyed: Mapping[tuple[str, str], int]) -> list[tuple[regions.Region, int]]:
    """How many live offers have an owner in each district of the centre, most first. Costs three queries."""
    live = Offer.objects.filter(status="live")
    seated = Organisation.objects.exclude(district="")
    by_uid = dict(seated.filter(uid__in=live.values("owner_uid")).values_list("uid", "district"))
    by_key = seated.exclude(key="").filter(key__in=live.values("organisation_key")).values_list("key", "district")
    seats, counted = dict(by_key), Counter[str]()
    for (uid, key), number in keyed.items():
        if district := by_uid.get(uid) or seats.get(key):
            counted[district] += number
    known = regions.district_points()
    return [(known[key], number) for key, number in counted.most_common() if key in known]


# --- shown -----------------------------------------------------------------------------------------------------


def _by_place(found: Mapping[str, Any], language: str) -> dict[str, Any] | None:
    """Offers and needs by province or country: a map with its table; a sentence where all are in one place."""
    rows = found["places"]
    if not rows:
        return None
    said = _("%(placed)s of %(offers)s live offers and %(wanted)s of %(needs)s open needs say where they are.") % {
        "placed": _number(sum(row["offers"] for row in rows)), "offers": _number(found["offers"]),
        "wanted": _number(sum(row["needs"] for row in rows)), "needs": _number(found["needs"]),
    }  # fmt: skip
    if len(rows) == 1:
        only = display.choose(rows[0]["region"].names, language).text
        said = _joined(said, _("All of these are in %(place)s.") % {"place": only})
    points = [
        {**_point(row["region"]), "url": _search(row), "weight": row["offers"] + row["needs"]} for row in rows
    ]  # fmt: skip
    names = {row["region"].code: row["region"].names for row in rows}
    for point in points:
        if any(code.startswith(f"{point['code']}-") for code in names):
            # some province of it, nobody knows which: among them it would look like one
            country = display.choose(point["name"], language).text
            point["name"] = names[point["code"]] = _("%(country)s, province not stated") % {"country": country}
            point["latitude"] = None
    return _map(
        "held-places", _("Live offers and open needs by place"), _("offers and needs"), said, points, language,
        [("offers", pgettext("of a technology", "Offers")), ("needs", _("Needs"))],
        [(names[row["region"].code], _search(row), [row["offers"], row["needs"]]) for row in rows],
        _("A province or a country is one point, in the middle of its research organisations."),
    )  # fmt: skip


def _by_district(found: Mapping[str, Any], language: str) -> dict[str, Any] | None:
    rows: list[tuple[regions.Region, int]] = found["districts"]
    if len(rows) < 2:
        return None
    said = _("Of %(all)s live offers, %(seated)s have an owner whose district the register knows.") % {
        "all": _number(found["offers"]), "seated": _number(sum(number for _district, number in rows)),
    }  # fmt: skip
    return _map(
        "held-districts", _("Live offers by district of their owner"), _("live offers"), said,
        [{**_point(region), "url": "", "weight": number} for region, number in rows], language,
        [("offers", pgettext("of a technology", "Offers"))],
        [(region.names, "", [number]) for region, number in rows], "",
    )  # fmt: skip


def _map(
    key: str, title: str, unit: str, said: str, points: Sequence[Mapping[str, Any]], language: str,
    columns: Sequence[tuple[str, str]], rows: Sequence[tuple[Any, str, Sequence[int]]], about: str,
) -> dict[str, Any]:  # fmt: skip
    """A map with its table beside it, both of two places or more; otherwise the sentence alone."""
    drawn = [point for point in points if point["latitude"] is not None]
    near = _nearby(drawn)
    left_out = [display.choose(point["name"], language).text for point in points if point["latitude"] is None]
    if left_out and len(drawn) > 1:
        lacking = _("In the table, not on the map: %(places)s.") % {"places": display.listed(left_out, language)}
        about = _joined(about, lacking)
    if len(near) < len(drawn):
        about = _joined(about, _("The map begins where most of it is; zoom out for what is further away."))
    return {
        "key": key, "title": title, "unit": unit, "said": said, "about": about,
        "points": drawn if len(drawn) > 1 else [], "bounds": _box(near),
        "columns": [
            {"key": "name", "label": _("Region")},
            *({"key": name, "label": label, "numeric": True} for name, label in columns),
        ],
        "rows": [
            {"url": url, "cells": [{"text": name}, *({"text": _number(each)} for each in numbers)]}
            for name, url, numbers in rows
        ] if len(rows) > 1 else [],
    }  # fmt: skip


def _point(region: regions.Region) -> dict[str, Any]:
    return {
        "name": region.names, "latitude": region.latitude, "longitude": region.longitude, "approximate": True,
        "code": region.code, "abroad": region.code.isalpha(),
    }  # fmt: skip


def _nearby(points: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Provinces and districts, where they hold most of what is drawn: beside the whole world they would be a dot."""
    near = [point for point in points if not point["abroad"]]
    most = 2 * sum(point["weight"] for point in near) >= sum(point["weight"] for point in points)
    return near if most and len(near) > 1 else points


def _box(points: Sequence[Mapping[str, Any]]) -> str:
    """West, south, east, north of what a map shows first; empty for no points. Provinces are shown with some coast."""
    if not points:
        return ""
    across, up = ([point[name] for point in points] for name in ("longitude", "latitude"))
    room = 0 if all(point["code"].startswith("district:") for point in points) else _ROOM
    edges = (min(across) - room, min(up) - room, max(across) + room, max(up) + room)
    return ",".join(f"{each:.2f}" for each in edges)


def _search(row: Mapping[str, Any]) -> str:
    """The address of a search that finds just these offers; empty where none does."""
    said: list[tuple[str, str]] = row["said"]
    written = sorted({region for _country, region in said})
    if said and all(written) and len(written) <= _MOST_LINKED and not row["region"].code.isalpha():
        asked: dict[str, Any] = {"region": written}
    elif said and row["region"].code.isalpha() and row["region"].code != "CN":
        asked = {"country": row["region"].code}
    else:
        return ""
    return f"{reverse('exchange:search')}?{urlencode({'standing': 'listing', **asked}, doseq=True)}"


def _number(number: int) -> str:
    return display.number(number, get_language())


def _joined(*sentences: str) -> str:
    """Sentences after one another as the reader's language sets them."""
    space = "" if display.short_language(get_language()) == "zh" else " "
    return space.join(each for each in sentences if each)


def _class_name(symbol: str, language: str) -> str:
    named = terms.field_name(symbol, language)
    return f"{symbol} {named}" if named else symbol


def _fields(rows: Iterable[tuple[str, int]], folder: Path) -> dict[str, Any] | None:
    """Offers by field as a table with its drawing; nothing where there is nothing to compare."""
    rows = list(rows)
    if len(rows) < 2:
        return None
    language = get_language() or "en"
    title = _("Live offers by field")

    def make(width: int) -> dict[str, Any]:
        return charts.categories(rows, unit=THINGS, language=language, width=width)

    return {
        "key": "held-fields", "title": title, "chart": figure("held-fields", make, folder, title),
        "columns": [
            {"key": "name", "label": pgettext("of technology", "Field")},
            {"key": "offers", "label": pgettext("of a technology", "Offers"), "numeric": True},
        ],
        "rows": [{"url": "", "cells": [{"text": name}, {"text": _number(number)}]} for name, number in rows],
    }  # fmt: skip
