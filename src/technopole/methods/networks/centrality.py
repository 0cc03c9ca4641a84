"""How central a node is: degree, strength, betweenness, eigenvector."""

from __future__ import annotations

import numpy as np

from technopole.methods.bibliometrics.citations import stretches
from technopole.methods.networks.weights import Network

SOURCES = 1000
"""Nodes from which shortest paths are looked for in a larger network."""
ROUNDS = 1000
CLOSE = 1e-10


def degree(network: Network) -> np.ndarray:
    """(n) how many neighbours each node has."""
    return np.diff(network.start)


def strength(network: Network) -> np.ndarray:
    """(n) the sum of the weights of each node's links: VOSviewer's total link strength."""
    ends = np.concatenate([network.first, network.second])
    return np.bincount(ends, weights=np.concatenate([network.weight, network.weight]), minlength=len(network))


def betweenness(network: Network, *, sources: int = SOURCES, seed: int = 0, normalised: bool = True) -> np.ndarray:
    """(n) on what part of the shortest paths between others each node lies; weights of links do not count.

    From all nodes, or in a network of more than `sources` nodes from so many drawn by chance and scaled up, which then
    is an estimate. `normalised` divides by the number of pairs of others. Cost: sources × links; a step in numpy for
    each distance. Sources: Brandes, A faster algorithm for betweenness centrality (2001); Brandes and Pich, Centrality
    estimation in large networks (2007).
    """
    number = len(network)
    found = np.zeros(number)
    if number > sources:
        chosen = np.sort(np.random.default_rng(seed).choice(number, sources, replace=False))
    else:
        chosen = np.arange(number)
    for source in chosen.tolist():
        found += _dependencies(network, source)
    # every pair was seen from both of its ends
    found *= number / max(1, len(chosen)) / 2.0
    if normalised and number > 2:
        found /= (number - 1) * (number - 2) / 2.0
    return found


def _dependencies(network: Network, source: int) -> np.ndarray:
    """(n) what part of all shortest paths from one node passes each other one."""
    seen = np.zeros(len(network), bool)
    paths, passing = np.zeros(len(network)), np.zeros(len(network))
    seen[source], paths[source] = True, 1.0
    steps: list[tuple[np.ndarray, np.ndarray]] = []
    front = np.asarray([source])
    while len(front):
        lengths = network.start[front + 1] - network.start[front]
        here = np.repeat(front, lengths)
        there = network.neighbours[stretches(network.start[front], lengths)]
        ahead = ~seen[there]
        here, there = here[ahead], there[ahead]
        seen[there] = True
        np.add.at(paths, there, paths[here])
        steps.append((here, there))
        front = np.unique(there)
    for here, there in reversed(steps):
        np.add.at(passing, here, paths[here] / paths[there] * (1.0 + passing[there]))
    passing[source] = 0.0
    return passing


def eigenvector(network: Network) -> np.ndarray:
    """(n) nodes are as central as their neighbours are together, weighted; the whole has length 1.

    Nodes of components that the largest eigenvalue does not belong to get 0 or next to it; without links all are
    equal. Cost: links × rounds; at most 1,000. Source: Bonacich, Power and centrality (1987).
    """
    number = len(network)
    here = np.repeat(np.arange(number), np.diff(network.start))
    found = np.full(number, 1.0 / np.sqrt(max(1, number)))
    # a part of the old value damps the swing between the two sides of a bipartite network; eigenvectors stay the same
    keep = strength(network).max(initial=0.0) or 1.0
    for _ in range(ROUNDS):
        sums = np.bincount(here, weights=network.weights * found[network.neighbours], minlength=number)
        following = sums + keep * found
        following /= np.sqrt((following**2).sum()) or 1.0
        moved = np.abs(following - found).sum()
        found = following
        if moved < CLOSE * max(1, number):
            break
    return found
