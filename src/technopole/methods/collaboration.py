"""How closely two units work together, given how much each does: countries, places, organisations.

Every function takes `joint`, an (n × n) symmetric array of works that two units have in common (what stands in the
diagonal is not looked at), and gives an (n × n) array whose diagonal is NaN, as is every pair for which a measure is
not defined. Joint works alone tell the large from the small; the measures below divide by what each could have::

    Salton's cosine        joint_ij / √(total_i · total_j)              0 to 1
    Jaccard's index        joint_ij / (total_i + total_j − joint_ij)    0 to 1
    association strength   joint_ij · whole / (total_i · total_j)       1: as often as works fall together by chance
    probabilistic affinity joint_ij · J / (J_i · J_j)                   1: as each one's partners are by chance

`total` are all works of each unit, those done alone, too, and `whole` all works there are; J_i are the joint works of i
with all others, counted once for each partner, and J is their sum. So the first three ask how much of their work two
units do together, the last one whom a unit prefers among partners, however much or little it works with others. Salton
and Jaccard favour pairs of one size: a small country that does all its work with a large one stays near 0. Association
strength and affinity do not, and swing where counts are few: show the joint works beside them.

Sources: Luukkonen, Tijssen, Persson, Sivertsen (1993), The measurement of international scientific collaboration,
Scientometrics 28(1), 15–36 (Salton, Jaccard, observed to expected); Zitt, Bassecoulard, Okubo (2000), Shadows of the
past in international cooperation, Scientometrics 47(3), 627–657 (probabilistic affinity); van Eck, Waltman (2009), How
to normalize cooccurrence data?, JASIST 60(8), 1635–1651 (association strength; that the others depend on size); Noma
(1982), An improved method for analyzing square scientometric transaction matrices, Scientometrics 4(4), 297–316 (a
diagonal that cannot be filled). Each costs n² steps, `affinity` without a diagonal some hundred times so many.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_ROUNDS = 10_000
_CLOSE = 1e-12


def salton(joint: Any, total: Any) -> np.ndarray:
    """(n, n) the cosine between the units' lists of works. Raises `ValueError` for arrays that do not fit."""
    counts, sizes = _checked(joint, total)
    return _ratio(counts, np.sqrt(np.outer(sizes, sizes)))


def jaccard(joint: Any, total: Any) -> np.ndarray:
    """(n, n) joint works as a part of the works of either. Raises `ValueError` for arrays that do not fit."""
    counts, sizes = _checked(joint, total)
    return _ratio(counts, sizes[:, None] + sizes[None, :] - counts)


def association_strength(joint: Any, total: Any, whole: float) -> np.ndarray:
    """(n, n) joint works over those that chance alone would give among `whole` works.

    Van Eck and Waltman leave the constant `whole` out, which changes no order. Raises `ValueError` for arrays that do
    not fit, and for a whole that is smaller than a unit's works.
    """
    counts, sizes = _checked(joint, total)
    if len(sizes) and not whole >= sizes.max():
        raise ValueError(f"all works together ({whole:g}) cannot be fewer than those of one unit ({sizes.max():g})")
    return _ratio(counts * whole, np.outer(sizes, sizes))


def affinity(joint: Any, *, diagonal: bool = True) -> np.ndarray:
    """(n, n) the probabilistic affinity index: joint works over those expected from each one's joint works with all.

    As published the expectation J_i · J_j / J fills the diagonal, too, though nobody is their own partner, so that all
    pairs together come out above 1, the more so the fewer units there are. With `diagonal=False` the expectation is
    fitted to the pairs alone (quasi-independence, by iteration): its rows then add up to the joint works of each unit.
    That fit does not exist, and `ValueError` is raised, where one unit takes part in half of all joint works or more.
    """
    counts, _sizes = _checked(joint, None)
    each = counts.sum(axis=1)
    whole = each.sum()
    if diagonal or not whole:
        return _ratio(counts * whole, np.outer(each, each))
    weights = _pairs_alone(each)
    return _ratio(counts, np.outer(weights, weights))


def balanced(ratio: Any) -> np.ndarray:
    """A ratio such as affinity, from −1 (0) over 0 (1, as by chance) to 1: (r² − 1) / (r² + 1), as Zitt et al. draw it.

    NaN stays NaN.
    """
    square = np.minimum(np.asarray(ratio, float), 1e100) ** 2
    return np.asarray((square - 1.0) / (square + 1.0))


def square(number: int, first: Any, second: Any, weight: Any) -> np.ndarray:
    """The (n, n) array of links, each given once; its diagonal is 0."""
    found = np.zeros((number, number))
    np.add.at(found, (np.asarray(first, np.int64), np.asarray(second, np.int64)), np.asarray(weight, float))
    found = found + found.T
    np.fill_diagonal(found, 0.0)
    return found


def _pairs_alone(each: np.ndarray) -> np.ndarray:
    """(n,) weights of which the products of two different units add up to each one's joint works."""
    taking = each > 0
    if 2.0 * each.max() >= each.sum():
        raise ValueError("one unit takes part in half of all joint works or more: no expectation fits the pairs alone")
    weights = each / np.sqrt(each.sum())
    for _ in range(_ROUNDS):
        # the root damps steps that would swing from one side to the other
        fresh = np.sqrt(weights * np.divide(each, weights.sum() - weights, out=np.zeros_like(each), where=taking))
        moved = np.abs(fresh - weights).max()
        weights = fresh
        if moved < _CLOSE * weights.max():
            break
    return np.asarray(weights)


def _ratio(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(np.where(under > 0, over / under, np.nan))
    np.fill_diagonal(found, np.nan)
    return found


def _checked(joint: Any, total: Any) -> tuple[np.ndarray, np.ndarray]:
    counts = np.array(joint, float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"joint works are wanted as a square, not {counts.shape}")
    np.fill_diagonal(counts, 0.0)
    if not (np.isfinite(counts).all() and (counts >= 0).all()):
        raise ValueError("joint works must be finite and not below 0")
    if not (counts == counts.T).all():
        raise ValueError("joint works must be the same from both sides")
    if total is None:
        return counts, np.zeros(len(counts))
    sizes = np.asarray(total, float)
    if sizes.shape != counts.shape[:1]:
        raise ValueError(f"wanted one total for each of {len(counts)} units, not {sizes.shape}")
    if not np.isfinite(sizes).all() or (counts > np.minimum.outer(sizes, sizes)).any():
        raise ValueError("two units cannot have more works in common than one of them has in all")
    return counts, sizes
