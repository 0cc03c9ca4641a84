"""One number from the evidence: how likely two records mean the same organisation.

A small forest of boosted trees weighs it (`tools/train_duplicates.py`, docs/reference/duplicates-report.md). Whatever
speaks for one organisation can only raise the score, whatever speaks for two only lower it: training held the trees to
that. What is never a duplicate is not asked about but vetoed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from technopole.methods.duplicates import features
from technopole.methods.duplicates.evidence import Context, Evidence, Match, evidence
from technopole.methods.duplicates.model import shipped
from technopole.methods.duplicates.records import Organisation
from technopole.methods.forest import sigmoid

PROPOSED = 0.8
"""From this score on a pair is shown to people: nine of ten are right (docs/reference/duplicates-report.md)."""

SAME, WITHIN, CLOSE, OTHERWISE = "same", "within", "close", "otherwise"

VETOES = ("related", "country_differs_company")
"""Parent and child are two organisations; so are a company's daughters in two countries."""
_VETO = -9.0
_LEAST_PART = 0.01
"""What a piece of evidence is said to weigh at least, in log-odds, in its own direction: it was seen, if outweighed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may mean the same organisation."""

    a: str
    b: str
    score: float
    evidence: tuple[tuple[str, float], ...]
    """What speaks for (positive) and against (negative) in log-odds, the weightiest first."""
    names: tuple[str, str]
    """The two names that are most alike."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Two records laid beside each other, before anything is scored."""

    a: Organisation
    b: Organisation
    found: Evidence
    match: Match | None
    row: np.ndarray | None
    """What the forest is asked; None where a veto has decided."""


def manner(found: Evidence) -> str:
    """How the names agree."""
    if found.get("name_same"):
        return SAME
    if found.get("name_contained"):
        return WITHIN
    return CLOSE if found.get("name_like", 0.0) >= 0.5 else OTHERWISE


def ask(a: Organisation, b: Organisation, context: Context) -> Asked:
    """What is to be asked about two records. Cost: some 150 µs."""
    found, match = evidence(a, b, context)
    vetoed = any(found.get(veto) for veto in VETOES)
    row = None if vetoed else features.row({**found, **features.circumstances(a, b, match, context)})
    return Asked(a, b, found, match, row)


def scored(asked: Sequence[Asked], least: float = 0.0) -> list[Pair]:
    """The pairs of score `least` and more, in the order they are given; those that a veto decides have the score 0.
    Cost: some 5 µs each among many, 0.3 ms for one, and for each pair that is given back as much again as for a dozen.
    """
    rows = [each.row for each in asked if each.row is not None]
    scores = iter(sigmoid(shipped().forest.margin(np.stack(rows))).tolist() if rows else ())
    given = ((each, 0.0 if each.row is None else next(scores)) for each in asked)
    return [
        Pair(each.a.uid, each.b.uid, score, ((manner(each.found), 0.0), *parts(each)), _names(each))
        for each, score in given
        if score >= least
    ]


def parts(asked: Asked) -> tuple[tuple[str, float], ...]:
    """What each piece of evidence adds or takes away: the log-odds with it, less those without it; or the vetoes."""
    if asked.row is None:
        return tuple((veto, _VETO) for veto in VETOES if asked.found.get(veto))
    codes = [code for code in asked.found if code in features.SHOWN]
    rows = np.repeat(asked.row[None], len(codes) + 1, axis=0)
    for number, code in enumerate(codes, 1):
        rows[number, features.COLUMN[code]] = 0.0
    margins = shipped().forest.margin(rows)
    weighed = []
    for code, without in zip(codes, margins[1:].tolist(), strict=True):
        direction = features.SHOWN[code]
        weighed.append((code, round(direction * max(_LEAST_PART, direction * (float(margins[0]) - without)), 2)))
    return tuple(sorted(weighed, key=lambda part: (-abs(part[1]), part[0])))


def compare_all(one: Organisation, others: Sequence[Organisation], context: Context, least: float = 0.0) -> list[Pair]:
    """One record beside others: the pairs of score `least` and more, in their order."""
    return scored([ask(one, other, context) for other in others], least)


def compare(a: Organisation, b: Organisation, context: Context) -> Pair:
    """The pair of two records with its score and evidence. Cost: about a millisecond."""
    return compare_all(a, [b], context)[0]


def _names(asked: Asked) -> tuple[str, str]:
    match = asked.match
    return (match.a.value, match.b.value) if match else (asked.a.display, asked.b.display)
