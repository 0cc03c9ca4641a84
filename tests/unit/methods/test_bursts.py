"""Bursts against R bursts, against all sequences of states tried one by one, and where the greedy way goes wrong."""

import csv
import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from technopole.methods.bursts import BatchedBurst, Burst, batched, nested


def columns(path: Path, *names: str) -> list[list[float]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [[float(row[name]) for row in rows] for name in names]


def test_nested_bursts_are_those_of_r_bursts(shared: Path) -> None:
    folder = shared / "data/observatory/bursts"
    (offsets,) = columns(folder / "offsets.csv", "offset")
    expected = zip(*columns(folder / "expected_continuous_s2_g1.csv", "level", "start", "end"), strict=True)
    assert [(each.level, each.start, each.end) for each in nested(offsets)] == list(expected)


def test_batched_bursts_are_the_optimum_and_the_greedy_ones_what_burst_detection_prints(shared: Path) -> None:
    folder = shared / "data/observatory/bursts"
    target, total = columns(folder / "batched.csv", "target", "total")
    with (folder / "expected_batched_s2_g1.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    for method in ("viterbi", "greedy"):
        rows = [row for row in expected if row["method"] == method]
        found = batched(target, total, method=method)
        assert [(each.begin, each.end) for each in found] == [(int(row["begin"]), int(row["end"])) for row in rows]
        assert [each.weight for each in found] == pytest.approx([float(row["weight"]) for row in rows], abs=1e-8)


def test_the_example_of_the_manual_of_r_bursts_is_nested() -> None:
    times = [*range(0, 401, 100), *range(410, 451, 5), *range(451, 471, 2), *range(480, 601, 5), 700]
    found = nested([*times, *range(710, 801, 5), 900, 1000])
    assert found == [Burst(1, 0, 1000), Burst(2, 410, 600), Burst(3, 450, 469), Burst(2, 710, 800)]


def test_events_in_any_order_and_unit_burst_alike() -> None:
    times = np.array([172.0, 177.9, 178.9, 180.1, 181.2, 181.9, 182.1, 182.3, 260.5, 300.1, 400.0])
    found = nested(times)
    assert nested(times[::-1]) == found
    scaled = nested(times * 86_400.0)
    assert [each.level for each in scaled] == [each.level for each in found]
    assert [each.start for each in scaled] == pytest.approx([each.start * 86_400.0 for each in found])


def test_evenly_spread_events_and_few_events_do_not_burst() -> None:
    assert nested(range(0, 100, 10)) == [Burst(1, 0, 90)]
    assert nested([5.0]) == [Burst(1, 5, 5)]
    assert nested([5.0, 9.0]) == [Burst(1, 5, 9)]
    assert nested([]) == []


def test_a_gap_that_underflows_as_a_probability_is_still_only_dear() -> None:
    """A thousand events in a second, then nothing for an hour: exp(−rate · gap) is 0 in every state but the first."""
    found = nested([*np.linspace(0, 1, 1000), 3600.0])
    assert found[0] == Burst(1, 0, 3600) and found[1].end == 1.0


@pytest.mark.parametrize("wrong", [
    {"times": [1, 2, 2]}, {"times": [1, math.nan]}, {"times": [1, 2], "s": 1}, {"times": [1, 2], "gamma": 0},
])  # fmt: skip
def test_what_has_no_bursts_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError):
        nested(**wrong)


@pytest.mark.parametrize("wrong", [
    ([3], [2]), ([-1], [2]), ([1, 2], [2]), ([math.nan], [2]), ([1], [math.inf]),
])  # fmt: skip
def test_batches_that_do_not_fit_are_refused(wrong: tuple) -> None:
    with pytest.raises(ValueError):
        batched(*wrong)
    with pytest.raises(ValueError):
        batched([1], [2], method="magic")


def test_batches_without_what_is_looked_for_have_no_bursts() -> None:
    assert batched([], []) == [] and batched([0, 0], [0, 0]) == [] and batched([0, 0], [5, 5]) == []
    assert batched([5, 5], [5, 5]) == []


def test_a_burst_at_either_end_is_found_and_empty_batches_say_nothing() -> None:
    target, total = [90, 90, 0, 1, 1, 1, 1, 0, 80], [100, 100, 0, 100, 100, 100, 100, 0, 100]
    assert [(each.begin, each.end) for each in batched(target, total)] == [(0, 1), (8, 8)]


@hypothesis(max_examples=30)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.floats(1.1, 4), st.floats(0.05, 2))
def test_no_other_sequence_of_states_costs_less(target: list[int], s: float, gamma: float) -> None:
    """Of batches: all sequences tried, with the probabilities of the binomial themselves."""
    total, count = [12] * len(target), len(target)
    share = sum(target) / sum(total)
    if not 0 < share < 1:
        return
    shares = (share, s * share if s * share < 1 else 0.99999)
    if shares[1] <= share:
        return

    def cost(states: tuple[bool, ...]) -> float:
        rises = sum(now and not before for before, now in zip((False, *states), states, strict=False))
        fits = (
            -math.log(math.comb(d, r)) - r * math.log(shares[state]) - (d - r) * math.log(1 - shares[state])
            for r, d, state in zip(target, total, states, strict=True)
        )
        return math.fsum(fits) + rises * gamma * math.log(count)

    def states(found: list[BatchedBurst]) -> tuple[bool, ...]:
        return tuple(any(each.begin <= place <= each.end for each in found) for place in range(count))

    best = min(cost(each) for each in itertools.product((False, True), repeat=count))
    assert cost(states(batched(target, total, s, gamma))) == pytest.approx(best, abs=1e-9)
    assert cost(states(batched(target, total, s, gamma, method="greedy"))) >= best - 1e-9


@hypothesis(max_examples=30)
@given(st.lists(st.floats(0.01, 10), min_size=2, max_size=4), st.floats(1.3, 4), st.floats(0.1, 2))
def test_no_other_sequence_of_levels_costs_less(gaps: list[float], s: float, gamma: float) -> None:
    offsets = np.concatenate([[0.0], np.cumsum(gaps)])
    gaps = np.diff(offsets).tolist()
    count, whole, most = len(gaps), sum(gaps), 5

    def cost(levels: tuple[int, ...]) -> float:
        rises = sum(max(0, now - before) for before, now in zip((0, *levels), levels, strict=False))
        rates = [s**level * count / whole for level in levels]
        return rises * gamma * math.log(count) + sum(
            rate * gap - math.log(rate) for rate, gap in zip(rates, gaps, strict=True)
        )

    found = nested(offsets, s, gamma)
    levels = tuple(
        max(each.level for each in found if each.start <= start and each.end >= end) - 1
        for start, end in itertools.pairwise(offsets.tolist())
    )
    best = min(cost(each) for each in itertools.product(range(most), repeat=count))
    assert cost(levels) <= best + 1e-9
