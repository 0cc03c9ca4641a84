"""Where nodes of a drawing stand: neighbours near each other, all others apart, the same for the same network."""

from __future__ import annotations

import numpy as np

from technopole.methods.networks.weights import Network

ROUNDS = 100
BLOCK = 1 << 22
"""Distances that are held at once."""
GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))


def layout(network: Network, *, rounds: int = ROUNDS) -> np.ndarray:
    """(n × 2) places in the square from -1 to 1, the centre of all in the middle.

    Forces as in Fruchterman and Reingold, Graph drawing by force-directed placement (1991), with attraction in
    proportion to the root of a link's weight over the mean. Nodes begin on a spiral, so nothing is left to chance; a
    pull to the middle keeps components together. Cost: rounds × nodes², so some seconds for 1,000 nodes; draw the
    strongest of more.
    """
    number = len(network)
    if not number:
        return np.zeros((0, 2))
    turn = np.arange(number) * GOLDEN_ANGLE
    away = np.sqrt((np.arange(number) + 0.5) / number)
    place = np.stack([away * np.cos(turn), away * np.sin(turn)], axis=1)
    spring = np.sqrt(4.0 / number)
    pull = np.sqrt(network.weight / network.weight.mean()) if len(network.weight) else network.weight
    for at in range(rounds):
        force = _apart(place, spring) - place * spring
        between = place[network.first] - place[network.second]
        drawn = between * (pull * np.sqrt((between**2).sum(axis=1)) / spring)[:, None]
        for axis in (0, 1):
            force[:, axis] -= np.bincount(network.first, weights=drawn[:, axis], minlength=number)
            force[:, axis] += np.bincount(network.second, weights=drawn[:, axis], minlength=number)
        length = np.maximum(np.sqrt((force**2).sum(axis=1, keepdims=True)), 1e-12)
        # steps shorten, so that nodes come to rest
        place = place + force / length * np.minimum(length, 0.1 * (1.0 - at / rounds))
    place = place - (place.max(axis=0) + place.min(axis=0)) / 2.0
    return np.asarray(place / (np.abs(place).max() or 1.0))


def apart(places: np.ndarray, radii: np.ndarray, *, gap: float = 0.0, rounds: int = 200) -> np.ndarray:
    """(n × 2) the places, moved just so far that no two circles of these radii overlap and `gap` stays between them.

    In each round every two that overlap go half of what they lack apart; circles that have no room at all still overlap
    after `rounds`. Two in one place part along an angle of their own. Cost: rounds × nodes².
    """
    place = np.array(places, float)
    number = len(place)
    one, other = np.triu_indices(number, 1)
    wanted = radii[one] + radii[other] + gap
    turn = np.arange(number) * GOLDEN_ANGLE
    own = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    for _ in range(rounds):
        square = (place[one, 0] - place[other, 0]) ** 2 + (place[one, 1] - place[other, 1]) ** 2
        near = np.flatnonzero(square < (wanted - 1e-9) ** 2)
        if not len(near):
            break
        first, second, distance = one[near], other[near], np.sqrt(square[near])
        away = np.where(distance[:, None] > 1e-9, place[first] - place[second], own[first] - own[second])
        length = np.maximum(np.sqrt((away**2).sum(axis=1)), 1e-12)
        push = away * ((wanted[near] - distance) / length / 2.0)[:, None]
        for axis in (0, 1):
            place[:, axis] += np.bincount(first, weights=push[:, axis], minlength=number)
            place[:, axis] -= np.bincount(second, weights=push[:, axis], minlength=number)
    return place


def _apart(place: np.ndarray, spring: float) -> np.ndarray:
    """(n × 2) how all others push each node away: spring² / distance."""
    found = np.zeros_like(place)
    step = max(1, BLOCK // len(place))
    for begin in range(0, len(place), step):
        rows = place[begin : begin + step]
        square = (rows[:, :1] - place[None, :, 0]) ** 2 + (rows[:, 1:] - place[None, :, 1]) ** 2
        push = spring**2 / np.maximum(square, 1e-9)
        found[begin : begin + step] = rows * push.sum(axis=1, keepdims=True) - push @ place
    return found
