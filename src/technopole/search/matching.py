"""What a person typed as a query of the engine. No query language: any text is only words, so none can be wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from technopole.search import schema, text
from technopole.search.abbreviations import expand, readings

if TYPE_CHECKING:
    import tantivy

_LONGEST_QUERY = 500
_MOST_CLAUSES = 48
_MOST_WORDS = 24
_MOST_CHARACTERS = 32
_MOST_MISSPELT = 6
_HELD = 30.0
EXACT = 1000.0
"""What the engine adds for a whole name, far above its scores for words; half of it for a short form."""

Facets = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Asked:
    """A query text, taken apart."""

    given: str
    misspelt: bool = False
    """Nothing has these very words: names with similar ones are meant."""

    @cached_property
    def words(self) -> list[str]:
        """Its folded words, abbreviations as typed."""
        return text.words(self.given[:_LONGEST_QUERY])

    @cached_property
    def expanded(self) -> list[str]:
        """Its folded words, abbreviations written out."""
        return expand(self.words)

    @cached_property
    def keys(self) -> list[str]:
        """Under which a whole name equal to it is indexed."""
        both = (text.name_key(self.given[:_LONGEST_QUERY]), text.name_key(" ".join(self.expanded)))
        return [key for key in dict.fromkeys(both) if key]

    @cached_property
    def parts(self) -> list[str]:
        """Keys of the names it may hold, as an address holds the names of an institute and of its university: runs of
        at least two words, or of at least four Chinese characters."""
        words = self.expanded[:_MOST_WORDS]
        runs = [
            text.words_key(words[start:end]) for start in range(len(words)) for end in range(start + 2, len(words) + 1)
        ]
        for word in self.words:
            if len(text.word_terms(word)) > 1:
                held = word[:_MOST_CHARACTERS]
                runs += [held[start:end] for start in range(len(held)) for end in range(start + 4, len(held) + 1)]
        return list(dict.fromkeys(runs))

    @cached_property
    def meant(self) -> list[str]:
        """Its folded words without those like "of", unless there are no others."""
        return ([word for word in self.words if word not in text.STOP_WORDS] or self.words)[:_MOST_CLAUSES]

    @cached_property
    def clauses(self) -> list[list[str]]:
        """For each thing asked the terms that satisfy it."""
        found: dict[tuple[str, ...], None] = {}
        for word in self.meant:
            if word.isascii():
                found[tuple(dict.fromkeys(text.stem(each[: text.LONGEST_WORD]) for each in readings(word)))] = None
            else:
                found.update(((term,), None) for term in text.word_terms(word))
        return [list(alternatives) for alternatives in found][:_MOST_CLAUSES]

    @cached_property
    def meant_terms(self) -> frozenset[str]:
        """The terms of its words that say something, abbreviations written out."""
        meant = [word for word in self.expanded if word not in text.STOP_WORDS]
        return frozenset(term for word in meant for term in text.word_terms(word))

    @cached_property
    def terms(self) -> frozenset[str]:
        """All terms that satisfy a part of it: what to highlight."""
        return frozenset(term for alternatives in self.clauses for term in alternatives)


class Matcher:
    """Makes the engine's queries for one schema."""

    def __init__(self, engine_schema: tantivy.Schema) -> None:
        import tantivy

        self._schema = engine_schema
        self._query = tantivy.Query
        self._occur = tantivy.Occur

    def everything(self) -> tantivy.Query:
        """All documents."""
        return self._query.all_query()

    def nothing(self) -> tantivy.Query:
        """No document."""
        return self._query.empty_query()

    def attempts(self, asked: Asked) -> Iterator[tuple[tantivy.Query, Asked]]:
        """Queries, and what is then asked: from the strictest to the most forgiving, all words, all misspelt, most,
        most misspelt, half."""
        exact = [self.keyed(field, asked.keys, weight) for field, weight in (("keys", EXACT), ("short", EXACT / 2))]
        clauses = [self._clause(alternatives) for alternatives in asked.clauses]
        yield self._any([*exact, self._all(clauses)]), asked
        # Looking for similar words costs some milliseconds a word, and long texts are seldom typed.
        similar = [self._misspelt(word) for word in asked.meant] if len(asked.meant) <= _MOST_MISSPELT else []
        loosely = Asked(asked.given, misspelt=True)
        yield self._all(similar), loosely
        exact.append(self.keyed("keys", asked.parts, _HELD))
        yield self._any([*exact, self._at_least(clauses, 0.6)]), asked
        yield self._at_least(similar, 0.6), loosely
        yield self._at_least(clauses, 0.5), asked

    def keyed(self, field: str, keys: list[str], weight: float) -> tantivy.Query:
        """Documents with one of the whole names."""
        return self._query.const_score_query(self._query.term_set_query(self._schema, field, keys), weight)

    def beginning(self, field: str, start: str) -> tantivy.Query:
        """Documents with a term of the field that begins so; of whole names, use `named`."""
        return self._query.regex_query(self._schema, field, re.escape(start) + ".*")

    def named(self, start: str) -> tantivy.Query:
        """Documents with a name that begins so."""
        if len(start) <= schema.STARTS:
            return self._term("starts", start)
        return self.beginning("keys", start)

    def with_words(self, asked: Asked, *, unfinished: bool) -> tantivy.Query:
        """Documents with all the words among their names, of which the last may be unfinished."""
        clauses = []
        for place, word in enumerate(asked.meant):
            if len(parts := text.word_terms(word)) > 1:
                clauses.append(self._all([self._term("names", part) for part in parts]))
            elif unfinished and place == len(asked.meant) - 1:
                clauses.append(self.beginning("words", word[: text.LONGEST_WORD]))
            else:
                readable = [self._term("words", each) for each in readings(word[: text.LONGEST_WORD])]
                clauses.append(self._any(readable))
        return self._all(clauses)

    def things(self, uids: Iterable[str]) -> tantivy.Query:
        """These things."""
        return self._query.term_set_query(self._schema, "uid", list(uids))

    def filtered(self, query: tantivy.Query, facets: Facets, *, public_only: bool, but: str = "") -> tantivy.Query:
        """The query, within the facets' values (any of one facet's, all facets); the facet `but` is let go."""
        conditions = []
        if public_only:
            conditions.append(self._query.term_query(self._schema, "public", True))
        for name, values in facets.items():
            if name != but:
                chosen = [schema.facet(name, value) for value in values]
                conditions.append(self._query.term_set_query(self._schema, "facets", chosen))
        if not conditions:
            return query
        must = self._occur.Must
        silent = [(must, self._query.const_score_query(condition, 0.0)) for condition in conditions]
        return self._query.boolean_query([(must, query), *silent])

    def _clause(self, alternatives: list[str]) -> tantivy.Query:
        either = []
        for place, term in enumerate(alternatives):
            rank = 1.0 if place == 0 else 0.8
            either.append(self._query.boost_query(self._term("names", term), 3.0 * rank))
            either.append(self._query.boost_query(self._term("text", term), rank))
        return self._query.disjunction_max_query(either, 0.1)

    def _misspelt(self, word: str) -> tantivy.Query:
        """Words of names that differ by a letter or two; by the words as written, since stems of errors are others."""
        if len(word) < 4 or not word.isascii():
            return self._all([self._clause([term]) for term in text.word_terms(word)])
        distance = 1 if len(word) < 8 else 2
        near = self._query.fuzzy_term_query(self._schema, "words", word[: text.LONGEST_WORD], distance)
        return self._any([self._clause([text.stem(word)]), near])

    def _term(self, field: str, term: str) -> tantivy.Query:
        return self._query.term_query(self._schema, field, term, "freq")

    def _all(self, queries: list[tantivy.Query]) -> tantivy.Query:
        if not queries:
            return self._query.empty_query()
        return self._query.boolean_query([(self._occur.Must, query) for query in queries])

    def _any(self, queries: list[tantivy.Query]) -> tantivy.Query:
        return self._query.boolean_query([(self._occur.Should, query) for query in queries])

    def _at_least(self, queries: list[tantivy.Query], share: float) -> tantivy.Query:
        if not queries:
            return self._query.empty_query()
        return self._query.boolean_query(
            [(self._occur.Should, query) for query in queries], math.ceil(share * len(queries))
        )
