"""Words that mean the same in names of organisations, and words that say little: written by hand, kept as two tables.

A word and its abbreviations, translations and usual misspellings share one canonical word. This finds candidates
only: whether the words were the very same is for the ranker to weigh.
"""

from __future__ import annotations

from technopole.methods.resolution.written import rows


def canonical_words() -> dict[str, str]:
    """{variant: canonical word}, both folded; where two words share a variant, the first of the table has it."""
    same: dict[str, str] = {}
    for canonical, variants in rows("same_words.tsv").items():
        for variant in variants.split():
            same.setdefault(variant, canonical)
    return same


_lists = {name: words.split() for name, words in rows("word_lists.tsv").items()}

STOP = frozenset(_lists["stop"])
"""Words that a mention of a name may leave out or put in: articles, prepositions, legal forms."""

GENERIC = frozenset(_lists["generic"])
"""Canonical words that many organisations share and by which none is known."""

ORGANISATION_WORDS = frozenset(_lists["organisation_words"])
"""Canonical words that name a kind of organisation."""

ANOTHER = frozenset(_lists["another"])
"""Canonical words that, right before a name, make it the name of another: Technical University of Wrocław."""
