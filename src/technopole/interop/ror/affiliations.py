"""`affiliation`: which organisations an author's address names, in the shape of ROR's answer.

One is chosen at most where a single one was asked for (`single_search`, and without saying); with `multisearch` each
one that the resolver is sure of.
"""

from collections.abc import Mapping
from typing import Any

from technopole.interop import things
from technopole.interop.public import tidy
from technopole.interop.ror import shapes
from technopole.interop.ror.asking import Refused, unescaped
from technopole.methods.resolution import PROFILES
from technopole.pages.api.problems import Problem
from technopole.registry import resolving_apart
from technopole.registry.resolving import Found

LONGEST = 1500
"""Characters of an address that are read."""
MOST = 100
_SINGLE = "SINGLE SEARCH"
_TYPES = {"acronym": "ACRONYM", "fuzzy": "FUZZY", "identifier": "EXACT", "name": "EXACT"}
_ALLOWED = ("affiliation", "single_search", "multisearch", "all_status", "filter", "page")


def match(parameters: Mapping[str, str]) -> dict[str, Any]:
    """ROR's answer. Raises `Refused`. Costs the resolver one look, and six queries."""
    if illegal := [name for name in parameters if name not in (*_ALLOWED, "format")]:
        raise Refused(*(f"query parameter '{tidy(name, 100)}' is illegal" for name in illegal[:20]))
    text = unescaped(tidy(parameters["affiliation"], 2 * LONGEST))[:LONGEST]
    several = "multisearch" in parameters and "single_search" not in parameters
    everything = parameters.get("all_status", "false").lower() in ("", "true")
    if not text:
        return {"number_of_results": 0, "items": []}
    try:
        candidates = _first_of_each(resolving_apart.resolve([text], "complete")[0])
    except (resolving_apart.NotReady, resolving_apart.ResolverFailed) as problem:
        raise Problem(503, str(problem), headers={"Retry-After": "60"}) from None
    known = things.read(list(candidates))
    meant = {
        uid: candidates[uid].probability
        for uid, thing in known.items()
        if thing.ror and (everything or thing.row["status"] == "active")
    }
    sure = [uid for uid, probability in meant.items() if probability >= PROFILES["precise"]]
    chosen = sure if several else sure[:1]
    shown = sorted(meant, key=lambda uid: (uid not in chosen, -meant[uid]))
    relatives = things.relatives([known[uid] for uid in shown])
    items = [
        {
            "substring": text[candidates[uid].start : candidates[uid].end] or text,
            "score": round(candidates[uid].probability, 2),
            "matching_type": _matching_type(candidates[uid]) if several else _SINGLE,
            "chosen": uid in chosen,
            "organization": shapes.organization(known[uid], relatives),
        }
        for uid in shown[:MOST]
    ]
    return {"number_of_results": len(items), "items": items}


def _first_of_each(found: list[Found]) -> dict[str, Found]:
    """{uid: its likeliest}, the likeliest first."""
    best: dict[str, Found] = {}
    for each in sorted(found, key=lambda each: -each.probability):
        if each.organisation_id.startswith(shapes.ADDRESS):
            best.setdefault(each.uid, each)
    return best


def _matching_type(found: Found) -> str:
    return next((theirs for ours, theirs in _TYPES.items() if ours in found.evidence), "COMMON TERMS")
