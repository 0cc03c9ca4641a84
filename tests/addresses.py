"""Every address of the portal, read from the URLconf, so that no test can forget a new one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, get_resolver


@dataclass(frozen=True)
class Address:
    """One address: its full name (`registry:organisation`), and what must be filled in."""

    name: str
    parameters: tuple[str, ...]


@cache
def every() -> list[Address]:
    """All named addresses, each once, in the order of the URLconf."""
    found: dict[str, Address] = {}
    for name, patterns in _walk(get_resolver(), "", ()):
        parameters = tuple(parameter for pattern in patterns for parameter in _parameters(pattern))
        found.setdefault(name, Address(name, parameters))
    return list(found.values())


def names() -> set[str]:
    return {address.name for address in every()}


def _walk(resolver: Any, namespace: str, above: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for entry in resolver.url_patterns:
        patterns = (*above, entry.pattern)
        if isinstance(entry, URLPattern):
            if entry.name:
                yield namespace + entry.name, patterns
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, patterns)


def _parameters(pattern: Any) -> list[str]:
    return list(pattern.converters) or list(pattern.regex.groupindex)
