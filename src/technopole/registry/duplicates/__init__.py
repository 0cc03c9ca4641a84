"""Organisations that are in the register twice: found while somebody registers one, kept as pairs for registrars,
merged and separated again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from technopole.registry.duplicates.spelling import domain_of, name_key

if TYPE_CHECKING:
    from technopole.registry.duplicates.checking import Possible

__all__ = ["DOMAIN", "IDENTIFIER", "NAME", "domain_of", "find", "name_key"]

IDENTIFIER, NAME, DOMAIN = "identifier", "name", "domain"
"""What an organisation may have in common with one that somebody is about to register, exactly."""


def find(
    names: Iterable[str] = (),
    identifiers: Mapping[str, str] | None = None,
    website: str = "",
    *,
    without: str = "",
    limit: int = 10,
) -> list[Possible]:
    """Organisations that may be the one of these names, identifiers and web site; see `checking.find`."""
    from technopole.registry.duplicates import checking  # the models are there only once Django has started

    return checking.find(names, identifiers, website, without=without, limit=limit)
