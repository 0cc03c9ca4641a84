"""What any engine gives the ranking, here exact BM25 over postings in memory; and the measures of trec_eval.

To measure another engine, give `measure` an object with the same methods.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from retrieval_collections import Collection

from technopole.methods.retrieval import Candidate
from technopole.search.corpora import analysis

K1, B = 1.2, 0.75


class Engine(Protocol):
    documents: int
    average: float

    def terms(self, text: str) -> list[str]: ...

    def doc_freq(self, term: str) -> int: ...

    def best(self, weighted: Sequence[tuple[str, float]], limit: int) -> list[tuple[float, int]]:
        """Score and number of the best documents, best first."""

    def candidate(self, score: float, number: int) -> Candidate: ...


class Exact:
    """BM25 with exact lengths, titles counted twice."""

    def __init__(self, collection: Collection) -> None:
        self._titles = [self.terms(title) for _, title, _ in collection.documents]
        self._texts = [self.terms(text) for _, _, text in collection.documents]
        self.documents = len(collection.documents)
        lengths = np.array([2 * len(a) + len(b) for a, b in zip(self._titles, self._texts, strict=True)], float)
        self.average = float(lengths.mean())
        self._norm = K1 * (1 - B + B * lengths / self.average)
        postings: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for number, (title, text) in enumerate(zip(self._titles, self._texts, strict=True)):
            for term, count in Counter([*title, *title, *text]).items():
                numbers, counts = postings[term]
                numbers.append(number)
                counts.append(count)
        self._postings = {term: (np.array(a), np.array(b, float)) for term, (a, b) in postings.items()}

    def terms(self, text: str) -> list[str]:
        return [term.text for term in analysis.terms(text)]

    def doc_freq(self, term: str) -> int:
        return len(self._postings[term][0]) if term in self._postings else 0

    def best(self, weighted: Sequence[tuple[str, float]], limit: int) -> list[tuple[float, int]]:
        scores = np.zeros(self.documents)
        for term, weight in weighted:
            if term in self._postings:
                numbers, counts = self._postings[term]
                idf = math.log1p((self.documents - len(numbers) + 0.5) / (len(numbers) + 0.5))
                scores[numbers] += weight * idf * counts * (K1 + 1) / (counts + self._norm[numbers])
        first = np.argsort(-scores, kind="stable")[:limit]
        return [(float(scores[number]), int(number)) for number in first if scores[number] > 0]

    def candidate(self, score: float, number: int) -> Candidate:
        return Candidate(score, self._titles[number], self._texts[number])


def measures(collection: Collection, found: Mapping[str, Sequence[str]]) -> dict[str, np.ndarray]:
    """nDCG@10 (trec_eval's: gain is the grade), average precision and recall at 100, for each query that was run."""
    told: dict[str, list[float]] = {"ndcg": [], "map": [], "recall": []}
    for query, documents in found.items():
        grades = collection.relevant[query]
        ideal = sorted(grades.values(), reverse=True)[:10]
        relevant = sum(grade > 0 for grade in grades.values())
        hits = [grades.get(document, 0) for document in documents]
        told["ndcg"].append(_gain(hits[:10]) / _gain(ideal))
        good = np.cumsum([hit > 0 for hit in hits])
        told["map"].append(sum(good[at] / (at + 1) for at, hit in enumerate(hits) if hit > 0) / relevant)
        told["recall"].append(sum(hit > 0 for hit in hits[:100]) / relevant)
    return {name: np.array(values) for name, values in told.items()}


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(at + 2) for at, grade in enumerate(grades))
