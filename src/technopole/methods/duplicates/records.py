"""An organisation as the comparison sees it, made from a plain record and prepared once."""
# ruff: noqa: SIM905 (read as paragraphs)

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from technopole.methods.duplicates import words

MOST_NAMES = 24
"""Names of one organisation that are compared; the first ones are those it shows itself by."""
_SCHEMES = frozenset({"isni", "wikidata", "grid", "fundref", "uscc", "lei", "ror"})
_SHARED_HOSTS = (
    "wikipedia.org", "facebook.com", "linkedin.com", "google.com", "twitter.com", "youtube.com", "instagram.com",
    "archive.org", "blogspot.com", "wordpress.com", "bloomberg.com", "crunchbase.com", "github.io", "weebly.com",
    "researchgate.net",
)  # fmt: skip
"""Hosts whose pages belong to many: a shared one says nothing."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared."""

    value: str
    words: tuple[str, ...]
    bag: frozenset[str]
    script: str
    spelt: str
    """The name without case, accents and little words, but in its own language and order."""
    display: bool = False


@dataclass(slots=True)
class Organisation:
    """What is compared of an organisation; what a record does not state is empty, and speaks for nothing."""

    uid: str
    names: tuple[Name, ...]
    brackets: str = ""
    """What stands in brackets at the end of its display name: a country, a town, a kind."""
    acronyms: frozenset[str] = frozenset()
    country: str = ""
    city: str = ""
    point: tuple[float, float] | None = None
    places: frozenset[str] = frozenset()
    """Words of its places' names, as they may occur in names."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Web hosts with the path of the page, empty for the front page."""
    identifiers: frozenset[tuple[str, str]] = frozenset()
    types: frozenset[str] = frozenset()
    established: int | None = None
    relatives: frozenset[str] = frozenset()
    """Ids of parents, children and related organisations; what succeeds or precedes it is no evidence and not read."""
    parents: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    """Ids under which relations of others may speak of it."""
    synthetic: bool = False

    @property
    def fullness(self) -> int:
        """How much is known of it."""
        return (
            len(self.names) + len(self.acronyms) + 2 * len(self.identifiers) + 2 * len(self.hosts)
            + (self.established is not None) + bool(self.city) + len(self.relatives)
        )  # fmt: skip

    @property
    def described(self) -> bool:
        """Whether more is known of it than names, a country and a kind."""
        stated = self.city or self.hosts or self.point
        return bool(stated) or any(scheme != "ror" for scheme, _ in self.identifiers)

    @property
    def display(self) -> str:
        return self.names[0].value if self.names else ""

    @property
    def is_company(self) -> bool:
        return "company" in self.types


def prepare(uid: str, record: Mapping[str, Any]) -> Organisation:
    """The organisation of a merged record (names, places, identifiers, links, domains, relations, types, established).

    Its status and its predecessors and successors are not read. Cost: some 50 microseconds; bounded for hostile
    records, since names are cut and only the first of them are read.
    """
    names, acronyms, brackets = _names(record.get("names", ()))
    places = list(record.get("places", ()))[:4]
    first: Mapping[str, Any] = next((place for place in places if place.get("name")), {})
    located: Mapping[str, Any] = next((place for place in places if place.get("latitude") is not None), {})
    own = {uid}
    if record.get("key"):
        own.add(f"centre:{record['key']}")
    identifiers = set()
    for each in list(record.get("identifiers", ()))[:40]:
        if each["scheme"] in _SCHEMES:
            identifiers.add((each["scheme"], str(each["value"]).replace(" ", "")))
        if each["scheme"] == "ror":
            own.add(f"ror:{each['value']}")
    relations = list(record.get("relations", ()))[:500]
    country = record.get("country") or next((place["country"] for place in places if place.get("country")), "")
    established = str(record.get("established") or "")[:4]
    spoken = [place[part] for place in places for part in ("name", "subdivision", "country_name") if place.get(part)]
    return Organisation(
        uid=uid,
        names=names,
        brackets=brackets,
        acronyms=acronyms,
        country=country or (f"({brackets})" if brackets else ""),
        city=words.fold(first.get("name", "")),
        point=(located["latitude"], located["longitude"]) if located.get("longitude") is not None else None,
        places=frozenset(word for text in spoken for word in words.words(text)),
        hosts=_hosts(record),
        identifiers=frozenset(identifiers),
        types=frozenset(record.get("types", ())),
        established=int(established) if established.isdigit() else None,
        relatives=frozenset(
            each["target"]
            for each in relations
            if each["kind"] in ("parent", "child", "related") and each.get("target")
        ),
        parents=frozenset(each["target"] for each in relations if each["kind"] == "parent" and each.get("target")),
        own=frozenset(own),
        synthetic=bool(record.get("synthetic", False)),
    )


def _names(said: Iterable[Mapping[str, Any]]) -> tuple[tuple[Name, ...], frozenset[str], str]:
    """The names in full, the display name first; the short forms; and a country in brackets at a name's end."""
    order = {"display": 0, "label": 1, "alias": 2, "former": 3}
    names: dict[frozenset[str], Name] = {}
    acronyms: set[str] = set()
    brackets = ""
    chosen = sorted(list(said)[: 4 * MOST_NAMES], key=lambda name: order.get(name["kind"], 4))
    for name in chosen:
        value, addition = words.without_country(str(name["value"])[: words.LONGEST])
        short = name["kind"] == "alias" and value.isupper() and value.isascii() and len(value) < 8
        if short or name["kind"] == "acronym":
            acronyms.add(words.fold(value).replace(" ", "").replace(".", ""))
            continue
        parts = words.words(value)
        bag = frozenset(parts)
        if not bag or len(names) >= MOST_NAMES:
            continue
        if bag not in names:
            shown = name["kind"] == "display"
            names[bag] = Name(value, parts, bag, words.script(value), words.spelt(value), shown)
        if name["kind"] == "display" and addition:
            brackets = words.fold(addition)
    return tuple(names.values()), frozenset(acronyms - {""}), brackets


def _hosts(record: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in list(record.get("links", ()))[:10]:
        if link.get("kind", "website") == "website":
            host, path = host_of(link["url"])
            if host:
                found[host] = min(found.get(host, path), path, key=len)
    for domain in list(record.get("domains", ()))[:10]:
        host, _ = host_of(domain)
        if host:
            found[host] = ""
    return found


def host_of(url: str) -> tuple[str, str]:
    """Host without `www.` and path of a web address; empty for none, and for hosts that belong to everybody."""
    try:
        parts = urlsplit(url[:500] if "//" in url[:500] else f"//{url[:500]}")
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return "", ""
    if "." not in host or any(host == shared or host.endswith(f".{shared}") for shared in _SHARED_HOSTS):
        return "", ""
    path = parts.path.strip("/")
    return host, "" if path.lower() in _FRONT else path.lower()


_FRONT = frozenset(
    (
        "en eng english index.html index.php index.htm home en/home en/index.html default.aspx home.html fr de es it "
        "pt us gb uk"
    ).split()
)
