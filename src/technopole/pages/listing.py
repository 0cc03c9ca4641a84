"""The list page: one description gives the page with filters, facets, sorting and paging, its map, and its twins.

A domain describes its list once (`Listing`) and hangs `listing.urls(...)` in its `urls.py`. Every list costs a
constant number of queries; counts of facets are kept until the next change of the store.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise

from technopole.core.models import Change
from technopole.core.order import ordered
from technopole.pages import actions, exports
from technopole.pages.exports import ExportColumn

T = TypeVar("T")
Text = str | Promise | Mapping[str, str]
PAGE_SIZE = 50
FACET_VALUES_SHOWN = 12
MAP_POINTS = 2000
KEPT_SECONDS = 3600
NO_FILTERS = ("page", "view", "sort", "more")
"""Parameters that say how the rows are shown, not which."""


def _latest_change() -> int:
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@dataclass(frozen=True)
class Column:
    """A column of the table: `cell(row)` gives the context of components/table.html, or just a text."""

    key: str
    label: Text
    cell: Callable[[Any], Any]
    sort: tuple[str, ...] = ()
    numeric: bool = False
    whole: bool = False
    """Dates and other short words that are not broken over lines where the table is wide."""


@dataclass(frozen=True)
class Facet:
    """A filter whose values are counted: within it values widen (or), across facets they narrow (and)."""

    name: str
    label: Text
    lookup: str
    """The field, such as `district` or `types__type`."""
    labels: Callable[[Sequence[str]], Mapping[str, Text]]
    """Texts of these values."""
    default: tuple[str, ...] = ()
    """Values in force when the address says nothing."""
    order: Callable[[str, int], Any] | None = None
    """How values are put in order, from (value, count); by count if None."""
    counted: bool = True
    """Shown among the facets with its counts; otherwise a filter that other pages lead to, seen as a chip only."""

    def condition(self, values: Sequence[str]) -> Q:
        return Q(**{f"{self.lookup}__in": list(values)})


@dataclass(frozen=True)
class Listing:
    """What a list is of, and how it may be narrowed, sorted, shown and downloaded."""

    name: str
    """Of the download and of the address names: `<name>` and `<name>-export`."""
    title: Text
    rows: Callable[[HttpRequest], QuerySet[Any]]
    """All rows the asker may see."""
    columns: Sequence[Column]
    export: Sequence[ExportColumn]
    link: Callable[[Any], str]
    """The address of a row's own page."""
    intro: Text = ""
    facets: Sequence[Facet] = ()
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    order: tuple[str, ...] = ("pk",)
    related: tuple[str, ...] = ()
    """What the table needs prefetched."""
    point: Callable[[Any], dict[str, Any] | None] | None = None
    """A row as a point of the map, if the list has one."""
    template: str = "technopole/list.html"
    empty_hint: Text = ""
    extra: Callable[[HttpRequest, QuerySet[Any]], dict[str, Any]] = field(default=lambda request, rows: {})
    """More context, from the narrowed rows."""
    latest: Callable[[], Any] = _latest_change
    """What is another value whenever the rows may be others, for lists of what has no history."""

    def urls(self, prefix: str) -> list[URLPattern]:
        return [
            path(prefix, self.page, name=self.name),
            path(f"{prefix}export.<str:form>", self.download, name=f"{self.name}-export"),
        ]

    # --- narrowing ------------------------------------------------------------------------------------------------

    def chosen(self, request: HttpRequest) -> dict[str, list[str]]:
        """The values in force of each facet."""
        return {
            facet.name: [value for value in request.GET.getlist(facet.name) if value != "*"]
            if facet.name in request.GET
            else list(facet.default)
            for facet in self.facets
        }

    def narrowed(self, request: HttpRequest, *, without: str = "") -> QuerySet[Any]:
        """The rows that fit the search text and all facets but `without`."""
        rows = self.rows(request)
        several = False
        for facet in self.facets:
            values = self.chosen(request)[facet.name]
            if values and facet.name != without:
                rows = rows.filter(facet.condition(values))
                several = several or ("__" in facet.lookup and len(values) > 1)
        if (text := request.GET.get("q", "").strip()) and self.search:
            rows = self.search(rows, text)
        return rows.distinct() if several else rows

    # --- answers --------------------------------------------------------------------------------------------------

    def download(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """The narrowed rows as CSV, JSON or Parquet."""
        if form not in exports.FORMATS:
            raise Http404(f"There is no {form!r} twin; there are {', '.join(exports.FORMATS)}.")
        rows = ordered(self.narrowed(request), *self.order).prefetch_related(*self.related)
        return exports.respond(form, self.name, self.export, rows.iterator(chunk_size=2000))

    def page(self, request: HttpRequest) -> HttpResponse:
        """The list as a page."""
        address = _Address(request)
        rows = self.narrowed(request)
        stamp = self._stamp(request)
        total = _remembered(f"{stamp}:total", rows.count)
        as_map = self.point is not None and request.GET.get("view") == "map"
        sort, descending, ordering = self._ordering(request)
        number = max(1, _whole(request.GET.get("page"), 1))
        last_page = max(1, -(-total // PAGE_SIZE))
        number = min(number, last_page)
        first = (number - 1) * PAGE_SIZE
        shown = (
            []
            if as_map
            else list(
                (ordered(rows, *ordering) if ordering else rows).prefetch_related(*self.related)[
                    first : first + PAGE_SIZE
                ]
            )
        )
        page = {
            "title": self.title,
            "intro": self.intro,
            "actions": actions.actions(actions.LIST, request, self),
            "total": total,
            "query": request.GET.get("q", ""),
            "facets": [self._facet(request, facet, address, stamp) for facet in self.facets if facet.counted],
            "chips": self.chips(request),
            "clear_url": request.path,
            "columns": [
                {
                    "key": column.key,
                    "label": column.label,
                    "numeric": column.numeric,
                    "sort_url": self._sort_url(column, sort, descending, address),
                    "sorted": ("descending" if descending else "ascending") if sort == column.key else "",
                }
                for column in self.columns
            ],
            "rows": [
                {"url": self.link(row), "cells": [_cell(column, row) for column in self.columns]} for row in shown
            ],
            "pagination": {
                "first": first + 1,
                "last": first + len(shown),
                "total": total,
                "previous_url": address.with_(page=str(number - 1)) if number > 1 else "",
                "next_url": address.with_(page=str(number + 1)) if number < last_page else "",
            }
            if shown and total > PAGE_SIZE
            else None,
            "twins": [
                {"format": exports.LABELS[form], "url": self._export_url(request, form)} for form in exports.FORMATS
            ],
            "views": self._views(as_map, address),
            "map_points": self._points(rows, stamp) if as_map else [],
            "map_title": self.title,
            "map_unit": self.title,
            "map_list": True,
            "empty_hint": self.empty_hint,
        }
        return render(request, self.template, {"page": page, **self.extra(request, rows)})

    def _ordering(self, request: HttpRequest) -> tuple[str, bool, tuple[str, ...]]:
        asked = request.GET.get("sort", "")
        descending, key = asked.startswith("-"), asked.lstrip("-")
        for column in self.columns:
            if column.key == key and column.sort:
                return key, descending, tuple(_turned(name, descending) for name in (*column.sort, "pk"))
        if request.GET.get("q", "").strip() and self.search:
            return "", False, ()  # the search's own order, if it has one
        return "", False, self.order

    def _sort_url(self, column: Column, sort: str, descending: bool, address: "_Address") -> str:
        if not column.sort:
            return ""
        turn = sort == column.key and not descending
        return address.with_(sort=f"-{column.key}" if turn else column.key, page="")

    def _views(self, as_map: bool, address: "_Address") -> list[dict[str, Any]]:
        if self.point is None:
            return []
        from django.utils.translation import gettext as _

        return [
            {"label": _("List"), "url": address.with_(view="", page=""), "current": not as_map},
            {"label": _("Map"), "url": address.with_(view="map", page=""), "current": as_map},
        ]

    def _points(self, rows: QuerySet[Any], stamp: str) -> list[dict[str, Any]]:
        assert self.point is not None
        to_point = self.point
        found = ordered(rows, *self.order)[:MAP_POINTS]
        return _remembered(f"{stamp}:points", lambda: [point for row in found if (point := to_point(row))])

    def _facet(self, request: HttpRequest, facet: Facet, address: "_Address", stamp: str) -> dict[str, Any]:
        chosen = self.chosen(request)[facet.name]
        counts = _remembered(f"{stamp}:{facet.name}", lambda: self._counts(request, facet))
        counts = {**dict.fromkeys(chosen, 0), **counts}
        order = facet.order or (lambda value, count: (-count, value))
        values = sorted(counts, key=lambda value: order(value, counts[value]))
        everything = request.GET.get("more") == facet.name
        kept = values if everything else [v for i, v in enumerate(values) if i < FACET_VALUES_SHOWN or v in chosen]
        texts = facet.labels(kept)
        return {
            "name": facet.name,
            "label": facet.label,
            "values": [
                {
                    "value": value,
                    "label": texts.get(value, value),
                    "count": counts[value],
                    "selected": value in chosen,
                    "url": address.toggled(facet, value, chosen),
                }
                for value in kept
            ],
            "more_url": "" if len(kept) == len(values) else address.with_(more=facet.name),
        }

    def _counts(self, request: HttpRequest, facet: Facet) -> dict[str, int]:
        rows = self.narrowed(request, without=facet.name).order_by()
        lookup = facet.lookup
        relation, _, column = lookup.partition("__")
        if column and rows.query.where:
            # rows without any value are not counted: said aloud, the store may begin at the values
            rows = rows.filter(**{f"{lookup}__isnull": False})
        elif column and (table := rows.model._meta.get_field(relation)).one_to_many:
            # all rows: the table of their values alone says it
            rows, lookup = table.related_model._default_manager.order_by(), column
        counted = rows.values_list(lookup).annotate(count=Count("pk", distinct=rows.query.distinct))
        return {str(value): count for value, count in counted if value not in (None, "")}

    def chips(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The filters in force, each with the address of the list without it."""
        address, chips = _Address(request), []
        for facet in self.facets:
            chosen = self.chosen(request)[facet.name]
            texts = facet.labels(chosen) if chosen else {}
            chips += [
                {"label": texts.get(value, value), "remove_url": address.toggled(facet, value, chosen)}
                for value in chosen
            ]
        if text := request.GET.get("q", "").strip():
            chips.append({"label": f"“{text}”", "remove_url": address.with_(q="", page="")})
        return chips

    def _export_url(self, request: HttpRequest, form: str) -> str:
        namespace = request.resolver_match.namespace if request.resolver_match else ""
        name = f"{namespace}:{self.name}-export" if namespace else f"{self.name}-export"
        query = filters(request)
        return reverse(name, args=[form]) + (f"?{query}" if query else "")

    def _stamp(self, request: HttpRequest) -> str:
        """What counts are remembered under: they hold until the store changes or the question does."""
        latest = self.latest()
        asked = sorted((key, request.GET.getlist(key)) for key in request.GET if key not in NO_FILTERS)
        text = repr((self.name, latest, asked, self.rows(request).query.__str__()))
        return "list:" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def filters(request: HttpRequest) -> str:
    """The query of an address without what says only how its rows are shown."""
    return urlencode({key: request.GET.getlist(key) for key in request.GET if key not in NO_FILTERS}, doseq=True)


def _remembered(key: str, make: Callable[[], T]) -> T:
    """What `make` gives, kept for an hour under a key that changes with the store."""
    found: T | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_SECONDS)
    return found


class _Address:
    """The present address with something changed."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self.asked = {key: request.GET.getlist(key) for key in request.GET}

    def with_(self, **changes: str) -> str:
        asked = {**self.asked, **{key: [value] if value else [] for key, value in changes.items()}}
        return self._spelled(asked)

    def toggled(self, facet: Facet, value: str, chosen: Iterable[str]) -> str:
        values = [each for each in chosen if each != value]
        if len(values) == len(list(chosen)):
            values.append(value)
        if not values and facet.default:
            values = ["*"]  # an empty choice, said aloud, or the default would come back
        return self._spelled({**self.asked, facet.name: values, "page": [], "more": []})

    def _spelled(self, asked: Mapping[str, list[str]]) -> str:
        query = urlencode({key: values for key, values in asked.items() if values}, doseq=True)
        return f"{self.path}?{query}" if query else self.path


def _cell(column: Column, row: Any) -> dict[str, Any]:
    cell = column.cell(row)
    cell = cell if isinstance(cell, dict) and "text" in cell else {"text": cell}
    return {"numeric": column.numeric, "whole": column.whole, **cell}


def _turned(name: str, descending: bool) -> str:
    if not descending:
        return name
    return name[1:] if name.startswith("-") else f"-{name}"


def _whole(text: str | None, otherwise: int) -> int:
    try:
        return int(text or otherwise)
    except ValueError:
        return otherwise
