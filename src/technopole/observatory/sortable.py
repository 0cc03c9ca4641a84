"""Tables of precomputed rows that the address sorts: `?sort=-publications`, as lists of the store are sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import HttpRequest
from django.utils.http import urlencode

T = TypeVar("T")


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: its header, the cell of a row for components/table.html, and what it is sorted by, if it is."""

    key: str
    label: Any
    cell: Callable[[T], Any]
    value: Callable[[T], Any] | None = None
    numeric: bool = True
    least_first: bool = False
    """The first press of the header gives the smallest first, as for ranks and names."""


def table(
    request: HttpRequest, columns: Sequence[Column[T]], rows: Sequence[T], name: str = "sort", part: str = ""
) -> dict[str, Any]:
    """{"columns", "rows"} for components/table.html, sorted as the parameter `name` asks; else in the order given.

    Rows without the value come last, whichever way. `part` is the anchor of the table on its page.
    """
    asked = request.GET.get(name, "")
    key, descending = asked.lstrip("-"), asked.startswith("-")
    by = next((column for column in columns if column.key == key and column.value), None)
    shown = list(rows)
    if by is not None and by.value is not None:
        value = by.value
        known = [row for row in shown if value(row) is not None]
        known.sort(key=value, reverse=descending)
        shown = known + [row for row in shown if value(row) is None]
    return {
        "columns": [
            {
                "key": column.key, "label": column.label, "numeric": column.numeric,
                "sort_url": _address(request, name, _next(column, by, descending), part) if column.value else "",
                "sorted": ("descending" if descending else "ascending") if column is by else "",
            }
            for column in columns
        ],
        "rows": [{"cells": [_cell(column, row) for column in columns]} for row in shown],
    }  # fmt: skip


def _next(column: Column[T], by: Column[T] | None, descending: bool) -> str:
    """What the header's press asks for: the other way, where it is sorted by it already."""
    turned = not descending if column is by else not column.least_first
    return f"-{column.key}" if turned else column.key


def _cell(column: Column[T], row: T) -> dict[str, Any]:
    cell = column.cell(row)
    found = cell if isinstance(cell, dict) and "text" in cell else {"text": cell}
    return {"numeric": column.numeric, **found}


def _address(request: HttpRequest, name: str, value: str, part: str) -> str:
    asked = {key: request.GET.getlist(key) for key in request.GET} | {name: [value]}
    return f"{request.path}?{urlencode(asked, doseq=True)}" + (f"#{part}" if part else "")
