"""The addresses of the reconciliation service: manifest and queries, suggestions, previews, properties to add."""

from typing import Any

import orjson
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

import technopole
from technopole.interop import things
from technopole.interop.public import base_url, json_or_padded, public, tidy
from technopole.interop.reconciliation import matching
from technopole.interop.reconciliation.properties import (
    ENTITY,
    PROPERTIES,
    Property,
    shown,
    type_names,
    type_shown,
    types_of,
)
from technopole.pages.api.problems import Problem
from technopole.search.suggest import suggest
from technopole.search.worker import open_index

MOST_ROWS = 500
_SUGGESTED = 10
_PREVIEW = {"width": 400, "height": 220}


@public("POST", seconds=60)
def service(request: HttpRequest) -> HttpResponseBase:
    """Without question the manifest; `queries`, or a single `query`, for candidates; `extend` for values."""
    given = request.POST if request.method == "POST" else request.GET
    if "queries" in given:
        found = matching.candidates(matching.read(_json(given["queries"])))
        return json_or_padded(request, {key: {"result": result} for key, result in found.items()})
    if "extend" in given:
        return json_or_padded(request, _extended(_json(given["extend"])))
    if "query" in given:
        text = given["query"]
        asked = _json(text) if text.lstrip().startswith("{") else {"query": text}
        return json_or_padded(request, {"result": matching.candidates(matching.read({"q": asked}))["q"]})
    return json_or_padded(request, _manifest(request))


def _json(text: Any) -> Any:
    try:
        return orjson.loads(str(text).encode("utf-8", "replace"))
    except (orjson.JSONDecodeError, RecursionError):
        raise Problem(422, "The question is not JSON.") from None


def _manifest(request: HttpRequest) -> dict[str, Any]:
    base = base_url(request)
    here = f"{base}{reverse('interop:reconcile')}"
    return {
        "versions": ["0.1", "0.2"],
        "name": _name(),
        "identifierSpace": f"{base}/organisations/",
        "schemaSpace": f"{base}/api/v1/vocabularies/type",
        "documentation": f"{base}/data/#programs",
        "serviceVersion": technopole.__version__,
        "defaultTypes": [type_shown(ENTITY)],
        "view": {"url": f"{base}/organisations/{{{{id}}}}/"},
        "preview": {"url": f"{here}/preview/{{{{id}}}}", **_PREVIEW},
        "suggest": {
            what: {
                "service_url": base,
                "service_path": f"{reverse('interop:reconcile')}/suggest/{what}",
                "flyout_service_url": base,
                "flyout_service_path": f"{reverse('interop:reconcile')}/flyout/{what}?id=${{id}}",
            }
            for what in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": f"{reverse('interop:reconcile')}/properties"},
            "property_settings": [
                {
                    "name": "limit", "label": _("Limit"), "type": "number", "default": 0,
                    "help_text": _("How many values at most for each organisation (0: all)."),
                }
            ],
        },
    }  # fmt: skip


def _name() -> str:
    from technopole.accounts.policy import centre_name

    return _("%(centre)s: organisations") % {"centre": centre_name() or "Technopole"}


# --- suggestions --------------------------------------------------------------------------------------------------


@public(seconds=300)
def suggestions(request: HttpRequest, what: str) -> HttpResponseBase:
    """Names that go on from the letters typed so far."""
    prefix = tidy(request.GET.get("prefix", ""), 200)
    try:
        skipped = max(0, min(int(request.GET.get("cursor", "0")[:6]), 1000))
    except ValueError:
        skipped = 0
    if what == "entity":
        found = _entities(prefix, skipped)
    elif what == "type":
        keys = [ENTITY, *sorted(type_names())]
        found = _beginning([type_shown(key) for key in keys], prefix)[skipped:]
    else:
        found = _beginning([shown(each) for each in PROPERTIES.values()], prefix)[skipped:]
    return json_or_padded(request, {"result": found[:_SUGGESTED] if what == "entity" else found})


def _beginning(entries: list[dict[str, str]], prefix: str) -> list[dict[str, str]]:
    begun = prefix.casefold()
    return [each for each in entries if begun in each["name"].casefold() or each["id"].startswith(begun)]


def _entities(prefix: str, skipped: int) -> list[dict[str, Any]]:
    found = suggest(open_index(), prefix, limit=skipped + _SUGGESTED, kinds=["organisation"])[skipped:]
    known = things.read([each.uid for each in found])
    return [
        {
            "id": each.uid,
            "name": known[each.uid].row["name"],
            "description": matching.description(known[each.uid]),
            "notable": [type_shown(key) for key in types_of(known[each.uid])],
        }
        for each in found
        if each.uid in known
    ]


# --- previews -----------------------------------------------------------------------------------------------------


@public(seconds=300)
def flyout(request: HttpRequest, what: str) -> HttpResponseBase:
    """A small piece of HTML about a suggestion."""
    asked = tidy(request.GET.get("id", ""), 100)
    if what == "entity":
        html = render_to_string("interop/card.html", _card(request, asked))
    elif what == "type" and asked in (ENTITY, *type_names()):
        html = format_html("<p><strong>{}</strong></p>", type_shown(asked)["name"])
    elif what == "property" and asked in PROPERTIES:
        html = format_html("<p><strong>{}</strong></p>", shown(PROPERTIES[asked])["name"])
    else:
        raise Problem(404)
    return json_or_padded(request, {"id": asked, "html": html})


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@public(seconds=300)
def preview(request: HttpRequest, uid: str) -> HttpResponseBase:
    """A card about one organisation for the frames of other programs."""
    context = _card(request, uid[:100])
    return HttpResponse(render_to_string("interop/preview.html", context, request))


def _card(request: HttpRequest, uid: str) -> dict[str, Any]:
    thing = things.read([uid]).get(uid)
    if thing is None:
        raise Problem(404)
    row = thing.row
    names = {language: row[f"name_{language}"] for language in ("en", "zh") if row[f"name_{language}"]}
    return {
        "thing": thing,
        "row": row,
        "title": names or {"en": row["name"]},
        "types": [type_shown(key)["name"] for key in thing.record.get("types", ())],
        "place": matching.description(thing),
        "summary": {language: text for language in ("en", "zh") if (text := row[f"summary_{language}"])},
        "url": f"{base_url(request)}{reverse('registry:organisation', args=[uid])}",
    }


# --- properties ---------------------------------------------------------------------------------------------------


@public(seconds=3600)
def proposals(request: HttpRequest) -> HttpResponseBase:
    """Properties that may be fetched for organisations."""
    try:
        limit = int(request.GET.get("limit", "100")[:6])
    except ValueError:
        limit = 100
    found = [shown(each) for each in PROPERTIES.values()]
    asked = tidy(request.GET.get("type", ENTITY), 100)
    return json_or_padded(request, {"type": asked, "limit": limit, "properties": found[: max(0, limit) or None]})


def _extended(asked: Any) -> dict[str, Any]:
    """The values of properties for organisations that were recognised before."""
    if not isinstance(asked, dict) or not isinstance(asked.get("ids"), list):
        raise Problem(422, "`extend` names `ids` and `properties`.")
    wanted = asked.get("properties")
    if not isinstance(wanted, list) or not all(isinstance(each, dict) for each in wanted):
        raise Problem(422, "`properties` is a list of objects with an `id`.")
    if len(asked["ids"]) > MOST_ROWS:
        raise Problem(413, f"At most {MOST_ROWS} organisations at once.")
    chosen = [(PROPERTIES[str(each.get("id"))], _limit(each)) for each in wanted if str(each.get("id")) in PROPERTIES]
    uids = [str(each)[:20] for each in asked["ids"]]
    known = things.read(list(dict.fromkeys(uids)))
    return {
        "meta": [_meta(each) for each, _ in chosen],
        "rows": {
            uid: {each.id: each.values(known[uid])[: limit or None] if uid in known else [] for each, limit in chosen}
            for uid in uids
        },
    }


def _meta(each: Property) -> dict[str, Any]:
    return {**shown(each), "type": {"id": "type", "name": _("Type")}} if each.id == "type" else shown(each)


def _limit(each: dict[str, Any]) -> int:
    settings = each.get("settings")
    limit = settings.get("limit") if isinstance(settings, dict) else 0
    try:
        return max(0, min(int(limit or 0), 1000))
    except (TypeError, ValueError, OverflowError):
        return 0
