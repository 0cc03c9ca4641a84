"""The cluster map: the published ranking and the clusters computed here, each by itself; one cluster; downloads."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from technopole.observatory import sections
from technopole.observatory.clusters import computed, published, tables, words
from technopole.observatory.clusters.computed import Variant
from technopole.observatory.clusters.published import Line, Published
from technopole.observatory.made import made_of
from technopole.pages import display, exports
from technopole.pages.texts import in_both
from technopole.registry.models import Organisation

SOURCES = ("published", "computed")


def page(request: HttpRequest) -> HttpResponse:
    """Both lists of clusters, or with `?cluster=` one of them."""
    found, variants = published.newest(), computed.variants()
    variant = computed.chosen(variants, request.GET.get("scope", ""))
    asked = request.GET.get("cluster", "")
    if asked:
        return _cluster(request, asked, found, variant)
    context = {
        "sections": sections.tabs("observatory:clusters"),
        "published": _published(request, found) if found else None,
        "computed": _computed(request, variant, variants) if variant else None,
        "rules": words.RULES,
    }
    return render(request, "observatory/clusters.html", context)


def _published(request: HttpRequest, found: Published) -> dict[str, Any]:
    first, points, own = found.lines[0].row, tables.points_published(found), found.own
    return {
        "title": words.edition(found.ranking, found.edition),
        "count": len(found.lines),
        "own": own,
        "own_name": in_both(own.row, "name") if own else None,
        "own_change": words.change(own.change) if own else "",
        "own_total": words.percent(own.row.total_share) if own else "",
        "before": str(found.before or ""),
        "check": found.check,
        "farthest": display.number(found.check.farthest, get_language(), 2) if found.check else "",
        "totals": [
            {"label": words.MEASURES[name], "value": round(total), "low": round(found.check.bounds[name][0]),
             "high": round(found.check.bounds[name][1])}
            for name, total in found.check.totals.items()
        ] if found.check else [],
        "points": points,
        "bounds": tables.bounds(points),
        "table": tables.published(request, found),
        "twins": _twins("published"),
        "source": first.sources[0] if first.sources else "",
        "synthetic": any(line.row.synthetic for line in found.lines),
    }  # fmt: skip


def _computed(request: HttpRequest, variant: Variant, variants: list[Variant]) -> dict[str, Any]:
    points = tables.points_computed(variant)
    own, made = variant.cluster(variant.own), made_of(variant.row)
    asked = _asked(variant)
    return {
        "count": len(variant.clusters),
        "own": own,
        "points": points,
        "bounds": tables.bounds(points),
        "shapes_url": reverse("observatory:clusters-twin", args=["computed", "geojson"]) + asked,
        "table": tables.computed(request, variant),
        "inhabitants": _sources_of_inhabitants(variant),
        "twins": _twins("computed", asked),
        "parameters": _parameters(variant),
        "noise": variant.result.get("noise") or {},
        "lowered": variant.parameters.get("lowered"),
        "minimum": variant.parameters.get("min_weight"),
        "method_minimum": variant.parameters.get("method_min_weight"),
        "variants": [_variant(each, each is variant) for each in variants] if len(variants) > 1 else [],
        "made": made,
        "made_at": {**(made or {}), "sample": False, "synthetic": False},  # told above already
    }


def _asked(variant: Variant) -> str:
    return f"?{urlencode({'scope': variant.scope})}" if variant.scope else ""


def _parameters(variant: Variant) -> list[dict[str, Any]]:
    """The parameters that have words, as facts."""
    stated = variant.parameters
    return [
        {"label": title, "text": _stated(stated[name])}
        for name, title in words.PARAMETERS.items()
        if stated.get(name) not in (None, "", [])
    ]


def _stated(value: Any) -> str:
    if isinstance(value, list):
        return "–".join(str(each) for each in value)
    return display.number(value, get_language()) if isinstance(value, int | float) else str(value)


def _variant(each: Variant, current: bool) -> dict[str, Any]:
    """One choice of parameters in the table of their effect."""
    stated = each.parameters
    return {
        "scope": each.scope, "current": current, "radius": stated.get("radius_km"),
        "minimum": stated.get("min_weight"), "clusters": each.summary.count, "own": each.summary.own_rank,
        "first": each.first or "",
    }  # fmt: skip


def _twins(source: str, asked: str = "") -> list[dict[str, str]]:
    labels = {"csv": "CSV", "json": "JSON", "geojson": "GeoJSON"}
    return [
        {"format": label, "url": reverse("observatory:clusters-twin", args=[source, form]) + asked}
        for form, label in labels.items()
    ]


def twin(request: HttpRequest, source: str, form: str) -> HttpResponseBase:
    """One of the lists as CSV, JSON, Parquet or GeoJSON, empty where there is none; `?scope=` chooses a variant."""
    if source not in SOURCES or form not in (*exports.FORMATS, "geojson"):
        raise Http404("There is no such download.")
    if source == "published":
        return _published_twin(published.newest(), form)
    variant = computed.chosen(computed.variants(), request.GET.get("scope", ""))
    if form == "geojson":
        return _geojson(computed.features(variant) if variant else [])
    return exports.respond(form, "clusters-computed", tables.COMPUTED_EXPORT, variant.clusters if variant else [])


def _published_twin(found: Published | None, form: str) -> HttpResponseBase:
    lines = found.lines if found else ()
    if form != "geojson":
        return exports.respond(form, "clusters-published", tables.PUBLISHED_EXPORT, lines)
    features = [
        {
            "type": "Feature",
            "properties": {column.name: column.of(line) for column in tables.PUBLISHED_EXPORT},
            "geometry": {"type": "Point", "coordinates": [line.row.longitude, line.row.latitude]},
        }
        for line in lines
        if line.row.latitude is not None
    ]
    return _geojson(features)


def _geojson(features: list[dict[str, Any]]) -> HttpResponse:
    collection = {"type": "FeatureCollection", "features": features}
    return JsonResponse(collection, content_type="application/geo+json")


# --- one cluster -----------------------------------------------------------------------------------------------


def _cluster(request: HttpRequest, asked: str, found: Published | None, variant: Variant | None) -> HttpResponse:
    """`c3` is the third of those computed, anything else a cluster of the published ranking."""
    if asked[:1] == "c" and asked[1:].isdecimal() and variant and (each := variant.cluster(int(asked[1:]))):
        return render(request, "observatory/cluster.html", _one_computed(variant, each))
    line = found.line(asked) if found else None
    if found is None or line is None:
        raise Http404("There is no such cluster.")
    return render(request, "observatory/cluster.html", _one_published(found, line))


def _trail(name: Any) -> list[dict[str, Any]]:
    return [{"label": _("Science and technology clusters"), "url": reverse("observatory:clusters")}, {"label": name}]


def _one_published(found: Published, line: Line) -> dict[str, Any]:
    row, language = line.row, get_language()
    name = in_both(row, "name")
    ranks = [
        {"text": _("%(rank)d in %(year)d") % {"rank": rank, "year": year}}
        for year, rank in published.history(found.ranking, row.cluster)
    ]
    by = dict(line.rank_by)
    counted = [
        {
            "label": title,
            "text": display.number(getattr(row, measure), language),
            "sub": _("%(share)s of the world; rank %(rank)d by it alone, among the %(count)d listed")
            % {
                "share": words.percent(getattr(row, published.MEASURES[measure])),
                "rank": by[measure],
                "count": len(found.lines),
            },
        }
        for measure, title in words.MEASURES.items()
        if measure in by
    ]
    total = {"label": _("Sum of shares"), "text": words.percent(row.total_share)}
    if line.calculated is not None:
        total["sub"] = _("%(share)s unrounded, calculated from the counts") % {
            "share": words.percent(line.calculated, 3)
        }
    return {
        "name": name,
        "kind": _("Cluster of the published ranking"),
        "own": row.own,
        "synthetic": row.synthetic,
        "facts": [
            {"label": _("Rank"), "values": ranks},
            {"label": _("Economy"), "text": words.economies(row.economies)},
            *counted,
            total,
        ],
        "note": in_both(row, "note"),
        "points": [each for each in tables.points_published(found) if each["url"] == tables.published_url(row.cluster)],
        "latitude": row.latitude,
        "longitude": row.longitude,
        "zoom": 5,
        "sources": row.sources,
        "trail": _trail(name),
    }


def _one_computed(variant: Variant, each: Mapping[str, Any]) -> dict[str, Any]:
    language = get_language()
    figures = (
        ("weight", _("Authors and inventors listed"), 0), ("publications", _("Publications"), 1),
        ("patents", _("Patents"), 1),
    )  # fmt: skip
    facts = [{"label": _("Rank"), "text": display.number(each["rank"], language)}]
    for key, title, decimals in figures:
        if each.get(key):
            share = each.get(f"share_{key}")
            fact = {"label": title, "text": display.number(each[key], language, decimals)}
            if share is not None:
                fact["sub"] = _("%(share)s of all that was counted") % {"share": words.percent(share, 2)}
            facts.append(fact)
    facts += _inhabitants(each)
    asked = _asked(variant)
    return {
        "name": each["name"],
        "kind": _("Cluster computed here"),
        "own": each["number"] == variant.own,
        "synthetic": variant.row.synthetic,
        "made": made_of(variant.row),
        "facts": facts,
        "lists": [
            _listed("organisations", _("Organisations"), _linked(each.get("organisations") or [])),
            _listed("fields", _("Fields"), [_named(one) for one in each.get("fields") or []]),
            _listed("places", pgettext("in a cluster", "Places"), [_named(one) for one in each.get("places") or []]),
        ],
        "points": [
            point
            for point in tables.points_computed(variant)
            if point["url"] == tables.computed_url(variant, each["number"])
        ],
        "latitude": each["latitude"],
        "longitude": each["longitude"],
        "zoom": 8,
        "shapes_url": reverse("observatory:clusters-twin", args=["computed", "geojson"]) + asked,
        "parameters": _parameters(variant),
        "trail": _trail(each["name"]),
    }


def _sources_of_inhabitants(variant: Variant) -> list[dict[str, Any]]:
    """The inhabitants of each place that clusters are told by, once."""
    language = get_language()
    return [
        {
            "place": each.place, "source": each.source, "host": urlsplit(each.source).hostname or each.source,
            "text": display.bracketed(
                display.number(each.number, language), display.partial_date(each.period, language), language
            ),
        }
        for each in dict.fromkeys(one["inhabitants"] for one in variant.clusters if one["inhabitants"])
    ]  # fmt: skip


def _inhabitants(each: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How many live there, by which source, and what is put out for them; or that this is not known."""
    people, language = each.get("inhabitants"), get_language()
    if people is None:
        why = _("It does not lie in one place alone whose inhabitants are known.")
        return [{"label": _("Inhabitants"), "text": _("Not known"), "sub": why}]
    of = {"place": display.choose(people.place, language).text, "period": display.partial_date(people.period, language)}
    facts = [
        {
            "label": _("Inhabitants"), "text": display.number(people.number, language, 0),
            "sub": _("of %(place)s, %(period)s") % of, "url": people.source, "external": bool(people.source),
        }
    ]  # fmt: skip
    for measure, title in words.PER.items():
        if each.get(measure):
            value = tables.per_inhabitant(measure, each)
            facts.append({"label": title, "text": display.number(value, language, 2)})
    return facts


def _listed(key: str, title: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """One table of a cluster's page: what is in it, with the people listed."""
    weighed = any(one.get("weight") is not None for one in found)
    columns: list[dict[str, Any]] = [{"key": "name", "label": title}]
    if weighed:
        columns.append({"key": "weight", "label": _("Weight"), "numeric": True})
    rows = []
    for one in found:
        cells: list[dict[str, Any]] = [{"text": one["name"], "url": one.get("url", "")}]
        if weighed:
            cells.append(
                {"text": "" if one.get("weight") is None else display.number(one["weight"], get_language(), 1)}
            )
        rows.append({"cells": cells})
    return {"key": key, "title": title, "columns": columns, "rows": rows}


def _named(one: Any) -> dict[str, Any]:
    """An entry of a list of a result: a name, or a name with what is known of it."""
    if not isinstance(one, Mapping):
        return {"name": str(one)}
    return {"name": one.get("name") or one.get("id") or "", "weight": one.get("weight"), "uid": one.get("uid", "")}


def _linked(found: list[Any]) -> list[dict[str, Any]]:
    """Organisations, linked where the register has a page of them. One query."""
    named = [_named(one) for one in found]
    uids = set(
        Organisation.objects.filter(uid__in=[one["uid"] for one in named if one.get("uid")]).values_list(
            "uid", flat=True
        )
    )
    return [
        {**one, "url": reverse("registry:organisation", args=[one["uid"]])} if one.get("uid") in uids else one
        for one in named
    ]
