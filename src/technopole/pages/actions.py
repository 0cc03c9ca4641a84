"""What one can do from a page, added to it by rooms above the one it stands in: follow it, print it, link to it.

The page of an organisation and the pages of lists show whatever is registered here, as links among their actions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

LIST = "list"
"""The kind under which actions of list pages are registered; their thing is the `Listing`."""


@dataclass(frozen=True)
class Action:
    """A link: what it does, where it leads, and a drawing of the sprite file."""

    text: str | Promise
    url: str
    icon: str = ""
    media_type: str = ""
    """Of a feed: the head of the page names it too, so that readers of feeds find it."""


Provider = Callable[[HttpRequest, Any], list[Action]]

_providers: dict[str, list[tuple[int, Provider]]] = {}


def register(kind: str, provider: Provider, *, order: int = 50) -> None:
    """Add actions to the pages of things of `kind`, or of lists; lower `order` comes first."""
    _providers.setdefault(kind, []).append((order, provider))
    _providers[kind].sort(key=lambda pair: pair[0])


def actions(kind: str, request: HttpRequest, thing: Any) -> list[Action]:
    """The actions there are for this thing and this reader."""
    return [action for _, provider in _providers.get(kind, ()) for action in provider(request, thing)]
