"""Small records and snapshots of OpenAlex for tests, in each generation and layout."""

import gzip
import json
from pathlib import Path
from typing import Any

from technopole.sources.openalex import layout, reading, shapes
from technopole.sources.openalex.layout import Unit
from technopole.sources.openalex.wanted import Wanted

HOME = "https://openalex.org/"


def institution(number: int, country: str = "CN", **more: Any) -> dict[str, Any]:
    return {"id": f"{HOME}I{number}", "display_name": f"Institute {number}", "ror": f"https://ror.org/0{number:08d}",
            "country_code": country, "type": "education", "lineage": [f"{HOME}I{number}"], **more}  # fmt: skip


def author(number: int, *places: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"author_position": "middle", "author": {"id": f"{HOME}A{number}", "display_name": f"Person {number}",
            "orcid": None}, "institutions": list(places), "countries": sorted({each["country_code"] for each in places}),
            "is_corresponding": False, "raw_author_name": f"P. {number}", "raw_affiliation_strings": [],
            "affiliations": [], **more}  # fmt: skip


def topic(number: int, score: float, subfield: int = 1702) -> dict[str, Any]:
    return {"id": f"{HOME}T{number}", "display_name": f"Topic {number}", "score": score,
            "subfield": {"id": f"{HOME}subfields/{subfield}", "display_name": "S"},
            "field": {"id": f"{HOME}fields/{subfield // 100}", "display_name": "F"},
            "domain": {"id": f"{HOME}domains/3", "display_name": "D"}}  # fmt: skip


def work(number: int = 1, *authors: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A record of the current generation."""
    return {"id": f"{HOME}W{number}", "doi": f"https://doi.org/10.1/{number}", "title": f"Work {number}",
            "publication_year": 2024, "publication_date": "2024-05-06", "language": "en", "type": "article",
            "primary_location": {"is_oa": True, "source": {"id": f"{HOME}S7", "display_name": "Journal 7"}},
            "open_access": {"is_oa": True, "oa_status": "gold"}, "authorships": list(authors), "is_xpac": False,
            "awards": [], "funders": [], "updated_date": "2026-06-23T01:02:03.000004", **more}  # fmt: skip


def write(path: Path, *records: Any, gz: bool = True) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = b"".join(json.dumps(each).encode() + b"\n" for each in records)
    path.write_bytes(gzip.compress(data, 1, mtime=0) if gz else data)
    return path


def snapshot(folder: Path, entity: str, partitions: dict[str, list[Any]], *, legacy: bool = False) -> Path:
    """One entity with its manifest, true for the files; gives the folder of the entity."""
    files = []
    home = folder / ("data" if legacy else "data/jsonl") / entity
    for date, records in partitions.items():
        path = write(home / f"updated_date={date}" / ("part_000.gz" if legacy else "part_0000.gz"), *records)
        meta = {"content_length": path.stat().st_size, "record_count": len(records)}
        files.append({"url": f"s3://openalex/{path.relative_to(folder).as_posix()}", "meta": meta})
    made = {"entries": files} if legacy else {"date": "2026-06-25", "format": "jsonl", "entity": entity, "files": files}
    (home / ("manifest" if legacy else "manifest.json")).write_text(json.dumps(made))
    return home


def dicts(table: str, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip([shape.name for shape in shapes.TABLES[table]], row, strict=True)) for row in rows]


def read(path: Path, wanted: Wanted | None = None) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, of all that a path holds; nothing may be wrong with it."""
    batches = [batch for unit in layout.find([path]).units for batch in reading.read(unit, wanted)]
    assert not any(batch.bad for batch in batches)
    return {name: dicts(name, [row for batch in batches for row in batch.rows[name]]) for name in shapes.TABLES}


def unit_of(path: Path) -> Unit:
    return layout.find([path]).units[0]
