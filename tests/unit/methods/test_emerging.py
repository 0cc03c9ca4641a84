"""Emerging topics: what grew is found, few documents prove little, old topics do not emerge."""

import numpy as np
import pytest

from technopole.methods.emerging import BEGUN, emerging

YEARS = 12
TOTALS = np.round(10_000 * 1.05 ** np.arange(YEARS))


def drawn(seed: int, growth: np.ndarray, shares: np.ndarray) -> np.ndarray:
    years = np.arange(YEARS) - YEARS / 2
    expected = TOTALS * shares[:, None] * np.exp(np.log1p(growth)[:, None] * years)
    return np.random.default_rng(seed).poisson(expected)


def test_growth_is_found_within_its_interval() -> None:
    chance = np.random.default_rng(1)
    growth = np.expm1(chance.normal(0.02, 0.08, 400))
    found = emerging(drawn(2, growth, np.exp(chance.normal(-6.5, 1, 400))), TOTALS)
    judged = np.isfinite(found.growth)
    inside = (found.low <= growth) & (growth <= found.high)
    assert 0.91 < inside[judged].mean() < 0.99
    assert found.spread == pytest.approx(0.08, abs=0.015) and found.typical == pytest.approx(0.02, abs=0.015)
    assert found.dispersion < 1.1
    assert np.corrcoef(found.growth[judged], growth[judged])[0, 1] > 0.9


def test_the_same_growth_of_fewer_documents_is_drawn_further_towards_the_typical_and_less_sure() -> None:
    background = drawn(3, np.zeros(60), np.full(60, 0.005))
    rise = np.array([0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4])
    found = emerging(np.vstack([rise, rise * 50, background]), TOTALS)
    few, many = found.growth[:2]
    assert found.typical < few < many
    assert found.high[0] - found.low[0] > found.high[1] - found.low[1]
    assert found.grows[0] < found.grows[1]


def test_a_young_growing_topic_leads_and_an_old_one_that_grows_alike_does_not() -> None:
    young = np.array([0, 0, 0, 0, 0, 0, 2, 8, 20, 45, 90, 180])
    old = np.round(20 * 1.35 ** np.arange(YEARS))
    steady = np.full(YEARS, 100)
    gone = young[::-1]
    found = emerging(np.vstack([old, young, steady, gone, drawn(4, np.zeros(50), np.full(50, 0.003))]), TOTALS)
    assert int(np.nanargmax(found.score)) == 1
    assert found.began[:4].tolist() == [3, 8, 0, 0] and found.novelty[1] == 8 / 11
    assert found.grows[1] > 0.99 and found.grows[3] < 0.01 and found.score[3] == 0


def test_growth_is_that_of_the_share_not_of_the_count() -> None:
    topics = np.outer([0.01, 0.02, 0.03], TOTALS)
    found = emerging(topics, TOTALS)
    assert found.growth == pytest.approx(0, abs=1e-6) and found.typical == pytest.approx(0, abs=1e-6)


def test_too_few_documents_are_not_judged_and_empty_tables_are_no_error() -> None:
    found = emerging(np.vstack([np.eye(YEARS)[3] * 4, np.zeros(YEARS), np.full(YEARS, 9)]), TOTALS)
    assert np.isnan(found.score[:2]).all() and np.isfinite(found.score[2])
    assert found.began.tolist() == [3, -1, 0] and found.documents.tolist() == [4, 0, 108]
    assert emerging(np.zeros((0, YEARS)), TOTALS).score.shape == (0,)
    assert 0 < BEGUN < 1


def test_a_year_without_documents_and_a_topic_of_one_year_are_no_trouble() -> None:
    totals = TOTALS.copy()
    totals[4] = 0
    counts = np.full((20, YEARS), 30.0)
    counts[:, 4] = 0
    counts[0] = np.eye(YEARS)[-1] * 40
    found = emerging(counts, totals)
    assert np.isfinite(found.score).all() and int(found.score.argmax()) == 0 and found.novelty[0] == 1


@pytest.mark.parametrize(("counts", "totals"), [
    (np.ones(3), np.ones(3)), (np.ones((2, 3)), np.ones(4)), (-np.ones((2, 3)), np.ones(3)),
    (np.full((2, 3), 2), np.ones(3)), (np.ones((2, 2)), np.ones(2)), (np.zeros((2, 3)), np.array([1, 0, 1])),
    (np.ones((1, 3)), np.array([1, np.nan, 1])),
])  # fmt: skip
def test_counts_that_do_not_fit_are_refused(counts: np.ndarray, totals: np.ndarray) -> None:
    with pytest.raises(ValueError):
        emerging(counts, totals)
