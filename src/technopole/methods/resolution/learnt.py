"""What was learnt of keys and organisations from labelled affiliations, apart from the ranker itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Learnt:
    """How often a key, an organisation or a run of words stood for what was meant, as sorted columns.

    Organisations are known by the hash of their id, so that what was learnt outlives any table.
    """

    key: np.ndarray
    key_seen: np.ndarray
    """Texts in which the key was found."""
    key_meant: np.ndarray
    """Texts in which an organisation of that key was meant."""
    organisation: np.ndarray
    organisation_seen: np.ndarray
    organisation_meant: np.ndarray
    alias: np.ndarray
    """Keys of runs that are no name of the registry, and yet tell an organisation."""
    alias_organisation: np.ndarray
    alias_support: np.ndarray
    """Texts in which both stood together."""
    alias_seen: np.ndarray
    """Texts in which the run stood."""


def counts(keys: np.ndarray, known: np.ndarray, *columns: np.ndarray) -> list[np.ndarray]:
    """Columns of the known (sorted) keys for the keys given; 0 where a key is not known."""
    if not len(known):
        return [np.zeros(len(keys), np.float32) for _ in columns]
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    hit = known[at] == keys
    return [np.where(hit, column[at], 0).astype(np.float32) for column in columns]
