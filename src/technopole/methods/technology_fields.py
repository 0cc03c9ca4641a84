"""WIPO's 35 fields of technology, and in which of them symbols of the International Patent Classification lie.

The longest symbol of the table that a patent's symbol begins with decides: G01N 33/48 is analysis of biological
materials, all else of G01N is measurement. Source: WIPO, IPC-Technology Concordance Table (see the table,
`technology_fields.tsv`); U. Schmoch, Concept of a Technology Classification for Country Comparisons (2008).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple

_SYMBOL = re.compile(r"\s*([A-H]\d\d[A-Z])\s*(\d{1,4})?", re.IGNORECASE)


class Field(NamedTuple):
    """One field of technology."""

    number: int
    sector: dict[str, str]
    """Electrical engineering, instruments, chemistry, mechanical engineering or other fields, in both languages."""
    name: dict[str, str]
    symbols: tuple[str, ...]
    """Subclasses (`H01B`) and main groups (`H04N 3`)."""


@cache
def fields() -> tuple[Field, ...]:
    """The 35 fields, in their order."""
    text = (resources.files(__package__) / "technology_fields.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(
        Field(int(number), {"en": sector_en, "zh": sector_zh}, {"en": name_en, "zh": name_zh}, tuple(_spelled(symbols)))
        for number, sector_en, sector_zh, name_en, name_zh, symbols in rows
    )


def field(symbol: str) -> int | None:
    """The number of the field in which a symbol of the IPC lies, written `H04N 5/232`, `H04N5/232` or `H04N`.

    None for what is in no field, such as a symbol that is too wide (`H04`) or none at all.
    """
    found = _SYMBOL.match(symbol)
    if found is None:
        return None
    subclass, group = found[1].upper(), found[2]
    numbers = _numbers()
    if group is not None and (number := numbers.get(f"{subclass} {int(group)}")):
        return number
    return numbers.get(subclass)


def fields_of(symbols: Iterable[str]) -> list[int]:
    """The fields in which the symbols of one patent lie, each once, in the order of the symbols."""
    return list(dict.fromkeys(number for symbol in symbols if (number := field(symbol)) is not None))


@cache
def _numbers() -> dict[str, int]:
    return {symbol: each.number for each in fields() for symbol in each.symbols}


def _spelled(symbols: str) -> Iterable[str]:
    for part in symbols.split(" "):
        head, _, rest = part.partition(":")
        if len(head) == 4:
            yield from (f"{head} {group}" for group in rest.split(","))
        else:
            yield from (head + letter for letter in rest)
