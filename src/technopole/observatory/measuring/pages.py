"""What an indicator's page says of its computation: values beside the reported ones, what they were made of, and how
they break down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from technopole.observatory import units, words
from technopole.observatory.measuring import definition, engine, queries
from technopole.observatory.measuring.definition import Definition, Dimension
from technopole.observatory.models import Indicator, Measurement, Measuring
from technopole.observatory.queries import Standing
from technopole.pages import charts, display, exports
from technopole.pages.drawing import ChartError

MOST_PERIODS = 40
MOST_BARS = 12
MOST_MEMBERS = 100
DATASETS = {
    "works": gettext_lazy("works"),
    "affiliations": gettext_lazy("addresses matched to organisations"),
    "patents": gettext_lazy("patents"),
    "offers": gettext_lazy("reference offers"),
    "centre": gettext_lazy("this centre’s own records"),
}
"""What datasets are called."""


def section(row: Indicator, found: Standing, asked: str = "") -> dict[str, Any] | None:
    """For observatory/computed.html; None for an indicator that is only reported. `asked` is the period that is broken
    down (default: the last). Costs five queries, and one for each dimension."""
    if not row.measure:
        return None
    failure = queries.last_failure(row.key)
    measuring = queries.newest([row.key]).get(row.key)
    if measuring is None:
        return {"problem": failure.problem if failure else "", "command": f"technopole observatory measure {row.key}"}
    wanted = definition.read(row.key, found.place, row.measure)
    periods = list(measuring.values.filter(place=found.place, dimension="").order_by("-period_end")[:MOST_PERIODS])
    last = queries.last_period(measuring, found.place)
    period = asked if asked and measuring.values.filter(place=found.place, period=asked).exists() else last
    return {
        "measured": measuring,
        "sample": bool(measuring.samples),
        "coverage": [text for _name, text in sorted(measuring.samples.items()) if text],
        "problem": failure.problem if failure else "",
        "has_reported": bool(found.computed),
        "rows": _rows(row, found, measuring, periods),
        "breakdowns": [
            each for each in (_breakdown(row, found, measuring, of, period) for of in wanted.dimensions) if each
        ],
        "period": period,
        "facts": _facts(row, measuring),
        "statement": measuring.query,
        "earlier": _earlier(row, found, measuring),
        "records_url": records_url(row.key) if has_records(measuring) else "",
        "twins": twins(row),
    }


def sentences(found: Standing, computed: dict[str, Any] | None) -> list[str]:
    """What stands where a figure would, of an indicator that has a value only for each part."""
    if found.latest is None and computed and computed.get("breakdowns"):
        return [_("It has no figure as a whole, only for each of its parts.")]
    return []


def twins(row: Indicator) -> list[dict[str, str]]:
    """All computed values as downloads."""
    return [
        {"format": exports.LABELS[form], "url": reverse("observatory:measurements", args=[row.key, form])}
        for form in exports.FORMATS
    ]


def records_url(key: str, form: str = "", **chosen: str) -> str:
    """The address of the records behind a value."""
    given = urlencode({name: value for name, value in chosen.items() if value})
    name, arguments = ("observatory:records-file", [key, form]) if form else ("observatory:records", [key])
    return reverse(name, args=arguments) + (f"?{given}" if given else "")


def has_records(measuring: Measuring) -> bool:
    return bool(measuring.file) and (engine.folder() / measuring.file).is_file()


def _rows(
    row: Indicator, found: Standing, measuring: Measuring, periods: Sequence[Measurement]
) -> list[dict[str, Any]]:
    """One for each period, the last first: computed, reported, how far apart, and how many records."""
    reported = {point.period: point for point in found.points} if found.computed else {}
    drill = has_records(measuring)
    rows = []
    for each in periods:
        figure = queries.as_figure(each, measuring, row)
        point = reported.get(each.period)
        apart = figure.number - point.value if point is not None and figure.number is not None else None
        rows.append({
            "period": each.period,
            "value": words.amount(figure.number, row),
            "reported": words.stated(point.headline, row) if point is not None else "",
            "mark": words.mark(point.headline) if point is not None else "",
            "apart": ("+" if apart > 0 else "") + words.amount(apart, row) if apart is not None else "",
            "records": each.records,
            "url": records_url(row.key, place=each.place, period=each.period) if drill else "",
        })  # fmt: skip
    return rows


def _breakdown(
    row: Indicator, found: Standing, measuring: Measuring, dimension: Dimension, period: str
) -> dict[str, Any] | None:
    """The members of a dimension in one period: a chart of the largest, and a table of all."""
    members = queries.members(measuring, found.place, period, dimension.column)
    if not members:
        return None
    language = get_language() or "en"
    factor, unit = units.shown(row, language)[0], units.short(row, language)
    shown = [
        (display.choose(queries.shown(each), language).text, float(queries.rounded(each.value, row)) * float(factor))
        for each in members[:MOST_BARS]
    ]
    title = _("By %(what)s in %(period)s") % {
        "what": _lower(display.choose(dimension.name, language).text, language),
        "period": display.partial_date(period, language),
    }
    try:
        wide, narrow = charts.render_pair(
            lambda width: charts.categories(shown, unit=unit, language=language, width=width),
            settings.HOME / "cache" / "charts",
            title,
        )
    except ChartError:
        wide = narrow = ""
    drill = has_records(measuring)
    chosen = {"place": found.place, "period": period, "dimension": dimension.column}
    rows = [
        {"cells": [
            {"text": queries.shown(each), "url": records_url(row.key, **chosen, member=each.member) if drill else ""},
            {"text": words.amount(queries.as_figure(each, measuring, row).number, row)},
            {"text": display.number(each.records, language)},
        ]}
        for each in members[:MOST_MEMBERS]
    ]  # fmt: skip
    return {
        "id": f"by-{dimension.column}", "title": title, "subtitle": units.words(row, language), "svg": wide,
        "svg_narrow": narrow,
        "columns": [
            {"label": dimension.name}, {"label": _("Value"), "numeric": True}, {"label": _("Records"), "numeric": True}
        ],
        "rows": rows, "more": max(0, len(members) - len(rows)), "bars": min(len(members), MOST_BARS),
        "count": len(members),
    }  # fmt: skip


def _facts(row: Indicator, measuring: Measuring) -> list[dict[str, Any]]:
    data = [
        {
            "text": _("%(name)s, version %(version)s") % {"name": DATASETS.get(name, name), "version": version},
            "sub": measuring.samples.get(name) or "",
            "mark": "sample" if name in measuring.samples else "",
        }
        for name, version in sorted(measuring.data.items())
    ]
    language = get_language()
    return [
        {"label": _("Data"), "values": data},
        {"label": _("Measured on"), "text": display.partial_date(measuring.measured_at.date(), language)},
        {"label": _("Records counted"), "text": display.number(measuring.records, language)},
    ]


def _earlier(row: Indicator, found: Standing, measuring: Measuring) -> list[dict[str, Any]]:
    """The runs before, the last first, each with what it gave for the last period that it knew."""
    runs = queries.earlier(row.key, measuring)
    values = Measurement.objects.filter(measuring__in=runs, place=found.place, dimension="").order_by("period_end")
    last = {each.measuring_id: each for each in values}
    return [
        {
            "at": run.measured_at.date().isoformat(),
            "data": ", ".join(f"{DATASETS.get(name, name)} {version}" for name, version in sorted(run.data.items())),
            "period": last[run.pk].period if run.pk in last else "",
            "value": words.amount(queries.as_figure(last[run.pk], run, row).number, row) if run.pk in last else "",
            "records": run.records,
        }
        for run in runs
    ]


def _lower(text: str, language: str) -> str:
    """A name inside a sentence; what is written in capitals stays so."""
    return text if display.short_language(language) == "zh" or text[1:2].isupper() else text[:1].lower() + text[1:]


def shown_columns(wanted: Definition, columns: Sequence[str]) -> dict[str, Any]:
    """{column: its name in two languages} of what the list of records shows."""
    named = {each.column: each.name for each in wanted.dimensions}
    if wanted.shown:
        return {column: name or {"": column} for column, name in wanted.shown.items()}
    hidden = {"period", "place", "record", "link"}
    return {column: named.get(column) or {"": column.replace("_", " ")} for column in columns if column not in hidden}
