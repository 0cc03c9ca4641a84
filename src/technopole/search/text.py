"""Text into the index's terms: the same for documents and queries, in any script, deterministic.

Folding: Unicode NFKC, case, accents, traditional to simplified Chinese. Words of Latin script are stemmed (English
Snowball); runs of Han, kana and Hangul become overlapping pairs of characters, a single character itself.
"""

from __future__ import annotations

import functools
import re
import sys
import threading
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from technopole.methods import chinese
from technopole.methods.folding import fold

LONGEST_WORD = 64
_LONGEST_KEY = 200

_PAIRED_SCRIPTS = chinese.HAN + "\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af\u1100-\u11ff"
_ASCII_WORD = re.compile("[a-z0-9]+")

STOP_WORDS = frozenset(
    ("a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with")
    + ("de", "del", "der", "des", "di", "die", "du", "et", "fur", "la", "und", "y")
)
"""Words a query need not share with a name."""


class Span(NamedTuple):
    """A term and the characters of the text it stands for."""

    term: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """The folded words, in order, not stemmed; a run of Chinese, Japanese or Korean is one word."""
    folded = fold(text)
    return _ASCII_WORD.findall(folded) if folded.isascii() else _word_pattern().findall(folded)


def terms(text: str) -> list[str]:
    """The index's terms of a text, in order and with repetitions.

    >>> terms("Institutes of 复旦大学")
    ['institut', 'of', '复旦', '旦大', '大学']
    """
    return [term for word in words(text) for term in word_terms(word)]


def word_terms(word: str) -> list[str]:
    """The terms of one folded word: its stem, or the pairs of a run of Chinese."""
    if word.isascii():
        return [stem(word[:LONGEST_WORD])]
    if not _is_paired(word):
        return [word[:LONGEST_WORD]]
    return [word] if len(word) == 1 else [word[at : at + 2] for at in range(len(word) - 1)]


def spans(text: str) -> list[Span]:
    """Every term with its place in the text as given: what to highlight."""
    found = []
    for match in _word_pattern().finditer(text):
        raw, start = match.group(), match.start()
        if _is_paired(raw):
            folded = chinese.simplify(raw)
            if len(raw) == 1:
                found.append(Span(folded, start, start + 1))
            found.extend(Span(folded[at : at + 2], start + at, start + at + 2) for at in range(len(raw) - 1))
        else:
            found.extend(Span(term, start, match.end()) for term in terms(raw))
    return found


def name_key(name: str) -> str:
    """What two spellings of one name have in common: folded letters and digits only, without a leading "the".

    >>> name_key("The  University of Tokyo") == name_key("university-of-Tokyo")
    True
    """
    return words_key(words(name))


def words_key(folded: list[str]) -> str:
    """`name_key` of a name whose folded words are known."""
    return "".join(folded[1:] if len(folded) > 1 and folded[0] == "the" else folded)[:_LONGEST_KEY]


@functools.lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """The English Snowball stem of a folded word; words with digits stay as they are."""
    if len(word) < 4 or not word.isalpha():
        return word
    with _stemmer_lock:
        stemmed = _stemmer().analyze(word)
    return stemmed[0] if stemmed else word


_stemmer_lock = threading.Lock()


@functools.cache
def _stemmer():  # type: ignore[no-untyped-def]
    # Imported here, so that importing the package does not load the engine.
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()


@functools.cache
def _paired() -> re.Pattern[str]:
    return re.compile(f"[{_PAIRED_SCRIPTS}]")


def _is_paired(word: str) -> bool:
    return _paired().match(word) is not None


@functools.cache
def _word_pattern() -> re.Pattern[str]:
    """A run of paired characters, or of other letters, digits and the marks that Indic, Thai, … vowels are."""
    marks = "".join(_ranges(code for code in range(0x300, 0x1F000) if unicodedata.category(chr(code)) in ("Mn", "Mc")))
    return re.compile(f"[{_PAIRED_SCRIPTS}]+|(?:[^\\W_{_PAIRED_SCRIPTS}][{marks}]*(?:['’ʼ](?=[^\\W_]))?)+")


def _ranges(codes: Iterator[int]) -> Iterator[str]:
    first = last = -2
    for code in [*codes, sys.maxunicode + 2]:
        if code != last + 1:
            if first >= 0:
                yield f"{chr(first)}-{chr(last)}"
            first = code
        last = code
