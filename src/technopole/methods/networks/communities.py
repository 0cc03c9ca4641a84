"""Groups of nodes that are linked more within than a chance network of the same strengths would be.

Louvain's method: nodes move to the neighbouring group that gains most modularity, then groups become nodes and move
themselves, until nothing gains. It may leave groups that hang together only through others; those are taken apart,
which never loses modularity. The order of moves is drawn from a seed. Sources: Blondel et al., Fast unfolding of
communities in large networks (2008); Reichardt and Bornholdt (2006) for the resolution; Traag, Waltman and van Eck,
From Louvain to Leiden (2019), for the flaw.
"""

from __future__ import annotations

import numpy as np

from technopole.methods.networks.centrality import strength
from technopole.methods.networks.weights import Network

LEAST_GAIN = 1e-12
Links = tuple[list[dict[int, float]], list[float]]
"""For each node its links to others, and its strength, which has what lies inside it, too."""


def communities(network: Network, *, resolution: float = 1.0, seed: int = 0) -> np.ndarray:
    """(n) the group of each node: 0 the largest, groups of one size by their first node. All groups are connected.

    A greater `resolution` gives more and smaller groups; 1 is modularity. Raises `ValueError` unless it is above 0.
    Cost: about links × log(nodes); plain Python, some 100,000 links a second.
    """
    if not resolution > 0:
        raise ValueError(f"a resolution of {resolution} is not above 0")
    random = np.random.default_rng(seed)
    total = 2.0 * float(network.weight.sum())
    place = np.arange(len(network))
    links = _links(network)
    while total:
        moved = _moved(links, total, resolution, random)
        names, moved = np.unique(moved, return_inverse=True)
        moved = moved.reshape(-1)
        place = moved[place]
        if len(names) == len(links[0]):
            break
        links = _merged(links, moved.tolist(), len(names))
    return _by_size(components(network, place))


def modularity(network: Network, groups: np.ndarray, resolution: float = 1.0) -> float:
    """Newman and Girvan's modularity: how much more weight lies inside groups than by chance; 0 without links."""
    total = float(network.weight.sum())
    if not total:
        return 0.0
    inside = float(network.weight[groups[network.first] == groups[network.second]].sum())
    sums = np.bincount(groups, weights=strength(network))
    return inside / total - resolution * float((sums**2).sum()) / (2.0 * total) ** 2


def components(network: Network, groups: np.ndarray | None = None) -> np.ndarray:
    """(n) the connected component of each node; with `groups`, inside its group. Cost: links × log(nodes)."""
    first, second = network.first, network.second
    if groups is not None:
        same = groups[first] == groups[second]
        first, second = first[same], second[same]
    found = np.arange(len(network))
    while True:
        least = found.copy()
        np.minimum.at(least, found[first], found[second])
        np.minimum.at(least, found[second], found[first])
        while (least != least[least]).any():
            least = least[least]
        least = least[found]
        if (least == found).all():
            return found
        found = least


def _links(network: Network) -> Links:
    start, neighbours, weights = network.start.tolist(), network.neighbours.tolist(), network.weights.tolist()
    own = [
        dict(zip(neighbours[start[at] : start[at + 1]], weights[start[at] : start[at + 1]], strict=True))
        for at in range(len(network))
    ]
    return own, strength(network).tolist()


def _moved(links: Links, total: float, resolution: float, random: np.random.Generator) -> np.ndarray:
    """The group of each node once no single move gains."""
    own, strengths = links
    group = list(range(len(own)))
    sums = list(strengths)
    waiting = random.permutation(len(own)).tolist()
    queued = [True] * len(own)
    at = 0
    while at < len(waiting):
        node = waiting[at]
        at += 1
        queued[node] = False
        before = group[node]
        sums[before] -= strengths[node]
        to: dict[int, float] = {before: 0.0}
        for other, weight in own[node].items():
            to[group[other]] = to.get(group[other], 0.0) + weight
        share = resolution * strengths[node] / total
        best, most = before, to[before] - share * sums[before]
        for candidate, weight in to.items():
            gain = weight - share * sums[candidate]
            if gain > most + LEAST_GAIN * total:
                best, most = candidate, gain
        group[node] = best
        sums[best] += strengths[node]
        if best != before:
            for other in own[node]:
                if group[other] != best and not queued[other]:
                    queued[other] = True
                    waiting.append(other)
    return np.asarray(group, np.int64)


def _merged(links: Links, group: list[int], number: int) -> Links:
    own, strengths = links
    merged: list[dict[int, float]] = [{} for _ in range(number)]
    sums = [0.0] * number
    for node, neighbours in enumerate(own):
        here = group[node]
        sums[here] += strengths[node]
        for other, weight in neighbours.items():
            there = group[other]
            if there != here:
                merged[here][there] = merged[here].get(there, 0.0) + weight
    return merged, sums


def _by_size(groups: np.ndarray) -> np.ndarray:
    names, first, of, number = np.unique(groups, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -number))
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    return np.asarray(rank[of.reshape(-1)])
