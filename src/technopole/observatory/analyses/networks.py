"""Who works with whom, from the lake: organisations, people, countries, topics, applicants of patents.

The nodes are those with most works; all links between them are kept, by full and by fractional counting, each with its
groups, centralities and drawing, so that a page only chooses. Only counts of nodes and of pairs of nodes leave the
engine, however many works there are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from technopole.lake import sql
from technopole.methods import collaboration
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.methods.networks.centrality import betweenness, degree, strength
from technopole.methods.networks.communities import communities, modularity
from technopole.methods.networks.layout import apart, layout
from technopole.methods.networks.weights import COUNTING, Network, from_links
from technopole.observatory.analyses import network_names
from technopole.observatory.analyses.running import Analyser, Context, Result

NAME, APPLICANTS = "network", "network-of-applicants"
OF_PLACE = ".place"
"""Ends the scope of a network that is made of the works of the centre's place alone."""
RECENT = ".recent"
"""Ends the scope of a network that is made of the works of the last years alone."""
LAST_YEARS = 5
LARGEST = 100
"""Works of more members are left out: each pair in a paper of a thousand authors would look like a collaboration."""
FEWEST = 2
"""Nodes that a network has at least."""
WIDTH, HEIGHT, MARGIN = 1000.0, 660.0, 30.0
"""The frame of the drawing that nodes are placed in."""
CLOSEST, ROUNDS, EVEN = 4, 200, 0.5
"""Links of each node that place it; rounds of placing; how far places are evened out over the frame, from 0 to 1."""
RADII = (2.5, 24.0)
"""Of a node with next to no works, and of the one with most."""
FEW = 25.0
"""Where nobody has so many works, nobody is drawn as large as that."""

LEFT_OUT = "SELECT id FROM works WHERE is_paratext OR is_retracted OR is_xpac"
HERE = (
    "SELECT a.work FROM authorships a JOIN affiliations f ON f.affiliation = a.affiliation "
    "WHERE f.place = $place AND f.place <> ''"
)


@dataclass(frozen=True)
class Kind:
    """One kind of network."""

    scope: str
    members: str
    """A statement that gives each `member` of each `item` once; it ends in a condition that more can follow."""
    item: str
    """What a further condition calls the item."""
    most: int
    """How many nodes are kept."""
    named: Callable[[sql.Lake, Sequence[str], Context], list[dict[str, Any]]]
    """For each member what a page shows of it: `name` ({"en", "zh"}), and what else is known."""
    least: int = 1
    """Works that a node has at least."""
    measured: bool = False
    """Whether pairs are compared by measures of collaboration."""


ORGANISATIONS = Kind(
    "organisations",
    "SELECT DISTINCT a.work AS item, coalesce(nullif(f.organisation, ''), f.institution) AS member "
    "FROM authorships a JOIN affiliations f ON f.affiliation = a.affiliation "
    f"WHERE coalesce(nullif(f.organisation, ''), f.institution) <> '' AND a.work NOT IN ({LEFT_OUT})",
    "a.work", 200, network_names.organisations,
)  # fmt: skip
PEOPLE = Kind(
    "people",
    "SELECT DISTINCT a.work AS item, a.author AS member FROM authorships a "
    f"WHERE a.author <> '' AND a.work NOT IN ({LEFT_OUT})",
    "a.work", 200, network_names.people, least=2,
)  # fmt: skip
PLACES = Kind(
    "places",
    f"SELECT w.id AS item, unnest(list_distinct(w.countries)) AS member FROM works w WHERE w.id NOT IN ({LEFT_OUT})",
    "w.id", 150, network_names.places, measured=True,
)  # fmt: skip
TOPICS = Kind(
    "topics",
    f"SELECT w.id AS item, unnest(list_distinct(w.topics)) AS member FROM works w WHERE w.id NOT IN ({LEFT_OUT})",
    "w.id", 200, network_names.topics,
)  # fmt: skip
OF_PATENTS = Kind(
    "applicants",
    "SELECT DISTINCT coalesce(nullif(p.family, ''), p.id) AS item, "
    "coalesce(nullif(a.organisation, ''), nullif(a.party, ''), 'name:' || a.name) AS member "
    "FROM patent_parties a JOIN patents p ON p.id = a.patent WHERE a.role = 'applicant' AND a.name <> ''",
    "p.id", 200, network_names.applicants,
)  # fmt: skip
HERE_BY_PATENT = "SELECT h.patent FROM patent_parties h WHERE h.role = 'applicant' AND h.place = $place"

YEARS = (
    "SELECT min(year) AS first, max(year) AS last, count(*) AS works FROM works "
    "WHERE is_paratext IS NOT TRUE AND is_retracted IS NOT TRUE AND is_xpac IS NOT TRUE"
)
PATENT_YEARS = "SELECT min(year) AS first, max(year) AS last, count(*) AS works FROM patents WHERE true"
SINCE = "SELECT id FROM works WHERE year >= $since"
PATENTS_SINCE = "SELECT id FROM patents WHERE year >= $since"

_NETWORK = f"""
WITH members AS MATERIALIZED ({{members}}),
sized AS MATERIALIZED (SELECT item, count(*) AS size FROM members GROUP BY item),
counted AS MATERIALIZED (
  SELECT m.member, count(*) AS works FROM members m JOIN sized s ON s.item = m.item
  WHERE s.size <= $largest GROUP BY m.member
),
chosen AS MATERIALIZED (
  SELECT member, row_number() OVER (ORDER BY works DESC, member) - 1 AS place FROM counted
  WHERE works >= $least ORDER BY works DESC, member LIMIT $most
),
own AS MATERIALIZED (
  SELECT m.item, c.place, s.size FROM members m JOIN chosen c ON c.member = m.member JOIN sized s ON s.item = m.item
  WHERE s.size <= $largest
),
pairs AS (
  -- whole numbers, so that the order in which they are added does not matter
  SELECT a.place AS first, b.place AS second, count(*) AS works, sum({WHOLE} // greatest(a.size - 1, 1)) AS shared,
    sum({WHOLE} // a.size) AS credit
  FROM own a JOIN own b ON b.item = a.item AND b.place >= a.place GROUP BY ALL
)
SELECT p.*, coalesce(c.member, '') AS member, (SELECT count(*) FROM counted) AS found,
  (SELECT count(*) FROM sized WHERE size <= $largest) AS items,
  (SELECT count(*) FROM sized WHERE size > $largest) AS large
FROM pairs p LEFT JOIN chosen c ON c.place = p.first AND p.first = p.second
ORDER BY p.first, p.second"""
"""All in one statement, so that the members of works, which may be a hundred million, are gathered once: each pair of
the strongest nodes, and each of them with itself, which is its works."""


def of_works(lake: sql.Lake, context: Context) -> Iterator[Result]:
    """The networks of all works, and of those with an address in the centre's place if there are any; each of all
    years, and of the last five where there are more."""
    kinds = [PLACES, TOPICS, PEOPLE, ORGANISATIONS]
    for since in _periods(lake, YEARS):
        for place in dict.fromkeys(("", context.place)):
            yield from _made(lake, context, kinds, YEARS, (HERE, SINCE), place, since)


def of_patents(lake: sql.Lake, context: Context) -> Iterator[Result]:
    """Who applies for patents together, in all years and in the last five."""
    for since in _periods(lake, PATENT_YEARS):
        for place in dict.fromkeys(("", context.place)):
            yield from _made(lake, context, [OF_PATENTS], PATENT_YEARS, (HERE_BY_PATENT, PATENTS_SINCE), place, since)


def _periods(lake: sql.Lake, years: str) -> list[int]:
    """The first years of the periods that networks are made of; 0 for all years."""
    found = lake.rows(years)[0]
    since = (found["last"] or 0) - LAST_YEARS + 1
    return [0, since] if found["first"] is not None and found["first"] < since else [0]


def _made(
    lake: sql.Lake, context: Context, kinds: Iterable[Kind], years: str, parts: tuple[str, str], place: str, since: int
) -> Iterator[Result]:
    """`parts` are the statements for those of the place, and for those since a year."""
    known: dict[str, Any] = ({"place": place} if place else {}) | ({"since": since} if since else {})
    only = [part for part, asked in zip(parts, (place, since), strict=True) if asked]
    begin = lake.rows(years + "".join(f" AND id IN ({part})" for part in only), known)[0]
    for kind in kinds:
        members = kind.members + "".join(f" AND {kind.item} IN ({part})" for part in only)
        result = _network(lake, context, kind, members, known)
        yield Result(
            kind.scope + (OF_PLACE if place else "") + (RECENT if since else ""),
            {"most": kind.most, "least": kind.least, "largest": LARGEST, "place": place, "since": since or None},
            {**result, "years": [begin["first"], begin["last"]], "works": begin["works"]},
        )


def _network(
    lake: sql.Lake, context: Context, kind: Kind, members: str, known: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """One network as pages read it."""
    asked = {**known, "largest": LARGEST, "most": kind.most, "least": kind.least}
    pairs = lake.columns(_NETWORK.format(members=members), asked)
    first, second = pairs["first"].astype(np.int64), pairs["second"].astype(np.int64)
    keys = [str(key) for key in pairs["member"][first == second]]
    counted = {name: int(pairs[name][0]) if len(first) else 0 for name in ("found", "items", "large")}
    found: dict[str, Any] = {**counted}
    if len(keys) < FEWEST:
        return {**found, "nodes": []}
    works = pairs["works"].astype(float)
    own, apart = first == second, first != second
    shared, credit = pairs["shared"].astype(float) / WHOLE, pairs["credit"].astype(float) / WHOLE
    counts = {
        "full": np.bincount(first[own], weights=works[own], minlength=len(keys)),
        "fractional": np.bincount(first[own], weights=credit[own], minlength=len(keys)),
    }
    weights = {"full": works[apart], "fractional": shared[apart]}
    nodes = [
        {"key": key, **about, "works": int(full), "credit": _short(part)}
        for key, about, full, part in zip(
            keys, kind.named(lake, keys, context), counts["full"], counts["fractional"], strict=True
        )
    ]
    links: dict[str, Any] = {
        "first": first[apart].tolist(), "second": second[apart].tolist(),
        "full": [int(each) for each in weights["full"]], "fractional": [_short(each) for each in weights["fractional"]],
    }  # fmt: skip
    if kind.measured:
        links |= _compared(first[apart], second[apart], works[apart], counts["full"], counted["items"])
    return {
        **found, "nodes": nodes, "links": links,
        **{
            counting: _measured(from_links(keys, first[apart], second[apart], weights[counting]), counts[counting])
            for counting in COUNTING
        },
    }  # fmt: skip


def _measured(network: Network, works: np.ndarray) -> dict[str, Any]:
    """Groups, centralities and places of a network's nodes."""
    groups = communities(network)
    where = placed(layout(backbone(network, works), rounds=ROUNDS), works, degree(network) > 0)
    return {
        "group": groups.tolist(), "modularity": _short(modularity(network, groups)),
        "degree": degree(network).tolist(), "strength": [_short(each) for each in strength(network)],
        "betweenness": [_short(each) for each in betweenness(network)],
        "x": [round(each, 1) for each in where[:, 0].tolist()], "y": [round(each, 1) for each in where[:, 1].tolist()],
    }  # fmt: skip


def radii(works: np.ndarray) -> np.ndarray:
    """How large nodes are drawn: areas grow with works."""
    return np.asarray(RADII[0] + (RADII[1] - RADII[0]) * np.sqrt(works / max(works.max(initial=0.0), FEW)))


def placed(where: np.ndarray, works: np.ndarray, linked: np.ndarray) -> np.ndarray:
    """Places in the frame, where no node covers another; those that are linked with nobody have no say in them."""
    size = np.array([WIDTH, HEIGHT])
    counted = where[linked] if linked.any() else where
    low, high = counted.min(axis=0), counted.max(axis=0)
    spread = np.where(high > low, (where - low) / np.where(high > low, high - low, 1.0), 0.5)
    # a node far out would leave little room for all others, so half of each place is its rank
    rank = where.argsort(axis=0, kind="stable").argsort(axis=0) / max(1, len(where) - 1)
    spread = (1.0 - EVEN) * spread + EVEN * rank
    moved = apart(spread * (size - 2 * MARGIN) + MARGIN, radii(works), gap=2.0)
    return np.asarray(np.clip(moved, MARGIN / 2, size - MARGIN / 2))


def backbone(network: Network, works: np.ndarray) -> Network:
    """The links by which nodes are placed: of each node the few to which it is closest by Salton's cosine.

    All links of a dense network pull everything into one heap; by their weights alone what is large draws all else.
    """
    cosine = network.weight / np.sqrt(works[network.first] * works[network.second])
    ends = np.concatenate([network.first, network.second])
    link = np.tile(np.arange(len(cosine)), 2)
    order = np.lexsort((link, -cosine[link], ends))
    rank = np.arange(len(order)) - np.repeat(network.start[:-1], np.diff(network.start))
    kept = np.unique(link[order][rank < CLOSEST])
    return from_links(network.names, network.first[kept], network.second[kept], cosine[kept])


def _compared(
    first: np.ndarray, second: np.ndarray, joint: np.ndarray, total: np.ndarray, whole: int
) -> dict[str, list[float | None]]:
    """The measures of collaboration of each link."""
    table = collaboration.square(len(total), first, second, joint)
    measures = {
        "salton": collaboration.salton(table, total),
        "jaccard": collaboration.jaccard(table, total),
        "association": collaboration.association_strength(table, total, whole),
        "affinity": collaboration.affinity(table),
    }
    return {
        name: [_short(each) if math.isfinite(each) else None for each in measure[first, second].tolist()]
        for name, measure in measures.items()
    }


def _short(value: float) -> float:
    """Six digits, which is more than a page shows."""
    return float(f"{value:.6g}")


NETWORKS = Analyser(
    NAME, ("works", "authorships", "affiliations"), of_works, uses=("institutions", "authors", "topics"), code=2
)  # fmt: skip
NETWORK_OF_APPLICANTS = Analyser(APPLICANTS, ("patents", "patent_parties"), of_patents, code=2)
