"""One indicator as a JSON-stat 2.0 dataset: places by periods. Source: https://json-stat.org/full/ (version 2.0)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from technopole.interop.statistics import tables
from technopole.observatory import lists, queries
from technopole.observatory.models import Indicator

MEDIA_TYPE = "application/json"


def dataset(indicator: Indicator, language: str, now: dt.datetime, url: str) -> dict[str, Any]:
    """The figures that are shown, with their statuses; values that there are none of are left out. Costs a query."""
    everywhere = {place: each for place, each in queries.everywhere(indicator).items() if each.points}
    points = [point for each in everywhere.values() for point in each.points]
    found = sorted({(point.day, point.headline.period_start, point.period) for point in points})
    periods = {period: at for at, (_end, _start, period) in enumerate(found)}
    values: dict[str, float] = {}
    statuses: dict[str, str] = {}
    for at, each in enumerate(everywhere.values()):
        for point in each.points:
            place = str(at * len(periods) + periods[point.period])
            values[place] = float(point.value)
            statuses[place] = point.headline.status
    names = lists.places()
    unit = indicator.unit
    other = "en" if language == "zh" else "zh"
    title = getattr(indicator, f"name_{language}") or getattr(indicator, f"name_{other}")
    note = getattr(indicator, f"definition_{language}") or getattr(indicator, f"definition_{other}")
    return {
        "version": "2.0",
        "class": "dataset",
        "href": url,
        "label": title,
        "note": [note] if note else [],
        "source": " ".join(dict.fromkeys(indicator.sources)),
        "updated": now.isoformat(timespec="seconds"),
        "id": ["place", "period", "indicator"],
        "size": [len(everywhere), len(periods), 1],
        "role": {"geo": ["place"], "time": ["period"], "metric": ["indicator"]},
        "dimension": {
            "place": {"category": {
                "index": list(everywhere),
                "label": {place: _name(names.get(place), language) or place for place in everywhere},
            }},
            "period": {"category": {
                "index": list(periods),
                "label": {period: tables.time_period(period) for period in periods},
            }},
            "indicator": {"category": {
                "index": [indicator.key],
                "label": {indicator.key: title},
                "unit": {indicator.key: {
                    "label": str(unit.get(language) or unit.get("en") or unit.get("id") or ""),
                    **({"decimals": unit["decimals"]} if unit.get("decimals") is not None else {}),
                }},
            }},
        },
        "value": values,
        "status": statuses,
    }  # fmt: skip


def _name(names: Any, language: str) -> str:
    found = names or {}
    return str(found.get(language) or found.get("en") or found.get("zh") or "")
