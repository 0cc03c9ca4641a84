"""Networks as the texts that other tools read: GraphML (Gephi, igraph), Pajek's .net, VOSviewer's map and network.

Sources: the GraphML primer (graphml.graphdrawing.org); Pajek reference manual, section 5.3; VOSviewer manual 1.6,
appendices on map and network files. Line ends are \\n; numbers read back as the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np

from technopole.methods.networks.centrality import degree, strength
from technopole.methods.networks.weights import Network

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile(r"\s+")
_KINDS = {"i": "long", "u": "long", "f": "double", "b": "boolean"}


def graphml(network: Network, columns: Mapping[str, Any] | None = None) -> str:
    """GraphML with labels, weights and a value of each column for each node (missing ones, nan, are left out)."""
    found = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        '<key id="label" for="node" attr.name="label" attr.type="string"/>',
        '<key id="weight" for="edge" attr.name="weight" attr.type="double"/>',
    ]
    values = _columns(network, columns)
    for at, (name, column) in enumerate(values.items()):
        kind = _KINDS.get(column.dtype.kind, "string")
        found.append(f'<key id="c{at}" for="node" attr.name={_attribute(name)} attr.type="{kind}"/>')
    found.append('<graph edgedefault="undirected">')
    lists = [column.tolist() for column in values.values()]
    for node, name in enumerate(network.names):
        data = [f'<data key="label">{_text(name)}</data>']
        for at, column in enumerate(lists):
            value = column[node]
            if value == value and value is not None:
                written = str(value).lower() if isinstance(value, bool) else _text(value)
                data.append(f'<data key="c{at}">{written}</data>')
        found.append(f'<node id="n{node}">{"".join(data)}</node>')
    for first, second, weight in _links(network):
        found.append(f'<edge source="n{first}" target="n{second}"><data key="weight">{weight!r}</data></edge>')
    return "\n".join([*found, "</graph>", "</graphml>", ""])


def pajek(network: Network, places: np.ndarray | None = None) -> str:
    """Pajek's .net: vertices from 1, with their places from 0 to 1 if given, and weighted edges."""
    found = [f"*Vertices {len(network)}"]
    spots = [""] * len(network)
    if places is not None:
        spots = [f" {x!r} {y!r}" for x, y in ((np.asarray(places, float) + 1.0) / 2.0).tolist()]
    for at, (name, spot) in enumerate(zip(network.names, spots, strict=True), 1):
        label = _line(name).replace('"', "'")
        found.append(f'{at} "{label}"{spot}')
    found.append("*Edges")
    found += [f"{first + 1} {second + 1} {weight!r}" for first, second, weight in _links(network)]
    return "\n".join([*found, ""])


def vosviewer(network: Network, groups: np.ndarray, places: np.ndarray) -> tuple[str, str]:
    """VOSviewer's map file, with clusters from 1 and the usual weights, and its network file."""
    head = ["id", "label", "x", "y", "cluster", "weight<Links>", "weight<Total link strength>", "weight<Documents>"]
    rows = ["\t".join(head)]
    columns = zip(
        network.names, np.asarray(places, float).tolist(), np.asarray(groups).tolist(), degree(network).tolist(),
        strength(network).tolist(), network.items.tolist(), strict=True,
    )  # fmt: skip
    for at, (name, (x, y), group, links, total, items) in enumerate(columns, 1):
        # a float's str is its repr
        rows.append("\t".join(map(str, (at, _line(name), x, y, group + 1, links, total, items))))
    links_of = [f"{first + 1}\t{second + 1}\t{weight!r}" for first, second, weight in _links(network)]
    return "\n".join([*rows, ""]), "\n".join([*links_of, ""]) if links_of else ""


def _links(network: Network) -> list[tuple[int, int, float]]:
    return list(zip(network.first.tolist(), network.second.tolist(), network.weight.tolist(), strict=True))


def _columns(network: Network, columns: Mapping[str, Any] | None) -> dict[str, np.ndarray]:
    found = {name: np.asarray(values) for name, values in (columns or {}).items()}
    for name, column in found.items():
        if column.shape != (len(network),):
            raise ValueError(f"column {name} has {column.size} values for {len(network)} nodes")
    return found


def _text(value: object) -> str:
    text = _NOT_IN_XML.sub("", repr(value) if isinstance(value, float) else str(value))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(value: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("", value))


def _line(value: object) -> str:
    """A label without tabs and breaks, which would end it, and without other controls."""
    return _BREAKS.sub(" ", _NOT_IN_XML.sub("", str(value))).strip()
