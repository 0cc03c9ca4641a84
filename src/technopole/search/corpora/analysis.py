"""Text of a corpus into terms: English words by the engine itself, runs of Chinese as overlapping pairs of characters.

Two fields, `latin` and `han`, so that a thing described in both languages is not twice as long, and so less relevant,
than one described in one. The engine's own analysers run over both, in documents and in queries: by the million,
Python would take ten times as long.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from technopole.methods import chinese

if TYPE_CHECKING:
    import tantivy

LATIN, HAN = "latin", "han"

WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 40
RUN = re.compile(f"[{chinese.HAN}\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af\u1100-\u11ff]+")
_APART = re.compile(f"({RUN.pattern})")
_lock = threading.Lock()


class Term(NamedTuple):
    """A term of the index."""

    field: str
    text: str


class Split(NamedTuple):
    """A text as the two fields take it."""

    latin: str
    han: list[str]
    """Runs of Chinese, Japanese or Korean, in simplified characters."""


def split(text: str) -> Split:
    """The text taken apart by script. Cost: some microseconds, nothing to speak of for ASCII."""
    if text.isascii():
        return Split(text, [])
    try:
        text.encode()
    except UnicodeEncodeError:  # halves of characters, which no engine takes
        text = text.encode("utf-8", "ignore").decode()
    folded = simplified(text)
    parts = _APART.split(folded)  # one pass: other scripts and runs in turn
    return Split(" ".join(parts[::2]), parts[1::2])


def simplified(text: str) -> str:
    """`chinese.simplify`, but much cheaper for a text without traditional characters, as most are."""
    return chinese.simplify(text) if _traditional().search(text) else text


def terms(text: str) -> list[Term]:
    """The terms of a text, words first, in order and with repetitions.

    >>> terms("Graphene films 石墨烯膜")
    [Term(field='latin', text='graphen'), Term(field='latin', text='film'), Term(field='han', text='石墨'), \
Term(field='han', text='墨烯'), Term(field='han', text='烯膜')]
    """
    parts = split(text)
    found = [Term(LATIN, word) for word in words(parts.latin)]
    for run in parts.han:
        found.extend(Term(HAN, pair) for pair in pairs(run))
    return found


def texts_of(text: str, fields: Collection[str]) -> list[str]:
    """The terms of a text in these fields as plain texts: `terms`, when there are hundreds of texts to rank.

    No term is in both fields, since a pair of characters is no word of another script. Cost: half that of `terms`,
    since most words of a text are words of another.
    """
    parts = split(text)
    found: list[str] = []
    if LATIN in fields:
        for word in WORD.findall(parts.latin):
            found += _stems(word)
    if HAN in fields:
        for run in parts.han:
            found += pairs(run)
    return found


@functools.lru_cache(maxsize=1 << 16)
def _stems(word: str) -> tuple[str, ...]:
    """What `words` makes of one word: nothing of a stop word."""
    return tuple(words(word))


def words(latin: str) -> list[str]:
    """The stems of a text without Chinese, in order; English stop words are left out."""
    if not latin or latin.isspace():
        return []
    with _lock:
        return list(_latin().analyze(latin))


def pairs(run: str) -> list[str]:
    """Overlapping pairs of a run of Chinese; of a single character nothing."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def register(engine: tantivy.Index) -> None:
    """Make the analysers known to an index; needed each time one is opened."""
    engine.register_tokenizer(LATIN, _make_latin())
    engine.register_tokenizer(HAN, _make_han())


@functools.cache
def _latin() -> tantivy.TextAnalyzer:
    return _make_latin()


def _make_latin() -> tantivy.TextAnalyzer:
    # Imported here, so that importing the package does not load the engine.
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(_LONGEST_WORD))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stopword("english"))
        .filter(Filter.stemmer("english"))
        .build()
    )


def _make_han() -> tantivy.TextAnalyzer:
    from tantivy import TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.ngram(2, 2)).build()


@functools.cache
def _traditional() -> re.Pattern[str]:
    # rare characters apart: one class of both kinds is two hundred times slower to search for
    common = "".join(character for character in chinese.traditional_characters() if character < "\U00010000")
    return re.compile(f"[{common}]|[\U00020000-\U000323af]")
