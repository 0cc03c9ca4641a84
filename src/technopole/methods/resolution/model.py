"""What training made, in one small file that ships with the package."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from technopole.methods.forest import Forest
from technopole.methods.resolution.learnt import Learnt

FILE = "model.npz"


@dataclass(frozen=True, eq=False)
class Model:
    """Two rankers, what was learnt of keys and organisations, and the curve that makes margins probabilities."""

    first: Forest
    second: Forest
    learnt: Learnt
    margin: np.ndarray
    """Log-odds of the second ranker, ascending, and…"""
    probability: np.ndarray
    """…how often such an answer was right in training."""

    def save(self, path: Path) -> None:
        parts = {
            f"{part}_{field.name}": getattr(getattr(self, part), field.name)
            for part, kind in _PARTS
            for field in fields(kind)
        }
        np.savez_compressed(path, margin=self.margin, probability=self.probability, **parts)

    @classmethod
    def load(cls, path: Path) -> Model:
        with np.load(path, allow_pickle=False) as stored:
            parts: dict[str, Any] = {
                part: kind(**{field.name: stored[f"{part}_{field.name}"] for field in fields(kind)})
                for part, kind in _PARTS
            }
            return cls(**parts, margin=stored["margin"], probability=stored["probability"])


_PARTS = (("first", Forest), ("second", Forest), ("learnt", Learnt))


@cache
def shipped() -> Model:
    """The model of this package."""
    with resources.as_file(resources.files(__package__) / FILE) as path:
        return Model.load(path)
