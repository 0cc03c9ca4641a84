"""Location quotients and indices of regions: EconGeo's example unrounded, worked by hand, and what always holds."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from technopole.methods import specialisation

X = np.array([[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_quotients_and_indices_are_econgeos_unrounded(shared: Path) -> None:
    folder = shared / "data/observatory/complexity"
    given_ = rows(folder / "econgeo_lq_long.csv")
    x = np.array([float(row["value"]) for row in given_]).reshape(5, 5)
    expected = [float(row["location_quotient"]) for row in rows(folder / "econgeo_lq_expected.csv")]
    assert specialisation.location_quotient(x).ravel() == pytest.approx(expected, abs=1e-12)
    indices = rows(folder / "econgeo_lq_expected_regions.csv")
    for column, method in (
        ("krugman", specialisation.krugman), ("herfindahl", specialisation.herfindahl),
        ("entropy_bits", specialisation.entropy), ("hachman", specialisation.hachman),
    ):  # fmt: skip
        assert method(x) == pytest.approx([float(row[column]) for row in indices], abs=1e-12)


def test_an_example_by_hand() -> None:
    x = np.array([[3.0, 1.0], [1.0, 3.0]])
    quotient = specialisation.location_quotient(x)
    assert quotient == pytest.approx(np.array([[1.5, 0.5], [0.5, 1.5]]))
    assert specialisation.symmetric(quotient) == pytest.approx(np.array([[0.2, -1 / 3], [-1 / 3, 0.2]]))
    assert specialisation.revealed_advantage(quotient)[0] == pytest.approx([1.25 / 3.25, -0.75 / 1.25])
    assert specialisation.additive(x)[0] == pytest.approx([0.25, -0.25])
    assert specialisation.normalised(x)[0] == pytest.approx([3 / 8 - 1 / 4, 1 / 8 - 1 / 4])
    assert specialisation.krugman(x) == pytest.approx([0.5, 0.5])
    assert specialisation.hoover(x) == pytest.approx([0.25, 0.25])
    assert specialisation.herfindahl(x) == pytest.approx([0.625, 0.625])
    assert specialisation.herfindahl_normalised(x) == pytest.approx([0.25, 0.25])
    assert specialisation.average_quotient(x) == pytest.approx([1.25, 1.25])
    assert specialisation.hachman(x) == pytest.approx([0.8, 0.8])
    assert specialisation.entropy(x) == pytest.approx([2 - 0.75 * np.log2(3)] * 2)
    assert specialisation.divergence(x) == pytest.approx(1 - specialisation.entropy(x))
    assert specialisation.locational_gini(x) == pytest.approx([0.125, 0.125])


def test_the_activity_that_one_region_has_alone_lies_as_unevenly_as_can_be() -> None:
    assert specialisation.locational_gini(X)[0] == pytest.approx(0.4)  # 0.5 less half of the region's own fifth
    assert specialisation.locational_gini(np.outer([1, 2, 3], [4, 5])) == pytest.approx([0, 0], abs=1e-15)


def test_a_tie_with_the_average_is_exactly_one() -> None:
    assert (specialisation.location_quotient(np.outer([7, 11, 13], [3, 5, 19])) == 1.0).all()
    assert (specialisation.location_quotient(np.array([[0.1, 0.2, 0.7]])) == 1.0).all()


def test_what_is_zero_throughout_is_not_defined_and_disturbs_nothing_else() -> None:
    x = np.zeros((6, 6))
    x[:5, :5] = X
    quotient = specialisation.location_quotient(x)
    assert np.isnan(quotient[5]).all() and np.isnan(quotient[:, 5]).all()
    assert quotient[:5, :5] == pytest.approx(specialisation.location_quotient(X))
    for method in (
        specialisation.krugman, specialisation.herfindahl, specialisation.entropy, specialisation.hachman,
        specialisation.divergence,
    ):  # fmt: skip
        found = method(x[:, :5])
        assert np.isnan(found[5]) and found[:5] == pytest.approx(method(X))
    assert np.isnan(specialisation.locational_gini(x)[5])


def test_one_region_is_the_whole_and_one_activity_has_no_variety() -> None:
    alone = np.array([[3.0, 5.0, 0.0]])
    assert specialisation.krugman(alone) == [0.0] and specialisation.divergence(alone) == [0.0]
    single = np.array([[3.0], [5.0]])
    assert specialisation.entropy(single).tolist() == [0.0, 0.0]
    assert np.isnan(specialisation.evenness(single)).all()
    assert np.isnan(specialisation.herfindahl_normalised(single)).all()


def test_what_is_no_table_of_values_is_refused() -> None:
    for wrong in ([[-1.0, 2.0]], [[np.nan, 2.0]], [[np.inf, 2.0]], [1.0, 2.0]):
        with pytest.raises(ValueError):
            specialisation.location_quotient(np.array(wrong))


@hypothesis(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 6))
def test_bounds_and_sums_that_always_hold(seed: int, regions: int, activities: int) -> None:
    x = np.random.default_rng(seed).integers(0, 5, (regions, activities)).astype(float)
    x = x[x.any(axis=1)][:, x.any(axis=0)]
    if not x.size:
        return
    share = x.sum(axis=1) / x.sum()
    quotient = specialisation.location_quotient(x)
    assert (quotient * (x.sum(axis=0) / x.sum())).sum(axis=1) == pytest.approx(1)
    assert (quotient.max(axis=1) >= 1 - 1e-12).all() and (quotient.max(axis=0) >= 1 - 1e-12).all()
    assert specialisation.normalised(x).sum(axis=0) == pytest.approx(0, abs=1e-12)
    assert (specialisation.krugman(x) <= 2 * (1 - share) + 1e-12).all()
    assert (specialisation.hachman(x) <= 1 + 1e-12).all()
    assert (specialisation.entropy(x) <= np.log2(x.shape[1]) + 1e-12).all()
    assert (specialisation.divergence(x) <= -np.log2(share) + 1e-12).all()
    assert (np.abs(specialisation.symmetric(quotient)) <= 1).all()
    gini = specialisation.locational_gini(x)
    assert ((gini >= -1e-12) & (gini <= 0.5)).all()
