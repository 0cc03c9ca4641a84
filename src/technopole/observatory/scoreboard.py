"""The core indicators as one table: where each began, stands and should be, by which method, and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from technopole.methods.forecasting.outlook import Pace
from technopole.observatory import judgements, outlooks, vintages
from technopole.observatory.judgements import Judged
from technopole.observatory.models import Indicator, Observation
from technopole.observatory.outlooks import Coming, Outlook
from technopole.observatory.queries import Standing
from technopole.pages.exports import ExportColumn


@dataclass(frozen=True)
class Row:
    """One indicator in its own place, and all that is said of it."""

    found: Standing
    everywhere: Mapping[str, Standing]
    outlook: Outlook
    judged: tuple[Judged, ...]
    pace: Pace | None

    @property
    def indicator(self) -> Indicator:
        return self.found.indicator

    @property
    def ahead(self) -> Coming | None:
        """The forecast for the year of the target."""
        return self.outlook.at(self.found.target.day.year) if self.found.target else None

    @property
    def without_chance(self) -> str:
        """Why there is no chance of the target; "" if there is.

        `decided` (the target's year is over, and an established figure of it is known), the outlook's `nothing`, `few`
        or `impossible`, `no_target`, or `too_far` ahead.
        """
        if outlooks.decided(self.found, self.outlook):
            return "decided"
        if not self.outlook.coming:
            return self.outlook.reason
        if self.found.target is None:
            return "no_target"
        return "too_far" if self.outlook.chance is None or self.ahead is None else ""

    @property
    def chance(self) -> float | None:
        """That the final figure meets the target in its year, as a part of one."""
        return None if self.without_chance else self.outlook.chance

    @property
    def shown(self) -> Coming | None:
        """The forecast that is told: of the target's year, else the farthest; None if nothing is left to forecast."""
        if self.without_chance == "decided" or not self.outlook.coming:
            return None
        return self.ahead or self.outlook.coming[-1]

    def said_of(self, period: str, value: Any) -> Observation | None:
        """The observation that a figure of the indicator was taken from."""
        rows = [row for point in self.found.points for row in (point.headline, *point.others)]
        return next((row for row in rows if row.period == period and row.number == value), None)

    @property
    def baseline_source(self) -> str:
        baseline = self.found.baseline
        if baseline is None:
            return ""
        said = self.said_of(self.indicator.baseline["period"], baseline.value)
        return _first(said.sources) if said else _first(self.indicator.sources)

    @property
    def latest_source(self) -> str:
        return _first(self.found.latest.headline.sources) if self.found.latest else ""

    @property
    def target_source(self) -> str:
        stated = self.indicator.target
        if stated.get("source"):
            return str(stated["source"])
        said = next((row for row in self.found.targets if row.period == stated.get("period")), None)
        return _first(said.sources) if said else ""


def row_of(found: Standing, everywhere: Mapping[str, Standing]) -> Row:
    outlook = outlooks.of(found, everywhere)
    return Row(found, everywhere, outlook, judgements.judge(found), outlooks.pace_of(found))


def rows(known_by: int | None = None) -> list[Row]:
    """The core indicators in their order, as they are or as they were known in a year.

    Cost: two queries, and the forecasts: some milliseconds each, half a second the first time.
    """
    core = Indicator.objects.filter(core__isnull=False).order_by("core")
    return [row_of(found, every) for found, every in vintages.standings(core, known_by).values()]


def counts(found: Iterable[Row]) -> dict[str, int]:
    """{status: number}; met by a figure that is not final counts as `met_preliminary`, `met_derived`, `met_claim`."""
    told: dict[str, int] = {}
    for row in found:
        status, latest = row.found.progress.status, row.found.latest
        if status == "met" and latest is not None and latest.headline.status in ("preliminary", "derived", "claim"):
            status = f"met_{latest.headline.status}"
        told[status] = told.get(status, 0) + 1
    return told


def _first(sources: Any) -> str:
    return str(sources[0]) if sources else ""


# --- downloads -----------------------------------------------------------------------------------------------


def _of_latest(value: Callable[[Any], Any]) -> Callable[[Row], Any]:
    return lambda row: value(row.found.latest) if row.found.latest else None


def _judged(at: int) -> list[ExportColumn]:
    name = judgements.METHODS[at].name
    return [
        ExportColumn(name, lambda row: row.judged[at].said.status),
        ExportColumn(f"{name}_ratio", lambda row: row.judged[at].said.measure, "number"),
    ]


def _ahead(part: str) -> ExportColumn:
    return ExportColumn(f"forecast_{part}", lambda row: getattr(row.ahead, part) if row.ahead else None, "number")


def _pace(part: str) -> ExportColumn:
    return ExportColumn(f"pace_{part}", lambda row: getattr(row.pace, part) if row.pace else None, "number")


COLUMNS = [
    ExportColumn("core", lambda row: row.indicator.core, "integer"),
    ExportColumn("indicator", lambda row: row.indicator.key),
    ExportColumn("name_en", lambda row: row.indicator.name_en),
    ExportColumn("name_zh", lambda row: row.indicator.name_zh),
    ExportColumn("place", lambda row: row.found.place),
    ExportColumn("unit", lambda row: row.indicator.unit.get("id", "")),
    ExportColumn("baseline_period", lambda row: row.indicator.baseline.get("period")),
    ExportColumn("baseline_value", lambda row: row.found.baseline.value if row.found.baseline else None, "number"),
    ExportColumn("baseline_source", lambda row: row.baseline_source),
    ExportColumn("latest_period", _of_latest(lambda latest: latest.period)),
    ExportColumn("latest_value", _of_latest(lambda latest: latest.value), "number"),
    ExportColumn("latest_status", _of_latest(lambda latest: latest.headline.status)),
    ExportColumn("latest_source", lambda row: row.latest_source),
    ExportColumn("target_period", lambda row: row.indicator.target.get("period")),
    ExportColumn("target_operator", lambda row: row.indicator.target.get("operator")),
    ExportColumn("target_value", lambda row: row.found.target.value if row.found.target else None, "number"),
    ExportColumn("target_source", lambda row: row.target_source),
    ExportColumn("short_by", lambda row: row.found.progress.short_by, "number"),
    ExportColumn("status", lambda row: row.found.progress.status),
    *_judged(0),
    *_judged(1),
    ExportColumn("measured_from", lambda row: row.judged[0].base.day.year if row.judged[0].base else None, "integer"),
    ExportColumn("forecast_from", lambda row: row.outlook.last_year, "integer"),
    ExportColumn("forecast_years", lambda row: row.outlook.years or None, "integer"),
    *(_ahead(part) for part in ("value", "low", "high")),
    ExportColumn("interval_level", lambda row: outlooks.LEVEL if row.ahead else None, "number"),
    ExportColumn("chance", lambda row: row.chance, "number"),
    ExportColumn("intervals_tried", lambda row: row.outlook.tried.all or None, "integer"),
    ExportColumn("intervals_held", lambda row: row.outlook.tried.held if row.outlook.tried.all else None, "integer"),
    *(_pace(part) for part in ("step", "past_step", "growth", "past_growth")),
]
"""Of the download: numbers as they are, in the indicator's unit; shares of growth and chances as parts of one."""
