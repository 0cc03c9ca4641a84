"""Where the index's documents come from: each domain registers how its kinds of things are described."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from technopole.search.documents import Document

Provider = Callable[[Sequence[str] | None], Iterable[Document]]
"""Documents of these uids; of all things of the kind when given None. Uids that are gone give nothing."""

_providers: dict[str, Provider] = {}


def register(kind: str, provider: Provider) -> None:
    """Make things of `kind` findable; called once, when the kind's app starts."""
    _providers[kind] = provider


def kinds() -> list[str]:
    return sorted(_providers)


def documents(kind: str, uids: Sequence[str]) -> list[Document]:
    """The documents of these things, if they are still there and their kind is findable."""
    provider = _providers.get(kind)
    return list(provider(uids)) if provider else []


def everything() -> Iterator[Document]:
    """Every findable thing, kind by kind: what a rebuild of the index holds."""
    for kind in kinds():
        yield from _providers[kind](None)
