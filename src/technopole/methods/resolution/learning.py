"""Learns from labelled affiliations what keys and organisations are worth, and runs of words that tell one.

Only the training of the shipped model uses this; resolving does not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from technopole.methods.resolution import spans, text
from technopole.methods.resolution.features import table_hashes
from technopole.methods.resolution.learnt import Learnt
from technopole.methods.resolution.table import NameTable
from technopole.methods.resolution.text import IS_GENERIC, NAMES_ORGANISATION, UPPER, WORD, Batch

_LONGEST_ALIAS = 8
_LEAST_PURITY = 0.5
_WELL_TOLD = 5

_ANY = np.full(1 << 21, 255, np.uint8)
"""A sieve that lets every key through."""


def nothing() -> Learnt:
    """What is known before anything was learnt."""
    keys, numbers = np.zeros(0, np.uint64), np.zeros(0, np.float32)
    return Learnt(keys, numbers, numbers, keys, numbers, numbers, keys, keys, numbers, numbers)


def learn(texts: Sequence[str], meant: Sequence[set[int]], table: NameTable) -> Learnt:
    """Count over labelled texts; `meant` holds the numbers of the organisations of each text."""
    batch = text.read(texts)
    runs = spans.runs(batch, table.sieve)
    run, entry = spans.names(table, runs)
    document = batch.document[runs.start[run]]
    organisation = table.organisation[entry]
    labels = np.unique(np.array([number << 32 | one for number, every in enumerate(meant) for one in every], np.int64))
    right = np.isin(document.astype(np.int64) << 32 | organisation, labels)
    key, key_seen, key_meant = _rates(runs.key[run], document, right)
    hashes = table_hashes(table)
    known, seen, hit = _rates(hashes[organisation], document, right)
    told, many = np.unique(hashes[labels & 0xFFFFFFFF], return_counts=True)
    every = np.union1d(known, told)
    organisation_meant, organisation_seen = np.zeros(len(every), np.float32), np.zeros(len(every), np.float32)
    organisation_meant[np.searchsorted(every, told)] = many
    organisation_seen[np.searchsorted(every, known)] = seen - hit
    found = np.unique(document.astype(np.int64) << 32 | organisation)
    alias = _aliases(batch, labels, found, table, hashes)
    return Learnt(key, key_seen, key_meant, every, organisation_seen + organisation_meant, organisation_meant, *alias)


def _rates(keys: np.ndarray, document: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct keys, in how many texts each was, and in how many it was right."""
    order = np.lexsort((~right, document, keys))
    keys, document, right = keys[order], document[order], right[order]
    new = np.ones(len(keys), bool)
    new[1:] = (keys[1:] != keys[:-1]) | (document[1:] != document[:-1])
    keys, right = keys[new], right[new]
    distinct, first, many = np.unique(keys, return_index=True, return_counts=True)
    hits = np.add.reduceat(right.astype(np.float32), first) if len(first) else np.zeros(0, np.float32)
    return distinct, many.astype(np.float32), hits


def _aliases(
    batch: Batch, labels: np.ndarray, found: np.ndarray, table: NameTable, hashes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Runs of words, inside one segment, that mostly stand with one organisation that its names do not find there."""
    runs = spans.runs(batch, _ANY)
    start, end = runs.start, runs.end
    last = end - 1
    distinctive = np.concatenate(([0], np.cumsum(((batch.flags & IS_GENERIC) == 0) & (batch.kind == WORD))))
    named = np.concatenate(([0], np.cumsum((batch.flags & NAMES_ORGANISATION) > 0)))
    border = batch.commas + batch.breaks + batch.marks
    fits = (end - start <= _LONGEST_ALIAS) & (border[last] == border[start]) & (distinctive[end] > distinctive[start])
    place = np.minimum(np.searchsorted(table.place_keys, runs.key), len(table.place_keys) - 1)
    fits &= table.place_keys[place] != runs.key
    begins = np.ones(len(border), bool)
    begins[1:] = (border[1:] != border[:-1]) | (batch.document[1:] != batch.document[:-1])
    ends = np.append(begins[1:], True)
    whole = begins[start] & ends[last] & (end - start >= 2) & (named[end] > named[start])
    start, length, key, whole = start[fits], (end - start)[fits], runs.key[fits], whole[fits]
    document = batch.document[start]
    key_of_text = np.unique(np.stack([key, document.astype(np.uint64)]), axis=1)
    keys, seen = np.unique(key_of_text[0], return_counts=True)
    # each run with each organisation meant in its text
    first = np.searchsorted(labels >> 32, np.arange(batch.texts + 1))
    row, member = spans.expand(first, document)
    organisation = labels[member] & 0xFFFFFFFF
    missed = ~np.isin(labels, found)[member]
    single = (first[document[row] + 1] - first[document[row]]) == 1
    pair = np.stack([key[row], organisation.astype(np.uint64), document[row].astype(np.uint64)])
    pair, at = np.unique(pair, axis=1, return_index=True)
    order = np.lexsort((pair[1], pair[0]))
    pair, at = pair[:, order], at[order]
    new = np.ones(pair.shape[1], bool)
    new[1:] = (pair[0, 1:] != pair[0, :-1]) | (pair[1, 1:] != pair[1, :-1])
    group = np.flatnonzero(new)
    support = np.diff(np.append(group, pair.shape[1])).astype(np.float32)
    misses = np.add.reduceat(missed[at].astype(np.float32), group)
    alone = np.add.reduceat((whole[row[at]] & single[at] & missed[at]).astype(np.float32), group)
    alias, meant = pair[0, group], pair[1, group].astype(np.int64)
    many = seen[np.searchsorted(keys, alias)].astype(np.float32)
    kept = (support / many >= _LEAST_PURITY) & (misses > 0) & (misses >= 0.5 * support) & ((support >= 2) | (alone > 0))
    # What few texts tell may be wrong labels: but for acronyms it must have a word of the organisation's names.
    run = row[at[group]]
    acronym = (length[run] == 1) & ((batch.flags[start[run]] & UPPER) > 0)
    shares = _shares_a_word(batch, start[run], start[run] + length[run], meant, table)
    kept &= (support >= _WELL_TOLD) | acronym | shares
    alias, meant, support, many = alias[kept], meant[kept], support[kept], many[kept]
    # one organisation for each run: the one it stood with most
    order = np.lexsort((-support, alias))
    alias, meant, support, many = alias[order], meant[order], support[order], many[order]
    new = np.ones(len(alias), bool)
    new[1:] = alias[1:] != alias[:-1]
    return alias[new], hashes[meant[new]], support[new], many[new]


def _shares_a_word(
    batch: Batch, start: np.ndarray, end: np.ndarray, organisation: np.ndarray, table: NameTable
) -> np.ndarray:
    """Whether a telling word of each run start…end-1 is in a name of its organisation."""
    name_of = np.repeat(np.arange(len(table.words_first) - 1), np.diff(table.words_first))
    known = np.unique(table.name_organisation[name_of].astype(np.int64) << 32 | table.words_of)
    which = np.repeat(np.arange(len(start)), end - start)
    word = np.arange(len(which)) - np.repeat(np.cumsum(end - start) - (end - start), end - start) + start[which]
    place = np.minimum(np.searchsorted(table.word_keys, batch.key[word]), len(table.word_keys) - 1)
    telling = (table.word_keys[place] == batch.key[word]) & ((batch.flags[word] & IS_GENERIC) == 0)
    shared = telling & np.isin(organisation[which] << 32 | place, known)
    found = np.zeros(len(start), bool)
    found[which[shared]] = True
    return found
