"""Names that the text has only in part: found by their rarest words, for what no key has found."""

from __future__ import annotations

import numpy as np

from technopole.methods.resolution import spans
from technopole.methods.resolution.candidates import Candidates
from technopole.methods.resolution.table import KIND, NameTable
from technopole.methods.resolution.text import WORD, Batch

_MOST_SEEDS = 3
_LEAST_COVER = 0.55
_MOST_NAMES = 6
_RARE = 600
"""Names with a word, up to which it is rare; a text without such a word is searched by its rarest."""
_WIDEST = 6
"""Words of the text that may stand between those of a name, more than the name has."""


def similar(
    batch: Batch, found: Candidates, wanted: np.ndarray, known_well: np.ndarray, table: NameTable
) -> Candidates:
    """Organisations of whose names a text has most, by weight, around a rare word that is of no found name.

    `wanted` tells for each text whether to look, `known_well` for each organisation how often it was meant before.
    """
    if not len(table.word_keys):
        return found.take(slice(0, 0))
    at = np.minimum(np.searchsorted(table.word_keys, batch.key), len(table.word_keys) - 1)
    known = table.word_keys[at] == batch.key
    many = np.where(known, table.word_first[at + 1] - table.word_first[at], 0)
    free = wanted[batch.document] & known & (many > 0) & (batch.kind == WORD) & ~_covered(batch, found)
    seeds = np.flatnonzero(free)
    # the rarest words of each text
    order = seeds[np.lexsort((many[seeds], batch.document[seeds]))]
    document = batch.document[order]
    rank = np.arange(len(order)) - np.searchsorted(document, document)
    order = np.sort(order[(rank < _MOST_SEEDS) & ((many[order] <= _RARE) | (rank == 0))])
    which, member = spans.expand(table.word_first, at[order])
    seed, name = order[which], table.word_names[member].astype(np.int64)
    # a name once for each text, at its rarest seed
    pair = batch.document[seed].astype(np.int64) << 32 | name
    by_weight = np.lexsort((many[seed], pair))
    pair, seed = pair[by_weight], seed[by_weight]
    new = np.ones(len(pair), bool)
    new[1:] = pair[1:] != pair[:-1]
    pair, seed = pair[new], seed[new]
    name = pair & 0xFFFFFFFF
    # where the words of each name stand, nearest to the seed
    place = np.lexsort((np.arange(len(batch.key)), at, batch.document))
    place = place[known[place]]
    sorted_pair = batch.document[place].astype(np.int64) << 24 | at[place]
    row, word_at = spans.expand(table.words_first, name)
    word = table.words_of[word_at].astype(np.int64)
    wanted = batch.document[seed[row]].astype(np.int64) << 24 | word
    pairs, first, many_of = np.unique(sorted_pair, return_index=True, return_counts=True)
    there, at_pair = spans.find(wanted, pairs)
    row, word, low = row[there], word[there], first[at_pair]
    high = low + many_of[at_pair]
    nearest = place[low]
    # of several places the nearest to the seed; more than three are not looked at
    for step in (1, 2):
        other = place[np.minimum(low + step, high - 1)]
        nearer = np.abs(other - seed[row]) < np.abs(nearest - seed[row])
        nearest = np.where(nearer, other, nearest)
    close = np.abs(nearest - seed[row]) <= 12
    row, word, nearest = row[close], word[close], nearest[close]
    weight = np.bincount(row, table.word_weight[word], minlength=len(pair))
    cover = weight / np.maximum(table.name_weight[name], 1e-6)
    start = np.full(len(pair), np.iinfo(np.int64).max)
    end = np.full(len(pair), -1)
    np.minimum.at(start, row, nearest)
    np.maximum.at(end, row, nearest + 1)
    length = table.words_first[name + 1] - table.words_first[name]
    good = np.flatnonzero((cover >= _LEAST_COVER) & (end - start <= length + _WIDEST) & (weight >= 8))
    # the best names of each text
    value = cover[good] * np.sqrt(weight[good]) * (1 + 0.12 * known_well[table.name_organisation[name[good]]])
    order = good[np.lexsort((-value, pair[good] >> 32))]
    document = pair[order] >> 32
    order = order[np.arange(len(order)) - np.searchsorted(document, document) < _MOST_NAMES]
    name, start, end = name[order], start[order], end[order]
    count = len(order)
    return Candidates(
        (pair[order] >> 32).astype(np.int64),
        start,
        end,
        table.name_organisation[name],
        np.full(count, KIND["similar"], np.int8),
        name.astype(np.int32),
        batch.sums[end] - batch.sums[start] if count else np.zeros(0, np.uint64),
        np.zeros(count, bool),
        np.ones(count, np.float32),
        cover[order].astype(np.float32),
        np.zeros(count, np.float32),
        np.zeros(count, np.float32),
    )


def _covered(batch: Batch, found: Candidates) -> np.ndarray:
    """Words that are part of a name of two words or more, found as it is written."""
    rows = np.flatnonzero((found.end - found.start >= 2) & (found.kind <= KIND["former"]))
    edge = np.bincount(found.start[rows], minlength=len(batch.key) + 1) - np.bincount(
        found.end[rows], minlength=len(batch.key) + 1
    )
    covered: np.ndarray = np.cumsum(edge)[:-1] > 0
    return covered
