"""How varied what a work cites is: over fields, and over fields by how far apart they are.

Simpson's diversity is the chance that two references drawn with replacement are of different fields, 1 - Σ p²;
corrected by n/(n - 1) it is that of two drawn without (Simpson, 1949; so Gini-Simpson). Rao–Stirling diversity weighs
each pair of different fields with their distance, Σ d_ij p_i p_j over both orders (Stirling, 2007; Porter and Rafols,
2009); with all distances 1 it is Simpson's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from technopole.methods.bibliometrics.citations import Values, coded, starts, stretches

BLOCK = 1 << 14
"""Works whose shares of all fields are held at once."""


@dataclass(frozen=True, eq=False)
class Diversity:
    """One row for each work that cites something with a field, ascending."""

    works: np.ndarray
    links: np.ndarray
    """How many fields of references it has: a reference with two fields gives two."""
    simpson: np.ndarray
    simpson_corrected: np.ndarray
    """nan for a single link."""


def field_links(citing: Values, cited: Values, papers: Values, fields: Values) -> tuple[np.ndarray, np.ndarray]:
    """The fields of what is cited: a row (work, field) for each citation and each field of the work cited.

    Works cited that have no field give no row. Raises `ValueError` for columns of two lengths or kinds. Cost: sorts of
    both tables, linear in the result.
    """
    first, second, paper, field = (np.asarray(each) for each in (citing, cited, papers, fields))
    if len(first) != len(second) or len(paper) != len(field):
        raise ValueError("columns of one table differ in length")
    if not len(first) or not len(paper):
        return first[:0], field[:0]
    if second.dtype.kind != paper.dtype.kind:
        raise ValueError("keys of cited works and of works with fields must both be numbers or both be texts")
    names, codes = coded(np.concatenate([second, paper]))
    at, owner = codes[: len(second)], codes[len(second) :]
    order = np.argsort(owner, kind="stable")
    begin = starts(owner, len(names))
    lengths = np.diff(begin)[at]
    rows = order[stretches(begin[at], lengths)]
    return np.repeat(first, lengths), field[rows]


def simpson(works: Values, fields: Values) -> Diversity:
    """Simpson's diversity of the fields that each work's rows name. Cost: one sort of the rows."""
    names, kinds, owner, _field, count = _tallied(works, fields)
    links = np.bincount(owner, weights=count, minlength=len(names))
    squares = np.bincount(owner, weights=count.astype(float) ** 2, minlength=len(names))
    plain = 1.0 - squares / links**2
    corrected = np.full(len(names), np.nan)
    np.divide(plain * links, links - 1.0, out=corrected, where=links > 1)
    return Diversity(names, links.astype(np.int64), plain, corrected)


def rao_stirling(
    works: Values, fields: Values, names: Values, distances: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The works, ascending, and the Rao–Stirling diversity of the fields that each one's rows name.

    `distances` is (k, k), for the fields in the order of `names`: 0 on the diagonal, symmetric, not negative. Raises
    `ValueError` if it is not, or for a field without distances. Cost: works × k², in blocks.
    """
    far = np.asarray(distances, float)
    known, code = coded(names)
    if len(known) != len(code) or far.shape != (len(code), len(code)):
        raise ValueError(f"distances between {len(code)} different fields are a {len(code)} × {len(code)} table")
    if not np.isfinite(far).all() or (far < 0).any() or far.diagonal().any() or not np.allclose(far, far.T):
        raise ValueError("distances are 0 on the diagonal, the same both ways, and not negative")
    keys, kinds, owner, field, count = _tallied(works, fields)
    place = np.searchsorted(known, kinds)
    place[place == len(known)] = 0
    if len(kinds) and (not len(known) or (known[place] != kinds).any()):
        wrong = kinds[0] if not len(known) else kinds[known[place] != kinds][0]
        raise ValueError(f"field {wrong} has no distances")
    column = np.argsort(code)[place] if len(known) else place
    begin = starts(owner, len(keys))
    found = np.zeros(len(keys))
    for at in range(0, len(keys), BLOCK):
        rows = slice(begin[at], begin[min(at + BLOCK, len(keys))])
        shares = np.zeros((min(BLOCK, len(keys) - at), len(far)))
        shares[owner[rows] - at, column[field[rows]]] = count[rows]
        shares /= shares.sum(axis=1, keepdims=True)
        found[at : at + BLOCK] = np.einsum("ij,ij->i", shares @ far, shares)
    return keys, found


def cosine_distances(matrix: np.ndarray) -> np.ndarray:
    """Distances between fields, 1 - cosine of their rows (of citations from field to field, say); 1 for empty rows."""
    rows = np.asarray(matrix, float)
    if rows.ndim != 2 or not np.isfinite(rows).all() or (rows < 0).any():
        raise ValueError("a table of counts is needed, one row a field")
    lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    unit = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    found: np.ndarray = np.clip(1.0 - unit @ unit.T, 0.0, 1.0)
    found = (found + found.T) / 2.0
    np.fill_diagonal(found, 0.0)
    return found


def _tallied(
    works: Values, fields: Values
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Works, fields, and the table (work, field, how often) as places in them, by work and then field."""
    names, owner = coded(works)
    kinds, field = coded(fields)
    if len(owner) != len(field):
        raise ValueError(f"{len(owner)} works, {len(field)} fields")
    size = max(1, len(kinds))
    keys, count = np.unique(owner * size + field, return_counts=True)
    return names, kinds, *np.divmod(keys, size), count
