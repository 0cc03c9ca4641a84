"""The things a request can be about: their names and the addresses of their pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.urls import NoReverseMatch, reverse

_PAGES: dict[str, tuple[str, str, str, str]] = {
    # kind: (model, the column its address is made of, its page, the stem of its name's columns)
    "organisation": ("registry.Organisation", "uid", "registry:organisation", "name"),
    "hub": ("registry.Hub", "uid", "registry:hub", "name"),
    "event": ("programme.Event", "uid", "programme:event", "name"),
    "facility": ("programme.Facility", "uid", "programme:facility", "name"),
    "showcase": ("programme.ShowcaseItem", "uid", "programme:showcase-item", "name"),
    "policy": ("policies.Policy", "uid", "policies:policy", "title"),
    "offer": ("exchange.Offer", "uid", "exchange:offer", "title"),
    "need": ("exchange.Need", "uid", "exchange:need", "statement"),
    "service": ("exchange.ServiceOffer", "uid", "exchange:service", "name"),
    "indicator": ("observatory.Indicator", "key", "observatory:indicator", "name"),
}


@dataclass(frozen=True)
class Subject:
    """A thing with its names in the languages they are known in."""

    kind: str
    uid: str
    names: Mapping[str, str]
    url: str


def find(kind: str, uid: str) -> Subject | None:
    """The thing, or None where the centre keeps no such thing."""
    if kind not in _PAGES:
        return None
    label, column, page, stem = _PAGES[kind]
    row = apps.get_model(label)._default_manager.filter(uid=uid).first()
    if row is None:
        return None
    names = {language: getattr(row, f"{stem}_{language}", "") for language in ("en", "zh")}
    names = {language: name[:300] for language, name in names.items() if name} or {"en": str(row)[:300]}
    return Subject(kind, uid, names, reverse(page, args=[getattr(row, column)]))


def address(kind: str, uid: str) -> str:
    """The page of a thing that was seen before; empty for kinds without one of their own."""
    if kind not in _PAGES or not uid:
        return ""
    column, page = _PAGES[kind][1:3]
    if column != "uid":
        found = find(kind, uid)
        return found.url if found else ""
    try:
        return reverse(page, args=[uid])
    except NoReverseMatch:
        return ""
