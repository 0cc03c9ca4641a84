"""A small lake made by hand, and indicators over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from technopole.core.sourced import By, put
from technopole.lake import building
from technopole.lake.columns import Column
from technopole.lake.datasets import Dataset
from technopole.observatory.measuring import definition, tables
from technopole.sources.openalex.shapes import TABLES

UNIT = 5_354_228_880
BY = By(label="test")
COUNT = {"records": "SELECT year AS period, id AS record, title, field FROM works\n", "value": "count(DISTINCT record)"}


def load(lake: Path, name: str, rows: Mapping[str, Sequence[Mapping[str, Any]]], **about: Any) -> str:
    """A version of a dataset of works, authorships … from what is said of each row; the rest is empty."""
    shapes = {**{table: [Column(*each) for each in shape] for table, shape in TABLES.items()}}
    shapes["affiliations"] = list(tables.AFFILIATIONS)
    if name == "works":
        rows = {**dict.fromkeys(TABLES, ()), **rows}
    empty = {"text": "", "texts": []}
    made = {
        table: (
            shapes[table],
            [[row.get(each.name, empty.get(each.kind)) for each in shapes[table]] for row in said],
        )
        for table, said in rows.items()
    }
    plan = {"rows": {table: list(map(dict, said)) for table, said in rows.items()}}
    return building.write_version(Dataset(lake, name), plan, made, "2026-11-22T00:00:00+00:00", {"about": about})


def work(number: int, year: int, field: str = "17", **more: Any) -> dict[str, Any]:
    return {"id": f"W{number}", "year": year, "title": f"Work {number}", "field": field, "type": "article", **more}


def indicator(key: str = "papers", **fields: Any) -> None:
    """An indicator with what its YAML would say."""
    document = {"id": key, "name": {"en": key.title(), "zh": "论文"}, "place": "town", "measure": COUNT, **fields}
    record = {
        "key": key, "name": document["name"], "place": document["place"],
        "unit": document.get("unit", {"id": "count", "en": "papers", "zh": "篇"}),
        "measure": definition.of_document(document),
    }  # fmt: skip
    if "definition" in document:
        record["definition"] = document["definition"]
    put("indicator", "centre", f"t:{key}", record, BY)
