"""Rows as SDMX-CSV 2.0 and as SDMX-JSON 1.0.

SDMX-CSV is what most tools take in. The JSON is that of the data message's working draft (`header`, `structure`,
`dataSets` at the top), which is what the programs read that read SDMX-JSON data at all.
Sources: SDMX Technical Working Group, sdmx-csv 2.0.0 and sdmx-json 1.0.0-wd (field guides).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from technopole.interop.statistics import flows
from technopole.interop.statistics.flows import Component, Flow
from technopole.interop.statistics.tables import Row

CSV = "application/vnd.sdmx.data+csv;version=2.0.0;charset=utf-8"
JSON = "application/vnd.sdmx.data+json;version=1.0.0-wd;charset=utf-8"
_ROWS = 500
Names = dict[str, str]


def reference(flow: Flow, agency: str) -> str:
    return f"{agency}:{flow.id}({flows.VERSION})"


def as_csv(flow: Flow, agency: str, rows: Iterable[Row]) -> Iterator[bytes]:
    """The rows as SDMX-CSV, as they are read. Memory: some hundred rows."""
    names = [*(each.id for each in flow.dimensions), flows.MEASURE, *(each.id for each in flow.attributes)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *names])
    target = ["dataflow", reference(flow, agency), "I"]
    for count, row in enumerate(rows, 1):
        writer.writerow([*target, *(row.get(name, "") for name in names)])
        if count % _ROWS == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


class _Values:
    """The values of a component in the order in which they came, and the place of each."""

    def __init__(self, component: Component, names: Mapping[str, Mapping[str, Names]], language: str) -> None:
        self.component, self.language = component, language
        self.names = names.get(component.codes, {})
        self.places: dict[str, int] = {}

    def place(self, value: str) -> int:
        return self.places.setdefault(value, len(self.places))

    def told(self, **more: Any) -> dict[str, Any]:
        own = self.component
        return {"id": own.id, "name": own.names[self.language], **more, "values": [*map(self._value, self.places)]}

    def _value(self, value: str) -> dict[str, str]:
        if value in self.names:
            return {"id": value, "name": self.names[value][self.language]}
        # what no code list enumerates is text: in an attribute it has no id
        is_key = self.component.id in flows.KEYS
        return {"id": value, "name": value} if is_key else {"name": value}


def as_json(
    flow: Flow, agency: str, rows: Iterable[Row], names: Mapping[str, Mapping[str, Names]], language: str,
    now: dt.datetime, link: str,
) -> dict[str, Any]:  # fmt: skip
    """The rows as one message: series by their key, observations by period, names in one language.

    `names` holds the names of codes by code list. Memory grows with the rows.
    """
    keys = [_Values(each, names, language) for each in flow.key]
    times = _Values(flow.dimensions[-1], names, language)
    attributes = [_Values(each, names, language) for each in flow.attributes]
    series: dict[str, dict[str, list[Any]]] = {}
    for row in rows:
        key = ":".join(str(each.place(row[each.component.id])) for each in keys)
        told = [_place_of(each, row) for each in attributes]
        text = row.get(flows.MEASURE, "")
        value = float(text) if text else None
        series.setdefault(key, {})[str(times.place(row[flows.TIME]))] = [value, *told]
    return {
        "header": {
            "id": f"{flow.id}-{now:%Y%m%dT%H%M%S}",
            "test": False,
            "prepared": now.isoformat(timespec="seconds"),
            "sender": {"id": agency},
        },
        "structure": {
            "links": [{"href": link, "rel": "dataflow"}],
            "name": {"en": flow.en, "zh": flow.zh}[language],
            "dimensions": {
                "dataSet": [],
                "series": [each.told(keyPosition=at, role=None) for at, each in enumerate(keys)],
                "observation": [times.told(keyPosition=len(keys), role="time")],
            },
            "attributes": {
                "dataSet": [],
                "series": [],
                "observation": [each.told() for each in attributes],
            },
        },
        "dataSets": [
            {
                "action": "Information",
                "series": {key: {"attributes": [], "observations": each} for key, each in series.items()},
            }
        ],
    }


def _place_of(values: _Values, row: Row) -> int | None:
    text = row.get(values.component.id, "")
    return values.place(text) if text else None
