"""Texts in, sets of organisations out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from technopole.methods.resolution import spans, text
from technopole.methods.resolution.records import Found
from technopole.methods.resolution.table import KINDS, NameTable

PROFILES = {"precise": 0.7, "complete": 0.45}
"""The least probability of an answer: `precise` for the best F0.5, `complete` for the best F1."""


class Resolver:
    """Finds the organisations of a table of names in texts; holds no state but the table, so threads may share it."""

    def __init__(self, table: NameTable) -> None:
        self.table = table

    def resolve(self, texts: Sequence[str], profile: str = "complete") -> list[list[Found]]:
        """For each text the organisations it names, the likeliest first. Raises KeyError for an unknown profile."""
        least = PROFILES[profile]
        table = self.table
        batch = text.read(texts)
        runs = spans.runs(batch, table.sieve)
        run, entry = spans.names(table, runs)
        found: list[list[Found]] = [[] for _ in texts]
        best: dict[tuple[int, int], tuple[float, int, int, int]] = {}
        many = np.diff(table.first)[np.searchsorted(table.keys, runs.key[run])] if len(run) else run
        for one, what, rivals in zip(run.tolist(), entry.tolist(), np.asarray(many).tolist(), strict=True):
            start, end = int(runs.start[one]), int(runs.end[one])
            if end - start < 2:
                continue
            document = int(batch.document[start])
            probability = (1 - 0.5 ** (end - start)) / rivals
            key = (document, int(table.organisation[what]))
            if probability >= least and best.get(key, (0.0,))[0] < probability:
                best[key] = (probability, start, end, what)
        for (document, organisation), (probability, start, end, what) in best.items():
            characters = text.places_of_tokens(texts[document])
            found[document].append(
                Found(
                    table.organisation_id(organisation),
                    probability,
                    table.name_text(int(table.name[what])),
                    characters[int(batch.token[start])][0],
                    characters[int(batch.token[end - 1])][1],
                    ("name", KINDS[table.kind[what]]),
                    organisation,
                )
            )
        for answers in found:
            answers.sort(key=lambda answer: -answer.probability)
        return found
