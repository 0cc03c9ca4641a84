"""Did you mean …?"""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(given: str, known: Iterable[str]) -> str:
    """A question that names the known word most like `given`; empty if none is like it."""
    found = get_close_matches(given, sorted(known), n=1, cutoff=0.6)
    return f"Did you mean {found[0]!r}?" if found else ""
