"""Ranks what an engine found anew, from the texts of its best candidates alone. Pure: no engine, no store.

An engine gives the best few hundred of millions by BM25 over one field (titles twice, then text). The rest is here::

    prepared = prepare(terms, doc_freq, documents, average)       # the index's terms of the query, in order
    hits = engine(prepared.weighted(), 200)                       # a bag of (term, weight); weight × engine's BM25
    head = Head((hit.score, title_terms, text_terms) for hit in hits)     # the same analyser's terms, in order
    scores = rank(prepared, head)                                 # (m,) greatest first; same order as the candidates
    order = diversify(scores, owners, per_owner=3)                # numbers of candidates in the order to show
    why = explain(prepared, head)                                 # for each: [(term, share of the score), …]

`doc_freq(term)` is the engine's number of documents with a term, `documents` how many there are, `average` the mean
number of terms of a document with its title's counted twice. Everything is deterministic, the order of the candidates
does not matter, and no score is ever NaN. Scores compare within one head only. Nothing is learnt from a collection:
the constants are the same for English and Chinese, long needs and short questions; `docs/reference/retrieval-report.md`
tells what each part is worth.

With an `Encoder` (texts to vectors, given by the caller) the two orders are fused::

    scores = reciprocal(rank(prepared, head), meaning(encoder, query, texts))

`expand(prepared, head, Settings(second=True))` gives terms for a second look of the engine; by default it gives None.
"""

from technopole.methods.retrieval.diversity import diversify
from technopole.methods.retrieval.fusion import Encoder, convex, meaning, reciprocal
from technopole.methods.retrieval.head import Candidate, Head
from technopole.methods.retrieval.needs import Prepared, prepare
from technopole.methods.retrieval.ranking import DEFAULT, Settings, expand, explain, rank

__all__ = [
    "DEFAULT",
    "Candidate",
    "Encoder",
    "Head",
    "Prepared",
    "Settings",
    "convex",
    "diversify",
    "expand",
    "explain",
    "meaning",
    "prepare",
    "rank",
    "reciprocal",
]
