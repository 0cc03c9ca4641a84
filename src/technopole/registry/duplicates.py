"""Organisations that may be the one somebody is about to register: the same name, identifier or web domain, exactly.

Deliberately simple: equal keys only, so that every hit is explained by one word. Resolving free text is another job.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db.models import Q

from technopole.methods.chinese import simplify
from technopole.registry.models import Identifier, Link, Organisation, OrganisationName

IDENTIFIER, NAME, DOMAIN = "identifier", "name", "domain"

_NOT_LETTERS = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"^the\s+")


@dataclass
class Possible:
    """An organisation that may be the same, and why one may think so, the strongest reason first."""

    organisation: Organisation
    reasons: list[str] = field(default_factory=list)


def name_key(name: str) -> str:
    """What two spellings of one name share: no case, width, script variant, punctuation or article.

    >>> name_key("The Fudan  University, Shanghai") == name_key("Fudan University (Shanghai)")
    True
    """
    text = simplify(unicodedata.normalize("NFKC", name)).casefold().strip()
    text = _ARTICLE.sub("", text).replace("&", " and ")
    return _NOT_LETTERS.sub("", text)


def domain_of(url: str) -> str:
    """The host of a web address without `www.`; empty if there is none."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def find(
    names: Iterable[str] = (),
    identifiers: Mapping[str, str] | None = None,
    website: str = "",
    *,
    without: str = "",
    limit: int = 10,
) -> list[Possible]:
    """Organisations that share a name, an identifier ({scheme: value}) or a domain; those of the centre come first.

    `without` is the uid of the organisation that is asking. Cost: at most four queries; names of the centre's own
    organisations are compared by key, those of the reference registry without regard to case only.
    """
    reasons: dict[int, list[str]] = {}

    def note(pks: Iterable[int], reason: str) -> None:
        for pk in pks:
            if reason not in reasons.setdefault(pk, []):
                reasons[pk].append(reason)

    note(_by_identifier(identifiers or {}), IDENTIFIER)
    note(_by_name([name.strip() for name in names if name.strip()]), NAME)
    note(_by_domain(domain_of(website)), DOMAIN)
    found = Organisation.objects.filter(pk__in=reasons).exclude(uid=without)
    possible = [Possible(organisation, reasons[organisation.pk]) for organisation in found]
    strength = {IDENTIFIER: 0, NAME: 1, DOMAIN: 2}
    possible.sort(key=lambda each: (strength[each.reasons[0]], each.organisation.reference, each.organisation.name))
    return possible[:limit]


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
