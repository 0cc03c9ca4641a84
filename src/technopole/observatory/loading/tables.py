"""The tables of the dataset `works`, and which of them hang together."""

from __future__ import annotations

from collections.abc import Mapping

from technopole.lake.columns import Column
from technopole.lake.merging import Follower
from technopole.methods.bibliometrics.credit import WHOLE
from technopole.sources.openalex import shapes

DATASET = "works"
TABLES: Mapping[str, tuple[Column, ...]] = {
    name: tuple(Column(shape.name, shape.kind, shape.few) for shape in columns)
    for name, columns in shapes.TABLES.items()
}
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("works", "authorships"), ("institutions",), ("authors",), ("sources",), ("topics",)
)  # fmt: skip
"""Tables that share their parts: the first has the ids, the others follow it."""
FOLLOWERS: Mapping[str, tuple[Follower, ...]] = {"works": (Follower("authorships", "credit", WHOLE),)}
LETTERS = {"works": "W", "authors": "A", "institutions": "I", "sources": "S", "topics": "T"}
NAMING: Mapping[str, Mapping[str, str]] = {
    "works": {"referenced": "works", "source": "sources"},
    "authorships": {"author": "authors", "institution": "institutions", "affiliation": "institutions"},
    "institutions": {"lineage": "institutions"},
    "authors": {"institutions": "institutions"},
}
"""The columns that name what may have become another, and of which table that is."""
