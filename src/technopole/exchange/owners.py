"""What the register knows of the owner of a listing: for what is published, and for what may not stand in the words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from technopole.exchange.answers import Content
from technopole.exchange.models import Listing
from technopole.exchange.rights import rights_of
from technopole.exchange.screening import Known
from technopole.registry.lists import names_of
from technopole.registry.models import Organisation


@dataclass(frozen=True)
class Owner:
    """The organisation that a listing is of, as it is published with it."""

    uid: str
    key: str = ""
    names: dict[str, str] = field(default_factory=dict)


def of(uid: str) -> Owner:
    """The owner; one that left the register by its uid alone. Costs one query."""
    row = Organisation.objects.filter(uid=uid).first()
    if row is None:
        return Owner(uid)
    return Owner(uid, row.key, names_of(row))


def known(listing: Listing, content: Content) -> Known:
    """Everything that tells who the owner of this listing is. Costs five queries."""
    row = Organisation.objects.filter(uid=listing.organisation_uid).first()
    names, acronyms, hosts, identifiers = _of_organisation(row) if row is not None else ([], [], [], [])
    people = [content.get("contact_name", ""), *_people(listing)]
    numbers = [str(right["number"]) for right in rights_of(content.get("rights", []))[0] if right.get("number")]
    hosts += [host for host in [_host(content.get("url", "")), _mail_host(content.get("contact_email", ""))] if host]
    return Known(*(tuple(_each(values)) for values in (names, acronyms, people, hosts, identifiers, numbers)))


def _of_organisation(row: Organisation) -> tuple[list[str], list[str], list[str], list[str]]:
    every = [(each.value, each.kind) for each in row.names.all()]
    names = [value for value, kind in every if kind != "acronym"] + [row.name, row.name_en, row.name_zh]
    acronyms = [value for value, kind in every if kind == "acronym"]
    links = [each.url for each in row.links.all()]
    hosts = [host for url in [row.website, *links] if (host := _host(url))]
    identifiers = [each.value for each in row.identifiers.all()]
    return names, acronyms, hosts, identifiers


def _people(listing: Listing) -> list[str]:
    """Those who write for the owner; the market's own people tell nothing of it."""
    found = []
    for person in {each.pk: each for each in (listing.author, listing.edited_by) if each is not None}.values():
        if listing.organisation_uid in person.represents:
            found += [person.display_name, person.get_full_name()]
    return found


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _mail_host(address: str) -> str:
    return address.rpartition("@")[2] if "@" in address else ""


def _each(values: Iterable[Any]) -> Iterable[str]:
    return dict.fromkeys(str(value).strip() for value in values if value and str(value).strip())
