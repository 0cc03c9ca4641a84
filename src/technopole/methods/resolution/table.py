"""The table of names: everything of the registry that resolving needs, as flat arrays that load in a moment."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

FORMAT = 3

KINDS = (
    "display",
    "label",
    "alias",
    "acronym",
    "former",
    "bracket",
    "without_bracket",
    "beginning",
    "system",
    "learnt",
    "similar",
)
"""Where the name of an entry comes from; the last five are derived from another name."""
KIND = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, eq=False)
class NameTable:
    """Columns of entries (a key of a name → an organisation), organisations, words and places.

    Entries are sorted by key, so that all organisations of one name stand side by side.
    """

    # one for each distinct key
    keys: np.ndarray
    first: np.ndarray
    """One longer than keys: where the entries of a key begin."""
    # one for each entry
    organisation: np.ndarray
    kind: np.ndarray
    name: np.ndarray
    """Which name (of `names`) the entry was made from."""
    ordered: np.ndarray
    """Hash of the words as written, in order."""
    words: np.ndarray
    """How many content words the key has."""
    # strings, joined
    ids: np.ndarray
    labels: np.ndarray
    names: np.ndarray
    name_ends: np.ndarray
    # one for each organisation
    country: np.ndarray
    status: np.ndarray
    """0 active, 1 inactive, 2 withdrawn."""
    types: np.ndarray
    """Bits of TYPES."""
    partial: np.ndarray
    parent: np.ndarray
    """The first parent, or -1."""
    root: np.ndarray
    """The topmost parent, or the organisation itself."""
    children: np.ndarray
    home: np.ndarray
    """Of organisations that go by one name in several countries: 1 where they are at home, -1 elsewhere, 0 unknown."""
    display: np.ndarray
    """Its first name (of `names`)."""
    name_count: np.ndarray
    # (organisation, key) of cities and subdivisions
    city_first: np.ndarray
    city_key: np.ndarray
    region_first: np.ndarray
    region_key: np.ndarray
    # places: key → country
    place_keys: np.ndarray
    place_kind: np.ndarray
    place_country: np.ndarray
    # words: how many names have it
    word_keys: np.ndarray
    word_weight: np.ndarray
    # word → names, for names that no key finds
    word_first: np.ndarray
    word_names: np.ndarray
    words_first: np.ndarray
    """For each name and one more: where its words begin."""
    words_of: np.ndarray
    """Its words, as numbers in word_keys."""
    # misspellings: words with one letter left out → the words
    spelling_keys: np.ndarray
    spelling_word: np.ndarray
    name_organisation: np.ndarray
    name_kind: np.ndarray
    name_weight: np.ndarray
    # other things a text may hold: hosts, identifiers
    token_keys: np.ndarray
    token_organisation: np.ndarray
    # Chinese, Japanese: joined keys, one for each line, and their entries
    script_names: np.ndarray
    script_organisation: np.ndarray
    script_kind: np.ndarray
    script_name: np.ndarray
    # a quick test whether a key may be known
    sieve: np.ndarray

    def organisation_id(self, number: int) -> str:
        return str(self.ids[number].decode())

    def label(self, number: int) -> str:
        return str(self.labels[number].decode())

    def name_text(self, number: int) -> str:
        start = int(self.name_ends[number - 1]) if number else 0
        return self.names[start : int(self.name_ends[number])].tobytes().decode()

    def save(self, path: Path) -> None:
        """Write the table beside its place and swap it in."""
        beside = path.with_name(path.name + ".new")
        with beside.open("wb") as file:
            np.savez(file, format=np.array(FORMAT), **{field.name: getattr(self, field.name) for field in fields(self)})
        beside.replace(path)

    @classmethod
    def load(cls, path: Path) -> NameTable:
        """Read a table that `save` wrote. Raises ValueError for one of another format."""
        with np.load(path, allow_pickle=False) as stored:
            if "format" not in stored or int(stored["format"]) != FORMAT or {f.name for f in fields(cls)} - set(stored):
                raise ValueError(f"{path} is a table of names of another version; build it anew")
            return cls(**{field.name: stored[field.name] for field in fields(cls)})


TYPES = ("education", "facility", "healthcare", "company", "government", "nonprofit", "funder", "archive", "other")
