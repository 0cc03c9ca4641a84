"""The classification of works: 252 subfields in 26 fields in 4 domains, which OpenAlex took from Scopus (ASJC).

The table is data of OpenAlex (CC0).
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).parent / "data" / "subfields.csv"


class Subfield(NamedTuple):
    """A subfield, and the field and domain that it lies in: numbers and names."""

    id: str
    name: str
    field: str
    field_name: str
    domain: str
    domain_name: str


UNKNOWN = Subfield("", "", "", "", "", "")


@lru_cache(maxsize=1)
def subfields() -> dict[str, Subfield]:
    """All subfields by their numbers."""
    with _TABLE.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    names = {(row["level"], row["id"]): row["name"] for row in rows}
    domains = {row["id"]: row["parent"] for row in rows if row["level"] == "field"}
    return {
        row["id"]: Subfield(
            row["id"], row["name"], row["parent"], names["field", row["parent"]],
            domains[row["parent"]], names["domain", domains[row["parent"]]],
        )
        for row in rows
        if row["level"] == "subfield"
    }  # fmt: skip
