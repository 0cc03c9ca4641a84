"""Indicators, observations and the scoreboard over HTTP."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Query, Schema

from technopole.core.rules import everyone
from technopole.observatory import outlooks, queries
from technopole.observatory.measuring import api as measured
from technopole.observatory.models import Indicator, Observation
from technopole.observatory.scoreboard import Row, row_of
from technopole.observatory.scoreboard import rows as core_rows
from technopole.pages.api import Bilingual, Keyset, Out, Page, Router, both, page_of
from technopole.pages.api.cursors import LIMIT, Cursor, Limit
from technopole.pages.api.records import HistoryEntry, Sources, add_record_operations, history_page, sources_of
from technopole.pages.api.shapes import Day, Line, Uid, Word, stated, word
from technopole.registry import vocabulary

router = Router("Observatory")

_core_first = Keyset("indicators", ("rank", "name_en", "id"))
_in_time = Keyset("observations", ("indicator", "place", "period_end", "id"))
_NOT_CORE = 999
Keys = Annotated[list[Line], Field(max_length=50)]
IndicatorKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$", description="The indicator’s id.")]


class Unit(Out):
    id: str | None
    en: str | None
    zh: str | None
    decimals: int | None


class Baseline(Out):
    period: str
    value: str | None
    note: Bilingual


class Target(Out):
    period: str
    operator: str = Field(description="`>=`, `>`, `about`, `<=` or `<`.")
    value: str = Field(description="Exactly, with the digits its source gives.")
    source: str | None


class IndicatorOut(Out):
    uid: str
    id: str
    url: str
    name: Bilingual
    definition: Bilingual
    unit: Unit
    direction: str = Field(description="Which way is better: `up`, `down` or `none`.")
    core: int | None = Field(description="Its number among the core indicators.")
    place: Word | None = Field(description="The place it is about unless said otherwise.")
    baseline: Baseline | None
    target: Target | None
    frequency: str | None
    method: Bilingual
    group: str | None
    note: Bilingual
    sources: list[str]


class ObservationOut(Out):
    """One statement of one source about one indicator, place and period."""

    uid: str | None = Field(description="Null for what was computed from records here.")
    indicator: str
    place: Word
    period: str
    period_start: dt.date
    period_end: dt.date
    value: str | None = Field(description="Exactly as stated, with its digits; null when its source says so.")
    number: float | None = Field(description="The same, to calculate with.")
    unit: str | None
    status: str
    qualifier: str | None
    published: str | None
    speaker: Bilingual
    note: Bilingual
    sources: list[str]
    synthetic: bool


class PointOut(Out):
    """What is said of one period: the headline, and the other figures beside it."""

    headline: ObservationOut
    others: list[ObservationOut]
    disputed: bool = Field(description="Some of the others give another value.")


class ProgressOut(Out):
    """How the latest figure stands against the target; null what the data do not allow to say."""

    status: Literal[
        "met", "on_course", "behind", "far_behind", "moving_away", "missed", "not_reached", "not_assessable"
    ]
    short_by: float | None = Field(description="What is still missing; zero or less once the target is reached.")
    ratio: float | None = Field(description="Observed growth a year divided by the growth a year that was required.")
    observed: float | None = Field(description="Growth a year from the baseline on, as a share; a step if `linear`.")
    required: float | None
    linear: bool


class IntervalOut(Out):
    year: int
    low: float = Field(description="In the indicator's unit, as `number` of an observation is.")
    high: float
    middle: float = Field(description="What comes if the method holds; never to be told without the interval.")
    level: float = Field(description="The interval should hold what comes with this chance.")


class OutlookOut(Out):
    """Where it goes: the chance of its target, the interval and the method that it stands on."""

    chance: float | None = Field(
        description="That the final figure of the target's year meets the target by its operator, as a part of one."
    )
    without_chance: Literal["decided", "nothing", "few", "impossible", "no_target", "too_far"] | None = Field(
        description="Why there is no chance: the target's year is over and its figure known; no established figure of "
        "a whole year; fewer than three years in a row; figures that are not of one kind; no target; its year is too "
        "far ahead."
    )
    interval: IntervalOut | None = Field(description="Of the target's year, else of the farthest that is forecast.")
    method: Literal["naive", "drift", "local_trend", "damped_trend"] | None = Field(
        description="What goes on: the last value, the mean change, the trend of five years, the same fading. In "
        "earlier years it erred least."
    )
    from_year: int | None = Field(description="The last established figure's.")
    years: int = Field(description="How many years without a gap the middle stands on.")
    places: int = Field(description="Of how many places' earlier forecasts the errors make the interval.")
    intervals_tried: int = Field(description="Intervals of earlier forecasts, made with what was known then.")
    intervals_held: int


class StandingOut(Out):
    """An indicator in one place: where it stands, and where it goes."""

    indicator: IndicatorOut
    place: Word
    latest: PointOut | None
    progress: ProgressOut
    outlook: OutlookOut


class SeriesOut(StandingOut):
    points: list[PointOut] = Field(description="Earliest first.")
    targets: list[ObservationOut]
    missing: list[ObservationOut]
    computed: list[PointOut] = Field(
        description="What was computed from records, where sources report figures; else `points` are these."
    )


def _indicator(row: Indicator) -> dict[str, Any]:
    unit, baseline, target = row.unit, row.baseline, row.target
    return {
        "uid": row.uid,
        "id": row.key,
        "url": reverse("observatory:indicator", args=[row.key]),
        **{name: both(row, name) for name in ("name", "definition", "method", "note")},
        "unit": {name: unit.get(name) for name in ("id", "en", "zh", "decimals")},
        "direction": row.direction,
        "core": row.core,
        "place": _place(row.place) if row.place else None,
        "baseline": {
            "period": str(baseline["period"]), "value": _text(baseline.get("value")),
            "note": _both(baseline.get("note")),
        } if baseline.get("period") else None,
        "target": {
            "period": str(target.get("period", "")), "operator": target.get("operator", ">="),
            "value": str(target["value"]), "source": _text(target.get("source")),
        } if target.get("value") else None,
        "frequency": row.frequency or None,
        "group": row.group or None,
        "sources": row.sources,
    }  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


def _both(value: Any) -> dict[str, str | None]:
    return stated(value if isinstance(value, dict) else {"en": value})


def _place(key: str) -> dict[str, str | None]:
    return word(key, vocabulary.terms("place"))


def _observation(row: Observation) -> dict[str, Any]:
    return {
        "uid": row.uid or None,
        "indicator": row.indicator,
        "place": _place(row.place),
        **{name: getattr(row, name) for name in ("period", "period_start", "period_end", "status")},
        "sources": row.sources,
        "synthetic": row.synthetic,
        "value": row.stated or None,
        "number": float(row.value) if row.value is not None else None,
        **{name: getattr(row, name) or None for name in ("unit", "qualifier", "published")},
        "speaker": both(row, "speaker"),
        "note": both(row, "note"),
    }


def _point(point: queries.PeriodPoint) -> dict[str, Any]:
    return {
        "headline": _observation(point.headline),
        "others": [_observation(row) for row in point.others],
        "disputed": bool(point.conflicting),
    }


def _standing(row: Row) -> dict[str, Any]:
    standing, progress = row.found, row.found.progress
    return {
        "indicator": _indicator(standing.indicator),
        "place": _place(standing.place),
        "latest": _point(standing.latest) if standing.latest else None,
        "progress": {name: getattr(progress, name) for name in ProgressOut.model_fields},
        "outlook": _outlook(row),
    }


def _outlook(row: Row) -> dict[str, Any]:
    """What the pages show, by the same choices."""
    outlook, shown = row.outlook, row.shown
    return {
        "chance": row.chance,
        "without_chance": row.without_chance or None,
        "interval": {
            "year": shown.year, "low": shown.low, "high": shown.high, "middle": shown.value, "level": outlooks.LEVEL,
        } if shown else None,
        "method": outlook.method if shown else None,
        "from_year": outlook.last_year,
        "years": outlook.years,
        "places": outlook.places,
        "intervals_tried": outlook.tried.all,
        "intervals_held": outlook.tried.held,
    }  # fmt: skip


class IndicatorFilters(Schema):
    group: Keys = Field([])
    core: bool | None = Field(None, description="Only the core indicators, or only the others.")


@router.get("indicators", may=everyone, response=Page[IndicatorOut], summary="Indicators")
def indicators(
    request: HttpRequest, filters: Query[IndicatorFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """What is measured, the core indicators first."""
    rows = Indicator.objects.annotate(rank=Coalesce(F("core"), _NOT_CORE))
    if filters.group:
        rows = rows.filter(group__in=filters.group)
    if filters.core is not None:
        rows = rows.filter(core__isnull=not filters.core)
    return page_of(request, rows, _core_first, _indicator, cursor=cursor, limit=limit, count=count)


@router.get("indicators/{id}", may=everyone, response=IndicatorOut, summary="One indicator")
def indicator(request: HttpRequest, id: IndicatorKey) -> Any:
    return _indicator(_one(id))


@router.get("indicators/{id}/series", may=everyone, response=SeriesOut, summary="One indicator over time")
def indicator_series(request: HttpRequest, id: IndicatorKey, place: Line | None = None) -> Any:
    """Its headline of each period in one place (its own unless said), with the other figures beside it."""
    row = _one(id)
    everywhere = queries.everywhere(row)
    there = place or row.place
    standing = everywhere[there] if there in everywhere else queries.standing_of(row, there, [])
    return {
        **_standing(row_of(standing, everywhere)),
        "points": [_point(point) for point in standing.points],
        "targets": [_observation(row) for row in standing.targets],
        "missing": [_observation(row) for row in standing.missing],
        "computed": [_point(point) for point in standing.computed],
    }


@router.get("scoreboard", may=everyone, response=list[StandingOut], summary="The core indicators as they stand")
def scoreboard(request: HttpRequest) -> Any:
    """Each core indicator with its latest headline, how it stands to its target, and the chance that it meets it."""
    return [_standing(row) for row in core_rows()]


class ObservationFilters(Schema):
    indicator: Annotated[list[IndicatorKey], Field(max_length=50)] = Field([])
    place: Keys = Field([], description="Keys of the vocabulary `place`.")
    status: list[Literal["actual", "preliminary", "restated", "derived", "target", "claim", "missing"]] = Field(
        [], max_length=7
    )
    since: Day | None = Field(None, description="Of periods that end on this day or later.")
    until: Day | None = Field(None, description="Of periods that begin on this day or earlier.")


@router.get("observations", may=everyone, response=Page[ObservationOut], summary="Observations")
def observations(
    request: HttpRequest, filters: Query[ObservationFilters], cursor: Cursor | None = None, limit: Limit = LIMIT,
    count: bool = False,
) -> Any:
    """All that any source said, side by side, by indicator, place and period."""
    rows = Observation.objects.all()
    for column in ("indicator", "place", "status"):
        if chosen := getattr(filters, column):
            rows = rows.filter(**{f"{column}__in": chosen})
    if filters.since:
        rows = rows.filter(period_end__gte=filters.since)
    if filters.until:
        rows = rows.filter(period_start__lte=filters.until)
    return page_of(request, rows, _in_time, _observation, cursor=cursor, limit=limit, count=count)


@router.get("observations/{uid}", may=everyone, response=ObservationOut, summary="One observation")
def observation(request: HttpRequest, uid: Uid) -> Any:
    return _observation(_first(Observation.objects.filter(uid=uid)))


def _one(key: str) -> Indicator:
    return _first(Indicator.objects.filter(key=key))  # type: ignore[no-any-return]


def _first(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise Http404
    return found


@router.get("indicators/{id}/history", may=everyone, response=Page[HistoryEntry], summary="History of one indicator")
def indicator_history(
    request: HttpRequest, id: IndicatorKey, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> Any:
    return history_page(request, "indicator", _one(id).uid, cursor, limit)


@router.get("indicators/{id}/sources", may=everyone, response=Sources, summary="What each source says of one indicator")
def indicator_sources(request: HttpRequest, id: IndicatorKey) -> Any:
    return sources_of("indicator", _one(id))


add_record_operations(router, "observations/{uid}", "observation", Observation)

routers = (router, measured.router)
