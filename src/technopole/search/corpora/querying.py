"""A weighted bag of terms to the best things of all shards, narrowed by facets.

Scores are BM25 with one idf for the whole corpus: a shard's own idf is corrected by the weight its term gets, so that
a thing ranks the same in whichever shard it lies, be there two hundred others or seven million.

A filter costs the engine twice the time and more, because it can no longer skip what cannot be among the best. So where
one lets many through, more of the best are taken without it and those that fit are kept; where one lets few through,
the words are looked up in these; the order is the same.
"""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from technopole.search.corpora import records, schema
from technopole.search.corpora.analysis import HAN, LATIN, Term
from technopole.search.corpora.records import Record
from technopole.search.corpora.sets import Shard

if TYPE_CHECKING:
    import tantivy

T = TypeVar("T")
Clause = tuple[Any, Any]
"""(what it is to the whole, a query), as the engine takes them."""
Filters = Mapping[str, Sequence[str]]
"""{facet: values}: values of one facet are alternatives, facets add up."""

READING = 8_000
"""To read a thing and see whether it fits a filter costs as much as so many postings of the words that are asked for,
which the engine, once it has a filter to heed, cannot skip…"""
SEEKING = 8
"""…and to look a word up in one of the things that fit a filter as much as so many."""
_SPARE = 20
_HAN = ("zh", "ja", "ko")
"""Languages whose words are pairs of characters."""
_MOST_VALUES = 20_000


class Found(NamedTuple):
    """A thing of a shard that fits a query."""

    score: float
    number: int
    shard: Shard
    address: tantivy.DocAddress

    def record(self) -> Record:
        return self.shard.record(self.address, self.number)


@dataclass(frozen=True)
class Statistics:
    """How common terms are in the whole corpus."""

    counts: Mapping[str, int]
    """{field: among how many things its words are counted}: a word of the few things in Chinese is not rare because
    most are in English."""
    documents: Mapping[Term, int]
    """In how many of them a term occurs."""
    by_shard: tuple[Mapping[Term, int], ...]

    def idf(self, term: Term) -> float:
        return idf(self.counts[term.field], self.documents[term])

    def share(self, term: Term) -> float:
        """Of the things among which it is counted, what part has the term."""
        return self.documents[term] / max(self.counts[term.field], 1)


def idf(count: int, documents: int) -> float:
    """Lucene's and Tantivy's: never negative."""
    return math.log(1 + (count - documents + 0.5) / (documents + 0.5))


def statistics(shards: Sequence[Shard], terms: Sequence[Term]) -> Statistics:
    """Cost: some microseconds a term and shard."""
    by_shard = tuple({term: int(shard.searcher.doc_freq(*term)) for term in terms} for shard in shards)
    whole = {term: sum(counts[term] for counts in by_shard) for term in terms}
    return Statistics(_counts(shards, whole), whole, by_shard)


def _counts(shards: Sequence[Shard], documents: Mapping[Term, int]) -> dict[str, int]:
    """Things in Chinese, Japanese or Korean, of those in two languages at least as many as have the commonest term; for
    other words all things: a name in Latin letters inside a Chinese text is rare, however few texts are English."""
    every = sum(shard.count for shard in shards)
    in_han = sum(
        int(shard.searcher.doc_freq(*schema.facet("language", language))) for shard in shards for language in _HAN
    )
    commonest = max((number for term, number in documents.items() if term.field == HAN), default=0)
    return {HAN: min(max(in_han, commonest), every), LATIN: every}


def best(
    shards: Sequence[Shard], weights: Mapping[Term, float], known: Statistics, filters: Filters, limit: int,
    *, every: bool = False,
) -> list[Found]:  # fmt: skip
    """The `limit` best by BM25, each term's part times its weight, best first; with `every`, of those that have all.

    Of a thing that stands in two shards, as while a loaded one becomes a row, the live one counts.
    """
    used = {term: weight for term, weight in weights.items() if weight > 0 and known.documents[term]}
    if not used or limit < 1 or (every and len(used) < len(weights)):
        return []
    share = _share(shards, filters)
    if not share:
        return []
    searches = [
        partial(_of_shard, shard, counts, used, known, filters, share, limit, every)
        for shard, counts in zip(shards, known.by_shard, strict=True)
    ]
    found = [hit for hits in together(searches) for hit in hits]
    found.sort(key=lambda hit: (-hit.score, hit.number))
    return _each_once(found)[:limit]


def counted(
    shards: Sequence[Shard], terms: Sequence[Term], filters: Filters, *, every: bool
) -> int:  # fmt: skip
    """Exactly how many things have one of the terms (or `every` one), and fit; all that fit if there are no terms."""

    def count(shard: Shard) -> int:
        query = _all_of([*_matching(shard, terms, every=every), *_clauses(shard, filters)])
        found: Any = shard.searcher.search(query, limit=1, count=True)
        return int(found.count or 0)

    return sum(together([partial(count, shard) for shard in shards]))


def counts(
    shards: Sequence[Shard], terms: Sequence[Term], filters: Filters, *, every: bool
) -> dict[str, dict[str, int]]:
    """{facet: {value: how many there would be with it}}, under all filters but the facet's own; most first."""
    counted = _counted(shards, terms, filters, every=every)
    for facet in filters:
        if facet not in records.UNCOUNTED:
            others = {name: values for name, values in filters.items() if name != facet}
            counted[facet] = _counted(shards, terms, others, every=every).get(facet, {})
    return counted


def _counted(
    shards: Sequence[Shard], terms: Sequence[Term], filters: Filters, *, every: bool
) -> dict[str, dict[str, int]]:
    wanted = {"values": {"terms": {"field": schema.COUNTED, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}}

    def count(shard: Shard) -> list[dict[str, Any]]:
        query = _all_of([*_matching(shard, terms, every=every), *_clauses(shard, filters)])
        buckets: list[dict[str, Any]] = shard.searcher.aggregate(query, wanted)["values"]["buckets"]
        return buckets

    whole: Counter[str] = Counter()
    for buckets in together([partial(count, shard) for shard in shards]):
        for bucket in buckets:
            whole[bucket["key"]] += bucket["doc_count"]
    found: dict[str, dict[str, int]] = {}
    for key, number in sorted(whole.items(), key=lambda pair: (-pair[1], pair[0])):
        facet, _, value = key.partition(schema.SEPARATOR)
        found.setdefault(facet, {})[value] = number
    return found


def newest(shards: Sequence[Shard], filters: Filters, limit: int) -> list[Found]:
    """Things in no order of relevance: what a page shows before anything was asked. Cost: reads what it gives."""
    found: list[Found] = []
    for shard in sorted(shards, key=lambda shard: not shard.live):
        if len(found) >= limit:
            break
        query = _all_of([*_matching(shard, (), every=False), *_clauses(shard, filters)])
        found += _hits(shard, shard.searcher.search(query, limit=limit, count=False).hits)
    return _each_once(found)[:limit]


def beginning_with(shards: Sequence[Shard], character: str, most: int = 16) -> list[Term]:
    """The commonest pairs that begin with a Chinese character."""
    common: Counter[str] = Counter()
    for shard in shards:
        for text, documents in shard.searcher.terms_with_prefix(HAN, character, limit=2000):
            common[text] += documents
    return [Term(HAN, text) for text, _ in common.most_common(most)]


def one(shard: Shard, number: int) -> list[Found]:
    """The thing of this number, if the shard holds it."""
    return _hits(shard, shard.find(number))


def all_of(shard: Shard) -> Iterator[Record]:
    """Every record of a shard, in no order."""
    import tantivy

    found = shard.searcher.search(tantivy.Query.all_query(), limit=max(shard.count, 1), count=False)
    return (hit.record() for hit in _hits(shard, found.hits))


def together(calls: Sequence[Callable[[], T]]) -> list[T]:
    """The results of all calls, run on all cores; the engine lets go of Python while it searches."""
    if len(calls) < 2:
        return [call() for call in calls]
    futures = [_pool().submit(call) for call in calls[1:]]
    return [calls[0](), *(future.result() for future in futures)]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="corpora")


def _of_shard(
    shard: Shard, counts: Mapping[Term, int], weights: Mapping[Term, float], known: Statistics, filters: Filters,
    share: float, limit: int, every: bool,
) -> list[Found]:  # fmt: skip
    from tantivy import Occur, Query

    terms = _weighted(shard, counts, weights, known)
    if not terms or (every and len(terms) < len(weights)):
        return []
    filters = _telling(shard, filters)
    narrowing = _clauses(shard, filters)
    if every or len(terms) == 1:
        return _found_by(shard, [*narrowing, *((Occur.Must, term) for term in terms)], limit)
    if not filters:
        return _found_by(shard, [(Occur.Should, term) for term in terms], limit)
    postings = sum(counts.values())
    many = min(int(limit / share * 1.5) + _SPARE, shard.count)
    if many * READING <= postings:
        hits = _found_by(shard, [(Occur.Should, term) for term in terms], many)
        fitting = [hit for hit in hits if _fits(hit.record(), filters)]
        if len(fitting) >= limit or len(hits) < many:
            return fitting[:limit]
    if share * shard.count * len(terms) * SEEKING <= postings:
        return _one_by_one(shard, narrowing, terms, limit)
    bag = Query.boolean_query([(Occur.Should, term) for term in terms])
    return _found_by(shard, [*narrowing, (Occur.Must, bag)], limit)


def _one_by_one(shard: Shard, narrowing: Sequence[Clause], terms: Sequence[Any], limit: int) -> list[Found]:
    """The best of the few things that fit: each term is looked up in each of them.

    Were the terms alternatives in one query, the engine would go through all their things, in blocks of thousands.
    """
    from tantivy import Occur, Query

    query = _all_of(narrowing)
    for term in terms:
        query = Query.boolean_query([(Occur.Must, query), (Occur.Should, term)])
    hits = shard.searcher.search(query, limit=limit, count=False).hits
    return _hits(shard, [hit for hit in hits if (hit[0] or 0.0) > 0.0])


def _found_by(shard: Shard, clauses: Sequence[Clause], limit: int) -> list[Found]:
    return _hits(shard, shard.searcher.search(_all_of(clauses), limit=limit, count=False).hits)


def _all_of(clauses: Sequence[Clause]) -> tantivy.Query:
    from tantivy import Query

    return Query.boolean_query(list(clauses))


def _weighted(
    shard: Shard, counts: Mapping[Term, int], weights: Mapping[Term, float], known: Statistics
) -> list[tantivy.Query]:
    """The terms that the shard has, as queries that score by the idf of the whole corpus."""
    from tantivy import Query

    found = []
    for term, weight in weights.items():
        if counts[term]:
            factor = weight * known.idf(term) / idf(shard.count, counts[term])
            found.append(Query.boost_query(_term(shard, term), factor))
    return found


def _term(shard: Shard, term: Term) -> tantivy.Query:
    from tantivy import Query

    return Query.term_query(shard.schema, term.field, term.text, "freq")


def _matching(shard: Shard, terms: Sequence[Term], *, every: bool) -> list[Clause]:
    from tantivy import Occur, Query

    if not terms:
        return [(Occur.Must, Query.all_query())]
    found = [_term(shard, term) for term in terms]
    if every:
        return [(Occur.Must, term) for term in found]
    return [(Occur.Must, Query.boolean_query([(Occur.Should, term) for term in found]))]


def _clauses(shard: Shard, filters: Filters) -> list[Clause]:
    """What the filters demand, without a score."""
    from tantivy import Occur, Query

    clauses = []
    for facet, values in filters.items():
        terms = [Query.term_query(shard.schema, *schema.facet(facet, value), "basic") for value in values]
        either = terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])
        clauses.append((Occur.Must, Query.const_score_query(either, 0.0)))
    return clauses


def _telling(shard: Shard, filters: Filters) -> Filters:
    """Without the filters that let everything through, such as the source of a set that has but one."""
    if not filters:
        return filters
    everything = sum(_having(shard, "standing", value) for value in (records.REFERENCE, records.LISTING))
    return {
        facet: values
        for facet, values in filters.items()
        # of a facet with several values for one thing the numbers cannot be added up
        if (len(values) > 1 and facet not in records.ONE_VALUE)
        or sum(_having(shard, facet, value) for value in values) < everything
    }


def _having(shard: Shard, facet: str, value: str) -> int:
    """How many things have the value; some that were deleted may count."""
    return int(shard.searcher.doc_freq(*schema.facet(facet, value)))


def _share(shards: Sequence[Shard], filters: Filters) -> float:
    """About what share of all things the filters let through, were facets independent of each other."""
    count = sum(shard.count for shard in shards) or 1
    share = 1.0
    for facet, values in filters.items():
        fitting = sum(_having(shard, facet, value) for shard in shards for value in values)
        share *= min(1.0, fitting / count)
    return share


def _fits(record: Record, filters: Filters) -> bool:
    return all(not records.values_of(record, facet).isdisjoint(values) for facet, values in filters.items())


def _hits(shard: Shard, hits: Sequence[tuple[float, tantivy.DocAddress]]) -> list[Found]:
    numbers = shard.searcher.fast_field_values("uid", [address for _, address in hits])
    return [
        Found(float(score or 0.0), int(number or 0), shard, address)
        for (score, address), number in zip(hits, numbers, strict=True)
    ]


def _each_once(found: list[Found]) -> list[Found]:
    live = {hit.number for hit in found if hit.shard.live}
    kept: dict[int, Found] = {}
    for hit in found:
        if hit.shard.live or hit.number not in live:
            kept.setdefault(hit.number, hit)
    return list(kept.values())
