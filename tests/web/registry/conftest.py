"""A register of a dozen organisations: some of the centre, some known to the world only."""

import tempfile
from pathlib import Path

import kept
import pytest
import ror_files

from technopole.core import sourced
from technopole.core.sourced import By
from technopole.registry import ror_load
from technopole.search import worker

BY = By(label="test", why="Loaded for a test")
SOURCE = ["https://example.org/register"]

ORGANISATIONS = {
    "alpha": {"types": ["university"], "sectors": ["ai", "energy"], "established": "1905", "district": "north",
              "hubs": ["harbour"]},
    "beta": {"types": ["company"], "sectors": ["ai"], "established": "1999", "district": "north",
             "hubs": ["harbour", "hill"]},
    "gamma": {"types": ["company"], "sectors": ["energy"], "established": "2001-07-18", "district": "south"},
    "delta": {"types": ["association"], "sectors": [], "established": "1952", "status": "inactive"},
    "epsilon": {"types": ["company", "research_institute"], "sectors": ["ai", "energy"], "synthetic": True},
}  # fmt: skip


def record(key, **more):
    place = {name: more.pop(name) for name in ("district", "hubs") if name in more}
    if place:
        place |= {"latitude": 31.2, "longitude": 121.5, "precision": "exact"}
    return {
        "key": key,
        "names": [
            {"value": f"{key.title()} Works", "language": "en", "kind": "display"},
            {"value": f"{key}公司", "language": "zh-Hans", "kind": "label"},
        ],
        "status": "active",
        "country": "CN",
        "places": [place] if place else [],
        "sources": SOURCE,
        **more,
    }


def put(kind, key, value, source="centre"):
    return next(iter(sourced.put(kind, source, key, value, BY).uids.values()))


@pytest.fixture
def register(db):
    """{key: uid} of the centre's organisations; beside them stand five that only ROR knows."""
    return kept.world(_register)


def _register():
    for vocabulary, words in (
        ("type", {"university": "University", "company": "Company", "association": "Association"}),
        ("sector", {"ai": "Artificial intelligence", "energy": "Energy"}),
        ("district", {"north": "North District", "south": "South District"}),
    ):
        for key, name in words.items():
            put("term", f"{vocabulary}/{key}", {
                "vocabulary": vocabulary, "key": key, "name": {"en": name, "zh": f"{key}词"},
                "kind": "education" if key == "university" else "",
            })  # fmt: skip
    for key, parent in (("harbour", ""), ("hill", "harbour")):
        put("hub", f"test:hubs/{key}", {
            "key": key, "name": {"en": f"{key.title()} Hub", "zh": f"{key}园"}, "kind": "hub", "parent": parent,
            "district": "north", "latitude": 31.2, "longitude": 121.5, "precision": "exact", "focus": ["ai"],
            "summary": {"en": f"The {key}."}, "sources": SOURCE,
        })  # fmt: skip
    uids = {key: put("organisation", f"test:{key}", record(key, **more)) for key, more in ORGANISATIONS.items()}
    with tempfile.TemporaryDirectory() as folder:
        ror_load.load(ror_files.write(Path(folder), "jsonl"))
    worker.rebuild()
    return uids


@pytest.fixture
def add():
    """Put one more organisation: add(key, **fields) gives its uid."""
    return lambda key, **more: put("organisation", f"test:{key}", record(key, **more))
