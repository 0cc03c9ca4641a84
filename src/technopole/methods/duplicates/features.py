"""What the forest is asked about two records: the evidence that people see, and circumstances that say its worth.

Each has a direction: more of it may only raise the score, only lower it, or either. Training holds the forest to it,
so that a further piece of evidence for one organisation never makes it less likely.
"""

import math
from collections.abc import Mapping

import numpy as np
from rapidfuzz import fuzz

from technopole.methods.duplicates.evidence import Context, Evidence, Match, kilometres
from technopole.methods.duplicates.records import Organisation

FOR, AGAINST, EITHER = 1, -1, 0

SHOWN: Mapping[str, int] = {
    **dict.fromkeys((
        "name_same", "name_spelt_same", "name_display_same", "names_more_same", "name_information", "name_like",
        "name_contained", "word_rare", "acronym_same", "acronym_is_name", "country_same", "city_same", "city_near",
        "host_same", "page_same", "isni_same", "wikidata_same", "fundref_same", "grid_same", "uscc_same", "lei_same",
        "ror_same", "type_same", "both_companies", "founding_same",
    ), FOR),
    **dict.fromkeys((
        "name_misspelt", "name_frequent", "shown_names_differ", "brackets_differ", "other_script_differs",
        "acronym_differs", "number_differs", "number_more", "place_in_name_differs", "place_in_name_more",
        "part_differs", "part_more", "left_both", "left_one", "country_differs", "city_differs", "host_frequent",
        "host_differs", "page_differs", "isni_differs", "wikidata_differs", "fundref_differs", "uscc_differs",
        "lei_differs", "type_differs", "type_contradicts", "founding_differs", "only_names", "siblings",
    ), AGAINST),
}  # fmt: skip
"""Pieces of evidence, each with its direction."""

CIRCUMSTANCES: Mapping[str, int] = {
    "likeness": FOR, "spelling": FOR, "shared_weight": FOR, "rarest_shared": AGAINST, "left_fewer": AGAINST,
    "left_more": AGAINST, "rivals": AGAINST, "rivals_here": AGAINST, "far": AGAINST, "words_fewer": EITHER,
    "words_more": EITHER, "left_is_place": EITHER, "host_within": EITHER, "companies": EITHER, "hospitals": EITHER,
    "schools": EITHER, "authorities": EITHER, "charities": EITHER,
}  # fmt: skip
"""What is not shown to people, since it says nothing of itself: how rare the shared words are, how many others bear
the name, what kinds of organisation the two are."""

DIRECTIONS: Mapping[str, int] = {**SHOWN, **CIRCUMSTANCES}
FEATURES = tuple(DIRECTIONS)
COLUMN = {name: number for number, name in enumerate(FEATURES)}
_KINDS = {"company": "companies", "healthcare": "hospitals", "education": "schools", "government": "authorities",
          "nonprofit": "charities"}  # fmt: skip
_ONE_TOWN = 5
"""Kilometres within which two points lie in one town, where no town is named."""
_NO_SHARED_WORD = 12.0
"""In place of the logarithm of how many organisations share the rarest shared word."""


def circumstances(a: Organisation, b: Organisation, match: Match | None, context: Context) -> Evidence:
    """What the evidence is worth between these two."""
    found: Evidence = {}
    for kind, feature in _KINDS.items():
        found[feature] = ((kind in a.types) + (kind in b.types)) / 2
    if not a.country and not b.country:
        # the world's register, which the forest learnt from, states a country; where a register of one place states
        # none, its organisations are not of different countries
        found["country_same"] = 1.0
    if a.point and b.point:
        apart = kilometres(a.point, b.point)
        found["far"] = math.log1p(apart)
        if not (a.city and b.city) and apart < _ONE_TOWN:
            found["city_same"] = 1.0
    if any(one != other and _within(one, other) for one in a.hosts for other in b.hosts):
        found["host_within"] = 1.0
    if match is None:
        found["rarest_shared"] = _NO_SHARED_WORD
        return found
    weight = context.weight
    shared = match.a.bag & match.b.bag
    rest = sorted((sum(map(weight, match.left_a)), sum(map(weight, match.left_b))))
    left = (*match.left_a, *match.left_b)
    found |= {
        "likeness": match.dice,
        "spelling": fuzz.ratio(match.a.spelt, match.b.spelt) / 100,
        "shared_weight": min(match.shared, 8.0),
        "rarest_shared": math.log1p(min(map(context.often, shared))) if shared else _NO_SHARED_WORD,
        "left_fewer": min(rest[0], 4.0),
        "left_more": min(rest[1], 4.0),
        "words_fewer": min(len(match.a.bag), len(match.b.bag)),
        "words_more": max(len(match.a.bag), len(match.b.bag)),
        "left_is_place": sum(word in a.places or word in b.places for word in left) / len(left) if left else 0.0,
    }
    names = [" ".join(sorted(name.bag)) for name in (match.a, match.b)]
    found["rivals"] = math.log2(1 + max(context.sharing(f"name:{name}") for name in names))
    here = {f"name:{name}@{country}" for name in names for country in (a.country, b.country)}
    found["rivals_here"] = math.log2(1 + max(map(context.sharing, here)))
    return found


def _within(one: str, other: str) -> bool:
    """Whether one web host lies below the other: cs.example.edu below example.edu."""
    return one.endswith(f".{other}") or other.endswith(f".{one}")


def row(found: Evidence) -> np.ndarray:
    """Evidence and circumstances as the forest reads them; a thing not found is 0."""
    values = np.zeros(len(FEATURES), np.float32)
    for name, value in found.items():
        column = COLUMN.get(name)
        if column is not None:
            values[column] = value
    return values
