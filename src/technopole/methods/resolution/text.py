"""Affiliation texts as arrays of tokens: what each word is, and a hash by which runs of words find names.

A run of words is known by the *sum* of the hashes of its words, stop words left out, so that "University of Tokyo"
and "Tokyo Univ." share one key and the keys of all runs of a text are differences of one cumulative sum.
"""

from __future__ import annotations

import html
import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice

import numpy as np

from technopole.methods.folding import fold
from technopole.methods.resolution.words import ANOTHER, GENERIC, ORGANISATION_WORDS, STOP, canonical_words

WORD, STOP_WORD, NUMBER, COMMA, BREAK, MARK = range(6)
"""Kinds of token: a word, a word without weight, digits, a comma, what parts affiliations, any other mark."""

LONGEST_TEXT = 4000
"""Characters of a text that are read: no affiliation is longer, and a cell of megabytes must cost no more."""
MOST_TOKENS = 600

_TOKEN = re.compile(
    r"(?<![^\W\d_])(?:(?:U\. S\.(?: A\.)?|U\. K\.|M\. D\.|P\. R\.)(?![^\W\d_])|(?:[^\W\d_]\.){2,6})"
    r"|(?<![^\W\d_])(?:of|at|and|the|de|la|in|between|for|by)(?=[A-ZÀ-ÖØ-Þ])"  # ofUniversity
    r"|[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]{4,}(?=[A-Z][a-zß-öø-ÿ]|[A-Z]{3})"  # UniversityBox, betweenEMBL: run together
    r"|[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*"
    r"|\d+(?:st|nd|rd|th)\b"
    r"|\d+"
    r"|[,，、]"
    r"|[;；|\n\r\t•]|#R##N#|#TAB#"
    r"|[.:()\[\]/（）：/@-]|[–—]"
)
_ELISION = re.compile(r"^(?:d|l|dell|all|nell|sull|qu|n)['’ʼ`](?=..)", re.IGNORECASE)
_DIGRAPHS = re.compile("([aou])e(?=.)")

_CANONICAL = canonical_words()
_ROMAN = {
    "II": "2", "III": "3", "IV": "4", "VI": "6", "VII": "7", "VIII": "8", "IX": "9",
    "XI": "11", "XII": "12", "XIII": "13", "XIV": "14", "XV": "15", "XVI": "16",
}  # fmt: skip
"""Roman numerals in capitals, that mean what digits do: Paris VI, Paris 6. A single letter is rather an initial."""


def word_hash(word: str) -> int:
    """64 bits that stand for a folded word, the same on every machine."""
    return int.from_bytes(blake2b(word.encode("utf-8", "ignore"), digest_size=8).digest(), "little")


def canonical(folded: str) -> str:
    """The word by which all its abbreviations and translations are known.

    >>> canonical("universitat"), canonical("goettingen"), canonical("fudan")
    ('university', 'gottingen', 'fudan')
    """
    word = _CANONICAL.get(folded)
    if word is None:
        word = _DIGRAPHS.sub(r"\1", folded) if len(folded) > 4 else folded
        word = _CANONICAL.get(word, word)
        if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
            word = _CANONICAL.get(word[:-1], word[:-1])
    return word


class Vocabulary(dict[str, int]):
    """What is known of each distinct token, found once: {token: its number in the columns}."""

    def __init__(self) -> None:
        super().__init__()
        room = 1 << 12
        self.kind, self.flags = np.zeros(room, np.int8), np.zeros(room, np.uint8)
        self.key, self.raw = np.zeros(room, np.uint64), np.zeros(room, np.uint64)
        self.word: list[str] = []
        self.characters = 0

    def __missing__(self, token: str) -> int:
        number = len(self.word)
        if number == len(self.kind):
            for name in ("kind", "flags", "key", "raw"):
                column = getattr(self, name)
                setattr(self, name, np.concatenate((column, np.zeros_like(column))))
        self.kind[number], self.key[number], self.raw[number], self.flags[number], word = _properties(token)
        self.word.append(word)
        self.characters += len(token)
        self[token] = number
        return number


UPPER, CAPITAL, IS_GENERIC, NAMES_ORGANISATION, SHORT, CORRECTED, NAMES_ANOTHER = 1, 2, 4, 8, 16, 32, 64
"""Flags of a word: written in capitals, with a capital, shared by many names, kind of organisation, short, misspelt,
and making the name that follows another's."""


def _properties(token: str) -> tuple[int, int, int, int, str]:
    token = _ROMAN.get(token, token)
    first = token[0]
    ordinal = _CANONICAL.get(token.lower()) if first.isdigit() else None
    if ordinal:
        return WORD, word_hash(ordinal), word_hash(ordinal), 0, ordinal
    if first.isdigit():
        token = token.rstrip("stndrh")
        value = word_hash(str(int(token[:18])) if token.isascii() else fold(token))
        return NUMBER, value, value, 0, ""
    if first in ",，、":
        return COMMA, 0, 0, 0, ""
    if first in ";；|\n\r\t•#":
        return BREAK, 0, 0, 0, ""
    if not first.isalpha():
        return MARK, 0, 0, 0, ""
    if "." in token:
        token = token.replace(".", "").replace(" ", "")
    folded = fold(_ELISION.sub("", token)).replace(" ", "")
    word = canonical(folded)
    flags = (UPPER if token.isupper() and len(token) > 1 else 0) | (CAPITAL if token[0].isupper() else 0)
    flags |= (IS_GENERIC if word in GENERIC else 0) | (NAMES_ORGANISATION if word in ORGANISATION_WORDS else 0)
    flags |= (SHORT if len(folded) <= 3 else 0) | (NAMES_ANOTHER if word in ANOTHER else 0)
    if folded in STOP and not (token.isupper() and len(token) > 2):
        return STOP_WORD, 0, word_hash(folded), flags, ""
    return WORD, word_hash(word), word_hash(folded), flags, word


_known = Vocabulary()
_guard = threading.Lock()
_MOST_KNOWN = 400_000
"""Distinct tokens after which a new vocabulary is begun: a stream of texts must not grow it for ever…"""
_MOST_CHARACTERS = 20_000_000
"""…and their characters, should they be no words."""


_TO_REPLACE = re.compile("&(?:#x?[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});|[^\\W\\d_][\u0300-\u036f]+")


def _replaced(match: re.Match[str]) -> str:
    found = match.group()
    return html.unescape(found) if found[0] == "&" else unicodedata.normalize("NFC", found)


def tokens(text: str) -> list[str]:
    """The tokens of one text, in order; of a very long text, those of its beginning.

    Character references are read as the characters they stand for, and accents apart from their letters joined.
    """
    text = text[:LONGEST_TEXT]
    if "&" in text or not text.isascii():
        text = _TO_REPLACE.sub(_replaced, text)
    return _TOKEN.findall(text)[:MOST_TOKENS]


def places_of_tokens(text: str, many: int) -> list[tuple[int, int]]:
    """Where in the text as given each of the first `many` of `tokens` stands: (start, end) in characters."""
    text = text[:LONGEST_TEXT]
    if ("&" not in text and text.isascii()) or not _TO_REPLACE.search(text):
        return [match.span() for match in islice(_TOKEN.finditer(text), many)]
    plain: list[str] = []
    origin: list[int] = []
    at = 0
    for match in _TO_REPLACE.finditer(text):
        new = _replaced(match)
        plain.append(text[at : match.start()] + new)
        origin.extend(range(at, match.start()))
        origin.extend([match.start()] * len(new))
        at = match.end()
    plain.append(text[at:])
    origin.extend(range(at, len(text) + 1))
    spans = [match.span() for match in islice(_TOKEN.finditer("".join(plain)), many)]
    return [(origin[start], origin[end]) for start, end in spans]


@dataclass(frozen=True)
class Batch:
    """Texts taken apart. Arrays of one entry a *content word* (words and numbers; no stop words or marks)."""

    texts: int
    vocabulary: Vocabulary
    document: np.ndarray
    """Which text the word is of, ascending."""
    token: np.ndarray
    """The number of the word among the tokens of its text."""
    number: np.ndarray
    """The number by which the vocabulary knows the word."""
    kind: np.ndarray
    key: np.ndarray
    raw: np.ndarray
    flags: np.ndarray
    commas: np.ndarray
    """Commas of the batch before this word; the difference of two words is what stands between them."""
    breaks: np.ndarray
    marks: np.ndarray
    stops: np.ndarray
    first: np.ndarray
    """For each text and one more: the number of its first word."""
    sums: np.ndarray
    """Cumulative sums of `key`, one longer: the key of words i…j-1 is sums[j] - sums[i]."""
    ordered: np.ndarray
    """The same of `raw` times a power of the position, for `ordered_hash`."""
    last_mark: np.ndarray
    """The kind of the token just before the word (`WORD` where it is a word)."""


_STEP = 0x9E3779B97F4A7C15
_INVERSE = pow(_STEP, -1, 1 << 64)


def _powers(base: int, many: int) -> np.ndarray:
    powers = np.empty(many, np.uint64)
    value = 1
    for at in range(many):
        powers[at] = value
        value = value * base & 0xFFFFFFFFFFFFFFFF
    return powers


_power_cache: dict[int, np.ndarray] = {}


def _all_powers(base: int, many: int) -> np.ndarray:
    known = _power_cache.get(base)
    if known is None or len(known) < many:
        known = _power_cache[base] = _powers(base, 1 << max(14, (many - 1).bit_length()))
    return known[:many]


def read(texts: Sequence[str]) -> Batch:
    """Take texts apart; about 15 microseconds each."""
    global _known
    taken = [tokens(text) for text in texts]
    with _guard:
        if len(_known) > _MOST_KNOWN or _known.characters > _MOST_CHARACTERS:
            _known = Vocabulary()
        known = _known
        numbers = [known[token] for found in taken for token in found]
    return _arrays(np.array(numbers, np.int64), np.array([len(found) for found in taken], np.int64), known)


def _arrays(numbers: np.ndarray, lengths: np.ndarray, known: Vocabulary) -> Batch:
    """A batch from the numbers of all tokens and how many each text has."""
    kinds, keys, raws, flags = known.kind, known.key, known.raw, known.flags
    kind_of_all = kinds[numbers]
    document_of_all = np.repeat(np.arange(len(lengths)), lengths)
    start = np.concatenate(([0], np.cumsum(lengths)))
    content = (kind_of_all == WORD) | (kind_of_all == NUMBER)
    at = np.flatnonzero(content)
    document = document_of_all[at]
    words = numbers[at]
    key, raw = keys[words], raws[words]
    previous = np.concatenate(([BREAK], kind_of_all[:-1]))[at] if len(kind_of_all) else np.zeros(0, np.int8)
    previous = np.where(at == start[document], BREAK, previous).astype(np.int8)  # not the end of another text
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(key, dtype=np.uint64)))
    weighted = raw * _all_powers(_STEP, len(at)) if len(at) else np.zeros(0, np.uint64)
    ordered = np.concatenate((np.zeros(1, np.uint64), np.cumsum(weighted, dtype=np.uint64)))
    counts = {kind: np.cumsum(kind_of_all == kind)[at] for kind in (COMMA, BREAK, MARK, STOP_WORD)}
    return Batch(
        len(lengths),
        known,
        document,
        at - start[document],
        words,
        kind_of_all[at],
        key,
        raw,
        flags[words],
        counts[COMMA],
        counts[BREAK],
        counts[MARK],
        counts[STOP_WORD],
        np.searchsorted(document, np.arange(len(lengths) + 1)),
        sums,
        ordered,
        previous,
    )


def with_keys(batch: Batch, rows: np.ndarray, keys: np.ndarray) -> Batch:
    """The batch with other keys, of words written in another way, at these words."""
    key, flags = batch.key.copy(), batch.flags.copy()
    key[rows] = keys
    flags[rows] |= CORRECTED
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(key, dtype=np.uint64)))
    return replace(batch, key=key, flags=flags, sums=sums)


def ordered_hash(batch: Batch, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """For runs of words start…end-1 (numbers of words of the batch): a hash of the words as written, in order."""
    inverse = _all_powers(_INVERSE, int(start.max()) + 1 if len(start) else 1)
    hashes: np.ndarray = (batch.ordered[end] - batch.ordered[start]) * inverse[start]
    return hashes


def keys_of(names: Iterable[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, Batch]:
    """Of whole names: key, ordered hash and number of content words."""
    batch = read(list(names))
    start, end = batch.first[:-1], batch.first[1:]
    return batch.sums[end] - batch.sums[start], ordered_hash(batch, start, end), end - start, batch
