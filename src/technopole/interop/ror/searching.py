"""What a question of ROR's API finds: ids in order, how many there are, and how they are distributed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from technopole.interop.countries import CONTINENTS, countries
from technopole.interop.ror import conditions, shapes
from technopole.interop.ror.asking import PAGE_SIZE, Asked, our_types
from technopole.methods.folding import fold
from technopole.methods.identifiers import InvalidIdentifier, normalise
from technopole.registry.models import Identifier, Organisation, OrganisationType
from technopole.search.query import search
from technopole.search.worker import open_index

_FACET_SIZE = 10
_FEW = 5000
_SCHEMES = ("isni", "grid", "wikidata", "fundref")
_NONE = "-"
"""A value that no facet has."""

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Found:
    """A page of what was found."""

    total: int
    uids: list[str]
    meta: dict[str, list[dict[str, Any]]]


def find(asked: Asked) -> Found:
    """One page of the organisations with a ROR id that the question means.

    Words are asked of the index; ids, numbers of other registers and conditions of the store.
    """
    if asked.ror:
        return _stored(_with_number("ror", asked.ror), asked)
    if asked.tree is not None:
        return _stored(_with_ror().filter(conditions.condition(asked.tree)), asked)
    if numbers := _numbers(asked.text):
        bearers = list(Identifier.objects.filter(numbers).values_list("organisation", flat=True)[:1000])
        found = _stored(_with_ror().filter(pk__in=bearers), asked)
        if found.total:
            return found
    return _indexed(asked)


def _with_ror() -> QuerySet[Organisation]:
    return Organisation.objects.filter(Exists(Identifier.objects.filter(organisation=OuterRef("pk"), scheme="ror")))


def _with_number(scheme: str, value: str) -> QuerySet[Organisation]:
    found = Identifier.objects.filter(scheme=scheme, value=value).values("organisation")
    return Organisation.objects.filter(pk__in=found)


def _numbers(text: str) -> Q | None:
    """The text as a number of a register that ROR links to."""
    found = None
    for scheme in _SCHEMES:
        try:
            here = Q(scheme=scheme, value=normalise(scheme, text))
        except InvalidIdentifier:
            continue
        found = here if found is None else found | here
    return found


# --- the index ----------------------------------------------------------------------------------------------------


def _indexed(asked: Asked) -> Found:
    facets: dict[str, list[str]] = {"register": ["ror"]}
    if asked.statuses:
        facets["status"] = list(asked.statuses)
    if asked.countries is not None:
        facets["country"] = list(asked.countries) or [_NONE]
    if asked.types:
        facets["type"] = our_types(asked.types) or [_NONE]
    offset = (asked.page - 1) * PAGE_SIZE
    found = search(
        open_index(), asked.text, kinds=["organisation"], facets=facets, limit=PAGE_SIZE, offset=offset, mark=False
    )
    counts = {
        # of a facet in use the index counts what could be chosen beside it; here only what was chosen is told
        name: {key: count for key, count in values.items() if name not in facets or key in facets[name]}
        for name, values in found.facet_counts.items()
    }
    return Found(found.total, [hit.uid for hit in found.hits], _meta(counts))


# --- the store ----------------------------------------------------------------------------------------------------


def _stored(rows: QuerySet[Organisation], asked: Asked) -> Found:
    """Read once, whatever it costs to know which rows they are; counted here."""
    if asked.statuses:
        rows = rows.filter(status__in=asked.statuses)
    if asked.countries is not None:
        rows = rows.filter(country__in=asked.countries)
    if asked.types:
        typed = OrganisationType.objects.filter(type__in=our_types(asked.types))
        rows = rows.filter(pk__in=typed.values("organisation"))
    found = list(rows.order_by("-weight", "sort_name", "pk").values_list("pk", "uid", "country", "status", "name"))
    text = fold(getattr(asked.tree, "text", "")[:500])
    first = [row for row in found if text and fold(row[4]) == text]
    ordered = [*first, *(row for row in found if row not in first)] if first else found
    offset = (asked.page - 1) * PAGE_SIZE
    counts = {
        "type": _types_of({row[0] for row in found}),
        "country": Counter(row[2] for row in found),
        "status": Counter(row[3] for row in found),
    }
    return Found(len(found), [row[1] for row in ordered[offset : offset + PAGE_SIZE]], _meta(counts))


def _types_of(organisations: set[int]) -> Counter[str]:
    """How many of these are of each type. Many are counted by reading the types of all."""
    rows = OrganisationType.objects.values_list("organisation_id", "type")
    if len(organisations) <= _FEW:
        rows = rows.filter(organisation__in=organisations)
    return Counter(key for number, key in rows.iterator(chunk_size=20_000) if number in organisations)


def _meta(counts: Counts) -> dict[str, list[dict[str, Any]]]:
    """The distribution as ROR tells it: of each the ten most frequent."""
    types: Counter[str] = Counter()
    for key, count in counts.get("type", {}).items():
        for theirs in shapes.types([key]):
            types[theirs] += count
    places = {code: count for code, count in counts.get("country", {}).items() if code in countries()}
    continents: Counter[str] = Counter()
    for code, count in places.items():
        continents[countries()[code].continent] += count
    return {
        "types": _buckets(types, {key: key for key in types}),
        "countries": _buckets(places, {code: countries()[code].name for code in places}),
        "continents": _buckets(continents, CONTINENTS),
        "statuses": _buckets(counts.get("status", {}), {key: key for key in counts.get("status", {})}),
    }


def _buckets(counts: Mapping[str, int], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    most = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:_FACET_SIZE]
    return [shapes.bucket(key, titles[key], count) for key, count in most if count]
