"""Ranking by meaning: the best of a match, laid over by how near a model of language finds each to the need.

Optional, and only for the order: what is proposed and why stays a matter of words. The model itself is in `semantic`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from django.conf import settings

from technopole.methods import retrieval
from technopole.search.corpora import analysis
from technopole.search.corpora.records import Record

HEAD = 100
"""So many of the best are read by the model; the rest stay where they are."""
SHARE = 0.5
"""What nearness counts against words, both scaled over the head."""
READ = 2_000
"""Characters of a thing's text that are given to the model; few models read more than 256 words."""


class Encoder(Protocol):
    """Tells how near texts are to a query."""

    def near(self, query: str, texts: Sequence[str]) -> np.ndarray:
        """(m,) nearness of each text, the best candidates first; NaN of what it had no time for or cannot read."""
        ...  # pragma: no cover


class Candidate(Protocol):
    """Something found, with what the corpus holds of it."""

    score: float
    record: Record


def configured() -> Encoder | None:
    """The encoder of this installation; None, and nothing imported, where no model is set."""
    if not settings.SEMANTIC_MODEL:
        return None
    from technopole.search.corpora import semantic

    return semantic.configured()


def check() -> str:
    """Read the model that is set and try it; gives what it is in words, "" where none is set. Raises `WrongModel`."""
    if not settings.SEMANTIC_MODEL:
        return ""
    from technopole.search.corpora import semantic

    return semantic.check()


def rerank(encoder: Encoder, query: str, candidates: Sequence[Candidate]) -> None:
    """Give the candidates scores in the order of words and meaning together.

    Those that the model read change places, and so scores, among themselves; all others keep theirs. So a score stays
    comparable with the others, and a model that had no time leaves the order of words.
    """
    scores = np.array([candidate.score for candidate in candidates], float)
    first = np.argsort(-scores, kind="stable")[:HEAD]
    han = _is_han(query)
    near = np.asarray(encoder.near(query, [_text(candidates[at].record, han) for at in first]), float)
    if near.shape != first.shape:
        raise ValueError(f"The encoder gave {near.shape} for {len(first)} texts; wanted one number for each.")
    read = np.flatnonzero(np.isfinite(near))
    if len(read) < 2:
        return
    known = first[read]
    fused = retrieval.convex(scores[known], near[read], SHARE)
    for place, at in zip(known, known[np.argsort(-fused, kind="stable")], strict=True):
        candidates[at].score = float(scores[place])


def _text(record: Record, han: bool) -> str:
    """The thing in the language of the need where it is described in both: a model of one language reads no other."""
    own, other = ((str(record.get(f"title{end}") or ""), str(record.get(f"text{end}") or "")) for end in ("", "_2"))
    chosen = other if any(other) and _is_han(" ".join(own)) != han and _is_han(" ".join(other)) == han else own
    return "\n".join(part for part in chosen if part)[:READ]


def _is_han(text: str) -> bool:
    """Whether more of a text is Chinese, Japanese or Korean than not."""
    if text.isascii():
        return False
    return sum(map(len, analysis.RUN.findall(text))) * 2 > len("".join(text.split()))
