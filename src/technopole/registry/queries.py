"""Reads of the register."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from technopole.registry.duplicates import merging
from technopole.registry.models import Hub, Identifier, Organisation, Relation
from technopole.search.query import search
from technopole.search.worker import open_index

FOUND_AT_MOST = 1000
RANKED = 200
"""Hits of a text search that keep the search's order; those after them follow by name."""


def matching(rows: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Those of `rows` that the index finds for a text, best first."""
    uids = _found(text)
    ranked = [When(uid=uid, then=Value(place)) for place, uid in enumerate(uids[:RANKED])]
    if not ranked:
        return rows.none()
    order = Case(*ranked, default=Value(RANKED), output_field=IntegerField())
    return rows.filter(uid__in=uids).annotate(found=order).order_by("found", "sort_name", "pk")


def _found(text: str) -> list[str]:
    """The uids that the index finds, best first; remembered while the index stays as it is, since a page of the
    directory asks for them once for each of its facets."""
    index = open_index()
    asked = hashlib.blake2b(f"{index.path}{index.state()}{text}".encode(errors="replace"), digest_size=16).hexdigest()

    def find() -> list[str]:
        found = search(index, text, kinds=["organisation"], limit=FOUND_AT_MOST, count_facets=False, mark=False)
        return [hit.uid for hit in found.hits]

    return cache.get_or_set(f"found:{asked}", find, 300) or []


@dataclass(frozen=True)
class Relative:
    """An organisation that stands in a relation to another, known here or by name only."""

    kind: str
    label: str
    organisation: Organisation | None = None


def relatives(organisation: Organisation) -> dict[str, list[Relative]]:
    """{kind: relatives} as stated by this organisation's record or by theirs. Costs four queries.

    A parent's record and a child's may state the same relation; it is given once.
    """
    stated = list(organisation.relations.all())
    by_target = resolve({relation.target for relation in stated if relation.target})
    found: dict[str, dict[Any, Relative]] = {}
    for relation in stated:
        known = by_target.get(relation.target)
        if known is not None and known.pk == organisation.pk:
            continue
        key = known.pk if known else relation.label
        label = known.name if known else relation.label
        if label:
            found.setdefault(relation.kind, {}).setdefault(key, Relative(relation.kind, label, known))
    for relation in _stated_by_others(organisation):
        kind = _INVERSE[relation.kind]
        other = relation.organisation
        found.setdefault(kind, {}).setdefault(other.pk, Relative(kind, other.name, other))
    return {
        kind: sorted(group.values(), key=lambda each: each.label.casefold()) for kind, group in sorted(found.items())
    }


_INVERSE = {
    "parent": "child", "child": "parent", "related": "related", "predecessor": "successor", "successor": "predecessor"
}  # fmt: skip


def _stated_by_others(organisation: Organisation) -> QuerySet[Relation]:
    targets = [f"ror:{each.value}" for each in organisation.identifiers.all() if each.scheme == "ror"]
    if organisation.key:
        targets.append(f"centre:{organisation.key}")
    return (
        Relation.objects.filter(target__in=targets, kind__in=_INVERSE)
        .exclude(organisation=organisation)
        .select_related("organisation")
    )


def resolve(targets: Iterable[str]) -> dict[str, Organisation]:
    """{target: organisation} for targets such as `ror:0220qvk04` and `centre:fudan`. Costs two queries."""
    targets = set(targets)
    rors = [target.removeprefix("ror:") for target in targets if target.startswith("ror:")]
    keys = [target.removeprefix("centre:") for target in targets if target.startswith("centre:")]
    found: dict[str, Organisation] = {}
    if rors:
        for each in Identifier.objects.filter(scheme="ror", value__in=rors).select_related("organisation"):
            found[f"ror:{each.value}"] = each.organisation
    if keys:
        for organisation in Organisation.objects.filter(key__in=keys):
            found[f"centre:{organisation.key}"] = organisation
        if lost := {key for key in keys if f"centre:{key}" not in found}:
            found |= {f"centre:{key}": row for key, row in merging.survivors_of_keys(lost).items()}
    return found


def counts_by_sector(rows: QuerySet[Organisation]) -> list[tuple[str, int]]:
    """(sector, organisations), most first."""
    counted = rows.order_by().values_list("sectors__sector").annotate(count=Count("pk", distinct=True))
    return sorted(((key, count) for key, count in counted if key), key=lambda pair: (-pair[1], pair[0]))


def counts_by_decade(rows: QuerySet[Organisation]) -> list[tuple[str, int]]:
    """(decade of founding, organisations), earliest first; decades without any in between are zero."""
    years = rows.order_by().filter(established_year__isnull=False).values_list("established_year", flat=True)
    counted = Counter(year // 10 * 10 for year in years if year is not None)
    if not counted:
        return []
    return [(str(decade), counted[decade]) for decade in range(min(counted), max(counted) + 1, 10)]


def hubs_with_counts() -> list[Hub]:
    """All hubs by name, each with `members`: how many organisations of the centre are there."""
    members = dict(
        Organisation.objects.filter(reference=False, hubs__isnull=False)
        .order_by()
        .values_list("hubs__hub")
        .annotate(count=Count("pk", distinct=True))
    )
    hubs = list(Hub.objects.all())
    for hub in hubs:
        hub.members = members.get(hub.key, 0)  # type: ignore[attr-defined]
    return hubs


def of_centre() -> QuerySet[Organisation]:
    """The organisations that this centre lists, without what world registries alone know."""
    # spelled so because of `reference=False` Django makes `NOT reference`, which no index answers
    return Organisation.objects.filter(reference__in=[False])
