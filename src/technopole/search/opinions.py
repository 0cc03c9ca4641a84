"""What others think a query means: things by uid, with a probability, to be weighed against the index's own order.

The index knows words; who knows names better (the registry's resolver) says so here, without the index knowing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

Opinion = Callable[[str], Mapping[str, float]]
"""For a query the uids of things it may mean, each with a probability. Must answer at once or not at all."""

Item = TypeVar("Item")

_opinions: dict[str, Opinion] = {}
_PLACE = 0.6
"""What the index's first place is worth beside a probability of 1."""


def register(kind: str, opinion: Opinion) -> None:
    """Listen to this opinion where things of `kind` are searched for; called once, when the kind's app starts."""
    _opinions[kind] = opinion


def of(text: str, kinds: Iterable[str] | None) -> dict[str, float]:
    """What is thought of a query for things of these kinds, or of any."""
    wanted = set(_opinions) if kinds is None else set(kinds) & set(_opinions)
    found: dict[str, float] = {}
    for kind in sorted(wanted):
        found.update(_opinions[kind](text))
    return found


def weighed(ranked: Sequence[Item], uid: Callable[[Item], str], opinions: Mapping[str, float]) -> list[Item]:
    """The items, given in the index's order, in the order of place and opinion together."""
    worth = {uid(item): _PLACE / (1 + place) + opinions.get(uid(item), 0.0) for place, item in enumerate(ranked)}
    return sorted(ranked, key=lambda item: -worth[uid(item)])
