"""The tables that indicators may read, with their columns, whether anything was loaded into them or not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from technopole.exchange.reference_parts import COLUMNS as OFFERS
from technopole.lake.columns import Kind
from technopole.lake.datasets import Dataset, datasets, tables_of
from technopole.observatory.loading.affiliations import COLUMNS as AFFILIATIONS
from technopole.sources.openalex.shapes import TABLES as WORKS
from technopole.sources.patents.record import PARTIES, PATENTS

Columns = tuple[tuple[str, str], ...]


def _texts(*names: str) -> tuple[tuple[str, Kind], ...]:
    return tuple((name, "text") for name in names)


_TERMS = _texts("id", "name_en", "name_zh", "kind")
CENTRE: Mapping[str, tuple[tuple[str, Kind], ...]] = {
    "organisations": (
        *_texts("uid", "key", "name_en", "name_zh", "type"), ("types", "texts"), ("families", "texts"),
        ("sectors", "texts"), *_texts("country", "place", "district"), ("hubs", "texts"),
        *_texts("established", "listed", "ror", "uscc"), ("latitude", "number"), ("longitude", "number"),
        ("active", "truth"), ("own", "truth"), ("synthetic", "truth"), ("url", "text"),
    ),
    "facilities": (
        *_texts("uid", "key", "name_en", "name_zh", "type_en", "type_zh", "hub", "district", "status", "opened"),
        ("latitude", "number"), ("longitude", "number"), ("synthetic", "truth"), ("url", "text"),
    ),
    "events": (
        *_texts("uid", "key", "name_en", "name_zh", "start"), ("year", "integer16"), *_texts("level", "format"),
        ("attendance", "integer"), ("synthetic", "truth"), ("url", "text"),
    ),
    "exchange_offers": (
        *_texts("uid", "key", "title_en", "title_zh", "profile"), ("sectors", "texts"), ("fields", "texts"),
        ("trl", "integer8"), *_texts("country", "region"), ("year", "integer16"), *_texts("published", "status"),
        ("synthetic", "truth"), ("url", "text"),
    ),
    "exchange_needs": (
        *_texts("uid", "key", "title_en", "title_zh", "kind", "profile"), ("sectors", "texts"),
        *_texts("stated", "published", "status"), ("synthetic", "truth"), ("url", "text"),
    ),
    "contracts": (
        *_texts("cut", "cell"), ("contracts", "integer"), ("value", "number"), ("hidden", "truth"),
    ),
    "observations": (
        *_texts("uid", "indicator", "place", "period"), ("year", "integer16"), ("value", "number"),
        *_texts("unit", "status", "published", "source"), ("headline", "truth"), ("url", "text"),
    ),
    "places": _TERMS,
    "sectors": _TERMS,
    "types": _TERMS,
}  # fmt: skip
"""The snapshot of the centre's own public rows. Of contracts the cells that the market's page shows."""


LOADED_BY: Mapping[str, str] = {
    **dict.fromkeys(WORKS, "observatory load openalex"),
    "affiliations": "observatory load openalex",
    **dict.fromkeys(("patents", "patent_parties"), "observatory load patents"),
    "offers": "exchange load offers",
}
"""{table: the command that loads it}."""


def known(lake: Path) -> dict[str, Columns]:
    """{table: (name, kind) of its columns}: those of the datasets that this program makes, and of those in `lake`."""
    declared: Mapping[str, Any] = {
        **WORKS, "patents": PATENTS, "patent_parties": PARTIES, "affiliations": AFFILIATIONS, "offers": OFFERS
    }  # fmt: skip
    found = {table: tuple((each.name, each.kind) for each in columns) for table, columns in declared.items()}
    held = _held(lake, tuple((name, Dataset(lake, name).current() or "") for name in datasets(lake)))
    return {**held, **found, **CENTRE}


@lru_cache(maxsize=4)
def _held(lake: Path, versions: tuple[tuple[str, str], ...]) -> dict[str, Columns]:
    held: dict[str, Columns] = {}
    for name, version in versions:
        for table, shape in tables_of(Dataset(lake, name).manifest(version), name).items():
            held[table] = tuple((each["name"], each["kind"]) for each in shape["columns"])
    return held
