"""The stages of COINr beyond its example index, each against what hand and pencil give."""

import math

import numpy as np
import pytest

from technopole.methods.composite import (
    Element,
    Imputation,
    Normalisation,
    Options,
    Refused,
    Structure,
    Treatment,
    Units,
    Weighting,
    aggregate,
    build,
)
from technopole.methods.composite.aggregation import copeland, outranking
from technopole.methods.composite.checks import alike, correlations, principal_components
from technopole.methods.composite.imputation import by_unit
from technopole.methods.composite.normalisation import scaled, zscore
from technopole.methods.composite.treatment import transform, treat, winsorise

NAN = math.nan


def tree() -> Structure:
    return Structure((
        Element("A", 1, "P"), Element("B", 1, "P", direction=-1), Element("C", 1, "Q"), Element("D", 1, "Q"),
        Element("P", 2, "I"), Element("Q", 2, "I"), Element("I", 3),
    ))  # fmt: skip


VALUES = np.array([[10, NAN, 1, 4], [0, 200, 3, 2], [5, 100, 2, 3.0]])
UNITS = Units(("u", "v", "w"), VALUES)


def test_a_unit_s_own_scores_fill_its_gaps_on_the_indicator_s_scale() -> None:
    # on scales from worst to best, u has 1, 0 and 1: its mean is 2/3, two thirds of the way from 200 to 100
    filled = by_unit(VALUES, np.array([1, -1, 1, 1.0]))
    assert filled[0, 1] == pytest.approx(200 - 200 / 3)
    assert np.array_equal(filled[~np.isnan(VALUES)], VALUES[~np.isnan(VALUES)])
    assert by_unit(VALUES, np.array([1, -1, 1, 1.0]), median=True)[0, 1] == 100
    within = build(tree(), UNITS, Options(impute=Imputation("unit_mean", level=2)))
    assert within.imputed[0, 1] == 100  # of its pillar it has the best value alone
    assert build(tree(), UNITS, Options(impute=Imputation("unit_mean", level=3))).imputed[0, 1] == filled[0, 1]
    with pytest.raises(Refused, match="there is no level 4"):
        build(tree(), UNITS, Options(impute=Imputation("unit_mean", level=4)))
    assert math.isnan(by_unit(np.array([[NAN, NAN], [1, 2.0]]), np.ones(2))[0, 0])


def test_logarithms_of_the_innovation_index_hang_on_the_unit() -> None:
    assert np.allclose(transform(np.array([[1.0], [5], [9]]), "log_gii")[:, 0], np.log([1, 5, 9]))
    with pytest.raises(Refused, match="not above 1"):
        transform(np.array([[0.1], [0.9]]), "log_gii")


def test_forced_winsorising_goes_on_to_its_limit() -> None:
    column = np.array([*range(1, 11), 500.0])
    assert winsorise(column).points == 1
    forced = winsorise(column, 3, force=True)
    # 500 to 10; then the skew is below 0, so 1 to 2; then both tens to 9
    assert forced.points == 3 and forced.values.tolist() == [2, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9]
    assert treat(column[:, None], most_points=3, force=True, then="none").points.tolist() == [3]
    with pytest.raises(ValueError, match="needs a limit"):
        winsorise(column, None, force=True)


def test_known_bounds_make_a_scale_of_their_own() -> None:
    assert scaled(np.array([[50.0], [300]]), 0, 200)[:, 0].tolist() == [25, 150]
    assert zscore(np.array([[1.0], [2], [3]]), 10, 5)[:, 0].tolist() == [5, 10, 15]
    with pytest.raises(ValueError, match="no scale"):
        scaled(VALUES, 1, 1)


def test_single_indicators_may_be_treated_and_scaled_otherwise() -> None:
    rank, bounds = Normalisation("rank"), Normalisation("scaled", bounds=(-200, 0))
    stages = build(tree(), UNITS, Options(normalise=Normalisation(of={"C": rank, "B": bounds}), impute=Imputation("mean")))
    assert stages.normalised[:, 0].tolist() == [100, 0, 50]
    assert stages.normalised[:, 1].tolist() == [25, 0, 50]  # 150, 200 and 100, of which less is better
    assert stages.normalised[:, 2].tolist() == [1, 3, 2]
    bent = Treatment(most_points=0, skewness=0.01, kurtosis=-99, then="log")
    far = Units(tuple("abcdef"), np.array([[v, v, v, v] for v in (1, 2, 3, 4, 5, 1000.0)]))
    treated = build(tree(), far, Options(treat=Treatment(of={"D": bent}))).treated
    assert treated.how == ("winsorise", "winsorise", "winsorise", "log")
    assert treated.values[-1].tolist() == [5, 5, 5, math.log(1000)] and treated.points.tolist() == [1, 1, 1, 0]
    with pytest.raises(Refused) as error:
        build(tree(), far, Options(treat=Treatment(of={"X": bent})))
    assert (error.value.code, error.value.option) == ("X", "treat.of")


def test_a_refusal_within_an_exception_names_its_own_indicator() -> None:
    log = Treatment(most_points=0, skewness=0.01, kurtosis=-99, then="log")
    none = Units(tuple("abcde"), np.array([[v, v, v, v - 1] for v in (1, 2, 3, 4, 500.0)]))
    with pytest.raises(Refused, match="0 has no logarithm") as error:
        build(tree(), none, Options(treat=Treatment(of={"D": log})))
    assert (error.value.code, error.value.unit) == ("D", "a")
    with pytest.raises(Refused, match="of the exception A"):
        Treatment(of={"A": Treatment(of={"B": Treatment()})})


def test_each_level_may_ask_for_its_share_of_what_is_known() -> None:
    gaps = Units(("u", "v"), np.array([[1, NAN, NAN, NAN], [2, 5, 6, 7.0]]))
    one = aggregate(gaps.values, tree(), least_available=(0.5, 1.0))
    assert np.isnan(one[0]).tolist() == [False, True, True]
    assert np.isnan(aggregate(gaps.values, tree(), least_available=(0.5, 0.5))[0]).tolist() == [False, True, False]
    with pytest.raises(Refused, match="1 shares are named for 2 levels"):
        aggregate(gaps.values, tree(), least_available=(0.5,))


def test_copeland_sums_a_unit_s_row_of_the_outranking_matrix() -> None:
    # u beats v on 0.3 of the weight and ties on 0.2; beats w on 0.8; v beats w on 1.0
    scores, weights = np.array([[3, 1, 2], [1, 1, 5], [2, 0, 1.0]]), np.array([3, 2, 5.0])
    assert np.allclose(outranking(scores, weights)[0], [0, 0.4, 1.0])
    assert np.allclose(outranking(scores, weights)[1], [0.6, 0, 0.7])
    assert np.allclose(copeland(scores, weights), [1.4, 1.3, 0.3])


def test_components_of_two_columns_are_their_sum_and_difference() -> None:
    found = principal_components(np.array([[1.0, 2], [2, 1], [3, 4], [4, 3]]))
    assert np.allclose(found.eigenvalues, [1.6, 0.4])  # 1 ± the correlation, 0.6
    assert np.allclose(np.abs(found.loadings), math.sqrt(0.5)) and np.allclose(found.explained, [0.8, 0.2])


def test_what_says_the_same_twice_under_one_parent_is_told() -> None:
    scores = np.array([[1, 2, 9, 1, 0, 0, 0], [2, 4.1, 3, 2, 0, 0, 0], [3, 6, 1, 3, 0, 0, 0.0]])
    assert [(one, other, round(value, 3)) for one, other, value in alike(tree(), scores)] == [(0, 1, 1.0)]
    assert alike(tree(), scores, 1.1) == []


def test_kendall_s_correlation_counts_pairs_in_the_same_order() -> None:
    # of six pairs four agree and two do not; with a tie, five pairs are told apart on one side
    told = correlations(np.array([[1, 2, 1.0], [2, 1, 1], [3, 4, 2], [4, 3, 3]]), kind="kendall")
    assert told[0, 1] == pytest.approx(2 / 6) and told[0, 2] == pytest.approx(5 / math.sqrt(6 * 5))
    gap = correlations(np.array([[1, 2], [2, NAN], [3, 4.0], [4, 3]]), kind="kendall")
    assert gap[0, 1] == pytest.approx(1 / 3)


def test_balanced_weights_make_what_is_alone_weigh_as_much_as_two_that_say_the_same() -> None:
    one, own = np.array([0, 1, 0, 1, 0, 1.0]), np.array([0, 0, 1, 1, 1, 0.0])
    flat = Structure((Element("A", 1, "I"), Element("B", 1, "I"), Element("C", 1, "I"), Element("I", 2)))
    units = Units(tuple("uvwxyz"), np.stack([one, one, own], axis=1))
    stages = build(flat, units, Options(treat=Treatment("none"), weights=Weighting("balanced")))
    assert stages.weights[2] == pytest.approx(stages.weights[0] + stages.weights[1], rel=1e-6)
    chosen = Weighting("balanced", importance={"C": 0.5})
    stages = build(flat, units, Options(treat=Treatment("none"), weights=chosen))
    matter = correlations(stages.normalised, stages.aggregated)[:, 0]
    assert matter[0] / matter[2] == pytest.approx(2, rel=1e-6)
    against = Units(tuple("uvwxyz"), np.stack([one, one, 1 - one], axis=1))
    with pytest.raises(Refused, match="runs against the index") as error:
        build(flat, against, Options(weights=Weighting("balanced")))
    assert (error.value.code, error.value.option) == ("C", "weights.method")
    with pytest.raises(Refused, match="above 0"):
        build(flat, units, Options(weights=Weighting("balanced", importance={"A": 0.0})))
    with pytest.raises(Refused, match="no level below"):
        build(flat, units, Options(weights=Weighting("balanced", levels=(2,))))
