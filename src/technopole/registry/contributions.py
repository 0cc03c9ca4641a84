"""What an organisation contributes, counted from records: each number opens the records it counts.

Rooms above the register add what they count; the organisation's page shows a small table. There is no score: numbers
of different things are not added up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Text = str | Promise | Mapping[str, str]


@dataclass(frozen=True)
class Counted:
    """One number: what is counted, how many (or a word, such as a grade), and the address of the very records."""

    label: Text
    number: int | str
    url: str
    since: str = ""
    """The day or year the earliest of them is of, if that is known."""


Provider = Callable[[Any], list[Counted]]

_providers: list[tuple[int, Provider]] = []


def register(provider: Provider, *, order: int = 50) -> None:
    """Add what a room counts of an organisation; lower `order` comes first."""
    _providers.append((order, provider))
    _providers.sort(key=lambda pair: pair[0])


def of(organisation: Any) -> list[Counted]:
    """All that is counted of an organisation and is not nothing."""
    return [each for _, provider in _providers for each in provider(organisation) if each.number not in (0, "")]


def table(organisation: Any) -> list[dict[str, Any]]:
    """The same as facts of a definition list."""
    return [
        {"label": each.label, "text": str(each.number), "url": each.url, "sub": each.since} for each in of(organisation)
    ]
