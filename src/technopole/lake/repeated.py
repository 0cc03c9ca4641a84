"""Which keys stand in a dataset more than once, found in bounded memory however many rows there are.

Each part keeps its keys sorted, with the place of each; all parts are gone through together, one range of keys after
the other, so that what is held at a time is `_AT_ONCE` keys, not all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from technopole.core import durable
from technopole.lake.building import name_of

_AT_ONCE = 4_000_000


class Standing(NamedTuple):
    """Where a key stands."""

    part: int
    place: int


def keep(folder: Path, number: int, keys: Any, places: Any) -> None:
    """Keep the keys of a part that is about to be written, and where each stands, so that what comes twice is found."""
    pairs = np.empty(len(keys), dtype=[("key", "<u8"), ("place", "<u8")])
    pairs["key"], pairs["place"] = keys, places
    pairs.sort(order=("key", "place"))
    durable.write(folder / f"{name_of(number)}.keys", lambda handle: np.save(handle, pairs))


def repeated(folder: Path, parts: Sequence[int]) -> Iterator[tuple[int, list[Standing]]]:
    """(key, where it stands, in the order of parts and places) of each key that stands more than once.

    Cost: 16 bytes a row read from the disk, and 32 bytes held for each of four million rows at a time.
    """
    held = [(number, np.load(folder / f"{name_of(number)}.keys", mmap_mode="r")) for number in sorted(parts)]
    total = sum(len(keys) for _, keys in held)
    ranges = max(1, -(-total // _AT_ONCE))
    starts = [0] * len(held)
    for turn in range(1, ranges + 1):
        end = (turn << 64) // ranges
        keys, owners, places = [], [], []
        for at, (number, pairs) in enumerate(held):
            stop = len(pairs) if turn == ranges else int(np.searchsorted(pairs["key"], np.uint64(end)))
            slice_ = pairs[starts[at] : stop]
            starts[at] = stop
            keys.append(np.asarray(slice_["key"]))
            owners.append(np.full(len(slice_), number, dtype=np.uint32))
            places.append(np.asarray(slice_["place"]))
        yield from _in_range(np.concatenate(keys), np.concatenate(owners), np.concatenate(places))


def _in_range(keys: np.ndarray, owners: np.ndarray, places: np.ndarray) -> Iterator[tuple[int, list[Standing]]]:
    order = np.argsort(keys, kind="stable")  # parts come in order, and places in order within each
    keys = keys[order]
    same = np.flatnonzero(keys[1:] == keys[:-1])
    at = 0
    while at < len(same):
        first = int(same[at])
        last = first + 1
        while at + 1 < len(same) and int(same[at + 1]) == last:
            at, last = at + 1, last + 1
        at += 1
        where = order[first : last + 1]
        yield int(keys[first]), [Standing(int(owners[each]), int(places[each])) for each in where]
