"""What other rooms know of an organisation's standing: registered, deregistered, on a list.

A room above the register says so at start-up, as with panels of pages; the register asks without knowing them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Standing:
    """One statement: a code for programs, words for people, whether it means that the organisation is no more."""

    code: str
    words: str | Promise
    tone: str = "quiet"
    """good, warn, bad or quiet, as of a badge."""
    closed: bool = False
    url: str = ""


Provider = Callable[[Sequence[str]], Mapping[str, Sequence[Standing]]]
"""Given uids of organisations, what it knows of each; those of which it knows nothing may be absent."""

_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Ask `provider` from now on. It answers any number of uids with the same few queries."""
    _providers[name] = provider


def of(uids: Iterable[str]) -> dict[str, list[Standing]]:
    """{uid: what is known}, those without anything absent. Costs what the providers' queries cost."""
    asked = list(dict.fromkeys(uids))
    found: dict[str, list[Standing]] = {}
    if asked:
        for provider in _providers.values():
            for uid, standings in provider(asked).items():
                found.setdefault(uid, []).extend(standings)
    return found
