"""How far the ranks of an index hang on its choices."""

import math
from dataclasses import replace

import numpy as np
import pytest

from technopole.methods.composite import (
    Aggregation,
    Element,
    Imputation,
    Normalisation,
    Options,
    Refused,
    Structure,
    Treatment,
    Units,
    Variations,
    build,
    reweighted,
    sensitivity,
    uncertainty,
    without,
)
from technopole.methods.composite.sensitivity import design, indices
from technopole.methods.composite.uncertainty import columns, evaluate, factor_columns


def made(units: int = 12, gaps: bool = True):
    structure = Structure((
        Element("a", 1, "P"), Element("b", 1, "P", 2.0, -1), Element("c", 1, "Q"), Element("d", 1, "Q"),
        Element("P", 2, "I"), Element("Q", 2, "I", 3.0), Element("I", 3),
    ))  # fmt: skip
    values = np.random.default_rng(8).lognormal(size=(units, 4))
    if gaps:
        values[1, 0] = values[4, 2] = math.nan
    groups = {"G": ["x", "y"] * (units // 2)}
    return build(structure, Units(tuple(f"u{at}" for at in range(units)), values, {}, groups))


VARIED = Variations(
    weights={1: 0.25, 2: 0.5},
    impute=(Imputation(), Imputation("median")),
    treat=(Treatment(), Treatment("none"), Treatment(most_points=1, then="log_ct")),
    normalise=(Normalisation(low=1), Normalisation("rank")),
    aggregate=(Aggregation(), Aggregation("geometric"), Aggregation(("arithmetic", "copeland"))),
)


def test_a_draw_is_the_index_of_its_choices() -> None:
    stages = made()
    samples = np.random.default_rng(2).random((40, columns(stages, VARIED)))
    scores = evaluate(stages, VARIED, samples)
    at_step = {name: own[0] for name, own in zip(VARIED.factors, factor_columns(stages, VARIED), strict=True)}
    for sample, found in zip(samples, scores, strict=True):
        noisy = tuple(
            replace(each, weight=each.weight * (1 + (0.25 if at < 4 else 0.5) * (2 * sample[at] - 1))) if at < 6 else each
            for at, each in enumerate(stages.structure.ordered)
        )
        options = Options(**{
            step: getattr(VARIED, step)[int(sample[at_step[step]] * len(getattr(VARIED, step)))] for step in VARIED.steps
        })  # fmt: skip
        alone = build(Structure(noisy), stages.units, options)
        assert np.allclose(found, alone.scores, rtol=0, atol=1e-9)


def test_the_same_seed_gives_the_same_draws() -> None:
    stages = made()
    one, again, other = (uncertainty(stages, VARIED, 30, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.scores, again.scores) and not np.array_equal(one.scores, other.scores)


def test_weights_that_may_not_be_off_leave_every_rank() -> None:
    stages = made()
    found = uncertainty(stages, Variations(weights={1: 0.0, 2: 0.0}), 5)
    assert (found.ranks == stages.ranks).all() and not found.mean_rank_shift.any()
    assert np.array_equal(found.rank_interval(), np.repeat(stages.ranks[None], 3, axis=0))
    assert np.allclose(found.score_interval(), stages.scores)


def test_intervals_hold_the_ranks_and_grow_with_the_noise() -> None:
    stages = made()
    narrow, wide = (uncertainty(stages, Variations(weights={2: share}), 400) for share in (0.05, 1.0))
    low, middle, high = wide.rank_interval()
    assert (low <= middle).all() and (middle <= high).all() and low.min() >= 1 and high.max() <= 12
    assert (wide.rank_interval()[2] - wide.rank_interval()[0]).sum() > np.ptp(narrow.rank_interval(), axis=0).sum()


def test_units_without_a_score_have_no_interval() -> None:
    stages = made(2, gaps=False)
    lone = build(stages.structure, Units(("u",), np.ones((1, 4))))
    found = uncertainty(lone, Variations(weights={1: 0.1}), 3)
    assert np.isnan(found.rank_interval()).all() and np.isnan(found.mean_rank_shift).all()


def test_what_does_not_vary_or_fit_is_refused() -> None:
    stages = made()
    for variations, told in (
        (Variations(), "nothing varies"),
        (Variations(weights={3: 0.1}), "no level below the index"),
        (Variations(weights={1: 2.0}), "no share"),
        (Variations(aggregate=(Aggregation("harmonic"),)), "min-max to 1-100"),
    ):
        with pytest.raises(Refused, match=told):
            uncertainty(stages, variations, 5)
    with pytest.raises(Refused, match="0 draws are none"):
        uncertainty(stages, VARIED, 0)
    with pytest.raises(Refused, match="fewer than two things vary"):
        sensitivity(stages, Variations(weights={1: 0.1}), 5)


def test_indices_of_a_sum_are_the_shares_of_its_terms() -> None:
    groups = [np.array([0]), np.array([1]), np.array([2, 3])]
    a, b, mixed = design(20_000, groups, seed=4)
    terms = np.array([1.0, 2.0, 1.0, 3.0])
    wanted = np.array([1, 4, 10]) / 15
    for estimator in ("saltelli", "jansen"):
        found = indices(a @ terms, b @ terms, mixed @ terms, ("x", "y", "z"), estimator, resamples=20)
        assert np.allclose(found.first, wanted, atol=0.03) and np.allclose(found.total, wanted, atol=0.03)
        assert (found.first_interval[0] <= found.first_interval[1]).all()
        assert found.variance == pytest.approx(15 / 12, rel=0.05)


def test_interactions_are_in_the_total_alone() -> None:
    a, b, mixed = design(20_000, [np.array([0]), np.array([1])])
    found = indices(*((each - 0.5).prod(axis=-1) for each in (a, b, mixed)), ("x", "y"))
    assert np.allclose(found.first, 0, atol=0.03) and np.allclose(found.total, 1, atol=0.05)


def test_an_output_that_never_varies_has_no_indices() -> None:
    flat = np.full(9, 0.1)
    found = indices(flat, flat, np.stack([flat, flat]), ("x", "y"), resamples=3)
    assert np.isnan(found.first).all() and np.isnan(found.total).all() and found.variance == 0
    with pytest.raises(ValueError, match="saltelli, jansen"):
        indices(flat, flat, flat[None], ("x",), "sobol")
    with pytest.raises(ValueError, match="finite"):
        indices(flat * math.nan, flat, flat[None], ("x",))


def test_a_choice_that_changes_nothing_has_no_share() -> None:
    stages = made(gaps=False)
    varied = Variations(weights={1: 0.5}, impute=(Imputation(), Imputation("median")), normalise=VARIED.normalise)
    found = sensitivity(stages, varied, 100)
    share = dict(zip(found.factors, found.total, strict=True))
    assert share["impute"] == 0 and share["weights of level 1"] > 0 and share["normalise"] > 0
    by_score = sensitivity(stages, varied, 50, output=lambda scores: scores[:, 0], estimator="jansen", resamples=5)
    assert np.isfinite(by_score.total_interval).all()


def test_without_an_indicator_the_others_carry_its_parent() -> None:
    stages = made(gaps=False)
    found = without(stages)
    assert found.names == ("a", "b", "c", "d")
    at = stages.structure.place
    lone = (stages.normalised[:, at["b"]] + 3 * stages.aggregated[:, 1]) / 4
    assert np.allclose(found.scores[0], lone)
    assert np.array_equal(found.shifts[0], stages.ranks - found.ranks[0])
    assert found.mean_shift[0] == pytest.approx(np.abs(found.shifts[0]).mean())
    assert np.allclose(without(stages, ["P"]).scores[0], stages.aggregated[:, 1])
    for code in ("I", "x"):
        with pytest.raises(Refused, match="cannot be taken out"):
            without(stages, [code])


def test_what_if_weights_were_others() -> None:
    stages = made(gaps=False)
    found = reweighted(stages, {"as it is": {}, "only P": {"Q": 0.0}})
    assert np.array_equal(found.ranks[0], stages.ranks) and found.mean_shift[0] == 0
    assert np.allclose(found.scores[1], stages.aggregated[:, 0])
    assert reweighted(stages, {}).scores.shape == (0, 12)
