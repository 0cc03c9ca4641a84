"""What ROR asks of its own API in its own tests, asked of ours: the same questions through the same address.

The thresholds are those of ror-community/ror-api, rorapi/tests/tests_functional and tests_affiliations. The questions are
the part of its data sets that is here for development; the registry is the whole one. Takes some minutes.
"""

import csv
import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.slow

ACCURACY, PRECISION, RECALL = 0.73, 0.95, 0.70
FIRST, AMONG_FIVE = 0.749118, 0.913082
_SPECIAL = re.compile(r'([\+\-=\&\|><!\(\)\{\}\[\]\^"\~\*\?:\\\/])')


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path) as file:
        yield from csv.DictReader(io.TextIOWrapper(file, encoding="utf-8"))


def escaped(text: str) -> str:
    """As ROR's tests send it."""
    return _SPECIAL.sub(r"\\\1", text)


@pytest.fixture(scope="module")
def registry(
    shared: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """All of ROR in the store, its index and its table of names in a home; taken away again at the end."""
    from django.conf import settings
    from django.core.management import call_command

    from technopole.registry import resolving, ror_load
    from technopole.search import worker

    home = tmp_path_factory.mktemp("ror")
    before = settings.HOME
    settings.HOME = home
    with django_db_blocker.unblock():
        ror_load.load(shared / "data/registry/ror.jsonl.gz")
        worker.rebuild()
        resolving.refresh()
        yield home
        call_command("flush", interactive=False, verbosity=0)
    settings.HOME = before


@pytest.fixture
def ask(registry: Path, settings: Any, db: Any) -> Any:
    settings.HOME = registry
    settings.API_RATES = {"anonymous": 10_000_000}

    def asked(**parameters: str) -> Any:
        return Client().get("/v2/organizations", parameters).json()

    return asked


def ids(organisations: list[dict[str, Any]]) -> list[str]:
    return [each["id"].removeprefix("https://ror.org/") for each in organisations]


@pytest.mark.parametrize("fuzzy", [False, True])
def test_names_are_found_as_often_as_ror_asks(ask: Any, shared: Path, fuzzy: bool) -> None:
    ranks = []
    for row in rows(shared / "data/registry/dev/names_dev.csv.gz"):
        query = escaped(row["name"])
        if fuzzy:
            query = re.sub(r"([^ ])(?= |$)", r"\g<1>~", query)
        found = ids(ask(query=query).get("items", []))
        ranks.append(found.index(row["ror_id"]) + 1 if row["ror_id"] in found else 21)
    first, five = (sum(rank <= most for rank in ranks) / len(ranks) for most in (1, 5))
    assert (first >= FIRST, five >= AMONG_FIVE) == (True, True), (first, five)


@pytest.mark.parametrize("name", ["crossref_dev", "springer_dev"])
def test_affiliations_are_matched_as_well_as_ror_asks(ask: Any, shared: Path, name: str) -> None:
    right = both = chosen = wanted = count = 0
    for row in rows(shared / f"data/registry/dev/{name}.csv.gz"):
        answer = ask(affiliation=escaped(row["affiliation"]), single_search="")
        found = set(ids([item["organization"] for item in answer["items"] if item["chosen"]]))
        gold = set(filter(None, row["ror_ids"].split(";")))
        right += found == gold
        both, chosen, wanted, count = both + len(found & gold), chosen + len(found), wanted + len(gold), count + 1
    accuracy, precision, recall = right / count, both / chosen, both / wanted
    assert (accuracy >= ACCURACY, precision >= PRECISION, recall >= RECALL) == (True, True, True), (
        accuracy, precision, recall,
    )  # fmt: skip
