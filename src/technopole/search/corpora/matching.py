"""A need, in its own words, to the things of a corpus that might meet it, and why each was proposed.

1. The need's words, weighed by how rare they are, are asked for; and what its technical terms are called in other
   languages, apart from them, since one technical term is three pairs of Chinese characters but one English word.
2. The best of each are ranked anew from their texts (`methods.retrieval`).
3. Both orders are laid over each other by the share of the need that a thing meets.
4. What both sides state besides — readiness, field, ways to work together, price, place — moves a thing up or down a
   little; nothing is shut out but by a filter.
5. One owner fills no page: others come before his fourth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from technopole.methods import retrieval
from technopole.methods.retrieval import Candidate, Head, Prepared
from technopole.search.corpora import analysis, fitting, meaning, querying, records
from technopole.search.corpora.analysis import HAN, LATIN, Term
from technopole.search.corpora.fitting import Fit, Related
from technopole.search.corpora.querying import Filters, Found
from technopole.search.corpora.records import Record
from technopole.search.corpora.sets import Shard

Lexicon = Callable[[str], Sequence[tuple[str, Sequence[str]]]]
"""The technical terms of a text and what each is called in other languages, best known first."""

HEAD = 200
"""So many candidates of each language are ranked anew."""
TERMS = 48
"""So many different terms of a need are asked for, the rarest: the engine's time grows with each."""
WORDINGS = 2
"""Of a term, so many of what it is called elsewhere are asked for."""
_READ = 6_000
"""Characters of a thing's text that are read to rank it."""
FOREIGN = 0.85
"""What a share met in another language counts: the words are not the need's own."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is wanted; also, turned round, what is offered, when needs are looked for."""

    text: str
    title: str = ""
    fields: Sequence[str] = ()
    """Symbols of a classification."""
    sectors: Sequence[str] = ()
    trl_min: int | None = None
    trl_max: int | None = None
    modes: Sequence[str] = ()
    price_high: float | None = None
    """The most that can be paid."""
    currency: str = ""
    country: str = ""
    region: str = ""


class Reasons(NamedTuple):
    """Why a thing was proposed."""

    terms: list[tuple[str, float]]
    """Words of the need that it has, as the need writes them, with their share of the match; the weightiest first."""
    translated: list[tuple[str, str]]
    """(a term of the need, what the thing calls it in another language)."""
    fits: list[Fit]
    """What both state, and how well it fits: readiness, field, way to work together, price, place."""


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that might meet the need."""

    uid: str
    score: float
    """About what share of the need's words, by weight, it meets: 0 to a little over 1."""
    body: Record
    reasons: Reasons


@dataclass(frozen=True)
class Settings:
    """What the matcher does at all; for measuring what each part is worth."""

    rank: bool = True
    feedback: bool = True
    translate: bool = True
    structure: bool = True


DEFAULT = Settings()


@dataclass(frozen=True)
class _Asked:
    """One way of asking: in the need's own words, or in those of other languages."""

    prepared: Prepared
    fields: dict[str, str]
    """{term: the field it is in}."""
    known: querying.Statistics
    foreign: bool = False

    def weights(self) -> dict[Term, float]:
        return {Term(self.fields[text], text): weight for text, weight in self.prepared.weighted()}

    @property
    def most(self) -> float:
        """The score of a thing that has each term without end."""
        return float((self.prepared.counts * self.prepared.idf).sum()) * 2.2 or 1.0


@dataclass
class _Candidate:
    found: Found
    record: Record
    words: tuple[list[str], list[str]]
    """The terms of its title and of its text, in the fields that were asked in."""
    score: float = 0.0
    terms: list[tuple[str, float]] = field(default_factory=list)
    foreign: bool = False


def match(
    shards: Sequence[Shard], wanted: Wanted, *, filters: Filters, limit: int, per_owner: int = 3,
    lexicon: Lexicon | None = None, related: Related | None = None, settings: Settings = DEFAULT,
    encoder: meaning.Encoder | None = None,
) -> list[Match]:  # fmt: skip
    """The `limit` best for a need, best first. Cost: two or three searches, and some 30 ms for each language.

    With an encoder the best are laid over by their meaning, at the cost of that.
    """
    text = f"{wanted.title}\n{wanted.text}" if wanted.title else wanted.text
    terms = lexicon(text) if lexicon and settings.translate else ()
    own = _asked(shards, analysis.terms(text))
    asked = [own] if own else []
    if terms:
        other = [term for _, wordings in terms for wording in wordings[:WORDINGS] for term in analysis.terms(wording)]
        if elsewhere := _asked(shards, other, foreign=True):
            asked.append(elsewhere)
    if not asked or limit < 1:
        return []
    depth = max(HEAD, limit)
    best: dict[int, _Candidate] = {}
    for each in asked:
        for candidate in _ranked(shards, each, filters, depth, settings):
            before = best.get(candidate.found.number)
            if before is None or candidate.score > before.score:
                best[candidate.found.number] = candidate
    if encoder is not None:
        meaning.rerank(encoder, text, list(best.values()))
    return _chosen(list(best.values()), wanted, text, terms, limit, per_owner, related, settings)


def _asked(shards: Sequence[Shard], every: Sequence[Term], *, foreign: bool = False) -> _Asked | None:
    known = querying.statistics(shards, list(dict.fromkeys(every)))
    fields = {term.text: term.field for term in every}
    prepared = retrieval.prepare(
        [term.text for term in every],
        lambda text: known.documents[Term(fields[text], text)],
        known.count,
        _average(shards, {term.field for term in every}),
        most=TERMS,
    )
    return _Asked(prepared, fields, known, foreign) if prepared.terms else None


def _average(shards: Sequence[Shard], fields: set[str]) -> float:
    """How many terms of these fields a thing has on average."""
    count = sum(shard.count for shard in shards) or 1
    return sum(shard.count * sum(shard.lengths.get(name, 0.0) for name in fields) for shard in shards) / count


def _ranked(
    shards: Sequence[Shard], asked: _Asked, filters: Filters, depth: int, settings: Settings
) -> list[_Candidate]:
    found = querying.best(shards, asked.weights(), asked.known, filters, depth)
    fields = set(asked.fields.values())
    candidates = [_candidate(hit, fields) for hit in found]
    if not candidates:
        return []
    head = _head(candidates)
    if settings.rank and settings.feedback and (more := retrieval.expand(asked.prepared, head)):
        candidates = _with_more(shards, asked, filters, depth, candidates, more)
        head = _head(candidates)
    scores = retrieval.rank(asked.prepared, head) if settings.rank else head.scores
    scores = scores / max(asked.most, 1e-9) * (FOREIGN if asked.foreign else 1.0)
    for candidate, score, told in zip(candidates, scores, retrieval.explain(asked.prepared, head), strict=True):
        candidate.score, candidate.terms, candidate.foreign = float(score), told, asked.foreign
    return candidates


def _with_more(
    shards: Sequence[Shard], asked: _Asked, filters: Filters, depth: int, candidates: list[_Candidate],
    more: Sequence[tuple[str, float]],
) -> list[_Candidate]:  # fmt: skip
    """The candidates and those that a second look with more terms finds; their scores are of the first terms."""
    field_of = {text: asked.fields.get(text) or (HAN if analysis.RUN.match(text) else LATIN) for text, _ in more}
    weights = {Term(field_of[text], text): weight for text, weight in more}
    known = querying.statistics(shards, list(weights))
    have = {candidate.found.number for candidate in candidates}
    second = [hit for hit in querying.best(shards, weights, known, filters, depth) if hit.number not in have]
    fields = set(asked.fields.values())
    return candidates + [_candidate(hit._replace(score=0.0), fields) for hit in second]


def _head(candidates: Sequence[_Candidate]) -> Head:
    return Head(Candidate(candidate.found.score, *candidate.words) for candidate in candidates)


def _candidate(found: Found, fields: set[str]) -> _Candidate:
    record = found.record()
    title, text = records.titles_and_text(record)
    return _Candidate(found, record, (analysis.texts_of(title, fields), analysis.texts_of(text[:_READ], fields)))


def _chosen(
    candidates: list[_Candidate], wanted: Wanted, text: str, terms: Sequence[tuple[str, Sequence[str]]], limit: int,
    per_owner: int, related: Related | None, settings: Settings,
) -> list[Match]:  # fmt: skip
    fits = [
        fitting.fits(wanted, candidate.record, related) if settings.structure else [] for candidate in candidates
    ]  # fmt: skip
    scores = np.array(
        [candidate.score * fitting.factor(each) for candidate, each in zip(candidates, fits, strict=True)]
    )  # fmt: skip
    ties = np.array([candidate.found.number for candidate in candidates], dtype=np.uint64)
    first = np.lexsort((ties, -scores))
    owners = [records.owner_value(str(candidates[at].record.get("owner") or "")) or None for at in first]
    order = [int(first[at]) for at in retrieval.diversify(scores[first], owners, per_owner=per_owner)]
    written = _as_written(text)
    return [
        Match(
            uid=candidates[at].record["uid"],
            score=round(float(scores[at]), 6),
            body=candidates[at].record,
            reasons=_reasons(candidates[at], written, terms, fits[at]),
        )
        for at in order[:limit]
    ]


def _reasons(
    candidate: _Candidate, written: dict[str, str], terms: Sequence[tuple[str, Sequence[str]]], fits: list[Fit]
) -> Reasons:
    if not candidate.foreign:
        return Reasons([(written.get(term, term), share) for term, share in candidate.terms], [], fits)
    there = {term for term, _ in candidate.terms}
    translated = [
        (term, wording)
        for term, wordings in terms
        for wording in wordings[:WORDINGS]
        if there >= {part.text for part in analysis.terms(wording)} != set()
    ]
    return Reasons([], list(dict.fromkeys(translated)), fits)


def _as_written(text: str) -> dict[str, str]:
    """{term: the word of the text that it is the stem of}."""
    found: dict[str, str] = {}
    for word in analysis.WORD.findall(analysis.split(text).latin):
        for stem in analysis.words(word):
            found.setdefault(stem, word)
    return found
