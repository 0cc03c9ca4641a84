"""What training made, in one small file that ships with the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

import numpy as np

from technopole.methods.forest import Forest

FILE = "model.npz"


@dataclass(frozen=True, eq=False)
class Model:
    """The forest that scores pairs, and how common the world's common words are."""

    forest: Forest
    features: tuple[str, ...]
    """What the columns of the forest's rows are."""
    words: np.ndarray
    """CRC-32 of each common word of organisations' names, and…"""
    counts: np.ndarray
    """…in how many organisations of the world it occurs."""

    @cached_property
    def common(self) -> Mapping[int, int]:
        return dict(zip(self.words.tolist(), self.counts.tolist(), strict=True))

    def save(self, path: Path) -> None:
        trees = {field.name: getattr(self.forest, field.name) for field in fields(Forest)}
        np.savez_compressed(
            path, features=np.array(self.features), words=self.words, counts=self.counts,
            **{f"forest_{name}": value for name, value in trees.items()},
        )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> Model:
        with np.load(path, allow_pickle=False) as stored:
            forest = Forest(**{field.name: stored[f"forest_{field.name}"] for field in fields(Forest)})
            return cls(forest, tuple(stored["features"].tolist()), stored["words"], stored["counts"])


@cache
def shipped() -> Model:
    """The model of this package."""
    with resources.as_file(resources.files(__package__) / FILE) as path:
        return Model.load(path)
