"""From counts of places and activities to what a page of specialisation shows: arrays in, a JSON document out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from technopole.methods.complexity import Undefined, complexity, density, diversity, presence, proximity, ubiquity
from technopole.methods.quotient_intervals import quotient_interval
from technopole.methods.specialisation import location_quotient

CONFIDENCE = 0.95
NEAREST = 10
"""Activities told as nearest to one."""


@dataclass(frozen=True)
class Cells:
    """(places + 1, activities): fractional values and whole records; the last row is all other places together."""

    places: tuple[str, ...]
    activities: tuple[str, ...]
    values: np.ndarray
    records: np.ndarray

    @classmethod
    def of(
        cls, places: Sequence[str], number: np.ndarray, activity: Sequence[str], value: np.ndarray, records: np.ndarray
    ) -> Cells:
        """From a long table; `number` is the place's in `places`, or −1 for the others."""
        activities = sorted(set(activity), key=lambda key: (len(key), key))
        column = {key: at for at, key in enumerate(activities)}
        columns = np.array([column[key] for key in activity], int)
        shape = (len(places) + 1, len(activities))
        tables = np.zeros((2, *shape))
        for table, numbers in zip(tables, (value, records), strict=True):
            np.add.at(table, (number, columns), numbers)
        return cls(tuple(places), tuple(activities), *tables)

    def with_activities(self, kept: np.ndarray) -> Cells:
        """Only these activities."""
        names = tuple(name for name, stays in zip(self.activities, kept, strict=True) if stays)
        return Cells(self.places, names, self.values[:, kept], self.records[:, kept])


def portrait(cells: Cells, shown: Sequence[str], least: int) -> dict[str, Any]:
    """All that a page tells: activities, and the places `shown` with their quotients, intervals and densities.

    A place has an activity where its location quotient is 1 or more and `least` records stand behind it. The other
    places together are part of the whole, but no place of their own. Density leaves the activity itself out, so that
    it tells how near the place's other activities are. Cost: places × activities².
    """
    values, records = cells.values, cells.records
    total = float(values.sum())
    if not total or not cells.places:
        return {"regions": [], "activities": [], "compared": len(cells.places), "total": _short(total)}
    quotient = location_quotient(values)[:-1]
    number = {name: at for at, name in enumerate(cells.places)}
    low, high = quotient_interval(values, CONFIDENCE, [number[name] for name in shown])
    has = presence(quotient) & (records[:-1] >= least)
    near, proximities = density(has, diagonal=False), proximity(has, diagonal=False)
    try:
        found = complexity(has, largest_part=True)
        of_places, of_activities = found.eci, found.pci
    except Undefined:
        of_places, of_activities = np.full(has.shape[0], np.nan), np.full(has.shape[1], np.nan)
    many, spread = diversity(has), ubiquity(has)
    activities = [
        {
            "id": name, "value": _short(values[:, at].sum()), "records": int(records[:, at].sum()),
            "share": _short(values[:, at].sum() / total), "ubiquity": int(spread[at]),
            "complexity": _short(of_activities[at]), "near": _nearest(proximities[at]),
        }
        for at, name in enumerate(cells.activities)
    ]  # fmt: skip
    regions = []
    for row, name in enumerate(shown):
        at = number[name]
        regions.append({
            "id": name, "value": _short(values[at].sum()), "records": int(records[at].sum()),
            "complexity": _short(of_places[at]), "diversity": int(many[at]),
            "cells": {
                "value": _shorts(values[at]), "records": [int(each) for each in records[at]],
                "quotient": _shorts(quotient[at]), "low": _shorts(low[row]), "high": _shorts(high[row]),
                "density": _shorts(near[at]), "has": [int(each) for each in has[at]],
            },
        })  # fmt: skip
    return {
        "activities": activities, "regions": regions, "compared": len(cells.places), "total": _short(total),
        "elsewhere": _short(values[-1].sum()),
    }  # fmt: skip


def _nearest(row: np.ndarray) -> list[list[float]]:
    """[(place in the list of activities, proximity)], the nearest first; none that is not near at all."""
    order = np.lexsort((np.arange(len(row)), -row))[:NEAREST]
    return [[int(at), float(f"{row[at]:.3g}")] for at in order if row[at] > 0]


def _shorts(values: np.ndarray) -> list[float | None]:
    return [_short(each) for each in values]


def _short(value: float) -> float | None:
    """Four digits, which is what a page shows; None for what is not defined."""
    return float(f"{float(value):.4g}") if math.isfinite(value) else None
