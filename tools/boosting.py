"""Boosts trees with LightGBM and takes them over as arrays that the package scores without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from technopole.methods.forest import ALL_LEAVES, MOST_LEAVES, Forest


def fit(asked: Mapping[str, Any], rows: np.ndarray, right: np.ndarray, weight: np.ndarray) -> Forest:
    """The forest that learnt from these rows; `asked` are LightGBM's parameters, its `num_iterations` among them."""
    import lightgbm

    return taken_over(lightgbm.train(dict(asked), lightgbm.Dataset(rows, right, weight=weight)).dump_model())


def taken_over(dumped: dict) -> Forest:
    """LightGBM's dumped trees as arrays."""
    trees = [_tree(info["tree_structure"]) for info in dumped["tree_info"]]
    return Forest(*(np.stack(part) for part in zip(*trees, strict=True)))


def _tree(root: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    feature, threshold = np.zeros(MOST_LEAVES - 1, np.int16), np.full(MOST_LEAVES - 1, np.inf, np.float32)
    mask, leaf = np.full(MOST_LEAVES - 1, ALL_LEAVES, np.uint16), np.zeros(MOST_LEAVES, np.float32)
    leaves = questions = 0

    def walk(node: dict) -> int:
        """Number the leaves left to right; gives the bits of those below the node."""
        nonlocal leaves, questions
        if "split_feature" not in node:
            leaf[leaves] = node["leaf_value"]
            leaves += 1
            return 1 << (leaves - 1)
        at = questions
        questions += 1
        left = walk(node["left_child"])
        feature[at], threshold[at], mask[at] = node["split_feature"], node["threshold"], ALL_LEAVES ^ left
        return left | walk(node["right_child"])

    walk(root)
    return feature, threshold, mask, leaf
