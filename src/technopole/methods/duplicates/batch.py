"""All pairs of a whole register that may mean the same organisation."""

from collections.abc import Callable, Iterable
from itertools import count

from technopole.methods.duplicates.index import Index
from technopole.methods.duplicates.score import PROPOSED, Asked, Pair, ask, scored

WIDE = 0.03
"""From this score on pairs are given to those who want to miss little and read much: a third of them is right."""
_TOGETHER = 4096
"""Pairs that are scored at once."""


def pairs(
    index: Index, *, least: float = PROPOSED, only_best: bool = True, tell: Callable[[int, int], None] | None = None
) -> list[Pair]:
    """The pairs of score `least` and more, the likeliest first.

    With `only_best`, of a group of look-alikes each is given with the likeliest of the others and not with all: ten
    entries of one organisation are nine pairs to read and not forty-five. `tell(done, total)` is told how far it is.
    Cost: a minute or two, and about a gigabyte, for 130,000 organisations.
    """
    context = index.context()
    found: list[Pair] = []
    waiting: list[Asked] = []
    total = len(index)
    for done, (uid, one) in zip(count(1), index.organisations.items(), strict=False):
        for other in index.candidates(one):
            if uid < other and (asked := ask(one, index.organisations[other], context)).row is not None:
                waiting.append(asked)
        if len(waiting) >= _TOGETHER or done == total:
            found += scored(waiting, least)
            waiting.clear()
        if tell and (done % 1000 == 0 or done == total):
            tell(done, total)
    found.sort(key=lambda pair: (-pair.score, -_fullness(index, pair), pair.a, pair.b))
    return best(found) if only_best else found


def _fullness(index: Index, pair: Pair) -> int:
    return index.organisations[pair.a].fullness + index.organisations[pair.b].fullness


def best(found: Iterable[Pair]) -> list[Pair]:
    """Of pairs, likeliest first, those that are the likeliest of at least one of their two."""
    seen: set[str] = set()
    kept = []
    for pair in found:
        if pair.a not in seen or pair.b not in seen:
            kept.append(pair)
            seen.update((pair.a, pair.b))
    return kept
