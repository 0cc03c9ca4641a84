"""The rows of a piece of OpenAlex, in batches: memory stays that of a batch, whatever the size of the file.

    for unit in layout.find([folder]).units:
        for batch in reading.read(unit, wanted(countries=["CN"])):
            batch.rows["works"], batch.rows["authorships"]   # tuples in the order of shapes.TABLES

A unit's rows depend on the file and what is wanted alone, so that a killed load takes up where it was.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from technopole.core.errors import SourceError
from technopole.sources.openalex import entities, parsing, records, shapes, streams
from technopole.sources.openalex.layout import Unit
from technopole.sources.openalex.values import identifier
from technopole.sources.openalex.wanted import Wanted

ROWS = 40_000
"""A batch ends after so many rows of all its tables together."""
_MOST_BAD = 100
_FETCH_AGAIN = "Fetch the file again."


@dataclass
class Batch:
    """Rows, and what became of the records that they were made of."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {name: [] for name in shapes.TABLES})
    """By table."""
    read: int = 0
    """Records gone through."""
    left_out: Counter[str] = field(default_factory=Counter)
    """How many records are not among the rows, and why: xpac, year, type, country, institution (not wanted);
    unlikely (by its bytes, not wanted); entity (not read); nobody (an author who is none); bad."""
    noted: Counter[str] = field(default_factory=Counter)
    """Of the works among the rows: `cut` (fewer authors than the work has), `abstract` (one that cannot be read)."""
    bad: list[SourceError] = field(default_factory=list)
    """The first records that cannot be right."""

    def columns(self, table: str) -> list[list[Any]]:
        """The values of each column of a table, from its first row to its last."""
        rows = self.rows[table]
        return [list(each) for each in zip(*rows, strict=True)] if rows else [[] for _ in shapes.TABLES[table]]


def read(unit: Unit, wanted: Wanted | None = None, rows: int = ROWS) -> Iterator[Batch]:
    """The rows of a piece. The last batch may be empty.

    A record that cannot be right is told in its batch, and left out. Raises `SourceError` for a file that is damaged,
    breaks off, or has another number of records than its manifest says: then no load with it is whole.
    """
    wanted = wanted or Wanted()
    works_alone = unit.entity == "works" or wanted.entities == {"works"}
    may_be = wanted.may_be() if works_alone else None
    batch, made, total = Batch(), 0, 0
    for place, value in _values(unit, wanted, may_be):
        for record in _records(value):
            batch.read += 1
            total += 1
            made += _take(batch, record, unit, wanted, place)
        if made >= rows:
            yield batch
            batch, made = Batch(), 0
    if unit.records is not None and total != unit.records:
        raise SourceError(
            f"holds {total:,} records where the manifest says {unit.records:,}", file=unit.name, hint=_FETCH_AGAIN
        )
    yield batch


def _values(unit: Unit, wanted: Wanted, may_be: Any) -> Iterator[streams.Value]:
    path = Path(unit.file)
    if unit.form == "parquet":
        from technopole.lake import nested

        yield from enumerate(nested.rows(path, unit.name, _columns(unit.entity, wanted)), 1)
    else:
        read = streams.json_lines if unit.form == "lines" else streams.any_json
        yield from read(path, unit.name, may_be, _parser(unit.entity, wanted))


def _parser(entity: str, wanted: Wanted) -> Any:
    return parsing.parser(wanted.abstracts) if entity in ("works", "") else orjson.loads


def _columns(entity: str, wanted: Wanted) -> list[str] | None:
    if entity != "works":
        return list(entities.COLUMNS[entity]) if entity else None
    return records.columns(abstracts=wanted.abstracts, lineage=wanted.lineage and bool(wanted.institutions))


def _records(value: Any) -> Any:
    """The records of a value: a page of the API holds many, an array too."""
    if type(value) is dict:
        if type(value.get("results")) is list and "id" not in value:
            return value["results"]
        return (value,)
    return value if type(value) is list else (value,)


def _take(batch: Batch, record: Any, unit: Unit, wanted: Wanted, place: int) -> int:
    """Add the rows of a record; gives how many."""
    if record is streams.NOT_PARSED:
        batch.left_out["unlikely"] += 1
        return 0
    if type(record) is not dict:
        told = record if isinstance(record, SourceError) else _wrong(unit, place, "is no object")
        return _bad(batch, told)
    key = identifier(record.get("id"))
    table = entities.BY_LETTER.get(key[:1], "")
    if not table:
        if key:
            batch.left_out["entity"] += 1
            return 0
        return _bad(batch, _wrong(unit, place, "has no id of OpenAlex"))
    if unit.entity and table != unit.entity:
        return _bad(batch, _wrong(unit, place, f"{key} is no record of {unit.entity}"))
    if table not in wanted.entities:
        batch.left_out["entity"] += 1
        return 0
    if table == "works":
        return _take_work(batch, record, key, unit, wanted)
    row = entities.MAKERS[table](record, key, unit.updated)
    if row is None:
        batch.left_out["nobody"] += 1
        return 0
    batch.rows[table].append(row)
    return 1


def _take_work(batch: Batch, record: dict[str, Any], key: str, unit: Unit, wanted: Wanted) -> int:
    if why := wanted.why_not(record):
        batch.left_out[why] += 1
        return 0
    made = records.work(record, key, unit.updated, abstract=wanted.abstracts)
    batch.rows["works"].append(made.row)
    batch.rows["authorships"] += made.authorships
    if made.cut:
        batch.noted["cut"] += 1
    if made.abstract_broken:
        batch.noted["abstract"] += 1
    return 1 + len(made.authorships)


def _bad(batch: Batch, error: SourceError) -> int:
    batch.left_out["bad"] += 1
    if len(batch.bad) < _MOST_BAD:
        batch.bad.append(error)
    return 0


def _wrong(unit: Unit, place: int, told: str) -> SourceError:
    return SourceError(told, file=unit.name, line=place, field="id", hint="It was left out.")


def prepare_process() -> None:
    """For a process that does little else than read: the collector of cyclic garbage, of which reading makes none,
    looks through the rows that are held less often. Saves a tenth to a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
