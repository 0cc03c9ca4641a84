"""Sections that one domain adds to another's object page, without either importing the other.

The page of an organisation stands in the registry, which may not know of events or needs; the domains above it
register what they have to say about an organisation, and the page shows whatever is registered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Panel:
    """A titled list of rows, each in the form of components/panel.html: text, url, sub, when, badge."""

    title: str | Promise
    rows: Sequence[dict[str, Any]] = field(default=())
    more_url: str = ""


Provider = Callable[[Any], Panel | None]

_providers: dict[str, list[tuple[int, Provider]]] = {}
_brief: dict[str, list[tuple[int, Provider]]] = {}


def register(kind: str, provider: Provider, *, order: int = 50, brief: bool = False) -> None:
    """Add a section to the pages of things of `kind`; lower `order` comes first.

    A `brief` section stands also on the one page that sums the thing up: a few rows of public facts, such as
    registration, lists and ratings.
    """
    for kept in (_providers, _brief) if brief else (_providers,):
        kept.setdefault(kind, []).append((order, provider))
        kept[kind].sort(key=lambda pair: pair[0])


def panels(kind: str, thing: Any) -> list[Panel]:
    """The sections that have something to show for this thing."""
    return _of(_providers, kind, thing)


def brief(kind: str, thing: Any) -> list[Panel]:
    """The sections that belong on the page that sums the thing up."""
    return _of(_brief, kind, thing)


def _of(providers: dict[str, list[tuple[int, Provider]]], kind: str, thing: Any) -> list[Panel]:
    found = (provider(thing) for _, provider in providers.get(kind, ()))
    return [panel for panel in found if panel is not None and panel.rows]
