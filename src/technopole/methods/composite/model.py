"""What a composite index is made of: its elements in levels, and the units that are measured.

The tables are those of COINr (Becker et al., COINr: an R package for developing composite indicators, JOSS 7(78), 4567,
2022): iMeta says for each element its level, parent, weight and direction; iData holds one row for each unit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np


class Refused(ValueError):
    """A model or its data cannot be worked with; as far as it is known, where, and what to do."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        unit: str = "",
        option: str = "",
        hint: str = "",
        row: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(f"{message}. {hint}".strip() if hint else message)
        self.message, self.hint = message, hint
        self.code, self.unit, self.option = code, unit, option
        self.row, self.column = row, column


@dataclass(frozen=True)
class Element:
    """An indicator (level 1) or an aggregate (level 2 and up)."""

    code: str
    level: int
    parent: str = ""
    """The aggregate one level up; empty for the index."""
    weight: float = 1.0
    """Relative to the other children of the parent."""
    direction: int = 1
    """1: more is better; -1: less is better."""
    name: str = ""
    target: float = math.nan
    denominator: str = ""


@dataclass(frozen=True)
class Structure:
    """The tree of an index. Raises `Refused`, naming the element, for one that is no tree of whole levels.

    Indicators keep the order they are given in; aggregates come by level and, within one, in that order.
    """

    elements: tuple[Element, ...]

    def __post_init__(self) -> None:
        by_code: dict[str, Element] = {}
        for element in self.elements:
            _check_alone(element)
            if element.code in by_code:
                raise Refused("the code stands twice", code=element.code, option="iCode", hint="Give each its own")
            by_code[element.code] = element
        levels = {element.level for element in self.elements}
        depth = max(levels, default=0)
        if depth < 2:
            raise Refused("there is no aggregate", option="Level", hint="Indicators are level 1, the index the highest")
        if levels != set(range(1, depth + 1)):
            absent = min(set(range(1, depth + 1)) - levels)
            raise Refused(f"no element has level {absent}", option="Level", hint=f"Levels go from 1 to {depth}")
        for element in self.elements:
            self._check_parent(element, by_code, depth)
        parents = {element.parent for element in self.elements}
        for element in self.elements:
            if element.level > 1 and element.code not in parents:
                raise Refused("the aggregate has no children", code=element.code, option="iCode", hint="Remove it")
        tops = [element.code for element in self.elements if element.level == depth]
        if len(tops) > 1:
            told = f"{len(tops)} elements share the highest level: {', '.join(tops[:5])}"
            raise Refused(told, code=tops[1], option="Level", hint="One index stands above all others")
        for _, children in self.groups:
            if not self.weights[children].sum() > 0:
                code = self.ordered[children[0]].code
                parent = self.ordered[children[0]].parent
                told = f"the weights of the children of {parent} add up to nothing"
                raise Refused(told, code=code, option="Weight", hint="Give at least one a weight")

    @staticmethod
    def _check_parent(element: Element, by_code: Mapping[str, Element], depth: int) -> None:
        parent = by_code.get(element.parent)
        if element.level == depth:
            if element.parent:
                raise Refused("the index has a parent", code=element.code, option="Parent", hint="Leave it empty")
        elif parent is None:
            told = f"the parent {element.parent!r} is no element" if element.parent else "has no parent"
            hint = f"Name an element of level {element.level + 1}"
            raise Refused(told, code=element.code, option="Parent", hint=hint)
        elif parent.level != element.level + 1:
            told = f"the parent {parent.code} has level {parent.level}, not {element.level + 1}"
            raise Refused(told, code=element.code, option="Parent", hint="A parent stands one level higher")

    @cached_property
    def indicators(self) -> tuple[Element, ...]:
        return tuple(element for element in self.elements if element.level == 1)

    @cached_property
    def aggregates(self) -> tuple[Element, ...]:
        """By level, the index last."""
        above = (element for element in self.elements if element.level > 1)
        return tuple(sorted(above, key=lambda element: element.level))

    @cached_property
    def ordered(self) -> tuple[Element, ...]:
        """Indicators, then aggregates: the order of every array over elements."""
        return self.indicators + self.aggregates

    @cached_property
    def place(self) -> dict[str, int]:
        """Where a code stands in `ordered`."""
        return {element.code: at for at, element in enumerate(self.ordered)}

    @property
    def depth(self) -> int:
        return self.aggregates[-1].level

    @property
    def index(self) -> Element:
        return self.aggregates[-1]

    @cached_property
    def weights(self) -> np.ndarray:
        """(elements,) as they were given."""
        return np.array([element.weight for element in self.ordered], np.float64)

    @cached_property
    def groups(self) -> tuple[tuple[int, np.ndarray], ...]:
        """For each aggregate its place in `ordered` and those of its children."""
        children: dict[str, list[int]] = {}
        for at, element in enumerate(self.ordered):
            children.setdefault(element.parent, []).append(at)
        return tuple((self.place[each.code], np.array(children[each.code], np.intp)) for each in self.aggregates)


@dataclass(frozen=True, eq=False)
class Units:
    """What is measured: one row for each unit, NaN where nothing is known."""

    codes: tuple[str, ...]
    values: np.ndarray
    """(units × indicators), in the order of the structure's."""
    denominators: Mapping[str, np.ndarray] = field(default_factory=dict)
    """Columns (units,) to divide by."""
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Columns (units,) of labels; an empty one is not known."""

    def __post_init__(self) -> None:
        if len(set(self.codes)) != len(self.codes):
            again = next(code for at, code in enumerate(self.codes) if code in self.codes[:at])
            raise Refused("the unit stands twice", unit=again, option="uCode", hint="Work out one period at a time")
        if self.values.ndim != 2 or len(self.values) != len(self.codes):
            raise ValueError(f"values have the shape {self.values.shape} for {len(self.codes)} units")
        if np.isinf(self.values).any():
            raise ValueError("values must be finite, or NaN where nothing is known")
        counts = {name: len(column) for name, column in self.denominators.items()}
        counts.update({name: len(column) for name, column in self.groups.items()})
        for name, count in counts.items():
            if count != len(self.codes):
                raise ValueError(f"column {name} has {count} cells for {len(self.codes)} units")


def _check_alone(element: Element) -> None:
    if not element.code:
        raise Refused("an element has no code", option="iCode", hint="Give each one")
    if element.level < 1:
        raise Refused(f"{element.level} is no level", code=element.code, option="Level", hint="They begin with 1")
    if element.direction not in (1, -1):
        told = f"{element.direction} is no direction"
        raise Refused(told, code=element.code, option="Direction", hint="1: more is better; -1: less is better")
    if not (math.isfinite(element.weight) and element.weight >= 0):
        told = f"{element.weight:g} is no weight"
        raise Refused(told, code=element.code, option="Weight", hint="Weights are 0 or more")
