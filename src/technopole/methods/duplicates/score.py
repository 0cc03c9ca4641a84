"""One number from the evidence: how likely two records mean the same organisation.

The evidence is weighed by how the names agree, since a shared town says much where the names are the same and little
where they are only alike. The weights are log-odds: fitted by a logistic regression with signs held (for or against,
never the other way) on the pairs of docs/reference/duplicates-report.md, rounded, and lowered where the fit leant on
what a few pairs had in common. What is never a duplicate has no weight but a veto.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from technopole.methods.duplicates.evidence import Context, Evidence, Match, evidence
from technopole.methods.duplicates.records import Organisation

PROPOSED = 0.7
"""From this score on a pair is shown to people: nine of ten are right (docs/reference/duplicates-report.md)."""

SAME, WITHIN, CLOSE, OTHERWISE = "same", "within", "close", "otherwise"

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    SAME: {
        "": -4.9, "name_spelt_same": 1.0, "shown_names_differ": -3.5, "brackets_differ": -3.5, "city_same": 2.4,
        "city_near": 1.2, "bare": 2.8, "country_same": 2.3, "host_same": 2.6, "name_information": 2.4,
        "acronym_is_name": 0.6, "acronym_same": 0.6, "name_display_same": 0.5, "isni_same": 1.5,
        "wikidata_same": 1.5, "names_more_same": 1.0, "page_same": 0.4, "type_same": 0.3, "founding_same": 0.8,
        "siblings": -1.0, "type_differs": -0.5, "type_contradicts": -1.0, "fundref_differs": -0.4,
        "founding_differs": -0.8, "name_misspelt": -0.8, "country_differs": -0.8, "page_differs": -1.0,
        "other_script_differs": -3.0, "host_frequent": -1.5, "only_names": -2.4, "city_differs": -1.8,
        "name_frequent": -3.7, "host_differs": -0.6, "isni_differs": -0.3, "wikidata_differs": -0.6,
        "acronym_differs": -0.3,
    },
    WITHIN: {
        "": -8.2, "shown_names_differ": -1.0, "brackets_differ": -3.0, "bare": 3.1, "host_same": 1.9,
        "name_like": 2.2, "isni_same": 1.4, "both_companies": 0.8, "city_same": 1.3, "city_near": 0.6,
        "wikidata_same": 1.2, "acronym_is_name": 0.9, "type_same": 0.6, "word_rare": 1.0, "acronym_same": 1.2,
        "country_same": 0.5, "page_same": 1.5, "name_information": 0.6, "founding_same": 0.8,
        "founding_differs": -0.6, "number_more": -2.0, "number_differs": -3.0, "left_one": -0.8,
        "part_more": -1.2, "part_differs": -2.0, "place_in_name_more": -0.8, "place_in_name_differs": -2.5,
        "siblings": -1.0, "type_contradicts": -2.0, "type_differs": -0.8, "name_misspelt": -0.9,
        "acronym_differs": -1.0, "fundref_differs": -1.0, "page_differs": -1.3, "only_names": -1.9,
        "other_script_differs": -3.0, "host_differs": -0.9, "city_differs": -1.0, "isni_differs": -0.4,
        "wikidata_differs": -0.8, "host_frequent": -0.8, "country_differs": -1.0,
    },
    CLOSE: {
        "": -8.0, "shown_names_differ": -1.0, "brackets_differ": -3.0, "bare": 2.6, "city_same": 1.5,
        "acronym_is_name": 0.9, "acronym_same": 1.2, "wikidata_same": 1.5, "isni_same": 1.5, "name_like": 3.0,
        "host_same": 2.2, "page_same": 1.4, "type_same": 0.5, "word_rare": 0.6, "names_more_same": 1.0,
        "name_information": 0.6, "founding_same": 0.8, "number_more": -2.0, "number_differs": -3.5,
        "part_differs": -1.5, "part_more": -0.6, "place_in_name_differs": -2.5, "place_in_name_more": -0.8,
        "founding_differs": -0.6, "siblings": -0.8, "acronym_differs": -0.8, "left_both": -3.0,
        "left_one": -0.5, "host_frequent": -0.8, "fundref_differs": -0.6, "type_differs": -0.6,
        "type_contradicts": -2.0, "only_names": -0.8, "city_differs": -1.2, "isni_differs": -0.8,
        "page_differs": -1.0, "wikidata_differs": -0.8, "host_differs": -1.2, "other_script_differs": -2.5,
        "country_differs": -1.5, "name_misspelt": -0.4,
    },
    OTHERWISE: {
        "": -5.5, "bare": 1.0, "acronym_same": 1.4, "acronym_is_name": 1.6, "wikidata_same": 2.0,
        "isni_same": 1.6, "both_companies": 0.5, "type_same": 0.4, "country_same": 0.3, "city_same": 0.8,
        "host_same": 1.2, "page_same": 1.6, "name_like": 1.5, "founding_same": 1.0, "number_differs": -1.5,
        "place_in_name_differs": -1.0, "part_more": -0.6, "part_differs": -1.3, "type_contradicts": -1.0,
        "type_differs": -0.4, "acronym_differs": -0.6, "other_script_differs": -0.5, "page_differs": -1.0,
        "fundref_differs": -0.9, "host_differs": -0.9, "left_both": -1.5, "host_frequent": -1.8,
        "siblings": -2.0, "country_differs": -1.0, "wikidata_differs": -0.5, "city_differs": -0.5,
    },
}  # fmt: skip
"""{how the names agree: {evidence: log-odds}}; under "" those of two records that share a key alone."""

VETOES = ("related", "country_differs_company")
"""Parent and child are two organisations; so are a company's daughters in two countries."""


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


def manner(found: Evidence) -> str:
    """How the names agree."""
    if found.get("name_same"):
        return SAME
    if found.get("name_contained"):
        return WITHIN
    return CLOSE if found.get("name_like", 0.0) >= 0.5 else OTHERWISE


def weigh(found: Evidence) -> tuple[float, tuple[tuple[str, float], ...]]:
    """The score, 0 to 1, of this evidence, and what each piece of it adds or takes away."""
    if any(found.get(veto) for veto in VETOES):
        return 0.0, tuple((veto, -9.0) for veto in VETOES if found.get(veto))
    weights = WEIGHTS[manner(found)]
    parts = [(name, weights[name] * value) for name, value in found.items() if name in weights]
    total = weights[""] + sum(part for _, part in parts)
    parts.sort(key=lambda part: (-abs(part[1]), part[0]))
    return 1 / (1 + math.exp(-total)), tuple((name, round(part, 2)) for name, part in parts if abs(part) >= 0.1)


def compare(a: Organisation, b: Organisation, context: Context) -> Pair:
    """The pair of two records with its score and evidence. Cost: some 100 microseconds for records of a few names."""
    found, match = evidence(a, b, context)
    score, parts = weigh(found)
    return Pair(a.uid, b.uid, score, ((manner(found), 0.0), *parts), _names(a, b, match))


def _names(a: Organisation, b: Organisation, match: Match | None) -> tuple[str, str]:
    return (match.a.value, match.b.value) if match else (a.display, b.display)
