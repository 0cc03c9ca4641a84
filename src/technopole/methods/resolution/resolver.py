"""Texts in, sets of organisations out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from technopole.methods import chinese
from technopole.methods.forest import sigmoid
from technopole.methods.resolution import features, hanzi, text
from technopole.methods.resolution.candidates import Candidates
from technopole.methods.resolution.looks import Looker
from technopole.methods.resolution.model import Model, shipped
from technopole.methods.resolution.records import Found
from technopole.methods.resolution.table import KIND, NameTable

PROFILES = {"precise": 0.66, "complete": 0.5}
"""The least probability of an answer: `precise` for precision .95 where labels are full, `complete` for the best F1."""

_BATCH = 1024
_BATCH_CHARACTERS = 256 * _BATCH
"""A batch of long texts is shorter, so that memory depends on neither."""
_MOST_ANSWERS = 50

_STATED = re.compile(
    r"(?:https?://)?(?:ror\.org/)?\b(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})\b|\b(grid\.\d+\.[0-9a-f]+)\b|\b([0-9A-HJ-NPQRTUWXY]{18})\b",
    re.IGNORECASE,
)
_LONG = 18
"""A word of so many characters may be a unified social credit code."""
_HOST = re.compile(r"(?<![\w-])(?:[\w-]{1,63}\.){1,8}[a-z]{2,}", re.IGNORECASE)
"""Bounded, so that a text of nothing but letters or dots costs no more than another."""


@cache
def _column() -> dict[str, int]:
    return {name: number for number, name in enumerate(features.NAMES)}


class Resolver:
    """Finds the organisations of a table of names in texts; threads may share one."""

    def __init__(self, table: NameTable, model: Model | None = None) -> None:
        self.table = table
        self.model = model or shipped()
        self.looker = Looker(table, self.model.learnt)
        self.finder = hanzi.Finder(table)

    def resolve(self, texts: Sequence[str], profile: str = "complete") -> list[list[Found]]:
        """For each text the organisations it names, the likeliest first. Raises KeyError for an unknown profile.

        Cost: about 150 microseconds a text in batches of hundreds; memory does not grow with the number of texts.
        """
        least = PROFILES[profile]
        found: list[list[Found]] = []
        batch: list[str] = []
        characters = 0
        for one in texts:
            one = one[: text.LONGEST_TEXT]
            if len(batch) == _BATCH or (batch and characters + len(one) > _BATCH_CHARACTERS):
                found.extend(self._resolve(batch, least))
                batch, characters = [], 0
            batch.append(one)
            characters += len(one)
        if batch:
            found.extend(self._resolve(batch, least))
        return found

    def likely(self, names: Sequence[str], least: float = 0.05) -> list[dict[int, float]]:
        """For each name the organisations (numbers in the table) it may mean, even if they are not likely enough to
        be an answer, with their probabilities."""
        _, found, _, probability = self.probabilities(names)
        meant: list[dict[int, float]] = [{} for _ in names]
        for row in np.flatnonzero(probability >= least).tolist():
            meant[int(found.document[row])][int(found.organisation[row])] = round(float(probability[row]), 4)
        for number, one in enumerate(names):
            if not one.isascii() and chinese.has_han(one):
                for match in self.finder.find(one[: text.LONGEST_TEXT]):
                    meant[number][match.organisation] = max(match.probability, meant[number].get(match.organisation, 0))
        return meant

    def probabilities(self, texts: Sequence[str]) -> tuple[text.Batch, Candidates, np.ndarray, np.ndarray]:
        """All candidates that the second look weighed, with their features and calibrated probabilities."""
        first = self.looker.first(texts)
        chance = sigmoid(self.model.first.margin(first.rows))
        found, rows = self.looker.second(first, chance)
        margin = self.model.second.margin(rows)
        return first.batch, found, rows, np.interp(margin, self.model.margin, self.model.probability)

    def _resolve(self, texts: Sequence[str], least: float) -> list[list[Found]]:
        batch, found, rows, probability = self.probabilities(texts)
        answers: list[dict[int, Found]] = [{} for _ in texts]
        chosen = np.flatnonzero(probability >= least)
        places: dict[int, list[tuple[int, int]]] = {}
        furthest = np.zeros(len(texts), np.int64)
        if len(chosen):
            np.maximum.at(furthest, found.document[chosen], batch.token[found.end[chosen] - 1] + 1)
        for row in chosen.tolist():
            document = int(found.document[row])
            if document not in places:
                places[document] = text.places_of_tokens(texts[document], int(furthest[document]))
            answer = self._answer(batch, found, rows[row], row, float(probability[row]), places[document])
            answers[document][answer.number] = answer
        for number, one in enumerate(texts):
            self._add_stated(one, answers[number])
            if not one.isascii() and chinese.has_han(one):
                self._add_chinese(one, answers[number], least)
        return [
            sorted(every.values(), key=lambda answer: (-answer.probability, answer.start))[:_MOST_ANSWERS]
            for every in answers
        ]

    def _answer(
        self,
        batch: text.Batch,
        found: Candidates,
        row: np.ndarray,
        at: int,
        probability: float,
        places: list[tuple[int, int]],
    ) -> Found:
        organisation = int(found.organisation[at])
        start = places[int(batch.token[found.start[at]])][0]
        end = places[int(batch.token[found.end[at] - 1])][1]
        return Found(
            self.table.organisation_id(organisation),
            round(probability, 4),
            self.table.name_text(int(found.name[at])),
            start,
            end,
            self._evidence(found, row, at),
            organisation,
        )

    def _evidence(self, found: Candidates, row: np.ndarray, at: int) -> tuple[str, ...]:
        """What speaks for a candidate, the name first."""
        kind, value = int(found.kind[at]), _column()
        if kind == KIND["learnt"]:
            said = ["learnt"]
        elif kind == KIND["similar"]:
            said = ["similar"]
        elif kind in (KIND["acronym"], KIND["bracket"]):
            said = ["acronym"]
        else:
            said = ["name" if found.exact[at] else "words"]
        if row[value["corrected"]] > 0:
            said.append("spelling")
        said.extend(
            place for place, least in (("city", 3), ("region", 3), ("country", 3)) if row[value[place]] >= least
        )
        if row[value["elsewhere_same"]] > 0:
            said.append("twice")
        if row[value["parent_here"]] > 0:
            said.append("parent")
        if row[value["child_here"]] > 0:
            said.append("child")
        return tuple(said)

    def _add_stated(self, one: str, answers: dict[int, Found]) -> None:
        """Identifiers and web hosts that the text states."""
        lowered = one.lower()
        if "ror" in lowered or "grid." in lowered or max(map(len, one.split()), default=0) >= _LONG:
            for match in _STATED.finditer(one):
                value = next(group for group in match.groups() if group)
                for number in self._of_token(value.casefold()):
                    answers[number] = self._stated(number, 0.99, match.span(), "identifier")
        if "@" not in one and "www" not in one and "//" not in one:
            return
        for match in _HOST.finditer(one):
            parts = match.group().casefold().removeprefix("www.").split(".")
            for first in range(len(parts) - 1):
                numbers = self._of_token(".".join(parts[first:]))
                if len(numbers) == 1:
                    number = numbers[0]
                    if number in answers:
                        better = answers[number]
                        answers[number] = better._replace(
                            probability=max(better.probability, 0.97), evidence=(*better.evidence, "domain")
                        )
                    elif not answers:
                        answers[number] = self._stated(number, 0.8, match.span(), "domain")
                    break

    def _of_token(self, value: str) -> list[int]:
        key = np.uint64(text.word_hash(value))
        first, last = np.searchsorted(self.table.token_keys, [key, key + np.uint64(1)])
        return list(dict.fromkeys(self.table.token_organisation[first:last].tolist()))

    def _stated(self, number: int, probability: float, span: tuple[int, int], evidence: str) -> Found:
        name = self.table.name_text(int(self.table.display[number]))
        return Found(self.table.organisation_id(number), probability, name, *span, (evidence,), number)

    def _add_chinese(self, one: str, answers: dict[int, Found], least: float) -> None:
        # Of what is in characters the finder knows best: for the rest of the resolver a run of them is one word.
        for number in [number for number, answer in answers.items() if chinese.has_han(one[answer.start : answer.end])]:
            del answers[number]
        for match in self.finder.find(one):
            known = answers.get(match.organisation)
            if match.probability >= least and (known is None or known.probability < match.probability):
                answers[match.organisation] = Found(
                    self.table.organisation_id(match.organisation),
                    round(match.probability, 4),
                    self.table.name_text(match.name),
                    match.start,
                    match.end,
                    ("acronym" if match.kind == KIND["acronym"] else "name", "characters"),
                    match.organisation,
                )
