"""Two looks at each text: what its names may mean, then how these meanings stand to each other.

Resolving and training both go through here, so that a model is asked what it was taught.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from technopole.methods.resolution import candidates, features, retrieval, spans, text
from technopole.methods.resolution.candidates import Aliases, Candidates
from technopole.methods.resolution.learnt import Learnt, counts
from technopole.methods.resolution.spelling import Speller
from technopole.methods.resolution.table import KIND, NameTable

LEAST_CHANCE = 0.03
"""What the first look takes to be less likely is not looked at again."""
SURE = 0.75
"""Texts in which something is at least so likely are not searched for names that they have in part."""


@dataclass(frozen=True, eq=False)
class First:
    """What the first look saw of a batch of texts; one row of features for each (text, organisation)."""

    batch: text.Batch
    places: features.Places
    found: Candidates
    rows: np.ndarray


class Looker:
    """Makes candidates and their features, with one table and what was learnt."""

    def __init__(self, table: NameTable, learnt: Learnt, speller: Speller | None = None) -> None:
        self.table, self.learnt = table, learnt
        self.speller = speller or Speller(table)
        hashes = features.table_hashes(table)
        self.aliases = Aliases(table, learnt, hashes)
        (meant,) = counts(hashes, learnt.organisation, learnt.organisation_meant)
        self.known_well = np.log1p(meant)
        self.sieve = self.aliases.sieve(table.sieve)

    def first(self, texts: Sequence[str]) -> First:
        """Names as they are written, and aliases that were learnt."""
        batch = self.speller.corrected(text.read(texts))
        runs = spans.runs(batch, self.sieve)
        few = candidates.without_repeats(batch, runs)
        found = candidates.limited(
            candidates.join(
                [
                    candidates.by_name(batch, few, self.table, self.learnt),
                    candidates.by_alias(batch, few, self.table, self.aliases),
                ]
            )
        )
        places = features.Places(batch, runs, self.table, found)
        rows = features.matrix(batch, found, places, self.table, self.learnt)
        best = _best(found)
        return First(batch, places, found.take(best), rows[best])

    def second(self, first: First, chance: np.ndarray) -> tuple[Candidates, np.ndarray]:
        """What is likely enough, and names that the text has in part."""
        batch, found = first.batch, first.found
        surest = np.zeros(batch.texts)
        np.maximum.at(surest, found.document, chance)
        part = retrieval.similar(batch, found, surest < SURE, self.known_well, self.table)
        likely = np.flatnonzero(chance >= LEAST_CHANCE)
        both = candidates.join([found.take(likely), part])
        before = np.concatenate((chance[likely], np.zeros(len(part))))[candidates.order_of([found.take(likely), part])]
        best = _best(both)
        both, before = both.take(best), before[best]
        rows = features.matrix(batch, both, first.places, self.table, self.learnt)
        return both, np.concatenate([rows, features.second(batch, both, before, self.table)], axis=1)


def _best(found: Candidates) -> np.ndarray:
    """For each organisation of each text the row that speaks for it most: whole names first, long ones first."""
    worth = (
        (found.kind != KIND["similar"]) * 100_000.0
        + found.cover * 1000
        + (found.end - found.start) * 10
        + found.exact * 3
        - found.kind * 0.3
    )
    order = np.lexsort((-worth, found.organisation, found.document))
    document, organisation = found.document[order], found.organisation[order]
    new = np.ones(len(order), bool)
    new[1:] = (document[1:] != document[:-1]) | (organisation[1:] != organisation[:-1])
    return np.sort(order[new])
