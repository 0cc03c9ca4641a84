"""Finding things by name and by words, in English and Chinese: the only part that knows the search engine.

index = Index(path)
with index.writer() as writer:
    writer.put(documents)
    writer.commit()
results = search(index, "Fudan Univ", facets={"country": ["CN"]})
suggestions = suggest(index, "上海交")
"""

from technopole.search.documents import Document, Name
from technopole.search.index import Index, IndexBusy, IndexOutdated, Writer
from technopole.search.query import Highlight, Hit, Results, Suggestion, search, suggest

__all__ = [
    "Document",
    "Highlight",
    "Hit",
    "Index",
    "IndexBusy",
    "IndexOutdated",
    "Name",
    "Results",
    "Suggestion",
    "Writer",
    "search",
    "suggest",
]
