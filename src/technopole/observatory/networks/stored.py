"""What a reader asked of a stored network, and that part of it: one way of counting, links from a weight on.

Nothing here looks into the lake: groups, centralities and places are those of the whole network, computed when it was.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import Http404, QueryDict

from technopole.methods.networks.centrality import degree, strength
from technopole.methods.networks.weights import COUNTING, Network, from_links
from technopole.observatory.analyses import networks
from technopole.observatory.models import Analysis

SCOPES: Mapping[str, str] = {
    "organisations": networks.NAME, "people": networks.NAME, "places": networks.NAME, "topics": networks.NAME,
    "applicants": networks.APPLICANTS,
}  # fmt: skip
"""The kinds of network, and the analysis that each is a result of."""
WORKS = ("all", "place")
YEARS = ("all", "recent")
MEASURES = ("salton", "jaccard", "association", "affinity")
SORTS = ("works", "name", "group", "degree", "strength", "betweenness")
PARTNER_SORTS = ("weight", *MEASURES)
ZOOMS = (1, 2, 4, 8)
_DEFAULTS: Mapping[str, Any] = {
    "of": "organisations", "works": "all", "years": "all", "counting": "full", "least": 0.0, "group": 0, "node": "",
    "q": "", "sort": "works", "by": "weight", "page": 1, "zoom": 1, "x": 0.5, "y": 0.5,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it leaves out is as in `_DEFAULTS`."""

    of: str = "organisations"
    works: str = "all"
    years: str = "all"
    counting: str = "full"
    least: float = 0.0
    """Links of this weight and more."""
    group: int = 0
    """The group that stands out, from 1; 0 for none."""
    node: str = ""
    q: str = ""
    sort: str = "works"
    by: str = "weight"
    """What partners of the node, and pairs, are ranked by."""
    page: int = 1
    zoom: int = 1
    x: float = 0.5
    y: float = 0.5
    """The middle of what is seen, as parts of the whole drawing."""

    @property
    def scope(self) -> str:
        of_place = networks.OF_PLACE if self.works == "place" else ""
        return self.of + of_place + (networks.RECENT if self.years == "recent" else "")

    def query(self, **changes: Any) -> str:
        """The query of the address with these changes: `?of=people&node=A5`."""
        values = {**self.__dict__, **changes}
        given = {name: value for name, value in values.items() if value != _DEFAULTS[name]}
        return "?" + urlencode({name: f"{each:g}" if isinstance(each, float) else each for name, each in given.items()})


def asked(given: QueryDict) -> Asked:
    """What the query asks for. Raises `Http404` for a kind of network that there is not; else what does not fit is
    passed over."""
    of = given.get("of", "organisations")
    if of not in SCOPES:
        raise Http404(f"There is no network of {of!r}; there are {', '.join(SCOPES)}.")
    zoom = _whole(given.get("zoom"), 1)
    return Asked(
        of=of,
        works=_one_of(given.get("works"), WORKS),
        years=_one_of(given.get("years"), YEARS),
        counting=_one_of(given.get("counting"), COUNTING),
        least=max(0.0, _number(given.get("least"), 0.0)),
        group=max(0, _whole(given.get("group"), 0)),
        node=given.get("node", "")[:200],
        q=" ".join(given.get("q", "")[:200].split()),
        sort=_one_of(given.get("sort"), SORTS),
        by=_one_of(given.get("by"), PARTNER_SORTS),
        page=max(1, _whole(given.get("page"), 1)),
        zoom=zoom if zoom in ZOOMS else 1,
        x=min(1.0, max(0.0, _number(given.get("x"), 0.5))),
        y=min(1.0, max(0.0, _number(given.get("y"), 0.5))),
    )


def _one_of(value: str | None, known: tuple[str, ...]) -> str:
    return value if value in known else known[0]


def _number(value: str | None, otherwise: float) -> float:
    try:
        found = float(value or "")
    except ValueError:
        return otherwise
    return found if math.isfinite(found) else otherwise


def _whole(value: str | None, otherwise: int) -> int:
    found = _number(value, otherwise)
    return int(found) if found == int(found) and abs(found) < 1e6 else otherwise


@dataclass(frozen=True)
class Shown:
    """A stored network as it was asked for."""

    analysis: Analysis
    asked: Asked

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = self.analysis.result
        return found

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """All of them, those with most works first."""
        found: list[dict[str, Any]] = self.result["nodes"]
        return found

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each node stands in `nodes`, by its key."""
        return {node["key"]: at for at, node in enumerate(self.nodes)}

    @property
    def measures(self) -> dict[str, list[Any]]:
        """Groups, centralities and places in the drawing, by the way of counting."""
        found: dict[str, list[Any]] = self.result[self.asked.counting]
        return found

    @cached_property
    def weights(self) -> np.ndarray:
        """The weights of all links."""
        return np.asarray(self.result["links"][self.asked.counting], float)

    @cached_property
    def kept(self) -> np.ndarray:
        """Which of all links are looked at: those of the weight asked for and more."""
        return np.flatnonzero(self.weights >= max(self.asked.least, 0.0))

    @cached_property
    def network(self) -> Network:
        """All nodes, and the links that are looked at."""
        links = self.result["links"]
        first, second = np.asarray(links["first"], np.int64), np.asarray(links["second"], np.int64)
        keys = [node["key"] for node in self.nodes]
        made = from_links(keys, first[self.kept], second[self.kept], self.weights[self.kept])
        works = [node["works" if self.asked.counting == "full" else "credit"] for node in self.nodes]
        return replace(made, items=np.asarray(works, float))

    @cached_property
    def degree(self) -> np.ndarray:
        return degree(self.network)

    @cached_property
    def strength(self) -> np.ndarray:
        return strength(self.network)

    @property
    def groups(self) -> list[int]:
        """The group of each node, from 1."""
        return [each + 1 for each in self.measures["group"]]

    @cached_property
    def linked(self) -> np.ndarray:
        """Which nodes have a link that is looked at."""
        return self.degree > 0

    def partners(self, node: int) -> list[tuple[int, int]]:
        """(partner, link) of the links of a node that are looked at; links are places among all links."""
        first, second = self.result["links"]["first"], self.result["links"]["second"]
        found = []
        for link in self.kept.tolist():
            if first[link] == node:
                found.append((second[link], link))
            elif second[link] == node:
                found.append((first[link], link))
        return found

    def ranked(self, links: list[int]) -> list[int]:
        """The links, greatest first by what was asked for; those that have no value last."""
        by = self.asked.by if self.asked.by in self.result["links"] else self.asked.counting
        values = self.result["links"][by]
        works = self.result["links"]["full"]
        return sorted(links, key=lambda at: (values[at] is None, -(values[at] or 0.0), -works[at], at))


def shown(request: Asked) -> Shown | None:
    """What was asked for; None if nothing of the kind was computed. One question to the store."""
    found = Analysis.objects.filter(name=SCOPES[request.of], scope=request.scope).first()
    return Shown(found, request) if found else None


def nothing(request: Asked) -> Shown:
    """A network without members."""
    measures: dict[str, list[Any]] = {name: [] for name in ("group", "betweenness", "x", "y")}
    links: dict[str, list[Any]] = {name: [] for name in ("first", "second", *COUNTING)}
    result = {"nodes": [], "links": links, **dict.fromkeys(COUNTING, measures)}
    return Shown(Analysis(name=SCOPES[request.of], scope=request.scope, result=result), request)


def computed() -> dict[str, str]:
    """The scopes of which there is a result, each with the place that it is of, without reading the results."""
    found = Analysis.objects.filter(name__in=set(SCOPES.values())).values_list("scope", "parameters__place")
    return {scope: place or "" for scope, place in found}
