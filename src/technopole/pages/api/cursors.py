"""Paging by the last thing seen (keyset), which neither skips nor repeats when things are added meanwhile.

A cursor is signed and bound to the list's name and filters: it cannot be forged, nor used with other filters.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import orjson
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Field

from technopole.pages.api.problems import Problem

LIMIT = 50
MOST = 200

Limit = Annotated[int, Field(ge=1, le=MOST, description=f"How many at most (1 to {MOST}).")]
Cursor = Annotated[str, Field(min_length=1, max_length=1000, description="`next` of the page before, same filters.")]

T = TypeVar("T")


@dataclass(frozen=True)
class Keyset:
    """The order of a list: columns, `-` for descending; together they must tell any two rows apart, none is null."""

    name: str
    columns: tuple[str, ...]

    def after(self, position: Sequence[Any]) -> Q:
        """The rows that follow `position`. The first column also bounds the range, so that its index serves."""
        following = Q()
        same = Q()
        for column, value in zip(self.columns, position, strict=True):
            plain, beyond = column.lstrip("-"), "lt" if column.startswith("-") else "gt"
            following |= same & Q(**{f"{plain}__{beyond}": value})
            same &= Q(**{plain: value})
        first = self.columns[0]
        bound = Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": position[0]})
        return bound & following

    def position(self, row: Any) -> list[Any]:
        return [_plain(getattr(row, column.lstrip("-"))) for column in self.columns]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any],
    keyset: Keyset,
    show: Callable[[Any], T],
    *,
    cursor: str | None,
    limit: int,
    count: bool = False,
) -> dict[str, Any]:
    """One page of `rows` as {items, next, total}; `show` makes one item of a row. Costs one query, two with `count`."""
    bound = filters_of(request)
    wanted = rows.order_by(*keyset.columns)
    if cursor:
        wanted = wanted.filter(keyset.after(read(keyset.name, bound, cursor, len(keyset.columns))))
    found = list(wanted[: limit + 1])
    more = len(found) > limit
    following = write(keyset.name, bound, keyset.position(found[limit - 1])) if more else None
    announce(request, following)
    return {
        "items": [show(row) for row in found[:limit]],
        "next": following,
        "total": rows.order_by().count() if count else None,
    }


def slice_of(
    request: HttpRequest, name: str, rows: Sequence[T], *, cursor: str | None, limit: int, count: bool = False
) -> dict[str, Any]:
    """One page of a short list held in memory, or ranked by relevance: the cursor holds a place in it."""
    bound = filters_of(request)
    start = int(read(name, bound, cursor, 1)[0]) if cursor else 0
    following = write(name, bound, [start + limit]) if len(rows) > start + limit else None
    announce(request, following)
    return {"items": list(rows[start : start + limit]), "next": following, "total": len(rows) if count else None}


def announce(request: HttpRequest, following: str | None) -> None:
    """The Link header (RFC 8288) of this page."""
    links = []
    parameters = request.GET.copy()
    parameters.pop("cursor", None)
    base = request.build_absolute_uri(request.path)
    query = parameters.urlencode()
    links.append(f'<{base}{"?" + query if query else ""}>; rel="first"')
    if following:
        parameters["cursor"] = following
        links.append(f'<{base}?{parameters.urlencode()}>; rel="next"')
    request.api_headers["Link"] = ", ".join(links)  # type: ignore[attr-defined]


def filters_of(request: HttpRequest) -> str:
    """A short hash of what the list was asked for, paging apart."""
    asked: Mapping[str, list[str]] = {
        name: values for name, values in request.GET.lists() if name not in ("cursor", "limit", "count")
    }
    return hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).hexdigest()[:10]


def write(name: str, bound: str, position: Sequence[Any]) -> str:
    return signing.dumps([bound, *position], salt=f"technopole.cursor.{name}", compress=True)


def read(name: str, bound: str, cursor: str, length: int) -> list[Any]:
    """The position a cursor holds. Raises 400 for one that was not made here, or for another list."""
    position: list[Any]
    try:
        made_for, *position = signing.loads(cursor, salt=f"technopole.cursor.{name}")
    except Exception as error:  # any text may come in: also what is not base 64, not zlib, not JSON
        raise Problem(400, "This cursor was not made by this list.") from error
    if made_for != bound or len(position) != length:
        raise Problem(400, "This cursor belongs to other filters; keep the filters while paging.")
    return position
