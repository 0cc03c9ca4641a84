"""The shipped resolver on development sets of real affiliations, by the strict rule of their scorer.

The floors lie a little below what was measured: they guard against regressions and claim nothing.
"""

import csv
import gzip
import importlib.util
import json
from types import ModuleType

import numpy as np
import pytest

from technopole.methods import resolution
from technopole.methods.resolution import PROFILES, Resolver

FLOORS = {
    ("crossref_dev", "precise"): {"accuracy": 0.80, "P": 0.94, "R": 0.78, "F1": 0.855},
    ("crossref_dev", "complete"): {"accuracy": 0.835, "P": 0.915, "R": 0.845, "F1": 0.88},
    ("springer_dev", "precise"): {"accuracy": 0.87, "P": 0.945, "R": 0.89, "F1": 0.92},
    ("springer_dev", "complete"): {"accuracy": 0.875, "P": 0.925, "R": 0.91, "F1": 0.92},
    ("zh_dev", "precise"): {"accuracy": 0.95, "P": 0.95, "R": 0.95, "F0.5": 0.95},
    ("zh_dev", "complete"): {"accuracy": 0.95, "P": 0.95, "R": 0.95, "F1": 0.95},
}
MOST_CALIBRATION_ERROR = 0.04


@pytest.fixture(scope="session")
def registry(shared):
    folder = shared / "data" / "registry"
    if not (folder / "ror.jsonl.gz").exists():
        pytest.skip("the register and its labelled affiliations are not here (data/registry in the shared data)")
    return folder


@pytest.fixture(scope="session")
def scorer(registry) -> ModuleType:
    """The sets' own scorer."""
    spec = importlib.util.spec_from_file_location("registry_score", registry / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def resolver(registry) -> Resolver:
    with gzip.open(registry / "ror.jsonl.gz", "rt", encoding="utf-8") as file:
        return Resolver(resolution.build(resolution.from_ror(json.loads(line)) for line in file))


def _texts(registry, name):
    with gzip.open(registry / "dev" / f"{name}.csv.gz", "rt", encoding="utf-8-sig", newline="") as file:
        return [row["affiliation"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(("name", "profile"), FLOORS)
def test_no_measure_falls_below_its_floor(registry, scorer, resolver, name, profile):
    answers = resolver.resolve(_texts(registry, name), profile)
    said = [{answer.organisation_id for answer in found} for found in answers]
    measures = scorer.score(scorer.read_gold(str(registry / "dev" / f"{name}.csv.gz")), said)
    below = {key: measures[key] for key, floor in FLOORS[name, profile].items() if measures[key] < floor}
    assert not below, measures


@pytest.mark.parametrize("name", ["crossref_dev", "springer_dev"])
def test_a_probability_means_what_it_says(registry, scorer, resolver, name):
    """Expected calibration error over ten bins of all that the second look weighed."""
    gold = scorer.read_gold(str(registry / "dev" / f"{name}.csv.gz"))
    _, found, _, probability = resolver.probabilities(_texts(registry, name))
    right = np.array(
        [
            resolver.table.organisation_id(int(one)) in gold[int(at)]
            for at, one in zip(found.document, found.organisation, strict=True)
        ]
    )
    bins = np.minimum((probability * 10).astype(int), 9)
    error = sum(
        abs(probability[bins == one].mean() - right[bins == one].mean()) * (bins == one).mean() for one in set(bins)
    )
    assert error <= MOST_CALIBRATION_ERROR


def test_more_answers_are_given_for_completeness_than_for_precision(registry, resolver):
    texts = _texts(registry, "crossref_dev")[:300]
    many = {profile: sum(map(len, resolver.resolve(texts, profile))) for profile in PROFILES}
    assert many["complete"] > many["precise"]
