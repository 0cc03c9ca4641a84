"""Candidates: every organisation that some run of words of a text may mean, by names and by what was learnt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from technopole.methods.resolution import spans
from technopole.methods.resolution.learnt import Learnt, counts
from technopole.methods.resolution.table import KIND, NameTable
from technopole.methods.resolution.text import IS_GENERIC, NUMBER, SHORT, UPPER, Batch, ordered_hash

_JUNK_SEEN, _JUNK_RATE = 8, 0.004
_MOST_REPEATS = 8
"""Mentions of one name in one text that are looked at."""
MOST_ROWS = 500
"""Ways in which organisations are found in one text that are weighed: whole and long names first."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """One row for each way in which an organisation was found in a text, sorted by text."""

    document: np.ndarray
    start: np.ndarray
    """Words of the batch: the run is start…end-1."""
    end: np.ndarray
    organisation: np.ndarray
    kind: np.ndarray
    name: np.ndarray
    key: np.ndarray
    exact: np.ndarray
    """The words were the same and in the same order."""
    rivals: np.ndarray
    """Organisations of the same key."""
    cover: np.ndarray
    """The share of the name's weight that the text has; 1 where the key was found."""
    support: np.ndarray
    purity: np.ndarray

    def __len__(self) -> int:
        return len(self.document)

    def take(self, rows: np.ndarray | slice) -> Candidates:
        return Candidates(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def join(parts: list[Candidates]) -> Candidates:
    """All candidates of the parts, in the order of the texts."""
    names = Candidates.__dataclass_fields__
    joined = Candidates(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
    return joined.take(order_of(parts))


def order_of(parts: list[Candidates]) -> np.ndarray:
    """In which order `join` takes the rows of the parts."""
    return np.argsort(np.concatenate([part.document for part in parts]), kind="stable")


def limited(found: Candidates) -> Candidates:
    """The candidates without those that one text has too many of: every one is compared with every other."""
    if not len(found) or int(np.bincount(found.document).max()) <= MOST_ROWS:
        return found
    order = np.lexsort((found.start, found.kind, ~found.exact, found.start - found.end, found.document))
    document = found.document[order]
    rank = np.arange(len(order)) - np.searchsorted(document, document)
    return found.take(np.sort(order[rank < MOST_ROWS]))


def without_repeats(batch: Batch, runs: spans.Runs) -> spans.Runs:
    """The runs without further mentions of what a text has said often enough."""
    document = batch.document[runs.start]
    order = np.lexsort((runs.start, runs.key, document))
    sorted_key, sorted_document = runs.key[order], document[order]
    new = np.ones(len(order), bool)
    new[1:] = (sorted_key[1:] != sorted_key[:-1]) | (sorted_document[1:] != sorted_document[:-1])
    rank = np.arange(len(order)) - np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    if not (rank >= _MOST_REPEATS).any():
        return runs
    kept = np.sort(order[rank < _MOST_REPEATS])
    return spans.Runs(runs.start[kept], runs.end[kept], runs.key[kept])


def by_name(batch: Batch, runs: spans.Runs, table: NameTable, learnt: Learnt) -> Candidates:
    """Organisations one of whose names is a run of the text; without runs that never mean what they seem to."""
    run, entry = spans.names(table, runs)
    seen, meant = counts(runs.key, learnt.key, learnt.key_seen, learnt.key_meant)
    junk = (seen >= _JUNK_SEEN) & (meant <= _JUNK_RATE * seen)
    words = runs.end - runs.start
    single = words == 1
    flags = batch.flags[runs.start]
    junk |= single & ((flags & IS_GENERIC) > 0)
    junk |= single & (batch.kind[runs.start] == NUMBER)
    junk |= single & ((flags & SHORT) > 0) & ((flags & UPPER) == 0)
    position = np.searchsorted(table.keys, runs.key[run])
    rivals = table.first[position + 1] - table.first[position]
    kind = table.kind[entry]
    # A single word in small letters is no acronym.
    acronym = single[run] & ((kind == KIND["acronym"]) | (kind == KIND["bracket"])) & ((flags[run] & UPPER) == 0)
    kept = np.flatnonzero(~junk[run] & ~acronym)
    run, entry, rivals, kind = run[kept], entry[kept], rivals[kept], kind[kept]
    start, end = runs.start[run], runs.end[run]
    return Candidates(
        batch.document[start],
        start,
        end,
        table.organisation[entry],
        kind,
        table.name[entry],
        runs.key[run],
        ordered_hash(batch, start, end) == table.ordered[entry],
        rivals.astype(np.float32),
        np.ones(len(run), np.float32),
        np.zeros(len(run), np.float32),
        np.zeros(len(run), np.float32),
    )


class Aliases:
    """The learnt aliases of organisations that a table has, ready to be looked up."""

    def __init__(self, table: NameTable, learnt: Learnt, hashes: np.ndarray) -> None:
        order = np.argsort(hashes, kind="stable")
        at = np.minimum(np.searchsorted(hashes[order], learnt.alias_organisation), max(len(order) - 1, 0))
        known = hashes[order][at] == learnt.alias_organisation if len(order) else np.zeros(0, bool)
        self.key = learnt.alias[known]
        self.organisation = order[at[known]].astype(np.int32)
        self.support = learnt.alias_support[known]
        self.purity = self.support / learnt.alias_seen[known]

    def sieve(self, sieve: np.ndarray) -> np.ndarray:
        """The sieve with the aliases let through, too."""
        wider = sieve.copy()
        place = (self.key >> np.uint64(40)).astype(np.int64)
        np.bitwise_or.at(wider, place >> 3, np.left_shift(1, place & 7).astype(np.uint8))
        return wider


def by_alias(batch: Batch, runs: spans.Runs, table: NameTable, aliases: Aliases) -> Candidates:
    """Organisations that a run of the text told before, though it is none of their names."""
    run, at = spans.find(runs.key, aliases.key)
    start, end = runs.start[run], runs.end[run]
    organisation = aliases.organisation[at]
    many = len(run)
    return Candidates(
        batch.document[start],
        start,
        end,
        organisation,
        np.full(many, KIND["learnt"], np.int8),
        table.display[organisation],
        runs.key[run],
        np.zeros(many, bool),
        np.ones(many, np.float32),
        np.zeros(many, np.float32),
        aliases.support[at],
        aliases.purity[at],
    )
