"""Which of the documents found is meant: by the one name of each that is most like the query, and by its weight."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from technopole.search import text
from technopole.search.matching import Asked
from technopole.search.short_names import short_names

# A whole name counts for more than any likeness, and among whole names the official ones for more than short forms.
_WHOLE = {"display": 10.0, "label": 10.0, "alias": 9.6, "acronym": 9.6, "former": 9.2}
_WHY = {"display": "exact_name", "label": "exact_name", "alias": "alias", "acronym": "acronym", "former": "former_name"}
_SHORT_FORM = 9.4
_WEIGHT = 0.9
_SAME_WORDS, _BEGINNING, _WITHIN = 0.5, 0.2, 0.2
_ENGINE = 0.3


@dataclass(frozen=True, slots=True)
class Ranked:
    """How well a document answers a query."""

    score: float
    matched_name: str
    why: tuple[str, ...]


def rank(asked: Asked, body: dict[str, Any], relevance: float = 0.0) -> Ranked:
    """The document's best name and its score; `relevance` is the engine's opinion, from 0 to 1, which knows how rare
    each word is. Cost: some microseconds a name."""
    best, best_name, why = 0.0, "", "misspelt" if asked.misspelt else "text"
    wanted = " ".join(asked.expanded)
    for value, _, kind in body["names"]:
        likeness, reason = _likeness(asked, wanted, value, kind)
        if likeness > best:
            best, best_name, why = likeness, value, reason
    if why not in ("text", "some_words", "misspelt"):
        relevance = 1.0  # all words are in the name: how rare they are makes no difference any more
    return Ranked(best + _WEIGHT * body["weight"] + _ENGINE * relevance, best_name or _title(body), (why,))


def _likeness(asked: Asked, wanted: str, value: str, kind: str) -> tuple[float, str]:
    folded, key, name_terms, meant = prepared(value)
    if key in asked.keys:
        return _WHOLE.get(kind, 9.0), _WHY.get(kind, "alias")
    if any(short in asked.keys for short in short_keys(value)):
        return _SHORT_FORM, "short_form"
    likeness = (0.6 * fuzz.ratio(wanted, folded) + 0.4 * fuzz.token_sort_ratio(wanted, folded)) / 100.0
    if meant and meant == asked.meant_terms:
        return likeness + _SAME_WORDS, "words"
    if folded.startswith(wanted):
        return likeness + _BEGINNING, "prefix"
    if f" {folded} " in f" {wanted} " and len(meant) > 1:
        return likeness + _WITHIN, "some_words"
    if all(any(term in name_terms for term in alternatives) for alternatives in asked.clauses):
        return likeness + _BEGINNING / 2, "words"
    if any(term in name_terms for term in asked.terms):
        return likeness, "some_words"
    return (likeness, "misspelt") if asked.misspelt else (likeness * 0.5, "text")


@lru_cache(maxsize=1 << 15)
def prepared(name: str) -> tuple[str, str, frozenset[str], frozenset[str]]:
    """A name's folded words, its key, its terms, and those of its words that say something."""
    words = text.words(name)
    terms = [(term, word not in text.STOP_WORDS) for word in words for term in text.word_terms(word)]
    return (
        " ".join(words),
        text.words_key(words),
        frozenset(term for term, _ in terms),
        frozenset(term for term, meant in terms if meant),
    )


@lru_cache(maxsize=1 << 15)
def short_keys(name: str) -> tuple[str, ...]:
    """The keys of a name's short forms."""
    return tuple(text.name_key(short) for short in short_names(name))


def _title(body: dict[str, Any]) -> str:
    return str(body["title_en"] or body["title_zh"] or (body["names"][0][0] if body["names"] else body["uid"]))
