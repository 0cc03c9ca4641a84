"""When something is spoken of much more than before: Kleinberg's bursts, of single events and of batches.

`nested` looks at the times of events (a paper, a patent, a message) and finds bursts inside bursts; `batched` looks at
how many of each year's (month's) documents are about something, and knows two states. Both find the sequence of states
that costs least: how badly a state explains what was seen, and a price for going up; going down is free. Both begin in
the lowest state, so that a burst at the very beginning pays for its rise as any other does.

Source: Kleinberg (2003), Bursty and hierarchical structure in streams, Data Mining and Knowledge Discovery 7, 373–397:
the infinite automaton of section 2, the batches of section 4. Results of `nested` are those of R bursts 1.0-2; those of
`batched` differ from PyPI burst_detection 0.1.3, which decides each batch in turn (`method="greedy"` does the same).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

METHODS = ("viterbi", "greedy")
_CERTAIN = 0.99999
"""The second state's share where s times the first would be 1 and more; as burst_detection has it."""
_MOST_STATES = 1_000


@dataclass(frozen=True)
class Burst:
    """A time throughout which the automaton was in state `level` or higher. Level 1 is the whole time."""

    level: int
    start: float
    """When the event happened after which the first of the short gaps lies."""
    end: float


@dataclass(frozen=True)
class BatchedBurst:
    """Batches `begin` to `end`, both included, throughout which the second state explains better, rise included."""

    begin: int
    end: int
    weight: float
    """Σ cost of the first state − cost of the second over the batches: how much the burst explains."""


def nested(times: Sequence[float] | np.ndarray, s: float = 2.0, gamma: float = 1.0) -> list[Burst]:
    """Bursts of events, outer before inner, in order of time.

    `times` (n,) in any order and unit. In state i the gaps between events are exponential with a rate s^i times that of
    evenly spread events; going up a state costs gamma · ln(number of gaps). States are needed up to 1 + log_s(whole
    time / smallest gap), k of them.

    One event is one burst of level 1 that lasts no time; no events have none. Raises `ValueError` for two events at the
    same time, which no rate explains (spread them within their unit, or count them in batches), for times that are not
    finite, and unless s > 1 and gamma > 0. n·k² steps, in numpy (100,000 events take some seconds); memory 2·n·k bytes.
    """
    _check(s, gamma)
    offsets = np.sort(np.asarray(times, float).ravel())
    if not np.isfinite(offsets).all():
        raise ValueError("Times must be finite.")
    if len(offsets) < 2:
        return [Burst(1, float(each), float(each)) for each in offsets]
    gaps = np.diff(offsets)
    if not gaps.min() > 0:
        again = offsets[int(np.argmin(gaps))]
        raise ValueError(f"Two events happen at the same time, {again:g}: spread them, or count them in batches.")
    return _opened_and_closed(offsets, _levels(gaps, s, gamma))


def _levels(gaps: np.ndarray, s: float, gamma: float) -> np.ndarray:
    """(n,) the state of each gap, from 1: least cost; of equal costs the lower state."""
    count, whole = len(gaps), float(gaps.sum())
    states = max(1, math.ceil(1.0 + math.log(whole / float(gaps.min())) / math.log(s) - 1e-9))
    if states > _MOST_STATES:
        raise ValueError(f"The smallest gap is so small, and s = {s} so near 1, that {states:,} states were needed.")
    # the rate's own factor s^i is kept in logarithms, so that no state is too steep to be computed
    logarithms = np.arange(states) * math.log(s) + math.log(count / whole)
    rates = np.exp(logarithms)
    step = np.arange(states)
    rise = np.maximum(step[None, :] - step[:, None], 0) * (gamma * math.log(count))
    cost = np.where(step == 0, 0.0, np.inf)
    came_from = np.empty((count, states), np.int16)
    for number, gap in enumerate(gaps.tolist()):
        ways = cost[:, None] + rise
        best = ways.argmin(axis=0)
        came_from[number] = best
        cost = ways[best, step] + rates * gap - logarithms
    found = np.empty(count, np.int64)
    state = int(cost.argmin())
    for number in range(count - 1, -1, -1):
        found[number] = state + 1
        state = int(came_from[number, state])
    return found


def _opened_and_closed(offsets: np.ndarray, levels: np.ndarray) -> list[Burst]:
    """A burst of each level, from where the state rises to it until where it falls below."""
    starts: list[tuple[int, float]] = []
    ends: list[float] = []
    open_ones: list[int] = []
    for offset, level in zip(offsets.tolist(), [*levels.tolist(), 0], strict=True):
        while len(open_ones) > level:
            ends[open_ones.pop()] = offset
        while len(open_ones) < level:
            open_ones.append(len(starts))
            starts.append((len(open_ones), offset))
            ends.append(offset)
    return [Burst(level, start, end) for (level, start), end in zip(starts, ends, strict=True)]


def batched(
    target: Sequence[float] | np.ndarray,
    total: Sequence[float] | np.ndarray,
    s: float = 2.0,
    gamma: float = 1.0,
    method: str = "viterbi",
) -> list[BatchedBurst]:
    """Bursts in the share of batches, in order of time.

    `target` (n,) how many of the batch's `total` (n,) events are of the kind that is looked for. The first state
    expects the share p of all batches together, the second s·p (0.99999 where that would be 1 and more); the rise
    costs gamma · ln n. Cost of a batch in a state with share q: −ln of the binomial probability of `target` of `total`.

    `method`: `viterbi` finds the sequence of least cost; of equal costs, the lower state. `greedy` chooses each batch's
    state from that of the batch before, as burst_detection 0.1.3 does, and so misses bursts that would pay for their
    rise only in a few batches; it is here to show what that tool prints (which gives as `end` the batch after, leaves
    that out of the weight, takes no price for a rise at the first batch, and never lists a burst that begins there).

    Empty batches say nothing; without any event of the kind there are no bursts. Counts may be fractional. Raises
    `ValueError` for arrays that do not fit, a target below 0 or above its total, and unless s > 1, gamma > 0. n steps.
    """
    gains, price = _gains(target, total, s, gamma)
    if method not in METHODS:
        raise ValueError(f"{method!r} is no method; use one of: {', '.join(METHODS)}.")
    high = _two_states(gains, price) if method == "viterbi" else _in_turn(gains, price)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], high, [False]]).astype(np.int8)))
    return [
        BatchedBurst(begin, after - 1, math.fsum(gains[begin:after]))
        for begin, after in edges.reshape(-1, 2).tolist()
    ]  # fmt: skip


def _gains(
    target: Sequence[float] | np.ndarray, total: Sequence[float] | np.ndarray, s: float, gamma: float
) -> tuple[np.ndarray, float]:
    """(n,) by how much each batch is cheaper in the second state (binomial coefficients cancel), and a rise's price."""
    _check(s, gamma)
    r, d = np.asarray(target, float), np.asarray(total, float)
    if r.ndim != 1 or r.shape != d.shape:
        raise ValueError(f"Wanted one target and one total for each batch, not {r.shape} and {d.shape}.")
    if not np.isfinite(d).all() or not ((r >= 0) & (r <= d)).all():
        raise ValueError("A batch's target must lie between 0 and its total.")
    if not r.any():
        return np.zeros(len(r)), 0.0
    low = float(r.sum() / d.sum())
    high = s * low if s * low < 1.0 else _CERTAIN
    if high <= low:
        return np.zeros(len(r)), 0.0
    gains = r * math.log(high / low) + (d - r) * (math.log1p(-high) - math.log1p(-low))
    return gains, gamma * math.log(len(r))


def _two_states(gains: np.ndarray, price: float) -> np.ndarray:
    """(n,) whether the second state is taken on the way of least cost, costs counted from always being in the first."""
    low, high = 0.0, math.inf
    stayed: list[bool] = []
    fell: list[bool] = []
    for gain in gains.tolist():
        fell.append(high < low)
        stayed.append(high < low + price)
        low, high = min(low, high), min(low + price, high) - gain
    found = np.zeros(len(gains), bool)
    at_top = high < low
    for number in range(len(gains) - 1, -1, -1):
        found[number] = at_top
        at_top = stayed[number] if at_top else fell[number]
    return found


def _in_turn(gains: np.ndarray, price: float) -> np.ndarray:
    found = np.zeros(len(gains), bool)
    at_top = False
    for number, gain in enumerate(gains.tolist()):
        at_top = gain > (0.0 if at_top else price)
        found[number] = at_top
    return found


def _check(s: float, gamma: float) -> None:
    if not (s > 1 and math.isfinite(s)):
        raise ValueError(f"s = {s} must be above 1: a burst's rate is s times that of the state below.")
    if not (gamma > 0 and math.isfinite(gamma)):
        raise ValueError(f"gamma = {gamma} must be above 0: without a price for rising every gap has its own state.")
