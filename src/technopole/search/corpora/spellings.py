"""Other ways to write a value of a facet, as a domain knows them: who asks for 上海 also gets what says Shanghai.

The index holds values as they were written. They are brought together when something is asked, so that a list of
names may grow without building an index anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Table = Callable[[], Mapping[str, Sequence[str]]]
"""{a spelling, folded by `str.casefold`: all spellings of the value, the one that stands for them first}; asked for
once for each question."""
_tables: dict[str, Table] = {}


def register(facet: str, table: Table) -> None:
    """Tell how the values of a facet are also written."""
    _tables[facet] = table


def every(facet: str, value: str) -> list[str]:
    """The value in all its spellings, as it was given among them."""
    return list(dict.fromkeys((*_table(facet).get(value.casefold(), ()), value)))


def one(facet: str, value: str) -> str:
    """The spelling that stands for all; what is written as no table has it stands for itself."""
    return _one(_table(facet), value)


def together(facet: str, counts: Mapping[str, int]) -> dict[str, int]:
    """{value: number} with all spellings of a value counted as one; most first.

    For a facet of which a thing has one value: of another a thing with two spellings would count twice.
    """
    table, whole = _table(facet), dict[str, int]()
    for value, number in counts.items():
        kept = _one(table, value)
        whole[kept] = whole.get(kept, 0) + number
    return dict(sorted(whole.items(), key=lambda pair: (-pair[1], pair[0])))


def _table(facet: str) -> Mapping[str, Sequence[str]]:
    return _tables[facet]() if facet in _tables else {}


def _one(table: Mapping[str, Sequence[str]], value: str) -> str:
    known = table.get(value.casefold(), ())
    return known[0] if value in known else value
