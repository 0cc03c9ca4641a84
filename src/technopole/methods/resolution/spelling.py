"""Misspelt words: a word that no name has, and that is one letter away from one that many have.

Two words are one edit apart if leaving out one letter (or none) of each can make them equal. Source: Garbe, symmetric
delete spelling correction (2012).
"""

from __future__ import annotations

import numpy as np

from technopole.methods import chinese
from technopole.methods.resolution import places, text
from technopole.methods.resolution.table import NameTable
from technopole.methods.resolution.text import UPPER, WORD, Batch, word_hash

_SHORTEST, _LONGEST = 6, 20


def _shortened(word: str) -> list[int]:
    """Hashes of the word and of all words that have one letter less."""
    return [word_hash("-" + word)] + [word_hash("-" + word[:at] + word[at + 1 :]) for at in range(len(word))]


def neighbours(word_keys: np.ndarray, batch: Batch) -> dict[str, np.ndarray]:
    """For the words of a table: their shortened forms; a million for 129,046 organisations."""
    seen: set[int] = set()
    rows: list[tuple[int, int]] = []
    for number, key in dict(zip(batch.number.tolist(), batch.key.tolist(), strict=True)).items():
        word = batch.vocabulary.word[number]
        if _SHORTEST <= len(word) <= _LONGEST and word.isalpha() and key not in seen:
            seen.add(key)
            rows.extend((short, key) for short in _shortened(word))
    short = np.array([row[0] for row in rows], np.uint64)
    key = np.array([row[1] for row in rows], np.uint64)
    word_number = np.searchsorted(word_keys, key)
    known = np.flatnonzero(word_keys[np.minimum(word_number, len(word_keys) - 1)] == key) if len(key) else word_number
    order = known[np.argsort(short[known], kind="stable")]
    return {"spelling_keys": short[order], "spelling_word": word_number[order].astype(np.int32)}


class Speller:
    """Finds the word that an unknown word was meant to be; remembers what it found."""

    def __init__(self, table: NameTable) -> None:
        self.table = table
        self.known = np.union1d(table.word_keys, np.union1d(table.place_keys, places.words_of_countries()))
        self.found: dict[int, int] = {}

    def corrected(self, batch: Batch) -> Batch:
        """The batch with the keys of misspelt words put right; 10 microseconds for each new unknown word."""
        if not len(batch.key) or not len(self.table.word_keys):
            return batch
        at = np.minimum(np.searchsorted(self.known, batch.key), len(self.known) - 1)
        unknown = np.flatnonzero((self.known[at] != batch.key) & (batch.kind == WORD) & ((batch.flags & UPPER) == 0))
        rows, keys = [], []
        if len(self.found) > 200_000:
            self.found.clear()
        for row, key, number in zip(
            unknown.tolist(), batch.key[unknown].tolist(), batch.number[unknown].tolist(), strict=True
        ):
            better = self.found.get(key)
            if better is None:
                better = self.found[key] = self._look(batch.vocabulary.word[number])
            if better:
                rows.append(row)
                keys.append(better)
        return text.with_keys(batch, np.array(rows, np.int64), np.array(keys, np.uint64)) if rows else batch

    def _look(self, word: str) -> int:
        if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha() or chinese.has_han(word):
            return 0
        table = self.table
        short = np.array(_shortened(word), np.uint64)
        first = np.searchsorted(table.spelling_keys, short)
        last = np.searchsorted(table.spelling_keys, short, side="right")
        words = np.concatenate([table.spelling_word[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)])
        if not len(words):
            return 0
        # the most frequent of the neighbours
        return int(table.word_keys[words[np.argmin(table.word_weight[words])]])
