"""What the candidates of one text say of each other, by all pairs of them; for both looks."""

from __future__ import annotations

import numpy as np

from technopole.methods.resolution import spans
from technopole.methods.resolution.candidates import Candidates
from technopole.methods.resolution.table import KIND, NameTable
from technopole.methods.resolution.text import Batch


def stacked(columns: dict[str, np.ndarray], names: tuple[str, ...]) -> np.ndarray:
    """The columns side by side; raises AssertionError where they are not those that the model knows, in order."""
    if tuple(columns) != names:
        raise AssertionError(f"these are not the columns that the model knows: {set(columns) ^ set(names) or 'order'}")
    return np.column_stack([np.asarray(column, np.float32) for column in columns.values()])


_MOST_PAIRS = 1_000_000
"""Pairs of candidates that are compared at a time: memory stays bounded, whatever the texts name."""


def _slices(found: Candidates, texts: int) -> list[slice]:
    """Rows of whole texts, side by side, of which the pairs of candidates are few enough."""
    per_text = np.bincount(found.document, minlength=texts)
    rows, pairs = np.cumsum(per_text), np.cumsum(per_text**2)
    edges = [0]
    every = int(rows[-1]) if len(rows) else 0
    while edges[-1] < every:
        done = int(np.searchsorted(rows, edges[-1], side="right"))
        before = int(pairs[done - 1]) if done else 0
        end = int(np.searchsorted(pairs, before + _MOST_PAIRS, side="right")) - 1
        edges.append(int(rows[max(end, done)]))
    return [slice(a, b) for a, b in zip(edges, edges[1:], strict=False)] or [slice(0, 0)]


def competition(columns: dict[str, np.ndarray], batch: Batch, found: Candidates, table: NameTable) -> None:
    """What the other candidates of the same text say of each; by all pairs of one text."""
    parts = []
    for rows in _slices(found, batch.texts):
        part = {name: np.asarray(column)[rows] for name, column in columns.items()}
        _compare(part, batch, found.take(rows), table)
        parts.append(part)
    for name in parts[0]:
        if name not in columns:
            columns[name] = np.concatenate([part[name] for part in parts])


def _compare(columns: dict[str, np.ndarray], batch: Batch, found: Candidates, table: NameTable) -> None:
    many = len(found)
    per_text = np.bincount(found.document, minlength=batch.texts)
    first = np.concatenate(([0], np.cumsum(per_text)))
    mine, other = spans.expand(first, found.document)
    # What was found in part only is no rival: there is always something similar.
    firm = found.kind != KIND["similar"]
    part = ~firm[other] & (mine != other)
    value = found.cover * np.sqrt(columns["weight"])
    parts = np.zeros(many, np.float32)
    np.maximum.at(parts, mine[part], value[other[part]].astype(np.float32))
    columns["better_part"] = parts - value
    pairs = np.flatnonzero(firm[other])
    mine, other = mine[pairs], other[pairs]
    different = found.organisation[mine] != found.organisation[other]
    same_org = ~different & (mine != other)
    s, e = found.start, found.end
    words = e - s
    inside = (s[other] <= s[mine]) & (e[other] >= e[mine]) & (words[other] > words[mine])
    contains = (s[other] >= s[mine]) & (e[other] <= e[mine]) & (words[other] < words[mine])
    same_span = (s[other] == s[mine]) & (e[other] == e[mine])
    overlap = (s[other] < e[mine]) & (s[mine] < e[other]) & ~inside & ~contains & ~same_span
    apart = (s[other] >= e[mine]) | (e[other] <= s[mine])

    def most(mask: np.ndarray, value: np.ndarray) -> np.ndarray:
        result = np.zeros(many, np.float32)
        rows = np.flatnonzero(mask)
        np.maximum.at(result, mine[rows], value[other[rows]].astype(np.float32))
        return result

    def count(mask: np.ndarray) -> np.ndarray:
        return np.bincount(mine[mask], minlength=many)

    weight = columns["weight"]
    columns["inside"] = most(inside & different, words)
    columns["inside_exact"] = most(inside & different, words * found.exact)
    columns["inside_same"] = most(inside & same_org, words)
    columns["contains"] = most(contains & different, words)
    columns["overlaps"] = most(overlap & different, words)
    columns["overlaps_exact"] = most(overlap & different, words * found.exact)
    columns["contains_exact"] = most(contains & different, words * found.exact)
    columns["apart_cover"] = most(apart & different, found.cover * weight)
    columns["same_span"] = count(same_span & different)
    columns["elsewhere_same"] = count(same_org & apart)
    columns["elsewhere_other"] = most(apart & different & (words[other] >= 2), weight)
    columns["heaviest_other"] = most(different, weight)
    place = columns["place"] + 10
    columns["rival_place"] = most(same_span & different, place) - place * (columns["same_span"] > 0)
    columns["rival_kind"] = most(same_span & different, 10 - found.kind) - (10 - found.kind) * (
        columns["same_span"] > 0
    )
    columns["rival_exact"] = most(same_span & different, found.exact)
    columns["rival_meant"] = most(same_span & different, columns["organisation_meant"]) - columns["organisation_meant"]
    columns["rival_children"] = most(same_span & different, columns["children"]) - columns["children"]
    columns["rival_active"] = most(
        same_span & different & (table.status[found.organisation[other]] == 0), np.ones(many)
    )
    parent = table.parent[found.organisation]
    columns["parent_here"] = most((parent[mine] == found.organisation[other]) & (parent[mine] >= 0), weight)
    columns["child_here"] = most((parent[other] == found.organisation[mine]), weight)
    root = table.root[found.organisation]
    columns["family_here"] = most((root[mine] == root[other]) & different & apart, weight)
    big = (words[other] >= 2) & (columns["inside"][other] == 0)
    columns["later_names"] = count(big & different & (s[other] >= e[mine]))
    columns["earlier_names"] = count(big & different & (e[other] <= s[mine]))
    columns["later_university"] = most(
        big & different & (s[other] >= e[mine]) & (columns["education"][other] > 0), weight
    )
    columns["earlier_university"] = most(
        big & different & (e[other] <= s[mine]) & (columns["education"][other] > 0), weight
    )
    columns["later_rate"] = most(big & different & (s[other] >= e[mine]), columns["organisation_rate"])
    columns["candidates"] = per_text[found.document]


SECOND = (
    "chance", "same_span_chance", "inside_chance", "contains_chance", "overlap_chance", "before_chance",
    "after_chance", "parent_chance", "child_chance", "family_chance", "total_chance", "apart_total",
)  # fmt: skip
"""Columns that the second look adds, in their order."""


def second(batch: Batch, found: Candidates, chance: np.ndarray, table: NameTable) -> np.ndarray:
    """Rows of features of the second look: how likely each candidate's rivals and relatives were to the first."""
    return np.concatenate(
        [_second(batch, found.take(rows), chance[rows], table) for rows in _slices(found, batch.texts)]
    )


def _second(batch: Batch, found: Candidates, chance: np.ndarray, table: NameTable) -> np.ndarray:
    many = len(found)
    first = np.concatenate(([0], np.cumsum(np.bincount(found.document, minlength=batch.texts))))
    mine, other = spans.expand(first, found.document)
    different = found.organisation[mine] != found.organisation[other]
    mine, other = mine[different], other[different]
    s, e, organisation = found.start, found.end, found.organisation
    same_span = (s[other] == s[mine]) & (e[other] == e[mine])
    touch = (s[other] < e[mine]) & (s[mine] < e[other])
    apart = ~touch
    likely = chance[other].astype(np.float32)

    def most(mask: np.ndarray) -> np.ndarray:
        result = np.zeros(many, np.float32)
        rows = np.flatnonzero(mask)
        np.maximum.at(result, mine[rows], likely[rows])
        return result

    parent, root = table.parent[organisation], table.root[organisation]
    is_parent = (parent[mine] == organisation[other]) & (parent[mine] >= 0)
    is_child = parent[other] == organisation[mine]
    columns = {
        "chance": chance,
        "same_span_chance": most(same_span),
        "inside_chance": most(touch & ~same_span & (s[other] <= s[mine]) & (e[other] >= e[mine])),
        "contains_chance": most(touch & ~same_span & (s[other] >= s[mine]) & (e[other] <= e[mine])),
        "overlap_chance": most(touch),
        "before_chance": most(apart & (s[other] < s[mine])),
        "after_chance": most(apart & (s[other] > s[mine])),
        "parent_chance": most(is_parent),
        "child_chance": most(is_child),
        "family_chance": most(root[mine] == root[other]),
        "total_chance": np.bincount(found.document, chance, minlength=batch.texts)[found.document],
        "apart_total": np.bincount(mine[apart], likely[apart], minlength=many),
    }
    return stacked(columns, SECOND)
