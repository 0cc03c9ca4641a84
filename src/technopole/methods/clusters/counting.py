"""Authors and inventors counted into places: a document is shared, and its shares add up to one.

Each document shares 1 equally among its people, and each person's share is split equally among that person's
addresses. What lies in a cluster is then its output without anything counted twice, and the world's shares sum to the
number of documents. Source: L. Waltman and N. J. van Eck, Field-normalized citation impact indicators and the choice
of an appropriate counting method (2015); the share of an application's inventors or an article's authors located in
a cluster is how the Global Innovation Index counts (see `gii.KNOWN`).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np


def shares(document: Sequence[Hashable], person: Sequence[Hashable], address: Sequence[Hashable]) -> np.ndarray:
    """(n,) the share of a document that each row bears: one address of one person on it. They sum to 1 a document.

    A row that stands twice counts once: the share goes to its first. Raises `ValueError` for columns of different
    lengths. Cost: n log n.
    """
    paper, author, place = _numbers(document, person, address)
    kept, by_author, by_paper = _structure(paper, author, place)
    found = np.zeros(len(paper))
    found[kept] = 1.0 / (by_author * by_paper)
    return found


def listed(document: Sequence[Hashable], person: Sequence[Hashable], address: Sequence[Hashable]) -> np.ndarray:
    """(n,) the people listed: every person on every document counts 1, split among the person's addresses.

    This is the density in which clusters are looked for, where `shares` is the output by which they are ranked.
    Raises `ValueError` for columns of different lengths. Cost: n log n.
    """
    paper, author, place = _numbers(document, person, address)
    kept, by_author, _ = _structure(paper, author, place)
    found = np.zeros(len(paper))
    found[kept] = 1.0 / by_author
    return found


def summed(label: np.ndarray, share: np.ndarray, count: int) -> np.ndarray:
    """(count,) the sums of shares for each of the labels 0 to count - 1; negative labels, such as noise, are left out.

    Raises `ValueError` for labels and shares that do not match, or a label of `count` or more.
    """
    labels, values = np.asarray(label, np.int64), np.asarray(share, np.float64)
    if labels.shape != values.shape:
        raise ValueError(f"{labels.shape} labels for {values.shape} shares")
    if labels.max(initial=-1) >= count:
        raise ValueError(f"a label of {labels.max()}: labels are below {count}")
    inside = labels >= 0
    return np.bincount(labels[inside], weights=values[inside], minlength=count)


def _numbers(*columns: Sequence[Hashable]) -> list[np.ndarray]:
    lengths = [len(column) for column in columns]
    if len(set(lengths)) != 1:
        raise ValueError(f"columns of {', '.join(map(str, lengths))} rows: they must be of one length")
    found = []
    for column in columns:
        number: dict[Hashable, int] = {}
        found.append(np.array([number.setdefault(each, len(number)) for each in column], np.int64))
    return found


def _structure(paper: np.ndarray, author: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows that are not repeated, and for each how many addresses its person and people its document has."""
    order = np.lexsort((place, author, paper))  # stable: of equal rows the first stays first
    paper, author, place = paper[order], author[order], place[order]
    new_author = _changes(paper) | _changes(author)
    new = new_author | _changes(place)
    kept = order[new]
    of_author = np.cumsum(new_author[new]) - 1
    first = np.flatnonzero(new_author[new])
    of_paper = np.cumsum(_changes(paper[new])) - 1
    people = np.bincount(of_paper[first])
    return kept, np.bincount(of_author)[of_author], people[of_paper]


def _changes(values: np.ndarray) -> np.ndarray:
    changed = np.ones(len(values), bool)
    changed[1:] = values[1:] != values[:-1]
    return changed
