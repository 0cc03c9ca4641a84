"""Figures of several indicators in several places, by one rule of which period counts.

Nothing is averaged, and no gap is filled: a figure is one observation, the headline of its period (`queries`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from technopole.observatory import queries
from technopole.observatory.measuring import queries as measured
from technopole.observatory.models import Indicator, Observation
from technopole.observatory.queries import PeriodPoint, Standing
from technopole.registry.models import Term

COMMON, LATEST = "common", "latest"
RULES = {
    COMMON: _("The last period for which all places have a figure"),
    LATEST: _("The latest period of each place"),
}


@dataclass(frozen=True)
class Candidate:
    """An indicator that was observed in several places."""

    indicator: Indicator
    places: frozenset[str]


def candidates(least: int = 2) -> list[Candidate]:
    """The indicators known of at least so many places, the core ones first. Three queries, or six."""
    said: dict[str, set[str]] = defaultdict(set)
    figures = Observation.objects.filter(status__in=queries.TIERS).exclude(stated="")
    for indicator, place in figures.order_by().values_list("indicator", "place").distinct():
        said[indicator].add(place)
    computing = {row.key: row for row in Indicator.objects.exclude(measure={})}
    for indicator, computed in measured.figures(computing).items():
        said[indicator] |= {row.place for row in computed}
    keys = [key for key, places in said.items() if len(places) >= least]
    rows = Indicator.objects.filter(key__in=keys)
    ordered = rows.order_by(F("core").asc(nulls_last=True), "group", "name_en", "pk")
    return [Candidate(row, frozenset(said[row.key])) for row in ordered]


def countries() -> frozenset[str]:
    """The places that are whole countries: no peers of the places within them. Cost: one query."""
    rows = Term.objects.filter(vocabulary="place", kind="country")
    return frozenset(rows.values_list("key", flat=True))


@dataclass(frozen=True, eq=False)
class Figures:
    """Places by indicators."""

    indicators: tuple[Indicator, ...]
    places: tuple[str, ...]
    rule: str
    """`COMMON`, `LATEST`, or a period."""
    standings: Mapping[tuple[str, str], Standing]
    """By indicator and place; each holds all periods."""

    @cached_property
    def common(self) -> dict[str, str]:
        """By indicator the last period for which all places that were ever observed have a figure; none: left out."""
        found = {}
        for indicator in self.indicators:
            of_places = [{point.period: point.day for point in each.points} for each in self._observed(indicator)]
            shared = set.intersection(*(set(days) for days in of_places)) if of_places else set()
            if shared:
                found[indicator.key] = max(shared, key=lambda period: (of_places[0][period], period))
        return found

    def point(self, indicator: Indicator, place: str) -> PeriodPoint | None:
        """The figure that the rule chooses, if there is one."""
        standing = self.standings[indicator.key, place]
        if self.rule == LATEST:
            return standing.latest
        wanted = self.common.get(indicator.key) if self.rule == COMMON else self.rule
        return next((point for point in standing.points if point.period == wanted), None)

    def column(self, indicator: Indicator) -> dict[str, PeriodPoint]:
        """The figures of one indicator by place, for those that have one."""
        found = ((place, self.point(indicator, place)) for place in self.places)
        return {place: point for place, point in found if point is not None}

    def periods(self, indicator: Indicator) -> list[str]:
        """The periods of one indicator's column, the earliest first; more than one: they differ."""
        days = {point.period: point.day for point in self.column(indicator).values()}
        return sorted(days, key=lambda period: (days[period], period))

    def ranks(self, indicator: Indicator) -> dict[str, int]:
        """By place, 1 for the best, equals sharing the lowest rank; empty where no end is better or periods differ."""
        column = self.column(indicator)
        if indicator.direction == "none" or len(self.periods(indicator)) != 1:
            return {}
        return ranked({place: point.value for place, point in column.items()}, indicator.direction)

    def _observed(self, indicator: Indicator) -> list[Standing]:
        return [
            self.standings[indicator.key, place]
            for place in self.places
            if self.standings[indicator.key, place].points
        ]


def figures(indicators: Sequence[Indicator], places: Sequence[str], rule: str = COMMON) -> Figures:
    """The figures of these indicators in these places, reported and computed. One query, or four."""
    by_place: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    keys = [indicator.key for indicator in indicators]
    for row in Observation.objects.filter(indicator__in=keys, place__in=places).order_by("period_end", "id"):
        by_place[row.indicator, row.place].append(row)
    for computed in measured.figures({indicator.key: indicator for indicator in indicators}).values():
        for row in computed:
            by_place[row.indicator, row.place].append(row)
    standings = {
        (indicator.key, place): queries.standing_of(indicator, place, by_place[indicator.key, place])
        for indicator in indicators
        for place in places
    }
    return Figures(tuple(indicators), tuple(places), rule, standings)


def years(keys: Sequence[str], places: Sequence[str]) -> list[int]:
    """The years in which at least half of these places have one of these indicators, the last first. One query."""
    said: dict[str, set[str]] = defaultdict(set)
    stated = Observation.objects.filter(indicator__in=keys, place__in=places, status__in=queries.TIERS)
    for period, place in stated.exclude(stated="").order_by().values_list("period", "place").distinct():
        if len(period) == 4:
            said[period].add(place)
    return sorted((int(year) for year, known in said.items() if 2 * len(known) >= len(places)), reverse=True)


def ranked(values: Mapping[str, Decimal], direction: str) -> dict[str, int]:
    """1 for the best; equal values share the lowest rank."""
    best_first = sorted(values.values(), reverse=direction == "up")
    return {place: best_first.index(value) + 1 for place, value in values.items()}


def usual_places(chosen: Iterable[Candidate], most: int) -> list[str]:
    """The places that at least two thirds of these indicators know, whole countries left out, the own one first."""
    known = list(chosen)
    count: dict[str, int] = defaultdict(int)
    for each in known:
        for place in each.places:
            count[place] += 1
    left_out = countries()
    enough = [place for place, many in count.items() if 3 * many >= 2 * len(known) and place not in left_out]
    own = queries.own_place()
    return sorted(enough, key=lambda place: (place != own, -count[place], place))[:most]
