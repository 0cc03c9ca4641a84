"""Results of the analyses of specialisation, as their page reads them."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from technopole.observatory.analyses.specialisation import NAME, OF_PATENTS, OF_REGISTER
from technopole.observatory.models import Analysis

SCOPES = ("subfields", "fields", "patents", "register")
"""The bases in the order in which they are offered."""


@dataclass(frozen=True)
class Activity:
    """One activity in one place."""

    id: str
    name: Mapping[str, str]
    group: Mapping[str, str]
    records: int
    """Of the place."""
    value: float
    """The same, counted fractionally."""
    share: float
    """Of all that the place does."""
    whole: float
    """Of all that all places do."""
    quotient: float
    low: float
    high: float
    density: float | None
    """How near it is to what the place does; None where it is near nothing."""
    complexity: float | None
    ubiquity: int
    """How many places have it."""
    has: bool
    near: Sequence[Sequence[float]]
    """(number of the activity, proximity), the nearest first."""

    @property
    def symmetric(self) -> float:
        """From −1 for none over 0 for average to just under 1."""
        return (self.quotient - 1.0) / (self.quotient + 1.0)

    @property
    def certain(self) -> bool:
        """Whether the whole interval lies on one side of the average."""
        return self.low > 1.0 or self.high < 1.0


@dataclass(frozen=True)
class Profile:
    """A place on a basis: its activities."""

    row: Analysis
    region: Mapping[str, Any]

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """All activities, in the order of the result."""
        cells, total = self.region["cells"], self.region["value"] or 1.0
        return tuple(
            Activity(
                each["id"], each["name"], each.get("group") or {}, cells["records"][at], cells["value"][at],
                cells["value"][at] / total, each["share"], cells["quotient"][at], cells["low"][at], cells["high"][at],
                cells["density"][at], each["complexity"], each["ubiquity"], bool(cells["has"][at]), each["near"],
            )
            for at, each in enumerate(self.row.result["activities"])
            if cells["quotient"][at] is not None
        )  # fmt: skip

    @cached_property
    def middle(self) -> float:
        """The median density: what lies above it is near. 0 where no density is defined."""
        known = [each.density for each in self.activities if each.density is not None]
        return statistics.median(known) if known else 0.0

    def activity(self, key: str) -> Activity | None:
        return next((each for each in self.activities if each.id == key), None)

    def judgement(self, each: Activity) -> str:
        """The quarter of the plane: rooted, alone, near or far; `few` where too little stands behind a quotient above
        1; blank where it is near nothing at all."""
        if each.quotient >= 1.0 and not each.has:
            return "few"
        if each.density is None:
            return ""
        if each.has:
            return "rooted" if each.density >= self.middle else "alone"
        return "near" if each.density >= self.middle else "far"

    def most_special(self, count: int) -> list[Activity]:
        """Those whose interval begins highest, so that a few records do not come first by chance."""
        chosen = [each for each in self.activities if each.has]
        return sorted(chosen, key=lambda each: (-each.low, -each.value))[:count]

    def strong(self, key: str) -> list[dict[str, Any]] | None:
        """The organisations that do most of an activity here; None where organisations are not told of this place."""
        told = self.region.get("strong")
        return None if told is None else list(told.get(key, []))


def rows() -> dict[str, Analysis]:
    """{basis: result} of all that was computed, in the order in which they are offered. One query."""
    found = {row.scope: row for row in Analysis.objects.filter(name__in=(NAME, OF_PATENTS, OF_REGISTER))}
    return {scope: found[scope] for scope in SCOPES if scope in found}


def chosen(found: Mapping[str, Analysis], asked: str) -> Analysis | None:
    """The basis asked for; else the first that has places to tell of; else the first."""
    if asked in found:
        return found[asked]
    told = [row for row in found.values() if row.result.get("regions")]
    return next(iter([*told, *found.values()]), None)


def profile(row: Analysis, asked: str) -> Profile | None:
    """The place asked for; else the centre's own, which is told first; None where no place has enough."""
    regions = row.result.get("regions") or []
    region = next((each for each in regions if each["id"] == asked), regions[0] if regions else None)
    return Profile(row, region) if region else None
