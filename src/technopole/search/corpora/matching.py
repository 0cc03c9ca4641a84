"""A need, in its own words, to the things of a corpus that might meet it, and why each was proposed.

1. The need's words, weighed by how rare they are, are asked for; and what its technical terms are called in other
   languages, apart from them, since one technical term is three pairs of Chinese characters but one English word.
2. The best of each are ranked anew from their texts (`methods.retrieval`).
3. Both orders are laid over each other by the weight of the words met, each weighed among the things in its script.
4. What both sides state besides — readiness, field, ways to work together, price, place — moves a thing up or down a
   little; nothing is shut out but by a filter.
5. One owner fills no page: others come before his fourth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from technopole.methods import retrieval
from technopole.methods.retrieval import Candidate, Head, Prepared
from technopole.search.corpora import analysis, fitting, meaning, querying, records, wording
from technopole.search.corpora.analysis import Term
from technopole.search.corpora.fitting import Fit, Related
from technopole.search.corpora.querying import Filters, Found
from technopole.search.corpora.records import Record
from technopole.search.corpora.sets import Shard

Lexicon = Callable[[str], Sequence[tuple[str, Sequence[str]]]]
"""The technical terms of a text and what each is called in other languages, best known first."""

HEAD = 200
"""So many candidates in the need's own words are ranked anew…"""
FOREIGN_HEAD = 100
"""…and in those of other languages: with twice as many nothing more is found, at twice the cost."""
TERMS = 48
"""So many different terms of a need count, the rarest…"""
FIRST, FIRST_FOREIGN = 24, 12
"""…and so many of them are asked for, those that weigh most: the engine's time grows with each, and with all of them
no better candidates are found."""
WORDINGS = 2
"""Of a term, so many of what it is called elsewhere are asked for."""
_READ = 6_000
"""Characters of a thing's text that are read to rank it."""
FOREIGN = 0.9
"""What words met in another language count: they are not the need's own."""


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
        """Those that the engine is asked for."""
        most = FIRST_FOREIGN if self.foreign else FIRST
        return {Term(self.fields[text], text): weight for text, weight in self.prepared.weighted(most)}

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
    asked: _Asked
    score: float = 0.0


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
    own = _asked(shards, wording.telling(analysis.terms(text)))
    asked = [own] if own else []
    if terms:
        other = [term for _, called in terms for each in called[:WORDINGS] for term in analysis.terms(each)]
        if elsewhere := _asked(shards, other, foreign=True):
            asked.append(elsewhere)
    if not asked or limit < 1:
        return []
    # One measure for both: a handful of translated terms met says less than most of the need's own words.
    most = max(each.most for each in asked)
    best: dict[int, _Candidate] = {}
    for each in asked:
        depth = max(FOREIGN_HEAD if each.foreign else HEAD, limit)
        for candidate in _ranked(shards, each, filters, depth, settings, most):
            before = best.get(candidate.found.number)
            if before is None or candidate.score > before.score:
                best[candidate.found.number] = candidate
    if encoder is not None:
        meaning.rerank(encoder, text, list(best.values()))
    return _chosen(list(best.values()), asked, wanted, text, terms, limit, per_owner, related, settings)


def _asked(shards: Sequence[Shard], every: Sequence[Term], *, foreign: bool = False) -> _Asked | None:
    known = querying.statistics(shards, list(dict.fromkeys(every)))
    fields = {term.text: term.field for term in every}
    count = max(known.counts.values(), default=0)  # shares are of this many, in whichever script they were counted
    prepared = retrieval.prepare(
        [term.text for term in every],
        lambda text: round(known.share(Term(fields[text], text)) * count),
        count,
        _average(shards, {term.field for term in every}),
        most=TERMS,
    )
    return _Asked(prepared, fields, known, foreign) if prepared.terms else None


def _average(shards: Sequence[Shard], fields: set[str]) -> float:
    """How many terms of these fields a thing has on average."""
    count = sum(shard.count for shard in shards) or 1
    return sum(shard.count * sum(shard.lengths.get(name, 0.0) for name in fields) for shard in shards) / count


def _ranked(
    shards: Sequence[Shard], asked: _Asked, filters: Filters, depth: int, settings: Settings, most: float
) -> list[_Candidate]:
    found = querying.best(shards, asked.weights(), asked.known, filters, depth)
    fields = set(asked.fields.values())
    candidates = [_candidate(hit, fields, asked) for hit in found]
    if not candidates:
        return []
    head = _head(candidates)
    scores = retrieval.rank(asked.prepared, head) if settings.rank else head.scores
    for candidate, score in zip(candidates, scores.tolist(), strict=True):
        candidate.score = score / most * (FOREIGN if asked.foreign else 1.0)
    return candidates


def _head(candidates: Sequence[_Candidate]) -> Head:
    return Head(Candidate(candidate.found.score, *candidate.words) for candidate in candidates)


def _candidate(found: Found, fields: set[str], asked: _Asked) -> _Candidate:
    record = found.record()
    title, text = records.titles_and_text(record)
    words = analysis.texts_of(title, fields), analysis.texts_of(text[:_READ], fields)
    return _Candidate(found, record, words, asked)


def _chosen(
    candidates: list[_Candidate], asked: Sequence[_Asked], wanted: Wanted, text: str,
    terms: Sequence[tuple[str, Sequence[str]]], limit: int, per_owner: int, related: Related | None, settings: Settings,
) -> list[Match]:  # fmt: skip
    here = fitting.here(wanted)
    fits = [fitting.fits(wanted, each.record, related, here) if settings.structure else [] for each in candidates]
    own = np.array([each.score for each in candidates])
    # smoothing may leave the last below zero: up is up for these as well
    scores = own + np.abs(own) * np.array([fitting.factor(told) - 1.0 for told in fits])
    ties = np.array([candidate.found.number for candidate in candidates], dtype=np.uint64)
    first = np.lexsort((ties, -scores))
    owners = [records.owner_value(str(candidates[at].record.get("owner") or "")) or None for at in first]
    order = [int(first[at]) for at in retrieval.diversify(scores[first], owners, per_owner=per_owner)]
    chosen = [candidates[at] for at in order[:limit]]
    why = _reasons(chosen, asked, text, terms)
    return [
        Match(
            uid=candidates[at].record["uid"],
            score=round(float(scores[at]), 6),
            body=candidates[at].record,
            reasons=Reasons(*told, fits[at]),
        )
        for at, told in zip(order, why, strict=False)
    ]


def _reasons(
    chosen: Sequence[_Candidate], asked: Sequence[_Asked], text: str, terms: Sequence[tuple[str, Sequence[str]]]
) -> list[tuple[list[tuple[str, float]], list[tuple[str, str]]]]:
    """For each the words of the need that it has with their shares, and what it calls them in another language.

    Both, by whichever it was found: of a thing in two languages either may weigh more.
    """
    if not chosen:
        return []
    written = _as_written(text)
    runs = analysis.split(text).han
    own: list[list[tuple[str, float]]] = [[] for _ in chosen]
    other: list[list[tuple[str, str]]] = [[] for _ in chosen]
    elsewhere = _wordings(terms)
    for way in asked:
        fields = set(way.fields.values())
        head = _head([each if each.asked is way else _candidate(each.found, fields, way) for each in chosen])
        for at, shares in enumerate(retrieval.explain(way.prepared, head)):
            if way.foreign:
                other[at] = _translated({term for term, _ in shares}, elsewhere)
            else:
                own[at] = _joined(shares, written, runs)
    return list(zip(own, other, strict=True))


class _Wording(NamedTuple):
    """A term of the need, what it is called in another language, and the terms of the index that this has."""

    term: str
    called: str
    parts: list[Term]


def _wordings(terms: Sequence[tuple[str, Sequence[str]]]) -> list[_Wording]:
    """Those that can be found; the longest say most and come first."""
    every = [_Wording(term, each, analysis.terms(each)) for term, called in terms for each in called[:WORDINGS]]
    return sorted((each for each in every if each.parts), key=lambda each: -len(each.parts))


def _translated(there: set[str], elsewhere: Sequence[_Wording]) -> list[tuple[str, str]]:
    """The need's terms of which the thing has all words in another language."""
    found = [(each.term, each.called) for each in elsewhere if all(part.text in there for part in each.parts)]
    return list(dict.fromkeys(found))


def _joined(
    shares: Sequence[tuple[str, float]], written: dict[str, str], runs: Sequence[str]
) -> list[tuple[str, float]]:
    """Words as the need writes them; pairs of characters that overlap in it as the one expression they are part of."""
    left = dict(shares)
    found: dict[str, float] = {}
    for run in runs:
        start = 0
        for at in range(len(run)):
            if run[at : at + 2] in left:
                continue
            if at > start:
                pairs = {run[place : place + 2] for place in range(start, at)}
                expression = run[start : at + 1]
                found[expression] = found.get(expression, 0.0) + sum(left[pair] for pair in pairs)
            start = at + 1
    for term, share in shares:
        if not analysis.RUN.match(term):
            word = written.get(term, term)
            found[word] = found.get(word, 0.0) + share
    # of a pair in two expressions each has the whole share; what is told adds up to one all the same
    whole = sum(found.values()) or 1.0
    return sorted(((word, share / whole) for word, share in found.items()), key=lambda pair: (-pair[1], pair[0]))


def _as_written(text: str) -> dict[str, str]:
    """{term: the word of the text that it is the stem of}."""
    found: dict[str, str] = {}
    for word in analysis.WORD.findall(analysis.split(text).latin):
        for stem in analysis.words(word):
            found.setdefault(stem, word)
    return found
