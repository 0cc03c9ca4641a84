"""How related activities are by how often they occur together, compared with what their frequencies would give.

Van Eck, Waltman (2009), How to normalize cooccurrence data?, JASIST 60(8); Steijn (2021), Improvement on the
association strength, JASIST 72(5). Results are those of EconGeo's `relatedness` and `relatedness_density`, unrounded.
"""

from __future__ import annotations

import numpy as np

from technopole.methods.complexity.matrix import checked

METHODS = ("probability", "association", "cosine", "jaccard")


def co_occurrence(matrix: np.ndarray) -> np.ndarray:
    """(a, a) in how many regions (or documents) two activities are together; the diagonal is 0. r·a² steps."""
    m = checked(matrix).astype(np.float32)
    counts = (m.T @ m).astype(float)
    np.fill_diagonal(counts, 0.0)
    return counts


def relatedness(counts: np.ndarray, method: str = "probability") -> np.ndarray:
    """(a, a) relatedness from a symmetric (a, a) table of how often two occur together; its diagonal is not looked at.

    With c the counts, s their row sums and t the sum of all:

    - `probability`: c_ij / expected, where two different activities are drawn one after the other:
      expected = t/2 · (s_i/t · s_j/(t − s_i) + s_j/t · s_i/(t − s_j)). 1 is chance. EconGeo's default, `prob`
    - `association`: c_ij·t / (s_i·s_j), drawn with repetition
    - `cosine`: c_ij / √(s_i·s_j), 0 to 1
    - `jaccard`: c_ij / (s_i + s_j − c_ij), 0 to 1

    0 where an activity occurs with no other. Raises `ValueError` for a table that is not square, symmetric, finite and
    free of negative numbers, or an unknown method. a² steps.
    """
    if method not in METHODS:
        raise ValueError(f"{method!r} is no way to normalise co-occurrence; use one of: {', '.join(METHODS)}.")
    c = np.array(counts, float)
    if c.ndim != 2 or c.shape[0] != c.shape[1]:
        raise ValueError(f"Wanted activities × activities, not {c.shape}.")
    np.fill_diagonal(c, 0.0)
    if not np.isfinite(c).all() or (c < 0).any() or not np.array_equal(c, c.T):
        raise ValueError("How often two occur together must be finite, not negative, and the same in both orders.")
    sums, total = c.sum(axis=1), c.sum()
    si, sj = sums[:, None], sums[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        if method == "probability":
            expected = (si / total * (sj / (total - si)) + sj / total * (si / (total - sj))) * (total / 2.0)
        elif method == "association":
            expected = si * sj / total
        elif method == "cosine":
            expected = np.sqrt(si * sj)
        else:
            expected = si + sj - c
        return np.asarray(np.where(c > 0, c / expected, 0.0))


def relatedness_density(matrix: np.ndarray, related: np.ndarray) -> np.ndarray:
    """(r, a) the part of an activity's relatedness to all others that goes to those the region has, from 0 to 1.

    NaN for an activity related to none. EconGeo gives whole percents. Boschma, Balland, Kogler (2015), Industrial and
    Corporate Change 24(1). r·a² steps.
    """
    m = checked(matrix).astype(float)
    related = np.array(related, float)
    if related.shape != (m.shape[1], m.shape[1]):
        raise ValueError(f"Wanted the relatedness of {m.shape[1]} activities, not {related.shape}.")
    np.fill_diagonal(related, 0.0)
    sums = related.sum(axis=0)
    return np.asarray(np.where(sums > 0, m @ related / np.where(sums > 0, sums, 1.0), np.nan))
