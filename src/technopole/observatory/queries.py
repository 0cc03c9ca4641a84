"""Reading indicators and observations: which figure stands for a period, and how the latest stands to its target.

Sources disagree, and are never averaged. For each period one observation is the headline, and the others stay
beside it as what they are: other claims. The headline is chosen

1. by status: actual and restated before preliminary, preliminary before derived, derived before claim;
2. within one status by the date of publication, the latest first (an unknown date counts as the oldest);
3. a restated figure before an actual one of the same date, since it is the later view of the same source;
4. by key, so that every reader sees the same choice.

Targets and statements that a figure is missing are no figures and never become headlines. What was computed from
records here stands beside what sources report; where nothing is reported it is the series itself.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count

from technopole.methods import periods, progress
from technopole.observatory.measuring import queries as measured
from technopole.observatory.models import Indicator, Observation

TIERS = {"restated": 0, "actual": 0, "preliminary": 1, "derived": 2, "claim": 3}
"""The order in which an observation's status makes it the headline of its period."""


@dataclass(frozen=True)
class PeriodPoint:
    """What is said of one period: the headline, and the other observations."""

    headline: Observation
    others: tuple[Observation, ...] = ()

    @property
    def period(self) -> str:
        return self.headline.period

    @property
    def day(self) -> dt.date:
        return self.headline.period_end

    @property
    def value(self) -> Decimal:
        assert self.headline.number is not None  # only figures become headlines
        return self.headline.number

    @property
    def conflicting(self) -> tuple[Observation, ...]:
        """Those of the others that give another value."""
        return tuple(other for other in self.others if other.number != self.headline.number)


@dataclass(frozen=True)
class Standing:
    """An indicator in one place: its points in time, its baseline and target, and how it stands."""

    indicator: Indicator
    place: str
    points: tuple[PeriodPoint, ...] = ()
    targets: tuple[Observation, ...] = ()
    missing: tuple[Observation, ...] = ()
    other_units: tuple[Observation, ...] = field(default=(), repr=False)
    """Observations in another unit than the indicator's: shown, but not compared."""
    computed: tuple[PeriodPoint, ...] = ()
    """What was computed from records, beside what is reported; empty where `points` are these themselves."""

    @property
    def latest(self) -> PeriodPoint | None:
        return self.points[-1] if self.points else None

    @property
    def is_computed(self) -> bool:
        """Whether the series is what was computed here, since no source reports anything."""
        return bool(self.points) and self.points[-1].headline.status == measured.COMPUTED

    @cached_property
    def baseline(self) -> progress.Point | None:
        """The value that progress is measured from: stated with the indicator, else the figure of that period."""
        stated = self.indicator.baseline
        if not stated.get("period") or not self._is_its_place:
            return None
        day = periods.span(stated["period"])[1]
        if stated.get("value"):
            return progress.Point(Decimal(stated["value"]), day)
        found = next((point for point in self.points if point.period == stated["period"]), None)
        return progress.Point(found.value, day) if found else None

    @cached_property
    def target(self) -> progress.Target | None:
        stated = self.indicator.target
        if not stated.get("value") or not self._is_its_place:
            return None
        return progress.Target(
            Decimal(stated["value"]), periods.span(stated["period"])[1], stated.get("operator", ">=")
        )

    @cached_property
    def progress(self) -> progress.Progress:
        """How the latest figure stands against the target."""
        latest = self.latest
        return progress.assess(
            progress.Point(latest.value, latest.day) if latest else None,
            self.target,
            self.baseline,
            self.indicator.direction,
            more_than=latest is not None and latest.headline.qualifier in ("more than", "over"),
        )

    @property
    def _is_its_place(self) -> bool:
        """Baseline and target are those of the place that the indicator is about."""
        return self.indicator.place in ("", self.place)


def headlines(observations: Iterable[Observation]) -> tuple[PeriodPoint, ...]:
    """The figures of one indicator, place and unit as points in time, earliest first. Cost: n log n."""
    by_period: dict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        if observation.status in (*TIERS, measured.COMPUTED) and observation.stated:
            by_period[observation.period].append(observation)
    points = []
    for found in by_period.values():
        first, *others = sorted(found, key=_precedence)
        points.append(PeriodPoint(first, tuple(others)))
    return tuple(sorted(points, key=lambda point: (point.day, point.headline.period_start)))


def _precedence(observation: Observation) -> tuple[Any, ...]:
    published = observation.published_on or dt.date.min
    tier = TIERS.get(observation.status, len(TIERS))
    return tier, -published.toordinal(), observation.status != "restated", observation.key


def standing_of(indicator: Indicator, place: str, observations: Sequence[Observation]) -> Standing:
    """An indicator in one place, from observations of both."""
    unit = indicator.unit.get("id", "")
    here = [observation for observation in observations if observation.place == place]
    comparable = [row for row in here if not unit or row.unit in ("", unit)]
    reported = headlines(row for row in comparable if row.status != measured.COMPUTED)
    computed = headlines(row for row in comparable if row.status == measured.COMPUTED)
    return Standing(
        indicator,
        place,
        reported or computed,
        tuple(row for row in comparable if row.status == "target"),
        tuple(row for row in here if row.status == "missing"),
        tuple(row for row in here if row not in comparable),
        computed if reported else (),
    )


def series(indicator: Indicator, place: str = "") -> Standing:
    """An indicator in one place (its own unless said). Cost: one query, and three if it is computed, too."""
    place = place or indicator.place
    computed = measured.figures({indicator.key: indicator}).get(indicator.key, [])
    return standing_of(indicator, place, [*observations(indicator).filter(place=place), *computed])


def everywhere(indicator: Indicator) -> dict[str, Standing]:
    """An indicator in each place it was observed in, {place: standing}, its own place first. Cost: as of one place."""
    by_place: dict[str, list[Observation]] = defaultdict(list)
    if indicator.place:
        by_place[indicator.place] = []
    for row in (*observations(indicator), *measured.figures({indicator.key: indicator}).get(indicator.key, [])):
        by_place[row.place].append(row)
    return {place: standing_of(indicator, place, rows) for place, rows in by_place.items()}


def latest(indicator: Indicator, place: str = "") -> PeriodPoint | None:
    """The headline of the last period observed. Cost: one query."""
    return series(indicator, place).latest


def observations(indicator: Indicator) -> Any:
    """All that was ever said of an indicator, by period."""
    return Observation.objects.filter(indicator=indicator.key).order_by("period_end", "place", "id")


def standings(indicators: Sequence[Indicator]) -> list[Standing]:
    """Each indicator in its own place. Cost: four queries at most, however many there are."""
    said = with_computed(indicators)
    return [standing_of(indicator, place_of(indicator, said), said.get(indicator.key, [])) for indicator in indicators]


def by_indicator(keys: Iterable[str]) -> Mapping[str, list[Observation]]:
    """{indicator: all that was said of it}, by period. Cost: one query."""
    found: dict[str, list[Observation]] = defaultdict(list)
    for row in Observation.objects.filter(indicator__in=list(keys)).order_by("period_end", "id"):
        found[row.indicator].append(row)
    return found


def with_computed(indicators: Iterable[Indicator]) -> Mapping[str, list[Observation]]:
    """{indicator: all that was said of it, and what was computed}. Cost: four queries at most, for all together."""
    wanted = {indicator.key: indicator for indicator in indicators}
    found = defaultdict(list, by_indicator(wanted))
    for key, computed in measured.figures(wanted).items():
        found[key] += computed
    return found


def place_of(indicator: Indicator, said: Mapping[str, list[Observation]]) -> str:
    """The place an indicator is about: as stated, or the one most spoken of."""
    if indicator.place:
        return indicator.place
    places = [row.place for row in said.get(indicator.key, [])]
    return max(sorted(set(places)), key=places.count) if places else ""


def own_place() -> str:
    """The centre's own place: the one that most indicators are about; of several the first by key. Cost: one query."""
    stated = Indicator.objects.exclude(place="").order_by().values("place").annotate(many=Count("pk"))
    found = stated.order_by("-many", "place").first()
    return found["place"] if found else ""


def scoreboard() -> list[Standing]:
    """The core indicators in their order, each in its own place. Cost: two queries."""
    return standings(list(Indicator.objects.filter(core__isnull=False).order_by("core")))
