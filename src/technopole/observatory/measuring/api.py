"""What was measured over HTTP: values, runs, and the records behind them."""

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema

from technopole.core.rules import everyone
from technopole.observatory.measuring import queries, views
from technopole.observatory.measuring.definition import RECORDS
from technopole.observatory.models import Indicator, Measurement, Measuring
from technopole.pages.api import Bilingual, Keyset, Out, Page, Router, page_of
from technopole.pages.api.cursors import LIMIT, Cursor, Limit, announce, filters_of
from technopole.pages.api.cursors import read as read_cursor
from technopole.pages.api.cursors import write as write_cursor
from technopole.pages.api.shapes import Line, Word, stated, word
from technopole.registry import vocabulary

router = Router("Observatory")

IndicatorKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$", description="The indicator’s id.")]
_in_order = Keyset("measurements", ("dimension", "place", "period_end", "member", "id"))
_newest_first = Keyset("measurings", ("-id",))


class MeasurementOut(Out):
    """One value computed from records: of a place and period, in all or of one member of a disaggregation."""

    place: Word
    period: str
    period_start: dt.date
    period_end: dt.date
    dimension: str | None = Field(description="What it is broken down by; null for the whole.")
    member: str | None
    label: Bilingual = Field(description="What the member is called.")
    value: float = Field(description="As computed; the indicator’s unit says how many digits are shown.")
    records: int = Field(description="How many records it was computed from.")


class MeasuringOut(Out):
    """One computation, with all that is needed to do it again."""

    status: str = Field(description="`done`, `empty` (no record counts) or `failed`.")
    problem: str | None = Field(description="What went wrong, where, and what to do.")
    measured_at: dt.datetime
    query: str = Field(description="The SQL of the records, with its parameters, and of the value.")
    data: dict[str, str] = Field(description="{dataset: version} that it read.")
    samples: dict[str, Bilingual] = Field(description="{dataset: what it covers} of those that are samples.")
    synthetic: bool
    records: int
    seconds: float


class RecordsOut(Out):
    """Records that were counted; their columns are those of the indicator’s SQL."""

    items: list[dict[str, Any]]
    next: str | None = None
    total: int | None = Field(None, description="How many rows there are in all, when asked for with `count=true`.")


class MeasurementFilters(Schema):
    place: Line | None = None
    period: Line | None = None
    dimension: Line | None = Field(None, description="The key of a disaggregation; empty for the whole.")
    member: Line | None = None


@router.get(
    "indicators/{id}/measurements", may=everyone, response=Page[MeasurementOut],
    summary="Computed values of one indicator",
)  # fmt: skip
def indicator_measurements(
    request: HttpRequest, id: IndicatorKey, filters: Query[MeasurementFilters], cursor: Cursor | None = None,
    limit: Limit = LIMIT, count: bool = False,
) -> Any:
    """What was computed from records by the newest run; empty for an indicator that is only reported."""
    measuring = queries.newest([_one(id).key]).get(id)
    rows = Measurement.objects.filter(measuring=measuring) if measuring else Measurement.objects.none()
    for column in ("place", "period", "dimension", "member"):
        chosen = getattr(filters, column)
        if chosen is not None:
            rows = rows.filter(**{column: chosen})
    return page_of(request, rows, _in_order, _measurement, cursor=cursor, limit=limit, count=count)


@router.get(
    "indicators/{id}/measurings", may=everyone, response=Page[MeasuringOut], summary="Computations of one indicator"
)
def indicator_measurings(
    request: HttpRequest, id: IndicatorKey, cursor: Cursor | None = None, limit: Limit = LIMIT, count: bool = False
) -> Any:
    """The newest first: the data and the statement of each."""
    rows = Measuring.objects.filter(indicator=_one(id).key)
    return page_of(request, rows, _newest_first, _measuring, cursor=cursor, limit=limit, count=count)


@router.get(
    "indicators/{id}/records", may=everyone, response=RecordsOut, summary="The records behind a computed value"
)
def indicator_records(
    request: HttpRequest, id: IndicatorKey, filters: Query[MeasurementFilters], cursor: Cursor | None = None,
    limit: Limit = LIMIT, count: bool = False,
) -> Any:
    """The very rows that the newest run counted, of a period, and of a member of a disaggregation."""
    bound = filters_of(request)
    start = int(read_cursor("records", bound, cursor, 1)[0]) if cursor else 0
    with views.opened(id, {name: getattr(filters, name) or "" for name in views.ASKED}) as (lake, chosen):
        condition, given = chosen.condition
        found = lake.rows(f"SELECT * FROM {RECORDS} WHERE {condition} LIMIT {limit + 1} OFFSET {start}", given)
        total = lake.rows(f"SELECT count(*) AS n FROM {RECORDS} WHERE {condition}", given)[0]["n"] if count else None
    following = write_cursor("records", bound, [start + limit]) if len(found) > limit else None
    announce(request, following)
    return {"items": found[:limit], "next": following, "total": total}


def _one(key: str) -> Indicator:
    found = Indicator.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _measurement(row: Measurement) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("period", "period_start", "period_end", "value", "records")},
        "place": word(row.place, vocabulary.terms("place")),
        "dimension": row.dimension or None,
        "member": row.member if row.dimension else None,
        "label": {"en": row.label_en or None, "zh": row.label_zh or None},
    }


def _measuring(row: Measuring) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("status", "measured_at", "query", "data", "synthetic", "records")},
        "problem": row.problem or None,
        "samples": {name: stated(texts) for name, texts in row.samples.items()},
        "seconds": row.seconds,
    }
