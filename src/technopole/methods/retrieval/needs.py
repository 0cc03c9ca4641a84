"""A query's or a need's words as weighted terms: which are asked for at all, and how much each counts.

Chinese is indexed by overlapping pairs of characters, and no stop list of words fits pairs: what is left out are pairs
with a character that only asks or only joins. It is what a list of English stop words does to English.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

ASKING = frozenset("什么哪谁怎吗呢的是了")
"""Characters of questions (什么, 哪里, 谁, 怎么, 吗, 呢) and of grammar alone (的, 是, 了)."""

MOST_TERMS = 64
"""So many different terms are asked for: the rarest of a long need, since an engine's time grows with each."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A query, weighed against the collection. `q` different terms."""

    terms: tuple[str, ...]
    """(q,) different terms, in the order in which they first stand."""
    counts: np.ndarray
    """(q,) how often each stands in the query: its weight for the engine, which multiplies it by its own idf."""
    idf: np.ndarray
    """(q,) inverse document frequency, as BM25 has it."""
    order: tuple[int, ...]
    """The query as numbers of its terms, in order and with repetitions; -1 where something was left out."""
    documents: int
    average: float
    """Terms of a document on average, titles counted twice."""

    def weighted(self, most: int = MOST_TERMS) -> list[tuple[str, float]]:
        """Terms and weights for the engine, weight times its BM25 of the term; the `most` that can add most."""
        adds = self.counts * self.idf
        # Stable and by the term where two add the same: the same terms whatever the machine.
        best = sorted(range(len(self.terms)), key=lambda at: (-adds[at], self.terms[at]))[:most]
        return [(self.terms[at], float(self.counts[at])) for at in sorted(best)]

    @cached_property
    def pairs(self) -> dict[tuple[int, int], int]:
        """Different terms that stand side by side, and how often."""
        found: dict[tuple[int, int], int] = {}
        for pair in zip(self.order, self.order[1:], strict=False):
            if min(pair) >= 0 and pair[0] != pair[1]:
                found[pair] = found.get(pair, 0) + 1
        return found


def prepare(
    terms: Sequence[str], doc_freq: Callable[[str], int], documents: int, average: float, *, most: int = MOST_TERMS
) -> Prepared:
    """The query's terms, as the index's analyser gives them, weighed.

    `doc_freq` tells in how many documents a term is; it is asked once for each different term. Terms in no document
    are left out, and so are those beyond the `most` with the greatest idf times (1 + ln count): what a long text
    says rarely elsewhere and often here is what it is about.
    """
    documents = max(documents, 1)
    wanted = [None if _asks(term) else term for term in terms]
    if not any(wanted):
        wanted = list(terms)
    counted: dict[str, int] = {}
    for term in wanted:
        if term:
            counted[term] = counted.get(term, 0) + 1
    frequencies = {term: min(doc_freq(term), documents) for term in counted}
    known = [term for term in counted if frequencies[term] > 0]
    counts = np.array([counted[term] for term in known], float)
    weights = idf(np.array([frequencies[term] for term in known], float), documents)
    if len(known) > most:
        # Stable and by the term where two weigh the same: the same terms whatever the machine.
        best = sorted(range(len(known)), key=lambda at: (-weights[at] * (1.0 + np.log(counts[at])), known[at]))[:most]
        kept = np.array(sorted(best), np.int64)
        known, counts, weights = [known[at] for at in kept], counts[kept], weights[kept]
    numbers = {term: at for at, term in enumerate(known)}
    order = tuple(numbers.get(term, -1) if term else -1 for term in wanted)
    return Prepared(tuple(known), counts, weights, order, documents, max(float(average), 1.0))


def idf(frequencies: np.ndarray, documents: int) -> np.ndarray:
    """ln(1 + (N - n + ½) / (n + ½)): never negative, as Lucene and Tantivy have it."""
    return np.asarray(np.log1p((documents - frequencies + 0.5) / (frequencies + 0.5)))


def _asks(term: str) -> bool:
    return not term.isascii() and not ASKING.isdisjoint(term)
