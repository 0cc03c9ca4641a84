"""Reading what was measured: the newest run of an indicator, its values as figures of a series, and earlier runs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet

from technopole.observatory.models import Indicator, Measurement, Measuring, Observation

COMPUTED = "computed"
"""The status of a figure that was computed from records here, and by no one published."""


def newest(keys: Iterable[str]) -> dict[str, Measuring]:
    """{indicator: its last run that ended well}. Cost: two queries."""
    good = Measuring.objects.filter(indicator__in=list(keys)).exclude(status=Measuring.FAILED)
    last = good.order_by().values("indicator").annotate(last=Max("pk")).values_list("last", flat=True)
    return {each.indicator: each for each in Measuring.objects.filter(pk__in=list(last))}


def last_failure(key: str) -> Measuring | None:
    """The last run, if it failed."""
    last = Measuring.objects.filter(indicator=key).order_by("-id").first()
    return last if last is not None and last.status == Measuring.FAILED else None


def earlier(key: str, but: Measuring, most: int = 20) -> list[Measuring]:
    """Runs before one, the last first."""
    runs = Measuring.objects.filter(indicator=key, pk__lt=but.pk).exclude(status=Measuring.FAILED)
    return list(runs.order_by("-id")[:most])


def wholes(measuring: Measuring) -> QuerySet[Measurement]:
    """The values of the whole, by period."""
    return measuring.values.filter(dimension="").order_by("place", "period_end")


def figures(indicators: Mapping[str, Indicator]) -> dict[str, list[Observation]]:
    """{indicator: its computed values of the whole, in every place, by period}. Cost: three queries for all.

    Of an indicator that counts a stock the days counted in earlier runs are there, too.
    """
    wanted = {key: each for key, each in indicators.items() if each.measure}
    if not wanted:
        return {}
    runs = newest(wanted)
    stocks = [key for key, each in wanted.items() if each.measure.get("stock") and key in runs]
    chosen = {each.pk: each for each in runs.values()}
    if stocks:
        before = Measuring.objects.filter(indicator__in=stocks, status=Measuring.DONE)
        chosen |= {each.pk: each for each in before if each.fingerprint == runs[each.indicator].fingerprint}
    rows = Measurement.objects.filter(measuring__in=list(chosen), dimension="").order_by("measuring", "period_end")
    found: dict[str, dict[tuple[str, str], Observation]] = defaultdict(dict)
    for row in rows:
        measuring = chosen[row.measuring_id]
        figure = as_figure(row, measuring, wanted[measuring.indicator])
        found[measuring.indicator][row.place, row.period] = figure  # a later run of the same day replaces the earlier
    return {
        key: sorted(by_period.values(), key=lambda each: (each.place, each.period_end))
        for key, by_period in found.items()
    }


def as_figure(row: Measurement, measuring: Measuring, indicator: Indicator) -> Observation:
    """A computed value as a series has it: rounded as the indicator's unit says, dated, with what it came from."""
    day = measuring.measured_at.date()
    text = rounded(row.value, indicator)
    figure = Observation(
        indicator=measuring.indicator, place=row.place, period=row.period, period_start=row.period_start,
        period_end=row.period_end, value=Decimal(text), stated=text, unit=indicator.unit.get("id", ""), status=COMPUTED,
        published=day.isoformat(), published_on=dt.date(day.year, day.month, day.day), synthetic=measuring.synthetic,
        sources=[],
    )  # fmt: skip
    figure.measuring = measuring  # type: ignore[attr-defined]  # of what it was computed: see `measuring_of`
    return figure


def measuring_of(figure: Observation) -> Measuring | None:
    """The run that a computed figure is of; None for what a source stated."""
    return getattr(figure, "measuring", None)


def rounded(value: float, indicator: Indicator) -> str:
    """The value with the digits that its unit has; where it says none, whole numbers as such and others with two."""
    decimals = indicator.unit.get("decimals")
    if decimals is None:
        decimals = 0 if float(value).is_integer() else 2
    return f"{value:.{decimals}f}"


def is_sample(figure: Observation) -> bool:
    measuring = measuring_of(figure)
    return measuring is not None and bool(measuring.samples)


def members(measuring: Measuring, place: str, period: str, dimension: str) -> Sequence[Measurement]:
    """The values of a dimension's members, the largest first."""
    return list(measuring.values.filter(place=place, period=period, dimension=dimension).order_by("-value", "member"))


def last_period(measuring: Measuring, place: str) -> str:
    """The last period that the run has values of in a place; empty if it has none."""
    row = measuring.values.filter(place=place).order_by("-period_end", "-period_start").first()
    return row.period if row is not None else ""


def shown(row: Measurement) -> dict[str, str]:
    """What a member is called, in two languages; else as the records write it."""
    found: dict[str, Any] = {"en": row.label_en, "zh": row.label_zh}
    return {language: text for language, text in found.items() if text} or {"": row.member}
