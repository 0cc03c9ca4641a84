"""Organisations that have a name, a number or a web domain in common with somebody, exactly. Needs no preparation."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from technopole.registry.duplicates import DOMAIN, IDENTIFIER, NAME
from technopole.registry.duplicates.spelling import domain_of, name_key
from technopole.registry.models import Identifier, Link, OrganisationName

LONGEST_NAME = 500
"""Characters of a name that are compared: no longer one is kept in the register."""


def shared(names: Iterable[str], identifiers: Mapping[str, str], website: str) -> dict[int, list[str]]:
    """{organisation: what it shares}. Cost: at most four queries; names of the centre's own organisations are
    compared by key, those of the reference registry without regard to case only."""
    reasons: dict[int, list[str]] = {}
    chosen = [name.strip()[:LONGEST_NAME] for name in names if name.strip()]
    for reason, pks in (
        (IDENTIFIER, _by_identifier(identifiers)),
        (NAME, _by_name(chosen)),
        (DOMAIN, _by_domain(domain_of(website[:LONGEST_NAME]))),
    ):
        for pk in pks:
            if reason not in reasons.setdefault(pk, []):
                reasons[pk].append(reason)
    return reasons


def _by_identifier(identifiers: Mapping[str, str]) -> list[int]:
    condition = Q()
    for scheme, value in identifiers.items():
        if value:
            condition |= Q(scheme=scheme, value=value)
    if not condition:
        return []
    return list(Identifier.objects.filter(condition).values_list("organisation_id", flat=True))


def _by_name(names: list[str]) -> list[int]:
    keys = {name_key(name) for name in names} - {""}
    if not keys:
        return []
    own = OrganisationName.objects.filter(organisation__reference=False)
    values = own.values_list("organisation_id", "value").iterator(chunk_size=5000)
    found = [pk for pk, value in values if name_key(value) in keys]
    condition = Q()
    for name in names:
        condition |= Q(value__iexact=name)
    return found + list(OrganisationName.objects.filter(condition).values_list("organisation_id", flat=True)[:100])


def _by_domain(domain: str) -> list[int]:
    if "." not in domain:
        return []
    near = Link.objects.filter(kind="website", url__icontains=domain).values_list("organisation_id", "url")
    return [pk for pk, url in near if domain_of(url) == domain]
