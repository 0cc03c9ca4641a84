"""The space of activities: which lie near each other, how near a region is to one, and what it would gain.

Hidalgo, Klinger, Barabási, Hausmann (2007), The product space conditions the development of nations, Science 317;
Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, technical boxes 5.1 to 5.4.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from technopole.methods.complexity.indices import standardised
from technopole.methods.complexity.matrix import checked

BLOCK = 512
"""Columns of the proximity matrix that are held at a time."""


def proximity(matrix: np.ndarray, *, diagonal: bool = True) -> np.ndarray:
    """(a, a) regions with both activities / the larger ubiquity: the smaller of the two conditional probabilities.

    The diagonal is 1, or 0 if `diagonal` is not wanted; activities without regions have 0 throughout. r·a² steps, a²
    doubles: 5,000 activities take 200 MB. `density` and `outlook` do without the whole matrix.
    """
    m = _single(matrix)
    whole = np.empty((m.shape[1], m.shape[1]))
    for part, block in _blocks(m, diagonal):
        whole[:, part] = block
    return whole


def density(matrix: np.ndarray, *, diagonal: bool = True) -> np.ndarray:
    """(r, a) Σ proximity to the region's activities / Σ proximity to all, from 0 to 1.

    The activity itself counts among them, as in py-ecomplexity 0.5.3 (R economiccomplexity and later versions leave it
    out: `diagonal=False`). NaN for an activity that is near none. 2·r·a² steps; memory r·a + 512·a doubles.
    """
    m = _single(matrix)
    return _density(*_spread(m, m, diagonal))


def outlook(
    matrix: np.ndarray, activity_vector: np.ndarray, *, diagonal: bool = True
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(r, a) density, (r,) complexity outlook index (COI), (r, a) complexity outlook gain (COG).

    With `activity_vector` (a,) the eigenvector K of `complexity` (not PCI, which is shifted), φ proximity, M presence::

        COI_r  = Σ_a density_ra · (1 − M_ra) · K_a                                          then standardised
        COG_ra = (1 − M_ra) · Σ_b (1 − M_rb) · φ_ba · K_b / Σ_c φ_bc                         0 where it has it

    which is what py-ecomplexity 0.5.3 and the Stata package compute. (The Atlas's text calls them opportunity value
    and gain, and takes a term for the activity itself off the gain, which these two do not.) COI has mean 0 and
    population deviation 1; all NaN where regions do not differ. Activities whose K is NaN add nothing and have no COG;
    regions that have none of the others have neither. 4·r·a² multiplications (150 × 5,000: some seconds on one core);
    memory 5·r·a + 1,024·a doubles.
    """
    m = _single(matrix)
    vector = np.asarray(activity_vector, float)
    if vector.shape != (m.shape[1],):
        raise ValueError(f"Wanted one entry for each of {m.shape[1]} activities, not {vector.shape}.")
    near, sums = _spread(m, m, diagonal)
    dense = _density(near, sums)
    known = np.isfinite(vector) & (sums > 0)
    weights = np.where(known, np.nan_to_num(vector) / np.where(sums > 0, sums, 1.0), 0.0)
    absent = 1.0 - m
    outside = ~(m[:, known] > 0).any(axis=1)
    index = (np.nan_to_num(dense) * absent) @ np.where(known, vector, 0.0)
    index[outside] = np.nan
    gain = absent * _spread(absent, m, diagonal, weights)[0] + 0.0
    gain[:, ~known] = np.nan
    gain[outside] = np.nan
    return dense, standardised(index), gain


def _single(matrix: np.ndarray) -> np.ndarray:
    """Counts of regions are whole numbers far below 2^24, which single precision holds exactly in half the time."""
    return checked(matrix).astype(np.float32)


def _blocks(m: np.ndarray, diagonal: bool) -> Iterator[tuple[slice, np.ndarray]]:
    """The proximity matrix, some columns at a time."""
    ubiquitous = m.sum(axis=0, dtype=float)
    for start in range(0, m.shape[1], BLOCK):
        part = slice(start, min(start + BLOCK, m.shape[1]))
        block = (m.T @ m[:, part]).astype(float)
        block /= np.maximum(np.maximum(ubiquitous[:, None], ubiquitous[part]), 1.0)
        if not diagonal:
            block[np.arange(part.start, part.stop), np.arange(part.stop - part.start)] = 0.0
        yield part, block


def _spread(
    left: np.ndarray, m: np.ndarray, diagonal: bool, weights: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """left (r, a) times the proximity matrix, its rows weighted; and the sums of the matrix's columns, unweighted."""
    found, sums = np.empty(left.shape), np.empty(left.shape[1])
    doubles = left.astype(float)
    for part, block in _blocks(m, diagonal):
        sums[part] = block.sum(axis=0)
        found[:, part] = doubles @ (block if weights is None else block * weights[:, None])
    return found, sums


def _density(near: np.ndarray, sums: np.ndarray) -> np.ndarray:
    return np.asarray(np.where(sums > 0, near / np.where(sums > 0, sums, 1.0), np.nan))
