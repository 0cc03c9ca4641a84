"""The rows of each dataflow, read from the store: values of dimensions and attributes by their ids, as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from technopole.interop.statistics import flows
from technopole.interop.statistics.flows import Flow
from technopole.methods import periods
from technopole.observatory import queries
from technopole.observatory.measuring import queries as measured
from technopole.observatory.models import Indicator, Measurement, Measuring, Observation

Row = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """What is asked for: values of each dimension of the key (none: all), and the years from and to."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None

    def wants(self, row: Row, period: tuple[dt.date, dt.date]) -> bool:
        if self.first is not None and period[1] < self.first or self.last is not None and period[0] > self.last:
            return False
        return all(row[name] in values for name, values in self.values.items())


def rows(flow: Flow, asked: Asked) -> Iterator[Row]:
    """The rows that are asked for, in the order of the key and then of time. Costs two or three queries."""
    wanted = asked.values.get("INDICATOR")
    indicators = [
        each for each in Indicator.objects.order_by("key") if wanted is None or flows.code(each.key) in wanted
    ]
    made = {"INDICATORS": _indicators, "STATEMENTS": _statements, "COMPUTED": _computed}[flow.id]
    for row, period in made(indicators):
        if asked.wants(row, period):
            yield row


_Timed = tuple[Row, tuple[dt.date, dt.date]]


def _indicators(indicators: Sequence[Indicator]) -> Iterator[_Timed]:
    said = queries.by_indicator(each.key for each in indicators)
    for indicator in indicators:
        by_place: dict[str, list[Observation]] = {}
        for each in said.get(indicator.key, ()):
            by_place.setdefault(each.place, []).append(each)
        for place in sorted(by_place):
            for point in queries.standing_of(indicator, place, by_place[place]).points:
                row = _statement(indicator, point.headline)
                yield {**row, "OTHERS": str(len(point.others))}, _span(point.headline)


def _statements(indicators: Sequence[Indicator]) -> Iterator[_Timed]:
    said = queries.by_indicator(each.key for each in indicators)
    for indicator in indicators:
        for each in sorted(said.get(indicator.key, ()), key=lambda row: (row.place, row.period_end, row.pk)):
            row = {**_statement(indicator, each), "STATEMENT": flows.code(each.uid)}
            if each.unit and each.unit != indicator.unit.get("id"):
                row |= {"UNIT_MEASURE": each.unit, "UNIT_MULT": "", "DECIMALS": ""}
            yield row, _span(each)


def _computed(indicators: Sequence[Indicator]) -> Iterator[_Timed]:
    newest = measured.newest(each.key for each in indicators)
    order = ("place", "dimension", "member", "period_end")
    for indicator in indicators:
        measuring = newest.get(indicator.key)
        if measuring is None or measuring.synthetic:
            continue
        for each in Measurement.objects.filter(measuring=measuring).order_by(*order):
            row = {
                **_common(indicator, each.place, each.period),
                "DIMENSION": flows.code(each.dimension) or "_T",
                "MEMBER": flows.code(each.member) or "_T",
                flows.MEASURE: repr(each.value),
                "RECORDS": str(each.records),
                "DATA_VERSIONS": " ".join(f"{name}:{version}" for name, version in sorted(measuring.data.items())),
                "MEASURED_AT": measuring.measured_at.isoformat(timespec="seconds"),
                "COVERAGE": _coverage(measuring),
            }
            yield row, (each.period_start, each.period_end)


def _coverage(measuring: Measuring) -> str:
    texts = [text.get("en", "") if isinstance(text, Mapping) else str(text) for text in measuring.samples.values()]
    return " ".join(filter(None, texts))


def _statement(indicator: Indicator, said: Observation) -> Row:
    status = said.status.upper()
    return {
        **_common(indicator, said.place, said.period),
        flows.MEASURE: said.stated,
        "OBS_STATUS": flows.STATUSES[status][0],
        "STATUS": status,
        "QUALIFIER": said.qualifier,
        "PUBLISHED": said.published,
        "SOURCE": " ".join(said.sources),
        "COMMENT_OBS": said.note_en or said.note_zh,
    }


def _common(indicator: Indicator, place: str, period: str) -> Row:
    unit = indicator.unit
    return {
        "FREQ": flows.frequency(period),
        "INDICATOR": flows.code(indicator.key),
        "REF_AREA": flows.code(place),
        flows.TIME: time_period(period),
        "UNIT_MEASURE": str(unit.get("id") or ""),
        "UNIT_MULT": _power_of_ten(unit.get("scale")),
        "DECIMALS": "" if unit.get("decimals") is None else str(unit["decimals"]),
    }


def _power_of_ten(scale: Any) -> str:
    """What the unit counts by, where that is a power of ten: 8 for hundreds of millions."""
    if not scale:
        return "0"
    number = Decimal(str(scale)).normalize()
    digits, exponent = number.as_tuple().digits, number.as_tuple().exponent
    return str(exponent) if digits == (1,) else ""


def time_period(period: str) -> str:
    """A period as SDMX writes it; one from a day to another is a start and a duration (ISO 8601)."""
    if "/" not in period:
        return period if "Q" not in period or "-" in period else f"{period[:4]}-{period[4:]}"
    start, end = periods.span(period)
    after = end + dt.timedelta(days=1)
    if start.day == after.day:
        return f"{start}/P{12 * (after.year - start.year) + after.month - start.month}M"
    return f"{start}/P{(after - start).days}D"


def _span(said: Observation) -> tuple[dt.date, dt.date]:
    return said.period_start, said.period_end
