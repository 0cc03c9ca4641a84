"""Runs of words that are names or places, for many texts at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from technopole.methods.resolution.table import NameTable
from technopole.methods.resolution.text import Batch

LONGEST_RUN = 14
_MOST_COMMAS = 2
"""A name may go on beyond a comma: University of Nebraska, Lincoln."""


class Runs(NamedTuple):
    """Runs of content words start…end-1 (numbers of words of the batch) with their keys."""

    start: np.ndarray
    end: np.ndarray
    key: np.ndarray


def runs(batch: Batch, sieve: np.ndarray) -> Runs:
    """All runs of up to LONGEST_RUN words that may be a key: not across a break, and across two commas at most."""
    many = len(batch.key)
    starts, ends, keys = [], [], []
    everything = np.arange(many)
    limit = batch.first[1:][batch.document] if many else everything
    for length in range(1, min(LONGEST_RUN, many) + 1):
        start = everything[: many - length + 1]
        end = start + length
        fits = end <= limit[start]
        if length > 1:
            last = end - 1
            fits &= (batch.breaks[last] == batch.breaks[start]) & (
                batch.commas[last] - batch.commas[start] <= _MOST_COMMAS
            )
        start = start[fits]
        if not len(start):
            break
        key = batch.sums[start + length] - batch.sums[start]
        place = (key >> np.uint64(40)).astype(np.int64)
        known = (sieve[place >> 3] >> (place & 7).astype(np.uint8)) & 1
        chosen = np.flatnonzero(known)
        starts.append(start[chosen])
        ends.append(start[chosen] + length)
        keys.append(key[chosen])
    if not starts:
        empty = np.zeros(0, np.int64)
        return Runs(empty, empty, np.zeros(0, np.uint64))
    return Runs(np.concatenate(starts), np.concatenate(ends), np.concatenate(keys))


def find(found: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which of the found keys are among the known (sorted) ones: (positions in found, positions in known)."""
    if not len(known) or not len(found):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(known, found), len(known) - 1)
    hit = np.flatnonzero(known[at] == found)
    return hit, at[hit]


def expand(first: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For groups `at`, whose members are first[g]…first[g+1]-1: (which of at, the member), for all members."""
    many = first[at + 1] - first[at]
    which = np.repeat(np.arange(len(at)), many)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many)
    return which, first[at][which] + offset


def names(table: NameTable, found: Runs) -> tuple[np.ndarray, np.ndarray]:
    """Entries of the table for the runs: (number of the run, number of the entry)."""
    run, key = find(found.key, table.keys)
    which, entry = expand(table.first, key)
    return run[which], entry
