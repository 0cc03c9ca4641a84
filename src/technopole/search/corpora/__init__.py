"""Corpora: things by the million, found by a few words or matched to a need, in moments.

corpus = open_corpus("offers")
page = corpus.search("graphene heat spreader", {"trl": ["6", "7"]}, limit=10)

Each corpus is made of sets (`sets`): what is loaded by the million is built as a whole (`building`), what is a row of
the store lives in a small set that follows the outbox (`living`). The index of everything with a name
(`technopole.search`) is another thing: it knows spellings, this one knows relevance.
"""

from technopole.search.corpora.building import Built, Rows, build
from technopole.search.corpora.corpus import Corpus, Hit, Page
from technopole.search.corpora.fitting import Fit
from technopole.search.corpora.living import Writer, follow, open_corpus
from technopole.search.corpora.matching import Match, Reasons, Settings, Wanted
from technopole.search.corpora.records import Record

__all__ = [
    "Built",
    "Corpus",
    "Fit",
    "Hit",
    "Match",
    "Page",
    "Reasons",
    "Record",
    "Rows",
    "Settings",
    "Wanted",
    "Writer",
    "build",
    "follow",
    "open_corpus",
]
