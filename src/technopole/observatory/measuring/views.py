"""The records behind a value, page by page and as downloads; and all computed values of an indicator as downloads."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.lake import sql
from technopole.observatory import lists, words
from technopole.observatory.measuring import computing, definition, engine, labels, pages, queries
from technopole.observatory.measuring.definition import RECORDS, Definition
from technopole.observatory.models import Indicator, Measurement, Measuring
from technopole.pages import display, exports
from technopole.pages.export_columns import plain
from technopole.pages.exports import ExportColumn
from technopole.pages.texts import in_both

PAGE = 50
MOST_PAGES = 1_000_000
_LONGEST = 300
ASKED = ("place", "period", "dimension", "member")
"""By what records are chosen."""
_MEMORY, _SECONDS = "256MB", 20.0

MEASUREMENT_COLUMNS = [
    ExportColumn("indicator", attrgetter("measuring.indicator")),
    *plain("place", "period", "period_start", "period_end", "dimension", "member", "label_en", "label_zh"),
    *plain("value", type="number"),
    *plain("records", type="integer"),
    ExportColumn("measured_at", attrgetter("measuring.measured_at")),
    ExportColumn("data", lambda row: [f"{name} {version}" for name, version in sorted(row.measuring.data.items())]),
    ExportColumn("sample", lambda row: bool(row.measuring.samples), "truth"),
    ExportColumn("synthetic", lambda row: row.measuring.synthetic, "truth"),
]
"""The columns of a download of computed values: all periods, places and disaggregations of the newest run."""


@dataclass(frozen=True)
class Chosen:
    """Which records are asked for."""

    indicator: Indicator
    measuring: Measuring
    wanted: Definition
    columns: Mapping[str, str]
    place: str
    period: str
    dimension: str
    member: str

    @property
    def condition(self) -> tuple[str, dict[str, str]]:
        """The rows that are meant, in SQL, with its parameters."""
        parts, given = ["place = $place"], {"place": self.place}
        if self.period:
            parts.append("period = $period")
            given["period"] = self.period
        if self.dimension:
            parts.append(computing.chosen(self.dimension, self.columns))
            given["member"] = self.member
        return " AND ".join(parts), given

    def query(self, **more: str) -> str:
        given = {"place": self.place, "period": self.period, "dimension": self.dimension, "member": self.member, **more}
        return urlencode({name: value for name, value in given.items() if value})


def measurements(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """All computed values of an indicator, with where they came from, as CSV, JSON or Parquet."""
    _known_form(form)
    row = get_object_or_404(Indicator, key=key)
    measuring = queries.newest([key]).get(key)
    rows = Measurement.objects.filter(measuring=measuring).select_related("measuring").order_by("pk")
    return exports.respond(form, f"{row.key}-computed", MEASUREMENT_COLUMNS, rows.iterator(chunk_size=2000))


def records(request: HttpRequest, key: str) -> HttpResponse:
    """The records behind a value, fifty at a time, each with its way to where it stands in full."""
    with opened(key, _asked(request)) as (lake, chosen):
        number = _page(request)
        condition, given = chosen.condition
        counted = "count(*) AS rows, count(DISTINCT record) AS records"
        head = lake.rows(f"SELECT {counted} FROM {RECORDS} WHERE {condition}", given)
        found = lake.rows(
            f"SELECT * FROM {RECORDS} WHERE {condition} LIMIT {PAGE} OFFSET {PAGE * (number - 1)}", given
        )
    total = head[0]["rows"]
    if not found and number > 1:
        raise Http404("There is no such page.")
    row = chosen.indicator
    value = _value(chosen)
    context = {
        "indicator": row,
        "name": in_both(row, "name"),
        "title": _("Records counted: %(name)s") % {"name": display.choose(in_both(row, "name"), get_language()).text},
        "chosen": chosen,
        "period": chosen.period,
        "place": lists.place_name(chosen.place),
        "member": queries.shown(value) if value is not None and chosen.dimension else "",
        "dimension": next((each.name for each in chosen.wanted.dimensions if each.column == chosen.dimension), ""),
        "value": words.amount(queries.as_figure(value, chosen.measuring, row).number, row) if value else "",
        "records": head[0]["records"],
        "total": total,
        "measured": chosen.measuring,
        "coverage": [text for _name, text in sorted(chosen.measuring.samples.items()) if text],
        "periods": _periods(chosen),
        "whole_url": pages.records_url(key, place=chosen.place, period=chosen.period) if chosen.dimension else "",
        "back_url": lists.link(row),
        **_table(chosen, found),
        "pagination": _pagination(key, chosen, number, len(found), total),
        "twins": [
            {"format": exports.LABELS[form],
             "url": f"{reverse('observatory:records-file', args=[key, form])}?{chosen.query()}"}
            for form in exports.FORMATS
        ],
        "trail": [
            {"label": _("Observatory"), "url": reverse("observatory:scoreboard")},
            {"label": _("Indicators"), "url": reverse("observatory:indicators")},
            {"label": in_both(row, "name"), "url": lists.link(row)},
            {"label": _("Records")},
        ],
    }  # fmt: skip
    return render(request, "observatory/records.html", context)


def download(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """The records behind a value as CSV, JSON or Parquet, all of them, streamed."""
    _known_form(form)
    held = opened(key, _asked(request))
    lake, chosen = held.__enter__()
    condition, given = chosen.condition
    kinds = {"BIGINT": "integer", "SMALLINT": "integer", "INTEGER": "integer", "DOUBLE": "number", "BOOLEAN": "truth"}
    columns = [
        ExportColumn(name, itemgetter(name), kinds.get(kind, "text")) for name, kind in chosen.columns.items()
    ]

    def rows() -> Iterator[Mapping[str, Any]]:
        try:
            for batch in lake.batches(f"SELECT * FROM {RECORDS} WHERE {condition}", given, size=2000):
                yield from batch.to_pylist()
        finally:
            held.__exit__(None, None, None)

    return exports.respond(form, f"{key}-records", columns, rows())


# --- parts -----------------------------------------------------------------------------------------------------


def _known_form(form: str) -> None:
    if form not in exports.FORMATS:
        raise Http404(f"There is no {form!r} twin; there are {', '.join(exports.FORMATS)}.")


@contextlib.contextmanager
def opened(key: str, asked: Mapping[str, str]) -> Iterator[tuple[sql.Lake, Chosen]]:
    """The file of the newest run's records, and which of them are asked for. Raises 404 where there is none."""
    row = get_object_or_404(Indicator, key=key)
    measuring = queries.newest([key]).get(key)
    if measuring is None or not pages.has_records(measuring):
        raise Http404("No records were kept.")
    wanted = definition.read(key, row.place, row.measure)
    place = asked["place"] or row.place or _first_place(measuring)
    known = measuring.values.filter(place=place)
    if asked["period"] and not known.filter(period=asked["period"]).exists():
        raise Http404("Nothing was counted in this period.")
    if asked["dimension"] and asked["dimension"] not in {each.column for each in wanted.dimensions}:
        raise Http404("The records are not broken down by this.")
    try:
        with sql.opened(
            engine.folder().parent, memory=_MEMORY, seconds=_SECONDS, threads=1,
            extra={RECORDS: engine.folder() / measuring.file},
        ) as lake:  # fmt: skip
            shape = _columns(lake)
            chosen = Chosen(
                row, measuring, wanted, shape, place, asked["period"], asked["dimension"], asked["member"]
            )  # fmt: skip
            if chosen.dimension and chosen.dimension not in shape:
                raise Http404("The records have no such column.")
            yield lake, chosen
    except sql.SqlError as error:
        raise Http404(str(error)) from None


def _columns(lake: sql.Lake) -> dict[str, str]:
    """{column: type of DuckDB} of the file."""
    names = list(lake.columns(f"SELECT * FROM {RECORDS} LIMIT 0"))
    asked = ", ".join(f'typeof("{name}") AS "{name}"' for name in names)
    types = lake.rows(f"SELECT {asked} FROM {RECORDS} LIMIT 1")
    return types[0] if types else dict.fromkeys(names, "VARCHAR")


def _first_place(measuring: Measuring) -> str:
    row = measuring.values.order_by("place").first()
    return row.place if row is not None else ""


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ASKED}


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:12]) <= MOST_PAGES:
        raise Http404("There is no such page.")
    return int(text)


def _value(chosen: Chosen) -> Measurement | None:
    return chosen.measuring.values.filter(
        place=chosen.place, period=chosen.period, dimension=chosen.dimension, member=chosen.member
    ).first()


def _periods(chosen: Chosen) -> list[dict[str, Any]]:
    rows = chosen.measuring.values.filter(place=chosen.place).order_by("-period_end", "-period_start")
    found = dict.fromkeys(rows.values_list("period", flat=True))
    return [{"value": period, "current": period == chosen.period} for period in found]


def _pagination(key: str, chosen: Chosen, number: int, count: int, total: int) -> dict[str, Any]:
    def url(page: int) -> str:
        return f"{reverse('observatory:records', args=[key])}?{chosen.query(page=str(page) if page > 1 else '')}"

    first = PAGE * (number - 1) + 1
    return {
        "first": first, "last": first + count - 1, "total": total,
        "previous_url": url(number - 1) if number > 1 else "",
        "next_url": url(number + 1) if first + count - 1 < total else "",
    }  # fmt: skip


def _table(chosen: Chosen, found: list[dict[str, Any]]) -> dict[str, Any]:
    """For components/table.html: the columns that the definition shows, and last what the record is called."""
    shown = pages.shown_columns(chosen.wanted, list(chosen.columns))
    shown = {column: name for column, name in shown.items() if column in chosen.columns} or {"record": _("Record")}
    numeric = {column for column in shown if chosen.columns[column] in ("BIGINT", "INTEGER", "SMALLINT", "DOUBLE")}
    of = {each.column: each.labels for each in chosen.wanted.dimensions}
    names = {
        column: labels.names(of[column], {member for row in found for member in _members(row[column])})
        for column in shown
        if column in of
    }
    rows = []
    dated = {} if chosen.period else {"period": _("Period")}
    for row in found:
        first, *cells = [{"text": _cell(row[column], names.get(column, {}))} for column in shown]
        link = str(row.get("link") or "")
        address = link if link.startswith(("https://", "http://", "/")) and not link.startswith("//") else ""
        period = [{"text": display.partial_date(row["period"], get_language())} for _each in dated]
        rows.append({"url": address, "cells": [first, *period, *cells, {"text": str(row["record"])}]})
    columns = [{"label": name, "numeric": column in numeric} for column, name in shown.items()]
    columns[1:1] = [{"label": name} for name in dated.values()]
    return {"columns": [*columns, {"label": _("Record")}], "rows": rows}


def _members(value: Any) -> list[str]:
    return [_text(each) for each in value] if isinstance(value, list) else [_text(value)]


def _text(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _cell(value: Any, names: Mapping[str, Any]) -> Any:
    language = get_language()
    if names:
        return ", ".join(display.choose(names.get(each) or {"": each}, language).text for each in _members(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float):
        return display.number(round(value, 4), language) if not isinstance(value, int) else str(value)
    text = ", ".join(map(str, value)) if isinstance(value, list) else _text(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
