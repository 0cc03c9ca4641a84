"""Small records of OpenAlex, and loads of them into a lake of their own."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from technopole.lake.datasets import Dataset
from technopole.observatory.loading import openalex, works
from technopole.sources.openalex.wanted import wanted

HOME = "https://openalex.org/"
Record = dict[str, Any]


def institution(number: int, name: str = "", country: str = "CN", ror: str = "") -> Record:
    return {
        "id": f"{HOME}I{number}", "display_name": name or f"Institute {number}", "country_code": country,
        "ror": f"https://ror.org/{ror}" if ror else None, "type": "education", "lineage": [f"{HOME}I{number}"],
    }  # fmt: skip


def work(number: int, updated: str = "2026-01-01", places: Sequence[int] = (1,), **more: Any) -> Record:
    """A work of one author at each of the institutions."""
    authorships = [
        {
            "author": {"id": f"{HOME}A{100 + each}", "display_name": f"Author {each}"}, "countries": ["CN"],
            "institutions": [institution(each)], "raw_affiliation_strings": [f"Institute {each}, Shanghai"],
        }
        for each in places
    ]  # fmt: skip
    return {
        "id": f"{HOME}W{number}", "title": f"Work {number}", "publication_year": 2020, "type": "article",
        "is_xpac": False, "updated_date": updated, "authorships": authorships, "referenced_works": [], **more,
    }  # fmt: skip


def write(path: Path, records: Sequence[Record]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    path.write_bytes(gzip.compress(lines, mtime=0) if path.suffix == ".gz" else lines)
    return path


def snapshot(folder: Path, partitions: dict[str, Sequence[Record]], entity: str = "works") -> Path:
    """Partitions by date, without a manifest."""
    for date, records in partitions.items():
        write(folder / "data" / entity / f"updated_date={date}" / "part_000.gz", records)
    return folder


class World:
    """A lake, and what is loaded into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = Dataset(folder / "lake", "works")

    def load(self, *paths: Path, says: works.Told | None = None, **how: Any) -> works.Loaded:
        filters = {name: how.pop(name) for name in ("countries", "institutions", "abstracts", "xpac") if name in how}
        given = openalex.given(paths, wanted(**filters))
        return works.load(given, says or works.Told(), kept=self.kept, **how)

    def titles(self, version: str | None = None) -> dict[str, str]:
        return {row["id"]: row["title"] for row in self.kept.rows(["id", "title"], version, "works")}

    def bylines(self) -> dict[str, int]:
        """The units of credit of each work."""
        found: dict[str, int] = {}
        for row in self.kept.rows(["work", "credit"], table="authorships"):
            found[row["work"]] = found.get(row["work"], 0) + row["credit"]
        return found
