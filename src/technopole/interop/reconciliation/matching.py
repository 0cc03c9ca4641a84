"""Which organisations the cells of a table mean: candidates with a score, what speaks for each, and a match if sure.

Names are resolved many at once; what the resolver does not know, such as a beginning or a misspelling, the search
adds, with lower scores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from rapidfuzz import fuzz

from technopole.interop import things
from technopole.interop.public import tidy
from technopole.interop.reconciliation.properties import ENTITY, PROPERTIES, SCHEMES, type_keys, type_shown, types_of
from technopole.interop.things import Thing
from technopole.methods.folding import fold
from technopole.methods.identifiers import InvalidIdentifier, normalise
from technopole.methods.resolution import PROFILES
from technopole.pages.api.problems import Problem
from technopole.registry import resolving_apart, vocabulary
from technopole.registry.models import Identifier
from technopole.registry.resolving import Found
from technopole.search.query import search
from technopole.search.worker import open_index

MOST_QUERIES = 50
MOST_CANDIDATES = 50
_CANDIDATES = 8
_MOST_PROPERTIES = 20
_LONGEST = 500
_OF_SEARCH = 0.8
"""A candidate of the search has at most this share of the score of one that the resolver found."""
_ELSEWHERE = 0.6


@dataclass
class Query:
    """One cell: its text, and what else the table says of it."""

    text: str
    types: list[str] = field(default_factory=list)
    limit: int = _CANDIDATES
    properties: list[tuple[str, list[str]]] = field(default_factory=list)


def read(asked: Any) -> dict[str, Query]:
    """The queries of a batch. Raises 422 naming what is wrong."""
    if not isinstance(asked, dict):
        raise Problem(422, "The queries are an object: a name for each, and what it asks.")
    if len(asked) > MOST_QUERIES:
        raise Problem(413, f"At most {MOST_QUERIES} queries at once.")
    return {str(key): _query(str(key), each) for key, each in asked.items()}


def _query(key: str, asked: Any) -> Query:
    if not isinstance(asked, dict):
        raise Problem(422, f"The query {key[:40]} is not an object.")
    types = asked.get("type") or []
    types = types if isinstance(types, list) else [types]
    limit = asked.get("limit")
    limit = int(limit) if isinstance(limit, int | float) and 0 < limit < 1e6 else _CANDIDATES
    text = asked.get("query")
    if text is not None and not isinstance(text, str):
        raise Problem(422, f"The query {key[:40]} has no text.")
    properties = asked.get("properties") or []
    if not isinstance(properties, list) or not all(isinstance(each, dict) for each in properties):
        raise Problem(422, f"The properties of the query {key[:40]} are not a list of objects.")
    if not text and not properties:
        raise Problem(422, f"The query {key[:40]} asks for nothing.")
    return Query(
        tidy(text or "", _LONGEST),
        [str(each.get("id") if isinstance(each, dict) else each)[:100] for each in types[:_MOST_PROPERTIES]],
        min(limit, MOST_CANDIDATES),
        [(str(each.get("pid", "")), _values(each.get("v"))) for each in properties[:_MOST_PROPERTIES]],
    )


def _values(value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value]
    texts = [each.get("name") or each.get("id") if isinstance(each, dict) else each for each in found[:20]]
    return [tidy(str(text), _LONGEST) for text in texts if text not in (None, "", [])]


def candidates(queries: Mapping[str, Query]) -> dict[str, list[dict[str, Any]]]:
    """{query: candidates, the best first}. Costs one look of the resolver, one search for each query,
    and two queries of the store for all."""
    texts = [query.text for query in queries.values()]
    likely = _resolved(texts)
    numbers = {key: _by_number(query) for key, query in queries.items()}
    searched = {key: [] if numbers[key] else _searched(query) for key, query in queries.items()}
    uids = {uid for found in (*numbers.values(), *searched.values()) for uid in found}
    uids |= {each.uid for found in likely for each in found}
    known = things.read(sorted(uids))
    answers = {}
    for place, (key, query) in enumerate(queries.items()):
        chances = {each.uid: each.probability for each in reversed(likely[place])}
        certain = {each.uid for each in likely[place] if each.probability >= PROFILES["precise"]}
        found = [
            made
            for uid in dict.fromkeys((*numbers[key], *chances, *searched[key]))
            if uid in known and (made := _candidate(query, known[uid], chances.get(uid), uid in numbers[key]))
        ]
        found.sort(key=lambda each: (-each["score"], each["name"], each["id"]))
        called = [each["id"] for each in found if _is_called(query.text, known[each["id"]])]
        if len(called) == 1:  # nobody else has this very name
            certain |= {*called}
        _mark(found, certain, set(numbers[key]))
        answers[key] = found[: query.limit]
    return answers


def _resolved(texts: Sequence[str]) -> list[list[Found]]:
    """What the resolver finds for each text; nothing while it cannot be asked (its table of names is being made): then
    the search alone answers."""
    try:
        return resolving_apart.resolve(texts, "complete")
    except (resolving_apart.NotReady, resolving_apart.ResolverFailed):
        return [[] for _ in texts]


def _is_called(text: str, thing: Thing) -> bool:
    """Is this its whole name, one long enough to be no abbreviation?"""
    asked = fold(text)
    whole = {fold(name["value"]) for name in thing.names if name["kind"] != "acronym"}
    return asked in whole and len(asked) >= (8 if asked.isascii() else 4)


def _by_number(query: Query) -> list[str]:
    """Organisations that bear a number the query gives, as its text or as a property."""
    pairs = [(pid, value) for pid, values in query.properties if pid in SCHEMES for value in values]
    pairs += [(scheme, query.text) for scheme in SCHEMES if scheme != "fundref"]  # any digits could be a FundRef's
    found: list[str] = []
    for scheme, text in pairs:
        try:
            number = normalise(scheme, text)
        except InvalidIdentifier:
            continue
        rows = Identifier.objects.filter(scheme=scheme, value=number)
        found += rows.values_list("organisation__uid", flat=True)[:5]
    return list(dict.fromkeys(found))


def _searched(query: Query) -> list[str]:
    if not query.text:
        return []
    facets: dict[str, list[str]] = {}
    families = vocabulary.type_families()
    wanted = {key for each in query.types if each != ENTITY for key in type_keys(each)}
    if wanted:
        facets["type"] = sorted(wanted | {key for key, family in families.items() if family in wanted})
    hits = search(
        open_index(),
        query.text,
        kinds=["organisation"],
        facets=facets,
        limit=query.limit,
        count_facets=False,
        mark=False,
    ).hits
    return [hit.uid for hit in hits]


def _candidate(query: Query, thing: Thing, chance: float | None, by_number: bool) -> dict[str, Any] | None:
    """One candidate with its score from 0 to 100; None where what the table says speaks against it."""
    asked = fold(query.text)
    likeness = max((fuzz.token_sort_ratio(asked, fold(name["value"])) / 100 for name in thing.names), default=0.0)
    exact = bool(asked) and any(asked == fold(name["value"]) for name in thing.names)
    score = max(chance or 0.0, _OF_SEARCH * (1.0 if exact else likeness)) if query.text else 0.5
    features: list[dict[str, Any]] = [
        {"id": "name_similarity", "value": round(likeness, 4)},
        {"id": "exact_name", "value": exact},
        {"id": "probability", "value": round(chance or 0.0, 4)},
    ]
    wanted = {key for each in query.types if each != ENTITY for key in type_keys(each)}
    if wanted and not wanted & {*types_of(thing)}:
        return None
    for pid, values in query.properties:
        known = PROPERTIES.get(pid)
        if known is None or known.fits is None or not values:
            continue
        fitting = [fit for value in values if (fit := known.fits(thing, value)) is not None]
        if not fitting:
            continue
        fit = max(fitting)
        features.append({"id": pid, "value": fit})
        if not fit and known.strict:
            return None
        score *= 1.0 if fit else _ELSEWHERE
    if by_number:
        score = 1.0
    if thing.row["status"] == "withdrawn":
        score *= _ELSEWHERE
    return {
        "id": thing.uid,
        "name": thing.row["name"],
        "description": description(thing),
        "score": round(100 * score, 2),
        "features": features,
        "match": False,
        "type": [*map(type_shown, types_of(thing)), type_shown(ENTITY)],
    }


def _mark(found: list[dict[str, Any]], certain: set[str], numbered: set[str]) -> None:
    """At most one is the match: the only one with the number, or the only one that is surely meant."""
    of_number = [each for each in found if each["id"] in numbered]
    sure = [each for each in found if each["id"] in certain]
    if len(of_number) == 1:
        of_number[0]["match"] = True
    elif not of_number and len(sure) == 1:
        sure[0]["match"] = True


def description(thing: Thing) -> str:
    """In a line what tells it from its namesakes: place and country."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    country = vocabulary.countries().get(thing.row["country"], {}).get(language, thing.row["country"])
    district = vocabulary.districts().get(thing.row["district"], {}).get(language, "")
    parts = dict.fromkeys(filter(None, (district, thing.row["place_name"], country)))
    return ("，" if language == "zh" else ", ").join(parts)
