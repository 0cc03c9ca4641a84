"""A network as files for other tools: GraphML, Pajek, VOSviewer's map and network, tables of nodes and of links."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.methods.networks import exports as formats
from technopole.observatory.analyses.networks import HEIGHT, WIDTH
from technopole.observatory.networks import stored
from technopole.observatory.networks.stored import MEASURES, Shown
from technopole.pages import display, exports
from technopole.pages.exports import ExportColumn

FORMATS: Mapping[str, Any] = {
    "graphml": "GraphML", "net": "Pajek", "map.txt": _("VOSviewer map"), "network.txt": _("VOSviewer network"),
    "csv": _("CSV of members"), "links.csv": _("CSV of links"),
}  # fmt: skip
"""How a name ends, and what it is: `networks/network.graphml`."""
_TYPES = {"graphml": "application/xml", "net": "text/plain; charset=utf-8", "txt": "text/plain; charset=utf-8"}


def file(request: HttpRequest, form: str) -> HttpResponseBase:
    """One of `FORMATS` of the network that the query asks for: all its members, the links of the weight asked for.

    Of what was not computed, or is too small, an empty one.
    """
    if form not in FORMATS:
        raise Http404(f"There is no {form!r}; there are {', '.join(FORMATS)}.")
    asked = stored.asked(request.GET)
    found = stored.shown(asked)
    if found is None or not found.nodes:
        found = stored.nothing(asked)
    stem = f"{asked.scope.replace('.', '-')}-{asked.counting}"
    if form == "csv":
        return exports.respond("csv", stem, _NODE_COLUMNS, _node_rows(found))
    if form == "links.csv":
        return exports.respond("csv", f"{stem}-links", _link_columns(found), _link_rows(found))
    response = HttpResponse(_text(found, form), content_type=_TYPES[form.rsplit(".", 1)[-1]])
    response["Content-Disposition"] = f'attachment; filename="{stem}.{form}"'
    return response


def _text(found: Shown, form: str) -> bytes:
    language = get_language()
    labels = tuple(display.choose(node["name"], language).text for node in found.nodes)
    network = replace(found.network, names=labels)
    groups = np.asarray(found.measures["group"], np.int64)
    # from -1 to 1, as the formats have it, upwards as they count
    spots = np.stack([np.asarray(found.measures["x"]), HEIGHT - np.asarray(found.measures["y"])], axis=1)
    places = (spots - [WIDTH / 2, HEIGHT / 2]) / (WIDTH / 2)
    if form == "graphml":
        columns = {
            "key": [node["key"] for node in found.nodes], "works": found.network.items, "group": groups + 1,
            "degree": found.degree, "strength": found.strength, "betweenness": found.measures["betweenness"],
            "country": [node.get("country", "") for node in found.nodes], "x": places[:, 0], "y": places[:, 1],
        }  # fmt: skip
        return formats.graphml(network, columns).encode()
    if form == "net":
        # without the mark Pajek takes the file for one of the reader's code page
        return codecs.BOM_UTF8 + formats.pajek(network, places).encode()
    map_file, network_file = formats.vosviewer(network, groups, places)
    return (map_file if form == "map.txt" else network_file).encode()


def _plain(name: str, type: str = "text") -> ExportColumn:
    return ExportColumn(name, lambda row: row.get(name), type)


_NODE_COLUMNS = [
    _plain("key"), _plain("name_en"), _plain("name_zh"), _plain("country"), _plain("uid"), _plain("openalex"),
    _plain("works", "integer"), _plain("credit", "number"), _plain("group", "integer"), _plain("degree", "integer"),
    _plain("strength", "number"), _plain("betweenness", "number"),
]  # fmt: skip
"""`works` counts each work in full, `credit` is the member's part of them; the rest is by the counting asked for."""


def _node_rows(found: Shown) -> Iterator[dict[str, Any]]:
    for at, node in enumerate(found.nodes):
        names = node["name"]
        yield {
            **node, "name_en": names.get("en") or names.get(""), "name_zh": names.get("zh"), "group": found.groups[at],
            "degree": int(found.degree[at]), "strength": float(found.strength[at]),
            "betweenness": found.measures["betweenness"][at],
        }  # fmt: skip


def _link_columns(found: Shown) -> list[ExportColumn]:
    measures = [each for each in MEASURES if each in found.result["links"]]
    ends = [_plain(f"{end}{part}") for end in ("first", "second") for part in ("", "_name")]
    return [*ends, _plain("full", "integer"), *(_plain(each, "number") for each in ("fractional", *measures))]


def _link_rows(found: Shown) -> Iterator[dict[str, Any]]:
    links, language = found.result["links"], get_language()
    names = [display.choose(node["name"], language).text for node in found.nodes]
    for at in found.kept.tolist():
        first, second = links["first"][at], links["second"][at]
        yield {
            **{name: values[at] for name, values in links.items() if name not in ("first", "second")},
            "first": found.nodes[first]["key"], "second": found.nodes[second]["key"],
            "first_name": names[first], "second_name": names[second],
        }  # fmt: skip
