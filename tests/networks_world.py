"""A small lake of works whose networks and topics can be counted by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from technopole.lake import building
from technopole.lake.columns import Column
from technopole.lake.datasets import Dataset
from technopole.observatory.patents import loading
from technopole.sources.openalex.shapes import TABLES

AFFILIATIONS = [
    Column(name, "text")
    for name in ("affiliation", "institution", "organisation", "organisation_name", "place", "country", "city", "type")
]
_EMPTY: Mapping[str, Any] = {"text": "", "texts": []}
COUNTRIES = {"Itown": "CN", "Ifar": "US", "Ioff": "DE", "Ilone": "FR"}


def load(lake: Path, name: str, rows: Mapping[str, Sequence[Mapping[str, Any]]], **about: Any) -> str:
    """A version of a dataset from what is said of each row; the rest is empty."""
    shapes = {table: [Column(*each) for each in shape] for table, shape in TABLES.items()}
    shapes |= {"affiliations": AFFILIATIONS, **{table: list(columns) for table, columns in loading.TABLES.items()}}
    tables = {
        table: (
            shapes[table], [[row.get(each.name, _EMPTY.get(each.kind)) for each in shapes[table]] for row in said]
        )
        for table, said in rows.items()
    }  # fmt: skip
    plan = {"rows": {table: list(map(dict, said)) for table, said in rows.items()}}
    return building.write_version(Dataset(lake, name), plan, tables, "2026-11-22T00:00:00+00:00", {"about": about})


def work(number: int, members: Mapping[str, str], year: int = 2020, **more: Any) -> dict[str, Any]:
    """A work and its authors, each with the institution that they name."""
    key = f"W{number}"
    countries = sorted({COUNTRIES[institution] for institution in members.values() if institution})
    return {
        "work": {"id": key, "title": f"Work {number}", "year": year, "countries": countries, "cited_by": number, **more},
        "authorships": [
            {"work": key, "position": at, "author": author, "author_name": author.title(), "affiliation": institution,
             "institution": institution, "institution_name": institution[1:].title()}
            for at, (author, institution) in enumerate(members.items(), 1)
        ],
    }  # fmt: skip


def load_works(lake: Path, works: Sequence[Mapping[str, Any]], **about: Any) -> None:
    """These works, their authorships and what is known of the institutions; the town's own is in `town`."""
    rows = {
        "works": [each["work"] for each in works],
        "authorships": [row for each in works for row in each["authorships"]],
        "topics": [{"id": f"T{at}", "name": f"Topic {at}", "field_name": "Physics"} for at in range(1, 9)],
    }
    load(lake, "works", rows, **about)
    affiliations = [
        {"affiliation": key, "institution": key, "organisation_name": key[1:].title(), "country": country,
         "place": "town" if key == "Itown" else "", "type": "company" if key == "Ioff" else "education"}
        for key, country in COUNTRIES.items()
    ]  # fmt: skip
    load(lake, "affiliations", {"affiliations": affiliations})


NETWORK_WORKS = [
    work(1, {"ada": "Itown", "bo": "Ifar"}, topics=["T1", "T2"]),
    work(2, {"ada": "Itown", "bo": "Ifar", "cy": "Ioff"}, 2021, topics=["T1", "T2", "T3"]),
    work(3, {"ada": "Itown", "dee": "Itown"}, 2022, topics=["T1"]),
    work(4, {"cy": "Ioff", "bo": "Ifar"}, 2022, topics=["T3"]),
    work(5, {"eve": "Ilone", "bo": "Ifar"}, 2023, is_retracted=True, topics=["T4", "T5"]),
    work(6, {"ada": "Itown", "x": ""}, 2023),
]
"""Six works: four of the town, one of them alone; one between the two others; one retracted."""


def emerging_works() -> list[dict[str, Any]]:
    """Forty works a year of 2015 to 2020: T1 in all of them alike, T2 from 2019 on in ever more, a stray of 2009.

    Every fourth is of the town: 60 in all, of which none is about T2 before 2020.
    """
    made = [work(900, {"ada": "Ifar"}, 2009, topics=["T3"])]
    for year in range(2015, 2021):
        for number in range(40):
            topics = ["T1"] if number < 10 else ["T3"]
            if number >= 40 - {2019: 6, 2020: 16}.get(year, 0):
                topics.append("T2")
            here = number % 4 == 0 and (year == 2020 or number < 30)
            made.append(
                work(
                    (year - 2000) * 100 + number, {"ada": "Itown" if here else "Ifar"}, year, topics=topics,
                    doi=f"10.1/{year}.{number}", source_name="Journal",
                )
            )  # fmt: skip
    return made
