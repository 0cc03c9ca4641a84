"""What a corpus holds of one thing: a flat record, its facets, and the record packed small.

The record is what pages show of a hit and what the ranking reads; nothing else is kept of it. It is compressed with a
dictionary made from its neighbours: single records of some hundred bytes shrink to less than half only so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson

from technopole.core import ids
from technopole.methods.folding import fold

Record = dict[str, Any]

FACETS = (
    "kind", "language", "field", "sector", "country", "region", "trl", "mode", "right", "year", "source", "synthetic",
    "standing", "owner",
)  # fmt: skip
"""By what a search may be narrowed."""

UNCOUNTED = ("owner", "source", "synthetic", "standing")
"""Facets by which things are narrowed but not counted: too many values, or one for millions of things."""

REFERENCE, LISTING = "reference", "listing"
"""How a thing stands: loaded by the million, or a row of the store that somebody looks after."""

_SINGLE = ("kind", "language", "country", "region", "trl", "year", "source")
_SEVERAL = (("field", "fields"), ("sector", "sectors"), ("mode", "modes"), ("right", "rights"))
ONE_VALUE = (*_SINGLE, "synthetic", "standing", "owner")
"""Facets of which a thing has one value, if any."""
_KEPT_ASIDE = ("uid",)
"""What the engine keeps anyway; a uid, being random, is as long packed as it is written."""

TITLES = ("title", "title_2")
TEXTS = ("text", "text_2")
MORE_TEXTS = ("owner",)
"""Searched like the text."""
ALL_TEXTS = (*TEXTS, *MORE_TEXTS)

DICTIONARY_SIZE = 400_000
_LEVEL = 5
"""A tenth smaller than at level 3 for five microseconds more; higher ones cost as much as the indexing itself."""
SAMPLE = 20_000
"""Records from which the dictionary of a set is made."""
_MOST = 1 << 24


def facets(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(facet, value) of a record; a classification symbol counts under each of its beginnings: H, H01, H01M."""
    return list(dict.fromkeys((name, value) for name, said in stated(record) for value in values(name, said)))


def stated(record: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """(facet, what the record says): `facets` before symbols stand for their beginnings, and with repetitions."""
    given = record.get
    found = [(name, value) for name in _SINGLE if (value := given(name)) not in (None, "")]
    for name, key in _SEVERAL:
        if several := given(key):
            found += [(name, value) for value in several]
    if owner := given("owner"):
        found.append(("owner", owner))
    found.append(("synthetic", "1" if given("synthetic") else "0"))
    found.append(("standing", given("standing") or REFERENCE))
    return found


def values(facet: str, said: Any) -> tuple[str, ...]:
    """The values of a facet for which one that a record says stands."""
    if facet == "field":
        return beginnings(said)
    return (owner_value(said) if facet == "owner" else str(said),)


def values_of(record: Mapping[str, Any], facet: str) -> frozenset[str]:
    """The values of one facet of a record: `facets`, when only one is asked for."""
    if facet in _SINGLE:
        value = record.get(facet)
        return frozenset() if value in (None, "") else frozenset((str(value),))
    return frozenset(value for name, value in facets(record) if name == facet)


@lru_cache(maxsize=1 << 16)
def owner_value(owner: str) -> str:
    """The facet's value of an owner's name: folded, so that capitals and accents do not part one owner in two."""
    return " ".join(fold(owner).split())[:100]


@lru_cache(maxsize=1 << 16)
def beginnings(symbol: str) -> tuple[str, ...]:
    """The section, class and subclass of an IPC or CPC symbol; of another code itself.

    >>> beginnings("H01M 10/0525"), beginnings("cs.CV")
    (('H', 'H01', 'H01M'), ('cs', 'cs.CV'))
    """
    symbol = symbol.strip()
    if len(symbol) >= 4 and symbol[0] in "ABCDEFGHY" and symbol[1:3].isdigit() and symbol[3].isalpha():
        return symbol[0], symbol[:3], symbol[:4]
    if len(symbol) == 3 and symbol[0] in "ABCDEFGHY" and symbol[1:3].isdigit():
        return symbol[0], symbol
    archive, dot, _ = symbol.partition(".")
    return (archive, symbol) if dot and archive.isascii() and archive.replace("-", "").isalpha() else (symbol,)


def titles_and_text(record: Mapping[str, Any]) -> tuple[str, str]:
    """The titles in all their languages, and the text and everything else that is searched."""
    given = record.get
    titles = [str(said) for name in TITLES if (said := given(name))]
    return "\n".join(titles), "\n".join([str(said) for name in ALL_TEXTS if (said := given(name))])


class Packing:
    """Records to bytes and back, with the dictionary of their set."""

    def __init__(self, dictionary: bytes = b"") -> None:
        import zstandard

        self.dictionary = dictionary
        shared = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._compress = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=shared, write_checksum=False, write_dict_id=False
        )  # fmt: skip
        self._dictionary = shared

    @classmethod
    def trained(cls, records: Sequence[bytes]) -> Packing:
        """With a dictionary made from these packed-to-be records; without one if they are too few to learn from."""
        import zstandard

        if len(records) < 1000:
            return cls()
        size = min(DICTIONARY_SIZE, sum(map(len, records)) // 10)
        return cls(zstandard.train_dictionary(size, list(records)).as_bytes())

    def pack(self, raw: bytes) -> bytes:
        packed: bytes = self._compress.compress(raw)
        return packed

    def unpack(self, packed: bytes, number: int) -> Record:
        """The record that was packed; `number` is its uid's."""
        import zstandard

        # A decompressor serves one thread at a time; making one costs a microsecond.
        raw = zstandard.ZstdDecompressor(dict_data=self._dictionary).decompress(packed, max_output_size=_MOST)
        record: Record = {"uid": ids.spell(number), "standing": REFERENCE} | orjson.loads(raw)
        return record


def raw(record: Mapping[str, Any]) -> bytes:
    """The record as JSON, without what is empty or kept elsewhere."""
    kept = dict(record)
    for name in _KEPT_ASIDE:
        kept.pop(name, None)
    if not all(kept.values()):
        kept = {name: value for name, value in kept.items() if value}
    if kept.get("standing") == REFERENCE:
        del kept["standing"]
    return orjson.dumps(kept)
