"""What the report on ranking says holds: it repeats what was measured, the bars are met, and a collection agrees."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import retrieval_collections as collections
import retrieval_report as report
from retrieval_engine import Exact

DEFAULT = "+ smoothing (the default)"
ENGINE = "engine alone: BM25"


@pytest.fixture(scope="module")
def numbers():
    if not report.MEASURED.exists():
        pytest.skip("the ranking was not measured yet (python tests/evaluation/retrieval_report.py)")
    return report.measured()


def test_the_report_repeats_what_was_measured(numbers):
    page = report.REPORT.read_text("utf-8")
    for heading, rows in report.tables(numbers).items():
        assert "\n".join([f"## {heading}", "", *rows]) in page


def test_the_parts_that_were_measured_are_those_of_the_code(numbers):
    assert set(numbers["parts"]["cranfield"]) == set(report.PARTS)
    assert set(numbers["constants"]["cranfield"]) == set(report.CONSTANTS)
    assert f"share {report.DEFAULT.share}, {report.DEFAULT.neighbours} neighbours" in report.CONSTANTS


@pytest.mark.parametrize(("name", "bar"), [("cranfield", 0.41), ("cmrc2018", 0.985)])
def test_the_bars_are_met_in_one_configuration(numbers, name, bar):
    assert numbers["whole"][name][DEFAULT]["ndcg"] >= bar


def test_collections_gain_by_being_ranked_anew_and_none_loses_more_than_chance(numbers):
    gains = {name: rows[DEFAULT]["ndcg"] - rows[ENGINE]["ndcg"] for name, rows in numbers["whole"].items()}
    assert min(gains.values()) > -0.01, gains
    assert sum(gains.values()) / len(gains) > 0.008, gains


@pytest.fixture(scope="module")
def cranfield():
    if not (collections.DATA / "collections" / "cranfield").is_dir():
        pytest.skip("the collections are not here (data/exchange in the shared data)")
    collection = collections.cranfield()
    return collection, Exact(collection)


def test_questions_on_aerodynamics_are_answered_as_well_as_was_measured(cranfield):
    collection, engine = cranfield
    both = {name: report.PARTS[name] for name in (ENGINE, DEFAULT)}
    found = report.run(collection, engine, both, 75)
    assert found[DEFAULT]["ndcg"] > 0.40
    assert found[DEFAULT]["ndcg"] > found[ENGINE]["ndcg"] + 0.02


def test_the_measures_are_those_of_trec_eval():
    from retrieval_engine import measures

    collection = collections.Collection("", [], [], {"q": {"a": 2, "b": 1, "c": 0}})
    told = measures(collection, {"q": ["c", "b", "x", "a"]})
    # by hand: DCG = 1/log2(3) + 2/log2(5), ideal = 2 + 1/log2(3); precision at its hits 1/2 and 2/4
    assert told["ndcg"][0] == pytest.approx((0.63093 + 2 / 2.32193) / 2.63093, abs=1e-4)
    assert told["map"][0] == pytest.approx(0.5)
    assert told["recall"][0] == 1
